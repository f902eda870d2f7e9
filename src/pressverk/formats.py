"""Formats by language: text direction, dates and times in words, numbers and sizes.

Locale data is Unicode CLDR's, through Babel.
"""

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from babel.core import get_global
from babel.dates import format_date, get_day_names, get_month_names
from babel.numbers import format_decimal

from pressverk.i18n import _, catalogue, message_language, words_of

Direction = Literal["ltr", "rtl"]

SUBTAGS = re.compile(
    r"(?P<language>[a-z]{2,8})(?:-[a-z]{3}(?![a-z\d])){0,3}(?:-(?P<script>[a-z]{4})(?![a-z\d]))?",
    re.IGNORECASE,
)
# Scripts that are written from right to left (UAX #9), by their ISO 15924 codes.
RIGHT_TO_LEFT = frozenset(
    {"adlm", "arab", "aran", "armi", "hebr", "mand", "mend", "nkoo", "rohg", "samr", "syrc", "thaa"}
)
# Groups of digits, as in telephone and reference numbers, which right-to-left text would reorder
# (Unicode Standard Annex 9, 3.3.4); not those that are isolated.
BETWEEN_DIGITS = "[ \u00a0\u202f\\-/\u2010-\u2013]"
CODE = "(?<!\\w)[A-ZÅÄÖ]{1,6}[ \u00a0\u202f]"  # of a register, as in "KS 2026/12-3"
DIGIT_GROUPS = re.compile(
    rf"(?<!\d)(?:{CODE})?\+?\d+(?:{BETWEEN_DIGITS}+\d+)+(?!(?:{BETWEEN_DIGITS}|\d)*\u2069)"
)
ISOLATED = "\N{LEFT-TO-RIGHT ISOLATE}{}\N{POP DIRECTIONAL ISOLATE}"


def direction(language: str) -> Direction:
    """Return the direction in which *language*, a BCP 47 tag, is written.

    >>> direction("ar-EG"), direction("az-Arab"), direction("ar-Latn"), direction("sv")
    ('rtl', 'rtl', 'ltr', 'ltr')
    """
    subtags = SUBTAGS.match(language)
    if subtags is None:
        return "ltr"
    script = subtags["script"] or _usual_script(subtags["language"].lower())
    return "rtl" if script.lower() in RIGHT_TO_LEFT else "ltr"


def _usual_script(language: str) -> str:
    """Return the ISO 15924 code of *language*'s usual script (Unicode CLDR, likely subtags)."""
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


def local_moment(moment: dt.datetime, time_zone: str) -> str:
    """Return *moment* in words for messages, by the clocks of *time_zone*."""
    return moment_in_words(moment.astimezone(ZoneInfo(time_zone)), message_language())


def recent_moment(moment: dt.datetime, now: dt.datetime) -> str:
    """Return *moment*, by its own clock, in words for messages that are read at *now*.

    >>> noon = dt.datetime(2018, 11, 23, 12, 0, 5, tzinfo=dt.UTC)
    >>> recent_moment(noon, noon), recent_moment(noon, noon + dt.timedelta(days=400))
    ('today at 12:00:05', '23 November 2018 at 12:00:05')
    """
    today = now.astimezone(moment.tzinfo).date()
    pattern = "d MMMM" if moment.year == today.year else "d MMMM y"
    day = {0: _("today"), 1: _("yesterday")}.get((today - moment.date()).days) or format_date(
        moment, pattern, locale=LOCALES[message_language()]
    )
    hour, minute, second = f"{moment:%H %M %S}".split()
    return _("{day} at {hour}:{minute}:{second}", day=day, hour=hour, minute=minute, second=second)


FIRST_YEAR, LAST_YEAR = 1800, 2200
SHORT_MONTH = 3  # letters that identify a month
MONTHS = {
    name[:SHORT_MONTH].lower(): number
    for locale in LOCALES.values()
    for number, name in get_month_names("wide", locale=locale).items()
}
WEEKDAYS = {
    name.lower(): number
    for locale in LOCALES.values()
    for number, name in get_day_names("wide", locale=locale).items()
}
DAYS = tuple(
    re.compile(pattern, re.ASCII | re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4})(?P<sign>[-/.])(?P<month>\d\d?)(?P=sign)(?P<day>\d\d?)",
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
        r"(?:den )?(?P<day>\d\d?)(?::?[ae])?\.? (?P<month>[^\W\d]{3,9})\.? (?P<year>\d{4})",
        r"(?P<day>\d\d?)(?:/|(?P<dot>\.))(?P<month>\d\d?)(?(dot)\.| )(?P<year>\d{4})",
    )
)
MOMENT = re.compile(
    r"(?P<day>.+?),? (?:kl\.? ?|at )?(?P<hour>\d\d?)(?:[:.](?P<minute>\d\d))?",
    re.ASCII | re.IGNORECASE,
)


