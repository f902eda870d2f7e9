"""A field of a file -> a cell: what the schema says it may hold."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal

from pressverk.csv_reader import Field, fault
from pressverk.i18n import _
from pressverk.model import Finding
from pressverk.statistics.datasets.dataset import MEASURED, Cell, Kind, Mark, Status, Value
from pressverk.statistics.datasets.numbers import LONGEST, parse_number
from pressverk.statistics.datasets.query_faults import unknown
from pressverk.statistics.datasets.schemas import ColumnTable, minimum_of

NIL = frozenset({"–", "-"})
STATUSES = {
    "slutlig": Status.FINAL,
    "final": Status.FINAL,
    "preliminär": Status.PRELIMINARY,
    "preliminary": Status.PRELIMINARY,
}
YEAR = re.compile(r"[12]\d{3}", re.ASCII)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class _ValueFaultError(ValueError):
    """A field that can't be what its column holds; the text is what to give instead."""


def read_cell(
    field: Field, name: str, column: ColumnTable, numbers: str
) -> tuple[Cell, Finding | None]:
    """Return the value of *field* in the column *name*, and what is wrong with it."""
    text = unicodedata.normalize("NFC", field.text)
    if text in column.missing:
        return Cell(value=None, mark=Mark.MISSING), None
    if column.type in MEASURED and text in NIL:
        return Cell(value=0, mark=Mark.NIL), None
    if len(text) > LONGEST and column.type in MEASURED | {Kind.YEAR, Kind.DATE}:
        text = f"{text[:LONGEST]}…"
    try:
        value = READERS[column.type](text, numbers, column)
    except _ValueFaultError as error:
        message = str(error) or _(
            "{name} is {value!r}; give {hint}",
            name=name,
            value=text,
            hint=_hints(numbers)[column.type],
        )
        return Cell(value=None), fault(field.place, "data-value", message)
    return Cell(value=value), _out_of_range(field, name, column, value)


def _hints(numbers: str) -> dict[Kind, str]:
    whole, part = ("1 234", "1 234,5") if numbers == "sv" else ("1,234", "1,234.5")
    return {
        Kind.INTEGER: _("a whole number such as {example}", example=whole),
        Kind.DECIMAL: _("a number such as {example}", example=part),
        Kind.PERCENT: _("a number such as {example}", example=part[-4:]),
        Kind.YEAR: _("a year of four digits"),
        Kind.DATE: _("YYYY-MM-DD"),
        Kind.STATUS: _("'slutlig' or 'preliminär'"),
    }


def _number(text: str, numbers: str, column: ColumnTable) -> Decimal:
    if column.type is Kind.PERCENT:
        text = text.removesuffix("%").rstrip()
    number = parse_number(text, numbers)
    if number is None:
        raise _ValueFaultError
    return number


def _integer(text: str, numbers: str, column: ColumnTable) -> int:
    number = _number(text, numbers, column)
    if number != int(number):
        raise _ValueFaultError
    return int(number)


def _year(text: str, _numbers: str, _column: ColumnTable) -> int:
    if not YEAR.fullmatch(text):
        raise _ValueFaultError
    return int(text)


def _date(text: str, _numbers: str, _column: ColumnTable) -> dt.date:
    try:
        return dt.date.fromisoformat(text if DATE.fullmatch(text) else "")
    except ValueError as error:
        raise _ValueFaultError from error


def _text(text: str, _numbers: str, _column: ColumnTable) -> str:
    return text


def _category(text: str, _numbers: str, column: ColumnTable) -> str:
    if column.categories is not None and text not in column.categories:
        raise _ValueFaultError(unknown(_("category"), text, column.categories))
    return text


def _status(text: str, _numbers: str, _column: ColumnTable) -> str:
    if text.lower() not in STATUSES:
        raise _ValueFaultError
    return STATUSES[text.lower()]


READERS: Mapping[Kind, Callable[[str, str, ColumnTable], Value]] = {
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _number,
    Kind.PERCENT: _number,
    Kind.YEAR: _year,
    Kind.TEXT: _text,
    Kind.CATEGORY: _category,
    Kind.DATE: _date,
    Kind.STATUS: _status,
}


def _out_of_range(field: Field, name: str, column: ColumnTable, value: Value) -> Finding | None:
    if not isinstance(value, int | Decimal):
        return None
    least = minimum_of(column)
    if least is not None and value < least:
        message = _(
            "{name} is {value}, under {least}; mend it", name=name, value=value, least=least
        )
    elif column.maximum is not None and value > column.maximum:
        message = _(
            "{name} is {value}, over {most}; mend it", name=name, value=value, most=column.maximum
        )
    else:
        return None
    return fault(field.place, "data-range", message)
