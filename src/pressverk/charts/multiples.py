"""Small multiples: one panel a series, all on the same scales, the others grey behind it."""

from math import ceil

from pressverk.charts.chart import Width
from pressverk.charts.head import head, head_layers, standing_signs
from pressverk.charts.layers import Label, Layer, Panel, Plot, labels, measure
from pressverk.charts.lettering import fitted, widest
from pressverk.charts.lines import along, bounds, counts_from_zero, markers, strokes
from pressverk.charts.numbers import Axis, axis, written
from pressverk.charts.style import (
    BACKGROUND_SERIES,
    BOLD,
    GAP,
    LEADING,
    QUIET,
    Setting,
)

COLUMNS = {Width.COLUMN: 3, Width.WIDE: 4, Width.MARGIN: 1}
HEIGHT = 62.0  # of a panel
BETWEEN = 12.0  # panels in a row
BEHIND = 0.7  # of the lines of the other series


def multiples(setting: Setting) -> Plot:
    """Return a grid of panels for the series of *setting*, in their order."""
    scale = axis(bounds(setting.data.points), zero=counts_from_zero(setting), steps=3)
    leading = setting.size * LEADING
    columns = min(COLUMNS[setting.chart.width], len(setting.series))
    ticks = [written(tick, scale.decimals, setting.language) for tick in scale.ticks]
    left = widest(ticks, setting.size) + GAP
    room = (setting.width - left - BETWEEN * (columns - 1) - setting.size) / columns
    top = head(setting, standing_signs(setting, "circle"), above=leading + GAP)
    down = HEIGHT + 2 * leading + 3 * GAP
    panels = []
    for number, name in enumerate(setting.series):
        row, column = divmod(number, columns)
        layers = _panel(setting, name, scale, room, first=column == 0)
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


def _panel(
    setting: Setting, name: str, scale: Axis, room: float, *, first: bool
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
    layers = [
        *quiet,
        *strokes(setting, [name], place, length, stroke=colour),
        markers(setting, name, place, length, colour, few=True),
    ]
    layers.append(labels(_labels(setting, name, room)))
    return tuple(layers)


def _labels(setting: Setting, name: str, room: float) -> list[Label]:
    """Return the name of a panel with its last number, and the ends of x below."""
    y = -setting.size * LEADING / 2 - GAP
    last = setting.last(name)
    number = setting.label(last) if last else ""
    (title,) = fitted(name, room - widest([number], setting.size) - GAP, setting.size, 1)
    below = HEIGHT + GAP + setting.size / 2
    ends = [Label(text=str(setting.xs[-1]), x=room, y=below, align="right", colour=QUIET)]
    if len(setting.xs) > 1:
        ends.append(Label(text=str(setting.xs[0]), x=0, y=below, colour=QUIET))
    return [
        *ends,
        Label(text=title, x=0, y=y, weight=BOLD),
        Label(text=number, x=room, y=y, align="right", colour=QUIET),
    ]