def parse_day(text: str) -> dt.date | None:
    """Return the day that *text* names, if it is in an unambiguous format.

    A weekday before it must be that day's.

    >>> parse_day("2026-12-01") == parse_day("tisdag 1 december 2026") == parse_day("1/12 2026")
    True
    """
    first, _blank, rest = " ".join(text.split()).partition(" ")
    weekday = WEEKDAYS.get(first.lower().rstrip(","))
    match = _written_day(text if weekday is None else rest)
    if match is None:
        return None
    written = str(match["month"])
    month = MONTHS.get(written[:SHORT_MONTH].lower(), written)
    try:
        day = dt.date(int(match["year"]), int(month), int(match["day"]))
    except ValueError:
        return None
    is_right = weekday in {None, day.weekday()} and FIRST_YEAR <= day.year <= LAST_YEAR
    return day if is_right else None


def has_form_of_day(text: str) -> bool:
    """Return whether *text* is written like a day, if there is such a day or not.

    >>> has_form_of_day("31 februari 2026"), has_form_of_day("i april")
    (True, False)
    """
    return _written_day(text) is not None


def _written_day(text: str) -> re.Match[str] | None:
    text = " ".join(text.split())
    return next((match for pattern in DAYS if (match := pattern.fullmatch(text))), None)


def parse_moment(text: str) -> dt.datetime | None:
    """Return the time, without a time zone, that *text* names: a day and a time of day.

    >>> parse_moment("1 december 2026 kl 9") == parse_moment("2026-12-01 09:00")
    True
    """
    match = MOMENT.fullmatch(" ".join(text.split()))
    day = match and parse_day(match["day"])
    if not match or not day:
        return None
    try:
        return dt.datetime.combine(day, dt.time(int(match["hour"]), int(match["minute"] or 0)))
    except ValueError:
        return None


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


LARGEST_NUMBER = 10**15  # sums of thousands of them are exact in Decimal's 28 digits

# Not allowed in XML 1.0, so in no XMP, SVG or HTML; C1 and those that change the direction or order
# of other characters are invisible.
CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def find_control(text: str) -> str:
    r"""Return the first control character or noncharacter of *text* as ``U+…``, or "".

    >>> find_control("a\x01b"), find_control("a\tb\n")
    ('U+0001', '')
    """
    found = CONTROL.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def parse_number(text: str, language: str) -> Decimal | None:
    r"""Return the number that *text* is in *language*, sv or en; None if it isn't one.

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
    r"""Return *value* in the format of *language*, halves rounded away from zero.

    >>> format_number(Decimal("-1234.55"), "sv", decimals=1)
    '−1\xa0234,6'
    """
    step = Decimal(1).scaleb(-decimals)
    rounded = Decimal(value).quantize(step, rounding=ROUND_HALF_UP)
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    text = format_decimal(rounded + 0, pattern, locale=LOCALES[words_of(language)])
    return text.replace("-", MINUS)


def format_percent(value: Decimal | int, language: str, *, decimals: int = 0) -> str:
    r"""Return *value*, in hundredths, with a percent sign.

    >>> format_percent(Decimal("12.5"), "sv", decimals=1), format_percent(12, "en")
    ('12,5\xa0%', '12%')
    """
    gap = NO_BREAK if words_of(language) == "sv" else ""
    return f"{format_number(value, language, decimals=decimals)}{gap}%"


def megabytes(octets: int, *, decimals: int = 1) -> str:
    """Return *octets* in millions, in the format of the language of messages."""
    return format_number(Decimal(octets).scaleb(-6), message_language(), decimals=decimals)


def number_in_message(value: Decimal | float, *, decimals: int = 2) -> str:
    """Return *value* in the format of the language of messages, with at most as many *decimals*.

    >>> from pressverk.i18n import messages_in
    >>> with messages_in("sv"):
    ...     number_in_message(4.5), number_in_message(3.0), number_in_message(2.317)
    ('4,5', '3', '2,32')
    """
    rounded = round(Decimal(value), decimals)
    needed = max(0, -int(rounded.normalize().as_tuple().exponent))
    return format_number(rounded, message_language(), decimals=needed)


# C0 and C1 control characters except tab and line feed, line and paragraph separators, directional
# formatting characters (UAX #9, 2.1-2.4), and bytes of file names that aren't UTF-8.
UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def printable(text: str) -> str:
    r"""Return *text* with control and directional formatting characters escaped.

    >>> print(printable("a\x1b[2Jb\u202ec"))
    a\x1b[2Jb\u202ec
    """
    return escape_unsafe(text, r"\x{:02x}")


def escape_unsafe(text: str, short: str) -> str:
    """Return *text* with those characters escaped, those below U+0100 in the form *short*."""

    def escape(match: re.Match[str]) -> str:
        code = ord(match[0])
        return short.format(code) if code < 0x100 else f"\\u{code:04x}"

    return UNSAFE.sub(escape, text)
