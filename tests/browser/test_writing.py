"""The text as it is written: its marks folded, its comments at their place, its toolbar."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from studio_process import StudioProcess

OpenPage = Callable[..., Page]
TEXT = """\
---
layout: press-release
title: Lekparken öppnar
date: 2026-05-04
lead: Lekparken öppnar i maj.
contacts: [press]
---

Den första meningen handlar om [playground]{lang=en} och gungor.

![En gunga i en park.](gunga.svg "Gungan i parken."){illustrator="Exempel"}

Läs mer hos [kommunen](https://www.exempel.se/en/lang/adress/som/ingen/vill/lasa).
"""
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
)


@pytest.fixture
def writing(open_page: OpenPage, studio: StudioProcess) -> Page:
    """Return the screen for writing, with a text that has all that is folded."""
    folder = studio.root / "articles" / "lekpark"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "gunga.svg").write_text(PICTURE, encoding="utf-8")
    (folder / "index.md").write_text(TEXT, encoding="utf-8")
    page = open_page("/write/lekpark", width=1400)
    expect(page.locator(".cm-content")).to_be_visible()
    return page


def test_pictures_attributes_and_long_addresses_are_folded_to_words(writing: Page) -> None:
    folds = writing.locator(".cm-fold")
    expect(folds).to_have_text(["engelska", "Bild: Gungan i parken.", "exempel.se/…"])
    expect(folds.nth(1)).to_have_attribute("aria-label", re.compile("Gungan i parken.*hopfälld"))


def test_a_fold_opens_when_the_cursor_comes_to_it_and_says_so(writing: Page) -> None:
    content = writing.locator(".cm-content")
    content.focus()
    writing.keyboard.press("Control+Home")
    for _line in range(2):
        writing.keyboard.press("ArrowDown")
    expect(content).to_contain_text('(gunga.svg "Gungan i parken.")')
    expect(writing.locator("#announcements")).to_contain_text("Gungan i parken.")
    writing.keyboard.press("Control+Home")
    expect(content).not_to_contain_text("gunga.svg")
    writing.locator(".cm-fold").nth(1).click()
    expect(content).to_contain_text("gunga.svg")


def test_all_folds_open_by_a_key_and_what_is_saved_has_all_of_the_text(
    writing: Page, studio: StudioProcess
) -> None:
    writing.locator(".cm-content").focus()
    writing.keyboard.press("Control+Alt+d")
    expect(writing.locator(".cm-fold")).to_have_count(0)
    writing.keyboard.press("Control+Alt+d")
    expect(writing.locator(".cm-fold").first).to_be_visible()
    writing.keyboard.press("Control+End")
    writing.keyboard.type("Slut.")
    writing.keyboard.press("Control+s")
    expect(writing.locator("#save-state[data-state=saved]")).to_be_visible()
    saved = (studio.root / "articles" / "lekpark" / "index.md").read_text(encoding="utf-8")
    assert saved.rstrip() == f"{TEXT}Slut."


def test_the_toolbar_is_one_row_and_the_rest_opens(writing: Page) -> None:
    bar = writing.locator(".toolbar").bounding_box()
    assert bar
    assert bar["height"] < 60
    writing.get_by_role("button", name="Mer", exact=True).click()
    expect(writing.get_by_role("button", name="Faktaruta")).to_be_visible()
    writing.keyboard.press("Escape")
    expect(writing.get_by_role("button", name="Faktaruta")).to_be_hidden()


def test_a_comment_stands_at_its_words_is_dealt_with_and_opened_again(writing: Page) -> None:
    writing.locator(".cm-content").focus()
    writing.keyboard.press("Control+Home")
    for _letter in "Den första":
        writing.keyboard.press("Shift+ArrowRight")
    writing.keyboard.press("Control+Alt+k")
    writing.keyboard.type("Är det den första?")
    writing.keyboard.press("Tab")
    writing.keyboard.press("Enter")
    marked = writing.locator(".cm-comment")
    expect(marked).to_have_text("Den första")
    expect(writing.locator(".cm-comment-sign")).to_have_count(1)
    expect(writing.get_by_label("Din kommentar")).to_have_value("")
    writing.get_by_role("button", name="Åtgärdad").click()
    expect(marked).to_have_count(0)
    writing.get_by_role("button", name="Öppna igen").click()
    expect(marked).to_have_text("Den första")
    expect(writing.locator("#save-state")).to_have_text("Sparat")


def test_a_comment_follows_its_words_and_is_found_from_the_list(writing: Page) -> None:
    marked = writing.locator(".cm-comment")
    expect(marked).to_have_text("Den första")
    writing.locator(".cm-content").focus()
    writing.keyboard.press("Control+Home")
    writing.keyboard.type("Före. ")
    expect(marked).to_have_text("Den första")
    writing.get_by_role("link", name="Till platsen i texten").click()
    assert writing.evaluate("getSelection().toString()") == "Den första"


def test_a_link_to_a_line_leads_there(open_page: OpenPage, studio: StudioProcess) -> None:
    assert (Path(studio.root) / "articles" / "lekpark").is_dir()
    page = open_page("/write/lekpark#line-13", width=1400)
    expect(page.locator(".cm-activeLine")).to_contain_text("Läs mer hos")
