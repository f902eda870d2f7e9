"""Links, form fields and destinations (ISO 32000-2, 12.3 to 12.7)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf

from pressverk.accessibility.reader import objects
from pressverk.accessibility.reader.geometry import around
from pressverk.accessibility.reader.model import Annotation, Area, Bookmark

HIDDEN = 0x02 | 0x20  # Hidden, NoView
SPOKEN = ("Link", "Widget")


@dataclass(frozen=True, slots=True, kw_only=True)
class Destinations:
    """Page numbers, from 1, by page object and by named destination."""

    pages: Mapping[objects.Key, int]
    names: Mapping[str, Any]

    def page(self, value: Any) -> int | None:
        """Return the number of the page object *value*."""
        key = objects.key_of(value)
        return self.pages.get(key) if key else None

    def destination(self, value: Any) -> int | None:
        """Return the page number of a destination or of its name."""
        for _step in range(3):  # a name may refer to a dictionary that has the destination
            name = objects.text(value) or objects.name(value)
            value = self.names.get(name) if name is not None else value
            value = objects.entry(value, "/D") or value
        return next((self.page(item) for item in objects.items(value)), None)


def read_destinations(pdf: pikepdf.Pdf) -> Destinations:
    """Return the page numbers of the pages and destinations of *pdf*."""
    pages = {pdf_page.obj.objgen: number for number, pdf_page in enumerate(pdf.pages, 1)}
    named = dict(objects.entries(objects.entry(pdf.Root, "/Dests")))
    named |= _name_tree(objects.entry(objects.entry(pdf.Root, "/Names"), "/Dests"))
    return Destinations(pages=pages, names=named)


def _name_tree(root: Any) -> Iterator[tuple[str, Any]]:
    waiting, seen = [root], set[objects.Key]()
    while waiting:
        node = waiting.pop()
        key = objects.key_of(node)
        if key in seen:
            continue
        seen |= {key} if key else set()
        waiting += objects.items(objects.entry(node, "/Kids"))
        leaves = objects.items(objects.entry(node, "/Names"))
        for name, value in zip(leaves[::2], leaves[1::2], strict=False):
            yield objects.text(name) or "", value


def read_annotation(source: Any, page: int, box: Area, atlas: Destinations) -> Annotation:
    """Return the annotation *source* on *page*, whose crop box is *box*."""
    action = objects.entry(source, "/A")
    destination = objects.entry(source, "/Dest")
    if objects.name(objects.entry(action, "/S")) == "GoTo":
        destination = objects.entry(action, "/D")
    value = _inherited(source, "/V")
    return Annotation(
        page=page,
        subtype=objects.name(objects.entry(source, "/Subtype")) or "",
        contents=objects.text(_inherited(source, "/TU"))
        or objects.text(objects.entry(source, "/Contents")),
        uri=objects.text(objects.entry(action, "/URI")),
        target=None if destination is None else atlas.destination(destination),
        value=objects.text(value) or objects.name(value),
        areas=tuple(_areas(source, box)),
    )


def is_spoken(source: Any) -> bool:
    """Return whether an annotation should be in the structure tree."""
    flags = objects.integer(objects.entry(source, "/F")) or 0
    return objects.name(objects.entry(source, "/Subtype")) in SPOKEN and not flags & HIDDEN


def _inherited(field: Any, key: str) -> Any:
    """Return the value of *key* in a field, or inherited from its parents."""
    found = objects.entry(field, key)
    return objects.entry(objects.entry(field, "/Parent"), key) if found is None else found


def _areas(source: Any, box: Area) -> Iterator[Area]:
    quads = objects.numbers(objects.entry(source, "/QuadPoints"))
    corners = quads or objects.numbers(objects.entry(source, "/Rect"))
    step = 8 if quads else 4
    for start in range(0, len(corners) - step + 1, step):
        numbers = corners[start : start + step]
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        yield around([(x - box.left, y - box.bottom) for x, y in pairs])


def read_bookmarks(pdf: pikepdf.Pdf, atlas: Destinations) -> Iterator[Bookmark]:
    """Yield the outline's items in reading order."""
    waiting = [(objects.entry(objects.entry(pdf.Root, "/Outlines"), "/First"), 1)]
    seen = set[objects.Key]()
    while waiting:
        source, level = waiting.pop()
        key = objects.key_of(source)
        if objects.dictionary(source) is None or key in seen:
            continue
        seen |= {key} if key else set()
        action = objects.entry(objects.entry(source, "/A"), "/D")
        destination = objects.entry(source, "/Dest")
        yield Bookmark(
            level=level,
            title=objects.text(objects.entry(source, "/Title")) or "",
            page=atlas.destination(action if destination is None else destination),
        )
        waiting.append((objects.entry(source, "/Next"), level))
        waiting.append((objects.entry(source, "/First"), level + 1))
