"""Links: one element a link, all its areas inside, described by its text."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from urllib.parse import quote, unquote

from pressverk.pdf.tags.accessible_name import accessible_name
from pressverk.pdf.tags.tree import Annotation, StructureElement
from pressverk.pdf.weasyprint.internals import Element, TaggedPage

FOLLOWABLE = ("http://", "https://", "mailto:", "tel:")
Rectangle = tuple[float, float, float, float]
# Line boxes of one line differ by less than this, in CSS pixels.
TOLERANCE = 0.5


def settle_links(html: Element) -> tuple[str, ...]:
    """Lead links of *html* where browsers lead them, and make those that can't be followed none.

    Return where the latter would have led, each once.
    """
    names = {name: name for element in html.iter() if (name := element.get("id"))}
    decoded = {unquote(name): name for name in reversed(names)} | names
    dead: dict[str, None] = {}
    for link in html.iter("a"):
        target = (link.get("href") or "").strip()
        if "attachment" in (link.get("rel") or "").lower().split() or not target:
            continue
        if target.startswith("#"):
            link.set("href", _fragment(target[1:], decoded, html))
        elif not target.lower().startswith(FOLLOWABLE):
            dead[target] = None
            del link.attrib["href"]
    return tuple(dead)


def _fragment(name: str, names: Mapping[str, str], html: Element) -> str:
    """Return the fragment that leads to the id *name*, or else decoded; WeasyPrint decodes it.

    Nothing, and ``top``, mean the top of the document (HTML, 7.4.6.3).
    """
    found = names.get(name) or names.get(unquote(name))
    if found is None and name.lower() in {"", "top"}:
        body = html.find("body")
        top = html if body is None else body
        found = top.get("id") or "top"
        top.set("id", found)
    return "#" + (name if found is None else quote(found))


def arrange_links(
    root: StructureElement, pages: Sequence[TaggedPage], notes: Collection[Element]
) -> None:
    """Leave each Link with the areas it needs, and each page with the links of the tree.

    Areas of page furniture, of repeated text and of boxes inside a larger area of the same
    link go. A link that leads nowhere becomes plain text, and stays on its page for
    WeasyPrint to complain about.
    """
    anchors = {anchor for page in pages for anchor in page.anchors}
    rectangles = [_rectangles(page, anchors) for page in pages]
    kept: list[set[int]] = [set() for _page in pages]
    for link in [element for element in root.descendants() if element.type == "Link"]:
        areas = _keep_areas(link, rectangles)
        name = name_of(link, notes)
        for area in areas:
            area.description = name
            kept[area.page].add(id(area.box))
        if not areas:
            link.type = "Span"
    for number, page in enumerate(pages):
        page.links = [
            (kind, target, rectangle, box)
            for kind, target, rectangle, box in page.links
            if id(box) in kept[number] or (kind == "internal" and target not in anchors)
        ]


def _rectangles(page: TaggedPage, anchors: Collection[str]) -> dict[int, Rectangle]:
    """Return the areas of the links on *page* that lead somewhere, by box identity."""
    return {
        id(box): rectangle
        for kind, target, rectangle, box in page.links
        if kind == "external" or (kind == "internal" and target in anchors)
    }


def _keep_areas(
    link: StructureElement, rectangles: Sequence[dict[int, Rectangle]]
) -> set[Annotation]:
    """Take the areas that aren't needed out of *link*, and return the others."""
    areas = [kid for kid in link.kids if isinstance(kid, Annotation)]
    kept: set[Annotation] = set()
    for page, on_page in groupby(sorted(areas, key=attrgetter("page")), attrgetter("page")):
        kept |= _largest([*on_page], rectangles[page])
    link.kids = [kid for kid in link.kids if not isinstance(kid, Annotation) or kid in kept]
    return kept


def _largest(areas: Iterable[Annotation], rectangles: dict[int, Rectangle]) -> set[Annotation]:
    """Return the areas that no other one covers."""
    kept: list[tuple[Annotation, Rectangle]] = []
    placed = [(area, rectangles[id(area.box)]) for area in areas if id(area.box) in rectangles]
    for area, rectangle in sorted(placed, key=lambda item: -_size(item[1])):
        if not any(_covers(other, rectangle) for _area, other in kept):
            kept.append((area, rectangle))
    return {area for area, _rectangle in kept}


def _size(rectangle: Rectangle) -> float:
    left, top, right, bottom = rectangle
    return (right - left) * (bottom - top)


def _covers(outer: Rectangle, inner: Rectangle) -> bool:
    return (
        outer[0] - TOLERANCE <= inner[0]
        and outer[1] - TOLERANCE <= inner[1]
        and outer[2] + TOLERANCE >= inner[2]
        and outer[3] + TOLERANCE >= inner[3]
    )


def name_of(link: StructureElement, notes: Collection[Element]) -> str:
    """Return what a link is called: its label or title, its text, or what was painted for it."""
    source = link.source
    for attribute in ("aria-label", "title"):
        if name := " ".join((source.get(attribute) or "").split()):
            return name
    if text := accessible_name(source, notes):
        return text
    painted = "".join(content.text for content in link.contents())
    return " ".join(painted.split()) or str(source.get("href"))
