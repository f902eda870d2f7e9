"""What a drawing may consist of: the static, self-contained part of SVG 1.1.

The lists are what is let through; whatever they don't name is left out.

How much a drawing becomes when every reference in it is followed.

Ten groups that each use the one before ten times are small on disk and ten thousand million
shapes on paper; two that use each other never end.

What keeps a drawing from being printed: all that acts or reaches outside it.
"""

import re
from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element as Element

from pressverk.content.pictures.svg_css import PROPERTIES, addresses
from pressverk.html import SVG, XLINK, XML
from pressverk.i18n import _
from pressverk.model import Finding, Place


def _words(text: str) -> frozenset[str]:
    """Return the words of *text*."""
    return frozenset(text.split())


ELEMENTS = _words(
    """
    svg g defs symbol use title desc style
    path rect circle ellipse line polyline polygon image
    text tspan textPath
    linearGradient radialGradient stop clipPath mask pattern marker
    filter feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix
    feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood
    feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology
    feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence
    """
)

# What no library here draws; left out in silence, another picture would be printed.
UNDRAWN = _words(
    """
    altGlyph feImage flowRoot font glyph hatch mesh meshGradient meshgradient
    solidColor solidcolor tref
    """
)

# Groups with a meaning that paper doesn't have.
GROUPS = frozenset({"a", "switch"})

ATTRIBUTES = PROPERTIES | _words(
    """
    id class style type
    x y x1 y1 x2 y2 dx dy cx cy r rx ry fx fy fr width height d points pathLength
    viewBox preserveAspectRatio rotate lengthAdjust textLength startOffset
    gradientTransform gradientUnits spreadMethod offset
    clipPathUnits maskContentUnits maskUnits
    patternContentUnits patternTransform patternUnits
    markerHeight markerUnits markerWidth orient refX refY
    amplitude azimuth baseFrequency bias diffuseConstant divisor edgeMode elevation exponent
    filterUnits in in2 intercept k1 k2 k3 k4 kernelMatrix limitingConeAngle mode numOctaves
    operator order pointsAtX pointsAtY pointsAtZ preserveAlpha primitiveUnits radius result
    scale seed slope specularConstant specularExponent stdDeviation stitchTiles surfaceScale
    tableValues targetX targetY values xChannelSelector yChannelSelector z
    """
)

NAMESPACED_ATTRIBUTES = frozenset({f"{{{XML}}}lang", f"{{{XML}}}space"})

GEOMETRY = _words(
    """
    x y x1 y1 x2 y2 dx dy cx cy r rx ry width height d points font-size stroke-width
    transform refX refY markerWidth markerHeight
    """
)
# What is no number, or none that a computer holds.
ENDLESS = re.compile(
    r"\b(?:nan|inf(?:inity)?)\b|\de\+?(?:30[89]|3[1-9]\d|[4-9]\d\d|[1-9]\d{3,})", re.IGNORECASE
)

HREFS = (f"{{{XLINK}}}href", "href")

# What acts instead of being seen; named to the author, so that nothing vanishes unnoticed.
SCRIPTS = frozenset({"script", "handler", "listener"})
FOREIGN = frozenset({"foreignObject", "iframe", "embed", "object", "audio", "video", "canvas"})
ANIMATIONS = frozenset(
    {"animate", "animateColor", "animateMotion", "animateTransform", "set", "discard", "mpath"}
)

# A picture inside a drawing carries its own bytes.
EMBEDDED_KINDS = {
    "image/jpeg": "JPEG",
    "image/jpg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
}


NUMBER = re.compile(r"\d+")

MOST_ELEMENTS = 200_000
DEEPEST = 300


class EndlessError(Exception):
    """A drawing that can't be drawn in reasonable time; *line* is where it was noticed."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def measure(root: Element) -> int:
    """Return the number of elements drawn for *root*.

    Raises:
        EndlessError: when it is over `MOST_ELEMENTS`, or references go round or too deep.
    """
    by_id = {name: element for element in root.iter("*") if (name := element.get("id"))}
    return _measure(root, by_id, {}, depth=0)


def _measure(
    element: Element, by_id: dict[str, Element], known: dict[Element, int | None], *, depth: int
) -> int:
    """Return the number of elements drawn for *element*; *known* holds None while it is counted."""
    if element in known:
        size = known[element]
    elif depth > DEEPEST:
        size = None
    else:
        known[element] = None
        size = 1
        parts = [(child, 1) for child in element.iterchildren("*")]
        parts += [(by_id[id_], times) for id_, times in _references(element) if id_ in by_id]
        for part, times in parts:
            size += times * _measure(part, by_id, known, depth=depth + 1)
        known[element] = size
    if size is None or size > MOST_ELEMENTS:
        raise EndlessError(element.sourceline or 1)
    return size


def _references(element: Element) -> Iterator[tuple[str, int]]:
    """Yield the ids of the elements that *element* draws too, and how often at most."""
    for name, value in element.items():
        if name in HREFS:
            yield value.removeprefix("#"), 1
        elif "url" in value.lower():
            times = _vertices(element) if name in {"marker", "marker-mid"} else 1
            yield from ((address.removeprefix("#"), times) for address in addresses(value))


def _vertices(element: Element) -> int:
    """Return at least the number of corners of *element*, which have its markers."""
    return len(NUMBER.findall(element.get("d") or element.get("points") or "")) + 1


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
    """Yield the fault of a stylesheet that is fetched from elsewhere."""
    if node.target == "xml-stylesheet":
        yield _external(node.get("href", "xml-stylesheet"), node, picture)


def _faults_of_element(element: Element, picture: str) -> Iterator[Fault]:
    """Yield the faults of *element* itself, of its attributes and of its stylesheet."""
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
        elif attribute in GEOMETRY and ENDLESS.search(value):
            yield (
                "drawing-size",
                _(
                    "drawing {picture} has {attribute} {value} on line {line}, which is no measure;"
                    " save it again",
                    picture=picture,
                    attribute=repr(attribute),
                    value=repr(value[:LONGEST_ADDRESS]),
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
    elif name in UNDRAWN:
        text = _(
            "drawing {picture} has <{element}> on line {line}, which can't be drawn; "
            "make it shapes, text or a picture",
            picture=picture,
            element=name,
            line=line,
        )
        yield "drawing-undrawn", text


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
