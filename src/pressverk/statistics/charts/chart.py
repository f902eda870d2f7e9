"""Types of a chart: as its author wrote it, the values it shows, and the finished drawing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import isfinite

from pressverk.model import Finding, Place
from pressverk.statistics.datasets.query import Order


class Kind(StrEnum):
    """The kind of a chart; ``docs/charts.md`` shows each."""

    BAR = "bar"
    STACKED = "stacked"
    LINE = "line"
    DOTS = "dots"
    MULTIPLES = "multiples"
    TARGET = "target"
    HEAT = "heat"
    MAP = "map"


class Width(StrEnum):
    """The width of the page that a chart is drawn at; authors don't choose that of a phone."""

    COLUMN = "column"
    WIDE = "wide"
    MARGIN = "margin"
    PHONE = "phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart as it is written in a report.

    *x*, *y*, *series*, *interval*, *target*, *base* and *unit* name columns of the dataset *data*;
    *where* and *order* select and sort its rows as in a ``Query``. *areas* is the file
    of outlines of a map. *caption* is the title. *subtitle* and *alt*, if given, replace what is
    drafted: what is measured and when, and the alternative text. *place* is that of the block,
    *places* are those of its keys.
    """

    id: str
    kind: Kind
    data: str
    x: str
    y: str
    caption: str
    place: Place
    places: Mapping[str, Place] = field(default_factory=dict)
    subtitle: str | None = None
    series: str | None = None
    interval: str | None = None
    target: str | None = None
    base: str | None = None
    unit: str | None = None
    areas: str | None = None
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: Order = Order.GIVEN
    alt: str | None = None
    note: str | None = None
    width: Width = Width.COLUMN


class PointStatus(StrEnum):
    """How much a value can be relied on, or why there is none."""

    FINAL = "final"
    PRELIMINARY = "preliminary"
    MISSING = "missing"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One value of a chart; *value* is None when it is missing or suppressed.

    *x* is a whole number (a year) or a category. *lower* and *upper* are the ends of its interval.
    *target* and *base* are what it is compared with; *unit* is set when the points of a chart have
    different units.
    """

    x: int | str
    value: float | None
    series: str = ""
    standing: PointStatus = PointStatus.FINAL
    lower: float | None = None
    upper: float | None = None
    target: float | None = None
    base: float | None = None
    unit: str = ""

    def __post_init__(self) -> None:
        """Refuse what can't be drawn; callers have reported such values already."""
        numbers = (self.value, self.lower, self.upper, self.target, self.base)
        if not all(isfinite(number) for number in numbers if number is not None):
            raise ValueError(f"{self} has a number that is not finite")
        if (self.value is None) != (self.standing in {PointStatus.MISSING, PointStatus.SUPPRESSED}):
            raise ValueError(f"{self} has no value, or one that must not be shown")


Spot = tuple[float, float]
Ring = tuple[Spot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An area: its name, and the closed lines around it and its holes.

    Lengths are in one unit in both directions, east and north.
    """

    name: str
    rings: tuple[Ring, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartData:
    """The points of a chart in drawing order, and their labels.

    *y_label* names the values; *decimals* is the number of decimals they are written with.
    """

    points: tuple[Point, ...]
    x_label: str
    y_label: str
    unit: str = ""
    decimals: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A chart ready for the page: an SVG file and its alternative text."""

    svg: bytes
    alt: str
    width_mm: float
    height_mm: float
    findings: tuple[Finding, ...] = ()


def is_open(point: Point) -> bool:
    """Return whether *point* is preliminary, and its marker drawn open."""
    return point.standing is PointStatus.PRELIMINARY


def is_missing(point: Point) -> bool:
    """Return whether there is no number, and not because it is hidden."""
    return point.value is None and point.standing is not PointStatus.SUPPRESSED


def is_reached(point: Point) -> bool | None:
    """Return whether *point* is at its target or beyond, counted from its base; None if unknown."""
    if point.value is None or point.target is None or point.base in {None, point.target}:
        return None
    assert point.base is not None  # noqa: S101 - by the line before
    if point.target > point.base:
        return point.value >= point.target
    return point.value <= point.target


def bounds(points: Sequence[Point]) -> list[float]:
    """Return all numbers that an axis must include: values and the ends of their intervals."""
    found = (number for each in points for number in (each.value, each.lower, each.upper))
    return [number for number in found if number is not None]
