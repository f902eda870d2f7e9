"""Passages: runs of text in one language, as the tags say."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from pressverk.accessibility.reader import Content, Tag, TaggedPdf, normalised
from pressverk.accessibility.reader.words import BLOCKS, joined


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Text that is read on without a break; *language* is the tag it is read by."""

    text: str
    language: str | None
    page: int | None


@dataclass(frozen=True, slots=True)
class _Piece:
    """Part of a block; a *content* of None is a break."""

    language: str | None
    content: Content | None


def passages(pdf: TaggedPdf) -> Iterator[Passage]:
    """Yield all text of *pdf* in passages, alternatives of pictures among them."""
    for (language, is_break), group in groupby(
        _pieces(pdf.root), key=lambda piece: (piece.language, piece.content is None)
    ):
        if is_break:
            continue
        contents = [piece.content for piece in group if piece.content is not None]
        text = normalised(joined([*contents]))
        if text:
            yield Passage(text=text, language=language, page=contents[0].page)
    yield from _alternatives(pdf.root, None)


def _pieces(tag: Tag) -> Iterator[_Piece]:
    is_block = tag.type in BLOCKS
    if is_block:
        yield _Piece(None, None)
    for kid in tag.kids:
        if isinstance(kid, Content):
            yield _Piece(kid.language or tag.language, kid)
        elif isinstance(kid, Tag):
            yield from _pieces(kid)
    if is_block:
        yield _Piece(None, None)


def _alternatives(tag: Tag, page: int | None) -> Iterator[Passage]:
    page = next((kid.page for kid in tag.kids if not isinstance(kid, Tag)), page)
    if tag.alt:
        yield Passage(text=normalised(tag.alt), language=tag.language, page=page)
    for kid in tag.kids:
        if isinstance(kid, Tag):
            yield from _alternatives(kid, page)
