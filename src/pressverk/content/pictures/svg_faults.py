"""What keeps a drawing from being printed: all that acts or reaches outside it."""

from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element as Element

from pressverk.content.pictures.svg_styles import addresses
from pressverk.content.pictures.svg_vocabulary import (
    ANIMATIONS,
    EMBEDDED_KINDS,
    FOREIGN,
    HREFS,
    SCRIPTS,
    SVG,
)
from pressverk.i18n import _
from pressverk.model import Finding, Place

LONGEST_ADDRESS = 60

# A rule's name and its sentence.
Fault = tuple[str, str]


def faults(root: Element, *, name: str, place: Place) -> Iterator[Finding]:
    """Yield every fault of the drawing *name* in its order, each at *place*."""
    picture = repr(name)
    for node in (*reversed(list(root.itersiblings(preceding=True))), *root.iter()):
        if isinstance(node, etree._ProcessingInstruction):  # noqa: SLF001 - lxml's only name for it
            found = _faults_of_instruction(node, picture)
        elif isinstance(node.tag, str):
            found = _faults_of_element(node, picture)
        else:
            continue
        for rule, message in found:
            yield Finding(place=place, rule=rule, message=message)


def _faults_of_instruction(node: Element, picture: str) -> Iterator[Fault]:
    """Yield the fault of a style sheet that is fetched from elsewhere."""
    if node.target == "xml-stylesheet":
        yield _external(node.get("href", "xml-stylesheet"), node, picture)


def _faults_of_element(element: Element, picture: str) -> Iterator[Fault]:
    """Yield the faults of *element* itself, of its attributes and of its style sheet."""
    name = etree.QName(element)
    yield from _faults_of_name(name.localname, element, picture)
    if name.namespace != SVG:
        return
    for attribute, value in element.items():
        if attribute.lower().startswith("on"):
            yield (
                "drawing-script",
                _(
                    "drawing {picture} has the event handler {attribute} on line {line}; remove it",
                    picture=picture,
                    attribute=repr(attribute),
                    line=element.sourceline,
                ),
            )
        elif attribute in HREFS:
            yield from _faults_of_href(name.localname, value, element, picture)
        elif "(" in value or "\\" in value:
            yield from _faults_of_css(value, element, picture)
    if name.localname == "style":
        yield from _faults_of_css("".join(element.itertext()), element, picture)


def _faults_of_name(name: str, element: Element, picture: str) -> Iterator[Fault]:
    """Yield the fault of an element that does something, whatever its namespace."""
    line = element.sourceline
    if name in SCRIPTS:
        text = _(
            "drawing {picture} has a script (<{element}>) on line {line}; remove it",
            picture=picture,
            element=name,
            line=line,
        )
        yield "drawing-script", text
    elif name in FOREIGN:
        text = _(
            "drawing {picture} has foreign content (<{element}>) on line {line}; "
            "draw it as shapes and text",
            picture=picture,
            element=name,
            line=line,
        )
        yield "drawing-foreign", text
    elif name in ANIMATIONS:
        text = _(
            "drawing {picture} moves (<{element}>) on line {line}; remove the animation",
            picture=picture,
            element=name,
            line=line,
        )
        yield "drawing-animation", text


def _faults_of_href(name: str, value: str, element: Element, picture: str) -> Iterator[Fault]:
    """Yield the fault of a reference that isn't to a part of the drawing itself.

    Only a picture may bring its bytes with it.
    """
    address = value.strip()
    if name == "image":
        if not address.lower().startswith(tuple(f"data:{kind};base64," for kind in EMBEDDED_KINDS)):
            yield _external(address, element, picture)
    elif address and not address.startswith("#"):
        yield _external(address, element, picture)


def _faults_of_css(css: str, element: Element, picture: str) -> Iterator[Fault]:
    """Yield the faults of addresses in *css*; what is written out in data: is only left out."""
    for address in addresses(css):
        if not address.strip().lower().startswith(("#", "data:")):
            yield _external(address, element, picture)


def _external(address: str, element: Element, picture: str) -> Fault:
    """Return the fault of *address*, shortened where it is long."""
    shown = address if len(address) <= LONGEST_ADDRESS else f"{address[:LONGEST_ADDRESS]}…"
    return (
        "drawing-external",
        _(
            "drawing {picture} refers to {address} on line {line}; "
            "embed it as a JPEG or PNG in the drawing, or remove it",
            picture=picture,
            address=repr(shown),
            line=element.sourceline,
        ),
    )
