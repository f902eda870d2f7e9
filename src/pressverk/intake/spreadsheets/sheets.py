"""What a spreadsheet file holds: sheets of cells, each as a Swedish reader would write it."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pressverk.intake.model import Note, NoteKind

MOST_CELLS = 2_000_000
MOST_COLUMNS = 1_000
LONGEST = 32_767  # characters in a cell of Excel
UNSEEN = re.compile("[\\u200b-\\u200f\\u2060\\ufeff\\x00-\\x08\\x0e-\\x1f\\x7f\\ufffe\\uffff]")
BREAKS = re.compile("[\\t\\n\\x0b\\x0c\\r\\x1c-\\x1f\\x85\\u2028\\u2029 ]+")


class SheetLimitError(ValueError):
    """A sheet that is larger than what is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row with something in it; *number* counts from 1, *cells* are those from column A on."""

    number: int
    cells: tuple[str, ...]

    def cell(self, column: int) -> str:
        """Return the text in *column*, counted from 0; nothing beyond the last."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Cells joined to one, whose text stands in the first; *column* counts from 0."""

    row: int
    column: int
    height: int
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet: its rows without the empty ones, and what can't be seen from the texts.

    *decimals* are how many a number is shown with, by row number and column. *delimiter* is what
    separates the fields of a CSV file.
    """

    name: str
    rows: tuple[Row, ...]
    merges: tuple[Merge, ...] = ()
    decimals: Mapping[tuple[int, int], int] = field(default_factory=dict)
    delimiter: str = ""
    notes: tuple[Note, ...] = ()

    def place(self, row: int, column: int) -> str:
        """Return the name of a cell as spreadsheets have it: Blad1!B3."""
        name = f"{letters(column)}{row}"
        return f"{self.name}!{name}" if self.name else name


def letters(column: int) -> str:
    """Return the letters of *column*, counted from 0.

    >>> letters(0), letters(25), letters(26)
    ('A', 'Z', 'AA')
    """
    name, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        name = chr(ord("A") + digit) + name
    return name


def clean(text: str) -> str:
    r"""Return *text* on one line, without characters that can't be seen.

    >>> clean(" Antal\n\u200belever ")
    'Antal elever'
    """
    text = BREAKS.sub(" ", UNSEEN.sub("", unicodedata.normalize("NFC", text)))
    return text.strip()


class RowCollector:
    """Rows as they are read, within what is read of one file at most."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._count = 0

    def add(self, number: int, cells: list[str]) -> None:
        """Keep a row unless it is empty.

        Raises:
            SheetLimitError: when there are more cells than are read.
        """
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            return
        if len(cells) > MOST_COLUMNS or any(len(cell) > LONGEST for cell in cells):
            raise SheetLimitError
        self._count += len(cells)
        if self._count > MOST_CELLS:
            raise SheetLimitError
        self.rows.append(Row(number=number, cells=tuple(cells)))


def changed(rule: str, message: str, *, text: str = "", at: str = "") -> Note:
    """Return the note that something is taken in, but not as it was."""
    return Note(kind=NoteKind.CHANGED, rule=rule, message=message, text=text, anchor=at)


def left_out(rule: str, message: str, *, text: str = "", at: str = "") -> Note:
    """Return the note that *text* is not taken in."""
    return Note(kind=NoteKind.LEFT_OUT, rule=rule, message=message, text=text, anchor=at)


def texts_of(sheet: Sheet) -> Iterator[tuple[int, int, str]]:
    """Yield each text of *sheet* with its row number and column."""
    for row in sheet.rows:
        for column, text in enumerate(row.cells):
            if text:
                yield row.number, column, text
