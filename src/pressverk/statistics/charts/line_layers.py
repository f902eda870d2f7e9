"""What line charts and small multiples are drawn of: lines, markers, and the axis along x."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from pressverk.statistics.charts.chart import Point, bounds, is_open
from pressverk.statistics.charts.context import ChartContext
from pressverk.statistics.charts.layers import Layer, given, layer
from pressverk.statistics.charts.style import AXIS, DASHES, GAP, HAIRLINE, LINE, PAPER
from pressverk.statistics.charts.text_metrics import widest

MOST_MARKED = 16  # a longer line has no marker at each of its points
MARKER = 15.0  # square points
FAR_FROM_ZERO = 0.8  # of the highest value: above it, the axis needn't start at zero
STEPS_ASIDE = 0.3  # before the first step of an axis, and after the last


def counts_from_zero(setting: ChartContext) -> bool:
    """Return whether the axis starts at zero: unless all values are far above it."""
    found = bounds(setting.data.points)
    return not found or min(found) < FAR_FROM_ZERO * max(found)


def along(setting: ChartContext, room: float, *, every: int = 0) -> Layer:
    """Return the encoding of x in *room* points: years to scale, anything else in equal steps.

    All steps are named that there is room for; with *every*, only every n-th from the last.
    """
    names = [str(x) for x in setting.xs]
    each = room / max(1, len(names) - 1)
    every = every or 1 + int((widest(names, setting.size) + GAP) // max(each, 1))
    shown = setting.xs[::-1][::every]
    rule = {"domain": True, "domainColor": AXIS, "domainWidth": 2 * HAIRLINE}
    ticks = {"ticks": True, "tickSize": 2.5, "tickColor": AXIS, "tickWidth": 2 * HAIRLINE}
    look = {**rule, **ticks, "values": list(shown), "tickCount": len(shown) + 1, "labelPadding": 3}
    if all(isinstance(x, int) for x in setting.xs):
        ends = [min(setting.xs), max(setting.xs)]
        scale = {"domain": ends, "nice": False, "zero": False, "padding": MARKER**0.5}
        return {
            "field": "x",
            "type": "quantitative",
            "scale": scale,
            "axis": look | {"format": "d"},
        }
    scale = {"type": "point", "padding": STEPS_ASIDE, "domain": names}
    look["values"] = [str(x) for x in shown]
    return {"field": "x", "type": "nominal", "sort": names, "scale": scale, "axis": look}


def strokes(
    setting: ChartContext, names: Sequence[str], place: Layer, length: Layer, **look: Any
) -> Iterator[Layer]:
    """Yield the lines of the series *names*: dashed to preliminary points, broken at gaps."""
    solid: list[dict[str, Any]] = []
    dashed: list[dict[str, Any]] = []
    for name in names:
        points = {point.x: point for point in setting.of(name)}
        for part, run in enumerate(_runs([points.get(x) for x in setting.xs])):
            rows = dashed if any(map(is_open, run)) else solid
            rows += [{"x": p.x, "value": p.value, "part": f"{part} {name}"} for p in run]
    mark = {"type": "line", **look}
    broken = {"strokeDash": list(DASHES), "strokeCap": "butt"}
    for rows, more in ((solid, {}), (dashed, broken)):
        if rows:
            yield layer(rows, {**mark, **more}, x=place, y=length, detail=given("part"))


def _runs(points: Sequence[Point | None]) -> Iterator[list[Point]]:
    """Yield the points that one stroke joins; a stroke ends at a gap and where dashes begin."""
    run: list[Point] = []
    for start, end in pairwise(points):
        if not start or not end or start.value is None or end.value is None:
            continue
        is_dashed = is_open(start) or is_open(end)
        if run and run[-1] is start and any(map(is_open, run)) == is_dashed:
            run.append(end)
            continue
        if run:
            yield run
        run = [start, end]
    if run:
        yield run


def markers(
    setting: ChartContext, name: str, place: Layer, length: Layer, colour: str, *, few: bool = False
) -> Layer:
    """Return markers for the points; with *few*, only for those that no stroke shows."""
    points = setting.of(name)
    few = few or len(points) > MOST_MARKED
    values = [None, *(point.value for point in points), None]
    rows = [
        {"x": point.x, "value": point.value, "fill": PAPER if is_open(point) else colour}
        for number, point in enumerate(points)
        if point.value is not None
        if not few or is_open(point) or values[number] is values[number + 2] is None
    ]
    mark = {"type": "point", "size": MARKER, "stroke": colour, "strokeWidth": LINE * 0.7}
    shape = setting.shape(name)
    return layer(
        rows, {**mark, "opacity": 1, "shape": shape}, x=place, y=length, fill=given("fill")
    )
