import datetime as dt
import hashlib
import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from itertools import pairwise
from typing import Any

import lxml.html
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_message import NOON, PDF, SETTINGS, Compose
from sample_newsroom import ARTICLE

from pressverk.colour import contrast
from pressverk.delivery.message.compose import (
    MessageTemplate,
    address_all,
    address_message,
    attachment_name,
    size_advice,
    size_of,
)
from pressverk.errors import LayoutError, MailError
from pressverk.model import Message, Newsroom, Place, Publication, Recipient

EMBARGOED = ARTICLE.replace("lead:", "embargo: 2026-11-23 10:00\nlead:")
ENGLISH = ARTICLE.replace("layout:", "language: en\nlayout:")
MONDAY = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)  # 10:00 in Stockholm


def parsed(message: Message) -> EmailMessage:
    found = message_from_bytes(message.head + message.body, _class=EmailMessage, policy=default)
    for part in found.walk():
        assert not part.defects
        for value in part.values():
            assert not value.defects
    return found


def parts(message: Message) -> tuple[str, str, Any]:
    alternative, pdf = parsed(message).iter_parts()
    text, related = alternative.iter_parts()
    html = next(related.iter_parts())
    plain = text.get_content()
    assert "\n" not in plain.replace("\r\n", "")
    return plain.replace("\r\n", "\n"), html.get_content(), pdf


def test_a_message_has_two_forms_of_the_text_and_the_pdf(
    composed: Compose, recipient: Recipient
) -> None:
    message = address_message(composed(), recipient)
    types = [part.get_content_type() for part in parsed(message).walk()]
    assert types == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/pdf",
    ]
    text, html, pdf = parts(message)
    assert "Priset delas ut varje år.\n" in text
    assert "Priset delas ut varje år." in lxml.html.document_fromstring(html).text_content()
    assert pdf.get_content() == PDF
    assert pdf.get_filename() == "pressmeddelande-pris.pdf"
    assert pdf.get_content_disposition() == "attachment"


def test_the_headers_are_these_and_no_others(composed: Compose, recipient: Recipient) -> None:
    found = parsed(address_message(composed(), recipient))
    assert {name: str(value) for name, value in found.items() if name != "Content-Type"} == {
        "Date": "Sun, 22 Nov 2026 12:00:00 +0000",
        "From": '"Exempelstad, presstjänsten" <press@exempel.se>',
        "Reply-To": "svar@exempel.se",
        "Subject": "Ett pris",
        "Content-Language": "sv",
        "MIME-Version": "1.0",
        "To": "Åsa Exempel <redaktion@example.com>",
        "Message-ID": str(found["Message-ID"]),
        "List-Unsubscribe": "<mailto:av@exempel.se?subject=redaktion@example.com>",
    }
    assert re.fullmatch(r"<[0-9a-f]{40}@exempel\.se>", str(found["Message-ID"]))


def test_one_click_unsubscription_is_offered_only_where_somebody_answers(
    composed: Compose, recipient: Recipient
) -> None:
    url = "https://exempel.se/av?vem={address}"
    template = composed(settings=replace(SETTINGS, unsubscribe_url=url))
    found = parsed(address_message(template, replace(recipient, address="o'brien+x@example.com")))
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert found["List-Unsubscribe"].split(", ") == [
        "<https://exempel.se/av?vem=o%27brien%2Bx%40example.com>",
        "<mailto:av@exempel.se?subject=o%27brien%2Bx@example.com>",
    ]


def test_every_line_ends_as_mail_does_and_is_short(composed: Compose, recipient: Recipient) -> None:
    long = "Ord" * 600
    text = ARTICLE.replace("Priset", f"Läs [{long}](https://example.com/{'a' * 2000}) Priset")
    message = address_message(composed(text), recipient)
    data = message.head + message.body
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert b"\r" not in data.replace(b"\r\n", b"")
    assert data.endswith(b"--\r\n")
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert data.isascii()
    assert long in parts(message)[0]


