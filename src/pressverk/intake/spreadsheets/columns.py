"""One column of texts -> what a schema says of it, and its values as a data file has them."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pressverk.formats import LONGEST
from pressverk.i18n import _
from pressverk.intake.spreadsheets.headers import Heading
from pressverk.intake.spreadsheets.written_values import (
    MISSING,
    NIL_OR_MISSING,
    YEAR,
    Amount,
    amount_of,
    compact_day,
    day_of,
    day_order,
    in_swedish,
    is_ambiguous,
    is_missing,
)
from pressverk.statistics.datasets.dataset import MEASURED, Kind
from pressverk.statistics.datasets.reading import STATUSES

MOST_DECIMALS = 6
MOST_ODD = 5  # different texts among numbers
ENOUGH = 0.6  # of the values of a column have to be numbers for the rest to be called odd
MOST_CATEGORIES = 12
ALWAYS_MISSING = ("..", "")
YEAR_NAMES = re.compile(r"(?:^|_)(?:ar|artal|year|redovisningsar|kalenderar)(?:_|$)")
DATE_NAMES = re.compile(r"datum|date|dag|^start|^slut|^fran|^till|hamtad")
SHARE_NAMES = re.compile(r"andel|procent|kvot|share")
CODE = re.compile(r"0\d+", re.ASCII)  # 00 of the whole country, 0127 of a municipality
CODE_NAMES = re.compile(
    r"(?:(?:^|_)(?:id|nr|code|orgnr)|kod|koder|nummer)$"  # lankod, postnummer
)
PEOPLE_NAMES = re.compile(
    r"(?:^|_)(?:antal_)?(?:elever|personer|invanare|barn|flickor|pojkar|kvinnor|man|brukare|deltagare|"
    r"anstallda|ungdomar|folkmangd|befolkning|boende|klienter|patienter|medarbetare|mottagare|"
    r"pupils|people|girls|boys|women|men|personal)(?:_|$)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What could not be decided: asked once, at the key of the schema that *location* leads to."""

    rule: str
    location: tuple[str, ...]
    text: str


@dataclass(slots=True)
class Column:
    """A drafted column; *guesses* are comments on its keys in the schema, "" on the column.

    *values* are as the CSV file gets them. *texts* are those of the source that *values* don't
    have letter by letter and that aren't the same number or date.
    """

    heading: Heading
    kind: Kind
    values: list[str]
    unit: str = ""
    decimals: int | None = None
    missing: tuple[str, ...] = ALWAYS_MISSING
    people: bool = False
    total_of: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    guesses: dict[str, str] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    marked: list[tuple[int, str]] = field(default_factory=list)  # rows with a footnote's mark

    @property
    def key(self) -> str:
        """Return its name in the files."""
        return self.heading.key

    @property
    def measured(self) -> bool:
        """Whether it holds numbers that say how much."""
        return self.kind in MEASURED

    def is_absent(self, row: int) -> bool:
        """Return whether there is no value in *row*."""
        return self.values[row] in self.missing

    def ask(self, rule: str, key: str, text: str) -> None:
        """Add a question whose answer changes *key* of the column."""
        location = ("columns", self.key, key) if key else ("columns", self.key)
        self.questions.append(Question(rule=rule, location=location, text=text))


def draft_column(
    heading: Heading, texts: Sequence[str], language: str, shown: Mapping[int, int]
) -> Column:
    """Return the column that *texts* are, below *heading*.

    *language* is how its numbers are written, *shown* how many decimals the numbers of some rows
    have on the screen.
    """
    values = [text for text in texts if not is_missing(text)]
    for draft in (_status, _year, _date, _numbers):
        column = draft(heading, texts, values, language)
        if column is not None:
            break
    else:
        column = _words(heading, texts, values)
    if column.kind in {Kind.DECIMAL, Kind.PERCENT} and shown:
        column.decimals = min(max(shown.values()), MOST_DECIMALS)
    if column.kind not in {Kind.TEXT, Kind.CATEGORY}:
        _declare_missing(column)
    return column


def _status(
    heading: Heading, texts: Sequence[str], values: Sequence[str], _language: str
) -> Column | None:
    if not values or not all(text.lower() in STATUSES for text in values):
        return None
    if any(text and is_missing(text) and text != ".." for text in texts):
        return None
    return Column(heading=heading, kind=Kind.STATUS, values=list(texts))


def _year(
    heading: Heading, texts: Sequence[str], values: Sequence[str], _language: str
) -> Column | None:
    """Return a column of years; numbers that only look like years are a guess."""
    if not values or not all(YEAR.fullmatch(text) for text in values):
        return None
    column = Column(heading=heading, kind=Kind.YEAR, values=list(texts))
    if not YEAR_NAMES.search(heading.key):
        span = sorted(int(text) for text in set(values))
        if span[-1] - span[0] > 120 or heading.unit or PEOPLE_NAMES.search(heading.key):
            return None
        column.guesses["type"] = _("guess: all values look like years; else integer")
    return column


