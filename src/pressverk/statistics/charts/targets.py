"""Outcomes against targets. Rows measure different things.

Where it is known from where each row began, all rows share one scale: the way from the start to the
target, to the right whether more or less is better. Else each row has a scale of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pressverk.i18n import catalogue
from pressverk.statistics.charts.chart import Point, PointStatus, is_open, is_reached
from pressverk.statistics.charts.context import ChartContext
from pressverk.statistics.charts.layers import (
    Label,
    Layer,
    LegendEntry,
    Panel,
    Plot,
    centred,
    exact,
    given,
    labels,
    layer,
)
from pressverk.statistics.charts.legend import head, head_layers, symbol, symbols_layer
from pressverk.statistics.charts.legend_entries import status_entries
from pressverk.statistics.charts.style import (
    AXIS,
    BOLD,
    GAP,
    GRID,
    HAIRLINE,
    INK,
    LEADING,
    OUTLINE,
    PAPER,
    QUIET,
    SUPPRESSED,
    SWATCH,
)
from pressverk.statistics.charts.text_metrics import widest, width

NAMES, MOST_NAMES = 0.26, 0.42  # of the width, for what is measured
PLOT, LEAST_PLOT = 90.0, 30.0  # widths for the marks
ROW, BAR, MARK = 22.0, 7.0, 15.0  # heights
WAY = 2.4  # the line from the start to the outcome
BEYOND, EDGE = 1.0, 0.06  # of the way to the target: what is shown of more, and room beside it
UPRIGHT_STROKE = "M0,-1V1"  # as an SVG path
FULLEST = 0.96  # share of the width for the greatest number of a row


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of texts beside the rows, headed by what it is and the mark that shows it."""

    texts: tuple[str, ...]
    head: LegendEntry | None = None
    weight: int = 400

    def width(self, size: float) -> float:
        """Return how wide the column is, in points."""
        heading = width(self.head.name, size) + SWATCH + 2 if self.head else 0
        return max(widest(self.texts, size, BOLD), heading) + 1.6 * GAP


def targets(setting: ChartContext) -> Plot:
    """Return a row for each x: its outcome, its base value, and its target.

    Names stand beside the marks, and above them where there is no room for both.
    """
    points, leading = setting.data.points, setting.size * LEADING
    columns = _columns(setting)
    beside = sum(each.width(setting.size) for each in columns)
    column = _names_column(setting, beside)
    names = [setting.wrapped(str(point.x), column or setting.width) for point in points]
    left = column + 2 * GAP if column else 0.0
    room = setting.width - left - beside
    depth = max(map(len, names)) * leading
    row = max(ROW, depth + GAP) if column else ROW + 2 * depth
    top = head(setting, _entries(setting), above=leading)
    texts, symbols, edge = list[Label](), list[dict[str, Any]](), room
    for each in columns:
        edge += each.width(setting.size)
        texts += _set(each, edge, row, setting.size)
        symbols += _symbol_of(each, edge, setting.size)
    for number in range(len(points)):
        above = 0 if column else ROW / 3 + len(names[number]) / 2 * leading
        texts += centred(names[number], -left, row * (number + 0.5) - above, leading)
    wide = max(room, LEAST_PLOT)
    if _has_one_scale(points):
        marked = _ways(setting, row, wide, tall=row if column else BAR * 2)
    else:
        marked = _marks(setting, row, wide)
    layers = (*marked, labels(texts), symbols_layer(symbols), *head_layers(top, left))
    height = row * len(points)
    panel = Panel(left=left, top=top.height, width=room, height=height, layers=layers)
    least = left + LEAST_PLOT + beside
    return Plot(panels=(panel,), height=top.height + height, least_width=least)


def _names_column(setting: ChartContext, beside: float) -> float:
    """Return the width of names beside the marks, 0 where they stand above them.

    *beside* is the width of the columns on the other side.
    """
    free = setting.width - beside
    most = max(NAMES * setting.width, min(MOST_NAMES * setting.width, free - PLOT))
    column = min(widest([str(x) for x in setting.xs], setting.size) + 1, most)
    return column if free - column - 2 * GAP >= LEAST_PLOT else 0.0


