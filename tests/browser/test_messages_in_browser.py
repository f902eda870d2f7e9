"""What holds of messages where they are shown: on phones, and in wide windows."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from repository import ROOT
from sample_message import KEY, PDF

from pressverk.build.prepare import read_publication
from pressverk.delivery.message.compose import compose_template
from pressverk.model import Edition
from pressverk.newsroom.config import read_newsroom

# A message is shown within the page of a mail client, which has the landmarks.
NO_PAGE = {"landmark-one-main": {"enabled": False}, "region": {"enabled": False}}
ShowMessage = Callable[..., Page]
SOURCES = sorted((ROOT / "articles").glob("*/index.md"))


@pytest.fixture
def show(chromium: Browser) -> Iterator[ShowMessage]:
    """Return what shows the message of a sample article, at a width."""
    contexts = []

    def shown(source: Path, *, width: int = 360) -> Page:
        newsroom = read_newsroom(ROOT)
        publication, _advice = read_publication(source, newsroom)
        edition = Edition(
            slug=publication.slug,
            pdf=Path("a.pdf"),
            web=None,
            sha256=hashlib.sha256(PDF).hexdigest(),
            page_count=1,
        )
        now = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
        template = compose_template(
            edition, PDF, publication, newsroom, language="sv", date=now, key=KEY
        )
        context = chromium.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.set_content(template.html)
        return page

    yield shown
    for context in contexts:
        context.close()


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.parent.name)
def test_a_message_fits_a_phone_and_axe_finds_nothing(source: Path, show: ShowMessage) -> None:
    for width in (360, 800):
        page = show(source, width=width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page, options={"rules": NO_PAGE})
        assert found.violations_count == 0, (width, found.generate_report())
