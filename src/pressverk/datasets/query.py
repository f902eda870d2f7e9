"""A query: what a table, a chart or a sentence takes from a dataset; and the table it gives."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pressverk.datasets.dataset import Cell, Column, Value, Words


class Order(StrEnum):
    """In what order rows stand: as in the file, by their first number, or by the alphabet."""

    GIVEN = "given"
    ASCENDING = "ascending"
    DESCENDING = "descending"
    ALPHABETICAL = "alphabetical"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What to take from a dataset.

    *rows* are the columns whose values head the rows, none for a single row; *columns* are
    those that are shown; *split* are columns whose values stand above, outermost first. Numbers
    that fall together are added. *where* keeps rows by what they say in a column: one of
    several values, or a range of years such as ``2014–2018``.
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
    """What a query gave: values, not yet words. *threshold* is 0 where no guard was needed.

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
    """What a query asks for and can't have; *location* leads to it in the query."""

    location: tuple[str | int, ...]
    message: str
    rule: str


class QueryError(Exception):
    """A query that has no answer, with all its faults."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(fault.message for fault in self.faults))
