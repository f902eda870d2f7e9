"""Colours: contrast (WCAG 2.1, 1.4.3), colour spaces, and compositing in sRGB."""

import re
from operator import mul
from typing import Any

LEAST = 4.5
LEAST_OF_LARGE = 3.0  # from 18 points, or 14 in bold
TINT = 10  # per cent of a colour in a surface behind text

Rgb = tuple[float, float, float]
"""Red, green and blue, each 0 to 1."""


def contrast(colour: str, other: str = "#ffffff") -> float:
    """Return the contrast ratio of two ``#rrggbb`` colours, 1 to 21.

    >>> contrast("#000000")
    21.0
    >>> round(contrast("#777777"), 2)
    4.48
    """
    return contrast_of(_channels(colour), _channels(other))


def nearest_legible(colour: str) -> str:
    """Return the lightest mix of ``#rrggbb`` *colour* and black that is legible on white.

    >>> nearest_legible("#1f5c6b"), nearest_legible("#ffcc00")
    ('#1f5c6b', '#907300')
    """
    channels = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    for part in range(256):
        darker = "#" + "".join(f"{round(c * (255 - part) / 255):02x}" for c in channels)
        if contrast(darker) >= LEAST:
            return darker
    return "#000000"


def mixed(colour: str, other: str, share: float) -> str:
    """Return *colour* mixed with a *share*, 0 to 1, of *other*.

    >>> mixed("#000000", "#ffffff", 0.5)
    '#808080'
    """
    pairs = zip(_bytes(colour), _bytes(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def tint(colour: str) -> str:
    """Return *colour* as a surface to set text on: as much of it as leaves text in it legible.

    >>> tint("#1f5c6b"), tint("#767676")
    ('#e9eff0', '#fefefe')
    """
    tints = (mixed("#ffffff", colour, share / 100) for share in range(TINT, 0, -1))
    return next((each for each in tints if contrast(colour, each) >= LEAST), "#ffffff")


def _bytes(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def contrast_of(colour: Rgb, other: Rgb) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted(map(_luminance, (colour, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _channels(colour: str) -> Rgb:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def _luminance(colour: Rgb) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


Rgba = tuple[float, float, float, float]
CLEAR: Rgba = (0.0, 0.0, 0.0, 0.0)
PAPER: Rgba = (1.0, 1.0, 1.0, 1.0)
# From XYZ, by white point, to linear sRGB.
FROM_D65 = (
    (3.2409699, -1.5373832, -0.4986108),
    (-0.9692436, 1.8759675, 0.0415551),
    (0.0556301, -0.2039770, 1.0569715),
)
FROM_D50 = (
    (3.1341359, -1.6172206, -0.4906463),
    (-0.9787955, 1.9162544, 0.0334427),
    (0.0719554, -0.2289768, 1.4053860),
)
PERCEPTUAL = {
    "oklab": ("xyz-d65", FROM_D65),
    "oklch": ("xyz-d65", FROM_D65),
    "lab": ("xyz-d50", FROM_D50),
    "lch": ("xyz-d50", FROM_D50),
}


def rgba(colour: Any) -> Rgba | None:
    """Return *colour* in sRGB, None if that would need a colour profile."""
    if colour.space in {"srgb", "hsl", "hwb"}:
        channels = colour.to("srgb").coordinates
    elif colour.space in PERCEPTUAL:
        white, matrix = PERCEPTUAL[colour.space]
        xyz = colour.to(white).coordinates
        channels = [_encoded(sum(map(mul, row, xyz))) for row in matrix]
    else:
        return None
    red, green, blue = (min(max(channel, 0.0), 1.0) for channel in channels)
    return red, green, blue, colour.alpha


def _encoded(light: float) -> float:
    """Return the sRGB value of linear *light* (IEC 61966-2-1)."""
    return 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055


def over(top: Rgba | None, bottom: Rgba | None) -> Rgba | None:
    """Return *top* composited on *bottom*; None is an unknown colour."""
    if top is None or top[3] == 1:
        return top
    if bottom is None:
        return None
    alpha = top[3] + bottom[3] * (1 - top[3])
    if alpha == 0:
        return CLEAR
    red, green, blue = (
        (above * top[3] + below * bottom[3] * (1 - top[3])) / alpha
        for above, below in zip(top[:3], bottom[:3], strict=True)
    )
    return red, green, blue, alpha


def faded(colour: Rgba | None, opacity: float) -> Rgba | None:
    """Return *colour* with its alpha multiplied by *opacity*."""
    if colour is None:
        return None
    red, green, blue, alpha = colour
    return red, green, blue, alpha * opacity


def legible_on_dark(colour: str, dark: str) -> str:
    """Return the darkest mix of *colour* and white that is legible on *dark* with some to spare.

    >>> legible_on_dark("#ffffff", "#161715")
    '#ffffff'
    """
    channels = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    for part in range(21):
        mixed = "#" + "".join(f"{round(c + (255 - c) * part / 20):02x}" for c in channels)
        if contrast(mixed, dark) >= LEAST + 1.5:
            return mixed
    return "#ffffff"


def legible_instead(colour: str) -> str:
    """Return the nearest legible shade of *colour* where it isn't legible itself, else nothing.

    >>> legible_instead("#000000"), legible_instead("no colour")
    ('', '')
    """
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", colour) or contrast(colour) >= LEAST:
        return ""
    return nearest_legible(colour)
