"""Charts: blocks in a report, drawn from its data as SVG that is ready for the page.

text ─parse_chart→ Chart ─chart_data→ ChartData ─draw→ Drawing
"""

from pressverk.statistics.charts.block import parse_chart
from pressverk.statistics.charts.chart import (
    Chart,
    ChartData,
    Drawing,
    Kind,
    Point,
    PointStatus,
    Width,
)
from pressverk.statistics.charts.draw import draw
from pressverk.statistics.charts.points import chart_data, query_of
from pressverk.statistics.charts.style import Style

__all__ = [
    "Chart",
    "ChartData",
    "Drawing",
    "Kind",
    "Point",
    "PointStatus",
    "Style",
    "Width",
    "chart_data",
    "draw",
    "parse_chart",
    "query_of",
]
