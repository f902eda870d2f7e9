"""The body of a table -> a grid with a value in each cell, merged and repeated ones filled in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pressverk.intake.model import Note
from pressverk.intake.spreadsheets.headers import Heading, headings, unique
from pressverk.intake.spreadsheets.sheets import Row, changed, left_out
from pressverk.intake.spreadsheets.table_detection import FoundTable
from pressverk.intake.spreadsheets.written_values import is_value, is_year
from pressverk.translation import _


@dataclass(slots=True)
class Grid:
    """A table as names of columns and rows of texts.

    *numbers* are the rows' numbers in the sheet and *columns* the columns there, None for one that
    was added. *notes* tell what isn't as it was in the sheet.
    """

    table: FoundTable
    headings: list[Heading]
    columns: list[int | None]
    rows: list[list[str]]
    numbers: list[int]
    notes: list[Note] = field(default_factory=list)
    sections: bool = False  # the first column was made from headings between the rows

    def texts(self, place: int) -> list[str]:
        """Return all texts of the column at *place*."""
        return [row[place] for row in self.rows]

    def at(self, row: int, place: int) -> str:
        """Return the name of the cell in the sheet."""
        return self.table.sheet.place(self.numbers[row], self.columns[place] or 0)


def grid_of(table: FoundTable) -> Grid:
    """Return *table* as a grid."""
    found = headings(table)
    notes: list[Note] = []
    body = list(_without_repeated_headers(table, notes))
    if not body:
        body, notes = list(table.body), []
    grid = Grid(
        table=table,
        headings=[found[column] for column in table.columns],
        columns=list(table.columns),
        rows=[[row.cell(column) for column in table.columns] for row in body],
        numbers=[row.number for row in body],
        notes=notes,
    )
    _fill_merged(grid)
    if _has_sections(grid):
        _take_sections(grid)
    _fill_down(grid)
    return grid


def _without_repeated_headers(table: FoundTable, notes: list[Note]) -> Iterator[Row]:
    """Yield the rows of the body; a header that stands again, as on a new page, isn't one."""
    last = table.header[-1] if table.header else None
    named = sum(bool(last.cell(column)) for column in table.columns) if last else 0
    for row in table.body:
        if last and named > 1 and all(row.cell(c) == last.cell(c) for c in table.columns):
            message = _("the header stands again between the rows, and is left out there")
            at = table.sheet.place(row.number, table.columns[0])
            text = " ".join(filter(None, row.cells))
            notes.append(left_out("repeated-header", message, text=text, at=at))
        else:
            yield row


def _fill_merged(grid: Grid) -> None:
    """Write the text of merged cells in each of them."""
    rows = {number: index for index, number in enumerate(grid.numbers)}
    places = {column: place for place, column in enumerate(grid.columns)}
    for merge in grid.table.sheet.merges:
        first = rows.get(merge.row)
        if first is None or merge.column not in places or merge.height < 2:
            continue
        place = places[merge.column]
        for number in range(merge.row + 1, merge.row + merge.height):
            if number in rows and not grid.rows[rows[number]][place]:
                grid.rows[rows[number]][place] = grid.rows[first][place]


def _has_sections(grid: Grid) -> bool:
    """Return whether headings stand between the rows.

    The first row is one then, or some rows would have none. What looks like headings but heads few
    rows are rows without values.
    """
    heads = [_is_section(row) for row in grid.rows]
    count = sum(heads)
    if len(grid.headings) < 2 or count < 2 or count * 3 > len(heads):
        return False
    doubled = any(one and other for one, other in pairwise([*heads, True]))
    return heads[0] and not doubled


def _is_section(row: Sequence[str]) -> bool:
    return bool(row[0]) and not any(row[1:]) and not (is_value(row[0]) and not is_year(row[0]))


def _take_sections(grid: Grid) -> None:
    """Make headings between rows a column of their own."""
    section = ""
    rows, numbers = [], []
    for row, number in zip(grid.rows, grid.numbers, strict=True):
        if _is_section(row):
            section = row[0]
        else:
            rows.append([section, *row])
            numbers.append(number)
    taken = {heading.key for heading in grid.headings}
    label = _("Group")
    heading = Heading(key=unique("grupp", taken), label=label, written="")
    grid.headings.insert(0, heading)
    grid.columns.insert(0, None)
    grid.rows, grid.numbers, grid.sections = rows, numbers, True
    at = grid.table.sheet.place(grid.table.body[0].number, grid.table.columns[0])
    message = _("headings between the rows have become the column {name!r}", name=heading.key)
    grid.notes.append(changed("sections", message, at=at))


def _fill_down(grid: Grid) -> None:
    """Repeat texts of the first columns that are written once for several rows."""
    for place, heading in enumerate(grid.headings[:3]):
        texts = grid.texts(place)
        filled = [text for text in texts if text]
        if len(filled) == len(texts):
            if any(is_value(text) and not is_year(text) for text in texts):
                return
            continue
        if not _is_written_once(grid, place, filled):
            return
        text = ""
        for row in grid.rows:
            text = row[place] = row[place] or text
        message = _("empty cells in {name!r} have got the text above them", name=heading.written)
        grid.notes.append(changed("filled-down", message, at=grid.at(0, place)))


def _is_written_once(grid: Grid, place: int, filled: Sequence[str]) -> bool:
    """Return whether the column has each text once, at the first of the rows that it is for."""
    if not filled or not grid.rows[0][place] or place + 2 > len(grid.headings):
        return False
    if any(is_value(text) and not is_year(text) for text in filled):
        return False
    beside = [row for row in grid.rows if not row[place]]
    named = [row[place + 1] for row in beside]
    if not all(is_year(text) or (text and not is_value(text)) for text in named):
        return False
    return len(set(filled)) == len(filled)
