"""Bar charts: grouped or stacked; vertical, or horizontal when names are long."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pressverk.statistics.charts.chart import Kind, Point, PointStatus, is_open
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
    zero,
)
from pressverk.statistics.charts.legend import head, head_layers
from pressverk.statistics.charts.legend_entries import series_entries, status_entries
from pressverk.statistics.charts.palette import SOLID, legible, text_on
from pressverk.statistics.charts.scales import Axis, axis, ending_at, written
from pressverk.statistics.charts.style import (
    BOLD,
    GAP,
    INK,
    LEADING,
    OUTLINE,
    PAPER,
    SUPPRESSED,
)
from pressverk.statistics.charts.text_metrics import lines, spread, widest, width


def is_stacked(setting: ChartContext) -> bool:
    """Return whether the bars are stacked."""
    return setting.chart.kind is Kind.STACKED


def totals(setting: ChartContext) -> list[float]:
    """Return the height and the depth of each stack."""
    stacks = [[point.value or 0 for point in setting.at(x)] for x in setting.xs]
    return [sum(max(0, value) for value in stack) for stack in stacks] + [
        sum(min(0, value) for value in stack) for stack in stacks
    ]


def room_beside(setting: ChartContext) -> float:
    """Return the width for names of series beside the last bar, 0 when they are above the plot."""
    return widest(setting.series, setting.size, BOLD) + GAP if _names_fit_beside(setting) else 0


def _names_fit_beside(setting: ChartContext) -> bool:
    """Return whether there is room to name the series beside the last bar of a stack."""
    last = {point.series for point in setting.at(setting.xs[-1]) if point.value}
    return (
        is_stacked(setting)
        and len(setting.series) > 1
        and min(setting.values) >= 0
        and last == set(setting.series)
        and widest(setting.series, setting.size, BOLD) < setting.width / 3
    )


def names_beside(setting: ChartContext, scale: Axis, left: float, height: float) -> Iterator[Label]:
    """Yield the names of a stack's series beside its last bar."""
    points = {point.series: point for point in setting.at(setting.xs[-1])}
    last = [points[name] for name in setting.series]
    tops = [sum(each.value or 0 for each in last[: number + 1]) for number in range(len(last))]
    wanted = [
        height * (1 - scale.share(top - (point.value or 0) / 2))
        for top, point in zip(tops, last, strict=True)
    ]
    for y, point in zip(spread(wanted, setting.size * 1.15, 0, height), last, strict=True):
        colour = legible(setting.colour(point.series))
        yield Label(text=point.series, x=left + 1, y=y, colour=colour, weight=BOLD)


INNER, OUTER, BETWEEN = 0.34, 0.17, 0.08  # of a band, of a group
UPRIGHT_LINES = 2  # of a category's name
ROW, LONE_ROW = 10.0, 12.0  # of a bar in a group, of one alone
SLIMMEST = 2.0  # the least that is visible
NAMES = 0.4  # of the width, at most, for the names of rows


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """The direction of bars: the channels for their position, position in a group, and length."""

    place: str
    offset: str
    length: str


UPRIGHT = _Way(place="x", offset="xOffset", length="y")
LYING = _Way(place="y", offset="yOffset", length="x")


def bars(setting: ChartContext) -> Plot:
    """Return the bars of *setting*: vertical on years or short names, else horizontal."""
    scale = axis(totals(setting) if is_stacked(setting) else setting.values)
    if not is_stacked(setting) and _values_fit(setting):
        scale = ending_at(scale, setting.values)
    names = _upright_names(setting)
    return _upright(setting, scale, names) if names else _lying(setting, scale)


def _upright(setting: ChartContext, scale: Axis, names: Mapping[str, Sequence[str]]) -> Plot:
    height, leading = setting.plot_height, setting.size * LEADING
    beside = room_beside(setting)
    valued = not is_stacked(setting) and _values_fit(setting)
    ticks = [written(tick, scale.decimals, setting.language) for tick in scale.ticks]
    left = 0.0 if valued else widest(ticks, setting.size) + GAP
    room = setting.width - left - (beside or _overhang(setting, names))
    direct = _named_at(setting, UPRIGHT, room) if valued else None
    entries = [] if beside or direct is not None else series_entries(setting)
    above = (leading if valued else setting.size / 2) + (leading if direct is not None else 0)
    top = head(setting, entries + status_entries(setting), above=above)
    place = categories(names, inner=INNER, outer=OUTER)
    # The numbers of bars that go down are between them and the names.
    below = leading if valued and scale.low < 0 else 0
    place["axis"] |= {"offset": below}
    length = measure("value", scale, setting.language, shown=not valued)
    size = height / (scale.high - scale.low)
    layers = [*_marks(setting, UPRIGHT, place, length, size=size, named_at=direct)]
    if beside:
        layers.append(labels([*names_beside(setting, scale, room, height)]))
    foot = below + max(map(len, names.values())) * leading + GAP
    panel = Panel(
        left=left,
        top=top.height,
        width=room,
        height=height,
        layers=(*layers, zero("y"), *head_layers(top, left)),
    )
    inside = 1 if is_stacked(setting) else len(setting.series)
    least = left + SLIMMEST / (1 - INNER) * inside * len(setting.xs)
    return Plot(panels=(panel,), height=top.height + height + foot, least_width=least)


