"""Line charts over years or steps, with intervals, names and numbers at their ends."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, hypot

from pressverk.colour import mixed
from pressverk.statistics.charts.chart import Point, bounds
from pressverk.statistics.charts.context import ChartContext
from pressverk.statistics.charts.layers import (
    Label,
    Layer,
    Panel,
    Plot,
    labels,
    layer,
    measure,
    zero,
)
from pressverk.statistics.charts.legend import head, head_layers
from pressverk.statistics.charts.legend_entries import (
    interval_entries,
    series_entries,
    status_entries,
)
from pressverk.statistics.charts.line_layers import (
    MARKER,
    STEPS_ASIDE,
    along,
    counts_from_zero,
    markers,
    strokes,
)
from pressverk.statistics.charts.palette import legible
from pressverk.statistics.charts.scales import Axis, axis, written
from pressverk.statistics.charts.style import BOLD, GAP, LEADING, LINE, PAPER
from pressverk.statistics.charts.text_metrics import spread, widest, width

BAND = 0.82  # share of white in the band of an interval


def lines(setting: ChartContext) -> Plot:
    """Return the line chart of *setting*."""
    scale = axis(bounds(setting.data.points), zero=counts_from_zero(setting))
    several = len(setting.series) > 1
    named = several and widest(setting.series, setting.size, BOLD) < setting.width / 3
    ticks = [written(tick, scale.decimals, setting.language) for tick in scale.ticks]
    # The name of the first step is centred below it, and may extend further out than the ticks.
    left = max(widest(ticks, setting.size) + GAP, width(str(setting.xs[0]), setting.size) / 2)
    ends = [f"{name} {_last_label(setting, name)}" for name in setting.series]
    alone = setting.size if several else room_after(setting)
    right = widest(ends, setting.size, BOLD) + GAP if named else alone
    room, height = setting.width - left - right, setting.plot_height
    entries = [] if named else series_entries(setting, filled=False)
    tint = mixed(setting.colour(setting.series[0]), PAPER, BAND)
    entries += interval_entries(setting, fill=tint, stroke=tint)
    top = head(setting, [*entries, *status_entries(setting, "circle")], above=setting.size)
    place = along(setting, room)
    length = measure("value", scale, setting.language)
    layers = [*_band(setting, place, length), *([zero("y")] if scale.low < 0 else [])]
    for name in setting.series:
        colour = setting.colour(name)
        layers += strokes(setting, [name], place, length, stroke=colour)
        layers.append(markers(setting, name, place, length, colour))
    if named:
        layers.append(labels([*_ends(setting, scale, room, height)]))
    elif not several:
        layers.append(labels(extremes(setting, _spots(setting, scale, room))))
    panel = Panel(
        left=left,
        top=top.height,
        width=room,
        height=height,
        layers=(*layers, *head_layers(top, left)),
    )
    return Plot(panels=(panel,), height=top.height + height + setting.size * LEADING + GAP)


def _band(setting: ChartContext, place: Layer, length: Layer) -> Iterator[Layer]:
    """Yield the interval of each series as a band behind all lines."""
    for name in setting.series:
        rows = [
            {"x": each.x, "value": each.lower, "upper": each.upper}
            for each in setting.data.points
            if each.series == name and each.lower is not None and each.upper is not None
        ]
        if rows:
            mark = {"type": "area", "fill": mixed(setting.colour(name), PAPER, BAND), "opacity": 1}
            yield layer(rows, mark, x=place, y=length, y2={"field": "upper"})


def _ends(setting: ChartContext, scale: Axis, left: float, height: float) -> Iterator[Label]:
    """Yield the names of the series at their last values, moved apart where they would collide."""
    last = [(name, point) for name in setting.series if (point := setting.last(name))]
    wanted = [height * (1 - scale.share(point.value or 0)) for _name, point in last]
    for y, (name, point) in zip(spread(wanted, setting.size * 1.15, 0, height), last, strict=True):
        colour = legible(setting.colour(name))
        yield Label(text=name, x=left + GAP * 0.4, y=y, colour=colour, weight=BOLD)
        x = left + GAP * 0.4 + width(f"{name} ", setting.size, BOLD)
        yield Label(text=setting.label(point), x=x, y=y, colour=colour)


def _last_label(setting: ChartContext, name: str) -> str:
    point = setting.last(name)
    return setting.label(point) if point else ""


def _spots(setting: ChartContext, scale: Axis, room: float) -> dict[int | str, tuple[float, float]]:
    """Return the position of each point of a single line, as ``along`` places it."""
    points = [point for point in setting.data.points if point.value is not None]
    years = [x for x in setting.xs if isinstance(x, int)]
    first, span = min(years, default=0), max(years, default=0) - min(years, default=0)
    step = room / (len(setting.xs) - 1 + 2 * STEPS_ASIDE)
    spots = {}
    for point in points:
        if isinstance(point.x, int):
            share = (point.x - first) / span if span else 0.5
            x = MARKER**0.5 + share * (room - 2 * MARKER**0.5)
        else:
            x = step * (STEPS_ASIDE + setting.xs.index(point.x))
        spots[point.x] = x, setting.plot_height * (1 - scale.share(point.value or 0))
    return spots


CLEAR = 3.5  # from the middle of a point to the number beside it
HIGH = 0.72  # height of digits, as a share of the font size

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


def room_after(setting: ChartContext) -> float:
    """Return the width beside a single line for its last number."""
    last = setting.last(setting.series[0])
    text = setting.label(last) if last else ""
    return max(setting.size, width(text, setting.size) + GAP)


def extremes(setting: ChartContext, spots: Mapping[int | str, Spot]) -> list[Label]:
    """Return the numbers of a single line whose points are at *spots*.

    The last number is after the line. Each of the others is on the first side of its point where it
    touches neither the line nor a more important number; if there is none, it is left out.
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


def _sides(setting: ChartContext, point: Point, spot: Spot, *, is_low: bool) -> Iterator[_Box]:
    """Yield positions for the number of *point*: above or below, before it, and last after it."""
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
    """Yield positions along the line, one point apart, without its gaps."""
    yield from (spots[x] for x in xs if x in known)
    for start, end in pairwise(xs):
        if start in known and end in known:
            (x, y), (to_x, to_y) = spots[start], spots[end]
            steps = ceil(hypot(to_x - x, to_y - y))
            for step in range(1, steps):
                yield x + (to_x - x) * step / steps, y + (to_y - y) * step / steps
