"""What has no room on its page: text over the edge, where no one can see it; tables."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from pressverk.pdf.weasyprint.internals import Box, Element, TaggedPage, boxes

TOLERANCE = 1.0  # CSS pixels; glyphs are narrower than their boxes
MM_PER_PIXEL = 25.4 / 96


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
    """Yield the number of each page that text runs over the right or lower edge of, and the text.

    Text wholly to the left or above is meant to be hidden, as pages for screens hide it. Pages
    with transforms are passed over: boxes don't know where a transform puts them.
    """
    for number, page in enumerate(pages, 1):
        for box in page.painted:
            if _is_text(box) and _is_outside(box, page) and not _is_transformed(page):
                yield number, box.text.strip()
                break


def wide_tables(pages: Sequence[TaggedPage]) -> Iterator[WideTable]:
    """Yield the tables that run into the right margin of a page, each once."""
    told: set[int] = set()
    for number, page in enumerate(pages, 1):
        edge = page.box.content_box_x() + page.box.width
        for box in page.box.descendants():
            if not isinstance(box, boxes.TableBox) or id(box.element) in told:
                continue
            excess = box.border_box_x() + box.border_width() - edge
            if excess > TOLERANCE:
                told.add(id(box.element))
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


def _name(table: Box) -> str:
    """Return the table's caption, or else its first words."""
    caption = table.element.find("caption") if table.element is not None else None
    named = table.element if caption is None else caption
    return " ".join("".join(named.itertext()).split()) if named is not None else ""


def _is_text(box: Box) -> bool:
    return isinstance(box, boxes.TextBox) and any(
        sign.isprintable() and not sign.isspace() for sign in box.text
    )


def _is_outside(box: Box, page: TaggedPage) -> bool:
    right, bottom = box.position_x + box.width, box.position_y + box.height
    return bool(right > page.width + TOLERANCE or bottom > page.height + TOLERANCE)


def _is_transformed(page: TaggedPage) -> bool:
    return any(box.style["transform"] for box in page.box.descendants())
