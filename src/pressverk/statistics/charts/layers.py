"""The layers of charts, as parts of Vega-Lite specifications."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pressverk.statistics.charts.scales import Axis, written
from pressverk.statistics.charts.style import AXIS, HAIRLINE, INK, PAPER, QUIET

Layer = dict[str, Any]
Rows = Sequence[Mapping[str, Any]]


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
class Panel:
    """One pair of axes with its layers, its position in the drawing, and its size."""

    left: float
    top: float
    width: float
    height: float
    layers: tuple[Layer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A surface: its path from the top left of the drawing, its fill, the colour of its dashes."""

    path: str
    fill: str
    dashed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """All panels of a drawing, the shapes below them, its height, and its minimum width."""

    panels: tuple[Panel, ...]
    height: float
    least_width: float = 0
    shapes: tuple[Shape, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A text at a position measured from the top left of the panel."""

    text: str
    x: float
    y: float
    colour: str = INK
    weight: int = 400
    align: str = "left"


def layer(rows: Rows, mark: Layer, **encoding: Layer) -> Layer:
    """Return a layer that draws *rows* as *mark*, with one *encoding* a channel."""
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": encoding}


def given(name: str) -> Layer:
    """Return the encoding of a field that holds the drawn value itself: a colour, a text."""
    return {"field": name, "type": "nominal", "scale": None}


def exact(name: str) -> Layer:
    """Return the encoding of a field that is a position in points."""
    return {"field": name, "type": "quantitative", "scale": None, "axis": None}


def labels(texts: Sequence[Label]) -> Layer:
    """Return the layer of *texts*."""
    rows = [
        {"t": each.text, "x": each.x, "y": each.y, "c": each.colour}
        | {"w": each.weight, "a": each.align}
        for each in texts
    ]
    mark = {"type": "text", "align": {"expr": "datum.a"}, "fontWeight": {"expr": "datum.w"}}
    return layer(rows, mark, x=exact("x"), y=exact("y"), text=given("t"), fill=given("c"))


def centres(count: int, room: float, *, inner: float, outer: float) -> list[float]:
    """Return the centres of *count* bands in *room*.

    >>> centres(2, 100, inner=0, outer=0)
    [25.0, 75.0]
    """
    step = room / (count - inner + 2 * outer)
    return [step * (outer + (1 - inner) / 2 + number) for number in range(count)]


def centred(lines: Sequence[str], x: float, y: float, leading: float, **look: Any) -> list[Label]:
    """Return *lines* as labels centred at *y*."""
    first = y - (len(lines) - 1) / 2 * leading
    return [
        Label(text=text, x=x, y=first + number * leading, **look)
        for number, text in enumerate(lines)
    ]


def row_names(
    names: Mapping[str, Sequence[str]],
    height: float,
    *,
    left: float,
    leading: float,
    inner: float,
    outer: float,
) -> Layer:
    """Return the *names* of rows, each at the *left* of its band."""
    middles = centres(len(names), height, inner=inner, outer=outer)
    pairs = zip(names.values(), middles, strict=True)
    return labels(
        [label for lines, y in pairs for label in centred(lines, -left, y, leading, colour=QUIET)]
    )


def zero(channel: str, colour: str = AXIS) -> Layer:
    """Return the zero line of bars."""
    return {
        "data": {"values": [{}]},
        "mark": {"type": "rule", "stroke": colour, "strokeWidth": 2 * HAIRLINE},
        "encoding": {channel: {"datum": 0}},
    }


def measure(field: str, axis: Axis, language: str, *, shown: bool = True, **more: Any) -> Layer:
    """Return the encoding of *field* on *axis*, with hairlines at its ticks if it is *shown*."""
    encoding: Layer = {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": [axis.low, axis.high], "nice": False, "zero": False},
        "axis": None,
        **more,
    }
    if shown:
        names = [written(tick, axis.decimals, language) for tick in axis.ticks]
        step = (axis.high - axis.low) / (len(names) - 1)
        encoding["axis"] = {
            "values": list(axis.ticks),
            "tickCount": len(names),  # otherwise Vega leaves some out
            "grid": True,
            "labelExpr": f"{json.dumps(names)}[round((datum.value - {axis.low}) / {step})]",
        }
    return encoding


def categories(
    names: Mapping[str, Sequence[str]], *, inner: float, outer: float, shown: bool = True
) -> Layer:
    """Return the encoding of field ``x`` in bands, each with the lines of its name."""
    lookup = json.dumps({key: list(lines) for key, lines in names.items()})
    return {
        "field": "x",
        "type": "nominal",
        "sort": list(names),
        "scale": {"paddingInner": inner, "paddingOuter": outer, "domain": list(names)},
        "axis": {"labelExpr": f"{lookup}[datum.value]"} if shown else None,
    }
