"""Values as text in the language of a document."""

import datetime as dt
from decimal import Decimal

from babel.dates import format_date

from pressverk.formats import LOCALES, NO_BREAK, format_number, in_words
from pressverk.i18n import catalogue, words_of
from pressverk.statistics.datasets.dataset import Column, Kind, Status, Value


def write_value(value: Value, column: Column, language: str, decimals: int | None = None) -> str:
    r"""Return *value* as text for a cell of *column*, without its unit.

    >>> column = Column(name="n", kind=Kind.INTEGER, label={"": "N"})
    >>> write_value(1234, column, "sv"), write_value(1234, column, "en")
    ('1\xa0234', '1,234')
    """
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return in_words(value, language)
    if column.kind is Kind.STATUS:
        return _status(str(value), language)
    if isinstance(value, int | Decimal) and column.measured:
        digits = column.decimals
        if decimals is not None and column.kind is not Kind.INTEGER:
            digits = decimals
        return format_number(value, language, decimals=digits)
    return str(value)


def in_brief(day: dt.date, language: str) -> str:
    r"""Return *day* in short form for a table cell, without line breaks.

    >>> in_brief(dt.date(2018, 11, 23), "sv"), in_brief(dt.date(2018, 11, 23), "en")
    ('23\xa0nov.\xa02018', '23\xa0Nov\xa02018')
    """
    text = format_date(day, "d MMM y", locale=LOCALES[words_of(language)])
    return text.replace(" ", NO_BREAK)


def _status(value: str, language: str) -> str:
    texts = catalogue(language).gettext
    return texts("preliminary") if value == Status.PRELIMINARY else texts("final")
