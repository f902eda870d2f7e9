from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressverk.addresses import normalise
from pressverk.delivery.message.headers import (
    Field,
    HeaderError,
    address_field,
    fixed_field,
    links_field,
    serialise,
    text_field,
)

TEXTS = st.text(
    st.characters(exclude_categories=["Cc", "Cf", "Cs"], exclude_characters="\u2028\u2029"),
    max_size=300,
).filter(lambda text: "=?" not in text and "?=" not in text)
NAMES = TEXTS.map(str.strip)
ADDRESSES = st.from_regex(
    r"[A-Za-z0-9!#$%&'*+^_`{|}~-]{1,30}@[a-zåäö]{1,20}\.example", fullmatch=True
)


@given(TEXTS)
def test_a_text_is_read_as_it_was_written(text: str) -> None:
    head = serialise([text_field("Subject", text)])
    message = message_from_bytes(head, policy=default)
    assert not message.defects
    assert not message["Subject"].defects
    raw = message_from_bytes(head)["Subject"]
    assert str(make_header(decode_header(raw.replace("\r\n", "")))) == text
    assert max(map(len, head.split(b"\r\n"))) <= 78


@given(TEXTS, ADDRESSES)
def test_an_address_and_its_name_are_read_as_they_were_written(name: str, address: str) -> None:
    head = serialise([address_field("To", name, address)])
    message = message_from_bytes(head, policy=default)
    assert not message.defects
    assert len(message["To"].addresses) == 1
    display, found = parseaddr(message_from_bytes(head)["To"].replace("\r\n", ""))
    assert str(make_header(decode_header(display))).split() == name.split()
    assert normalise(found) == normalise(address)
    assert max(map(len, head.split(b"\r\n"))) <= 120
    assert head.isascii()


@pytest.mark.parametrize("sign", ["\xad", "\u200c", "\u200d"])
def test_what_only_parts_or_joins_letters_stays_out_of_headers(sign: str) -> None:
    assert text_field("Subject", f"Kommun{sign}en").lines == ("Kommunen",)
    assert address_field("To", f"An{sign}na", "a@example.com").lines == ("Anna <a@example.com>",)
    with pytest.raises(HeaderError):
        text_field("Subject", f"={sign}?")


def test_spaces_at_the_ends_of_a_name_are_kept_or_lost_alike() -> None:
    assert address_field("To", " A ", "a@example.com").lines == ('" A " <a@example.com>',)


@given(
    st.text(),
    st.text(min_size=1),
    st.sampled_from(
        ["\r", "\n", "\r\n", "\0", "\x1b", "\u2028", "\u202e", "\u2066", "\u200b", "\U000e0061"]
    ),
)
def test_a_character_that_cannot_be_seen_is_refused_in_any_header(
    before: str, after: str, sign: str
) -> None:
    text = f"{before}{sign}{after}"
    with pytest.raises(HeaderError):
        text_field("Subject", text)
    with pytest.raises(HeaderError):
        address_field("To", text, "a@example.com")
    with pytest.raises(HeaderError):
        address_field("To", "A", f"a{text}@example.com")
    with pytest.raises(HeaderError):
        links_field("List-Unsubscribe", [f"mailto:{text}"])
    with pytest.raises(HeaderError):
        fixed_field("Date", text)


@pytest.mark.parametrize("text", ["=?utf-8?q?=0ABcc:_x@example.com?=", "=?", "a ?= b"])
def test_an_encoded_word_is_refused_in_any_header(text: str) -> None:
    for name in ("Subject", "X"):
        with pytest.raises(HeaderError):
            text_field(name, text)
    with pytest.raises(HeaderError):
        address_field("To", text, "a@example.com")
    with pytest.raises(HeaderError):
        address_field("To", "", f"{text}@example.com")


@pytest.mark.parametrize(
    "field",
    [
        Field(name="Subject", lines=("A\r\nBcc: b@example.com",)),
        Field(name="Subject", lines=("A\nBcc: b@example.com",)),
        Field(name="Subject", lines=("A\rB",)),
        Field(name="Subject", lines=("A\r\n\r\nB",)),
        Field(name="Sub ject", lines=("A",)),
        Field(name="", lines=("A",)),
        Field(name="Subject", lines=("A" * 1000,)),
    ],
)
def test_bytes_that_read_as_other_fields_are_never_handed_on(field: Field) -> None:
    with pytest.raises(HeaderError):
        serialise([fixed_field("Date", "now"), field])


@given(
    st.lists(
        st.from_regex(r"https://[a-z]{1,200}\.example/[a-z=&?]{0,200}", fullmatch=True).filter(
            lambda link: "=?" not in link and "?=" not in link
        ),
        min_size=1,
        max_size=3,
    )
)
def test_links_are_folded_at_commas_only(links: list[str]) -> None:
    head = serialise([links_field("List-Unsubscribe", links)])
    value = str(message_from_bytes(head)["List-Unsubscribe"])
    assert [line.strip() for line in value.split(",")] == [f"<{link}>" for link in links]
    assert b"=?" not in head


def test_a_local_part_with_swedish_letters_is_sent_as_it_is() -> None:
    head = serialise([address_field("To", "", "åsa@example.com")])
    assert head == "To: åsa@example.com\r\n\r\n".encode()
