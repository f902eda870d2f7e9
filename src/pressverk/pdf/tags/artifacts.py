"""What is on a page without being part of the text: page furniture, repetition, decoration."""

from pressverk.pdf.tags.accessible_name import is_decorative
from pressverk.pdf.tags.tree import Artifact, StructureElement
from pressverk.pdf.weasyprint.internals import Box, Element, boxes


class Artifacts:
    """Tells which boxes a listener isn't given, and remembers what has been heard once."""

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
    return not any(sign.isalnum() for text in texts for sign in text)
