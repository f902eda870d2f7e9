import re
from collections.abc import Callable
from html import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pressverk.content.typography.refine import refine, refine_text

LANGUAGES = st.sampled_from(["sv", "en"])
# What the conventions look at, over and over, so that they meet.
SIGNS = st.sampled_from([
    *"\"'“”‘’-–—−.,:§%x×()/… \n\xa0\u202f123 kl", " ", " ", "--", "...", "10", "000", "1995",
    "2000", "kl.", "s.", "t. ex.", "A.", "B", "november", "November", "ord", "kr", "%",
    "12", "'90s", "- ",
])  # fmt: skip
LINES = st.lists(SIGNS, max_size=14).map("".join) | st.text(max_size=40)

# HTML has no way to write these.
NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def swedish(text: str) -> str:
    return refine_text(text, language="sv")


def english(text: str) -> str:
    return refine_text(text, language="en")


def bare(text: str) -> str:
    """The text without what typography may change."""
    for pattern, sign in ((r"[\"“”„'‘’]", "'"), (r"-{2,3}|[–—−]", "-"), ("…", "..."), ("×", "x")):
        text = re.sub(pattern, sign, text)
    return re.sub(r"[ \t\n\xa0\u202f]", "", text)


@given(LINES, LANGUAGES)
@example("1995 -- 2000", "sv")
@example("\"'a'\"", "en")
def test_refining_twice_is_refining_once(text: str, language: str) -> None:
    once = refine_text(text, language=language)
    assert refine_text(once, language=language) == once


@given(LINES, LANGUAGES)
def test_not_a_letter_is_changed(text: str, language: str) -> None:
    assert bare(refine_text(text, language=language)) == bare(text)


@given(st.lists(st.tuples(st.sampled_from(["em", "code", "span"]), LINES, LINES), max_size=4))
def test_refining_a_fragment_twice_is_refining_it_once(parts: list[tuple[str, str, str]]) -> None:
    html = "".join(f"<{tag}>{escape(text)}</{tag}>{escape(tail)}" for tag, text, tail in parts)
    once = refine(f"<p>{NO_TEXT.sub('', html)}</p>", language="sv")
    assert refine(once, language="sv") == once


@pytest.mark.parametrize(
    ("written", "set_"),
    [
        ('"Hej", sa hon', "”Hej”, sa hon"),
        ("“Hej” och „hej”", "”Hej” och ”hej”"),
        ("den 'inre' rösten", "den ’inre’ rösten"),
        ("10 000 kr", "10\xa0000\xa0kr"),
        ("1 234 567 invånare", "1\xa0234\xa0567 invånare"),
        ("12 %", "12\xa0%"),
        ("den 23 november 2018", "den 23\xa0november 2018"),
        ("enligt § 5", "enligt §\xa05"),
        ("enligt 3 kap. 5 §", "enligt 3 kap.\xa05\xa0§"),
        ("kl. 10 och kl 12", "kl.\xa010 och kl\xa012"),
        ("t. ex. på s. 4", "t.\xa0ex. på s.\xa04"),
        ("t.ex. detta", "t.ex. detta"),
        ("A. B. Exempelsson", "A.\xa0B.\xa0Exempelsson"),
        ("1995-2000", "1995–2000"),
        ("1995 - 2000", "1995–2000"),
        ("ungdomar 13-16 år", "ungdomar 13–16 år"),
        ("kl. 10.00-12.30", "kl.\xa010.00–12.30"),
        ("hon - som alltid - kom", "hon – som alltid – kom"),
        ("hon -- som alltid -- kom", "hon – som alltid – kom"),
        ("och så ...", "och så …"),
        ("3 x 4 meter", "3\xa0×\xa04 meter"),
        ("10x15 cm", "10×15\xa0cm"),
        ("det var -5 grader", "det var −5 grader"),
        ("– Hej", "–\xa0Hej"),
        ("23\nnovember", "23\xa0november"),
        ("10\u2009000", "10\u2009000"),
    ],
)  # fmt: skip
def test_swedish_is_set_as_swedish(written: str, set_: str) -> None:
    assert swedish(written) == set_


