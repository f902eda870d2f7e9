"""Heat maps: numbers in squares that are darker the higher they are."""

from collections.abc import Sequence
from typing import Any

from pressverk.statistics.charts.chart import Point, is_missing, is_open
from pressverk.statistics.charts.context import ChartContext
from pressverk.statistics.charts.layers import (
    Label,
    Layer,
    Panel,
    Plot,
    categories,
    centres,
    given,
    labels,
    layer,
    row_names,
)
from pressverk.statistics.charts.legend import head, head_layers
from pressverk.statistics.charts.legend_entries import (
    shade,
    shades_and_gaps,
)
from pressverk.statistics.charts.palette import text_on
from pressverk.statistics.charts.style import (
    DASHES,
    GAP,
    GRID,
    LEADING,
    OUTLINE,
    QUIET,
    SUPPRESSED,
)
from pressverk.statistics.charts.text_metrics import lines, widest

ROW = 15.0
NAMES = 0.4  # of the width, at most, for the names of rows
BETWEEN = 0.06  # of a square


def heat(setting: ChartContext) -> Plot:
    """Return the heat map of *setting*: x in columns, the series in rows."""
    leading = setting.size * LEADING
    column = min(widest(setting.series, setting.size) + 1, NAMES * setting.width)
    rows = {name: setting.wrapped(name, column) for name in setting.series}
    left = column + GAP if column > 1 else 0
    room = setting.width - left
    heads = {str(x): lines(str(x), room / len(setting.xs) - 2, setting.size) for x in setting.xs}
    above = max(map(len, heads.values())) * leading + GAP / 2
    top = head(setting, shades_and_gaps(setting), above=above)
    band = max(ROW, max(map(len, rows.values())) * leading + 2)
    height = band * len(rows)
    across = categories(heads, inner=BETWEEN, outer=0, shown=False)
    down = {**categories(rows, inner=BETWEEN, outer=0, shown=False), "field": "series"}
    called = row_names(rows, height, left=left, leading=leading, inner=BETWEEN, outer=0)
    layers = (
        *_layers(setting, across, down),
        called,
        labels(_heads(list(heads.values()), room, leading)),
        *head_layers(top, left),
    )
    panel = Panel(left=left, top=top.height, width=room, height=height, layers=layers)
    texts = [setting.label(point) for point in setting.data.points]
    least = max(
        widest(texts, setting.size), *(widest(each, setting.size) for each in heads.values())
    )
    return Plot(
        panels=(panel,),
        height=top.height + height + 1,
        least_width=left + (least + 2) * len(heads),
    )


def _heads(heads: Sequence[Sequence[str]], room: float, leading: float) -> list[Label]:
    """Return the names of columns, aligned to the bottom."""
    middles = centres(len(heads), room, inner=BETWEEN, outer=0)
    return [
        Label(
            text=text,
            x=x,
            y=(number - len(lines) + 0.5) * leading - GAP / 2,
            colour=QUIET,
            align="center",
        )
        for lines, x in zip(heads, middles, strict=True)
        for number, text in enumerate(lines)
    ]


def _layers(setting: ChartContext, across: Layer, down: Layer) -> list[Layer]:
    rows = [_row(setting, point) for point in setting.data.points]
    place = {"x": across, "y": down}
    dashed = {"type": "rect", "strokeWidth": OUTLINE, "strokeDash": list(DASHES), "fill": None}
    return [
        layer(rows, {"type": "rect"}, **place, fill=given("fill")),
        layer([row for row in rows if row["open"]], dashed, **place, stroke=given("ink")),
        layer(rows, {"type": "text"}, **place, text=given("label"), fill=given("ink")),
    ]


def _row(setting: ChartContext, point: Point) -> dict[str, Any]:
    fill = _fill(setting, point)
    return {
        "x": str(point.x),
        "series": point.series,
        "label": SUPPRESSED if is_missing(point) else setting.label(point),
        "fill": fill,
        "ink": QUIET if point.value is None else text_on(fill),
        "open": is_open(point),
    }


def _fill(setting: ChartContext, point: Point) -> str:
    """Return the colour of a square: pale to dark by its value, grey when it has none."""
    return GRID if point.value is None else shade(setting, point.value)
