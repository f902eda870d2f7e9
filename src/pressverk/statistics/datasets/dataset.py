"""Types of a dataset: a data file as read, and what may be shown of it.

Symbols follow official statistics: ``..`` is not available or not shown, ``–`` is nil.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

Value = Decimal | int | str | dt.date | None
# A text by language; the key is "" when it is the same in all.
Words = Mapping[str, str]
# One count of people in the file: its column and its row.
Atom = tuple[str, int]
# A count that can be shown: the atoms whose sum it is.
Figure = frozenset[Atom]


class Kind(StrEnum):
    """The type of a column."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    PERCENT = "percent"
    YEAR = "year"
    TEXT = "text"
    CATEGORY = "category"
    DATE = "date"
    STATUS = "status"


MEASURED = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.PERCENT})


class Status(StrEnum):
    """Whether a figure may still change."""

    FINAL = "final"
    PRELIMINARY = "preliminary"


class Mark(StrEnum):
    """Why a cell shows no number."""

    NONE = "none"
    MISSING = "missing"
    SUPPRESSED = "suppressed"
    NIL = "nil"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A value, its status, and the reason when it isn't shown.

    *value* is None when *mark* is MISSING or SUPPRESSED, and 0 when it is NIL.
    """

    value: Value
    status: Status = Status.FINAL
    mark: Mark = Mark.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a file.

    *people* marks counts that disclosure control protects; *derived_from* is such a column whose
    numbers could be computed from this one. *additive* numbers may be summed. *total_of* are the
    columns that this one is the sum of.
    """

    name: str
    kind: Kind
    label: Words
    unit: Words = field(default_factory=dict)
    decimals: int = 0
    additive: bool = False
    people: bool = False
    derived_from: str = ""
    total_of: tuple[str, ...] = ()

    @property
    def measured(self) -> bool:
        """Whether it holds quantities, and not years, dates or texts."""
        return self.kind in MEASURED


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What disclosure control lets be shown: figures of people, and their sums.

    When the search was cut short (*searched* is False), more sums are suppressed than necessary.
    """

    threshold: int
    cleared: Mapping[Figure, int]
    searched: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A data file; each row is as long as *columns*.

    *key* names the columns that identify a row. *parts* has, for each row that is a total, the
    groups of rows that it is the sum of. The publisher of *perturbed* data changed its numbers at
    random to protect people: a total is only approximately the sum of its parts. Counts of people
    are suppressed until disclosure control has made a dataset with a *guard*.
    """

    name: str
    title: Words
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    key: tuple[str, ...]
    source: str = ""
    note: Words = field(default_factory=dict)
    parts: Mapping[int, tuple[tuple[int, ...], ...]] = field(default_factory=dict)
    guard: Guard | None = None
    perturbed: bool = False


def in_language(words: Words, language: str) -> str:
    """Return *words* in *language*, or in another language that there is.

    >>> in_language({"sv": "Elever", "en": "Pupils"}, "en-GB"), in_language({"": "SO"}, "sv")
    ('Pupils', 'SO')
    """
    for name in (language, language.partition("-")[0], ""):
        if name in words:
            return words[name]
    return next(iter(words.values()), "")


def columns_by_name(dataset: Dataset) -> dict[str, tuple[int, Column]]:
    """Return the columns with their positions in a row."""
    return {column.name: (place, column) for place, column in enumerate(dataset.columns)}


def figure_of(dataset: Dataset, column: str, rows: frozenset[int]) -> Figure:
    """Return the counts in the sum of *column* over *rows*, with totals split into their parts."""
    total_of = {each.name: each.total_of for each in dataset.columns}
    names = _taken_apart(column, total_of)
    written = {base for row in rows for base in base_rows(dataset, row)}
    return frozenset((name, row) for name in names for row in written)


def _taken_apart(name: str, total_of: Mapping[str, tuple[str, ...]]) -> set[str]:
    if not total_of.get(name):
        return {name}
    return {base for part in total_of[name] for base in _taken_apart(part, total_of)}


def base_rows(dataset: Dataset, row: int) -> frozenset[int]:
    """Return the rows, none of them totals, that *row* is the sum of: itself if it is none."""
    ways = dataset.parts.get(row)
    if not ways:
        return frozenset({row})
    return frozenset(base for part in ways[0] for base in base_rows(dataset, part))
