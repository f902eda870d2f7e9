"""Geometry of pages: transformations (ISO 32000-2, 8.3.3) and rectangles."""

from collections.abc import Iterable
from functools import reduce

from pressverk.accessibility.reader.model import Area

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def combined(first: Matrix, then: Matrix) -> Matrix:
    """Return the transformation that applies *first* and *then* the second.

    >>> combined((1, 0, 0, 1, 5, 0), (2, 0, 0, 2, 0, 0))
    (2, 0, 0, 2, 10, 0)
    """
    a, b, c, d, e, f = first
    k, m, n, p, q, r = then
    return (
        a * k + b * n,
        a * m + b * p,
        c * k + d * n,
        c * m + d * p,
        e * k + f * n + q,
        e * m + f * p + r,
    )


def moved(matrix: Matrix, point: Point) -> Point:
    """Return *point* transformed by *matrix*."""
    (a, b, c, d, e, f), (x, y) = matrix, point
    return a * x + c * y + e, b * x + d * y + f


def around(points: Iterable[Point]) -> Area:
    """Return the bounding box of *points*."""
    xs, ys = zip(*points, strict=True)
    return Area(left=min(xs), bottom=min(ys), right=max(xs), top=max(ys))


def area_of(matrix: Matrix, left: float, bottom: float, right: float, top: float) -> Area:
    """Return the bounding box of a rectangle transformed by *matrix*."""
    corners = ((left, bottom), (left, top), (right, bottom), (right, top))
    return around([moved(matrix, corner) for corner in corners])


def united(areas: Iterable[Area]) -> Area:
    """Return the bounding box of *areas*."""
    return reduce(
        lambda one, other: Area(
            left=min(one.left, other.left),
            bottom=min(one.bottom, other.bottom),
            right=max(one.right, other.right),
            top=max(one.top, other.top),
        ),
        areas,
    )


def lines_of(areas: Iterable[Area]) -> list[Area]:
    """Return *areas* with those that follow each other on a line joined.

    >>> len(lines_of([
    ...     Area(left=0, bottom=0, right=10, top=10), Area(left=12, bottom=1, right=20, top=9),
    ...     Area(left=0, bottom=-14, right=10, top=-4),
    ... ]))
    2
    """
    lines: list[Area] = []
    for area in areas:
        if lines and _are_on_one_line(lines[-1], area):
            lines[-1] = united([lines[-1], area])
        else:
            lines.append(area)
    return lines


def _are_on_one_line(one: Area, other: Area) -> bool:
    lower = min(one.top - one.bottom, other.top - other.bottom)
    higher = max(one.top - one.bottom, other.top - other.bottom)
    shared = min(one.top, other.top) - max(one.bottom, other.bottom)
    apart = max(one.left, other.left) - min(one.right, other.right)
    return shared > lower / 2 and apart < 2 * higher
