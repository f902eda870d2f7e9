"""Numbers as they are written: in files of data, and in documents."""

import re
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_decimal

from pressverk.formats import LOCALES
from pressverk.i18n import words_of

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
