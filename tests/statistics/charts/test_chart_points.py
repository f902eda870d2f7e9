from dataclasses import replace
from decimal import Decimal

import pytest
from chart_samples import chart

from pressverk.model import Finding, Place
from pressverk.statistics.charts.chart import Chart, ChartData, Kind, Point, PointStatus
from pressverk.statistics.charts.points import chart_data, query_of
from pressverk.statistics.datasets.dataset import Cell, Column, Dataset, Mark, Status, Value
from pressverk.statistics.datasets.dataset import Kind as ColumnKind
from pressverk.statistics.datasets.query import Order
from pressverk.statistics.datasets.selection import figures, select

COLUMNS = (
    Column(name="ar", kind=ColumnKind.YEAR, label={"sv": "År", "en": "Year"}),
    Column(name="skola", kind=ColumnKind.CATEGORY, label={"sv": "Skola"}),
    Column(
        name="andel",
        kind=ColumnKind.PERCENT,
        label={"sv": "Andel", "en": "Share"},
        decimals=1,
    ),
    Column(name="margin", kind=ColumnKind.DECIMAL, label={"sv": "Felmarginal"}, decimals=1),
    Column(name="enhet", kind=ColumnKind.CATEGORY, label={"sv": "Enhet"}),
    Column(name="grupper", kind=ColumnKind.INTEGER, label={"sv": "Grupper"}, additive=True),
)


def cell(value: Value) -> Cell:
    if value == "..":
        return Cell(value=None, mark=Mark.MISSING)
    if value == "x":
        return Cell(value=None, mark=Mark.SUPPRESSED)
    return Cell(value=value)


def dataset(*rows: tuple[Value, ...]) -> Dataset:
    return Dataset(
        name="skolor",
        title={"sv": "Skolor"},
        columns=COLUMNS,
        rows=tuple(tuple(map(cell, row)) for row in rows),
        key=("ar", "skola"),
    )


SCHOOLS = dataset(
    (2017, "Alby", Decimal("34.5"), Decimal(4), "procent", 3),
    (2017, "Fittja", Decimal("41.2"), Decimal(5), "antal", 5),
    (2018, "Alby", "x", Decimal(4), "procent", 4),
    (2018, "Fittja", "..", "..", "antal", 6),
)


def taken(given: Chart, source: Dataset = SCHOOLS, language: str = "sv") -> ChartData:
    data, findings = chart_data(given, source, language)
    assert findings == ()
    assert data
    return data


def faults(given: Chart) -> tuple[Finding, ...]:
    data, findings = chart_data(given, SCHOOLS, "sv")
    assert data is None
    return findings


def test_points_are_the_cells_of_what_the_chart_asks_for() -> None:
    data = taken(chart(Kind.DOTS, y="andel", series="skola", interval="margin"))
    assert data.points == (
        Point(x=2017, series="Alby", value=34.5, lower=30.5, upper=38.5),
        Point(x=2017, series="Fittja", value=41.2, lower=36.2, upper=46.2),
        Point(x=2018, series="Alby", value=None, standing=PointStatus.SUPPRESSED),
        Point(x=2018, series="Fittja", value=None, standing=PointStatus.MISSING),
    )


@pytest.mark.parametrize(
    ("language", "words"), [("sv", ("År", "Andel")), ("en", ("Year", "Share"))]
)
def test_labels_are_in_the_language_of_the_document(language: str, words: tuple[str, str]) -> None:
    data = taken(chart(Kind.BAR, y="andel", series="skola"), language=language)
    assert (data.x_label, data.y_label) == words
    assert (data.unit, data.decimals) == ("%", 1)


def test_counts_that_fall_together_are_added() -> None:
    data = taken(chart(Kind.BAR, x="skola", y="grupper", order=Order.DESCENDING))
    assert [(point.x, point.value) for point in data.points] == [("Fittja", 11), ("Alby", 7)]


def test_what_is_preliminary_stays_so() -> None:
    rows = ((cell(2018), cell("Alby"), Cell(value=Decimal(3), status=Status.PRELIMINARY)),)
    source = Dataset(name="skolor", title={}, columns=COLUMNS[:3], rows=rows, key=("ar",))
    (point,) = taken(chart(Kind.BAR, y="andel"), source).points
    assert point.standing is PointStatus.PRELIMINARY


def test_targets_have_units_of_their_own() -> None:
    where = {"ar": ("2017",)}
    given = chart(Kind.TARGET, x="skola", y="grupper", target="andel", unit="enhet", where=where)
    points = taken(given).points
    assert [(point.target, point.unit) for point in points] == [(34.5, "%"), (41.2, "")]


def test_the_table_beside_a_chart_shows_the_same_columns() -> None:
    query = query_of(chart(Kind.DOTS, y="andel", series="skola", interval="margin"))
    assert (query.columns, query.rows, query.split) == (("andel", "margin"), ("ar",), ("skola",))


def test_a_column_of_text_can_not_be_drawn() -> None:
    places = {"y": Place(file="report.md", line=8)}
    (finding,) = faults(chart(Kind.BAR, y="enhet", where={"ar": ("2017",)}, places=places))
    assert finding.message == (
        "y is 'enhet', which has no numbers; choose one of andel, margin, grupper"
    )
    assert (finding.rule, finding.place.line) == ("chart-text-column", 8)


def test_unknown_columns_are_reported_together_at_their_keys() -> None:
    keys = ("x", "y", "series", "interval", "where")
    places = {key: Place(file="report.md", line=line) for line, key in enumerate(keys, 1)}
    given = chart(
        Kind.DOTS,
        x="aar",
        y="andl",
        series="skolan",
        interval="marginal",
        where={"metod": ("MVP",)},
        places=places,
    )
    found = {finding.place.line: finding.message for finding in faults(given)}
    assert sorted(found) == [1, 2, 3, 4, 5]  # type: ignore[type-var] # all have a line
    assert found[2] == "unknown column: 'andl'; did you mean 'andel'?"
    assert found[3] == "unknown column: 'skolan'; did you mean 'skola'?"


def test_rows_that_fall_on_one_point_are_an_error_in_the_words_of_the_block() -> None:
    (finding,) = faults(chart(Kind.LINE, y="andel", data="skolor", where={"ar": ("2017",)}))
    assert finding.message == (
        "several rows of 'skolor' fall on one point of the chart; "
        "tell them apart with 'series' or 'where'"
    )


def test_a_value_that_is_hidden_or_endless_is_never_a_point() -> None:
    with pytest.raises(ValueError, match="must not be shown"):
        Point(x=2018, value=3, standing=PointStatus.SUPPRESSED)
    with pytest.raises(ValueError, match="not finite"):
        Point(x=2018, value=float("nan"))


def test_the_table_of_a_heat_chart_lies_as_the_chart_does_and_publishes_the_same() -> None:
    given = chart(Kind.HEAT, y="andel", series="skola")
    as_table, as_line = query_of(given), query_of(chart(Kind.LINE, y="andel", series="skola"))
    table = select(SCHOOLS, as_table)
    assert [row.keys for row in table.rows] == [("Alby",), ("Fittja",)]
    assert [column.keys for column in table.columns] == [(2017,), (2018,)]
    people = replace(SCHOOLS, columns=(*COLUMNS[:-1], replace(COLUMNS[-1], people=True)))
    counted = [replace(each, columns=("grupper",)) for each in (as_table, as_line)]
    assert figures(people, counted[0]) == figures(people, counted[1]) != frozenset()
    assert {point.x for point in taken(given).points} == {2017, 2018}
    assert {point.series for point in taken(given).points} == {"Alby", "Fittja"}
