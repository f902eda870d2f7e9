"""Dates as pages, feeds and people write them."""

import datetime as dt
import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

# A page that names a moment in another zone was still published on a Swedish day.
ZONE = ZoneInfo("Europe/Stockholm")
MONTHS = (
    ("januari", "january", "jan"),
    ("februari", "february", "feb", "febr"),
    ("mars", "march", "mar"),
    ("april", "apr"),
    ("maj", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("augusti", "august", "aug"),
    ("september", "sep", "sept"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
NUMBERS = {name: number for number, names in enumerate(MONTHS, 1) for name in names}
_NAMES = "|".join(sorted(NUMBERS, key=len, reverse=True))
PATTERNS = (
    re.compile(r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)"),
    re.compile(
        rf"(?<!\d)(?P<d>\d{{1,2}})(?::?[ae])?\.?\s+(?P<m>{_NAMES})\.?,?\s+(?P<y>\d{{4}})(?!\d)",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?P<m>{_NAMES})\.?\s+(?P<d>\d{{1,2}}),?\s+(?P<y>\d{{4}})(?!\d)", re.IGNORECASE),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})[/.](?P<m>\d{1,2})[/. -]\s?(?P<y>\d{4})(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>\d{4})/(?P<m>\d{1,2})/(?P<d>\d{1,2})(?!\d)"),
)


def date_in(text: str) -> dt.date | None:
    """Return the first day that is written out in *text*, in Swedish or English.

    >>> date_in("Senast uppdaterad: 23 november 2018"), date_in("den 3/5 2024 kl. 10.15")
    (datetime.date(2018, 11, 23), datetime.date(2024, 5, 3))
    >>> date_in("31 februari 2024") is None
    True
    """
    return next((day for _start, _end, day in _days_in(text)), None)


def day_of(moment: str) -> dt.date | None:
    """Return the Swedish day of *moment*, written as machines do (ISO 8601, RFC 9110).

    >>> day_of("2018-11-23T23:30:00Z"), day_of("Fri, 23 Nov 2018 10:00:00 +0100")
    (datetime.date(2018, 11, 24), datetime.date(2018, 11, 23))
    """
    text = moment.strip()
    for read in (dt.datetime.fromisoformat, parsedate_to_datetime):
        try:
            return _swedish(read(text))
        except (ValueError, OverflowError):
            continue
    return date_in(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateLine:
    """What a line of dates says: when a page was published and last changed, and by whom."""

    published: dt.date | None = None
    updated: dt.date | None = None
    author: str = ""


def read_date_line(text: str) -> DateLine | None:
    """Return what *text* says, or ``None`` when it says anything but dates and who wrote.

    >>> read_date_line("Publicerad av: Exempel Ek. Senast uppdaterad: 23 november 2018 kl. 10.15")
    DateLine(published=None, updated=datetime.date(2018, 11, 23), author='Exempel Ek')
    >>> read_date_line("Uppdaterad plan från 3 maj 2024 visar vägen") is None
    True
    """
    if len(text) > LONGEST_DATE_LINE:
        return None
    days = _days_in(text)
    rest = _without(text, days)
    author = AUTHOR.search(rest)
    if not (days or author) or re.search(r"\w", FILLERS.sub(" ", AUTHOR.sub(" ", rest))):
        return None
    published, updated = _labelled(text, days)
    return DateLine(
        published=published, updated=updated, author=author["name"].strip(" .") if author else ""
    )


def read_dates(text: str) -> DateLine:
    """Return what the days in *text* are, whatever else it says.

    >>> read_dates("Nyhet 3 maj 2024 (uppdaterad 4 maj 2024)").updated
    datetime.date(2024, 5, 4)
    """
    published, updated = _labelled(text, _days_in(text))
    return DateLine(published=published, updated=updated)


LONGEST_DATE_LINE = 200
PUBLISHED = r"(?:publicer(?:ad|ades|at|ats|ingsdatum|ing)|skapad(?:es)?|skapat|published|posted)"
UPDATED = (
    r"(?:uppdater(?:ad|ades|at|ats|ing)|ändra(?:d|des|t|ts)|granska(?:d|des|t)|revidera(?:d|des|t)"
    r"|(?:last )?(?:updated|modified|reviewed))"
)
AUTHOR = re.compile(
    rf"(?:\b(?:{PUBLISHED}|skriven|skrivet|{UPDATED})\s+av|\b(?:sidansvarig|innehållsansvarig"
    r"|ansvarig utgivare|skribent|författare)|(?:^|\|)\s*(?:text|av|by))\b\s*:?\s*"
    r"(?P<name>(?-i:[A-ZÀ-ÖØ-Þ])[^\d:|.,;]{2,60}?)(?=\s+den\b|[|.,;:]|\s*$|\s+\d)",
    re.IGNORECASE,
)
FILLERS = re.compile(
    rf"\b(?:{PUBLISHED}|{UPDATED}|sidan|senast|den|datum|date|kl|klockan|on|at|last|cest|cet|gmt"
    r"|pressmeddelande|nyhet|press release|\d{1,2}[.:]\d\d(?:[.:]\d\d)?"
    r"|(?:mån|tis|ons|tors|fre|lör|sön)dag(?:en)?)\b",
    re.IGNORECASE,
)


def _labelled(
    text: str, days: list[tuple[int, int, dt.date]]
) -> tuple[dt.date | None, dt.date | None]:
    """Return which of *days* is that of publishing and which of the last change."""
    published = updated = None
    before = 0
    for start, end, day in days:
        if re.search(UPDATED, text[before:start], re.IGNORECASE):
            updated = day
        else:
            published = published or day
        before = end
    return published, updated


def _without(text: str, days: list[tuple[int, int, dt.date]]) -> str:
    """Return *text* without *days*, with a space in the place of each."""
    for start, end, _day in reversed(days):
        text = f"{text[:start]} | {text[end:]}"
    return text


def _days_in(text: str) -> list[tuple[int, int, dt.date]]:
    """Return the days that are written out in *text* with where they stand."""
    found = (match for pattern in PATTERNS for match in pattern.finditer(text))
    days = sorted((*match.span(), day) for match in found if (day := _day(match)))
    return [each for n, each in enumerate(days) if not n or each[0] >= days[n - 1][1]]


def _swedish(moment: dt.datetime) -> dt.date:
    return (moment.astimezone(ZONE) if moment.tzinfo else moment).date()


def _day(match: re.Match[str]) -> dt.date | None:
    month = match["m"]
    number = int(month) if month.isdigit() else NUMBERS[month.lower()]
    try:
        return dt.date(int(match["y"]), number, int(match["d"]))
    except ValueError:
        return None
