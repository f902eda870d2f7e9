"""Lists and tables of contents: L > LI > Lbl, LBody and TOC > TOCI > Reference."""

from collections.abc import Mapping

from pressverk.pdf.tags.tree import StructureElement
from pressverk.pdf.weasyprint.internals import Box, Element

# Values of ListNumbering (ISO 32000-1, table 347) by the CSS counter style.
NUMBERING: Mapping[str, str] = {
    "none": "None",
    "disc": "Disc",
    "circle": "Circle",
    "square": "Square",
    "decimal": "Decimal",
    "decimal-leading-zero": "Decimal",
    "lower-roman": "LowerRoman",
    "upper-roman": "UpperRoman",
    "lower-alpha": "LowerAlpha",
    "lower-latin": "LowerAlpha",
    "upper-alpha": "UpperAlpha",
    "upper-latin": "UpperAlpha",
}


def number(item: StructureElement, box: Box) -> None:
    """Give the list of *item* the ListNumbering that the item's *box* shows, if it has none.

    Symbols and counter styles that PDF has no name for count as discs, in an ``ol`` as decimal.
    """
    parent = item.parent
    if parent is None or "List" in parent.attributes:
        return
    style = box.style["list_style_type"]
    named = NUMBERING.get(style) if isinstance(style, str) else None
    unnamed = "Decimal" if parent.source.tag == "ol" else "Disc"
    parent.set_attribute("List", "ListNumbering", f"/{named or unnamed}")


def body(item: StructureElement, order: int) -> StructureElement:
    """Return the LBody that content of *item* goes to; a new one takes *order*."""
    return item.child("LBody") or item.append("LBody", order=order)


def last_item(parent: StructureElement, order: int) -> StructureElement:
    """Return the item that stray content directly in a list goes to."""
    kind = "TOCI" if parent.type == "TOC" else "LI"
    return _last_child(parent, kind) or parent.append(kind, order=order)


def definition_item(parent: StructureElement, kind: str, order: int) -> StructureElement | None:
    """Return the LI that a term (Lbl) or description (LBody) belongs to.

    A term after a description starts a new item. None outside a definition list.
    """
    definitions = parent.nearest("L")
    if definitions is None or definitions.source is None or definitions.source.tag != "dl":
        return None
    item = _last_child(definitions, "LI")
    if item is None or (kind == "Lbl" and item.child("LBody")):
        return definitions.append("LI", order=order)
    return item


def _last_child(parent: StructureElement, kind: str) -> StructureElement | None:
    for kid in reversed(parent.kids):
        if isinstance(kid, StructureElement) and kid.type == kind:
            return kid
    return None


def is_contents_list(element: Element) -> bool:
    """Return whether a ``nav`` lists the document's own parts: all its links stay inside."""
    if element.get("role") == "doc-toc":
        return True
    if element.tag != "nav" and element.get("role") != "navigation":
        return False
    targets = [link.get("href", "") for link in element.iter("a")]
    return bool(targets) and all(target.startswith("#") for target in targets)


# The type attribute of lists (HTML, 15.3.7), which WeasyPrint doesn't know.
TYPES: Mapping[str, str] = {
    "1": "decimal",
    "a": "lower-alpha",
    "A": "upper-alpha",
    "i": "lower-roman",
    "I": "upper-roman",
}


def number_lists(html: Element) -> None:
    """Write what ``start``, ``reversed``, ``value`` and ``type`` say into style attributes."""
    for ordered in html.iter("ol"):
        items = [child for child in ordered if child.tag == "li"]
        backwards = ordered.get("reversed") is not None
        start = _integer(ordered.get("start"))
        if start is None:
            start = len(items) if backwards else 1
        _set_type(ordered)
        if backwards:
            _prepend_style(ordered, f"counter-reset: list-item {start + 1}")
        elif start != 1:
            _prepend_style(ordered, f"counter-reset: list-item {start - 1}")
        for item in items:
            _set_type(item)
            value = _integer(item.get("value"))
            if value is not None:
                _prepend_style(
                    item, f"counter-increment: list-item 0; counter-set: list-item {value}"
                )
            elif backwards:
                _prepend_style(item, "counter-increment: list-item -1")


def _set_type(element: Element) -> None:
    if style := TYPES.get(element.get("type", "")):
        _prepend_style(element, f"list-style-type: {style}")


def _prepend_style(element: Element, declaration: str) -> None:
    element.set("style", f"{declaration}; {element.get('style', '')}")


def _integer(text: str | None) -> int | None:
    """Return the integer in an attribute, or None where there is none.

    >>> _integer(" -3"), _integer("x")
    (-3, None)
    """
    try:
        return int(text or "")
    except ValueError:
        return None
