"""Where words end: spaces that layout took away at line ends, and hyphens it put there.

A text box that ends a line is given a real space behind its last character, where it shows
nothing; white space between two boxes, which WeasyPrint doesn't paint, is painted.
"""

from collections.abc import Iterator
from typing import NamedTuple

from pressverk.pdf.tags.source_text import SourceText
from pressverk.pdf.tags.tree import Content, StructureElement
from pressverk.pdf.weasyprint.internals import Box, boxes, is_first_letter

SOFT_HYPHEN = "\xad"
# Painted instead of nothing: WeasyPrint skips a box whose text is all white space.
NOT_BLANK = "\u200b"
LOOK_BACK = 16


class _Found(NamedTuple):
    """A piece of text found in its source, from *start* to *end*.

    It is *repeated* where layout set it twice, as flex boxes over a page break may; of a piece
    that goes on where what was set before ends, the first *known* characters are.
    """

    source: SourceText | None
    start: int = 0
    end: int = 0
    hyphenated: bool = False
    repeated: bool = False
    known: int = 0


def separate_words(root: StructureElement) -> None:
    """Make the text of *root*, taken in reading order, read as it was written.

    Changes what the boxes will paint, and the text of their content.
    """
    for flow in _flows(root):
        _separate(flow)


def _flows(root: StructureElement) -> Iterator[list[Content]]:
    """Yield runs of text content; a note interrupts nothing and is a run of its own."""
    roots = [root]
    while roots:
        start = roots.pop()
        flow: list[Content] = []
        stack = [start]
        while stack:
            item = stack.pop()
            if isinstance(item, StructureElement):
                if item.type == "Note" and item is not start:
                    roots.append(item)
                else:
                    stack.extend(reversed(item.kids))  # type: ignore[arg-type]  # narrowed above
            elif isinstance(item, Content) and isinstance(item.box, boxes.TextBox):
                flow.append(item)
        yield flow


def _separate(flow: list[Content]) -> None:
    previous: Content | None = None
    word: Content | None = None
    before = _Found(None)
    for content in flow:
        found = _find(content)
        if found.repeated:
            content.text = ""
            continue
        if not content.text.strip():
            _paint_blank(content)
            if not content.text:
                continue
        if found.hyphenated:
            hyphen = content.box.style["hyphenate_character"]
            content.text = content.text[: -len(hyphen)].rstrip(SOFT_HYPHEN) + SOFT_HYPHEN
        content.text = _as_written(content.text[found.known :], found)
        if previous is not None and _is_gap(previous, before, content, found):
            _end_with_space(previous)
            if word is not None:  # also for those who pass over calls
                _end_with_space(word)
        previous, before = content, found
        word = word if content.box.element_tag.endswith("-call") else content
    if previous is not None:
        _end_with_space(previous)


def _as_written(text: str, found: _Found) -> str:
    if found.source is None or found.source.written is found.source.text:
        return text
    return found.source.written[found.start : found.end] + text[found.end - found.start :]


def _find(content: Content) -> _Found:
    """Return where the text of *content* stands in its source, behind what was found before."""
    source = getattr(content.box, "source", None)
    if source is None:
        return _Found(None)
    hyphen = content.box.style["hyphenate_character"]
    pieces = [(content.text, False)]
    if content.text.endswith(hyphen):
        pieces.append((content.text.removesuffix(hyphen), True))
    for find in (_next, _again, _partly_again, _further_on, _earlier):
        for piece, hyphenated in pieces:
            start = find(source, piece)
            if start is None:
                continue
            if find in {_again, _earlier}:
                return _Found(source, repeated=True)
            known = max(source.read_to - start, 0)
            source.read_to = start + len(piece)
            return _Found(source, start + known, source.read_to, hyphenated, known=known)
    return _Found(None)


def _next(source: SourceText, piece: str) -> int | None:
    """Return where *piece* starts if it comes next, behind nothing or white space.

    A line of code begins with white space of its own, behind the line break.
    """
    text, start = source.text, source.read_to
    while not text.startswith(piece, start):
        if not text[start : start + 1].isspace():
            return None
        start += 1
    return start


def _again(source: SourceText, piece: str) -> int | None:
    """Return where *piece* starts if it is what was found last, or all has been found."""
    if piece.strip() and source.text[: source.read_to].rstrip().endswith(piece.rstrip()):
        return source.read_to - len(piece)
    position = source.text.find(piece) if not source.unread else -1
    return position if position >= 0 else None


def _partly_again(source: SourceText, piece: str) -> int | None:
    """Return where *piece* starts if it begins in what has been found and goes on behind it.

    A text beside a float that is broken over pages may be set again in wider lines.
    """
    first, last = source.read_to - len(piece) + 1, source.read_to + len(piece) - 1
    position = source.text.find(piece, max(first, 0), last) if source.read_to else -1
    return position if position >= 0 else None


def _further_on(source: SourceText, piece: str) -> int | None:
    """Return where *piece* starts behind text that has no box with it, as a first letter."""
    position = source.text.find(piece, source.read_to)
    return position if position >= 0 else None


def _earlier(source: SourceText, piece: str) -> int | None:
    """Return where *piece* starts if it stands only in what has been found."""
    position = source.text.find(piece, 0, source.read_to) if piece.strip() else -1
    return position if position >= 0 else None


def _is_gap(previous: Content, before: _Found, content: Content, found: _Found) -> bool:
    """Return whether a word ends between two pieces of text."""
    if previous.block != content.block or content.apart:
        return True
    if previous.line is content.line or before.hyphenated:
        return False
    if found.source is not None and is_first_letter(previous.box):
        return _has_space(found.source.text[: found.start][-1:])
    if before.source is None or found.source is None:
        return not previous.text.endswith(("-", "\u2010", SOFT_HYPHEN))
    if before.source is found.source:
        return _has_space(found.source.text[before.end : found.start])
    between = [before.source.text[before.end :], found.source.text[: found.start]]
    source = found.source.previous
    for _ in range(LOOK_BACK):
        if source is None or source is before.source:
            break
        between.append(source.text)
        source = source.previous
    return any(_has_space(text) for text in between)


def _has_space(text: str) -> bool:
    return any(character.isspace() for character in text)


def _end_with_space(content: Content) -> None:
    if content.text[-1:].isspace():
        return
    content.text += " "
    layout = content.box.pango_layout
    if _runs_left_to_right(content.box) and not layout.text[-1:].isspace():
        layout.text += " "


def _runs_left_to_right(box: Box) -> bool:
    """Return whether a space at the end of *box* moves nothing: it would in Arabic."""
    return box.style["direction"] == "ltr" and not box.pango_layout.first_line_direction % 2


def _paint_blank(content: Content) -> None:
    """Have a box of white space painted, or drop it where there is nothing to paint."""
    text = content.box.pango_layout.text
    content.text = " " if text.strip("\n\t\r\u200b") else ""
    if content.text:
        content.box.text = NOT_BLANK
