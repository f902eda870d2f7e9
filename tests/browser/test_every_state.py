"""axe-core on what a screen becomes while it is used: dialogs, findings, both texts, refusals."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

LogIn = Callable[..., Page]
NAME = "trygghetsvandring-i-november"
SCHEMES = ("light", "dark")


@pytest.fixture(scope="module")
def writer(log_in: LogIn) -> Page:
    """Return the browser of somebody who writes and sends."""
    return log_in("anna")


def look_at(page: Page) -> None:
    """Fail with what axe finds on the page as it is, light and dark."""
    for scheme in SCHEMES:
        # Colours that are still changing aren't what people read.
        page.emulate_media(
            color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce"
        )
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("name", ["link", "table", "picture"])
def test_a_dialog_has_no_fault(writer: Page, name: str) -> None:
    writer.goto(f"/write/{NAME}")
    dialog = writer.locator(f"#dialog-{name}")
    if name == "picture":  # else it opens when a picture has been taken in
        dialog.evaluate("dialog => dialog.showModal()")
    else:
        writer.locator(".cm-content").click()
        writer.keyboard.press({"link": "Control+k", "table": "Control+Alt+t"}[name])
    expect(dialog).to_be_visible()
    look_at(writer)


def test_findings_and_two_texts_have_no_fault(writer: Page, office: tuple[str, Path]) -> None:
    writer.goto(f"/write/{NAME}")
    writer.locator(".cm-content").click()
    writer.keyboard.press("Control+End")
    writer.keyboard.type("\n\n##Fel\n\n![](saknas.png)\n")
    expect(writer.locator("#findings li.error, #findings li.advice").first).to_be_visible()
    expect(writer.locator("#save-state[data-state=saved]")).to_be_visible()
    look_at(writer)
    folder = office[1] / "newsroom" / "articles"
    [path] = [each for each in folder.rglob("*.md") if NAME in str(each)]
    path.write_text(path.read_text(encoding="utf-8") + "\nUtifrån.\n", encoding="utf-8")
    writer.keyboard.type("Inifrån.")
    writer.get_by_role("button", name="Jämför och välj").click()
    expect(writer.locator("#merge")).to_contain_text("Utifrån.")
    look_at(writer)


def test_the_look_before_it_is_sent_has_no_fault(writer: Page) -> None:
    writer.goto("/send/sa-arbetar-kommunen-mot-vald")
    writer.get_by_role("button", name="Bygg sidorna").click()
    writer.get_by_label("Lista, eller en grupp i den").select_option("demonstration")
    writer.get_by_role("button", name="Titta innan det skickas").click()
    expect(writer.get_by_role("button", name="Planera det")).to_be_visible()
    look_at(writer)


def test_a_campaign_with_failures_has_no_fault(
    writer: Page, log_in: LogIn, office: tuple[str, Path]
) -> None:
    name = "aldre-elever-blir-mentorer"
    readers = "email,source,added\n{}@tidningen.example,demonstration,2026-01-01\n"
    (office[1] / "newsroom" / "contacts" / "fel.csv").write_text(
        readers.format("saknas") + readers.format("red").partition("\n")[2], encoding="utf-8"
    )
    writer.goto(f"/send/{name}")
    writer.get_by_role("button", name="Bygg sidorna").click()
    writer.get_by_label("Lista, eller en grupp i den").select_option("fel")
    writer.get_by_label("Nu", exact=True).check()
    writer.get_by_role("button", name="Titta innan det skickas").click()
    writer.get_by_role("button", name="Planera det").click()
    expect(writer.locator("main")).to_contain_text("väntar på godkännande")
    look_at(writer)
    colleague = log_in("bo")
    colleague.goto(f"/approve/{name}")
    look_at(colleague)
    colleague.get_by_role("button", name="Godkänn det som det är").click()
    expect(writer.locator(".state.is-failed").first).to_be_visible()
    look_at(writer)
    writer.goto("/")
    look_at(writer)


def test_comments_and_a_form_given_back_have_no_fault(writer: Page) -> None:
    writer.goto(f"/write/{NAME}")
    writer.get_by_label("Din kommentar").fill("Stämmer det?")
    writer.get_by_role("button", name="Kommentera", exact=True).click()
    expect(writer.locator("#comment-list li")).to_have_count(1)
    writer.get_by_role("button", name="Mer", exact=True).click()
    look_at(writer)
    writer.get_by_role("button", name="Åtgärdad").click()
    expect(writer.get_by_role("button", name="Öppna igen")).to_be_visible()
    look_at(writer)


def test_an_error_and_the_login_have_no_fault(writer: Page) -> None:
    writer.goto("/finns-inte")
    look_at(writer)
    writer.context.clear_cookies()
    writer.goto("/")
    expect(writer.get_by_role("link", name="Logga in")).to_be_visible()
    look_at(writer)
