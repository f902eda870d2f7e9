"""What has one answer is mended; what isn't wrong, and every word, stays as it was."""

import re
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from repository import ROOT
from sample_newsroom import ARTICLE

from pressverk.content.fixes import (
    Find,
    apply_edits,
    edits_in,
    faults_of_chapter,
    faults_of_release,
    faults_of_report,
    fixed,
)
from pressverk.model import Edit, Finding, Newsroom, Place
from pressverk.newsroom.config import read_newsroom

SLIPS = [
    ("##Rubrik", "## Rubrik"),
    ("## Rubrik.", "## Rubrik"),
    ("# Rubrik", "## Rubrik"),
    ("## A\n\n#### Rubrik", "## A\n\n### Rubrik"),
    ("Läs [rapporten] (https://exempel.se/a).", "Läs [rapporten](https://exempel.se/a)."),
    ("Läs (https://exempel.se/a)[rapporten].", "Läs [rapporten](https://exempel.se/a)."),
    ("Läs [rapporten](www.exempel.se/a).", "Läs [rapporten](https://www.exempel.se/a)."),
    ("Skriv [hit](press@exempel.se).", "Skriv [hit](mailto:press@exempel.se)."),
    ("Läs mer på https://exempel.se/a.", "Läs mer på <https://exempel.se/a>."),
    ("Skola\tFlickor\nNorra\t12", "| Skola | Flickor |\n|---|---|\n| Norra | 12 |"),
    ("Skola\tFlickor\nÖ|st\t12", "| Skola | Flickor |\n|---|---|\n| Ö\\|st | 12 |"),
    (
        "Så här:\nSkola\tElever\nNorra\t12\nMer.",
        "Så här:\n\n| Skola | Elever |\n|---|---|\n| Norra | 12 |\n\nMer.",
    ),
    ("| Skola | Barn |\n| Norra | 12 |", "| Skola | Barn |\n|---|---|\n| Norra | 12 |"),
    ("| Ort | 2024 |\n| Norra | 12 |", "| Ort | 2024 |\n|---|---|\n| Norra | 12 |"),
    ("•\tFörsta\n•\tAndra", "- Första\n- Andra"),
    ("· Första", "- Första"),
    ("\uf0b7 Första", "-  Första"),
    ("1) Ett\n2) Två", "1. Ett\n2. Två"),
    ("a) Ett\nb) Två\nc) Tre", "1. Ett\n2. Två\n3. Tre"),
    ("a. Ett\nb. Två", "1. Ett\n2. Två"),
    ("- Vi är stolta, säger läraren.", "– Vi är stolta, säger läraren."),
    ("–Vi är stolta, säger läraren.", "– Vi är stolta, säger läraren."),
    ("— Vi är stolta, säger läraren.", "– Vi är stolta, säger läraren."),
    ("– estetisk verksamhet,\n– idrott", "- estetisk verksamhet,\n- idrott"),
    ("En ~~struken~~ rad.", "En <del>struken</del> rad."),
    ("En ==gul== rad.", "En <mark>gul</mark> rad."),
    ("H~2~O och m^2^", "H<sub>2</sub>O och m<sup>2</sup>"),
    ("- [ ] Kvar\n- [ ] Klart", "- Kvar\n- Klart"),
    ("\\newpage", "/// page-break\n///"),
    ("/// faktta | A\nText\n///", "/// fakta | A\nText\n///"),
    ("## Om parken\n\nSe [](#om-praken).", "## Om parken\n\nSe [](#om-parken)."),
    ("Rad\u2028två.", "Rad\\\ntvå."),
    ("Ett.\u2029Två.", "Ett.\n\nTvå."),
    ("Rad\x0btvå.", "Rad\\\ntvå."),
    ("Ett\u200b\ufeff ord\x02.", "Ett ord."),
]
TWO_ANSWERS = [
    "| Norra | 12 |\n| Södra | 14 |",
    "Norra\t12\nSödra\t14",
    "| A | B |\n| 1 | 2 | 3 |",
    "Läs [rapporten][saknas].",
    "- Ett\n- Vi är stolta, säger läraren.\n- Två",
    "• ett • två",
    "i) Ett",
    "- [x] Klart",
    "::: box\nText\n:::",
    "Text <!-- glömd",
    "Förlorat \ufffd tecken och \uf053.",
]
FRONT_SLIPS = [
    ("title: Ett pris", "title: Pris #1 i landet", 'title: "Pris #1 i landet"'),
    ("title: Ett pris", "title: ”Ett pris”", 'title: "Ett pris"'),
    ("title: Ett pris", 'title: "Ett pris', 'title: "Ett pris"'),
    ("title: Ett pris", "title: Pris: en fest", 'title: "Pris: en fest"'),
    ("title: Ett pris", "rubirk: Ett pris", "rubrik: Ett pris"),
    ("title: Ett pris", 'title: "Ett" pris', 'title: "\\"Ett\\" pris"'),
    ("title: Ett pris", "title: Ett\u2028pris", "title: Ett pris"),
    ("date: 2018-11-23", "date:2018-11-23", "date: 2018-11-23"),
    ("date: 2018-11-23", "date = 2018-11-23", "date: 2018-11-23"),
    ("contacts: [press]", "contacts: press", "contacts: [press]"),
    ("contacts: [press]", "contacts: [prss]", "contacts: [press]"),
    ("contacts: [press]", "contcts: [press]", "contacts: [press]"),
    ("contacts: [press]", "contacts: [press]\n\tkeywords: [a]", None),
    ("---\nlayout", "\n\n---\nlayout", "---\nlayout"),
]


