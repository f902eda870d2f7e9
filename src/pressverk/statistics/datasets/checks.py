"""Checks between the rows of a file: keys are unique, totals add up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pressverk.i18n import _
from pressverk.model import Finding, Place
from pressverk.readers.csv import fault
from pressverk.statistics.datasets.dataset import Cell, Mark
from pressverk.statistics.datasets.schemas import Schema, additive
from pressverk.statistics.datasets.selection import query_keys

Parts = dict[int, tuple[tuple[int, ...], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTable:
    """The cells of a file and their places."""

    schema: Schema
    rows: Sequence[Sequence[Cell]]
    places: Sequence[Sequence[Place]]

    def cell(self, row: int, name: str) -> Cell:
        """Return the cell of the column *name* in *row*."""
        return self.rows[row][self.column(name)]

    def place(self, row: int, name: str) -> Place:
        """Return where that cell stands."""
        return self.places[row][self.column(name)]

    def column(self, name: str) -> int:
        """Return the position of the column *name*."""
        return list(self.schema.columns).index(name)


def key_faults(source: SourceTable) -> Iterator[Finding]:
    """Yield a fault for each row whose key repeats an earlier one or has an empty part."""
    seen: dict[tuple[object, ...], int | None] = {}
    names = source.schema.key
    for row in range(len(source.rows)):
        cells = [source.cell(row, name) for name in names]
        place = source.place(row, names[0])
        for name, cell in zip(names, cells, strict=True):
            if cell.value is None:
                message = _("{name} is empty; it is a key column, fill it in", name=name)
                yield fault(source.place(row, name), "data-key", message)
        key = tuple(cell.value for cell in cells)
        if key in seen:
            message = _(
                "the row {keys} stands on line {line} too; keep one",
                keys=repr(query_keys(key)),
                line=seen[key],
            )
            yield fault(place, "data-duplicate", message)
        seen.setdefault(key, place.line)


def find_parts(source: SourceTable) -> Parts:
    """Return the rows that each row of totals is the sum of, once for each way to add them up."""
    found: dict[int, list[tuple[int, ...]]] = {}
    for name, rule in source.schema.totals.items():
        others = [key for key in source.schema.key if key != name]
        families: dict[tuple[object, ...], list[int]] = {}
        for row in range(len(source.rows)):
            family = tuple(source.cell(row, key).value for key in others)
            families.setdefault(family, []).append(row)
        for rows in families.values():
            said = {row: source.cell(row, name).value for row in rows}
            parts = tuple(
                row
                for row in rows
                if said[row] != rule.total and (rule.parts is None or said[row] in rule.parts)
            )
            for row in rows:
                if said[row] == rule.total and parts:
                    found.setdefault(row, []).append(parts)
    return {row: tuple(ways) for row, ways in found.items()}


def total_faults(source: SourceTable, parts: Parts) -> Iterator[Finding]:
    """Yield a fault for each total, in rows and columns, that isn't the sum of its parts."""
    for name, column in source.schema.columns.items():
        if not additive(column):
            continue
        for row, ways in parts.items():
            for way in ways:
                cells = [source.cell(part, name) for part in way]
                yield from _total_fault(source, row, name, cells)
        for row in range(len(source.rows)) if column.total_of else ():
            cells = [source.cell(row, part) for part in column.total_of]
            yield from _total_fault(source, row, name, cells)


def _total_fault(
    source: SourceTable, row: int, name: str, parts: Sequence[Cell]
) -> Iterator[Finding]:
    whole = source.cell(row, name)
    place = source.place(row, name)
    if any(cell.mark is Mark.MISSING for cell in (whole, *parts)):
        if source.schema.columns[name].people:
            message = _(
                "{name} is a total with missing parts, or a missing total; "
                "the small-number guard needs them all, fill them in or remove the row",
                name=name,
            )
            yield fault(place, "data-total", message)
        return
    numbers = [cell.value for cell in parts if isinstance(cell.value, int | Decimal)]
    if whole.value != sum(numbers) and not source.schema.perturbed:
        message = _(
            "{name} is {value}, but its parts make {sum}; fix the total or the parts",
            name=name,
            value=whole.value,
            sum=sum(numbers),
        )
        yield fault(place, "data-total", message)