def test_the_same_message_is_the_same_bytes(composed: Compose, recipient: Recipient) -> None:
    first, second = (address_message(composed(), recipient) for _time in range(2))
    assert first == second
    assert first.sha256 == hashlib.sha256(first.head + first.body).hexdigest()


def test_the_pdf_is_encoded_once_for_all(composed: Compose, recipient: Recipient) -> None:
    template = composed()
    many = [
        address_message(template, replace(recipient, address=f"{number}@example.com"))
        for number in range(3)
    ]
    assert all(message.body is template.body for message in many)


def test_a_message_is_composed_once_for_each_language(
    composed: Compose, recipient: Recipient
) -> None:
    asked = []

    def template_in(language: str) -> MessageTemplate:
        asked.append(language)
        return composed(EMBARGOED, language=language)

    languages = ("sv", "en", "sv-FI", "fi", "en-GB")
    everyone = [
        replace(recipient, address=f"{language}@example.com", language=language)
        for language in languages
    ]
    messages = list(address_all(everyone, template_in))
    assert asked == ["sv", "en"]
    assert [message.recipient for message in messages] == [each.address for each in everyone]
    in_english = [" at 10:00" in message.subject for message in messages]
    assert in_english == [False, True, False, True, True]


def test_an_id_is_of_an_edition_an_address_an_occasion_and_the_newsrooms_secret(
    composed: Compose, recipient: Recipient
) -> None:
    template = composed()
    same = [
        address_message(template, recipient),
        address_message(template, replace(recipient, address="REDAKTION@Example.com", name="")),
        address_message(composed(language="en"), recipient),
    ]
    others = [
        address_message(template, replace(recipient, address="annan@example.com")),
        address_message(template, recipient, occasion="test"),
        address_message(replace(template, edition_sha256="0" * 64), recipient),
        address_message(replace(template, key=bytes(31) + b"1"), recipient),
    ]
    assert len({message.message_id for message in same}) == 1
    assert len({message.message_id for message in [*same, *others]}) == 1 + len(others)


def test_a_correction_says_so_and_answers_the_message_it_corrects(
    composed: Compose, recipient: Recipient
) -> None:
    faulty = address_message(composed(), recipient)
    template = replace(
        composed(
            language="en",
            correction="Antalet <b>var</b> 12.",
            answers={"redaktion@example.com": faulty.message_id},
        ),
        edition_sha256="1" * 64,
    )
    message = address_message(template, recipient)
    found = parsed(message)
    assert found["Subject"] == "Correction: Ett pris"
    assert found["In-Reply-To"] == found["References"] == faulty.message_id
    text, html, _pdf = parts(message)
    for form in (text, lxml.html.document_fromstring(html).text_content()):
        assert "Antalet <b>var</b> 12." in form
        assert "This replaces the press release that we sent earlier." in form


def test_an_embargo_is_reported_first_and_in_the_subject(
    composed: Compose, recipient: Recipient
) -> None:
    message = address_message(composed(EMBARGOED, language="en"), recipient)
    moment = "Monday 23 November 2026 at 10:00"
    assert message.subject == f"EMBARGO until {moment}: Ett pris"
    text, html, _pdf = parts(message)
    assert text.startswith("*** EMBARGO ***\n")
    body = lxml.html.document_fromstring(html).find("body").text_content().strip()
    assert body.startswith(f"Embargoed until {moment}")


def test_an_embargo_is_reported_until_its_moment_and_not_after(composed: Compose) -> None:
    before, then = (
        composed(EMBARGOED, date=MONDAY - dt.timedelta(seconds=seconds)) for seconds in (1, 0)
    )
    assert "EMBARGO" in before.subject
    assert "EMBARGO" in before.text
    assert "embargo" not in (then.subject + then.text + then.html).lower()


@pytest.mark.parametrize(
    ("article", "language", "html_tag", "tags"),
    [(ARTICLE, "sv", "sv", []), (ARTICLE, "en", "sv", ["en", "sv"]), (ENGLISH, "sv", "en", ["sv"])],
)
def test_labels_are_in_the_readers_language_and_marked(
    article: str, language: str, html_tag: str, tags: list[str], composed: Compose
) -> None:
    template = composed(article, language=language)
    root = lxml.html.document_fromstring(template.html)
    assert root.get("lang") == html_tag
    assert sorted(set(root.xpath("//body//@lang"))) == tags
    label = "Press release" if language == "en" else "Pressmeddelande"
    assert label in template.text
    assert label in template.html


