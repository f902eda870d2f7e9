"""The colours of series: the newsroom's own, and others that can be distinguished from it.

They can be distinguished with colour vision deficiency, and in grey print. Colour vision deficiency
is simulated after Machado, Oliveira and Fernandes (2009), in linear light at full severity. The
difference of two colours is their distance in Oklab (Ottosson, 2020) times 100; 2 is just
noticeable.
"""

from functools import cache
from math import dist

from pressverk.colour import contrast, mixed

LEAST_CONTRAST = 3.0  # of graphics against the page: WCAG 2.1, 1.4.11
LEGIBLE_CONTRAST = 4.5  # of text: WCAG 2.1, 1.4.3
SERIES = 6  # more can't be distinguished
SOLID = 3  # further series are hatched: grey print doesn't distinguish them
GREY_CONTRAST = 1.5  # of neighbours in grey print
# Each at least 3:1 against white.
COMPANIONS = (
    *("#c57f0c", "#2b2440", "#3f7fc8", "#8a3b12", "#7a7a75", "#c05a86"),
    *("#6b4fa0", "#9473b8", "#17324d", "#5e8a2e", "#d4622a"),
)

Vector = tuple[float, float, float]
Matrix = tuple[Vector, Vector, Vector]

SIGHT: dict[str, Matrix] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
_TO_CONES: Matrix = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_TO_OKLAB: Matrix = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)


@cache
def palette(brand: str) -> tuple[str, ...]:
    """Return the colours of series, *brand* first, each as far from those before as can be.

    The first ones, which stand beside each other without hatching, differ in grey print too.

    >>> palette("#1f5c6b")[0]
    '#1f5c6b'
    """
    chosen = [brand]
    left = [colour for colour in COMPANIONS if colour != brand]
    while left:
        free = left
        if len(chosen) < SOLID:
            free = [each for each in left if contrast(each, chosen[-1]) >= GREY_CONTRAST]
        farthest = max(free, key=lambda colour: min(distance(colour, other) for other in chosen))
        chosen.append(farthest)
        left.remove(farthest)
    return tuple(chosen[:SERIES])


def distance(colour: str, other: str) -> float:
    """Return the difference of two colours for the kind of vision for which it is least."""
    return min(
        100 * dist(_oklab(colour, matrix), _oklab(other, matrix)) for matrix in SIGHT.values()
    )


def legible(colour: str) -> str:
    """Return *colour*, darkened until text in it is legible on white."""
    while contrast(colour) < LEGIBLE_CONTRAST:
        colour = mixed(colour, "#000000", 0.06)
    return colour


def text_on(colour: str) -> str:
    """Return black or white, whichever is easier to read on *colour*."""
    return max("#000000", "#ffffff", key=lambda text: contrast(text, colour))


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _oklab(colour: str, sight: Matrix) -> Vector:
    """Return *colour* in Oklab, as it is perceived with *sight*."""
    shares = [channel / 255 for channel in _channels(colour)]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    seen = (min(1.0, max(0.0, channel)) for channel in _product(sight, (red, green, blue)))
    long, medium, short = _product(_TO_CONES, _vector(*seen))
    return _product(_TO_OKLAB, (long ** (1 / 3), medium ** (1 / 3), short ** (1 / 3)))


def _vector(red: float, green: float, blue: float) -> Vector:
    return red, green, blue


def _product(matrix: Matrix, vector: Vector) -> Vector:
    first, second, third = (
        sum(factor * part for factor, part in zip(row, vector, strict=True)) for row in matrix
    )
    return first, second, third
