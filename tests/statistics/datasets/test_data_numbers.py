from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressverk.formats import format_number, format_percent, parse_number

NUMBERS = st.decimals(min_value=-(10**9), max_value=10**9, places=3)


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("1 234,5", "sv", "1234.5"),
        ("1\xa0234", "sv", "1234"),
        ("1\u202f234\u202f567", "sv", "1234567"),
        ("−5", "sv", "-5"),
        ("-5,0", "sv", "-5"),
        ("+3", "sv", "3"),
        ("007", "sv", "7"),
        ("1,234.5", "en", "1234.5"),
        ("1,234", "sv", "1.234"),
        ("1234", "en", "1234"),
    ],
)
def test_numbers_are_read_as_their_language_writes_them(
    text: str, language: str, number: str
) -> None:
    assert parse_number(text, language) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("1.234,5", "sv"),
        ("12 34", "sv"),
        ("1 234", "en"),
        ("1,23", "en"),
        ("1e5", "sv"),
        ("∞", "sv"),
        ("٣", "sv"),
        ("", "sv"),
        ("5 %", "sv"),
        ("9" * 40, "sv"),
    ],
)
def test_what_could_be_another_number_is_no_number(text: str, language: str) -> None:
    assert parse_number(text, language) is None


@given(NUMBERS, st.sampled_from(["sv", "en"]))
def test_a_number_that_is_written_is_read_as_the_same(number: Decimal, language: str) -> None:
    assert parse_number(format_number(number, language, decimals=3), language) == number


@pytest.mark.parametrize(
    ("number", "decimals", "text"),
    [
        ("0.5", 0, "1"),
        ("2.5", 0, "3"),
        ("-0.4", 0, "0"),
        ("1234567.25", 1, "1\xa0234\xa0567,3"),
        ("3", 1, "3,0"),
    ],
)
def test_halves_are_rounded_away_from_zero(number: str, decimals: int, text: str) -> None:
    assert format_number(Decimal(number), "sv", decimals=decimals) == text


def test_percent_follows_the_language() -> None:
    assert format_percent(Decimal("-1.25"), "sv", decimals=1) == "−1,3\xa0%"
    assert format_percent(Decimal("-1.25"), "en-GB", decimals=1) == "−1.3%"
