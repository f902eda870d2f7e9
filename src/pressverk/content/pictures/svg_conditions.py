"""Conditional parts of a drawing, such as one text per language."""

from lxml.etree import _Element as Element

from pressverk.html import SVG


def resolve_conditions(root: Element, language: str) -> None:
    """Keep in *root* what is drawn for a reader of *language* (SVG 1.1, 5.8).

    Of the children of a ``<switch>`` that is the first one whose conditions hold. Extensions of
    drawing programs are never supported.
    """
    for element in list(root.iter("*")):
        if element is not root and not _holds(element, language):
            remove(element)
    for switch in list(root.iter(f"{{{SVG}}}switch")):
        for other in list(switch.iterchildren(f"{{{SVG}}}*"))[1:]:
            remove(other)


def _holds(element: Element, language: str) -> bool:
    wanted = element.get("systemLanguage")
    if element.get("requiredExtensions") is not None:
        return False
    return wanted is None or any(_matches(each.strip(), language) for each in wanted.split(","))


def _matches(wanted: str, language: str) -> bool:
    """Return whether *wanted* matches *language*, or one is a subtag of the other.

    >>> _matches("en-GB", "en"), _matches("sv", "sv-FI"), _matches("s", "sv")
    (True, True, False)
    """
    one, other = f"{wanted.lower()}-", f"{language.lower()}-"
    return bool(language) and (one.startswith(other) or other.startswith(one))


def remove(element: Element) -> None:
    """Remove *element* with its content, but not the text after it."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    parent.remove(element)
