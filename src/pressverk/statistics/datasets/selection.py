"""Query -> Table: which rows a cell sums, and what it may show."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product

from pressverk.i18n import _
from pressverk.statistics.datasets.dataset import (
    Cell,
    Column,
    Dataset,
    Figure,
    Mark,
    Status,
    Value,
    base_rows,
    columns_by_name,
    figure_of,
)
from pressverk.statistics.datasets.query import (
    Fault,
    Order,
    Query,
    QueryError,
    Table,
    TableColumn,
    TableRow,
    as_written,
    kept_rows,
    query_faults,
    without_totals,
)

Keys = tuple[Value, ...]
SWEDISH_ALPHABET = str.maketrans("åäöÅÄÖ", "{|}[\\]")  # after z and Z


def select(dataset: Dataset, query: Query) -> Table:
    """Return what *query* takes from *dataset*, as far as disclosure control allows.

    Raises:
        QueryError: if a column or value is unknown, or a cell would sum numbers that can't be
        summed.
    """
    if faults := list(query_faults(dataset, query)):
        raise QueryError(faults)
    known = columns_by_name(dataset)
    groups = _Groups(dataset, query)
    if not groups.cells:
        message = _("no rows are left; ask for less in 'where'")
        raise QueryError([Fault(location=("where",), message=message, rule="no-rows")])
    columns = tuple(_table_columns(query, groups, known))
    rows = [
        TableRow(
            keys=keys,
            cells=tuple(_cell(dataset, groups, keys, column) for column in columns),
            is_total=all(row in dataset.parts for row in groups.by_row[keys]),
        )
        for keys in groups.by_row
    ]
    total = [_total_row(dataset, query, groups, columns)] if query.total_row else []
    return Table(
        title=dataset.title,
        stub=tuple(known[name][1] for name in query.rows),
        split=tuple(known[name][1] for name in query.split),
        columns=columns,
        rows=(*_ordered(rows, query.order), *total),
        source=dataset.source,
        note=dataset.note,
        threshold=dataset.guard.threshold if dataset.guard else 0,
        perturbed=dataset.perturbed,
    )


def figures(dataset: Dataset, query: Query) -> frozenset[Figure]:
    """Return the counts of people that *query* would show.

    Raises:
        QueryError: as ``select`` does.
    """
    select(dataset, query)
    known = columns_by_name(dataset)
    groups = _Groups(dataset, query)
    everything = [*groups.by_row, *([None] if query.total_row else [])]
    found = set()
    for keys, column in product(everything, _table_columns(query, groups, known)):
        names = {column.measure.name, column.measure.derived_from} - {""}
        for name in names:
            rows = groups.rows_of(keys, column)
            if known[name][1].people and rows:
                found.add(figure_of(dataset, name, frozenset(rows)))
    return frozenset(found)


class _Groups:
    """The rows that a query selects, by row head and by column heads."""

    def __init__(self, dataset: Dataset, query: Query) -> None:
        self.known = columns_by_name(dataset)
        self.dataset = dataset
        self.cells: dict[tuple[Keys, Keys], list[int]] = {}
        self.by_row: dict[Keys, list[int]] = {}
        self.by_column: dict[Keys, list[int]] = {}
        heads = [self.known[name][0] for name in query.rows]
        above = [self.known[name][0] for name in query.split]
        for number in kept_rows(dataset, query.where):
            row = dataset.rows[number]
            keys = tuple(row[place].value for place in heads)
            split = tuple(row[place].value for place in above)
            self.cells.setdefault((keys, split), []).append(number)
            self.by_row.setdefault(keys, []).append(number)
            self.by_column.setdefault(split, []).append(number)

    def rows_of(self, keys: Keys | None, column: TableColumn) -> list[int]:
        """Return the rows that a cell sums; *keys* is None in the row of totals."""
        if keys is None and column.is_total:
            rows = [row for members in self.by_row.values() for row in members]
        elif keys is None:
            rows = self.by_column[column.keys]
        elif column.is_total:
            rows = self.by_row[keys]
        else:
            rows = self.cells.get((keys, column.keys), [])
        return without_totals(self.dataset, rows)


def _table_columns(
    query: Query, groups: _Groups, known: Mapping[str, tuple[int, Column]]
) -> Iterator[TableColumn]:
    measures = [known[name][1] for name in query.columns]
    for keys in groups.by_column:
        for measure in measures:
            yield TableColumn(measure=measure, keys=keys)
    if query.total_column:
        for measure in measures:
            yield TableColumn(measure=measure, is_total=True)


def _total_row(
    dataset: Dataset, query: Query, groups: _Groups, columns: Sequence[TableColumn]
) -> TableRow:
    cells = tuple(_cell(dataset, groups, None, column) for column in columns)
    return TableRow(keys=(None,) * len(query.rows), cells=cells, is_total=True)


def _cell(dataset: Dataset, groups: _Groups, keys: Keys | None, column: TableColumn) -> Cell:
    rows = groups.rows_of(keys, column)
    place, measure = groups.known[column.measure.name]
    if not rows:  # a missing sum is nil; anything else isn't known
        nothing = Cell(value=0, mark=Mark.NIL)
        return nothing if measure.additive else Cell(value=None, mark=Mark.MISSING)
    if len(rows) > 1 and not measure.additive:
        if keys is None or column.is_total:
            return Cell(value="")  # nothing to add up in a row or column of totals
        raise QueryError([_fall_together(query_keys(keys), measure, len(rows))])
    _refuse_overlaps(dataset, rows)
    rows = _as_published(dataset, rows)
    status = _status([dataset.rows[row][place] for row in rows])
    if measure.people:
        return _people(dataset, measure.name, rows, status)
    cells = [dataset.rows[row][place] for row in rows]
    is_known = any(cell.mark is not Mark.MISSING for cell in cells)
    if is_known and measure.derived_from and not _is_cleared(dataset, measure.derived_from, rows):
        return Cell(value=None, mark=Mark.SUPPRESSED, status=status)
    return _sum(cells, status)


def _as_published(dataset: Dataset, rows: list[int]) -> list[int]:
    """Return *rows*, or for perturbed data their published total, since their sum would differ."""
    if not dataset.perturbed or len(rows) == 1:
        return rows
    wanted = set(rows)
    for total, ways in dataset.parts.items():
        if any(wanted == set(parts) for parts in ways):
            return [total]
    return rows


def query_keys(keys: Iterable[Value]) -> str:
    """Return the values that head a row, as text for a message."""
    return ", ".join(map(as_written, keys))


def _fall_together(keys: str, measure: Column, count: int) -> Fault:
    message = _(
        "{count} rows of {column!r} fall in one cell ({keys}) and can't be added; "
        "tell them apart with 'rows', 'split' or 'where'",
        count=count,
        column=measure.name,
        keys=keys,
    )
    return Fault(location=("columns",), message=message, rule="data-fall-together")


def _refuse_overlaps(dataset: Dataset, rows: Sequence[int]) -> None:
    counted: set[int] = set()
    for row in rows:
        bases = base_rows(dataset, row)
        if counted & bases:
            message = _(
                "a total and rows that it counts would be added; leave one of them out with 'where'"
            )
            raise QueryError([Fault(location=("where",), message=message, rule="data-overlap")])
        counted |= bases


def _status(cells: Iterable[Cell]) -> Status:
    is_preliminary = any(cell.status is Status.PRELIMINARY for cell in cells)
    return Status.PRELIMINARY if is_preliminary else Status.FINAL


def _people(dataset: Dataset, name: str, rows: Sequence[int], status: Status) -> Cell:
    """Return a count of people, suppressed unless the guard lets it be shown."""
    place = columns_by_name(dataset)[name][0]
    cells = [dataset.rows[row][place] for row in rows]
    if any(cell.mark is Mark.MISSING for cell in cells):
        return Cell(value=None, status=status, mark=Mark.MISSING)
    if not _is_cleared(dataset, name, rows):
        return Cell(value=None, status=status, mark=Mark.SUPPRESSED)
    cleared = dataset.guard.cleared if dataset.guard else {}
    whole = figure_of(dataset, name, frozenset(rows))
    if whole in cleared:
        is_nil = all(cell.mark is Mark.NIL for cell in cells)
        return Cell(value=cleared[whole], status=status, mark=Mark.NIL if is_nil else Mark.NONE)
    return _sum(cells, status)


def _is_cleared(dataset: Dataset, name: str, rows: Sequence[int]) -> bool:
    """Return whether a sum may be shown: itself, or because each of its rows may."""
    cleared = dataset.guard.cleared if dataset.guard else {}
    return figure_of(dataset, name, frozenset(rows)) in cleared or all(
        figure_of(dataset, name, frozenset({row})) in cleared for row in rows
    )


def _sum(cells: Sequence[Cell], status: Status) -> Cell:
    if len(cells) == 1:
        return cells[0]
    for absent in (Mark.SUPPRESSED, Mark.MISSING):
        if any(cell.mark is absent for cell in cells):
            return Cell(value=None, status=status, mark=absent)
    mark = Mark.NIL if all(cell.mark is Mark.NIL for cell in cells) else Mark.NONE
    numbers = [cell.value for cell in cells if isinstance(cell.value, int | Decimal)]
    return Cell(value=sum(numbers, start=0), status=status, mark=mark)


def _ordered(rows: Sequence[TableRow], order: Order) -> Sequence[TableRow]:
    if order is Order.GIVEN:
        return rows
    if order is Order.ALPHABETICAL:
        return sorted(rows, key=lambda row: tuple(map(_alphabetical, row.keys)))
    sign = -1 if order is Order.DESCENDING else 1
    return sorted(rows, key=lambda row: _by_number(row, sign))


def _by_number(row: TableRow, sign: int) -> tuple[bool, bool, int | Decimal]:
    """Return a sort key for *row*: suppressed numbers sort alike, so that order reveals nothing."""
    value = row.cells[0].value if row.cells else None
    number = value if isinstance(value, int | Decimal) else None
    return row.is_total, number is None, sign * (number or 0)


def _alphabetical(value: Value) -> tuple[str, str]:
    text = as_written(value)
    return text.casefold().translate(SWEDISH_ALPHABET), text
