"""The outlines of the parts, one after the other (ISO 32000-1, 12.3.3)."""

from collections.abc import Iterator, Sequence
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name


def join_outlines(book: pikepdf.Pdf, sources: Sequence[pikepdf.Pdf]) -> None:
    """Write the outlines of *sources*, whose pages *book* has, as one."""
    copied = [
        book.copy_foreign(source.Root.Outlines) for source in sources if "/Outlines" in source.Root
    ]
    items = [item for outline in copied for item in _siblings(outline)]
    if not items:
        return
    root = book.make_indirect(Dictionary(Type=Name.Outlines))
    for before, item, after in zip([None, *items], items, [*items[1:], None], strict=False):
        item.Parent = root
        _set(item, "/Prev", before)
        _set(item, "/Next", after)
    root.First, root.Last = items[0], items[-1]
    root.Count = sum(int(outline.get("/Count", 0)) for outline in copied)
    book.Root.Outlines = root
    book.Root.PageMode = Name.UseOutlines


def _siblings(outline: Any) -> Iterator[Any]:
    item = outline.get("/First")
    while item is not None:
        following = item.get("/Next")
        yield item
        item = following


def _set(item: Any, key: str, value: Any) -> None:
    if value is not None:
        item[key] = value
    elif key in item:
        del item[key]
