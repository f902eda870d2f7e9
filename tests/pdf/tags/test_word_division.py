"""Compounds are divided at their joints, and addresses at their signs without a hyphen."""

import re
from itertools import pairwise

import pypdfium2
import pytest
from tagging import html_page, tagged

from pressverk.pdf.typesetting import typeset
from pressverk.pdf.weasyprint.word_division import joints

CSS = (
    "@page { size: 120mm 250mm; margin: 5mm } html { font: 10pt/15pt 'Source Serif 4';"
    " hyphens: auto; hyphenate-limit-chars: 8 4 4; overflow-wrap: anywhere }"
    "a { hyphens: manual } p { margin: 0 }"
)


def lines(html: str, width: int, language: str = "sv") -> list[str]:
    page = html_page(f'<div lang="{language}" style="width: {width}px">{html}</div>', CSS)
    text: str = pypdfium2.PdfDocument(typeset(page).data)[0].get_textpage().get_text_range()
    text = re.sub("\ufffe|\u2010|\xad|-", "-\n", text)
    return [line.rstrip("\r").strip() for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("socialtjänsten", "social tjänsten"),
        ("barnkonventionen", "barn konventionen"),
        ("sekretesslagen", "sekretess lagen"),
        ("trygghetsvandringarna", "trygghets vandringarna"),
        ("socialtjänstlagen", "social tjänst lagen"),
        ("dokumenterar", "dokumenterar"),
        ("relationer", "relationer"),
    ],
)
def test_joints_are_where_words_meet(word: str, parts: str) -> None:
    ends = [0, *joints(word), len(word)]
    assert " ".join(word[a:b] for a, b in pairwise(ends)) == parts


@pytest.mark.parametrize("width", range(90, 200, 4))
def test_a_compound_is_divided_at_a_joint_only(width: int) -> None:
    found = lines("<p>Nu har den stora Socialtjänsten och medarbetare svar på det.</p>", width)
    ends = {line.split()[-1] for line in found if line.endswith("-")}
    assert ends <= {"Social-", "med-"}


def test_a_compound_is_divided_somewhere() -> None:
    found = [lines("<p>den stora Socialtjänsten</p>", width) for width in range(100, 180, 5)]
    assert ["den stora Social-", "tjänsten"] in found


def test_the_first_word_of_a_compound_is_divided_where_a_line_is_too_short_for_it() -> None:
    assert lines("<p>kommunikationsavdelningen</p>", 70)[0] in {"kommuni-", "kommunika-"}


def test_other_words_and_languages_are_divided_as_before() -> None:
    assert any("-" in line for line in lines("<p>dokumenterar relationer</p>", 50))
    assert any("-" in line for line in lines("<p>documentation relationship</p>", 50, "en"))


@pytest.mark.parametrize("width", range(60, 300, 13))
@pytest.mark.parametrize(
    "address",
    [
        "fornamn.efternamn@exempelkommun.example",
        "https://exempelkommun.example/nyheter/arkiv.html?ar=2018&manad=11",
        "www.exempelkommun.example/nyheterochevenemang",
    ],
)
def test_an_address_is_divided_at_its_punctuation(address: str, width: int) -> None:
    found = lines(f'<p>Skriv <a href="https://exempel.example">{address}</a> nu</p>', width)
    shown = found[next(n for n, line in enumerate(found) if address[:3] in line) :]
    assert "".join(shown).replace(" ", "").removeprefix("Skriv").removesuffix("nu") == address
    parts = re.split(r"(?<=[@/])(?=[^/])|(?<=\w)(?=[.?&=#_])|(?<=[?&])", address)
    for line in shown[:-1]:
        ends_well = any(line.endswith(part) for part in parts)
        has_a_long_part = any(part.startswith(line[-6:]) or line in part for part in parts)
        assert ends_well or has_a_long_part or width < 150


def test_a_divided_address_is_heard_whole() -> None:
    address = "fornamn.efternamn@exempelkommun.example"
    assert address in tagged(f'<p style="width: 120px">{address}</p>', CSS).root.text
