import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressverk.addresses import needs_smtputf8, normalise, on_the_wire, parse_address

LOCALS = st.from_regex(r"[A-Za-zÅÄÖåäö0-9!#$%&'*+/^_`{|}~-]{1,20}", fullmatch=True)
DOMAINS = st.from_regex(r"[a-zA-ZåäöÅÄÖ]{1,10}\.example", fullmatch=True)


@given(LOCALS, DOMAINS)
def test_capitals_make_no_other_address(local: str, domain: str) -> None:
    address = f"{local}@{domain}"
    assert normalise(address.upper()) == normalise(address.lower()) == normalise(address)


@given(LOCALS, DOMAINS)
def test_what_is_normalised_stays_so(local: str, domain: str) -> None:
    once = normalise(f"{local}@{domain}")
    assert normalise(once) == once


@given(LOCALS, DOMAINS)
def test_a_domain_is_sent_in_ascii(local: str, domain: str) -> None:
    address = parse_address(f"{local}@{domain}")
    assert address.domain.isascii()
    assert on_the_wire(address).isascii() != needs_smtputf8(address)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "redaktion",
        "redaktion@",
        "@example.com",
        "redaktion@localhost",
        "redaktion@[127.0.0.1]",
        "Redaktion <redaktion@example.com>",
        "a@example.com, b@example.com",
        "a@example.com\r\nBcc: b@example.com",
        "a@example.com\n",
        "a\x00@example.com",
        "=?utf-8?q?a?=@example.com",
        '"a b"@example.com',
        "a..b@example.com",
        "a@b@example.com",
    ],
)
def test_what_is_no_single_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever the reason is
        parse_address(text)


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        address = parse_address(text)
    except ValueError:
        return
    written = on_the_wire(address)
    assert "\n" not in written
    assert "\r" not in written
    assert written.count("@") == 1


def test_an_address_composed_in_two_ways_is_one() -> None:
    assert normalise("a\u030asa@example.com") == normalise("åsa@example.com")
