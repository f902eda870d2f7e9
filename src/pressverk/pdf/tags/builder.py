"""From laid-out boxes to the structure tree.

The tree is keyed on HTML elements: every fragment of an element, on whatever line, column or
page, is found again as the same structure element. Afterwards children are put in the order of
the source, which layout may have left. Page furniture, repetition and decoration become
artifacts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from pressverk.pdf.tags import figures
from pressverk.pdf.tags.accessible_name import is_decorative
from pressverk.pdf.tags.elements import Elements, Place
from pressverk.pdf.tags.source_text import SourceTexts
from pressverk.pdf.tags.tree import Annotation, Artifact, Content, StructureElement
from pressverk.pdf.weasyprint.internals import (
    Box,
    Element,
    TaggedPage,
    boxes,
    is_first_letter,
    placed,
)


class Artifacts:
    """Knows which boxes a listener isn't given, and remembers what has been heard once."""

    def __init__(self) -> None:
        self._first_pages: dict[tuple[Element, str], int] = {}

    def kind(self, box: Box, page: int, parent: StructureElement) -> Artifact | None:
        """Return what kind of artifact *box* starts on *page*, or None for part of the text.

        *parent* is the element that it would be in.
        """
        if isinstance(box, boxes.MarginBox):
            return _furniture(box.at_keyword)
        if box.is_leader:
            return Artifact.LAYOUT
        element, tag = box.element, box.element_tag
        if element is None:
            return None
        if "::" in tag:
            return Artifact.LAYOUT if _is_stray_sign(box, parent) else None
        if _repeats(box) and self._first_pages.setdefault((element, tag), page) != page:
            return Artifact.PAGINATION
        return Artifact.LAYOUT if is_decorative(element) else None


def _furniture(at_keyword: str) -> Artifact:
    """Return the kind of a page-margin box; those at the sides are neither head nor foot."""
    if at_keyword.startswith("@top"):
        return Artifact.HEADER
    if at_keyword.startswith("@bottom"):
        return Artifact.FOOTER
    return Artifact.PAGINATION


def _repeats(box: Box) -> bool:
    """Return whether layout shows *box* again on later pages."""
    if isinstance(box, boxes.TableRowGroupBox):
        return bool(box.is_header or box.is_footer)
    return bool(box.style["position"] == "fixed")


def _is_stray_sign(box: Box, parent: StructureElement) -> bool:
    """Return whether *box* is the bullet of what is no item, as in a presentational list."""
    if not box.element_tag.endswith("::marker") or parent.type in {"LI", "TOCI"}:
        return False
    texts = (found.text for found in box.descendants() if isinstance(found, boxes.TextBox))
    return not any(character.isalnum() for text in texts for character in text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A finished tree.

    *artifacts* says which boxes are pagination, by page and box identity; whatever else is
    painted without being in the tree is layout. *unnamed* are pictures and formulas without
    an alternative.
    """

    root: StructureElement
    artifacts: dict[tuple[int, int], Artifact]
    unnamed: tuple[StructureElement, ...]


def build_tree(pages: Sequence[TaggedPage], sources: SourceTexts) -> Tree:
    """Return the logical tree of the laid-out *pages*."""
    builder = _Builder(sources)
    for number, page in enumerate(pages):
        links = frozenset(id(box) for _kind, _target, _rectangle, box in page.links)
        place = Place(page=number, height=page.height, links=links)
        for child in page.box.children:
            builder.visit(child, builder.root, place)
    builder.elements.part_paragraphs()
    for element in builder.root.descendants():
        element.kids.sort(key=attrgetter("order"))
    return Tree(
        root=builder.root, artifacts=builder.left_out, unnamed=tuple(builder.elements.unnamed)
    )


class _Builder:
    def __init__(self, sources: SourceTexts) -> None:
        self.root = StructureElement("Document")
        self.elements = Elements(sources)
        self.left_out: dict[tuple[int, int], Artifact] = {}
        self._artifacts = Artifacts()
        self._behind_leader = False

    def visit(self, box: Box, parent: StructureElement, place: Place) -> None:
        """Add *box* and what is in it under *parent*."""
        box = placed(box)
        if isinstance(box, boxes.TextBox):
            self._add_text(box, parent, place)
        elif isinstance(box, boxes.LineBox):
            page, height, links, order, _line, block, matrix = place
            place = Place(page, height, links, order, box, block, matrix)
            for child in box.children:
                self.visit(child, parent, place)
        elif artifact := self._artifacts.kind(box, place.page, parent):
            if isinstance(box, boxes.ReplacedBox) and figures.speaks_for_link(parent):
                self._add_picture(box, parent, _within(box, place))
            else:
                self._leave_out(box, artifact, place.page)
        elif isinstance(box, boxes.ReplacedBox):
            self._add_picture(box, parent, _within(box, place))
        else:
            place = _within(box, place)
            element = self.elements.of(box, parent, place)
            self._add_annotation(box, element, place)
            for child in box.children:
                self.visit(child, element, place)

    def _leave_out(self, box: Box, artifact: Artifact, page: int) -> None:
        self._behind_leader = self._behind_leader or box.is_leader
        for descendant in box.descendants(placeholders=True):
            if artifact is not Artifact.LAYOUT:
                self.left_out[page, id(descendant)] = artifact
            if (source := getattr(descendant, "source", None)) is not None:
                source.left_out = True

    def _add_text(self, box: Box, parent: StructureElement, place: Place) -> None:
        if not box.text or box.style["visibility"] != "visible":
            return
        order = getattr(box, "reading_order", place.order)
        home = self.elements.home(parent, order, place.block)
        home.kids.append(
            Content(
                page=place.page,
                box=box,
                order=order,
                text=box.text,
                line=place.line,
                block=place.block,
                apart=self._behind_leader,
            )
        )
        self._behind_leader = False

    def _add_picture(self, box: Box, parent: StructureElement, place: Place) -> None:
        if box.element is None or "::" in box.element_tag:
            return
        if box.style["visibility"] != "visible":
            return
        figure = self.elements.figure(box, parent, place)
        self._add_annotation(box, figure, place)
        figure.kids.append(Content(page=place.page, box=box, order=place.order, block=place.block))

    def _add_annotation(self, box: Box, element: StructureElement, place: Place) -> None:
        if id(box) in place.links and (link := element.nearest("Link")):
            link.kids.append(Annotation(page=place.page, box=box, order=place.order))


def _within(box: Box, place: Place) -> Place:
    """Return the place of what is in *box*."""
    order = getattr(box, "reading_order", place.order)
    matrix = place.matrix
    if box.transformation_matrix:
        matrix = box.transformation_matrix @ matrix if matrix else box.transformation_matrix
    is_block = not isinstance(box, boxes.InlineLevelBox) and not is_first_letter(box)
    block = order if is_block else place.block
    return Place(place.page, place.height, place.links, order, place.line, block, matrix)
