"""Languages: suspected when they are surely others, and never otherwise."""

import re
from pathlib import Path

import pytest
from meaning import findings, rules
from repository import ROOT

from pressverk.accessibility.checks.languages import suspected_language

SENTENCES = {
    "sv": "Planen är för alla barn som bor i området och för dem som arbetar där.",
    "en": "The plan is for all of the children in the area and for those who work there.",
    "fi": "Suunnitelma on kaikille lapsille, jotka asuvat alueella, ja niille, jotka ovat siellä.",
    "de": "Der Plan ist für alle Kinder in der Gegend und für die, die dort mit ihnen arbeiten.",
    "fr": "Le plan est pour tous les enfants qui vivent dans la région et pour ceux qui y sont.",
    "es": "El plan es para todos los niños que viven en la zona y para los que trabajan en ella.",
    "pl": "Plan jest dla dzieci, które są w okolicy, i dla tych, którzy tam pracują od lat.",
    "nb": "Planen ble laget for alle barn i området, og hva mye av dette betyr, er ikke bare nå.",
    "ARABIC": "الخطة لجميع الأطفال الذين يعيشون في المنطقة",
    "CYRILLIC": "План для всех детей, которые живут в районе",
}


@pytest.mark.parametrize("language", SENTENCES)
@pytest.mark.parametrize("declared", ["sv", "en", ""])
def test_a_sentence_is_suspected_where_it_is_not_declared(language: str, declared: str) -> None:
    if (language, declared) == ("nb", "sv"):
        return  # close relatives: silence
    expected = None if language == declared else language
    assert suspected_language(SENTENCES[language], declared) == expected


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        ("Mentors in Violence Prevention", "sv"),
        ("och så vidare och så vidare", "en"),
        ("Anna Andersson, Bo Berg, Carl Clason, Dan Dahl, Eva Ek, Fia Falk, Gun Gran", "en"),
        ("Programmet heter Mentors in Violence Prevention och leds av unga på skolan", "sv"),
        (SENTENCES["fi"], "smi"),
        (SENTENCES["ARABIC"], "ckb"),
        ("Б", "sv"),
        ("2 0 1 5 – 2 0 2 6", "sv"),
        ("B i e n v e n u e dans l e T u t o r i e l", "fr"),
    ],
)
def test_names_titles_and_languages_that_are_not_known_are_left_alone(
    text: str, declared: str
) -> None:
    assert suspected_language(text, declared) is None


def passages(path: Path) -> list[str]:
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [" ".join(each.split()) for each in re.split(r"\n\s*\n", text)]


@pytest.mark.parametrize(
    "path", [*ROOT.glob("docs/*.md"), ROOT / "README.md"], ids=lambda path: path.name
)
def test_no_alarm_is_false_in_our_own_english(path: Path) -> None:
    assert [text for text in passages(path) if suspected_language(text, "en")] == []


def test_a_passage_is_reported_with_its_page_and_both_languages() -> None:
    body = f"<p>{SENTENCES['sv']}</p><p style='page-break-before: always'>{SENTENCES['en']}</p>"
    (finding,) = findings(body)
    assert finding.place.page == 2
    assert finding.message == (
        "'The plan is for all of the children in the area and for…' seems to be in English and is"
        " read as Swedish; mark its language"
    )


def test_a_sentence_in_a_paragraph_of_another_language_is_found() -> None:
    body = f"<p>{SENTENCES['sv']} {SENTENCES['en']} {SENTENCES['sv']}</p>"
    assert rules(body) == ["unmarked-language"]


def test_a_marked_passage_is_left_alone() -> None:
    assert rules(f"<p>{SENTENCES['sv']} <span lang='en'>{SENTENCES['en']}</span></p>") == []


def test_an_alternative_is_read_in_a_language_too() -> None:
    svg = '<svg role="img" aria-label="{}" width="9" height="9"><path d="M0 0h9v9z"/></svg>'
    assert rules(svg.format(SENTENCES["en"])) == ["unmarked-language"]


def test_code_is_in_no_language() -> None:
    body = f"<p>{SENTENCES['sv']} <code>{SENTENCES['en']}</code></p>"
    assert rules(body) == []
