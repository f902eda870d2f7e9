"""What holds of every screen: for people who see little, listen, use keys or a small window."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from studio_process import StudioProcess

from pressverk.newsroom.paths import ARTICLES
from pressverk.studio.app import all_pages

OpenPage = Callable[..., Page]
# What isn't a screen: events, files to download, what scripts ask for.
SCREENS = (
    "desk",
    "write",
    "listen",
    "history",
    "approval",
    "sending",
    "recipients",
    "report",
    "settings",
    "help",
)
WIDTHS = (320, 800, 1400)


def address(name: str, studio: StudioProcess) -> str:
    """Return where a screen is, for the newsroom's first article if it is about one."""
    [page] = [each for each in all_pages() if each.name == name and "GET" in each.methods]
    article = next(iter(sorted((studio.root / ARTICLES).iterdir()))).name
    return page.path.replace("{name:path}", article)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", SCREENS)
def test_axe_finds_nothing(
    name: str, scheme: str, open_page: OpenPage, studio: StudioProcess
) -> None:
    page = open_page(address(name, studio), scheme=scheme)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", SCREENS)
def test_nothing_is_wider_than_the_window(
    name: str, width: int, open_page: OpenPage, studio: StudioProcess
) -> None:
    page = open_page(address(name, studio), width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", SCREENS)
def test_every_screen_opens_without_scripts(
    name: str, open_page: OpenPage, studio: StudioProcess
) -> None:
    page = open_page(address(name, studio), scripts=False)
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == "sv"
