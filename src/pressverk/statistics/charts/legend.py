"""The legend above a plot: what is measured, and the key to colours, shapes and symbols."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pressverk.i18n import catalogue
from pressverk.statistics.charts.chart import PointStatus
from pressverk.statistics.charts.context import ChartContext
from pressverk.statistics.charts.layers import Label, Layer, exact, given, labels, layer
from pressverk.statistics.charts.style import (
    DASHES,
    GAP,
    INK,
    LEADING,
    OUTLINE,
    PAPER,
    QUIET,
    SUPPRESSED,
    SWATCH,
)
from pressverk.statistics.charts.text_metrics import fitted, width

TITLE_LINES = 2
STROKE = "M-1.2,0H1.2"  # a shape, as an SVG path


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendEntry:
    """An entry of the legend: a name beside a symbol, or beside a short text."""

    name: str
    shape: str = "square"
    fill: str = PAPER
    stroke: str = INK
    text: str = ""
    dashed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The legend above a plot, measured from the drawing's top left, and its height."""

    texts: tuple[Label, ...] = ()
    symbols: tuple[dict[str, Any], ...] = ()
    height: float = 0


def head(
    setting: ChartContext, entries: Sequence[LegendEntry], *, above: float = 0, titled: bool = True
) -> Head:
    """Return the legend of a drawing: what is measured, then *entries*, as many on a line as fit.

    *above* is the room that the plot itself needs above it. It is *titled*, unless columns say what
    is measured.
    """
    leading = setting.size * LEADING
    measured = fitted(title(setting), setting.width, setting.size, TITLE_LINES) if titled else []
    texts = [
        Label(text=line, x=0, y=leading * (number + 0.5), colour=QUIET)
        for number, line in enumerate(measured)
    ]
    symbols: list[dict[str, Any]] = []
    end = leading * len(measured)
    for entry, x, y in _placed(setting, entries, end + 1 + leading / 2):
        texts += _texts(entry, x, y, setting.size)
        symbols += [] if entry.text else [_symbol(entry, x, y)]
        end = y + leading / 2
    return Head(texts=tuple(texts), symbols=tuple(symbols), height=end + GAP + above)


def _placed(
    setting: ChartContext, entries: Sequence[LegendEntry], y: float
) -> Iterator[tuple[LegendEntry, float, float]]:
    """Yield *entries* with their positions, from *y* downwards, their names cut to fit."""
    x, most = 0.0, setting.width - SWATCH - 2 * GAP
    for entry in entries:
        (name,) = fitted(entry.name, most, setting.size, 1)
        placed = replace(entry, name=name)
        room = _room(placed, setting.size)
        if x and x + room > setting.width:
            x, y = 0.0, y + setting.size * LEADING
        yield placed, x, y
        x += room + 2 * GAP


def _symbol(entry: LegendEntry, x: float, y: float) -> dict[str, Any]:
    dash = list(DASHES) if entry.dashed else []
    paint = {"fill": entry.fill, "stroke": entry.stroke, "dash": dash}
    return {"x": x + SWATCH / 2, "y": y, "shape": entry.shape, **paint}


def title(setting: ChartContext) -> str:
    """Return the name of what is measured, with its unit."""
    label, unit = setting.data.y_label, setting.data.unit
    return label if not unit or unit.lower() in label.lower() else f"{label}, {unit}"


def head_layers(made: Head, left: float) -> Iterator[Layer]:
    """Yield the layers that draw *made* in a panel that is *left* of the drawing's edge."""
    yield labels(
        [
            Label(
                text=each.text,
                x=each.x - left,
                y=each.y - made.height,
                colour=each.colour,
                weight=each.weight,
                align=each.align,
            )
            for each in made.texts
        ]
    )
    if made.symbols:
        rows = [
            {**each, "x": each["x"] - left, "y": each["y"] - made.height} for each in made.symbols
        ]
        mark = {"type": "point", "size": SWATCH**2 * 0.8, "strokeWidth": OUTLINE, "opacity": 1}
        mark |= {"strokeDash": {"expr": "datum.dash"}}
        yield layer(
            rows,
            mark,
            x=exact("x"),
            y=exact("y"),
            shape=given("shape"),
            fill=given("fill"),
            stroke=given("stroke"),
        )


def series_entries(setting: ChartContext, *, filled: bool = True) -> list[LegendEntry]:
    """Return the entries for the series, none when there is only one."""
    names = setting.series
    if len(names) < 2:
        return []
    return [
        LegendEntry(
            name=name,
            shape="square" if filled else setting.shape(name),
            fill=setting.fill(name) if filled else setting.colour(name),
            stroke=setting.colour(name),
        )
        for name in names
    ]


def interval_entries(
    setting: ChartContext, *, shape: str = "square", fill: str = PAPER, stroke: str = INK
) -> list[LegendEntry]:
    """Return the entry for the intervals, none when there are no intervals."""
    if all(point.lower is None for point in setting.data.points):
        return []
    name = catalogue(setting.language).gettext("margin of error")
    return [LegendEntry(name=name, shape=shape, fill=fill, stroke=stroke)]


def status_entries(
    setting: ChartContext, shape: str = "square", *, dashed: bool = False
) -> list[LegendEntry]:
    """Return the entries for values that aren't final (open shapes) and suppressed ones (dots)."""
    gettext = catalogue(setting.language).gettext
    found = {point.standing for point in setting.data.points}
    entries = []
    if PointStatus.PRELIMINARY in found:
        stroke = setting.colour(setting.series[0]) if len(setting.series) == 1 else INK
        entries.append(
            LegendEntry(name=gettext("preliminary"), shape=shape, stroke=stroke, dashed=dashed)
        )
    if PointStatus.SUPPRESSED in found:
        entries.append(LegendEntry(name=gettext("hidden to protect individuals"), text=SUPPRESSED))
    return entries


def _room(entry: LegendEntry, size: float) -> float:
    symbol = width(entry.text, size, 600) if entry.text else SWATCH
    return symbol + GAP * 0.7 + width(entry.name, size)


def _texts(entry: LegendEntry, x: float, y: float, size: float) -> Iterator[Label]:
    symbol = width(entry.text, size, 600) if entry.text else SWATCH
    if entry.text:
        yield Label(text=entry.text, x=x, y=y, weight=600)
    yield Label(text=entry.name, x=x + symbol + GAP * 0.7, y=y)
