import datetime as dt
import hashlib
import re
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import lxml.html
import pytest
from repository import ROOT
from sample_message import KEY, NOON, PDF

from pressverk.content.articles import compose, read_article
from pressverk.delivery.message.compose import address_message, compose_template
from pressverk.model import Edition, Recipient
from pressverk.newsroom.config import read_newsroom

RELEASES = [
    path
    for path in sorted((ROOT / "articles").glob("*/index.md"))
    if "layout: press-release" in path.read_text("utf-8")
]


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("source", RELEASES, ids=lambda source: source.parent.name)
def test_both_forms_of_a_real_release_have_all_of_its_words(source: Path, language: str) -> None:
    newsroom = read_newsroom(ROOT)
    article, _advice = read_article(source, newsroom)
    edition = Edition(
        slug=article.slug,
        pdf=Path("a.pdf"),
        web=Path("a.html"),
        sha256=hashlib.sha256(PDF).hexdigest(),
        page_count=1,
    )
    template = compose_template(
        edition, PDF, compose(article), newsroom, language=language, date=NOON, key=KEY
    )
    shown = lxml.html.document_fromstring(template.html).find("body")
    in_html, in_text = words_of(" ".join(shown.itertext())), words_of(template.text)
    for word in set(in_html):
        assert in_text.count(word) >= in_html.count(word), word
    written = words_of(" ".join(lxml.html.fromstring(article.body).itertext()))
    assert set(written) <= set(in_html)
    assert max(map(len, template.text.splitlines())) <= 90

    message = address_message(template, someone(language))
    parsed = message_from_bytes(message.head + message.body, policy=default)
    assert not any(part.defects for part in parsed.walk())
    shown_at_all = sum(part.get_content_maintype() == "image" for part in parsed.walk())
    assert shown_at_all == 1 + bool(article.picture_files)


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.replace("\xad", ""))


def someone(language: str) -> Recipient:
    return Recipient(
        address="redaktion@example.com",
        name="",
        organisation="Exempelnytt",
        language=language,
        lists=(),
        source="Exempel",
        added=dt.date(2026, 11, 22),
    )
