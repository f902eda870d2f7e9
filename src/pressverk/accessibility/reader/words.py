"""The text of tags, as it is read."""

import re
from collections.abc import Iterator

from pressverk.accessibility.reader.marked_content import are_apart, are_on_two_lines, space_between
from pressverk.accessibility.reader.model import Content, Tag

SOFT_HYPHEN = "\xad"
BLOCK_TYPES = """
    Document Part Art Sect Div BlockQuote Caption TOC TOCI Index P H H1 H2 H3 H4 H5 H6 L LI LBody
    Table TR TH TD THead TBody TFoot Note Figure Formula Aside Title FENote
"""
BLOCKS = frozenset(BLOCK_TYPES.split())


def walk(tag: Tag) -> Iterator[Tag]:
    """Yield *tag* and all tags in it, in reading order."""
    yield tag
    for kid in tag.kids:
        if isinstance(kid, Tag):
            yield from walk(kid)


def contents_of(tag: Tag) -> Iterator[Content]:
    """Yield the content items in *tag*, in reading order."""
    for kid in tag.kids:
        if isinstance(kid, Tag):
            yield from contents_of(kid)
        elif isinstance(kid, Content):
            yield kid


def pages_of(tag: Tag) -> list[int]:
    """Return the pages that *tag* has content on, in order."""
    return sorted({content.page for content in contents_of(tag)})


def text_of(tag: Tag) -> str:
    """Return the text of *tag* on one line, with ActualText and alternative texts."""
    return normalised(joined(_texts(tag)))


def normalised(text: str) -> str:
    r"""Return *text* without soft hyphens and with single spaces.

    No-break spaces stay.

    >>> normalised("kom\xadmunen  \n i dag ")
    'kommunen i dag'
    """
    return re.sub(r"[ \t\r\n\f\v\u2028\u2029]+", " ", text.replace(SOFT_HYPHEN, "")).strip(" ")


def joined(pieces: list[str | Content]) -> str:
    """Return *pieces* as one text, with a space between those that are apart."""
    text = ""
    before: Content | None = None
    for piece in pieces:
        if isinstance(piece, str):
            text += piece
            before = None
            continue
        if before is not None and are_set_apart(before, piece):
            text += space_between(text, piece.text)
        text += piece.text
        before = piece if piece.runs else before
    return text


def are_set_apart(one: Content, other: Content) -> bool:
    """Return whether *other* is apart from *one*: on the next line or page, or after a gap."""
    if one.page != other.page:
        return not one.ends_words
    if one.ends_words and one.runs and other.runs and are_on_two_lines(one.runs[-1], other.runs[0]):
        return False
    return bool(one.runs and other.runs) and are_apart(one.runs[-1], other.runs[0])


def _texts(tag: Tag) -> list[str | Content]:
    """Return the pieces of *tag*'s text; blocks are separated by spaces."""
    instead = tag.actual_text if tag.actual_text is not None else tag.alt
    if instead is not None:
        return [f" {instead} " if tag.type in BLOCKS else instead]
    pieces: list[str | Content] = []
    for kid in tag.kids:
        if isinstance(kid, Content):
            pieces.append(kid)
        elif isinstance(kid, Tag):
            pieces += [" ", *_texts(kid), " "] if kid.type in BLOCKS else _texts(kid)
    return pieces
