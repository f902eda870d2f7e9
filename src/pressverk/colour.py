"""How well one colour stands out from another, by WCAG 2.1, success criterion 1.4.3."""

LEAST = 4.5
LEAST_OF_LARGE = 3.0  # from 18 points, or 14 in bold

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