def _date(
    heading: Heading, texts: Sequence[str], values: Sequence[str], _language: str
) -> Column | None:
    if not values:
        return None
    order = day_order(values)
    read = {text: day_of(text, day_first=order != "month") for text in values}
    is_compact = all(day is None for day in read.values())
    if is_compact:
        if not DATE_NAMES.search(heading.key):
            return None
        read = {text: compact_day(text) for text in values}
    days = {text: day.isoformat() for text, day in read.items() if day}
    if len(days) < len(read):
        return None
    column = Column(
        heading=heading, kind=Kind.DATE, values=[days.get(text, text) for text in texts]
    )
    if order == "?":
        first = next(text for text in values if days[text] != text)
        message = _(
            "is {text!r} in {name!r} {day}? The day was taken to be first; if the month is, "
            "change the dates in the CSV file",
            text=first,
            name=heading.written,
            day=days[first],
        )
        column.ask("date-order", "type", message)
    return column


def _numbers(
    heading: Heading, texts: Sequence[str], values: Sequence[str], language: str
) -> Column | None:
    if CODE_NAMES.search(heading.key) or any(CODE.fullmatch(text) for text in values):
        return None
    read = {text: _amount(text, language) for text in dict.fromkeys(values)}
    amounts = [amount for text in values if (amount := read[text])]
    odd = [text for text, amount in read.items() if amount is None]
    if not amounts or len(odd) > MOST_ODD or len(amounts) < ENOUGH * len(values):
        return None
    units = {amount.unit for amount in amounts if amount.unit}
    if len(units) > 1:
        return None
    column = Column(heading=heading, kind=Kind.DECIMAL, values=[])
    for row, text in enumerate(texts):
        amount = read.get(text)
        column.values.append(_number_text(text, amount, language) if amount else text)
        if amount and amount.mark:
            column.marked.append((row, text))
    _describe(column, amounts, units.pop() if units else heading.unit)
    if odd:
        column.missing += tuple(odd)
        shown = ", ".join(repr(text) for text in odd)
        message = _(
            "what is {texts} in {name!r}, among numbers? It is taken as a value that isn't "
            "available; write a number in the CSV file if there is one",
            texts=shown,
            name=heading.written,
        )
        column.ask("odd-value", "missing", message)
    return column


def _amount(text: str, language: str) -> Amount | None:
    amount = amount_of(text, language)
    digits = sum(character.isdigit() for character in text)
    return amount if amount and digits < LONGEST - 5 else None


def _number_text(text: str, amount: Amount, language: str) -> str:
    if is_ambiguous(text):
        return text
    written = in_swedish(amount.value)
    return written if language == "sv" else written.replace(",", ".")


def _describe(column: Column, amounts: Sequence[Amount], unit: str) -> None:
    """Find out what numbers *amounts* are, and what they count."""
    heading = column.heading
    decimals = max(amount.decimals for amount in amounts)
    is_whole = all(amount.value == amount.value.to_integral_value() for amount in amounts)
    if unit == "%":
        column.kind, column.decimals = Kind.PERCENT, min(decimals, MOST_DECIMALS)
    elif is_whole:
        column.kind = Kind.INTEGER
    else:
        column.kind, column.decimals = Kind.DECIMAL, min(decimals, MOST_DECIMALS)
    column.unit = unit if unit != "%" else ""
    if column.kind is not Kind.PERCENT and SHARE_NAMES.search(heading.key):
        _ask_of_share(column, amounts)
    is_count = column.kind is Kind.INTEGER and not column.unit
    if is_count and PEOPLE_NAMES.search(heading.key) and min(a.value for a in amounts) >= 0:
        column.people = True
        column.guesses["people"] = _("guess: by the header; small numbers are hidden")


def _ask_of_share(column: Column, amounts: Sequence[Amount]) -> None:
    if all(0 <= amount.value <= 1 for amount in amounts) and column.kind is Kind.DECIMAL:
        message = _(
            "is {name!r} a share of 1? If it is, multiply its numbers by 100 in the CSV file and "
            "set the type to percent",
            name=column.heading.written,
        )
        column.ask("share-of-one", "type", message)
        return
    column.kind = Kind.PERCENT
    column.decimals = min(max(amount.decimals for amount in amounts), MOST_DECIMALS)
    column.guesses["type"] = _("guess: by the header; else decimal")


def _words(heading: Heading, texts: Sequence[str], values: Sequence[str]) -> Column:
    counts = Counter(values)
    is_repeated = len(counts) < len(values) and max(map(len, counts), default=0) <= 60
    column = Column(
        heading=heading,
        kind=Kind.CATEGORY if is_repeated else Kind.TEXT,
        values=list(texts),
    )
    if is_repeated and len(counts) <= MOST_CATEGORIES:
        column.categories = tuple(counts)
    return column


def _declare_missing(column: Column) -> None:
    """Declare the symbols that stand for missing values, and ask what a dash means."""
    symbols = [
        text
        for text in dict.fromkeys(column.values)
        if text not in column.missing and (text in MISSING or text.lower() in MISSING)
    ]
    if column.kind is Kind.STATUS:
        return
    column.missing += tuple(symbols)
    dashes = [symbol for symbol in symbols if symbol in NIL_OR_MISSING]
    if dashes and column.measured:
        shown = ", ".join(repr(symbol) for symbol in dashes)
        message = _(
            "does {texts} in {name!r} mean none (0)? It is taken as not available; "
            "if it means none, remove it here",
            texts=shown,
            name=column.heading.written,
        )
        column.ask("nil-or-missing", "missing", message)