@pytest.mark.parametrize(
    "text",
    [
        "ring 08-530 610 00",
        "ring 070-123 45 67",
        "ring +46 70-123 45 67",
        "ring +46 8 530 610 00",
        "ring 0771 123 456",
        "dnr KS/2018:123",
        "dnr KS2018-00123",
        "dnr 2018-2017",
        "år 2018",
        "2018-11-23",
        "850709-9805",
        "SFS 2023:196",
        "resultatet blev 2-1",
        "5 - 3",
        "ISBN 91-7000-150-9",
        "10000",
        "0x10",
        "Botkyrka-Salem",
        "program --force",
        "a....b",
        "grupp A-B",
        "buss 172",
    ],
)
def test_what_is_not_certain_stays(text: str) -> None:
    assert swedish(text) == text


@pytest.mark.parametrize(
    ("written", "set_"),
    [
        ('"Hello," she said', "“Hello,” she said"),
        ("\"She said 'yes'.\"", "“She said ‘yes’.”"),
        ("it's the boys' club", "it’s the boys’ club"),
        ("the '90s, rock 'n' roll", "the ’90s, rock ’n’ roll"),
        ("late--very late", "late—very late"),
        ("on 23 November", "on 23\xa0November"),
        ("on November 23", "on November\xa023"),
        ("see p. 4", "see p.\xa04"),
        ("Dr. Example", "Dr.\xa0Example"),
        ("the years 1995-2000", "the years 1995–2000"),
        ('("so")', "(“so”)"),
    ],
)  # fmt: skip
def test_english_is_set_as_english(written: str, set_: str) -> None:
    assert english(written) == set_


def test_other_languages_are_left_alone() -> None:
    assert refine_text('"10 000"', language="fr") == '"10 000"'


def test_a_passage_follows_its_own_language() -> None:
    html = '<p>"Ja" <span lang="en">"Yes"</span> <span lang="fr">"Oui"</span> "nej"</p>'
    assert refine(html, language="sv") == (
        '<p>”Ja” <span lang="en">“Yes”</span> <span lang="fr">"Oui"</span> ”nej”</p>'
    )


def test_a_quotation_runs_over_emphasis() -> None:
    assert refine('<p>"<em>Now</em>," she said</p>', language="en") == (
        "<p>“<em>Now</em>,” she said</p>"
    )


def test_a_line_does_not_break_between_a_number_and_an_emphasised_unit() -> None:
    assert refine("<p>12 <em>procent</em></p>", language="sv") == (
        "<p>12&nbsp;<em>procent</em></p>"
    )


@pytest.mark.parametrize("tag", ["code", "pre", "kbd", "samp"])
def test_code_is_left_alone(tag: str) -> None:
    html = f'<div><{tag}>"10 000" ...</{tag}></div>'
    assert refine(html, language="sv") == html


def test_attributes_are_left_alone() -> None:
    html = '<p><a href="https://exempel.se/a--b?c=1...2" title="10 000 -- 1">x</a></p>'
    assert refine(html, language="sv") == html


def test_a_note_is_a_line_of_its_own() -> None:
    html = '<p>"Ja<span class="footnote">"Not"</span>" sa hon</p>'
    assert refine(html, language="en") == ('<p>“Ja<span class="footnote">“Not”</span>” sa hon</p>')


def test_blocks_are_lines_of_their_own() -> None:
    assert refine("<ul><li>12</li><li>% av alla</li></ul>", language="sv") == (
        "<ul><li>12</li><li>% av alla</li></ul>"
    )


