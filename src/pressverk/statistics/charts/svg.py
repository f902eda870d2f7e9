"""Plot → SVG file: drawn by Vega-Lite, then cleaned up for the page.

Nothing is fetched while it is drawn, and nothing depends on Vega's estimate of text widths: all
positions are computed before. What the page doesn't need is removed (Vega's ARIA labels of single
marks, empty groups, long decimals); text stays text, in the shipped fonts.
"""

import json
import re
from functools import lru_cache
from typing import Any

import vl_convert
from lxml import etree

from pressverk.html import SVG
from pressverk.statistics.charts.context import ChartContext
from pressverk.statistics.charts.layers import Panel, Plot, Shape
from pressverk.statistics.charts.palette import SOLID
from pressverk.statistics.charts.style import DASHES, FAMILY, OUTLINE, PAPER, config, hatch_id

VEGA_LITE = "6.4"
DECIMAL = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
NOTHING = frozenset({"", "translate(0,0)", "none"})
KEPT = frozenset(
    {"d", "transform", "x", "y", "x2", "y2", "dy", "width", "height"}
    | {"font-size", "font-weight", "text-anchor", "fill", "stroke", "stroke-width"}
    | {"stroke-dasharray", "stroke-linecap", "stroke-linejoin"}
)


def render_svg(plot: Plot, setting: ChartContext) -> bytes:
    """Return *plot* as an SVG file in UTF-8 whose width and height are those of the print."""
    root = etree.fromstring(_drawn(json.dumps(_spec(plot, setting))))
    drawing = etree.Element(f"{{{SVG}}}svg", nsmap={None: SVG})
    for name, length in (("width", setting.width), ("height", plot.height)):
        drawing.set(name, f"{length:.2f}pt")
    drawing.set("viewBox", f"0 0 {setting.width:.2f} {plot.height:.2f}")
    drawing.set("font-family", f"'{FAMILY}', sans-serif")
    drawing.set("fill", "none")
    _add_hatchings(drawing, setting)
    for shape in plot.shapes:
        _add_shape(drawing, shape)
    _copy(root, drawing)
    svg: bytes = etree.tostring(drawing, encoding="utf-8")
    return svg


@lru_cache(maxsize=64)
def _drawn(spec: str) -> bytes:
    """Return what the engine draws of *spec*; kept, since writers see a chart many times."""
    text = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, allowed_base_urls=[])
    return bytes(text.encode())


def _spec(plot: Plot, setting: ChartContext) -> dict[str, Any]:
    """Return *plot* as a Vega-Lite specification with its panels at exact positions."""
    first = plot.panels[0]
    padding = {"left": first.left, "top": first.top, "right": 0, "bottom": 0}
    views = [_view(panel) for panel in plot.panels]
    spec: dict[str, Any] = views[0] if len(views) == 1 else _grid(plot.panels, views)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "autosize": "none",
        "padding": padding,
        "config": config(setting.size),
        **spec,
    }


def _view(panel: Panel) -> dict[str, Any]:
    return {"width": panel.width, "height": panel.height, "layer": list(panel.layers)}


def _grid(panels: tuple[Panel, ...], views: list[dict[str, Any]]) -> dict[str, Any]:
    """Return *views*, all of one size, in rows; labels around a panel don't move it."""
    first = panels[0]
    columns = sum(panel.top == first.top for panel in panels)
    across = panels[1].left - first.left - first.width if columns > 1 else 0
    down = panels[columns].top - first.top - first.height if len(panels) > columns else 0
    spacing = {"row": down, "column": across}
    return {"concat": views, "columns": columns, "bounds": "flush", "spacing": spacing}


def _copy(source: Any, target: Any) -> None:
    """Copy what is visible of *source* to *target*."""
    for child in source:
        kind = etree.QName(child).localname
        copy = etree.Element(child.tag)
        for name, value in child.items():
            if name in KEPT and value not in NOTHING:
                copy.set(name, DECIMAL.sub(_rounded, value))
        copy.text = child.text
        _copy(child, copy)
        if kind == "g" and not copy.attrib:
            target.extend(copy)
        elif not _is_empty(kind, copy):
            target.append(copy)


def _is_empty(kind: str, element: Any) -> bool:
    """Return whether *element* shows nothing."""
    if kind == "g":
        return len(element) == 0
    if kind in {"text", "tspan"}:
        return not (element.text or "").strip() and len(element) == 0
    return not any(element.get(name) for name in ("fill", "stroke"))


def _rounded(number: re.Match[str]) -> str:
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")


def _add_shape(drawing: Any, shape: Shape) -> None:
    look = {"fill": shape.fill, "fill-rule": "evenodd", "stroke": PAPER, "stroke-width": "0.8"}
    etree.SubElement(drawing, f"{{{SVG}}}path", {"d": shape.path, **look})
    if shape.dashed:
        dashes = {"stroke": shape.dashed, "stroke-width": f"{OUTLINE}"}
        dashes["stroke-dasharray"] = " ".join(map(str, DASHES))
        etree.SubElement(drawing, f"{{{SVG}}}path", {"d": shape.path, **dashes})


def _add_hatchings(drawing: Any, setting: ChartContext) -> None:
    """Define the patterns of the series that are hatched."""
    hatched = setting.series[SOLID:]
    definitions = etree.SubElement(drawing, f"{{{SVG}}}defs") if hatched else None
    for index, name in enumerate(hatched, SOLID):
        pattern = etree.SubElement(
            definitions,
            f"{{{SVG}}}pattern",
            id=hatch_id(index),
            width="3",
            height="3",
            patternUnits="userSpaceOnUse",
            patternTransform=f"rotate({(45, -45, 0)[index % 3]})",
        )
        etree.SubElement(pattern, f"{{{SVG}}}rect", width="3", height="3", fill=PAPER)
        bar = {"width": "1.7", "height": "3", "fill": setting.colour(name)}
        etree.SubElement(pattern, f"{{{SVG}}}rect", bar)
