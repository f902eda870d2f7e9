"""A press officer's day without a mouse: every step by keys, the focus seen at each."""

import re
from collections.abc import Callable
from pathlib import Path

from browsing import press, tab_to
from playwright.sync_api import Page, expect

LogIn = Callable[..., Page]
NAME = "ny-lekplats-i-hamnen"


def test_an_article_is_begun(anna: Page) -> None:
    press(anna, anna.get_by_role("link", name="Nytt pressmeddelande"))
    expect(anna.get_by_label("Rubrik", exact=True)).to_be_focused()
    anna.keyboard.type("Ny lekplats i hamnen")
    press(anna, anna.get_by_role("button", name="Börja skriva"))
    expect(anna.locator(".cm-content")).to_be_visible()
    assert anna.url.endswith(f"/write/{NAME}")


def test_the_text_is_written_and_left_by_escape_and_tab(anna: Page) -> None:
    text = anna.locator(".cm-content")
    tab_to(anna, text)
    anna.keyboard.press("Control+a")
    anna.keyboard.type("Barnen i hamnen har ritat sin egen lekplats.")
    anna.keyboard.press("Control+s")
    expect(anna.locator("#save-state[data-state=saved]")).to_be_visible()
    anna.keyboard.press("Escape")
    anna.keyboard.press("Tab")
    expect(text).not_to_be_focused()
    anna.keyboard.press("Shift+Tab")
    expect(text).to_be_focused()


def test_a_dialog_opened_by_its_shortcut_gives_the_focus_back(anna: Page) -> None:
    anna.locator(".cm-content").focus()
    for keys, name in (("Control+k", "link"), ("Control+Alt+t", "table")):
        anna.keyboard.press(keys)
        dialog = anna.locator(f"#dialog-{name}")
        expect(dialog).to_be_visible()
        assert dialog.evaluate("dialog => dialog.contains(document.activeElement)")
        anna.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(anna.locator(".cm-content")).to_be_focused()


def test_the_toolbar_is_one_stop_and_its_dialog_gives_the_focus_back(anna: Page) -> None:
    first = anna.locator(".toolbar button").first
    anna.locator(".cm-content").focus()
    anna.keyboard.press("Escape")
    tab_to(anna, first, "Shift+Tab")
    anna.keyboard.press("End")
    more = anna.get_by_role("button", name="Mer", exact=True)
    expect(more).to_be_focused()
    anna.keyboard.press("Enter")
    expect(anna.get_by_role("button", name="Underrubrik")).to_be_focused()
    for _command in ("numbers", "fact", "note", "reference", "language", "abbreviation"):
        anna.keyboard.press("ArrowRight")
    anna.keyboard.press("Enter")
    expect(anna.locator("#dialog-abbreviation")).to_be_visible()
    anna.keyboard.press("Escape")
    expect(more).to_be_focused()


def test_the_heading_is_filled_in(anna: Page) -> None:
    tab_to(anna, anna.get_by_label("Ingress", exact=True))
    anna.keyboard.press("Control+a")
    anna.keyboard.type("Kommunen öppnar en lekplats i hamnen.")
    anna.keyboard.press("Control+s")
    expect(anna.locator("#save-state[data-state=saved]")).to_be_visible()


def test_it_is_planned(anna: Page, office: tuple[str, Path]) -> None:
    press(anna, anna.get_by_role("link", name="Skicka", exact=True))
    press(anna, anna.get_by_role("button", name="Bygg sidorna"))
    tab_to(anna, anna.get_by_label("Lista, eller en grupp i den"))
    anna.keyboard.type("demonstration")
    press(anna, anna.get_by_role("button", name="Titta innan det skickas"))
    press(anna, anna.get_by_role("button", name="Planera det"))
    ask = anna.get_by_role("button", name="Be om godkännande")
    press(anna, ask)
    expect(anna.locator("main")).to_contain_text("väntar på godkännande")
    assert list((office[1] / "mail").iterdir()) == []


def test_the_colleague_approves_it(bo: Page, anna: Page) -> None:
    bo.reload()
    press(bo, bo.get_by_role("link", name=re.compile("Ny lekplats")).first)
    press(bo, bo.get_by_role("link", name="Godkänn", exact=True))
    press(bo, bo.get_by_role("button", name="Godkänn det som det är"))
    expect(bo.locator("main")).to_contain_text("Det är godkänt")
    expect(anna.locator("main")).to_contain_text("3 lämnade till e-postservern")