def _columns(setting: ChartContext) -> list[Column]:
    """Return the columns of texts: numbers under their marks, and whether a target was reached."""
    gettext = catalogue(setting.language).gettext
    points, brand = setting.data.points, setting.style.brand
    starts = tuple(_number(setting, point, point.base) for point in points)
    outcomes = tuple(_number(setting, point, point.value) or SUPPRESSED for point in points)
    goals = tuple(_number(setting, point, point.target) for point in points)
    shape = "circle" if _has_one_scale(points) else "square"
    outcome = LegendEntry(name=gettext("Outcome"), shape=shape, fill=brand, stroke=brand)
    columns = [
        Column(head=LegendEntry(name=gettext("Start"), shape="circle"), texts=starts),
        Column(head=outcome, texts=outcomes, weight=BOLD),
        Column(head=LegendEntry(name=gettext("Target"), shape=UPRIGHT_STROKE), texts=goals),
    ][0 if any(starts) else 1 :]
    if _has_one_scale(points):
        said = {True: gettext("reached"), False: gettext("not reached"), None: ""}
        results = tuple(said[is_reached(point)] for point in points)
        columns.append(Column(texts=results))
    return columns


def _set(column: Column, edge: float, row: float, size: float) -> Iterator[Label]:
    """Yield *column* aligned to its right *edge*."""
    if column.head:
        y = -size * LEADING / 2
        yield Label(text=column.head.name, x=edge, y=y, colour=QUIET, align="right")
    for number, text in enumerate(column.texts):
        if text:
            yield _at(text, edge, row * (number + 0.5), weight=column.weight)


def _symbol_of(column: Column, edge: float, size: float) -> Iterator[dict[str, Any]]:
    """Yield the mark that stands before the heading of *column*."""
    if column.head:
        left = edge - width(column.head.name, size) - SWATCH - 2
        yield symbol(column.head, left, -size * LEADING / 2)


def _has_one_scale(points: Sequence[Point]) -> bool:
    """Return whether it is known of all rows how far it is from their start to their target."""
    return all(
        point.base is not None and point.target not in {None, point.base} for point in points
    )


def _ways(setting: ChartContext, row: float, room: float, *, tall: float) -> Iterator[Layer]:
    """Yield each row's way from its start to its outcome, with lines for start and target.

    The lines are *tall* in each row.
    """
    points = setting.data.points
    shares = [_share_of_way(point) for point in points]
    known = [min(max(share, -BEYOND), 1 + BEYOND) for share in shares if share is not None]
    low, high = min(0.0, *known, 0.0) - EDGE, max(1.0, *known, 1.0) + EDGE

    def at(share: float) -> float:
        return (min(max(share, -BEYOND), 1 + BEYOND) - low) / (high - low) * room

    rows = [
        {
            "y": row * (number + 0.5),
            "start": at(0),
            "end": at(share if share is not None else 0),
            "known": share is not None,
            "fill": PAPER if is_open(point) else setting.style.brand,
        }
        for number, (point, share) in enumerate(zip(points, shares, strict=True))
    ]
    y, shown = exact("y"), [each for each in rows if each["known"]]
    span = {"y": exact("low"), "y2": {"field": "high"}}
    middles = [row * (number + 0.5) for number in range(len(points))]
    lines = [{"low": middle - tall / 2, "high": middle + tall / 2} for middle in middles]
    for share, colour, thick in ((0.0, AXIS, HAIRLINE), (1.0, INK, 1.6)):
        placed = [line | {"x": at(share)} for line in lines]
        line = {"type": "rule", "stroke": colour, "strokeWidth": thick}
        yield layer(placed, line, x=exact("x"), **span)
    way = {"type": "rule", "stroke": setting.style.brand, "strokeWidth": WAY}
    yield layer(shown, way, x=exact("start"), x2={"field": "end"}, y=y)
    dot = {"type": "point", "shape": "circle", "strokeWidth": OUTLINE, "opacity": 1}
    start = {**dot, "size": 20, "fill": PAPER, "stroke": INK}
    yield layer(rows, start, x=exact("start"), y=y)
    end = {**dot, "size": 62, "stroke": setting.style.brand}
    yield layer(shown, end, x=exact("end"), y=y, fill=given("fill"))


def _share_of_way(point: Point) -> float | None:
    """Return how much of the way from its start to its target *point* has come; 1 is the target."""
    if point.value is None or point.target is None or point.base is None:
        return None
    return (point.value - point.base) / (point.target - point.base)


def _at(text: str, x: float, y: float, weight: int = 400) -> Label:
    return Label(text=text, x=x, y=y, weight=weight, align="right")


def _number(setting: ChartContext, point: Point, value: float | None) -> str:
    return "" if value is None else setting.said(value, point)


def _entries(setting: ChartContext) -> list[LegendEntry]:
    """Return the key to what the heads of columns don't explain."""
    gettext = catalogue(setting.language).gettext
    entries = []
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
