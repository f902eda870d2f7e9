"""How languages write: their direction, dates and moments in words, numbers and sizes.

What languages do comes from Unicode CLDR, through Babel.
"""

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from babel.core import get_global
from babel.dates import format_date
from babel.numbers import format_decimal

from pressverk.i18n import catalogue, message_language, words_of

Direction = Literal["ltr", "rtl"]

SUBTAGS = re.compile(
    r"(?P<language>[a-z]{2,8})(?:-[a-z]{3}(?![a-z\d])){0,3}(?:-(?P<script>[a-z]{4})(?![a-z\d]))?",
    re.IGNORECASE,
)
# Scripts that are written from right to left (UAX #9), by their ISO 15924 codes.
RIGHT_TO_LEFT = frozenset(
    {"adlm", "arab", "aran", "armi", "hebr", "mand", "mend", "nkoo", "rohg", "samr", "syrc", "thaa"}
)


def direction(language: str) -> Direction:
    """Return which way *language*, a tag, is written.

    >>> direction("ar-EG"), direction("az-Arab"), direction("ar-Latn"), direction("sv")
    ('rtl', 'rtl', 'ltr', 'ltr')
    """
    subtags = SUBTAGS.match(language)
    if subtags is None:
        return "ltr"
    script = subtags["script"] or _usual_script(subtags["language"].lower())
    return "rtl" if script.lower() in RIGHT_TO_LEFT else "ltr"


def _usual_script(language: str) -> str:
    """Return the script that *language* is usually written in (Unicode CLDR, likely subtags)."""
    language = get_global("language_aliases").get(language, language).partition("_")[0]
    _language, _sep, rest = get_global("likely_subtags").get(language, "").partition("_")
    return str(rest.partition("_")[0])


LOCALES = {"sv": "sv_SE", "en": "en_GB"}


def in_words(day: dt.date, language: str) -> str:
    """Return *day* as it is written in running text.

    >>> in_words(dt.date(2018, 11, 23), "sv"), in_words(dt.date(2018, 11, 23), "en")
    ('23 november 2018', '23 November 2018')
    """
    return format_date(day, "d MMMM y", locale=LOCALES[words_of(language)])


def moment_in_words(moment: dt.datetime, language: str) -> str:
    """Return *moment* as an embargo is written.

    >>> moment_in_words(dt.datetime(2018, 11, 23, 10, 0), "sv")
    'fredag 23 november 2018 kl. 10.00'
    """
    day = format_date(moment, "EEEE d MMMM y", locale=LOCALES[words_of(language)])
    at = catalogue(language).gettext("{day} at {hour}:{minute}")
    return at.format(day=day, hour=f"{moment:%H}", minute=f"{moment:%M}")


NO_BREAK = "\xa0"
MINUS = "−"
SIGN = r"(?P<sign>[-−–+]?)"
BLANK = r"[ \xa0\u2009\u202f]"
WRITTEN = {
    "sv": re.compile(
        rf"{SIGN}(?P<whole>\d{{1,3}}(?:{BLANK}\d{{3}})+|\d+)(?:,(?P<part>\d+))?", re.ASCII
    ),
    "en": re.compile(rf"{SIGN}(?P<whole>\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.(?P<part>\d+))?", re.ASCII),
}
LONGEST = 30


def parse_number(text: str, language: str) -> Decimal | None:
    r"""Return the number that *text* is in *language*, sv or en; None when it is none.

    >>> parse_number("1 234,5", "sv"), parse_number("−5", "sv"), parse_number("1,234.5", "en")
    (Decimal('1234.5'), Decimal('-5'), Decimal('1234.5'))
    """
    match = WRITTEN[language].fullmatch(text) if len(text) <= LONGEST else None
    if match is None:
        return None
    whole = re.sub(r"\D", "", match["whole"])
    sign = "-" if match["sign"] not in {"", "+"} else ""
    return Decimal(f"{sign}{whole}.{match['part'] or '0'}").normalize() + 0


def format_number(value: Decimal | int, language: str, *, decimals: int = 0) -> str:
    r"""Return *value* as *language* writes it, halves rounded away from zero.

    >>> format_number(Decimal("-1234.55"), "sv", decimals=1)
    '−1\xa0234,6'
    """
    step = Decimal(1).scaleb(-decimals)
    rounded = Decimal(value).quantize(step, rounding=ROUND_HALF_UP)
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    text = format_decimal(rounded + 0, pattern, locale=LOCALES[words_of(language)])
    return text.replace("-", MINUS)


def format_percent(value: Decimal | int, language: str, *, decimals: int = 0) -> str:
    r"""Return *value*, a number of hundredths, with its sign.

    >>> format_percent(Decimal("12.5"), "sv", decimals=1), format_percent(12, "en")
    ('12,5\xa0%', '12%')
    """
    gap = NO_BREAK if words_of(language) == "sv" else ""
    return f"{format_number(value, language, decimals=decimals)}{gap}%"


def megabytes(octets: int, *, decimals: int = 1) -> str:
    """Return how many millions *octets* are, in the language of messages."""
    return format_number(Decimal(octets).scaleb(-6), message_language(), decimals=decimals)
