"""Swedish personal identity numbers and coordination numbers in a text.

SFS 1991:481, 18 §: date of birth, a birth number of three digits and a check digit. In a
coordination number (samordningsnummer) 60 is added to the day.
"""

import re
from collections.abc import Iterator
from datetime import date

# Not within a word, an address or a longer number.
NUMBER = re.compile(
    r"(?<![\w/=])(?<!\d[-–+.,])"
    r"((?:1[89]|20)?)(\d\d)([01]\d)([0-3]\d|[6-9]\d)[ \xa0]?[-–−+]?[ \xa0]?(\d{4})"
    r"(?![\w])(?![-–]\d)"
)


def personal_numbers(text: str) -> Iterator[re.Match[str]]:
    """Yield the places in *text* where a number is somebody's, its check digit verified.

    >>> [match[0] for match in personal_numbers("tel. 08-530 610 00, 811228-9874")]
    ['811228-9874']
    """
    for match in NUMBER.finditer(text):
        century, year, month, day, last = match.groups()
        if _is_date(century, year, int(month), int(day)) and _luhn(year + month + day + last):
            yield match


def masked(number: str) -> str:
    """Return *number* with all digits but the first two hidden.

    >>> masked("811228-9874")
    '81****-****'
    """
    return number[:2] + re.sub(r"\d", "*", number[2:])


def _is_date(century: str, year: str, month: int, day: int) -> bool:
    day = day - 60 if day > 60 else day
    return any(
        _exists(int(each + year), month, day) for each in ([century] if century else ["19", "20"])
    )


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _luhn(digits: str) -> bool:
    """Return whether the last of ten *digits* checks the others (the Luhn algorithm)."""
    doubled = (int(sign) * (2 - index % 2) for index, sign in enumerate(digits))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0
