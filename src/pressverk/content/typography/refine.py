"""Microtypography: quotation marks, dashes and spaces as in typeset text.

Text is read in runs: a paragraph with its emphasis and its links is one line of text, so that a
quotation that begins before ``<em>`` ends in the right place.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pressverk.content.typography.addresses import addresses, outside
from pressverk.content.typography.rules import (
    ENGLISH,
    LINE_BREAK,
    OBJECT,
    SWEDISH,
    Convention,
    Edit,
    english_quotes,
    isolated_digits,
    swedish_quotes,
)
from pressverk.formats import direction
from pressverk.html import parse, serialise

# What is written from right to left, in whatever language.
RIGHT_TO_LEFT = "rtl"
CONVENTIONS: dict[str, tuple[Convention, ...]] = {
    "sv": (swedish_quotes, *SWEDISH),
    "en": (english_quotes, *ENGLISH),
    RIGHT_TO_LEFT: (isolated_digits,),
}
UNTOUCHED = frozenset({"code", "pre", "kbd", "samp", "var", "img", "wbr"})
INLINE_TAGS = "a abbr b bdi bdo cite del dfn em i ins mark q s small span strong sub sup time u"
INLINE = frozenset(INLINE_TAGS.split())


@dataclass(slots=True)
class Piece:
    """A piece of text in one language, and its origin, None for what isn't changed."""

    text: str
    language: str
    holder: Any = None
    is_tail: bool = False


def refine(html: str, *, language: str) -> str:
    """Return the fragment *html* with the typography of *language* and of passages in others.

    >>> refine('<p>"<em>Hej</em>", sa 10 000.</p>', language="sv")
    '<p>”<em>Hej</em>”, sa 10&nbsp;000.</p>'
    """
    root = parse(html)
    for pieces in _runs(root, _base(language)):
        _refine_run(pieces)
        for piece in pieces:
            if piece.is_tail:
                piece.holder.tail = piece.text
            elif piece.holder is not None:
                piece.holder.text = piece.text
    return serialise(root)


def refine_text(text: str, *, language: str) -> str:
    r"""Return *text* with the typography of *language*.

    >>> refine_text('12 % av "alla" ...', language="sv")
    '12\xa0% av ”alla” …'
    """
    pieces = [Piece(text, _base(language))]
    _refine_run(pieces)
    return pieces[0].text


def _base(language: str) -> str:
    if direction(language) == "rtl":
        return RIGHT_TO_LEFT
    return language.partition("-")[0].lower()


def _runs(root: Any, language: str) -> Iterator[list[Piece]]:
    """Yield the runs of text in *root*."""
    pending: list[list[Piece]] = [[]]
    done: list[list[Piece]] = []
    _collect(root, language, pending, done)
    yield from (pieces for pieces in [*done, *pending] if pieces)


def _collect(
    element: Any, language: str, pending: list[list[Piece]], done: list[list[Piece]]
) -> None:
    """Add the text of *element* to the run that is *pending*; runs that end are *done*."""
    language = _base(element.get("lang")) if element.get("lang") else language
    if element.text:
        pending[-1].append(Piece(element.text, language, element))
    for child in element:
        if child.tag in UNTOUCHED:
            pending[-1].append(Piece(OBJECT, ""))
        elif child.tag == "br":
            pending[-1].append(Piece(LINE_BREAK, ""))
        elif "footnote" in child.get("class", "").split():
            pending.append([])
            _collect(child, language, pending, done)
            done.append(pending.pop())
        elif child.tag in INLINE:
            _collect(child, language, pending, done)
        else:
            done.append(pending[-1])
            pending[-1] = []
            _collect(child, language, pending, done)
            done.append(pending[-1])
            pending[-1] = []
        if child.tail:
            pending[-1].append(Piece(child.tail, language, child, is_tail=True))


def _refine_run(pieces: list[Piece]) -> None:
    line = "".join(piece.text for piece in pieces)
    for language in dict.fromkeys(piece.language for piece in pieces):
        for convention in CONVENTIONS.get(language, ()):
            edits = list(convention(line))
            if edits:
                _apply(outside(edits, addresses(line)), pieces, language)
                line = "".join(piece.text for piece in pieces)


def _apply(edits: list[Edit], pieces: list[Piece], language: str) -> None:
    """Apply the *edits* that are within one piece of *language*, in order."""
    offset = 0
    position = 0
    for piece in pieces:
        end = offset + len(piece.text)
        kept: list[str] = []
        done = offset
        while position < len(edits) and edits[position].start < end:
            edit = edits[position]
            position += 1
            if edit.start >= done and edit.end <= end and piece.language == language:
                kept += [piece.text[done - offset : edit.start - offset], edit.text]
                done = edit.end
        if kept:
            piece.text = "".join((*kept, piece.text[done - offset :]))
        offset = end
