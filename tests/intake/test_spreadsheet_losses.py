"""No value of a spreadsheet is lost: it is in the CSV file, the schema or the report."""

import csv
import datetime as dt
import io
import tempfile
import tomllib
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from workbooks import csv_rows, dataset_of, imported, ods, ods_rows, xlsx

from pressverk.errors import IntakeError
from pressverk.intake.spreadsheets import Imported
from pressverk.intake.spreadsheets.sheets import clean
from pressverk.intake.spreadsheets.written_values import amount_of, day_of

NAMES = st.integers(1, 10**6).map(lambda number: f"Ort {number}")
WORDS = NAMES | st.sampled_from([
    "Norra skolan", "Södra", "Åby", "Öster", "Skola", "Läsår", "Antal elever", "Andel (%)",
    "Totalt", "Summa Norra", "Källa: Exempelverket", "Anm. Påhittade tal.", "Tabell 1",
    "ny; ej klar", 'så "kallad"', "2016", "2017", "2016/2017", "x", "..", "–", "-", "<5",
    "slutlig", "Kostnad, tkr", "0114", "12 A", "=1+1", "#DIV/0!", "Flickor", "Pojkar",
    "Kommentar", "*) Inkl. vikarier.",
])  # fmt: skip
NUMBERS = st.one_of(
    st.integers(-20, 10**7),
    st.decimals(-100, 10**6, places=2).map(lambda number: number.normalize() + 0),
)
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)).map(dt.date.isoformat)
CELLS = st.one_of(st.none(), WORDS, NUMBERS, DAYS)
ANYTHING = st.one_of(st.none(), st.text(max_size=6), NUMBERS, WORDS)


@st.composite
def sheets(draw: st.DrawFn) -> list[list[Any]]:
    """Return a sheet as people make them: texts above and below a table, and much between."""
    width = draw(st.integers(2, 5))
    titles = draw(st.lists(WORDS.map(lambda text: [text]), max_size=2))
    header = draw(st.lists(st.lists(WORDS, min_size=width, max_size=width), max_size=2))
    kinds = [draw(st.sampled_from([WORDS, NUMBERS, DAYS, CELLS])) for _column in range(width)]
    body = draw(st.lists(st.tuples(*kinds).map(list), max_size=7))
    notes = draw(st.lists(WORDS.map(lambda text: [text]), max_size=2))
    gap: list[list[Any]] = [[]] if draw(st.booleans()) else []
    return [*titles, *gap, *header, *body, *gap, *notes]


def as_csv(rows: Iterable[Iterable[Any]], delimiter: str) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    for row in rows:
        writer.writerow([_swedish(cell) for cell in row])
    return text.getvalue().encode()


def _swedish(cell: Any) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:f}".replace(".", ",")
    return "" if cell is None else str(cell)


def everything_in(found: Imported) -> tuple[set[str], str]:
    """Return the cells of all CSV files, and all texts of schemas and reports."""
    cells: set[str] = set()
    texts = [note.text for note in found.notes]
    for each in found.tables:
        cells.update(cell for row in csv_rows(each) for cell in row)
        texts += [line for line in each.schema.splitlines() if line.startswith("#")]
        schema = tomllib.loads(each.schema)
        texts += [str(value) for value in _values(schema)]
        texts.append(f"Källa: {schema['source']}")  # the word is a key of the schema
    return cells, "\n".join(texts)


