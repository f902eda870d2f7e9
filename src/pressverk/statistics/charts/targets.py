"""Outcomes against targets: rows measure different things, so each has a scale of its own."""

from collections.abc import Iterator
from typing import Any

from pressverk.i18n import catalogue
from pressverk.statistics.charts.chart import Point, PointStatus
from pressverk.statistics.charts.layers import (
    Label,
    Layer,
    Panel,
    Plot,
    centred,
    exact,
    given,
    labels,
    layer,
)
from pressverk.statistics.charts.legend import LegendEntry, head, head_layers, status_entries
from pressverk.statistics.charts.style import (
    BOLD,
    GAP,
    GRID,
    INK,
    LEADING,
    OUTLINE,
    PAPER,
    QUIET,
    SUPPRESSED,
    ChartContext,
    is_open,
)
from pressverk.statistics.charts.text_metrics import fitted, widest

NAMES = 0.42  # of the width, at most, for what is measured
LINES = 3  # of a name
ROW, BAR, MARK = 22.0, 7.0, 15.0  # heights
UPRIGHT_STROKE = "M0,-1V1"  # as an SVG path
FULLEST = 0.96  # share of the width for the greatest number of a row


def targets(setting: ChartContext) -> Plot:
    """Return a row for each x: its outcome, its base value, and its target."""
    gettext = catalogue(setting.language).gettext
    points = setting.data.points
    column = min(widest([str(p.x) for p in points], setting.size) + 1, NAMES * setting.width)
    names = [fitted(str(point.x), column, setting.size, LINES) for point in points]
    outcomes = [_number(setting, point, point.value) or SUPPRESSED for point in points]
    goals = [_number(setting, point, point.target) for point in points]
    heads = gettext("Outcome"), gettext("Target")
    widths = [
        widest([*texts, heading], setting.size, BOLD) + 2 * GAP
        for texts, heading in zip((outcomes, goals), heads, strict=True)
    ]
    left = column + 2 * GAP
    room = setting.width - left - sum(widths)
    row = max(ROW, max(map(len, names)) * setting.size * LEADING + GAP)
    top = head(setting, _entries(setting), above=setting.size * LEADING)
    edges = (room + widths[0], room + sum(widths))
    texts = [
        Label(text=heading, x=edge, y=-setting.size * LEADING / 2, colour=QUIET, align="right")
        for heading, edge in zip(heads, edges, strict=True)
    ]
    for number in range(len(points)):
        y = row * (number + 0.5)
        texts += centred(names[number], -left, y, setting.size * LEADING)
        texts.append(_at(outcomes[number], edges[0], y, weight=BOLD))
        texts.append(_at(goals[number], edges[1], y))
    layers = (*_marks(setting, row, room), labels(texts), *head_layers(top, left))
    height = row * len(points)
    panel = Panel(left=left, top=top.height, width=room, height=height, layers=layers)
    return Plot(panels=(panel,), height=top.height + height)


def _at(text: str, x: float, y: float, weight: int = 400) -> Label:
    return Label(text=text, x=x, y=y, weight=weight, align="right")


def _number(setting: ChartContext, point: Point, value: float | None) -> str:
    return "" if value is None else setting.said(value, point)


def _entries(setting: ChartContext) -> list[LegendEntry]:
    gettext = catalogue(setting.language).gettext
    entries = [
        LegendEntry(name=gettext("outcome"), fill=setting.style.brand, stroke=setting.style.brand),
        LegendEntry(name=gettext("target"), shape=UPRIGHT_STROKE),
    ]
    if any(point.base is not None for point in setting.data.points):
        entries.append(LegendEntry(name=gettext("start"), shape="circle"))
    if all(point.standing is not PointStatus.SUPPRESSED for point in setting.data.points):
        missing = any(point.value is None for point in setting.data.points)
        entries += [LegendEntry(name=gettext("not available"), text=SUPPRESSED)] if missing else []
    return entries + status_entries(setting)


def _marks(setting: ChartContext, row: float, room: float) -> Iterator[Layer]:
    """Yield track, bar, start and target of each row, placed in points."""
    rows = [
        _row(setting, point, row * (number + 0.5), room)
        for number, point in enumerate(setting.data.points)
    ]
    y = exact("y")
    track = {"type": "rule", "stroke": GRID, "strokeWidth": BAR}
    yield layer(rows, track, x=exact("start"), x2={"field": "end"}, y=y)
    bar = {"type": "bar", "height": BAR, "orient": "horizontal", "strokeWidth": OUTLINE}
    bar["stroke"] = setting.style.brand
    length = {"x": exact("zero"), "x2": {"field": "value"}, "fill": given("fill")}
    yield layer([each for each in rows if each["value"] is not None], bar, **length, y=y)
    dot = {"type": "point", "shape": "circle", "size": 20, "fill": PAPER, "stroke": INK}
    dot |= {"strokeWidth": OUTLINE, "opacity": 1}
    yield layer([each for each in rows if each["base"] is not None], dot, x=exact("base"), y=y)
    tick = {"type": "rule", "stroke": INK, "strokeWidth": 1.6}
    span = {"x": exact("target"), "y": exact("high"), "y2": {"field": "low"}}
    yield layer([each for each in rows if each["target"] is not None], tick, **span)


def _row(setting: ChartContext, point: Point, middle: float, room: float) -> dict[str, Any]:
    """Return the positions of the marks of *point*, on a scale that its numbers almost fill."""
    numbers = [n for n in (point.value, point.target, point.base) if n is not None]
    low, high = min(0, *numbers, 0), max(0, *numbers, 0)
    points_each = room * FULLEST / (high - low or 1)

    def at(number: float | None) -> float | None:
        return None if number is None else (number - low) * points_each

    return {
        "start": 0,
        "end": room,
        "y": middle,
        "high": middle - MARK / 2,
        "low": middle + MARK / 2,
        "zero": at(0),
        "value": at(point.value),
        "target": at(point.target),
        "base": at(point.base),
        "fill": PAPER if is_open(point) else setting.style.brand,
    }
