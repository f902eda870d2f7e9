"""What is set beside the text if the side column has room for it, and else in its own place.

An element with ``data-beside="ID"`` is set at the end of the element of that id, with the class
``beside``, if it overlaps nothing there and ends on the same page. Tags follow the source, in
which nothing moves.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import weasyprint

from pressverk.pdf.weasyprint.internals import Box, Element, Prepare, TaggedPage, boxes, placed

ATTRIBUTE, CLASS = "data-beside", "beside"
# CSS pixels between what stands beside the text and what follows in its column.
DISTANCE = 12

LayOut = Callable[[Prepare], weasyprint.Document]


def lay_out_beside(html: Element, lay_out: LayOut, prepare: Prepare) -> weasyprint.Document:
    """Return what *lay_out* makes of *html*, whose boxes *prepare* sees before they are moved.

    It is laid out again, with *html* as it was, when there is no room beside the text.
    """
    guests = {element: element.get(ATTRIBUTE) for element in html.iter() if element.get(ATTRIBUTE)}
    if not guests:
        return lay_out(prepare)
    classes = {guest: guest.get("class", "") for guest in guests}
    for guest in guests:
        guest.set("class", f"{classes[guest]} {CLASS}".strip())
    document = lay_out(partial(_prepare_and_move, prepare, guests))
    if _have_room(document.pages, [*guests]):
        return document
    for guest in guests:
        guest.set("class", classes[guest])
    return lay_out(prepare)


def _prepare_and_move(
    prepare: Prepare, guests: dict[Element, str], root: Box, footnotes: Sequence[Box]
) -> None:
    prepare(root, footnotes)
    for guest, name in guests.items():
        host = next((box for box in _own_boxes(root) if box.element.get("id") == name), None)
        found = next((box for box in _own_boxes(root) if box.element is guest), None)
        if host is None or found is None:
            continue
        parent = next(box for box in root.descendants() if found in getattr(box, "children", ()))
        parent.children = [child for child in parent.children if child is not found]
        host.children = [*_as_blocks(host), found]


def _as_blocks(host: Box) -> list[Box]:
    """Return what is in *host*, its lines in a block of their own: no block has both."""
    has_lines = any(isinstance(child, boxes.LineBox) for child in host.children)
    return [boxes.BlockBox.anonymous_from(host, host.children)] if has_lines else [*host.children]


def _own_boxes(root: Box) -> Iterator[Box]:
    """Yield the boxes of elements, without those of pseudo-elements."""
    for box in map(placed, root.descendants(placeholders=True)):
        if box.element is not None and box.element_tag == box.element.tag:
            yield box


def _have_room(pages: Sequence[TaggedPage], guests: Sequence[Element]) -> bool:
    return all(_has_room(pages, guest) for guest in guests)


def _has_room(pages: Sequence[TaggedPage], guest: Element) -> bool:
    standing = [page for page in pages if _on(page, guest)]
    if len(standing) != 1:
        return not standing
    (page,) = standing
    (box, *_others) = _on(page, guest)
    own = {id(inner) for inner in _painted(box)}
    foot = page.box.content_box_y() + page.box.height
    if box.border_box_y() + box.border_height() > foot:
        return False
    return not any(_overlap(box, other) for other in _painted(page.box) if id(other) not in own)


def _on(page: TaggedPage, guest: Element) -> list[Box]:
    return [box for box in _own_boxes(page.box) if box.element is guest]


def _painted(root: Box) -> Iterator[Any]:
    for box in root.descendants(placeholders=True):
        inner = placed(box)
        if isinstance(inner, boxes.TextBox | boxes.ReplacedBox):
            yield inner


def _overlap(box: Box, other: Box) -> bool:
    left, top = box.border_box_x(), box.border_box_y()
    right, bottom = left + box.border_width(), top + box.border_height()
    return bool(
        other.position_x < right
        and left < other.position_x + other.width
        and other.position_y < bottom + DISTANCE
        and top < other.position_y + other.height
    )
