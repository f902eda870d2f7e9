"""The header rows of a table -> what each column is called, and the unit that stands with it."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pressverk.intake.spreadsheets.sheets import Row, Sheet, clean
from pressverk.intake.spreadsheets.table_detection import FoundTable
from pressverk.intake.spreadsheets.written_values import UNITS, is_year

LONGEST_KEY = 40
WORDS_TOO = frozenset({"h", "st", "min", "ha", "tim", "dagar"})  # units only in brackets
IN_BRACKETS = re.compile(
    r"(?P<label>.*?)\s*[(\[]\s*(?P<unit>[^()\[\]]{1,40})\s*[)\]](?P<mark>\s*[*¹²³]*)"
)
AT_END = re.compile(r"(?P<label>.*?)(?:,\s*|\s+)(?P<unit>[^\s,]{1,9})")
BY = re.compile(r"\befter\s+(?P<names>[^.:;()]{3,120})")
PER = re.compile(r"(?:antal\s+)?per\s+[\d \xa0]+.*|i\s+procent|antal|tusental", re.IGNORECASE)
LETTERS = str.maketrans(
    {"æ": "ae", "ø": "o", "ß": "ss", "œ": "oe", "đ": "d", "ł": "l", "%": " procent "}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What a column is called; *written* is its header as it stood, *key* its name in files.

    *is_joined* is set when the header was put together from several rows, *is_from_title* when
    there was none and the table's title has from_title it.
    """

    key: str
    label: str
    written: str
    unit: str = ""
    is_joined: bool = False
    is_from_title: bool = False


def headings(table: FoundTable) -> dict[int, Heading]:
    """Return what the columns of *table* are called, by column."""
    rows = [_spread(row, table, is_last=row is table.header[-1]) for row in table.header]
    found: dict[int, Heading] = {}
    taken: set[str] = set()
    from_title = _names_in_title(table, rows)
    for place, column in enumerate(table.columns, 1):
        parts = list(dict.fromkeys(row[column] for row in rows if row.get(column)))
        parts.sort(key=is_year)  # 2016 above girls and boys: Girls 2016
        written = clean(" ".join(parts))
        label, unit = split_unit(written)
        label = label or from_title.get(column, "")
        key = unique(key_of(label) or f"kolumn_{place}", taken)
        taken.add(key)
        found[column] = Heading(
            key=key,
            label=label,
            written=written,
            unit=unit,
            is_joined=len(parts) > 1,
            is_from_title=bool(label) and not written,
        )
    return found


def _names_in_title(table: FoundTable, rows: Sequence[Mapping[int, str]]) -> dict[int, str]:
    """Return names for the first columns when none of them has any, from the table's title.

    Statistics Sweden leaves the headers out below "Folkmängd efter region, kön och år".
    """
    nameless = []
    for column in table.columns:
        if any(row.get(column) for row in rows):
            break
        nameless.append(column)
    title = next((match for text in table.above if (match := BY.search(text.text))), None)
    names = re.split(r",\s*|\s+och\s+", title["names"]) if title else []
    if not nameless or len(names) < len(nameless) or not all(names):
        return {}
    return {
        column: f"{name[:1].upper()}{name[1:]}"
        for column, name in zip(nameless, names, strict=False)
    }


def split_unit(text: str) -> tuple[str, str]:
    """Return a header without its unit, and the unit.

    >>> split_unit("Andel nöjda (%)"), split_unit("Kostnad, tkr"), split_unit("Antal elever")
    (('Andel nöjda', '%'), ('Kostnad', 'tkr'), ('Antal elever', ''))
    """
    if match := IN_BRACKETS.fullmatch(text):
        unit = UNITS.get(match["unit"].lower(), "")
        if PER.fullmatch(match["unit"]):
            unit = "%" if "procent" in match["unit"].lower() else match["unit"]
        if unit and match["label"]:
            return match["label"] + match["mark"], unit
    if (match := AT_END.fullmatch(text)) and match["label"]:
        unit = match["unit"].lower()
        if unit in UNITS and unit not in WORDS_TOO:
            return match["label"], UNITS[unit]
    return text, ""


def key_of(label: str) -> str:
    """Return the name that *label* has as a key: small letters a–z, digits, underscores.

    >>> key_of("Läsår"), key_of("Antal elever (åk 7–9)"), key_of("Œuvre 50 %")
    ('lasar', 'antal_elever_ak_7_9', 'oeuvre_50_procent')
    """
    text = unicodedata.normalize("NFKD", label.lower().translate(LETTERS))
    words = re.findall("[a-z0-9]+", "".join(c for c in text if not unicodedata.combining(c)))
    key = "_".join(words)
    if len(key) > LONGEST_KEY:
        key = key[:LONGEST_KEY].rpartition("_")[0] or key[:LONGEST_KEY]
    return key


def unique(key: str, taken: set[str]) -> str:
    """Return *key*, with a number when it is *taken*."""
    number, name = 2, key
    while name in taken:
        name, number = f"{key}_{number}", number + 1
    return name


def _spread(row: Row, table: FoundTable, *, is_last: bool) -> Mapping[int, str]:
    """Return the texts of a header row by column, those of merged cells in each of theirs."""
    found = {column: row.cell(column) for column in table.columns}
    merged = _merged(row, table.sheet)
    if merged:
        return found | merged
    return found if is_last else _filled_on(found, row, table)


def _merged(row: Row, sheet: Sheet) -> dict[int, str]:
    found = {}
    for merge in sheet.merges:
        if merge.row == row.number and merge.width > 1 and row.cell(merge.column):
            for column in range(merge.column, merge.column + merge.width):
                found[column] = row.cell(merge.column)
    return found


def _filled_on(found: Mapping[int, str], row: Row, table: FoundTable) -> dict[int, str]:
    """Return *found* with each text repeated to its right, over columns named in a later row."""
    later = [each for each in table.header if each.number > row.number]
    spread, text = dict(found), ""
    for column in table.columns:
        below = any(each.cell(column) for each in later)
        if found[column]:
            text = found[column] if below else ""
        elif text and below:
            spread[column] = text
        else:
            text = ""
    return spread