def test_addresses_keep_their_letters() -> None:
    html = '<p><img src="å b.png" alt=""></p>'
    assert refine(html, language="sv") == html


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(
    "kept",
    [
        "https://xn--rksmrgs-5wao1o.se/a--b",
        "https://example.com/a...b",
        "https://exempel.se/1995-2000/3x4?a=10--12",
        "press--ett@example.com",
        "mailto:press--ett@example.com",
        "www.exempel.se/10.00-12.00",
        "exempel.se/a--b",
        "rapport--2024...slut.pdf",
        "bilaga_1995-2000.xlsx",
        "bild-3x4.jpg",
        "/var/data/a--b",
        r"\\server\a--b\c",
        "KS/2019--20",
        "AB-12--15",
        "#skola--hem",
    ],
)
def test_an_address_a_file_name_or_a_reference_is_left_as_it_is_written(
    kept: str, language: str
) -> None:
    for line in (kept, f"Se {kept}.", f"({kept}), och mer", f"Se {kept}\noch mer"):
        assert refine_text(line, language=language) == line
    assert kept in refine(f"<p>Se <a href='x'>{kept}</a>, a - b.</p>", language=language)


@pytest.mark.parametrize("before", ["dnr", "Diarienummer:", "ref.", "order no.", "ISBN"])
def test_a_number_that_is_a_reference_is_no_range(before: str) -> None:
    assert refine_text(f"{before} 12-15 gäller", language="sv") == f"{before} 12-15 gäller"


def test_quotation_marks_round_an_address_are_refined() -> None:
    assert refine_text('"https://a.se/b--c" a--b', language="sv") == "”https://a.se/b--c” a–b"


def test_an_ordinary_range_or_dash_is_still_set() -> None:
    assert refine_text("3-5 maj, a--b, och/eller 1995-2000 ...", language="sv") == (
        "3–5\xa0maj, a–b, och/eller 1995–2000 …"
    )


@pytest.mark.parametrize(
    "written",
    [
        "KS 2019--20", "KS\xa02019-20", "BUN 2021/45--47", "SBN 2019/12-15", "KSAU 2020:4--5",
        "dnr KS 2019--20", "Diarienummer: MHN 2019-20", "mål nr B 12-19", "mål T 1234--19",
        "målet Ö 12-15", "ref. no. AB--12", "Ref. no. 12-15", "file no. 3--4", "bankgiro 62-115",
        "ritning A-40--1", "ärendenr. 12--3", "dossiernr 12-15", "konto-nr 8-12",
    ],
)  # fmt: skip
@pytest.mark.parametrize("refined", [swedish, english])
def test_a_reference_number_with_a_code_and_a_space_is_left_as_it_is(
    written: str, refined: Callable[[str], str]
) -> None:
    for line in (f"Se {written}.", f"({written})", f"{written}, och mer"):
        assert refined(line).replace("\xa0", " ") == line.replace("\xa0", " ")


def test_years_after_a_name_in_capitals_are_a_range() -> None:
    assert swedish("EU 2019--2024 och AIK 2018-2019") == "EU 2019–2024 och AIK 2018–2019"
    assert swedish("nådde mål 12-15") == "nådde mål 12–15"


@pytest.mark.parametrize("number", ["12/2026", "Ö 12-3"])
def test_a_reference_number_is_one_in_right_to_left_text(number: str) -> None:
    written = f"رقم الملف {number}، و"
    isolated = f"رقم الملف \u2066{number}\u2069، و"
    assert refine_text(written, language="ar") == isolated
    assert refine_text(isolated, language="ar") == isolated


@pytest.mark.parametrize("language", ["ar", "he", "fa-Arab"])
def test_groups_of_digits_keep_their_order_in_right_to_left_text(language: str) -> None:
    assert refine_text("x 08-000 00 00 y", language=language) == "x \u206608-000 00 00\u2069 y"
    assert refine_text("x 08-000 00 00 y", language="ar-Latn") == "x 08-000 00 00 y"
    html = f'<p>020-50 50 50 och <span lang="{language}">020-50 50 50</span></p>'
    assert refine(html, language="sv").count("\u2066") == 1
    assert refine(refine(html, language="sv"), language="sv").count("\u2066") == 1
