"""Dataset → ChartData: the values of a chart, as far as disclosure control lets them be shown."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from pressverk.i18n import _
from pressverk.model import Finding
from pressverk.statistics.charts.chart import Chart, ChartData, Kind, Point, PointStatus
from pressverk.statistics.datasets.dataset import Cell, Dataset, Mark, Status, Value, in_language
from pressverk.statistics.datasets.dataset import Kind as ColumnKind
from pressverk.statistics.datasets.query import Fault, Order, Query, QueryError, Table, TableRow
from pressverk.statistics.datasets.selection import select

MEASURES = ("y", "interval", "target", "base", "unit")
NUMBERS = MEASURES[:-1]
# How the unit of a row is written beside its number; counts have none.
UNITS = {"procent": "%", "percent": "%", "antal": "", "number": ""}


def query_of(chart: Chart) -> Query:
    """Return the query for the table of *chart*, with the same numbers as the chart.

    The table of a heat map has x in columns, as it is drawn: all series may be wider than a page.
    """
    query = _drawn(chart)
    if chart.kind is not Kind.HEAT:
        return query
    return replace(query, rows=query.split, split=query.rows, order=Order.GIVEN)


def _drawn(chart: Chart) -> Query:
    named = [getattr(chart, key) for key in MEASURES]
    return Query(
        columns=tuple(dict.fromkeys(name for name in named if name)),
        rows=(chart.x,),
        split=(chart.series,) if chart.series else (),
        where=chart.where,
        order=chart.order,
    )


def chart_data(
    chart: Chart, dataset: Dataset, language: str
) -> tuple[ChartData | None, tuple[Finding, ...]]:
    """Return what *chart* shows of *dataset*, with labels in *language*; or every fault."""
    query = _drawn(chart)
    faults = [*_text_columns(chart, dataset)]
    try:
        table = select(dataset, query)
    except QueryError as error:
        # A text column that can't be drawn needn't be reported again because it can't be added.
        new = [each for each in error.faults if not faults or each.rule.startswith("unknown")]
        faults = [*(_finding(chart, query, fault) for fault in new), *faults]
    if faults:
        return None, tuple(faults)
    measure = next(column.measure for column in table.columns if column.measure.name == chart.y)
    unit = in_language(measure.unit, language)
    return ChartData(
        points=tuple(_points(chart, table)),
        x_label=in_language(table.stub[0].label, language),
        y_label=in_language(measure.label, language),
        unit="%" if measure.kind is ColumnKind.PERCENT and not unit else unit,
        decimals=measure.decimals,
    ), ()


def _text_columns(chart: Chart, dataset: Dataset) -> Iterator[Finding]:
    """Yield a fault for each column that is to be drawn and isn't numeric."""
    measured = {column.name: column.measured for column in dataset.columns}
    for key in NUMBERS:
        name = getattr(chart, key)
        if name in measured and not measured[name]:
            message = _(
                "{key} is {column!r}, which has no numbers; choose one of {known}",
                key=key,
                column=name,
                known=", ".join(each for each, is_measured in measured.items() if is_measured),
            )
            place = chart.places.get(key, chart.place)
            yield Finding(place=place, message=message, rule="chart-text-column")


def _finding(chart: Chart, query: Query, fault: Fault) -> Finding:
    """Return *fault* of a query as a finding at its place in the chart block."""
    part, *rest = fault.location
    key = {"rows": "x", "split": "series", "where": "where"}.get(str(part), "y")
    if part == "columns" and rest:
        name = query.columns[int(rest[0])]
        key = next(key for key in MEASURES if getattr(chart, key) == name)
    message = fault.message
    if fault.rule == "data-fall-together":
        message = _(
            "several rows of {data!r} fall on one point of the chart; "
            "tell them apart with 'series' or 'where'",
            data=chart.data,
        )
    return Finding(place=chart.places.get(key, chart.place), message=message, rule=fault.rule)


def _points(chart: Chart, table: Table) -> Iterator[Point]:
    """Yield the points of *table*, row by row; sums of the parts of a stack are left out."""
    series = dict.fromkeys(column.keys for column in table.columns)
    for row in table.rows:
        if row.is_total and chart.kind is Kind.STACKED:
            continue
        for keys in series:
            yield _point(chart, row, _cells(table, row, keys), keys)


def _cells(table: Table, row: TableRow, keys: tuple[Value, ...]) -> dict[str, Cell]:
    """Return the cells of *row* under the column heads *keys*, by the names of their columns."""
    pairs = zip(table.columns, row.cells, strict=True)
    return {column.measure.name: cell for column, cell in pairs if column.keys == keys}


def _point(
    chart: Chart, row: TableRow, cells: Mapping[str, Cell], keys: tuple[Value, ...]
) -> Point:
    value, margin = _number(cells, chart.y), _number(cells, chart.interval)
    is_measured = value is not None and margin is not None
    unit = cells[chart.unit].value if chart.unit else ""
    return Point(
        x=_place(row.keys[0]),
        value=value,
        series=str(_place(keys[0])) if keys else "",
        standing=_standing(cells[chart.y]),
        lower=value - margin if is_measured else None,  # type: ignore[operator] # both are numbers
        upper=value + margin if is_measured else None,  # type: ignore[operator] # both are numbers
        target=_number(cells, chart.target),
        base=_number(cells, chart.base),
        unit=UNITS.get(str(unit or ""), str(unit or "")),
    )


def _number(cells: Mapping[str, Cell], name: str | None) -> float | None:
    value = cells[name].value if name else None
    return float(value) if isinstance(value, int | Decimal) else None


def _place(value: Value) -> int | str:
    """Return *value* as a position on an axis."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if isinstance(value, int) else str("" if value is None else value)


def _standing(cell: Cell) -> PointStatus:
    if cell.mark is Mark.SUPPRESSED:
        return PointStatus.SUPPRESSED
    if cell.mark is Mark.MISSING or not isinstance(cell.value, int | Decimal):
        return PointStatus.MISSING
    return PointStatus.PRELIMINARY if cell.status is Status.PRELIMINARY else PointStatus.FINAL
