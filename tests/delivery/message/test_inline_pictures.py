"""What stands in a message itself: the logo, the first picture, and tables that fit."""

import base64
import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import BytesIO
from pathlib import Path

import lxml.html
from PIL import Image
from sample_message import SETTINGS, Compose
from sample_newsroom import ARTICLE, LOGO

from pressverk.delivery.message.compose import MessageTemplate, address_message
from pressverk.model import Newsroom, Recipient

PICTURED = ARTICLE.replace(
    "Priset",
    '![En ruta](ruta.png "En ruta."){photographer="Exempel"}\n\n'
    '![En ritning](ruta.svg "En ritning."){illustrator="Exempel"}\n\nPriset',
)


def with_pictures(root: Path) -> str:
    folder = root / "articles" / "pris"
    gradient = Image.linear_gradient("L").resize((2000, 1000)).convert("RGB")
    gradient.save(folder / "ruta.png")
    (folder / "ruta.svg").write_text(LOGO, encoding="utf-8")
    return PICTURED


def table(rows: int, columns: int = 2) -> str:
    head = "| " + " | ".join(f"K{number}" for number in range(columns)) + " |\n"
    row = "| " + " | ".join(["Exempeldata"] * columns) + " |\n"
    return f"Table: Siffror\n\n{head}{'|---' * columns}|\n{row * rows}"


def parsed(template: MessageTemplate, recipient: Recipient) -> EmailMessage:
    message = address_message(template, recipient)
    return message_from_bytes(message.head + message.body, _class=EmailMessage, policy=default)


def html_of(message: EmailMessage) -> str:
    (html,) = (each for each in message.walk() if each.get_content_type() == "text/html")
    return str(html.get_content())


def test_the_logo_and_the_first_picture_come_with_the_message(
    composed: Compose, newsroom: Newsroom, recipient: Recipient
) -> None:
    message = parsed(composed(with_pictures(newsroom.root)), recipient)
    page = lxml.html.document_fromstring(html_of(message))
    logo, picture = page.iter("img")
    assert (logo.get("alt"), picture.get("alt")) == ("Exempelstad", "En ruta")
    assert int(picture.get("width")) == 608
    pictures = {each["Content-ID"]: each for each in message.walk() if each["Content-ID"]}
    assert {f"cid:{name[1:-1]}" for name in pictures} == {logo.get("src"), picture.get("src")}
    for each in pictures.values():
        assert each.get_content_disposition() == "inline"
        with Image.open(BytesIO(each.get_content())) as opened:
            assert opened.format in {"PNG", "JPEG"}
            assert opened.width <= 912
    assert "[Bild: En ritning]" in page.text_content()


def test_a_logo_stands_on_white_paper_in_a_message(
    composed: Compose, newsroom: Newsroom, recipient: Recipient
) -> None:
    newsroom.logo.write_text(LOGO.replace("M0 0h44v44H0z", "M9 9h9v9H9z"), encoding="utf-8")
    (logo,) = (each for each in parsed(composed(), recipient).walk() if each["Content-ID"])
    with Image.open(BytesIO(logo.get_content())) as opened:
        assert opened.convert("RGBA").getpixel((0, 0)) == (255, 255, 255, 255)


def test_a_logo_that_cannot_be_shown_is_left_out(
    composed: Compose, newsroom: Newsroom, recipient: Recipient
) -> None:
    newsroom.logo.write_text("ingen bild", encoding="utf-8")
    message = parsed(composed(), recipient)
    assert "<img" not in html_of(message)
    assert not [each for each in message.walk() if each["Content-ID"]]


def test_a_preview_has_its_pictures(composed: Compose, newsroom: Newsroom) -> None:
    html = composed(with_pictures(newsroom.root)).html
    assert "cid:" not in html
    assert len(re.findall(r'src="data:image/png;base64,', html)) == 2


def test_pictured_messages_are_the_same_bytes(
    composed: Compose, newsroom: Newsroom, recipient: Recipient
) -> None:
    text = with_pictures(newsroom.root)
    first, second = (address_message(composed(text), recipient) for _time in range(2))
    assert first == second


def test_long_tables_are_cut_and_the_message_says_so(
    composed: Compose, recipient: Recipient
) -> None:
    page = html_of(parsed(composed(ARTICLE + "\n" + table(200)), recipient))
    assert len(page.encode()) < 100_000
    assert page.count("<tr") == 41
    assert "160 rader till finns i den bifogade PDF-filen." in page


def test_many_long_tables_are_cut_until_a_message_is_shown_whole(
    composed: Compose, recipient: Recipient
) -> None:
    page = html_of(parsed(composed(ARTICLE + "\n" + f"{table(100, 5)}\n\n" * 12), recipient))
    assert len(page.encode()) < 100_000
    assert page.count("<table") == 12


def test_a_table_that_is_too_wide_for_phones_is_left_to_the_pdf(
    composed: Compose, recipient: Recipient
) -> None:
    page = lxml.html.document_fromstring(
        html_of(parsed(composed(ARTICLE + "\n" + table(3, 12)), recipient))
    )
    assert page.find(".//table") is None
    assert "Siffror" in page.text_content()
    assert "Tabellen finns i den bifogade PDF-filen." in page.text_content()


def test_a_message_links_to_the_html_edition_that_is_published(
    composed: Compose, recipient: Recipient
) -> None:
    settings = replace(SETTINGS, web_url="https://exempel.se/press/{name}.html")
    template = composed(settings=settings)
    page = lxml.html.document_fromstring(html_of(parsed(template, recipient)))
    assert page.xpath("//a[@href='https://exempel.se/press/pris.html']")
    assert "Läs på webben: https://exempel.se/press/pris.html" in template.text
    assert "Läs på webben" not in composed().text


def test_the_day_of_a_message_is_not_broken(composed: Compose) -> None:
    page = lxml.html.document_fromstring(composed().html)
    (day,) = page.xpath("//*[text()='23 november 2018']")
    assert "white-space:nowrap" in day.get("style")


def test_pull_quotes_of_a_message_are_unlike_boxes(composed: Compose) -> None:
    text = f"{ARTICLE}\n/// fact | Ruta\nText.\n///\n\n/// pull-quote\nEtt ord.\n///\n"
    page = lxml.html.document_fromstring(composed(text).html)
    roles = "//*[@role='note' or @role='doc-pullquote']"
    box, quote = (each.get("style") for each in page.xpath(roles))
    assert "border:1px solid" in box
    assert quote.rpartition("border:0;")[2].startswith("border-left:6px")


def test_previews_hold_no_more_than_the_message(composed: Compose, newsroom: Newsroom) -> None:
    html = composed(with_pictures(newsroom.root)).html
    for data in re.findall(r"base64,([^\"]*)", html):
        assert base64.b64decode(data, validate=True)
