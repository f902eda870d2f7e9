"""The key above a plot, to the colours, shapes and symbols that nothing beside them names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pressverk.statistics.charts.context import ChartContext
from pressverk.statistics.charts.layers import (
    Label,
    Layer,
    LegendEntry,
    exact,
    given,
    labels,
    layer,
)
from pressverk.statistics.charts.style import (
    DASHES,
    GAP,
    LEADING,
    OUTLINE,
    SWATCH,
)
from pressverk.statistics.charts.text_metrics import widest, width


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The legend above a plot, measured from the drawing's top left, and its height."""

    texts: tuple[Label, ...] = ()
    symbols: tuple[dict[str, Any], ...] = ()
    height: float = 0


def head(setting: ChartContext, entries: Sequence[LegendEntry], *, above: float = 0) -> Head:
    """Return the key of a drawing: *entries*, as many on a line as fit.

    *above* is the room that the plot itself needs above it.
    """
    leading = setting.size * LEADING
    texts: list[Label] = []
    symbols: list[dict[str, Any]] = []
    for entry, x, y in _placed(setting, entries, leading / 2):
        texts += _texts(setting, entry, x, y)
        symbols += [] if entry.text else [symbol(entry, x, y)]
    end = max((label.y + leading / 2 + GAP for label in texts), default=0)
    return Head(texts=tuple(texts), symbols=tuple(symbols), height=end + above)


def _placed(
    setting: ChartContext, entries: Sequence[LegendEntry], y: float
) -> Iterator[tuple[LegendEntry, float, float]]:
    """Yield *entries* with their positions, from *y* downwards."""
    x, leading = 0.0, setting.size * LEADING
    for entry in entries:
        lines = _lines(setting, entry)
        room = _symbol_room(setting, entry) + widest(lines, setting.size)
        if x and x + room > setting.width:
            x, y = 0.0, y + leading
        yield entry, x, y
        x += room + 2 * GAP
        if len(lines) > 1:
            x, y = 0.0, y + leading * len(lines)


def _lines(setting: ChartContext, entry: LegendEntry) -> tuple[str, ...]:
    return setting.wrapped(entry.name, setting.width - _symbol_room(setting, entry))


def _symbol_room(setting: ChartContext, entry: LegendEntry) -> float:
    return (width(entry.text, setting.size, 600) if entry.text else SWATCH) + GAP * 0.7


def symbol(entry: LegendEntry, x: float, y: float) -> dict[str, Any]:
    """Return the symbol of *entry*, its left edge at *x* and its middle at *y*."""
    dash = list(DASHES) if entry.dashed else []
    paint = {"fill": entry.fill, "stroke": entry.stroke, "dash": dash}
    return {"x": x + SWATCH / 2, "y": y, "shape": entry.shape, **paint}


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
        yield symbols_layer(
            [{**each, "x": each["x"] - left, "y": each["y"] - made.height} for each in made.symbols]
        )


def symbols_layer(symbols: Sequence[dict[str, Any]]) -> Layer:
    """Return the layer that draws *symbols* where they are."""
    mark = {"type": "point", "size": SWATCH**2 * 0.8, "strokeWidth": OUTLINE, "opacity": 1}
    mark |= {"strokeDash": {"expr": "datum.dash"}}
    place = {"x": exact("x"), "y": exact("y"), "shape": given("shape")}
    return layer(symbols, mark, **place, fill=given("fill"), stroke=given("stroke"))


def _texts(setting: ChartContext, entry: LegendEntry, x: float, y: float) -> Iterator[Label]:
    if entry.text:
        yield Label(text=entry.text, x=x, y=y, weight=600)
    beside = x + _symbol_room(setting, entry)
    for number, line in enumerate(_lines(setting, entry)):
        yield Label(text=line, x=beside, y=y + number * setting.size * LEADING)
