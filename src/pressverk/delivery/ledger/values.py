"""Values in the columns of the ledger: times, and words of a fixed set.

Times are UTC, ISO 8601 to the microsecond, so that they sort as text and summer time doesn't
affect them.
"""

import datetime as dt
from enum import StrEnum

from pressverk.delivery.ledger.faults import (
    unknown_word,
)


class Word(StrEnum):
    """One of the words that a column of the ledger can have."""

    @classmethod
    def _missing_(cls, value: object) -> None:
        raise unknown_word(value)


def format_time(moment: dt.datetime) -> str:
    """Return *moment*, which has a time zone, in the ledger's format.

    >>> format_time(dt.datetime.fromisoformat("2026-10-25T02:30+02:00"))
    '2026-10-25T00:30:00.000000+00:00'
    """
    if moment.tzinfo is None:
        raise ValueError(moment)
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


def parse_time(text: str) -> dt.datetime:
    """Return the time, in UTC, that *text* is in the ledger's format.

    Raises:
        LedgerError: if it isn't in that format.
    """
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise unknown_word(text) from error
