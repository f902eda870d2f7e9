"""Key columns, and the rows and columns that are the sum of others."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations

from pressverk.formats import parse_number
from pressverk.intake.spreadsheets.columns import Column
from pressverk.intake.spreadsheets.headers import key_of
from pressverk.statistics.datasets.dataset import Kind

TOTALS = frozenset({
    "totalt", "total", "summa", "samtliga", "alla", "sum", "all", "totalsumma", "summa totalt",
    "hela_kommunen", "kommunen_totalt", "kommunen", "riket", "bada_konen", "totalt_antal",
    "summa_totalt", "totalt_alla", "grand_total", "tot", "summa_summarum",
})  # fmt: skip
PARTIAL = re.compile(r"(?:del)?(?:summa|totalt?|total)\b.+", re.IGNORECASE)
TOTAL_COLUMN = re.compile(r"(?:^|_)(?:totalt?|summa|samtliga|alla|sum|bada_konen)(?:_|$)")
MOST_KEYS = 4
MOST_CANDIDATES = 12
MOST_SUMMED = 60  # columns that are looked through for sums
LONG_TEXT = 100


def is_total(text: str) -> bool:
    """Return whether *text* names a row that is the sum of others.

    >>> is_total("Totalt"), is_total("Summa Norra"), is_total("Totalförsvar")
    (True, True, False)
    """
    return key_of(text) in TOTALS or bool(PARTIAL.fullmatch(text))


def is_whole_total(text: str) -> bool:
    """Return whether *text* names the sum of all rows, and of no group."""
    return key_of(text) in TOTALS


def find_key(columns: Sequence[Column], rows: Sequence[int]) -> tuple[str, ...]:
    """Return the fewest of the first columns in which no two of *rows* are alike; maybe none."""
    first = next((place for place, each in enumerate(columns) if each.measured), len(columns))
    before = [each for each in columns[:first] if _may_distinguish(each, rows)]
    everywhere = [each for each in columns if _may_distinguish(each, rows)]
    for candidates in (before, everywhere):
        for count in range(1, MOST_KEYS + 1):
            for chosen in combinations(candidates[:MOST_CANDIDATES], count):
                if _tell_apart(chosen, rows):
                    return tuple(column.key for column in chosen)
    return ()


def _may_distinguish(column: Column, rows: Sequence[int]) -> bool:
    if column.measured or column.kind is Kind.STATUS:
        return False
    length = sum(len(column.values[row]) for row in rows)
    return length < LONG_TEXT * max(1, len(rows)) and not any(map(column.is_absent, rows))


def _tell_apart(columns: Sequence[Column], rows: Sequence[int]) -> bool:
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        key = tuple(column.values[row] for column in columns)
        if key in seen:
            return False
        seen.add(key)
    return True


def number_at(column: Column, row: int, language: str) -> Decimal | None:
    """Return the number in *row* of *column*, which is measured; None when there is none."""
    text = column.values[row]
    if text in column.missing:
        return None
    return parse_number(text.rstrip("% \xa0"), language)


def row_sums(
    columns: Sequence[Column], total: int, parts: Sequence[int], language: str
) -> Iterator[tuple[Column, Decimal, Decimal]]:
    """Yield for each column that can be added up what the row *total* says and what *parts* make.

    Columns with a value missing aren't reported.
    """
    for column in columns:
        if column.kind is not Kind.INTEGER:
            continue
        whole = number_at(column, total, language)
        numbers = [number_at(column, part, language) for part in parts]
        there = [number for number in numbers if number is not None]
        if whole is not None and len(there) == len(numbers):
            yield column, whole, sum(there, Decimal())


def families(
    columns: Mapping[str, Column], key: Sequence[str], name: str, label: str, rows: Sequence[int]
) -> Iterator[tuple[int, list[int]]]:
    """Yield each row that says *label* in the column *name*, with the rows that it should sum."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for row in rows:
        others = tuple(columns[each].values[row] for each in key if each != name)
        groups.setdefault(others, []).append(row)
    for members in groups.values():
        parts = [row for row in members if columns[name].values[row] != label]
        for row in members:
            if columns[name].values[row] == label and parts:
                yield row, parts


def find_column_totals(columns: Sequence[Column], language: str) -> None:
    """Set ``total_of`` of the columns that are the sum of those beside them, in every row."""
    places = [place for place, each in enumerate(columns) if each.kind is Kind.INTEGER]
    if len(places) > MOST_SUMMED:
        return
    rows = range(len(columns[0].values)) if columns else range(0)
    numbers = {
        place: [number_at(columns[place], row, language) for row in rows] for place in places
    }
    taken: set[int] = set()
    order = sorted(places, key=lambda place: not TOTAL_COLUMN.search(columns[place].key))
    for place in order:
        named = bool(TOTAL_COLUMN.search(columns[place].key))
        for parts in _runs_beside(place, places):
            if taken & {place, *parts} and not named:
                continue
            if any(columns[place].key in columns[part].total_of for part in parts):
                continue
            if _adds_up(numbers, place, parts, 2 if named else 3):
                columns[place].total_of = tuple(columns[part].key for part in parts)
                taken |= {place}
                break


def _runs_beside(place: int, places: Sequence[int]) -> Iterator[list[int]]:
    """Yield the longest first: columns right before *place*, or right after it."""
    before = [each for each in places if each < place]
    after = [each for each in places if each > place]
    for length in range(max(len(before), len(after)), 1, -1):
        if length <= len(before):
            yield before[-length:]
        if length <= len(after):
            yield after[:length]


def _adds_up(
    numbers: Mapping[int, Sequence[Decimal | None]], place: int, parts: Sequence[int], least: int
) -> bool:
    proofs = set()
    for row, whole in enumerate(numbers[place]):
        there = [number for part in parts if (number := numbers[part][row]) is not None]
        if whole is None or len(there) < len(parts):
            continue
        if sum(there) != whole:
            return False
        if whole and sum(bool(number) for number in there) > 1:
            proofs.add(tuple(there))
    return len(proofs) >= least
