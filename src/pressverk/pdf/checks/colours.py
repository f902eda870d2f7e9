"""Colours as they are painted: from what styles say to sRGB, and one over another."""

from operator import mul
from typing import Any

Rgba = tuple[float, float, float, float]
CLEAR: Rgba = (0.0, 0.0, 0.0, 0.0)
PAPER: Rgba = (1.0, 1.0, 1.0, 1.0)
# From XYZ, under the white point of each, to linear sRGB.
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
    """Return *colour* in RGB, unless that takes a colour profile to know."""
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
    """Return what *top* looks like on *bottom*; None is a colour that isn't known."""
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
    """Return *colour* painted with *opacity*."""
    if colour is None:
        return None
    red, green, blue, alpha = colour
    return red, green, blue, alpha * opacity