@pytest.fixture
def find(newsroom: Newsroom) -> Find:
    source = newsroom.root / "articles/pris/index.md"
    return partial(faults_of_release, source=source, newsroom=newsroom)


def with_body(body: str) -> str:
    return f"{ARTICLE}\n{body}\n"


@pytest.mark.parametrize(("slip", "meant"), SLIPS)
def test_a_slip_with_one_answer_is_written_as_it_was_meant(
    find: Find, slip: str, meant: str
) -> None:
    before = with_body(slip)
    assert any(edits_in(before, each) for each in find(before))
    after = fixed(before, find)
    assert after == with_body(meant)
    assert find(after) == find(ARTICLE)


@pytest.mark.parametrize("slip", TWO_ANSWERS)
def test_a_slip_with_two_answers_is_left_to_its_author(find: Find, slip: str) -> None:
    assert find(with_body(slip)) != find(ARTICLE)
    assert fixed(with_body(slip), find) == with_body(slip)


@pytest.mark.parametrize(("line", "slip", "meant"), FRONT_SLIPS)
def test_a_slip_in_front_matter_is_fixed_at_its_line(
    find: Find, line: str, slip: str, meant: str | None
) -> None:
    assert line in ARTICLE
    before = ARTICLE.replace(line, slip, 1)
    assert any(edits_in(before, each) for each in find(before))
    after = fixed(before, find)
    if meant is not None:
        assert after == ARTICLE.replace(line, meant, 1)
    assert not any(edits_in(after, each) for each in find(after))


def test_pictures_whose_names_are_nearly_right_are_named_right(
    find: Find, newsroom: Newsroom
) -> None:
    (newsroom.root / "articles/pris/fest.jpg").write_bytes(b"")
    slip = '![En fest](Fest.JPG "Festen"){photographer="Exempel" width=wde}'
    after = fixed(with_body(slip), find)
    assert after == with_body(slip.replace("Fest.JPG", "fest.jpg").replace("wde", "wide"))


@pytest.mark.parametrize("name", ["Exempel", "Exempel Fotograf"])
def test_typographic_marks_around_a_credit_are_straightened(
    find: Find, newsroom: Newsroom, name: str
) -> None:
    (newsroom.root / "articles/pris/fest.jpg").write_bytes(b"")
    slip = f'![En fest](fest.jpg "Festen"){{fotograf=”{name}” bredd=bred}}'
    after = fixed(with_body(slip), find)
    assert after == with_body(slip.replace(f"”{name}”", f'"{name}"'))
    assert find(after) == find(ARTICLE)