def _values(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [each for item in value.values() for each in _values(item)]
    if isinstance(value, list):
        return [each for item in value for each in _values(item)]
    return [value]


def lost(cells: Iterable[Any], found: Imported) -> list[Any]:
    kept, texts = everything_in(found)
    numbers = {amount.value for cell in kept if (amount := amount_of(cell))}
    return [
        cell
        for cell in cells
        if (text := clean(_swedish(cell)))
        and text not in kept
        and text not in texts
        and not (amount_of(text) and amount_of(text).value in numbers)  # type: ignore[union-attr]
        and not ((day := day_of(text, day_first=True)) and day.isoformat() in kept)
        # a unit is a key of its own, and that of a percentage is its type
        and not all(word in texts for word in text.replace("(%)", "").replace(",", "").split())
    ]


def check(path: Path, rows: list[list[Any]]) -> None:
    """Import *path*, made of *rows*: all is kept, and read as it was written."""
    found = _tables_in(path)
    if found is None:
        return
    for each in found.tables:
        dataset_of(each)
    assert lost((cell for row in rows for cell in row), found) == []


def _tables_in(path: Path) -> Imported | None:
    """Return what is imported, or None when there is no table, which is the only fault."""
    try:
        return imported(path)
    except IntakeError as error:
        if [each.rule for each in error.findings] != ["no-table"]:
            raise
    return None


@given(sheets(), st.sampled_from(";\t,"))
def test_nothing_of_a_csv_file_is_lost(rows: list[list[Any]], delimiter: str) -> None:
    # in a single column, "ny; ej klar" can't be told from two
    assume(any(sum(cell is not None for cell in row) > 1 for row in rows))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "d.csv"
        path.write_bytes(as_csv(rows, delimiter))
        check(path, rows)


@given(sheets())
def test_nothing_of_a_workbook_is_lost(rows: list[list[Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        check(xlsx(Path(folder) / "d.xlsx", _without_formulas(rows)), _without_formulas(rows))


@given(st.lists(st.lists(ANYTHING, max_size=5), max_size=8))
def test_nothing_of_an_opendocument_sheet_is_lost(rows: list[list[Any]]) -> None:
    rows = [[_printable(cell) for cell in row] for row in rows]
    with tempfile.TemporaryDirectory() as folder:
        check(ods(Path(folder) / "d.ods", ods_rows(rows)), rows)


def _without_formulas(rows: list[list[Any]]) -> list[list[Any]]:
    return [["'=1" if cell == "=1+1" else cell for cell in row] for row in rows]


def _printable(cell: Any) -> Any:
    """Return *cell* without characters that XML can't have."""
    if not isinstance(cell, str):
        return cell
    return "".join(sign for sign in cell if sign.isprintable())


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Norra", "Södra", "Västra", "Östra", "Åby"]),
            st.integers(2010, 2020),
            st.integers(0, 99_999),
            st.decimals(0, 100, places=1),
        ),
        min_size=2,
        max_size=12,
        unique_by=lambda row: row[:2],
    ),
    st.sampled_from(["xlsx", "csv"]),
)
def test_each_row_stays_together(rows: list[tuple[str, int, int, Decimal]], kind: str) -> None:
    header = ("Skola", "År", "Antal besök", "Andel (%)")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"d.{kind}"
        if kind == "xlsx":
            xlsx(path, [header, *rows])
        else:
            path.write_bytes(as_csv([header, *rows], ";"))
        (found,) = imported(path).tables
    read = [tuple(cell.value for cell in row) for row in dataset_of(found).rows]
    assert read == [tuple(row) for row in rows]


ODD = st.sampled_from([
    "Totalt", "Summa A", "1,234", "1.234", "12,5", "5 %", "2016", "2017-01-02", "3/4/2018", "x",
    "–", "..", "Skola", "År", "Elever", "Andel", "a", "<5", "0114", "12 kr", "1 234", "", "9*",
    "811228-9874", "slutlig", "1e5", "−5", "+7", "=1", "20181123", "1 tkr", "Källa: X",
])  # fmt: skip


@given(st.lists(st.lists(ODD, min_size=1, max_size=6), min_size=2, max_size=10))
def test_whatever_is_drafted_is_read_and_each_question_has_its_line(rows: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "d.csv"
        path.write_bytes(as_csv(rows, ";"))
        found = _tables_in(path)
    for each in found.tables if found else ():
        dataset_of(each)
        assert all(question.place.line for question in each.questions)


@given(st.text(st.sampled_from('abÅ12 ,.;–-%"\n\t|=/*()'), max_size=80))
def test_any_text_is_imported_or_reported(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "d.csv"
        path.write_text(text, encoding="utf-8")
        try:
            found = imported(path)
        except IntakeError:
            return
    for each in found.tables:
        dataset_of(each)
