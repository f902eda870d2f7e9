"""Spreadsheet files -> tables in the text of an article, the cells as they are shown."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pressverk.errors import IntakeError
from pressverk.i18n import _, catalogue
from pressverk.intake.spreadsheets.body import Grid, grid_of
from pressverk.intake.spreadsheets.reading import read_sheets
from pressverk.intake.spreadsheets.table_detection import find_tables
from pressverk.model import Finding, Place

MOST_ROWS = 200  # of a table in a text; larger ones are data of a report


def tables_in_text(path: Path, *, file: str, language: str) -> str:
    """Return the tables in the spreadsheet *path*, called *file* in findings, in the dialect.

    Raises:
        IntakeError: when it can't be read, holds no table, or one that is too large for a text.
    """
    sheets, _notes = read_sheets(path, file)
    texts: list[str] = []
    for sheet in sheets:
        found, _texts = find_tables(sheet, is_alone=len(sheets) == 1)
        for table in found:
            grid = grid_of(table)
            if len(grid.rows) > MOST_ROWS:
                message = _("a table of over {most} rows; make it data of a report", most=MOST_ROWS)
                raise _refusal(file, "large-table", message)
            caption = table.above[-1].text if table.above else sheet.name or path.stem
            texts.append("\n".join(_lines(grid, caption, language)))
    if not texts:
        message = _("has no table; give at least a row of column names and one row below it")
        raise _refusal(file, "no-table", message)
    return "\n\n".join(texts) + "\n"


def _lines(grid: Grid, caption: str, language: str) -> Iterator[str]:
    word = catalogue(language).gettext("Table")
    yield f"{word}: {' '.join(caption.split())}"
    yield ""
    yield _row([heading.label for heading in grid.headings])
    columns = (grid.texts(place) for place in range(len(grid.headings)))
    yield _row(["---:" if _are_numbers(texts) else "---" for texts in columns])
    yield from map(_row, grid.rows)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(' '.join(cell.split()).replace('|', '&#124;') for cell in cells)} |"


def _are_numbers(texts: Sequence[str]) -> bool:
    written = "".join(texts)
    return any(map(str.isdigit, written)) and not any(map(str.isalpha, written))


def _refusal(file: str, rule: str, message: str) -> IntakeError:
    return IntakeError([Finding(place=Place(file=file), message=message, rule=rule)])
