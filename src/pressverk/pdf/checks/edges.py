"""Text and tables that don't fit on their pages."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, inf
from typing import Any

from pressverk.pdf.weasyprint.internals import (
    Box,
    Element,
    TaggedPage,
    boxes,
    placed,
    rectangle_aabb,
)

TOLERANCE = 1.0  # CSS pixels; glyphs are narrower than their boxes
MM_PER_PIXEL = 25.4 / 96
# Left, top, right and bottom, in CSS pixels from the corner of the page.
Area = tuple[float, float, float, float]
EVERYWHERE: Area = (-inf, -inf, inf, inf)


@dataclass(frozen=True, slots=True, kw_only=True)
class WideTable:
    """A table that is wider than what its page has room for, by *excess* millimetres."""

    page: int
    name: str
    excess: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadlessTable:
    """A table that goes on without its head on a page."""

    page: int
    name: str


def text_off_page(pages: Sequence[TaggedPage]) -> Iterator[tuple[int, str]]:
    """Yield the number of each page that text runs over an edge of, and the text.

    Text wholly above or before the page (to the left, or to the right where text begins there) is
    meant to be hidden, as pages for screens hide it; so is what a box with ``overflow: hidden``
    cuts off, a running head that ends in an ellipsis say.
    """
    for number, page in enumerate(pages, 1):
        for box, area in _texts(page):
            if box in page.painted and _is_outside(area, page, box.style["direction"]):
                yield number, box.text.strip()
                break


def _texts(page: TaggedPage) -> Iterator[tuple[Box, Area]]:
    """Yield the texts of *page* that show something, and where what shows of them is."""
    stack: list[tuple[Box, Any, Area]] = [(page.box, None, EVERYWHERE)]
    while stack:
        box, matrix, clip = stack.pop()
        box = placed(box)
        if box.transformation_matrix:
            own = box.transformation_matrix
            matrix = own @ matrix if matrix else own
        if isinstance(box, boxes.TextBox):
            if _is_text(box):
                place, size = (box.position_x, box.position_y), (box.width, box.height)
                yield box, _overlap(clip, _on_page(matrix, *place, *size))
            continue
        if box.style["position"] in {"absolute", "fixed"}:
            clip = EVERYWHERE
        if box.style["overflow"] != "visible" and not isinstance(box, boxes.PageBox):
            left, top = box.padding_box_x(), box.padding_box_y()
            size = box.padding_width(), box.padding_height()
            clip = _overlap(clip, _on_page(matrix, left, top, *size))
        stack += [(child, matrix, clip) for child in reversed(getattr(box, "children", ()))]


def _on_page(matrix: Any, x: float, y: float, width: float, height: float) -> Area:
    if matrix is None:
        return x, y, x + width, y + height
    left, top, right, bottom = rectangle_aabb(matrix, x, y, width, height)
    return left, top, right, bottom


def _overlap(one: Area, other: Area) -> Area:
    return (
        max(one[0], other[0]),
        max(one[1], other[1]),
        min(one[2], other[2]),
        min(one[3], other[3]),
    )


def wide_tables(pages: Sequence[TaggedPage]) -> Iterator[WideTable]:
    """Yield the tables that run into the right margin of a page, each once."""
    reported: set[int] = set()
    for number, page in enumerate(pages, 1):
        edge = page.box.content_box_x() + page.box.width
        for box in page.box.descendants():
            if not isinstance(box, boxes.TableBox) or id(box.element) in reported:
                continue
            excess = box.border_box_x() + box.border_width() - edge
            if excess > TOLERANCE:
                reported.add(id(box.element))
                yield WideTable(page=number, name=_name(box), excess=excess * MM_PER_PIXEL)


def headless_tables(
    pages: Sequence[TaggedPage], headed: Collection[Element]
) -> Iterator[HeadlessTable]:
    """Yield the parts of tables that stand on a page without the head that they have elsewhere.

    *headed* are the elements of tables with a head.
    """
    for number, page in enumerate(pages, 1):
        for box in page.box.descendants():
            if not isinstance(box, boxes.TableBox) or box.element not in headed:
                continue
            if box.children and not box.children[0].is_header:
                yield HeadlessTable(page=number, name=_name(box))


def excess_lines(pages: Sequence[TaggedPage], html: Element) -> int:
    """Return how many lines the second of two pages holds, when *html* asks for one page.

    What runs over more pages can't be shortened to one.
    """
    body = html.find("body")
    if body is None or body.get("data-pages") != "1" or len(pages) != 2:
        return 0
    height = _line_height(pages[0])
    return ceil(_filled(pages[1]) / height) if height else 0


def _line_height(page: TaggedPage) -> float:
    """Return the commonest height of lines on *page*, in CSS pixels."""
    heights = Counter(
        box.height for box in page.box.descendants() if isinstance(box, boxes.LineBox)
    )
    return float(heights.most_common(1)[0][0]) if heights else 0


def _filled(page: TaggedPage) -> float:
    """Return how far down *page* text and pictures reach, notes included, in CSS pixels."""
    top = page.box.content_box_y()
    foot = top + page.box.height
    ends = (
        min(area[3], foot) - top
        for box, area in _texts(page)
        if area[1] < foot and area[3] > top and box.element is not None
    )
    return max(ends, default=0)


def _name(table: Box) -> str:
    """Return the table's caption, or else its first words."""
    caption = table.element.find("caption") if table.element is not None else None
    named = table.element if caption is None else caption
    return " ".join("".join(named.itertext()).split()) if named is not None else ""


def _is_text(box: Box) -> bool:
    return isinstance(box, boxes.TextBox) and any(
        character.isprintable() and not character.isspace() for character in box.text
    )


def _is_outside(area: Area, page: TaggedPage, direction: str) -> bool:
    left, top, right, bottom = area
    is_shown = left < right and top < bottom
    hidden = bottom <= TOLERANCE or (
        right <= TOLERANCE if direction == "ltr" else left >= page.width - TOLERANCE
    )
    over = (-left, -top, right - page.width, bottom - page.height)
    return is_shown and not hidden and max(over) > TOLERANCE