def _lying(setting: ChartContext, scale: Axis) -> Plot:
    stacked, leading = is_stacked(setting), setting.size * LEADING
    column = min(widest([str(x) for x in setting.xs], setting.size) + 1, NAMES * setting.width)
    names = {str(x): setting.wrapped(str(x), column) for x in setting.xs}
    values = widest([setting.label(point) for point in setting.data.points], setting.size) + GAP
    left = column + GAP + (values if scale.low < 0 else 0)
    tick = width(written(scale.high, scale.decimals, setting.language), setting.size)
    room = setting.width - left - (tick / 2 + 1 if stacked else values)
    direct = None if stacked else _named_at(setting, LYING, room + values)
    entries = [] if direct is not None else series_entries(setting)
    top = head(setting, [*entries, *status_entries(setting)])
    inside = 1 if stacked else len(setting.series)
    bar = LONE_ROW if inside == 1 else ROW * inside
    band = max(bar, max(map(len, names.values())) * leading)
    height = band / (1 - INNER) * len(names)
    place = categories(names, inner=INNER, outer=OUTER, shown=False)
    called = row_names(names, height, left=left, leading=leading, inner=INNER, outer=OUTER)
    length = measure("value", scale, setting.language, shown=stacked)
    size = room / (scale.high - scale.low)
    layers = _marks(setting, LYING, place, length, size=size, named_at=direct)
    panel = Panel(
        left=left,
        top=top.height,
        width=room,
        height=height,
        layers=(*layers, zero("x"), called, *head_layers(top, left)),
    )
    return Plot(panels=(panel,), height=top.height + height + (leading + GAP if stacked else 1))


def _named_at(setting: ChartContext, way: _Way, room: float) -> int | str | None:
    """Return the first x at whose bars there is room for the names of all series, if any.

    *room* is what bars and texts have in the direction of lying bars.
    """
    if len(setting.series) < 2 or min(setting.values) < 0:
        return None
    bar = room / len(setting.xs) * (1 - INNER) / len(setting.series)
    most = max(setting.values) or 1
    for x in setting.xs:
        points = setting.at(x)
        known = {point.series for point in points if point.value is not None}
        names = [width(point.series, setting.size, BOLD) + GAP for point in points]
        numbers = [width(setting.label(point), setting.size) + GAP for point in points]
        longest = room - max(numbers)
        ends = [longest * (p.value or 0) / most + n for p, n in zip(points, numbers, strict=True)]
        fits = (
            max(names) <= bar
            if way is UPRIGHT
            else all(end + name <= room for end, name in zip(ends, names, strict=True))
        )
        if fits and known == set(setting.series):
            return x
    return None


def _names(
    setting: ChartContext, way: _Way, encoding: Mapping[str, Layer], named_at: int | str
) -> Layer:
    """Return the names of the series behind the numbers of the bars at *named_at*."""
    rows = [
        _row(setting, point)
        | {"ink": legible(setting.colour(point.series))}
        | {"behind": width(setting.label(point), setting.size) + 3 + GAP}
        for point in setting.at(named_at)
    ]
    shift: dict[str, Any] = {"dx": {"expr": "datum.behind"}, "align": "left"}
    if way is UPRIGHT:
        shift = {"dy": -setting.size * (0.7 + LEADING)}
    mark = {"type": "text", "fontWeight": BOLD, **shift}
    return layer(rows, mark, **encoding, text=given("series"), fill=given("ink"))


def _marks(
    setting: ChartContext,
    way: _Way,
    place: Layer,
    length: Layer,
    *,
    size: float,
    named_at: int | str | None = None,
) -> Iterator[Layer]:
    """Yield the bars and the numbers at them; *size* is how long a bar of 1 is, in points.

    Bars at *named_at* have the names of their series beside them.
    """
    stacked = is_stacked(setting)
    encoding = {way.place: place, way.length: length}
    if stacked:
        encoding[way.length] = {**length, "stack": "zero"}
        encoding |= {"detail": given("series"), "order": {"field": "rank", "type": "quantitative"}}
    elif len(setting.series) > 1:
        scale = {"paddingInner": BETWEEN, "domain": list(setting.series)}
        encoding[way.offset] = {"field": "series", "type": "nominal", "scale": scale}
    rows = [_row(setting, point) for point in setting.data.points if point.value is not None]
    paint = {"fill": given("fill"), "stroke": given("stroke")}
    yield layer(rows, {"type": "bar", "strokeWidth": OUTLINE}, **encoding, **paint)
    if stacked and len(setting.series) <= SOLID and _values_fit(setting, way):
        inside = [row | {"label": _inside(setting, way, row, size)} for row in rows]
        middle = {**encoding, way.length: {**encoding[way.length], "bandPosition": 0.5}}
        yield layer(inside, {"type": "text"}, **middle, text=given("label"), fill=given("ink"))
    if stacked:
        yield _hidden(setting, way, encoding)
    elif _values_fit(setting, way):
        yield _values(setting, way, encoding)
    if named_at is not None:
        yield _names(setting, way, encoding, named_at)


