"""Numbers, percentages, dates and missing values as people write them in cells."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from pressverk.formats import parse_number

# What stands where there is no value; an empty cell is one too.
MISSING = frozenset({
    "..", ".", "…", "...", "-", "–", "—", "−", "x", "*", "#N/A", "N/A", "n/a", "#SAKNAS!",
    "#SAKNAS", "#DIV/0!", "#DIVISION/0!", "#VALUE!", "#VÄRDEFEL!", "#REF!", "#REFERENS!",
    "#NAME?", "#NAMN?", "#NUM!", "#OGILTIGT!", "#NULL!", "#SKÄRNING!", "saknas",
    "uppgift saknas", "i.u.", "u.s.", "null",
})  # fmt: skip
# Symbols that may mean none (0) as well as not available.
NIL_OR_MISSING = frozenset({"-", "–", "—", "−"})
UNITS = {
    "%": "%", "procent": "%", "proc": "%",
    "kr": "kr", "kronor": "kr", "sek": "kr", "tkr": "tkr", "kkr": "tkr", "mkr": "mkr",
    "mnkr": "mnkr", "msek": "mnkr", "mdkr": "mdkr", "€": "€", "eur": "€",
    "st": "st", "km": "km", "m2": "m²", "m²": "m²", "kvm": "m²", "ha": "ha", "ton": "ton",
    "kg": "kg", "timmar": "timmar", "tim": "timmar", "h": "timmar", "min": "minuter",
    "minuter": "minuter", "dagar": "dagar", "kwh": "kWh", "mwh": "MWh", "gwh": "GWh",
}  # fmt: skip
BLANK = r"[ \xa0\u2009\u202f]"
AMOUNT = re.compile(
    rf"(?P<number>[-−–+]?\d(?:[\d.,]|{BLANK})*?)"
    rf"{BLANK}*(?P<unit>%|[^\W\d_]{{1,8}}[²2]?|€)?"
    rf"{BLANK}*(?P<mark>[*¹²³⁴⁵⁶⁷⁸⁹⁾]*)"
)
LEADING_ZERO = re.compile(r"[-−+]?0\d")
LIMITED = re.compile(r"(?:[<>≤≥]|färre än|högst|minst|ca)\s*\d", re.IGNORECASE)
YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
SCHOOL_YEAR = re.compile(r"(?:19|20)\d\d\s*[-–/]\s*(?:(?:19|20)?\d\d)", re.ASCII)
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("januari", "jan", "january"), ("februari", "feb", "february"),
            ("mars", "mar", "march"), ("april", "apr"), ("maj", "may"), ("juni", "jun", "june"),
            ("juli", "jul", "july"), ("augusti", "aug", "august"),
            ("september", "sep", "sept"), ("oktober", "okt", "october", "oct"),
            ("november", "nov"), ("december", "dec"),
        ),
        1,
    )
    for name in names
}  # fmt: skip
DATES = (
    re.compile(
        r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?:[ T]00:00(?::00)?)?", re.ASCII
    ),
    re.compile(
        r"(?P<d>\d{1,2}):?[ea]?\.?[ \xa0]+(?P<name>[a-zåäö]+)\.?,?[ \xa0]+(?P<y>\d{4})",
        re.IGNORECASE,
    ),
    re.compile(r"(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/. ](?P<y>\d{4})", re.ASCII),
)
COMPACT_DATE = re.compile(r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number in a cell, its unit if it has one, and the mark of a footnote after it."""

    value: Decimal
    unit: str = ""
    mark: str = ""
    decimals: int = 0


def amount_of(text: str, language: str = "sv") -> Amount | None:
    """Return the number in *text*, written as in *language* or else the other; None if none.

    >>> amount_of("1 234,50 kr")
    Amount(value=Decimal('1234.5'), unit='kr', mark='', decimals=2)
    >>> amount_of("12.5*").value, amount_of("0114"), amount_of("7 A")
    (Decimal('12.5'), None, None)
    """
    match = AMOUNT.fullmatch(text) if len(text) <= 60 else None
    if match is None:
        return None
    unit = UNITS.get((match["unit"] or "").lower(), "")
    if match["unit"] and not unit:
        return None
    number = match["number"].strip()
    if LEADING_ZERO.match(number):
        return None
    for each in (language, "en" if language == "sv" else "sv"):
        value = parse_number(number, each)
        if value is not None:
            decimals = _decimals(number, each)
            return Amount(value=value, unit=unit, mark=match["mark"], decimals=decimals)
    return None


