"""Lists from and for spreadsheets; no formula is written, and none is run."""

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pressverk.delivery.recipients.cells import as_csv
from pressverk.delivery.recipients.lists import cells_of
from pressverk.delivery.recipients.reading import COLUMNS, FORMER, IN_SWEDISH, parse_list
from pressverk.errors import RecipientError
from pressverk.i18n import _
from pressverk.model import Finding, Place, Recipient

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

WIDTHS = (24, 32, 24, 10, 18, 24, 12, 12, 12)  # characters


def read_spreadsheet(
    path: Path, file: str, *, language: str, source: str, today: dt.date
) -> tuple[tuple[Recipient, ...], tuple[Finding, ...]]:
    """Return the recipients in the first sheet of *path*, which is called *file*, and advice.

    It may be a workbook or a CSV file, its columns named in Swedish too. Where it doesn't say where
    an address comes from, or since when, that is *source* and *today*. *language* is as in
    ``parse_list``.

    Raises:
        IntakeError: when it can't be read.
        RecipientError: with every fault in it.
    """
    # What reads spreadsheets takes long to import, and few bring one.
    from pressverk.intake.spreadsheets.reading import read_sheets  # noqa: PLC0415

    sheets, _notes = read_sheets(path, file)
    rows = [list(row.cells) for row in sheets[0].rows] if sheets else []
    if not rows:
        message = _("is empty; give at least a row of column names and one row below it")
        raise RecipientError([Finding(place=Place(file=file), message=message, rule="list-empty")])
    head = [_named(cell) for cell in rows[0]]
    body = [[*row, *[""] * (len(head) - len(row))] for row in rows[1:]]
    for column, usual in (("source", source), ("added", today.isoformat())):
        head, body = _completed(head, body, column, usual)
    return parse_list(as_csv([head, *body]), file, language)


def _named(cell: str) -> str:
    name = cell.strip().lower()
    return (IN_SWEDISH | FORMER).get(name, name)


def _completed(
    head: list[str], body: list[list[str]], column: str, usual: str
) -> tuple[list[str], list[list[str]]]:
    """Return the table with *usual* in the empty cells of *column*."""
    if column not in head:
        return [*head, column], [[*row, usual] for row in body]
    at = head.index(column)
    return head, [[*row[:at], row[at] or usual, *row[at + 1 :]] for row in body]


def to_csv(recipients: Iterable[Recipient]) -> bytes:
    """Return *recipients* as a CSV file that Excel opens as it is."""
    return as_csv([COLUMNS, *map(cells_of, recipients)])


def to_workbook(recipients: Iterable[Recipient], name: str) -> bytes:
    """Return *recipients* as a workbook (.xlsx) whose sheet is called *name*."""
    from openpyxl import Workbook  # noqa: PLC0415 - it takes 0.2 s that others needn't wait for

    book = Workbook()
    book.remove(book.worksheets[0])
    title = "".join(each for each in name if each not in "[]:*?/\\")[:31] or "Lista"
    sheet = book.create_sheet(title)
    for row, cells in enumerate((COLUMNS, *map(cells_of, recipients)), 1):
        _fill(sheet, row, cells)
    for letter, width in zip("ABCDEFGHI", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _fill(sheet: "Worksheet", row: int, cells: Sequence[str]) -> None:
    """Write *cells* as texts: an address that begins with ``=`` is no formula."""
    for column, text in enumerate(cells, 1):
        cell = sheet.cell(row=row, column=column)
        cell.value = text
        cell.data_type = "s"
        cell.number_format = "@"
