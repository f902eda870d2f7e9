"""Figures and formulas: their alternative texts and bounding boxes."""

from pressverk.pdf.tags.accessible_name import accessible_name, alternative_text
from pressverk.pdf.tags.tree import StructureElement
from pressverk.pdf.weasyprint.internals import Box, Matrix, boxes, rectangle_aabb

POINTS_PER_PIXEL = 0.75


def stands_alone(box: Box, parent: StructureElement) -> bool:
    """Return whether a picture is a block of its own rather than a word in a line."""
    if isinstance(box, boxes.BlockLevelBox):
        return True
    return parent.source is not None and parent.source.tag == "figure"


def describe(figure: StructureElement, box: Box, matrix: Matrix | None, height: float) -> bool:
    """Give *figure* its alternative and its place; return whether it has an alternative.

    *height* is the page's, in CSS pixels; PDF counts in points from the bottom.
    """
    alternative = alternative_text(box.element) or _link_name(figure)
    if alternative:
        figure.entries["Alt"] = alternative
    block = isinstance(box, boxes.BlockLevelBox)
    figure.set_attribute("Layout", "Placement", "/Block" if block else "/Inline")
    figure.set_attribute("Layout", "BBox", bounding_box(box, matrix, height))
    return bool(alternative)


def bounding_box(box: Box, matrix: Matrix | None, height: float) -> list[float]:
    """Return the content box of *box* after transformations, in points from the bottom left."""
    left, top, right, bottom = rectangle_aabb(
        matrix, box.content_box_x(), box.content_box_y(), box.width, box.height
    )
    edges = (left, height - bottom, right, height - top)
    return [round(edge * POINTS_PER_PIXEL, 3) for edge in edges]


def _link_name(figure: StructureElement) -> str | None:
    """Return what a link is called whose only content is a picture that says nothing."""
    link = figure.nearest("Link")
    if link is None or accessible_name(link.source):
        return None
    named = (link.source.get(name) for name in ("aria-label", "title", "href"))
    return next(filter(None, named), None)


def speaks_for_link(parent: StructureElement) -> bool:
    """Return whether a decorative picture is all there is to click on."""
    link = parent.nearest("Link")
    return link is not None and not accessible_name(link.source)
