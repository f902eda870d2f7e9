"""The body of a table -> a grid with a value in each cell, merged and repeated ones filled in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pressverk.i18n import _
from pressverk.intake.model import Note
from pressverk.intake.spreadsheets.headers import Heading, headings, unique
from pressverk.intake.spreadsheets.keys_and_totals import is_total
from pressverk.intake.spreadsheets.sheets import Row, changed, left_out
from pressverk.intake.spreadsheets.table_detection import FoundTable
from pressverk.intake.spreadsheets.written_values import is_value, is_year


@dataclass(slots=True)
class Grid:
    """A table as names of columns and rows of texts.

    *numbers* are the rows' numbers in the sheet and *columns* the columns there, None for one that
    was added. *notes* say what isn't as it was in the sheet.
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
    """Repeat texts of the first columns that are written once for several rows.

    So pivot tables and exports of statistics have them: region, then sex, then age.
    """
    stub = _stub(grid)
    rows = [row for row in grid.rows if not any(is_total(row[place]) for place in stub)]
    if not rows or not all(row[stub[-1]] for row in rows if stub):
        return
    written = [[bool(text) for text in row] for row in rows]
    filled = []
    for place in stub[:-1]:
        if all(there[place] for there in written) or not _is_written_once(rows, written, place):
            continue
        text = ""
        for row in rows:
            text = row[place] = row[place] or text
        filled.append(grid.headings[place].written or grid.headings[place].key)
    if filled:
        names = ", ".join(repr(name) for name in filled)
        message = _("empty cells in {names} have got the text above them", names=names)
        grid.notes.append(changed("filled-down", message, at=grid.at(0, stub[0])))


def _stub(grid: Grid) -> list[int]:
    """Return the places of the columns before the first one with numbers."""
    places = []
    for place in range(len(grid.headings)):
        texts = [text for text in grid.texts(place) if text]
        if sum(is_value(text) and not is_year(text) for text in texts) * 2 > len(texts):
            break
        places.append(place)
    return places


def _is_written_once(
    rows: Sequence[Sequence[str]], written: Sequence[Sequence[bool]], place: int
) -> bool:
    """Return whether the column at *place* has each text once in each group of rows.

    A group begins where a column further left has a text; *written* says where one was.
    """
    texts: set[str] = set()
    for number, (row, there) in enumerate(zip(rows, written, strict=True)):
        if not number or any(there[:place]):
            texts = set()
            if not there[place]:
                return False
        if there[place]:
            if row[place] in texts:
                return False
            texts.add(row[place])
    return True
