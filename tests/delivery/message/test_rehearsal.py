from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import lxml.html
import pytest
from sample_message import Compose
from sample_newsroom import ARTICLE

from pressverk.delivery.message.compose import address_message
from pressverk.delivery.message.preview import preview, summary, write_messages
from pressverk.errors import OutputError
from pressverk.model import Recipient


def test_a_preview_shows_the_message_and_runs_nothing(
    composed: Compose, recipient: Recipient
) -> None:
    template = composed(ARTICLE.replace("title: Ett pris", 'title: Ett "pris" & 1 < 2'))
    page = lxml.html.document_fromstring(preview(template, address_message(template, recipient)))
    (frame,) = page.iter("iframe")
    assert frame.get("srcdoc") == template.html
    assert frame.get("sandbox") == ""
    assert page.find(".//pre").text == template.text
    assert page.find(".//pre").get("lang") == "sv"
    assert page.findtext(".//h1") == f"Preview: {template.subject}"
    assert "default-src 'none'" in page.xpath("//meta/@content")[0]
    assert "redaktion@example.com" in page.text_content()


def test_files_hold_the_bytes_that_would_be_sent(
    composed: Compose, recipient: Recipient, tmp_path: Path
) -> None:
    template = composed()
    everyone = [replace(recipient, address=each) for each in ("a/b@example.com", "åsa@example.com")]
    messages = [address_message(template, each) for each in everyone]
    paths = write_messages(messages, tmp_path / "new" / "folder")
    assert [path.name for path in paths] == [
        "0001-a%2Fb@example.com.eml",
        "0002-%C3%A5sa@example.com.eml",
    ]
    for path, message in zip(paths, messages, strict=True):
        assert path.read_bytes() == message.head + message.body
        assert message_from_bytes(path.read_bytes(), policy=default)["Subject"] == "Ett pris"


def test_a_folder_that_cannot_be_made_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="can't be made"):
        write_messages([], tmp_path / "file" / "folder")


def test_a_summary_counts_messages_subjects_and_domains(
    composed: Compose, recipient: Recipient
) -> None:
    addresses = ("a@example.org", "b@example.com", "c@example.com")
    messages = [
        address_message(composed(), replace(recipient, address=address)) for address in addresses
    ]
    first, *rest = summary(messages).splitlines()
    assert first.startswith("3 messages, 0.0")
    assert rest == ["     3  Ett pris", "     2  @example.com", "     1  @example.org"]
    assert summary([]).startswith("0 messages")