FULL = ARTICLE.replace("Priset delas ut varje år.\n", """\
![En ring.](ring.svg "Ringen"){illustrator="Exempel"}

Priset[^1] delas ut. Se [](#tab-a) och [sidan](https://example.com).

[^1]: En not.

## Rubrik

Tabell: Elever {#tab-a}

| Grupp | Antal |
|---|---:|
| Flickor | 204 |
| Pojkar | 197 |
""")  # fmt: skip


def test_what_mail_clients_cannot_show_is_reported_in_words(
    composed: Compose, newsroom: Newsroom
) -> None:
    (newsroom.root / "articles" / "pris" / "ring.svg").write_bytes(newsroom.logo.read_bytes())
    template = composed(FULL)
    root = lxml.html.document_fromstring(template.html)
    shown = [image.get("alt") for image in root.iter("img")]
    assert shown == ["Exempelstad", "En ring."]
    for image in [*root.iter("img")][1:]:
        image.getparent().text = image.get("alt")
    assert not root.xpath("//style | //script | //@class | //a[starts-with(@href, '#')]")
    assert all(source.startswith("data:") for source in root.xpath("//@src"))
    assert not root.xpath("//link")
    for form in (template.text, root.text_content()):
        assert "En ring." in form
        assert "Ringen" in form
        assert "Priset[1] delas ut. Se tabell" in form.replace("\n", " ")
        assert "En not." in form
    assert "sidan <https://example.com>" in template.text.replace("\n", " ")


