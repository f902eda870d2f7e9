import datetime as dt
import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sample_message import KEY, NOON, PDF, SETTINGS, Compose
from sample_newsroom import ARTICLE

from pressverk.content.articles import compose, read_article
from pressverk.delivery.message.compose import MessageTemplate, compose_template
from pressverk.model import Edition, MailSettings, Newsroom, Recipient


@pytest.fixture
def composed(newsroom: Newsroom) -> Compose:
    """Return a function that composes the template of an article."""

    def template(
        text: str = ARTICLE, *, settings: MailSettings | None = SETTINGS,
        language: str = "sv", date: dt.datetime = NOON, **options: Any,
    ) -> MessageTemplate:  # fmt: skip
        room = replace(newsroom, mail=settings, contacts=newsroom.contacts)
        source = newsroom.root / "articles" / "pris" / "index.md"
        source.write_text(text, encoding="utf-8")
        article, _advice = read_article(source, room)
        edition = Edition(
            slug="pris",
            pdf=Path("output/pris.pdf"),
            web=Path("output/pris.html"),
            sha256=hashlib.sha256(PDF).hexdigest(),
            page_count=1,
        )
        return compose_template(
            edition, PDF, compose(article), room, language=language, date=date, key=KEY, **options
        )

    return template


@pytest.fixture
def recipient() -> Recipient:
    return Recipient(
        address="redaktion@example.com",
        name="Åsa Exempel",
        organisation="Exempelnytt",
        language="sv",
        lists=(),
        source="Exempel",
        added=dt.date(2026, 11, 22),
    )
