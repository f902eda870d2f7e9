import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressverk.content.checks.article import masked, personal_numbers


def found(text: str) -> list[str]:
    return [match[0] for match in personal_numbers(text)]


@pytest.mark.parametrize(
    "number",
    [
        "811228-9874",
        "8112289874",
        "19811228-9874",
        "198112289874",
        "811228+9874",
        "811228–9874",
        "811228 - 9874",
        "701063-2391",  # a coordination number: the day is 60 more
        "000229-0005",  # a day that only one of the centuries has
    ],
)
def test_every_way_of_writing_a_number_is_found(number: str) -> None:
    assert found(f"Hon ({number}).") == [number]


@pytest.mark.parametrize(
    "text",
    [
        "811228-9875",  # the check digit is wrong
        "811328-9877",  # there is no thirteenth month
        "810230-9876",  # nor a thirtieth of February
        "212000-1272",  # an organisation
        "1811228-9874",
        "811228-98741",
        "https://exempel.se/8112289874",
        "bild_8112289874",
        "08-530 610 00",
        "070-123 45 67",
        "KS/2018:123",
        "2018-11-23",
    ],
)
def test_other_numbers_are_not(text: str) -> None:
    assert found(text) == []


@given(st.text(alphabet="0123456789-+ ", max_size=30))
def test_a_mask_shows_only_two_digits(text: str) -> None:
    for number in found(text):
        assert sum(sign.isdigit() for sign in masked(number)) == 2
        assert len(masked(number)) == len(number)
