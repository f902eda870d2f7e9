"""The house style of charts: every size, colour and dash in one place. Lengths are points.

A chart is drawn as wide as it is printed, so that its text has the size it says. Colours and
sizes are those of the layouts: quiet ink, hairlines, and the newsroom's colour for what matters.
"""

from dataclasses import dataclass
from typing import Any

from pressverk.statistics.charts.chart import Chart, ChartData, Kind, Point, PointStatus, Width
from pressverk.statistics.charts.palette import mixed, palette
from pressverk.statistics.charts.scales import with_unit, written

POINTS_PER_MM = 72 / 25.4
MILLIMETRES = {Width.COLUMN: 116, Width.WIDE: 160, Width.MARGIN: 40}
PLOT_HEIGHTS = {Width.COLUMN: 132, Width.WIDE: 158, Width.MARGIN: 78}
TALLEST = 230 * POINTS_PER_MM
TEXT_SIZES = {Width.COLUMN: 8.0, Width.WIDE: 8.0, Width.MARGIN: 7.5}

FAMILY = "Source Sans 3"
BOLD = 600
INK, QUIET, AXIS, GRID, PAPER = "#1c1c1a", "#55554f", "#8a8a86", "#dddcd6", "#ffffff"
BACKGROUND_SERIES = "#c9c8c2"
HAIRLINE, OUTLINE, LINE = 0.4, 0.9, 1.6
DASHES = (2.4, 1.8)  # of what is preliminary
LEADING = 1.25
SWATCH = 6.5
GAP = 5.0  # between a label and what it labels
SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross")
SOLID_SERIES = 3  # the colours of more can't be told apart in grey print: they are hatched
SUPPRESSED = ".."
YEARS = range(1000, 3000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What a newsroom decides of how its charts look."""

    brand: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartContext:
    """A chart with all that decides how it is drawn."""

    chart: Chart
    data: ChartData
    style: Style
    language: str

    @property
    def width(self) -> float:
        """The width of the whole drawing."""
        return MILLIMETRES[self.chart.width] * POINTS_PER_MM

    @property
    def plot_height(self) -> float:
        """The height of what stands on a horizontal axis."""
        return float(PLOT_HEIGHTS[self.chart.width])

    @property
    def size(self) -> float:
        """The size of text."""
        return TEXT_SIZES[self.chart.width]

    @property
    def xs(self) -> tuple[int | str, ...]:
        """The values of x, each once."""
        return tuple(dict.fromkeys(point.x for point in self.data.points))

    @property
    def years(self) -> bool:
        """Whether x is a line of years."""
        return all(isinstance(x, int) and x in YEARS for x in self.xs)

    @property
    def series(self) -> tuple[str, ...]:
        """The names of the series, each once."""
        return tuple(dict.fromkeys(point.series for point in self.data.points))

    @property
    def values(self) -> tuple[float, ...]:
        """Every value that is shown."""
        return tuple(point.value for point in self.data.points if point.value is not None)

    def at(self, x: int | str) -> tuple[Point, ...]:
        """Return the points at *x*."""
        return tuple(point for point in self.data.points if point.x == x)

    def of(self, series: str) -> tuple[Point, ...]:
        """Return the points of *series*."""
        return tuple(point for point in self.data.points if point.series == series)

    def last(self, series: str) -> Point | None:
        """Return the last point of *series* that has a value."""
        return next((point for point in self.of(series)[::-1] if point.value is not None), None)

    def colour(self, series: str) -> str:
        """Return the colour of *series*."""
        colours = palette(self.style.brand)
        return colours[self.series.index(series) % len(colours)]

    def fill(self, series: str) -> str:
        """Return how an area of *series* is filled: with its colour, or hatched with it."""
        index = self.series.index(series)
        return self.colour(series) if index < SOLID_SERIES else f"url(#{hatch_id(index)})"

    def shape(self, series: str) -> str:
        """Return the shape of the points of *series*; in a panel of its own it needs no other."""
        index = 0 if self.chart.kind is Kind.MULTIPLES else self.series.index(series)
        return SHAPES[index % len(SHAPES)]

    def tint(self, share: float) -> str:
        """Return the newsroom's colour, thinned to *share*."""
        return mixed(PAPER, self.style.brand, share)

    def number(self, value: float, point: Point) -> str:
        """Return *value*, one of *point*'s, as it is written beside its mark.

        Points that are held against targets count different things, some of them whole.
        """
        numbers = (point.value, point.target, point.base)
        are_whole = all(number == int(number) for number in numbers if number is not None)
        counts = self.chart.kind is Kind.TARGET and are_whole
        return written(value, 0 if counts else self.data.decimals, self.language)

    def said(self, value: float, point: Point) -> str:
        """Return *value*, one of *point*'s, with its unit or that of all."""
        number = self.number(value, point)
        return with_unit(number, point.unit or self.data.unit, self.language)

    def label(self, point: Point) -> str:
        """Return what is written beside the mark of *point*."""
        if point.value is None:
            return SUPPRESSED if point.standing is PointStatus.SUPPRESSED else ""
        return self.number(point.value, point)


def hatch_id(index: int) -> str:
    """Return the name of the hatching of the series with *index*."""
    return f"hatch-{index}"


def is_open(point: Point) -> bool:
    """Return whether *point* is drawn open, as what is preliminary is."""
    return point.standing is PointStatus.PRELIMINARY


def config(size: float) -> dict[str, Any]:
    """Return the house style as a Vega-Lite configuration."""
    return {
        # What is said of a chart is its alternative text, as one.
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