def test_the_html_has_one_h1_and_skips_no_level(composed: Compose, newsroom: Newsroom) -> None:
    (newsroom.root / "articles" / "pris" / "ring.svg").write_bytes(newsroom.logo.read_bytes())
    root = lxml.html.document_fromstring(composed(FULL).html)
    levels = [int(each.tag[1]) for each in root.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert root.xpath("//table//th[@scope='col']")


def test_every_colour_can_be_read(composed: Compose, newsroom: Newsroom) -> None:
    (newsroom.root / "articles" / "pris" / "ring.svg").write_bytes(newsroom.logo.read_bytes())
    html = composed(FULL.replace("lead:", "embargo: 2026-11-23 10:00\nlead:")).html
    background = "#ffffff"
    for style in re.findall(r'style="([^"]*)"', html):
        rules = dict(re.findall(r"(?:^|;)(color|background):(#[0-9a-f]{6})", style))
        ground = rules.get("background", background)
        assert contrast(rules.get("color", "#1c1c1a"), ground) >= 4.5, style


@pytest.mark.parametrize(
    ("slug", "language", "name"),
    [
        ("kvinnofridspriset-2018", "sv", "pressmeddelande-kvinnofridspriset-2018.pdf"),
        ("årets-Æra ø & co", "en", "press-release-arets-aera-o-co.pdf"),
        ("привет", "en", "press-release.pdf"),
        ("a" * 300, "en", f"press-release-{'a' * 80}.pdf"),
        ("../x\r\n", "en", "press-release-x.pdf"),
    ],
)
def test_attachments_have_names_that_every_client_shows(
    slug: str, language: str, name: str
) -> None:
    publication = Publication(
        slug=slug, layout="press-release", language=language, title="", articles=()
    )
    assert attachment_name(publication) == name


@pytest.mark.parametrize("title", ["Ett =?utf-8?q?=0ABcc:_x=40example.com?= pris", "A ?= b"])
def test_a_title_that_could_be_read_as_headers_is_refused(title: str, composed: Compose) -> None:
    with pytest.raises(MailError, match="title is"):
        composed(ARTICLE.replace("Ett pris", f'"{title}"'))


def test_a_subject_has_plain_spaces_and_no_soft_hyphens(composed: Compose) -> None:
    title = '"12\u00a0000 kr\u00ad till  våldsförebyggande"'
    assert composed(ARTICLE.replace("Ett pris", title)).subject == (
        "12 000 kr till våldsförebyggande"
    )


@pytest.mark.parametrize("name", ["A\r\nBcc: x@example.com", "=?utf-8?q?A?=", "A\x00"])
def test_a_name_that_could_be_read_as_headers_is_refused(
    name: str, composed: Compose, recipient: Recipient
) -> None:
    with pytest.raises(MailError, match="can't be in a header"):
        address_message(composed(), replace(recipient, name=name))
    with pytest.raises(MailError, match="from_name is"):
        composed(settings=replace(SETTINGS, from_name=name))


def test_an_address_that_is_none_is_refused(composed: Compose, recipient: Recipient) -> None:
    for address in ("a", "a@example.com\r\nBcc: b@example.com", "a@example.com, b@example.com"):
        with pytest.raises(MailError):
            address_message(composed(), replace(recipient, address=address))


def test_a_newsroom_without_settings_sends_nothing(composed: Compose) -> None:
    with pytest.raises(MailError, match=r"newsroom.toml: \[mail\] is missing"):
        composed(settings=None)


def test_a_layout_without_letters_says_what_it_lacks(composed: Compose, newsroom: Newsroom) -> None:
    folder = newsroom.root / "layouts" / "notis"
    folder.mkdir(parents=True)
    for name in ("print.html.j2", "web.html.j2", "print.css"):
        (folder / name).write_text("")
    with pytest.raises(LayoutError, match=r"lacks the file 'email\.html\.j2'"):
        composed(ARTICLE.replace("press-release", "notis"))


@pytest.mark.parametrize(
    ("address", "envelope", "smtputf8"),
    [
        ("Redaktion@ÅÄÖ.example", "Redaktion@xn--4cab6c.example", False),
        ("åsa@example.com", "åsa@example.com", True),
    ],
)
def test_swedish_letters_in_addresses_are_sent_as_servers_take_them(
    address: str, envelope: str, *, smtputf8: bool, composed: Compose, recipient: Recipient
) -> None:
    message = address_message(composed(), replace(recipient, address=address))
    assert (message.recipient, message.needs_smtputf8) == (envelope, smtputf8)
    assert f"<{envelope}>\r\n".encode() in message.head
    assert message.head.isascii() != smtputf8


NAMES = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\u2028\u2029"),
    max_size=120,
).filter(lambda text: "=?" not in text and "?=" not in text)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NAMES, st.from_regex(r"[a-z!#$%&'*+/^_`{|}~-]{1,20}@[a-zåäö]{1,9}\.example", fullmatch=True))
def test_any_name_and_address_make_a_sound_message(
    composed: Compose, recipient: Recipient, name: str, address: str
) -> None:
    template = _once(composed)
    someone = replace(recipient, name=name, organisation="", address=address)
    message = address_message(template, someone)
    found = parsed(message)
    assert [key for key, _value in found.items()].count("To") == 1
    assert len(found.items()) == 10
    assert found["To"].addresses[0].addr_spec == message.recipient
    assert max(map(len, message.head.split(b"\r\n"))) <= 998


def _once(composed: Compose, kept: dict[str, Any] = {}) -> Any:  # noqa: B006 - that is its use
    return kept.setdefault("template", composed()) if not kept else kept["template"]


def test_size_is_that_of_the_bytes_and_too_much_is_advised_against(
    composed: Compose, recipient: Recipient
) -> None:
    message = address_message(composed(), recipient)
    assert size_of(message) == len(message.head + message.body) > len(PDF) * 1.3
    place = Place(file="output/pris.pdf")
    assert size_advice(message, place) == ()
    (advice,) = size_advice(replace(message, body=bytes(5_000_000)), place)
    assert advice.message.startswith("the message is 5.0 MB")


def test_the_date_is_the_letters(composed: Compose, recipient: Recipient) -> None:
    found = parsed(address_message(composed(), recipient))
    assert found["Date"].datetime == NOON
