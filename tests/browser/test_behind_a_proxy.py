"""The studio below a path of an office's web server, which is all that browsers reach."""

import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from browsing import PATIENCE
from playwright.sync_api import Browser, Page, expect
from reverse_proxy import reverse_proxy
from studio_process import PROGRAM, sample_newsroom

LINK = re.compile(r"http://\S+/enter\?key=\S+")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def proxied(
    tmp_path_factory: pytest.TempPathFactory, chromium: Browser
) -> Iterator[tuple[Page, Path]]:
    """Return a browser that is logged in through a proxy, and the newsroom."""
    root = sample_newsroom(tmp_path_factory.mktemp("proxied") / "rum")
    port, studio_port = free_port(), free_port()
    with (root / "newsroom.toml").open("a", encoding="utf-8") as settings:
        settings.write(
            f'\n[studio]\naddress = "http://127.0.0.1:{port}/press/studio"\n'
            'proxies = ["127.0.0.1"]\n'
        )
    with ExitStack() as stack:
        process = stack.enter_context(
            subprocess.Popen(
                [*PROGRAM, "studio", "--port", str(studio_port), "--no-browser"],
                cwd=root,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        stack.callback(process.terminate)
        stack.enter_context(reverse_proxy(port, studio_port))
        link = next(found[0] for line in process.stdout or () if (found := LINK.search(line)))
        context = chromium.new_context(locale="sv-SE")
        stack.callback(context.close)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(link)
        yield page, root


def test_the_link_leads_to_the_desk_below_the_path(proxied: tuple[Page, Path]) -> None:
    page, _root = proxied
    expect(page.get_by_role("heading", level=1)).to_have_text("Skrivbord")
    assert "/press/studio" in page.url
    [cookie] = page.context.cookies()
    assert cookie.get("path") == "/press/studio"


def test_all_that_a_page_needs_comes_through(proxied: tuple[Page, Path]) -> None:
    page, _root = proxied
    refused: list[str] = []
    page.on("response", lambda each: refused.append(each.url) if each.status >= 400 else None)
    for link in ("Hjälp", "Inställningar", "Mottagare", "Skrivbord"):
        place = page.locator(".places").get_by_role("link", name=link, exact=True)
        place.click()
        expect(place).to_have_attribute("aria-current", "page")
    assert refused == []


def test_one_writes_sees_the_page_and_hears_of_others(proxied: tuple[Page, Path]) -> None:
    page, root = proxied
    page.locator("#articles h3 a").first.click()
    expect(page.locator("img.sheet").first).to_be_visible()
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("Skrivet genom en proxy.")
    expect(page.locator("#save-state[data-state=saved]")).to_be_visible()
    [file] = (root / "articles").rglob("*.md")
    assert "Skrivet genom en proxy." in file.read_text("utf-8")
    file.write_text(file.read_text("utf-8") + "\nUtifrån.\n", encoding="utf-8")
    page.get_by_role("button", name="Visa den nya texten").click()
    expect(page.locator(".cm-content")).to_contain_text("Utifrån.")
