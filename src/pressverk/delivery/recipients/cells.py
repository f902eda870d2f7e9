"""A list as a table of cells, faults and all, for those who correct it cell by cell."""

import csv
import io
from codecs import BOM_UTF8
from collections.abc import Sequence
from dataclasses import dataclass

from pressverk.delivery.recipients.lists import delimiter_in
from pressverk.delivery.recipients.reading import COLUMNS, IN_SWEDISH, MEANT, parse_list
from pressverk.errors import RecipientError
from pressverk.model import Finding
from pressverk.readers.csv import Field, filled, read_csv


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The text of a cell, and what is wrong with it."""

    text: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRow:
    """A row: *number* counts the rows of the file that hold anything, its head being 0."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def is_faulty(self) -> bool:
        """Whether something is wrong in it."""
        return any(each.findings for each in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class CellTable:
    """A list as it is in its file; *findings* concern no single cell."""

    head: CellRow
    rows: tuple[CellRow, ...]
    findings: tuple[Finding, ...] = ()


def read_cells(content: bytes, file: str, language: str) -> CellTable:
    """Return the list in *content* with every fault and advice at its cell.

    *file* and *language* are as in ``parse_list``. What isn't a table at all has findings alone.
    """
    found: tuple[Finding, ...]
    try:
        found = parse_list(content, file, language)[1]
    except RecipientError as error:
        found = error.findings
    lines = _lines(content, file)
    left = list(found)
    rows = [_row(number, line, left) for number, line in enumerate(lines)]
    head = rows[0] if rows else CellRow(number=0, cells=())
    return CellTable(head=head, rows=tuple(rows[1:]), findings=tuple(left))


def _lines(content: bytes, file: str) -> list[list[Field]]:
    written, _faults = read_csv(content, file, MEANT)
    lines = [line for line in written.lines if any(each.text for each in line)] if written else []
    width = filled(lines[0]) if lines else 0
    return [line[: max(width, filled(line))] for line in lines]


def _row(number: int, line: Sequence[Field], left: list[Finding]) -> CellRow:
    """Return *line* as a row with its findings, which are taken out of *left*."""
    cells = []
    for at, field in enumerate(line):
        own = [it for it in left if it.place == field.place]
        if at == 0 and number:  # of the whole line, as where a cell is missing
            start = field.place
            own += [it for it in left if it.place.line == start.line and it.place.column is None]
        for finding in own:
            if finding in left:
                left.remove(finding)
        cells.append(Cell(text=field.text, findings=tuple(dict.fromkeys(own))))
    return CellRow(number=number, cells=tuple(cells))


def with_row(content: bytes, file: str, number: int, cells: Sequence[str]) -> bytes:
    """Return *content* with row *number* made of *cells*; added where there is none, 0 is the head.

    The delimiter, the mark of UTF-8 and the other rows stay as they are.
    """
    rows = [[field.text for field in line] for line in _lines(content, file)]
    written = [" ".join(cell.split()) for cell in cells]
    if number < len(rows):
        rows[number] = written
    else:
        rows.append(written)
    return _written([row for row in rows if any(row)], content)


def in_columns(content: bytes, file: str) -> bytes:
    """Return *content* with the head's names as they should be, where they are the Swedish ones."""
    rows = [[field.text for field in line] for line in _lines(content, file)]
    if rows:
        rows[0] = [IN_SWEDISH.get(name.lower(), name) for name in rows[0]]
    return _written(rows, content)


def as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """Return *rows* as a list that Excel opens as it is."""
    return _written(rows, BOM_UTF8 + ";".join(COLUMNS).encode())


def _written(rows: Sequence[Sequence[str]], like: bytes) -> bytes:
    delimiter, is_said = delimiter_in(like)
    text = io.StringIO(newline="")
    if is_said:
        text.write(f"sep={delimiter}\r\n")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    mark = BOM_UTF8 if like.startswith(BOM_UTF8) else b""
    return mark + text.getvalue().encode()
