"""Dot plots: each dot with its confidence interval."""

from typing import Any

from pressverk.i18n import catalogue
from pressverk.statistics.charts.chart import Point, bounds, is_open
from pressverk.statistics.charts.context import ChartContext
from pressverk.statistics.charts.layers import (
    Label,
    Layer,
    Panel,
    Plot,
    categories,
    given,
    labels,
    layer,
    measure,
    row_names,
)
from pressverk.statistics.charts.legend import head, head_layers
from pressverk.statistics.charts.legend_entries import (
    STROKE,
    interval_entries,
    series_entries,
    status_entries,
)
from pressverk.statistics.charts.scales import Axis, axis, written
from pressverk.statistics.charts.style import GAP, GRID, HAIRLINE, INK, LEADING, PAPER, QUIET
from pressverk.statistics.charts.text_metrics import widest, width

ROW = 9.0  # of a dot
DOT = 26.0  # square points
NAMES = 0.4  # of the width, at most, for the names of rows
BETWEEN = 0.45  # of the rows of two names


def dots(setting: ChartContext) -> Plot:
    """Return a row for each x, with a dot for each series."""
    # Dots stand for their places, not for lengths: nothing is measured from zero.
    scale = axis(bounds(setting.data.points), zero=False)
    column = min(widest([str(x) for x in setting.xs], setting.size) + 1, NAMES * setting.width)
    names = {str(x): setting.wrapped(str(x), column) for x in setting.xs}
    left, leading = column + 2 * GAP, setting.size * LEADING
    values = widest([setting.label(point) for point in setting.data.points], setting.size)
    tick = width(written(scale.high, scale.decimals, setting.language), setting.size)
    room = setting.width - left - max(values + GAP, tick / 2 + 1)
    named = interval_name(setting, scale, room)
    stroke = setting.style.brand if len(setting.series) == 1 else INK
    entries = [
        *series_entries(setting, filled=False),
        *([] if named else interval_entries(setting, shape=STROKE, stroke=stroke)),
        *status_entries(setting, "circle"),
    ]
    top = head(setting, entries, above=leading if named else 0)
    inside = max(ROW * len(setting.series), max(map(len, names.values())) * leading)
    height = inside / (1 - BETWEEN) * len(names)
    place = categories(names, inner=BETWEEN, outer=BETWEEN / 2)
    place["axis"] = {"labels": False, "grid": True, "gridColor": GRID, "bandPosition": 0.5}
    called = row_names(names, height, left=left, leading=leading, inner=BETWEEN, outer=BETWEEN / 2)
    length = measure("value", scale, setting.language)
    length["axis"] |= {"gridWidth": HAIRLINE / 2}
    layers = (*_layers(setting, place, length, room), called, *head_layers(top, left))
    layers += (labels(named),) if named else ()
    panel = Panel(left=left, top=top.height, width=room, height=height, layers=layers)
    return Plot(panels=(panel,), height=top.height + height + leading + GAP)


def interval_name(setting: ChartContext, scale: Axis, room: float) -> list[Label]:
    """Return what intervals are, above the first of a single series; else nothing."""
    first = setting.data.points[0]
    if len(setting.series) > 1 or first.lower is None or first.upper is None:
        return []
    name = catalogue(setting.language).gettext("margin of error")
    half = width(name, setting.size) / 2
    middle = scale.share((first.lower + first.upper) / 2) * room
    x = max(half, min(middle, room - half))
    return [Label(text=name, x=x, y=-setting.size * LEADING / 4, colour=QUIET, align="center")]


def _layers(setting: ChartContext, place: Layer, length: Layer, room: float) -> list[Layer]:
    """Return the intervals, the dots on them, and their numbers in a column of their own."""
    encoding = {"y": place}
    if len(setting.series) > 1:
        scale = {"domain": list(setting.series)}
        encoding["yOffset"] = {"field": "series", "type": "nominal", "scale": scale}
    shown = [_row(setting, point) for point in setting.data.points]
    rows = [row for row in shown if row["value"] is not None]
    ranges = [row for row in rows if row["lower"] is not None and row["upper"] is not None]
    start, end = {**length, "field": "lower"}, {"field": "upper"}
    rule = {"type": "rule", "strokeWidth": 1.2}
    dot = {"type": "point", "size": DOT, "strokeWidth": 1.2, "opacity": 1}
    paint = {"shape": given("shape"), "fill": given("fill"), "stroke": given("colour")}
    edge = room + GAP + widest([row["label"] for row in shown], setting.size)
    text = {"type": "text", "align": "right", "x": edge}
    return [
        layer(ranges, rule, **encoding, x=start, x2=end, stroke=given("colour")),
        layer(rows, dot, **encoding, x=length, **paint),
        layer([row for row in shown if row["label"]], text, **encoding, text=given("label")),
    ]


def _row(setting: ChartContext, point: Point) -> dict[str, Any]:
    colour = setting.colour(point.series)
    return {
        "x": str(point.x),
        "series": point.series,
        "value": point.value,
        "lower": point.lower,
        "upper": point.upper,
        "label": setting.label(point),
        "colour": colour,
        "fill": PAPER if is_open(point) else colour,
        "shape": setting.shape(point.series),
    }
