"""What every drawing function knows: a chart, its data, and how these look."""

from dataclasses import dataclass

from pressverk.colour import mixed
from pressverk.statistics.charts.chart import (
    Area,
    Chart,
    ChartData,
    Kind,
    Point,
    PointStatus,
    Width,
)
from pressverk.statistics.charts.palette import SOLID, palette
from pressverk.statistics.charts.scales import with_unit, written
from pressverk.statistics.charts.style import (
    PAPER,
    POINTS_PER_MM,
    SHAPES,
    SUPPRESSED,
    Style,
    hatch_id,
)
from pressverk.statistics.charts.text_metrics import wrapped

MILLIMETRES = {Width.COLUMN: 116, Width.WIDE: 160, Width.MARGIN: 40, Width.PHONE: 80}
PLOT_HEIGHTS = {Width.COLUMN: 132, Width.WIDE: 158, Width.MARGIN: 78, Width.PHONE: 132}
TEXT_SIZES = {Width.COLUMN: 8.0, Width.WIDE: 8.0, Width.MARGIN: 7.5, Width.PHONE: 8.5}
YEARS = range(1000, 3000)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartContext:
    """A chart, its data, style and language: the input of every drawing function.

    *areas* are those of a map.
    """

    chart: Chart
    data: ChartData
    style: Style
    language: str
    areas: tuple[Area, ...] = ()

    @property
    def width(self) -> float:
        """The width of the whole drawing, in points."""
        return MILLIMETRES[self.chart.width] * POINTS_PER_MM

    @property
    def plot_height(self) -> float:
        """The height of a plot on a horizontal axis, in points."""
        return float(PLOT_HEIGHTS[self.chart.width])

    @property
    def size(self) -> float:
        """The font size, in points."""
        return TEXT_SIZES[self.chart.width]

    @property
    def xs(self) -> tuple[int | str, ...]:
        """The values of x, each once."""
        return tuple(dict.fromkeys(point.x for point in self.data.points))

    @property
    def years(self) -> bool:
        """Whether x holds years."""
        return all(isinstance(x, int) and x in YEARS for x in self.xs)

    @property
    def series(self) -> tuple[str, ...]:
        """The names of the series, each once."""
        return tuple(dict.fromkeys(point.series for point in self.data.points))

    @property
    def values(self) -> tuple[float, ...]:
        """All values that are shown."""
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
        """Return the fill of areas of *series*: its colour, or a hatching in it."""
        index = self.series.index(series)
        return self.colour(series) if index < SOLID else f"url(#{hatch_id(index)})"

    def shape(self, series: str) -> str:
        """Return the marker shape of *series*; in small multiples all have the same."""
        index = 0 if self.chart.kind is Kind.MULTIPLES else self.series.index(series)
        return SHAPES[index % len(SHAPES)]

    def tint(self, share: float) -> str:
        """Return the newsroom's colour, lightened to *share*."""
        return mixed(PAPER, self.style.brand, share)

    def number(self, value: float, point: Point) -> str:
        """Return the text of *value*, a number of *point*, as it is written beside its mark.

        Points of a chart with targets measure different things, some of them in whole numbers.
        """
        numbers = (point.value, point.target, point.base)
        are_whole = all(number == int(number) for number in numbers if number is not None)
        counts = self.chart.kind is Kind.TARGET and are_whole
        return written(value, 0 if counts else self.data.decimals, self.language)

    def said(self, value: float, point: Point) -> str:
        """Return the text of *value*, a number of *point*, with its unit or that of the chart."""
        number = self.number(value, point)
        return with_unit(number, point.unit or self.data.unit, self.language)

    def wrapped(self, text: str, room: float, weight: int = 400) -> tuple[str, ...]:
        """Return all of *text* in lines that fit in *room*."""
        return wrapped(text, room, self.size, self.language, weight)

    def label(self, point: Point) -> str:
        """Return the text beside the mark of *point*."""
        if point.value is None:
            return SUPPRESSED if point.standing is PointStatus.SUPPRESSED else ""
        return self.number(point.value, point)
