"""A press officer's day: from a Word file to three newsrooms, with a colleague who approves."""

import re
from email import message_from_bytes, policy
from pathlib import Path

from playwright.sync_api import Page, expect
from word_documents import p, style, word

NAME = "nytt-bibliotek-oppnar-i-parken"
STYLES = style("Title") + style("heading 1")
BLOCKS = (
    p("Nytt bibliotek öppnar i parken", style="Title"),
    p("Den 5 december öppnar kommunen ett bibliotek i parken. Alla är välkomna."),
    p("Så blev det till", style="heading1"),
    p("Barnen på skolan intill ritade huset tillsammans med en arkitekt."),
    p("– Vi är stolta, säger en av dem."),
)


def test_a_word_file_becomes_an_article(anna: Page, office: tuple[str, Path]) -> None:
    document = word(office[1] / "brev.docx", *BLOCKS, styles=STYLES)
    anna.get_by_label("Släpp filer här, eller välj").set_input_files(document)
    anna.get_by_role("button", name="Ta in").click()
    anna.get_by_role("link", name="Gå till artikeln").click()
    expect(anna.locator(".cm-content")).to_contain_text("Barnen på skolan intill")
    expect(anna.get_by_label("Rubrik", exact=True)).to_have_value("Nytt bibliotek öppnar i parken")


def test_the_page_changes_as_one_writes(anna: Page) -> None:
    first = anna.locator(".sheet img, img.sheet").first
    expect(first).to_be_visible()
    before = first.get_attribute("src") or ""
    anna.locator(".cm-content").click()
    anna.keyboard.press("Control+End")
    anna.keyboard.type("\n\n##Öppettider\n\nAlla dagar kl. 10-18.\n")
    expect(first).not_to_have_attribute("src", before)
    expect(anna.get_by_text("Sparat", exact=False).first).to_be_visible()


def test_a_fault_is_corrected_with_a_click(anna: Page) -> None:
    fault = anna.locator("li", has_text="##Öppettider")
    fault.get_by_role("button", name=re.compile("Ändra|Rätta")).click()
    expect(anna.locator(".cm-content")).to_contain_text("## Öppettider")
    expect(fault).to_have_count(0)


def test_what_the_import_left_open_is_decided(anna: Page) -> None:
    if not anna.get_by_label("Publiceringsdag").is_visible():
        anna.locator("#particulars > summary").click()
    anna.get_by_label("Publiceringsdag").fill("2026-11-28")
    anna.get_by_label("Ingress", exact=True).fill("Kommunen öppnar ett bibliotek i parken.")
    open_questions = anna.locator("li", has_text="att avgöra")
    while open_questions.count():
        left = open_questions.count()
        open_questions.first.get_by_role("button", name="Det stämmer").click()
        expect(open_questions).to_have_count(left - 1)


def test_it_is_heard(anna: Page) -> None:
    anna.get_by_role("link", name="Hör", exact=True).click()
    anna.get_by_role("button", name="Bygg sidorna").click()
    expect(anna.locator("main")).to_contain_text("Nytt bibliotek öppnar i parken")
    expect(anna.locator("main")).to_contain_text("Öppettider")


def test_it_is_planned_and_a_colleague_is_asked(anna: Page, office: tuple[str, Path]) -> None:
    anna.get_by_role("link", name="Skicka", exact=True).click()
    anna.get_by_label("Lista, eller en grupp i den").select_option("demonstration")
    anna.get_by_label("Nu", exact=True).check()
    anna.get_by_role("button", name="Titta innan det skickas").click()
    expect(anna.locator("main")).to_contain_text("3 mottagare")
    anna.get_by_role("button", name="Planera det").click()
    anna.get_by_role("button", name="Be om godkännande").click()
    expect(anna.locator("main")).to_contain_text("väntar på godkännande")
    assert list((office[1] / "mail").iterdir()) == []


def test_the_colleague_approves_in_a_browser_of_their_own(bo: Page) -> None:
    bo.get_by_role("link", name="Nytt bibliotek öppnar i parken").first.click()
    expect(bo).to_have_url(re.compile(f"/approve/{NAME}$"))
    expect(bo.locator("main")).to_contain_text("Anna Exempel ber om ditt godkännande")
    bo.get_by_role("button", name="Godkänn det som det är").click()
    expect(bo.locator("main")).to_contain_text("Det är godkänt")


def test_it_leaves_and_everybody_has_it_once(anna: Page, office: tuple[str, Path]) -> None:
    anna.goto(f"/send/{NAME}")
    expect(anna.locator("main")).to_contain_text("3 lämnade till e-postservern")
    mail = [
        message_from_bytes(file.read_bytes(), policy=policy.default)
        for file in sorted((office[1] / "mail").iterdir())
    ]
    assert {message["subject"] for message in mail} == {"Nytt bibliotek öppnar i parken"}
    assert len({message["to"] for message in mail}) == len(mail) == 3
    anna.goto("/")
    expect(anna.locator("main")).to_contain_text("skickad")
