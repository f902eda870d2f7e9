"""The search of the handbook's page, which finds sections by their words."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect
from repository import ROOT

from pressverk.cli.main import main


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("handbok") / "handbok"
    left_out = shutil.ignore_patterns("output", ".pressverk")
    shutil.copytree(ROOT / "docs" / "handbok", root, ignore=left_out)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        done = CliRunner().invoke(main, ["build", "handbok", "--edition", "web"])
    assert done.exit_code == 0, done.output
    return root / "output" / "handbok.html"


@pytest.fixture
def page(chromium: Browser, edition: Path) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1400, "height": 900}, reduced_motion="reduce")
    opened = context.new_page()
    opened.goto(edition.as_uri())
    yield opened
    context.close()


def test_a_search_finds_sections_with_all_words_those_with_one_in_the_heading_first(
    page: Page,
) -> None:
    page.get_by_label("Sök i handboken").fill("embargo")
    found = page.locator(".search li")
    expect(found.first).to_contain_text("mbargo")
    many = found.count()
    page.get_by_label("Sök i handboken").fill("embargo datum")
    assert 0 < found.count() < many
    expect(page.get_by_role("status")).to_have_text(f"{found.count()} avsnitt")
    found.first.get_by_role("link").click()
    assert "#" in page.url


def test_the_contents_come_back_when_the_search_is_emptied(page: Page) -> None:
    contents = page.locator(".contents > ol")
    page.get_by_label("Sök i handboken").fill("ordsomingenharskrivit")
    expect(page.get_by_role("status")).to_have_text("Inga avsnitt")
    expect(contents).to_be_hidden()
    page.get_by_label("Sök i handboken").fill("")
    expect(contents).to_be_visible()


def test_a_screen_reader_is_told_all_of_the_search(page: Page) -> None:
    page.get_by_label("Sök i handboken").fill("embargo")
    assert Axe().run(page, context=".contents").violations_count == 0
