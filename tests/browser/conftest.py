"""A browser of today on the studio: Debian's Chromium, led by Playwright."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browsing import PATIENCE, give_name
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright
from studio_process import StudioProcess, running_office, running_studio, sample_newsroom

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")

OpenPage = Callable[..., Page]
LogIn = Callable[..., Page]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    assert found, "Chromium is missing: make test installs it"
    browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudioProcess]:
    """Return a studio of a new newsroom with one built article, shared by tests that only look."""
    root = sample_newsroom(tmp_path_factory.mktemp("newsroom") / "rum")
    with running_studio(root) as started:
        yield started


@pytest.fixture(scope="session")
def login(
    chromium: Browser, studio: StudioProcess, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return the file that holds the cookies of somebody who is logged in."""
    context = chromium.new_context()
    context.new_page().goto(studio.link)
    state = tmp_path_factory.mktemp("login") / "state.json"
    context.storage_state(path=state)
    context.close()
    return state


@pytest.fixture
def open_page(chromium: Browser, studio: StudioProcess, login: Path) -> Iterator[OpenPage]:
    """Return what opens a page of the studio, at a width and in a colour scheme.

    A message in the browser's console that is an error fails the test: the content policy tells
    what it blocked there.
    """
    contexts = []
    errors: list[str] = []

    def opened(
        path: str, *, width: int = 1280, scheme: str = "light", scripts: bool = True
    ) -> Page:
        context = chromium.new_context(
            storage_state=login,
            base_url=studio.address,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
            java_script_enabled=scripts,
            locale="sv-SE",
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda told: errors.append(told.text) if told.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(path, wait_until="load")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not errors


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Return the address of a studio with logins and mail, and the folder of all that it makes."""
    folder = tmp_path_factory.mktemp("office")
    with running_office(folder) as address:
        yield address, folder


@pytest.fixture(scope="module")
def log_in(chromium: Browser, office: tuple[str, Path]) -> Iterator[LogIn]:
    """Return what opens a browser of somebody's own at the office, where they log in."""
    contexts = []

    def opened(name: str, scheme: str = "light", *, scripts: bool = True) -> Page:
        context = chromium.new_context(
            base_url=office[0],
            locale="sv-SE",
            viewport={"width": 1400, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=scripts,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto("/")
        give_name(page, name)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def anna(log_in: LogIn) -> Page:
    """Return the browser of somebody who writes and sends."""
    return log_in("anna", "dark")


@pytest.fixture(scope="module")
def bo(log_in: LogIn) -> Page:
    """Return the browser of somebody who approves."""
    return log_in("bo")
