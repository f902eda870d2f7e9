import datetime as dt
import time
from pathlib import Path

import pytest

from pressverk.content.checks.article import check_article
from pressverk.content.markup.body import render_body
from pressverk.content.typography.refine import refine
from pressverk.model import Article, Contact, Finding, Severity
from pressverk.newsroom.undecided import undecided_in

CONTACT = Contact(name="Exempel", title="Exempel", phone="08-000 00 00")
FIGURE = '![{alt}](a.svg "{caption}"){{photographer="Exempel"}}'
# "Exempel": the number that the tax agency prints in its own instructions.
NUMBER = "811228-9874"


def check(
    body: str = "Text.",
    *,
    title: str = "Ett pris",
    lead: str = "En ingress.",
    layout: str = "press-release",
    contacts: tuple[Contact, ...] = (CONTACT,),
    contacts_line: str = "contacts: [press]",
    updated: dt.date | None = None,
) -> tuple[Finding, ...]:
    text = f"---\ntitle: {title}\nlead: {lead}\n{contacts_line}\n---\n\n{body}\n"
    rendered = render_body(body, language="sv", file="a.md", first_line=7)
    article = Article(
        slug="a",
        source=Path("articles/a.md"),
        layout=layout,
        language="sv",
        title=title,
        date=dt.date(2018, 11, 23),
        lead=lead,
        body=refine(rendered.html, language="sv"),
        contacts=contacts,
        updated=updated,
    )
    return check_article(article, text)


def only(findings: tuple[Finding, ...]) -> tuple[str, Severity, int | None, int | None]:
    (finding,) = findings
    return finding.rule, finding.severity, finding.place.line, finding.place.column


def test_a_good_article_has_no_findings() -> None:
    assert check("## Rubrik\n\n– Hej, säger hon.\n\n" + FIGURE.format(alt="A", caption="B")) == ()


def test_places_name_the_file_that_was_given() -> None:
    assert check(contacts=(), contacts_line="contacts: []")[0].place.file == "articles/a.md"


def test_somebody_must_be_there_for_the_media() -> None:
    found = check(contacts=(), contacts_line="contacts: []")
    assert only(found) == ("no-contact", Severity.ERROR, 4, 1)


@pytest.mark.parametrize("line", ["contacts: [pres]", "contacts:\n  - pres", "contacts:\n- pres"])
def test_an_unknown_contact_is_not_reported_twice(line: str) -> None:
    assert check(contacts=(), contacts_line=line) == ()


@pytest.mark.parametrize(
    ("text", "column"), [(f"Hon ({NUMBER})", 6), (f"`{NUMBER}`", 2), (f"*{NUMBER}*", 2)]
)
def test_a_personal_identity_number_in_the_text_stops_the_build(text: str, column: int) -> None:
    found = check(text)
    assert only(found) == ("personal-number", Severity.ERROR, 7, column)
    assert "81****-****" in found[0].message
    assert "1228" not in found[0].message
    assert "9874" not in found[0].message


def test_a_personal_number_is_found_in_title_lead_and_captions() -> None:
    found = check(FIGURE.format(alt=NUMBER, caption=NUMBER), title=NUMBER, lead=NUMBER)
    places = [each.place.line for each in found if each.rule == "personal-number"]
    assert places == [2, 3, 7, 7]


@pytest.mark.parametrize(
    ("length", "rules"), [(70, []), (71, ["headline-length"])], ids=["fits", "too long"]
)
def test_a_long_headline_is_remarked_on(length: int, rules: list[str]) -> None:
    assert [each.rule for each in check(title="a" * length)] == rules


@pytest.mark.parametrize(("length", "rules"), [(300, []), (301, ["lead-length"])])
def test_a_long_lead_is_remarked_on(length: int, rules: list[str]) -> None:
    assert [each.rule for each in check(lead="a" * length)] == rules


