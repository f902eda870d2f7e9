"""Queries: what a table, a chart or a sentence takes from a dataset, and their faults."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum

from pressverk.i18n import _
from pressverk.statistics.datasets.dataset import (
    Cell,
    Column,
    Dataset,
    Kind,
    Value,
    Words,
    columns_by_name,
)


class Order(StrEnum):
    """The order of rows: as in the file, by their first number, or alphabetical."""

    GIVEN = "given"
    ASCENDING = "ascending"
    DESCENDING = "descending"
    ALPHABETICAL = "alphabetical"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What to take from a dataset.

    *rows* are the columns whose values head the rows, none for a single row; *columns* are those
    that are shown; *split* are columns whose values become column heads, outermost first. Numbers
    that fall in one cell are summed. *where* selects rows by the value of a column: one of several
    values, or a range of years such as ``2014–2018``.
    """

    columns: tuple[str, ...]
    rows: tuple[str, ...] = ()
    split: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: Order = Order.GIVEN
    total_row: bool = False
    total_column: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumn:
    """A column of a table: what it measures and the values of ``split`` above it."""

    measure: Column
    keys: tuple[Value, ...] = ()
    is_total: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """A row of a table: the values that head it, one cell for each of the table's columns."""

    keys: tuple[Value, ...]
    cells: tuple[Cell, ...]
    is_total: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The result of a query, as values. *threshold* is 0 if no disclosure control was needed.

    Totals of *perturbed* data needn't be the sum of what they count.
    """

    title: Words
    stub: tuple[Column, ...]
    split: tuple[Column, ...]
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    source: str
    note: Words
    threshold: int = 0
    perturbed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What a query asks for and can't get; *location* is its path in the query."""

    location: tuple[str | int, ...]
    message: str
    rule: str


class QueryError(Exception):
    """A query that has no answer, with all its faults."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(fault.message for fault in self.faults))


MOST_COMPARED = 1_000  # names that one is compared with, since each comparison takes time


def query_faults(dataset: Dataset, query: Query) -> Iterator[Fault]:
    """Yield a fault for each column and value that *query* names and *dataset* doesn't have."""
    yield from _unknown_columns(dataset, query)
    yield from _people_as_heads(dataset, query)
    yield from _unknown_values(dataset, query)


def _unknown_columns(dataset: Dataset, query: Query) -> Iterator[Fault]:
    names = [column.name for column in dataset.columns]
    asked: list[tuple[str, Iterable[str]]] = [
        ("columns", query.columns),
        ("rows", query.rows),
        ("split", query.split),
        ("where", query.where),
    ]
    for key, wanted in asked:
        for number, name in enumerate(wanted):
            if name not in names:
                location = (key, name) if key == "where" else (key, number)
                yield Fault(
                    location=location,
                    message=unknown(_("column"), name, names),
                    rule="unknown-column",
                )


def _people_as_heads(dataset: Dataset, query: Query) -> Iterator[Fault]:
    """Yield a fault for counts of people that select or head rows: only cells are protected."""
    people = {column.name for column in dataset.columns if column.people or column.derived_from}
    for key, names in (("rows", query.rows), ("split", query.split), ("where", query.where)):
        for name in people.intersection(names):
            message = _(
                "{name!r} counts people and can only be shown; put it in 'columns'", name=name
            )
            yield Fault(location=(key,), message=message, rule="people-as-heads")


def _unknown_values(dataset: Dataset, query: Query) -> Iterator[Fault]:
    known = columns_by_name(dataset)
    for name, wanted in query.where.items():
        if name not in known:
            continue
        place, column = known[name]
        there = list(dict.fromkeys(as_written(row[place].value) for row in dataset.rows))
        for value in wanted:
            choices = set(choices_of([value]))
            if column.kind is Kind.YEAR and len(choices) > 1 and choices & set(there):
                continue
            if value not in there:
                message = unknown(_("value of {column!r}", column=name), value, there)
                yield Fault(location=("where", name), message=message, rule="unknown-value")


def unknown(what: str, name: str, known: Sequence[str]) -> str:
    """Return the message that *name* is not one of *known*."""
    near = get_close_matches(name[:80], known[:MOST_COMPARED], n=1)
    if near:
        return _(
            "unknown {what}: {name!r}; did you mean {near!r}?", what=what, name=name, near=near[0]
        )
    if not known:
        return _("unknown {what}: {name!r}; there are none", what=what, name=name)
    shown = ", ".join(known[:12]) + (" …" if len(known) > 12 else "")
    return _("unknown {what}: {name!r}; there are {known}", what=what, name=name, known=shown)


RANGE = re.compile(r"(\d{4})\s*[-–]\s*(\d{4})", re.ASCII)


def kept_rows(dataset: Dataset, where: Mapping[str, tuple[str, ...]]) -> Iterator[int]:
    """Yield the indexes of the rows that have one of the values of each column in *where*."""
    known = columns_by_name(dataset)
    wanted = [(known[name][0], set(choices_of(values))) for name, values in where.items()]
    for number, row in enumerate(dataset.rows):
        if all(as_written(row[place].value) in choices for place, choices in wanted):
            yield number


def choices_of(values: Iterable[str]) -> Iterator[str]:
    """Yield what *values* mean: themselves, and the years of ranges."""
    for value in values:
        if span := RANGE.fullmatch(value):
            yield from map(str, range(int(span[1]), int(span[2]) + 1))
        yield value


def as_written(value: Value) -> str:
    """Return *value* the way a query names it."""
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def without_totals(dataset: Dataset, rows: Sequence[int]) -> list[int]:
    """Return *rows* without totals whose parts are all among *rows*."""
    there = set(rows)
    return [
        row
        for row in rows
        if not any(there.issuperset(parts) for parts in dataset.parts.get(row, ()))
    ]