def is_ambiguous(text: str) -> bool:
    """Return whether *text* is one number in Swedish and another in English: 1,234.

    >>> is_ambiguous("1,234"), is_ambiguous("1,23"), is_ambiguous("1 234")
    (True, False, False)
    """
    if "," not in text and "." not in text:
        return False
    swedish, english = (parse_number(text.rstrip(" %"), each) for each in ("sv", "en"))
    return None not in {swedish, english} and swedish != english


def number_language(texts: Iterable[str]) -> str:
    """Return how the numbers among *texts* are written, sv or en; "" when nothing shows it."""
    seen = {"sv": 0, "en": 0}
    for text in texts:
        amount = text.rstrip(" %")
        if "," not in amount and "." not in amount:
            continue  # as it is written in both
        read = [each for each in seen if parse_number(amount, each) is not None]
        if len(read) == 1:
            seen[read[0]] += 1
    if seen["sv"] == seen["en"]:
        return ""
    return max(seen, key=lambda each: seen[each])


def is_missing(text: str) -> bool:
    """Return whether *text* says that there is no value."""
    return not text or text in MISSING or text.lower() in MISSING


def is_value(text: str) -> bool:
    """Return whether *text* belongs in the body of a table rather than in its header."""
    if not text:
        return False
    return bool(
        is_missing(text) or amount_of(text) or LIMITED.match(text) or day_of(text, day_first=True)
    )


def is_year(text: str) -> bool:
    """Return whether *text* is a year or a school year, as headers have them."""
    return bool(YEAR.fullmatch(text) or SCHOOL_YEAR.fullmatch(text))


def day_of(text: str, *, day_first: bool) -> dt.date | None:
    """Return the date that *text* is; *day_first* says what 3/4 2018 means.

    >>> day_of("23 nov. 2018", day_first=True), day_of("3/4 2018", day_first=True)
    (datetime.date(2018, 11, 23), datetime.date(2018, 4, 3))
    """
    if not 6 <= len(text) <= 30:
        return None
    for pattern in DATES:
        if match := pattern.fullmatch(text):
            return _day(match.groupdict(), day_first=day_first)
    return None


def compact_day(text: str) -> dt.date | None:
    """Return the date that *text*, eight digits, is."""
    match = COMPACT_DATE.fullmatch(text)
    return _day(match.groupdict(), day_first=True) if match else None


def day_order(texts: Iterable[str]) -> str:
    """Return whether dates such as 3/4 2018 among *texts* have the day or the month first.

    "" when there are none, "?" when nothing shows it.
    """
    matches = [match for text in texts if (match := DATES[2].fullmatch(text))]
    if not matches:
        return ""
    if any(int(match["a"]) > 12 for match in matches):
        return "day"
    if any(int(match["b"]) > 12 for match in matches):
        return "month"
    return "?"


def in_swedish(value: Decimal, decimals: int = 0) -> str:
    """Return *value* with a decimal comma and nothing between thousands.

    >>> in_swedish(Decimal("1234.50")), in_swedish(Decimal("1E+3")), in_swedish(Decimal("2"), 1)
    ('1234,5', '1000', '2,0')
    """
    text = f"{value.normalize() + 0:f}"
    have = len(text.partition(".")[2])
    if have < decimals:
        text = f"{value:.{decimals}f}"
    return text.replace(".", ",")


def from_float(value: float) -> Decimal:
    """Return *value* with the 15 digits that spreadsheet programs keep."""
    return Decimal(f"{value:.15g}")


def _decimals(number: str, language: str) -> int:
    return len(number.partition("," if language == "sv" else ".")[2])


def _day(parts: dict[str, str], *, day_first: bool) -> dt.date | None:
    if "name" in parts:
        month = MONTHS.get(parts["name"].lower())
        if month is None:
            return None
        day = int(parts["d"])
    elif "a" in parts:
        first, second = int(parts["a"]), int(parts["b"])
        day, month = (first, second) if day_first else (second, first)
    else:
        day, month = int(parts["d"]), int(parts["m"])
    try:
        return dt.date(int(parts["y"]), month, day)
    except ValueError:
        return None