@pytest.mark.parametrize(
    ("length", "layout", "rules"),
    [
        (2_500, "press-release", []),
        (2_501, "press-release", ["body-length"]),
        (2_501, "annual-report", []),
    ],
)
def test_a_long_release_is_remarked_on(length: int, layout: str, rules: list[str]) -> None:
    found = check("A. " * (length // 3) + "A" * (length % 3), layout=layout)
    assert [each.rule for each in found] == rules


def test_a_text_that_is_hard_to_read_is_remarked_on_with_its_index() -> None:
    found = check("Kommunstyrelsens ordförande beslutade om verksamheten. " * 30)
    assert only(found)[:2] == ("readability", Severity.ADVICE)
    assert "(LIX) 85" in found[0].message


def test_a_short_text_is_not_judged() -> None:
    assert check("Kommunstyrelsens ordförande beslutade om verksamheten.") == ()


def test_tables_and_code_are_no_sentences() -> None:
    rows = "| kommunstyrelsens | verksamhetsberättelse |\n" * 100
    assert check(f"| A | B |\n|---|---|\n{rows}", layout="annual-report") == ()


@pytest.mark.parametrize(
    ("alt", "caption"),
    [
        ("a" * 201, "B"),
        ("Bild på en scen", "B"),
        ("En bild av en scen", "B"),
        ("Image of a stage", "B"),
        ("En scen.", "En scen"),
    ],
)
def test_an_alternative_text_that_helps_nobody_is_remarked_on(alt: str, caption: str) -> None:
    found = check(f"A\n\n{FIGURE.format(alt=alt, caption=caption)}")
    assert only(found)[:3] == ("alternative-text", Severity.ADVICE, 9)


@pytest.mark.parametrize("alt", ["a" * 200, "Bildskärm", "Bilden hänger snett", "Fotografen"])
def test_other_alternative_texts_are_not(alt: str) -> None:
    assert check(FIGURE.format(alt=alt, caption="B")) == ()


def test_a_heading_with_a_full_stop_is_remarked_on() -> None:
    found = check("## Rubrik\n\n## Rubrik.")
    assert only(found) == ("heading-full-stop", Severity.ADVICE, 9, 1)


@pytest.mark.parametrize(
    ("title", "rules"),
    [
        ("Ett pris.", ["heading-full-stop"]),
        ("Ett pris …", []),
        ("LEKPARK ÖPPNAR I TUMBA", ["headline-capitals"]),
        ("SCB och BRÅ", []),
        ("NATO", []),
    ],
)
def test_the_form_of_a_headline_is_remarked_on(title: str, rules: list[str]) -> None:
    assert [finding.rule for finding in check(title=title)] == rules


def test_a_last_change_before_the_article_is_remarked_on() -> None:
    assert check(updated=dt.date(2018, 11, 23)) == ()
    (finding,) = check(updated=dt.date(2018, 11, 22))
    assert (finding.rule, finding.severity) == ("updated-before-date", Severity.ADVICE)


def test_a_note_that_ends_with_a_full_stop_is_no_heading() -> None:
    assert check("## Rubrik[^1]\n\nText[^1].\n\n[^1]: Rubrik i en not.") == ()


@pytest.mark.parametrize(
    "speech", ['– "Vi är glada", säger hon.', "– ”Vi är glada”", "– ”Vi är *glada*!” säger hon."]
)
def test_dash_and_quotation_marks_on_one_speech_are_remarked_on(speech: str) -> None:
    assert only(check(f"Text.\n\n{speech}")) == (
        "dash-and-quotation-marks",
        Severity.ADVICE,
        9,
        1,
    )


def test_a_quoted_title_in_speech_is_no_double_mark() -> None:
    assert check('– "Tåget" är en bra metod, säger hon.') == ()


def test_what_an_import_left_to_a_person_is_reported_until_its_comment_is_gone() -> None:
    body = "Text.\n\n<!-- avgör (credit): skriv vem som tog bilden -->\nMer text."
    assert only(check(body)) == ("undecided", Severity.ADVICE, 9, 1)
    assert "skriv vem som tog bilden" in check(body)[0].message


def test_so_is_what_it_left_in_the_front_matter() -> None:
    found = check(contacts_line="# decide (contacts): who?\ncontacts: [press]")
    assert only(found) == ("undecided", Severity.ADVICE, 4, 1)


def test_other_comments_are_left_alone() -> None:
    assert check("Text. <!-- avgör senare -->") == ()


def test_open_decisions_are_looked_for_in_a_run_of_backticks_in_time_that_it_takes_to_read() -> (
    None
):
    text = "<!-- decide (credit): who? -->\n" + "`" * 40_000 + "\n" + "`` a ` b\n" * 1_000
    began = time.process_time()
    assert [each.rule for each in undecided_in(text)] == ["credit"]
    assert time.process_time() - began < 2


@pytest.mark.parametrize("mark", ["Write the text here.", "TODO", "XX kronor", "[KOLLA MED PER]"])
def test_text_that_nobody_finished_is_advice_at_its_place(mark: str) -> None:
    rule, severity, line, column = only(check(f"Först.\n\nDet kostar {mark}."))
    assert (rule, severity, line, column) == ("unfinished-text", Severity.ADVICE, 9, 12)


def test_a_lead_of_the_template_is_reported_though_it_fills_several_lines() -> None:
    lead = "Skriv här i två eller tre meningar vad som har hänt och varför det är viktigt."
    assert [finding.rule for finding in check(lead=lead)] == ["unfinished-text"]
