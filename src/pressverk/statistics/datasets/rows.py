"""Which rows of a dataset a query keeps, and which of them it adds up."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pressverk.statistics.datasets.dataset import Dataset, Value, columns_by_name

RANGE = re.compile(r"(\d{4})\s*[-–]\s*(\d{4})", re.ASCII)


def kept_rows(dataset: Dataset, where: Mapping[str, tuple[str, ...]]) -> Iterator[int]:
    """Yield the numbers of the rows that say one of the values of each column in *where*."""
    known = columns_by_name(dataset)
    wanted = [(known[name][0], set(choices_of(values))) for name, values in where.items()]
    for number, row in enumerate(dataset.rows):
        if all(as_written(row[place].value) in choices for place, choices in wanted):
            yield number


def choices_of(values: Iterable[str]) -> Iterator[str]:
    """Yield what *values* mean: themselves, and the years of ranges."""
    for value in values:
        if span := RANGE.fullmatch(value):
            yield from map(str, range(int(span[1]), int(span[2]) + 1))
        yield value


def as_written(value: Value) -> str:
    """Return *value* the way a query names it."""
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def without_totals(dataset: Dataset, rows: Sequence[int]) -> list[int]:
    """Return *rows* without the totals of rows that are all there themselves."""
    there = set(rows)
    return [
        row
        for row in rows
        if not any(there.issuperset(parts) for parts in dataset.parts.get(row, ()))
    ]
