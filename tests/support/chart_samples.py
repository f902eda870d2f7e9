"""Charts and data to draw in tests (Exempeldata), and what their SVG shows."""

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

from pressverk.model import Place
from pressverk.statistics.charts.chart import Area, Chart, ChartData, Kind, Point, PointStatus
from pressverk.statistics.charts.text_metrics import width

BRAND = "#1f5c6b"
SVG = "{http://www.w3.org/2000/svg}"
AREAS = ("Alby", "Fittja", "Tumba", "Grödinge")
CRIMES = {
    "Misshandel": (1234, 1300, 1275, 1180, 987),
    "Olaga hot": (640, 655, 690, 610, 512),
    "Våldtäkt": (88, 92, 101, 97, 140),
}
TRANSLATE = re.compile(r"translate\(([-\d.]+),([-\d.]+)\)")


def chart(kind: Kind, **more: Any) -> Chart:
    place = Place(file="report.md", line=3)
    given = {"id": "brott", "data": "brott", "x": "ar", "y": "antal", "caption": "Brott"}
    return Chart(**{**given, "kind": kind, "place": place, **more})


def data(*points: Point, label: str = "Anmälda brott", **more: Any) -> ChartData:
    return ChartData(points=points, x_label="År", y_label=label, **more)


def years(*names: str) -> tuple[Point, ...]:
    """Return the values of *names* from 2014; those of 2018 are preliminary."""
    standing = {2018: PointStatus.PRELIMINARY}
    return tuple(
        Point(
            x=year,
            value=value,
            series=name if len(names) > 1 else "",
            standing=standing.get(year, PointStatus.FINAL),
        )
        for name in names
        for year, value in enumerate(CRIMES[name], 2014)
    )


def areas(*values: float | None, series: str = "", **more: Any) -> tuple[Point, ...]:
    return tuple(
        Point(
            x=area,
            value=value,
            series=series,
            standing=PointStatus.SUPPRESSED if value is None else PointStatus.FINAL,
            **more,
        )
        for area, value in zip(AREAS, values, strict=False)
    )


# One of each kind.
SAMPLES: dict[Kind, ChartData] = {
    Kind.BAR: data(*years("Misshandel")),
    Kind.STACKED: data(*years("Misshandel", "Olaga hot")),
    Kind.LINE: data(*years("Misshandel", "Olaga hot", "Våldtäkt")),
    Kind.DOTS: data(
        Point(x="Alby", value=34.5, lower=30.5, upper=38.5),
        Point(x="Fittja", value=41.2, lower=36.2, upper=46.2),
        label="Andel otrygga",
        unit="%",
        decimals=1,
    ),
    Kind.MULTIPLES: data(*years("Misshandel", "Olaga hot", "Våldtäkt")),
    Kind.TARGET: data(
        Point(x="Elever som fått MVP", value=61, base=20, target=70, unit="%"),
        Point(x="Anmälda misshandelsbrott", value=987, base=1234, target=1000),
        label="Utfall",
    ),
    Kind.HEAT: data(*areas(12, None, 7, 30, series="2017"), *areas(14, 9, 8, 21, series="2018")),
}


SAMPLES[Kind.MAP] = data(*areas(12, None, 7, 30))


def outlines(what: ChartData) -> tuple[Area, ...]:
    """Return a square for each x of *what*, side by side in metres."""
    names = dict.fromkeys(str(point.x) for point in what.points)
    return tuple(
        Area(
            name=name,
            rings=(((left, 0.0), (left + 1000, 0.0), (left + 1000, 1000.0), (left, 1000.0)),),
        )
        for left, name in zip(range(0, 1000 * len(names), 1000), names, strict=True)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An element of a drawing where it stands on the page, in points."""

    element: Any
    x: float
    y: float

    @property
    def text(self) -> str:
        return str(self.element.text or "")

    @property
    def left(self) -> float:
        """The left edge of a text."""
        shares = {"middle": 0.5, "end": 1.0}
        return self.x - self.room * shares.get(self.styled("text-anchor"), 0)

    @property
    def room(self) -> float:
        size = float(self.styled("font-size").removesuffix("px"))
        return width(self.text, size, int(self.styled("font-weight") or 400))

    def styled(self, name: str) -> str:
        """Return the attribute *name*, which a line of a text has from the text."""
        value = self.element.get(name)
        return str(value or self.element.getparent().get(name, ""))


def shown(svg: bytes, kind: str) -> list[Shown]:
    """Return the elements *kind* of *svg*, in the order in which they are painted."""
    found: list[Shown] = []

    def walk(element: Any, x: float, y: float) -> None:
        if moved := TRANSLATE.match(element.get("transform", "")):
            x, y = x + float(moved[1]), y + float(moved[2])
        y += float(element.get("dy", 0))
        if element.tag == SVG + kind:
            found.append(Shown(element=element, x=x, y=y))
        for child in element:
            walk(child, x, y)

    walk(etree.fromstring(svg), 0, 0)
    return found


def texts(svg: bytes) -> list[str]:
    """Return the texts of *svg*; of one in several lines, each."""
    return [line for each in shown(svg, "text") for line in each.element.itertext()]
