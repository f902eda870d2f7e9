"""The numbers of a lone line: at its end, its extremes and its beginning, where there is room."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, hypot

from pressverk.statistics.charts.chart import Point
from pressverk.statistics.charts.layers import Label
from pressverk.statistics.charts.style import GAP, LINE, Setting
from pressverk.statistics.charts.text_metrics import width

CLEAR = 3.5  # from the middle of a point to what stands beside it
HIGH = 0.72  # of the size of text: digits

Spot = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def holds(self, spot: Spot, margin: float) -> bool:
        x, y = spot
        return (
            self.left - margin < x < self.right + margin
            and self.top - margin < y < self.bottom + margin
        )

    def meets(self, other: "_Box") -> bool:
        return (
            self.left < other.right + GAP / 2
            and other.left < self.right + GAP / 2
            and self.top < other.bottom + 1
            and other.top < self.bottom + 1
        )


def room_after(setting: Setting) -> float:
    """Return the room beside a lone line for its last number."""
    last = setting.last(setting.series[0])
    text = setting.label(last) if last else ""
    return max(setting.size, width(text, setting.size) + GAP)


def extremes(setting: Setting, spots: Mapping[int | str, Spot]) -> list[Label]:
    """Return the numbers of a lone line whose points stand on *spots*.

    The last stands after the line. Each of the others stands on the first side of its point
    where it touches neither the line nor a number that matters more, and is left out otherwise.
    """
    points = [point for point in setting.data.points if point.value is not None]
    by_value = sorted(points, key=lambda point: point.value or 0)
    line = [*_line(setting.xs, {point.x for point in points}, spots)]
    height = setting.plot_height
    found: dict[int | str, _Box] = {}
    for point in dict.fromkeys([points[-1], by_value[-1], by_value[0], points[0]]):
        sides = [*_sides(setting, point, spots[point.x], is_low=point is by_value[0])]
        if point is points[-1]:
            found[point.x] = sides[-1]
            continue
        for box in sides:
            is_inside = -setting.size < box.top and box.bottom < height - 1 and box.left > 0
            touched = any(box.holds(spot, LINE) for spot in line) or any(
                box.meets(other) for other in found.values()
            )
            if is_inside and not touched:
                found[point.x] = box
                break
    by_x = {point.x: point for point in points}
    return [
        Label(text=setting.label(by_x[x]), x=box.left, y=(box.top + box.bottom) / 2)
        for x, box in found.items()
    ]


def _sides(setting: Setting, point: Point, spot: Spot, *, is_low: bool) -> Iterator[_Box]:
    """Yield where the number of *point* may stand: above or below, before it, and last after it."""
    wide, high = width(setting.label(point), setting.size), HIGH * setting.size
    x, y = spot
    above, below = y - CLEAR - high, y + CLEAR
    lefts = (x - wide / 2, x - wide, x, x - wide + CLEAR, x - CLEAR)
    tops = (below, above) if is_low else (above, below)
    places = [(left, top) for top in tops for left in lefts]
    asides = (CLEAR, 1.6 * CLEAR)
    places += [(x - aside - wide, y - high / 2) for aside in asides]
    places += [(x + aside, y - high / 2) for aside in reversed(asides)]
    for left, top in places:
        yield _Box(left=left, top=top, right=left + wide, bottom=top + high)


def _line(
    xs: Sequence[int | str], known: set[int | str], spots: Mapping[int | str, Spot]
) -> Iterator[Spot]:
    """Yield the line as spots a point apart, without its gaps."""
    yield from (spots[x] for x in xs if x in known)
    for start, end in pairwise(xs):
        if start in known and end in known:
            (x, y), (to_x, to_y) = spots[start], spots[end]
            steps = ceil(hypot(to_x - x, to_y - y))
            for step in range(1, steps):
                yield x + (to_x - x) * step / steps, y + (to_y - y) * step / steps
