"""The style of charts: sizes, colours and dashes. Lengths are in points.

A chart is drawn at the width of the print, so that its text has the stated size. Colours and sizes
are those of the layouts: grey ink, hairlines, and the newsroom's colour for emphasis.
"""

from dataclasses import dataclass
from typing import Any

POINTS_PER_MM = 72 / 25.4
TALLEST = 230 * POINTS_PER_MM

FAMILY = "Source Sans 3"
BOLD = 600
INK, QUIET, AXIS, GRID, PAPER = "#1c1c1a", "#55554f", "#8a8a86", "#dddcd6", "#ffffff"
BACKGROUND_SERIES = "#c9c8c2"
HAIRLINE, OUTLINE, LINE = 0.4, 0.9, 1.6
DASHES = (2.4, 1.8)  # of preliminary values
LEADING = 1.25
SWATCH = 6.5
GAP = 5.0  # between a label and its mark
SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross")
SUPPRESSED = ".."


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """The settings of charts that a newsroom chooses."""

    brand: str


def hatch_id(index: int) -> str:
    """Return the id of the hatching of the series with *index*."""
    return f"hatch-{index}"


def config(size: float) -> dict[str, Any]:
    """Return the style as a Vega-Lite configuration."""
    return {
        # A chart is described by its alternative text, as a whole.
        "aria": False,
        "font": FAMILY,
        "background": None,
        "view": {"stroke": None},
        "text": {"fontSize": size, "fill": INK, "baseline": "middle"},
        "line": {"strokeWidth": LINE, "strokeCap": "round", "strokeJoin": "round"},
        "rule": {"stroke": INK, "strokeWidth": HAIRLINE},
        "axis": {
            "title": None,
            "labelFontSize": size,
            "labelColor": QUIET,
            "labelPadding": GAP,
            "labelLineHeight": size * LEADING,
            "labelAngle": 0,
            "labelLimit": 0,
            "labelOverlap": False,
            "labelBound": False,
            "labelFlush": False,
            "domain": False,
            "ticks": False,
            "tickRound": False,
            "translate": 0,
            "grid": False,
            "gridColor": GRID,
            "gridWidth": HAIRLINE,
        },
    }
