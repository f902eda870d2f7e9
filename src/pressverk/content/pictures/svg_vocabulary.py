"""What a drawing may consist of: the part of SVG 1.1 that stands still and is self-contained.

The lists are what is let through; whatever they don't name is left out.
"""

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"


def _words(text: str) -> frozenset[str]:
    """Return the words of *text*."""
    return frozenset(text.split())


ELEMENTS = _words(
    """
    svg g defs symbol use title desc style
    path rect circle ellipse line polyline polygon image
    text tspan textPath
    linearGradient radialGradient stop clipPath mask pattern marker
    """
)

# Groups with a meaning that paper doesn't have.
GROUPS = frozenset({"a", "switch"})

# As attributes or in a style, with the same meaning.
PROPERTIES = _words(
    """
    alignment-baseline baseline-shift clip-path clip-rule color direction display
    dominant-baseline fill fill-opacity fill-rule
    font font-family font-size font-stretch font-style font-variant font-weight
    letter-spacing marker marker-end marker-mid marker-start mask
    opacity overflow paint-order shape-rendering stop-color stop-opacity
    stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin
    stroke-miterlimit stroke-opacity stroke-width
    text-anchor text-decoration text-rendering transform transform-origin
    visibility word-spacing writing-mode
    """
)

ATTRIBUTES = PROPERTIES | _words(
    """
    id class style type
    x y x1 y1 x2 y2 dx dy cx cy r rx ry fx fy fr width height d points pathLength
    viewBox preserveAspectRatio rotate lengthAdjust textLength startOffset
    gradientTransform gradientUnits spreadMethod offset
    clipPathUnits maskContentUnits maskUnits
    patternContentUnits patternTransform patternUnits
    markerHeight markerUnits markerWidth orient refX refY
    """
)

NAMESPACED_ATTRIBUTES = frozenset({f"{{{XML}}}lang", f"{{{XML}}}space"})

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
