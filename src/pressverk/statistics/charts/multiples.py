"""Small multiples: one panel a series, all with the same scales, the other series in grey."""

from collections.abc import Sequence
from math import ceil

from pressverk.statistics.charts.chart import Width, bounds
from pressverk.statistics.charts.context import ChartContext
from pressverk.statistics.charts.layers import Label, Layer, Panel, Plot, labels, measure
from pressverk.statistics.charts.legend import head, head_layers
from pressverk.statistics.charts.legend_entries import status_entries
from pressverk.statistics.charts.line_layers import along, counts_from_zero, markers, strokes
from pressverk.statistics.charts.scales import Axis, axis, written
from pressverk.statistics.charts.style import BACKGROUND_SERIES, BOLD, GAP, LEADING, QUIET
from pressverk.statistics.charts.text_metrics import fitted, widest, width

COLUMNS = {Width.COLUMN: 3, Width.WIDE: 4, Width.MARGIN: 1, Width.PHONE: 2}
HEIGHT = 62.0  # of a panel
BETWEEN = 12.0  # panels in a row
BEHIND = 0.7  # of the lines of the other series


def multiples(setting: ChartContext) -> Plot:
    """Return a grid of panels for the series of *setting*, in their order."""
    scale = axis(bounds(setting.data.points), zero=counts_from_zero(setting), steps=3)
    leading = setting.size * LEADING
    columns = _columns(setting)
    ticks = [written(tick, scale.decimals, setting.language) for tick in scale.ticks]
    left = widest(ticks, setting.size) + GAP
    room = (setting.width - left - BETWEEN * (columns - 1) - setting.size) / columns
    names = {name: _name(setting, name, room) for name in setting.series}
    above = max(map(len, names.values())) * leading + GAP
    top = head(setting, status_entries(setting, "circle"), above=above)
    down = HEIGHT + above + leading + 2 * GAP
    panels = []
    for number, name in enumerate(setting.series):
        row, column = divmod(number, columns)
        layers = (
            *_panel(setting, name, scale, room, first=column == 0),
            labels(_labels(setting, name, names[name], room)),
        )
        panels.append(
            Panel(
                left=left + column * (room + BETWEEN),
                top=top.height + row * down,
                width=room,
                height=HEIGHT,
                layers=(*layers, *(head_layers(top, left) if number == 0 else ())),
            )
        )
    rows = ceil(len(panels) / columns)
    height = top.height + (rows - 1) * down + HEIGHT + leading + GAP
    return Plot(panels=tuple(panels), height=height)


def _columns(setting: ChartContext) -> int:
    """Return how many panels a row has: as many as fit, fewer where that fills the last row."""
    count, most = len(setting.series), COLUMNS[setting.chart.width]
    if count <= most:
        return count
    return min(range(most, most // 2, -1), key=lambda columns: -count % columns)


def _panel(
    setting: ChartContext, name: str, scale: Axis, room: float, *, first: bool
) -> tuple[Layer, ...]:
    """Return the layers of the panel of *name*; only the *first* in a row has numbers beside it."""
    place = along(setting, room, every=max(1, len(setting.xs) - 1))
    place["axis"] = {**place["axis"], "labels": False}
    length = measure("value", scale, setting.language)
    if not first:
        length["axis"] = {**length["axis"], "labels": False}
    others = [other for other in setting.series if other != name]
    quiet = strokes(setting, others, place, length, stroke=BACKGROUND_SERIES, strokeWidth=BEHIND)
    colour = setting.style.brand
    return (
        *quiet,
        *strokes(setting, [name], place, length, stroke=colour),
        markers(setting, name, place, length, colour, few=True),
    )


def _name(setting: ChartContext, name: str, room: float) -> tuple[str, ...]:
    """Return the name of a panel in lines beside its last number."""
    aside = widest([_last(setting, name)], setting.size) + GAP
    return setting.wrapped(name, room - aside, BOLD)


def _last(setting: ChartContext, name: str) -> str:
    last = setting.last(name)
    return setting.label(last) if last else ""


def _labels(setting: ChartContext, name: str, title: Sequence[str], room: float) -> list[Label]:
    """Return the *title* of a panel with its last number, and the ends of x below."""
    leading = setting.size * LEADING
    y = -leading / 2 - GAP
    below = HEIGHT + GAP + setting.size / 2
    first, last = _ends(setting, room)
    return [
        Label(text=last, x=room, y=below, align="right", colour=QUIET),
        *([Label(text=first, x=0, y=below, colour=QUIET)] if first else []),
        *(
            Label(text=line, x=0, y=y - number * leading, weight=BOLD)
            for number, line in enumerate(reversed(title))
        ),
        Label(text=_last(setting, name), x=room, y=y, align="right", colour=QUIET),
    ]


def _ends(setting: ChartContext, room: float) -> tuple[str, str]:
    """Return the first and the last of x, cut so that both fit below a panel."""
    if len(setting.xs) == 1:
        return "", fitted(str(setting.xs[0]), room, setting.size, 1)[0]
    first, last = str(setting.xs[0]), str(setting.xs[-1])
    half = (room - GAP) / 2
    shorter = min(width(first, setting.size), width(last, setting.size), half)
    each = room - GAP - shorter  # what the shorter one leaves, which is at least a half
    return fitted(first, each, setting.size, 1)[0], fitted(last, each, setting.size, 1)[0]