def test_what_stands_in_code_is_left(find: Find) -> None:
    text = with_body("```\n##Rubrik\n• a\n```\n\n`##Rubrik` och \\##Rubrik\n\n##Rubrik")
    assert fixed(text, find) == text.removesuffix("##Rubrik\n") + "## Rubrik\n"


def test_no_break_spaces_keep_nothing_from_being_fixed(find: Find) -> None:
    assert fixed(with_body("#\xa0Rubrik"), find) == with_body("##\xa0Rubrik")


def test_an_edit_that_means_nothing_any_more_is_left_out() -> None:
    edit = Edit(line=2, column=1, written="##Om", replacement="## Om")
    finding = Finding(place=Place(file="a.md", line=2), message="x", rule="x", edits=(edit,))
    assert apply_edits("Nytt.\nText", [edit]) == "Nytt.\nText"
    assert edits_in("Nytt.\nText", finding) == ()
    assert apply_edits("", [edit]) == ""


def test_of_edits_that_overlap_the_first_is_made() -> None:
    wide = Edit(line=1, column=1, written="abc", replacement="x")
    inner = Edit(line=1, column=2, written="b", replacement="y")
    assert apply_edits("abcb", [inner, wide]) == "xb"


def test_a_chapter_is_fixed_with_its_blocks_of_data(newsroom: Newsroom) -> None:
    find = partial(faults_of_chapter, source=newsroom.root / "articles/r/1.md", newsroom=newsroom)
    block = "```diagram\nid: a\nkind: stapl\ndata: d\nx: ar\ny: n\nrubrk: Antal\n```"
    text = f"---\ntitle: Läget #1\n---\n\n##Ett\n\n{block}\n\n## Två.\n"
    assert fixed(text, find) == (
        '---\ntitle: "Läget #1"\n---\n\n## Ett\n\n'
        f"{block.replace('stapl', 'stapel').replace('rubrk', 'rubrik')}\n\n## Två\n"
    )


NAMES = re.compile("faktta|praken")  # a name is a word that is mended
WORDS = st.sampled_from(["Elever", "12", "ett", "säger hon,", "år 2024", "å", "#", "|", "–", "("])
PIECES = st.one_of(
    st.sampled_from([slip for slip, _meant in SLIPS if not NAMES.search(slip)] + TWO_ANSWERS),
    st.lists(WORDS, min_size=1, max_size=6).map(" ".join),
    st.text(alphabet="ab1.)(#-–•*_[]|`~=^\t \n:/\u2028\u200b\xa0", max_size=20),
)
BODIES = st.lists(PIECES, max_size=5).map("\n\n".join)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES)
def test_fixing_twice_is_fixing_once_and_no_word_is_lost(find: Find, body: str) -> None:
    before = with_body(body)
    after = fixed(before, find)
    assert fixed(after, find) == after
    assert not any(edits_in(after, each) for each in find(after))
    assert sorted(words(after)) == sorted(words(before))
    if not any(each.edits for each in find(before)):
        assert after == before


ADDED = re.compile(r"</?(?:del|mark|sub|sup)>|page-break|\\?newpage|mailto:|https://")
LETTERED = re.compile(r"^[ \t>]*(?:[A-Za-z]\)|[a-z]\.|\d{1,9}[.)])(?=[ \t])", re.MULTILINE)


def words(text: str) -> list[str]:
    """Return the letters and digits of *text*, without the marks of lists and elements."""
    return re.findall(r"\w", LETTERED.sub("", ADDED.sub("", text)))


@pytest.mark.parametrize("path", sorted((ROOT / "articles").glob("**/*.md")), ids=str)
def test_an_article_without_faults_is_never_changed(path: Path) -> None:
    newsroom = read_newsroom(ROOT)
    text = path.read_text("utf-8")
    if path.name != "index.md":
        find = faults_of_chapter
    elif "annual-report" in text.partition("\n---")[0]:
        find = faults_of_report
    else:
        find = faults_of_release
    assert fixed(text, partial(find, source=path, newsroom=newsroom)) == text
