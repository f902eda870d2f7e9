"""CSV files as people have them: any delimiter and encoding, texts above and below the table."""

from collections import Counter
from pathlib import Path

from pressverk.errors import IntakeError
from pressverk.intake.model import Note
from pressverk.intake.spreadsheets.package_files import too_large
from pressverk.intake.spreadsheets.sheets import (
    Row,
    RowCollector,
    Sheet,
    SheetLimitError,
    changed,
    clean,
)
from pressverk.model import Finding, Severity
from pressverk.readers.csv import LARGEST, SAID, decode_saved, fields

DELIMITERS = "\t;|,"  # where they are as likely, the first
LOOKED_AT = 200  # lines, to find the delimiter


def read_delimited(path: Path, file: str) -> tuple[list[Sheet], list[Note]]:
    """Return the one sheet of the CSV file *path*, called *file* in findings, and advice.

    Raises:
        IntakeError: when it is no text, or too large.
    """
    if path.stat().st_size > LARGEST:
        raise too_large(file)
    text, findings = decode_saved(path.read_bytes(), file)
    if any(each.severity is Severity.ERROR for each in findings):
        raise IntakeError(findings)
    delimiter = delimiter_in(text)
    notes = [changed(each.rule, each.message, at="") for each in findings]
    try:
        rows = _rows(text, file, delimiter)
    except SheetLimitError as error:
        raise too_large(file) from error
    return [Sheet(name="", rows=rows, delimiter=delimiter)], notes


def delimiter_in(text: str) -> str:
    r"""Return what separates the fields of *text*.

    >>> delimiter_in("Pris, 2018\nSkola;Andel\nNorra;50,5\nSödra;48,2\n")
    ';'
    """
    if said := SAID.match(text):
        return said[1]
    lines = [line for line in text.split("\n", LOOKED_AT)[:LOOKED_AT] if line.strip()]
    counts = {delimiter: [_count(line, delimiter) for line in lines] for delimiter in DELIMITERS}
    if not any(map(any, counts.values())):
        counts = {delimiter: [line.count(delimiter) for line in lines] for delimiter in DELIMITERS}
    lines_with = {
        delimiter: sum(1 for count in counts[delimiter] if count) for delimiter in DELIMITERS
    }
    most = max(lines_with.values(), default=0)
    likely = [delimiter for delimiter in DELIMITERS if most and lines_with[delimiter] * 2 >= most]
    return max(
        likely,
        key=lambda delimiter: (_evenness(counts[delimiter]), -DELIMITERS.index(delimiter)),
        default=";",
    )


def _count(line: str, delimiter: str) -> int:
    """Return how often *delimiter* stands in *line*, outside of quotation marks and sentences."""
    plain = "".join(line.split('"')[::2])
    return plain.count(delimiter) - (plain.count(f"{delimiter} ") if delimiter in ";," else 0)


def _evenness(counts: list[int]) -> float:
    """Return the share of the lines with delimiters that have equally many."""
    found = Counter(count for count in counts if count)
    return round(max(found.values()) / sum(found.values()), 1) if found else 0.0


def _rows(text: str, file: str, delimiter: str) -> tuple[Row, ...]:
    """Return the rows with the numbers that a spreadsheet gives them."""
    rows = RowCollector()
    number, line = 0, 1
    for fields_of_line in fields(text, file, delimiter):
        if isinstance(fields_of_line, Finding):
            raise IntakeError([fields_of_line])
        start = fields_of_line[0].place.line or line
        number += start - line + 1  # empty lines are rows too
        line = (fields_of_line[-1].place.line or start) + fields_of_line[-1].text.count("\n") + 1
        if not (start == 1 and SAID.match(text)):
            rows.add(number, [clean(field.text) for field in fields_of_line])
    return tuple(rows.rows)