def _inside(setting: ChartContext, way: _Way, row: Mapping[str, Any], size: float) -> str:
    """Return the number in a bar that is long enough for it; *size* is the length of a bar of 1."""
    needed = setting.size * LEADING if way is UPRIGHT else width(row["label"], setting.size) + 3
    return str(row["label"]) if abs(row["value"]) * size >= needed else ""


def _hidden(setting: ChartContext, way: _Way, encoding: Mapping[str, Layer]) -> Layer:
    """Return the symbol for suppressed values, at the end of each stack that lacks a part."""
    rows = []
    for x in setting.xs:
        points = setting.at(x)
        if any(point.standing is PointStatus.SUPPRESSED for point in points):
            total = sum(max(0, point.value or 0) for point in points)
            rows.append({"x": str(x), "value": total, "label": SUPPRESSED})
    shift = {"dy": -setting.size * 0.5} if way is UPRIGHT else {"dx": 3, "align": "left"}
    place = {way.place: encoding[way.place], way.length: {**encoding[way.length], "stack": None}}
    return layer(rows, {"type": "text", **shift}, **place, text=given("label"))


def _values(setting: ChartContext, way: _Way, encoding: Mapping[str, Layer]) -> Layer:
    """Return the numbers at the ends of bars, and the symbols for suppressed values."""
    rows = [
        {**_row(setting, point), "value": point.value or 0, "below": (point.value or 0) < 0}
        for point in setting.data.points
        if setting.label(point)
    ]
    mark: dict[str, Any] = {"type": "text"}
    if way is UPRIGHT:
        mark |= {"dy": {"expr": f"datum.below ? {setting.size * 0.7} : -{setting.size * 0.7}"}}
    else:
        mark |= {"dx": {"expr": "datum.below ? -3 : 3"}}
        mark |= {"align": {"expr": "datum.below ? 'right' : 'left'"}}
    return layer(rows, mark, **encoding, text=given("label"))


def _row(setting: ChartContext, point: Point) -> dict[str, Any]:
    colour, fill = setting.colour(point.series), setting.fill(point.series)
    return {
        "x": str(point.x),
        "series": point.series,
        "rank": setting.series.index(point.series),
        "value": point.value,
        "label": setting.label(point),
        "fill": PAPER if is_open(point) else fill,
        "stroke": colour,
        "ink": INK if is_open(point) else text_on(colour),
    }


def _overhang(setting: ChartContext, names: Mapping[str, Sequence[str]]) -> float:
    """Return how far the name below the last bar extends beyond it, in points."""
    step = setting.width / len(names)
    return max(0, (widest([*names.values()][-1], setting.size) - step) / 2 + 1)


def _upright_names(setting: ChartContext) -> dict[str, Sequence[str]]:
    """Return the lines of each name below vertical bars, empty when they don't fit there."""
    room = setting.width - 4 * setting.size - room_beside(setting)
    step = room / len(setting.xs) - 2
    if all(isinstance(x, int) for x in setting.xs):
        every = 1 + int(widest([str(x) for x in setting.xs], setting.size) // max(step, 1))
        last = len(setting.xs) - 1
        return {
            str(x): (str(x) if (last - number) % every == 0 else "",)
            for number, x in enumerate(setting.xs)
        }
    names = {str(x): lines(str(x), step, setting.size) for x in setting.xs}
    fits = all(
        len(broken) <= UPRIGHT_LINES and widest(broken, setting.size) <= step
        for broken in names.values()
    )
    return dict(names) if fits else {}


def _values_fit(setting: ChartContext, way: _Way = UPRIGHT) -> bool:
    """Return whether each bar is wide enough for its number."""
    if way is LYING:
        return True
    beside = 1 if is_stacked(setting) else len(setting.series)
    ticks = 5 * setting.size if is_stacked(setting) else 0
    room = setting.width - ticks - room_beside(setting)
    bar = room / len(setting.xs) * (1 - INNER) / beside
    return bar >= widest([setting.label(point) for point in setting.data.points], setting.size) + 1
