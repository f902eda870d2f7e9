"""Once is once, and forms do without scripts: write, save, send."""

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from browsing import give_name
from lxml.html import document_fromstring
from playwright.sync_api import Page, expect

LogIn = Callable[..., Page]
NAME = "trygghetsvandring-i-november"


@pytest.fixture(scope="module")
def without_scripts(log_in: LogIn) -> Page:
    """Return the browser of somebody who writes and sends, and has no scripts."""
    return log_in("anna", scripts=False)


def mail_in(office: tuple[str, Path]) -> list[str]:
    """Return who has got mail, once for each message."""
    return [
        message_from_bytes(file.read_bytes(), policy=policy.default)["to"]
        for file in sorted((office[1] / "mail").iterdir())
    ]


def test_a_text_is_saved_by_a_plain_form(without_scripts: Page, office: tuple[str, Path]) -> None:
    page = without_scripts
    page.goto(f"/write/{NAME}")
    body = page.get_by_role("textbox", name="Text", exact=True)
    body.fill(body.input_value() + "\nSkrivet utan skript.\n")
    page.get_by_role("button", name="Spara", exact=True).last.click()
    expect(page.get_by_role("textbox", name="Text", exact=True)).to_have_value(body.input_value())
    files = (office[1] / "newsroom" / "articles").rglob("*.md")
    assert any("Skrivet utan skript." in file.read_text(encoding="utf-8") for file in files)


def test_a_plain_form_after_the_session_keeps_the_words(
    without_scripts: Page, office: tuple[str, Path]
) -> None:
    page = without_scripts
    page.goto(f"/write/{NAME}")
    body = page.get_by_role("textbox", name="Text", exact=True)
    body.fill(body.input_value() + "\nSkrivet efter tolv timmar.\n")
    page.context.clear_cookies()
    page.get_by_role("button", name="Spara", exact=True).last.click()
    expect(page.get_by_label("Det du skrev")).to_have_value(re.compile("efter tolv timmar"))
    other = page.context.new_page()
    other.goto("/")
    give_name(other, "anna")
    other.close()
    for _form in ("as it was sent", "with the new session"):
        page.get_by_role("button", name="Spara", exact=True).last.click()
    expect(body).to_have_value(re.compile("efter tolv timmar"))
    files = (office[1] / "newsroom" / "articles").rglob("*.md")
    assert any("Skrivet efter tolv timmar." in file.read_text(encoding="utf-8") for file in files)


def test_it_is_planned_by_plain_forms(without_scripts: Page, office: tuple[str, Path]) -> None:
    page = without_scripts
    page.get_by_role("link", name="Skicka", exact=True).click()
    build = page.get_by_role("button", name="Bygg sidorna")
    if build.count():
        build.click()
    page.get_by_label("Lista, eller en grupp i den").select_option("demonstration")
    page.get_by_label("Nu", exact=True).check()
    page.get_by_role("button", name="Titta innan det skickas").click()
    look = page.content()
    page.get_by_role("button", name="Planera det").dblclick()
    expect(page.locator("article.campaign")).to_have_count(1)
    again = page.context.request.post(
        f"/send/plan/{NAME}", form=_plan_form(look), headers={"Origin": office[0]}
    )
    assert again.ok
    page.reload()
    expect(page.locator("article.campaign")).to_have_count(1)
    assert mail_in(office) == []


def test_a_double_click_and_a_reload_approve_and_send_once(
    bo: Page, without_scripts: Page, office: tuple[str, Path]
) -> None:
    bo.goto(f"/approve/{NAME}")
    bo.get_by_role("button", name="Godkänn det som det är").dblclick()
    expect(bo.locator("main")).to_contain_text("Det är godkänt")
    bo.reload()
    page = without_scripts
    for _try in range(40):
        page.goto(f"/send/{NAME}")
        if page.get_by_text("3 lämnade till e-postservern").count():
            break
        page.wait_for_timeout(250)
    expect(page.locator("main")).to_contain_text("3 lämnade till e-postservern")
    assert len(mail_in(office)) == len(set(mail_in(office))) == 3


def _plan_form(page: str) -> dict[str, str | float | bool]:
    """Return the fields of the form that plans, as a browser that is reloaded sends them again."""
    form = next(
        each for each in document_fromstring(page).forms if "/send/plan/" in (each.action or "")
    )
    return {str(name): str(value) for name, value in form.form_values()}
