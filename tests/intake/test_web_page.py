"""Pages as municipal systems make them become their articles."""

import datetime as dt
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from sample_pages import NOTICE, RELEASE, SERVICE, STORIES, SYSTEMS, SamplePage, Story, sample_page

from pressverk.intake.model import NoteKind, SourceDocument
from pressverk.intake.page_text import text_of
from pressverk.intake.web_page import pages_in, read_web_page

PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\x9cc`\0\0\0"
    b"\x02\0\x01H\xaf\xa4q\0\0\0\0IEND\xaeB`\x82"
)
# Systems that don't show when a page was last changed.
WITHOUT_UPDATE = {"cision", "mynewsdesk"}
ALL = [(system, story) for system in SYSTEMS for story in STORIES]
NAMES = [f"{system}-{story.slug}" for system, story in ALL]
each_page = pytest.mark.parametrize(("system", "story"), ALL, ids=NAMES)


def words(text: str) -> Counter[str]:
    return Counter("".join(sign if sign.isalnum() else " " for sign in text).split())


def write(folder: Path, page: SamplePage) -> Path:
    path = folder / f"{page.name}.html"
    path.write_bytes(page.html.encode(page.encoding))
    return path


def read(path: Path) -> SourceDocument:
    (document,) = read_web_page(path)
    return document


def read_html(tmp_path: Path, html: str) -> SourceDocument:
    path = tmp_path / "sida.html"
    path.write_text(html, encoding="utf-8")
    return read(path)


def with_pictures(tmp_path: Path, system: str, story: Story) -> SourceDocument:
    """Return the page as saved whole: its pictures in a folder beside it."""
    page = sample_page(system, story, files="sida_files/")
    folder = tmp_path / "sida_files"
    folder.mkdir()
    for number, picture in enumerate(story.pictures):
        (folder / picture.file).write_bytes(PNG + bytes([number]))
    return read(write(tmp_path, page))


@each_page
def test_the_article_has_the_words_of_the_story_and_no_others(
    tmp_path: Path, system: str, story: Story
) -> None:
    found = read(write(tmp_path, sample_page(system, story)))
    expected = words(" ".join(story.texts()))
    if not story.lead:
        expected -= words(found.lead)
    assert words(text_of(found.body)) == expected


@each_page
def test_the_title_the_lead_and_the_dates_are_found(
    tmp_path: Path, system: str, story: Story
) -> None:
    found = read(write(tmp_path, sample_page(system, story)))
    assert found.title == story.title
    assert found.lead == (story.lead or str(story.blocks[0][1]))
    assert found.date == dt.date.fromisoformat(story.published)
    updated = None if system in WITHOUT_UPDATE else dt.date.fromisoformat(story.updated)
    assert found.updated == updated


@each_page
def test_the_contact_and_the_fact_box_are_found(tmp_path: Path, system: str, story: Story) -> None:
    found = read(write(tmp_path, sample_page(system, story)))
    people = [(each.name, each.title, each.phone, each.email) for each in found.contacts]
    who = story.contact
    assert people == ([(who.name, who.title, who.phone, who.email)] if who else [])
    boxes = [text_of(box[0]) for box in found.body.iterfind("aside[@class='fact']")]
    assert boxes == ([story.fact.title] if story.fact else [])


@each_page
def test_pictures_come_with_alternative_text_caption_and_photographer(
    tmp_path: Path, system: str, story: Story
) -> None:
    found = with_pictures(tmp_path, system, story)
    figures = found.body.findall(".//figure/img/..")
    assert [
        (
            each.find("img").get("src"),
            each.find("img").get("alt"),
            text_of(each.find("figcaption")),
            each.find("img").get("data-photographer"),
        )
        for each in figures
    ] == [(each.file, each.alt, each.caption, each.photographer) for each in story.pictures]
    assert list(found.pictures) == [each.file for each in story.pictures]


@each_page
def test_a_picture_that_was_not_saved_is_reported_with_its_words(
    tmp_path: Path, system: str, story: Story
) -> None:
    found = read(write(tmp_path, sample_page(system, story)))
    notes = [note for note in found.notes if note.rule == "picture-missing"]
    assert len(notes) == len(story.pictures)
    for note, picture in zip(notes, story.pictures, strict=True):
        assert note.kind is NoteKind.DECIDE
        assert words(note.text) >= words(f"{picture.alt} {picture.caption} {picture.photographer}")
        assert found.body.xpath(".//*[@data-note=$anchor]", anchor=note.anchor)


@each_page
def test_tables_and_lists_keep_their_cells_and_items(
    tmp_path: Path, system: str, story: Story
) -> None:
    found = read(write(tmp_path, sample_page(system, story)))
    for kind, value in story.blocks:
        if kind == "ul":
            assert [text_of(item) for item in found.body.iterfind("ul/li")] == list(value)  # type: ignore[call-overload]
        if kind == "table":
            (table,) = found.body.iter("table")
            assert [text_of(cell) for cell in table.iter("th", "td")] == [
                *value.head,  # type: ignore[attr-defined]
                *(cell for row in value.rows for cell in row),  # type: ignore[attr-defined]
            ]
            assert {cell.tag for cell in next(table.iter("tr"))} == {"th"}


@each_page
def test_the_article_is_found_where_the_page_names_no_main_content(
    tmp_path: Path, system: str, story: Story
) -> None:
    page = sample_page(system, story)
    html = re.sub(r"<(/?)(?:main|article)\b", r"<\1div", page.html.replace('role="main"', ""))
    found = read(write(tmp_path, replace(page, html=html)))
    everything = words(f"{story.lead} {' '.join(story.texts())}")
    assert words(f"{found.lead} {text_of(found.body)}") == everything
    assert bool(found.contacts) == bool(story.contact)


def test_every_sample_system_is_there() -> None:
    assert len(ALL) >= 30
    assert {story.slug for story in (RELEASE, SERVICE, NOTICE)} == {s.slug for s in STORIES}


def test_a_day_in_another_zone_is_the_swedish_one(tmp_path: Path) -> None:
    found = read_html(
        tmp_path,
        '<html><head><meta property="article:published_time" content="2018-11-23T23:30:00Z">'
        "</head><body><main><h1>Rubrik</h1><p>Ett stycke text som är nog.</p></main></body></html>",
    )
    assert found.date == dt.date(2018, 11, 24)


def test_what_readers_saw_goes_before_what_machines_read(tmp_path: Path) -> None:
    found = read_html(
        tmp_path,
        '<html><head><meta property="article:published_time" content="2020-01-01"></head>'
        "<body><main><h1>Rubrik</h1><p>Publicerad: 2 mars 2021</p><p>Text som är nog för en sida."
        "</p></main></body></html>",
    )
    assert found.date == dt.date(2021, 3, 2)


def test_text_that_a_page_folds_away_is_taken_in(tmp_path: Path) -> None:
    hidden = "Den som vill ansöka fyller i blanketten och skickar den till kommunen. " * 3
    found = read_html(
        tmp_path,
        "<main><h1>Ansökan</h1><p>Så här ansöker du om plats i kommunens verksamhet.</p>"
        f"<h2><button aria-expanded='false'>Blanketten</button></h2><div hidden><p>{hidden}</p>"
        "</div><p>Svaret kommer inom tre veckor, oftast fortare än så.</p></main>",
    )
    assert [block.tag for block in found.body] == ["h2", "p", "p"]
    assert "folded-text" in [note.rule for note in found.notes]


def test_a_contact_card_without_a_heading_is_a_contact_with_its_portrait_reported(
    tmp_path: Path,
) -> None:
    found = read_html(
        tmp_path,
        "<main><h1>Rubrik</h1><p>Ett första stycke som blir ingress.</p><p>Ett andra stycke här."
        "</p><h2>Kontakt</h2><div class='contact-card'><img src='e.jpg' alt='Porträtt av Exempel'>"
        "<h3>Exempel Ek</h3><p>chef</p><p>08-000 00 00</p></div></main>",
    )
    (contact,) = found.contacts
    assert (contact.name, contact.title, contact.phone) == ("Exempel Ek", "chef", "08-000 00 00")
    assert [text_of(block) for block in found.body] == ["Ett andra stycke här."]
    assert "Porträtt av Exempel" in " ".join(note.text for note in found.notes)


def test_a_day_that_only_a_time_element_gives_is_found(tmp_path: Path) -> None:
    found = read_html(
        tmp_path,
        "<main><h1>Rubrik</h1><time itemprop='datePublished' datetime='2024-05-03'>i våras</time>"
        "<p>Ett första stycke som blir ingress.</p><p>Ett andra stycke här.</p></main>",
    )
    assert found.date == dt.date(2024, 5, 3)


def test_an_abbreviation_that_the_text_explains_is_marked(tmp_path: Path) -> None:
    found = read_html(
        tmp_path,
        "<main><h1>Rubrik</h1><p>Ett första stycke som blir ingress.</p>"
        "<p>Skolan har Mentors in Violence Prevention (MVP), inte Svenska Stenar (ABC).</p></main>",
    )
    assert [(a.text, a.get("title")) for a in found.body.iter("abbr")] == [
        ("MVP", "Mentors in Violence Prevention")
    ]


def test_running_text_is_kept_whatever_its_element_is_called(tmp_path: Path) -> None:
    text = "Kommunen har under våren provat ett nytt sätt att dela på ansvaret för parkerna. " * 5
    found = read_html(
        tmp_path,
        f"<main><h1>Rubrik</h1><p>Ett första stycke som blir ingress.</p><p>{text}</p>"
        f"<div class='share-on related'><p>Mer: {text}</p></div>"
        "<div class='share'>Dela via Facebook och mejl</div></main>",
    )
    assert [text_of(block).partition(" ")[0] for block in found.body] == ["Kommunen", "Mer:"]


def test_what_is_folded_under_a_summary_stands_under_a_heading(tmp_path: Path) -> None:
    found = read_html(
        tmp_path,
        "<main><h1>Rubrik</h1><p>Ett första stycke som blir ingress.</p><p>Ett andra stycke här."
        "</p><details><summary>Vad kostar det?</summary><p>Ingenting alls.</p></details></main>",
    )
    assert [(block.tag, text_of(block)) for block in found.body][1:] == [
        ("h3", "Vad kostar det?"),
        ("p", "Ingenting alls."),
    ]


def test_text_that_stands_loose_around_the_main_content_is_kept(tmp_path: Path) -> None:
    found = read_html(
        tmp_path,
        "<div><h1>Rubrik</h1>Löst före.<div><p>Ett första stycke som blir ingress i sidan.</p>"
        "<p>Ett andra stycke som är längre än det första var.</p></div></div><p>Sidfot här</p>",
    )
    assert "Löst före." in f"{found.lead} {text_of(found.body)}"


def test_links_lead_where_they_led_on_the_page_and_never_to_scripts(tmp_path: Path) -> None:
    found = read_html(
        tmp_path,
        "<html><head><link rel='canonical' href='https://exempel.se/nyheter/a'></head><body><main>"
        "<h1>Rubrik</h1><p>Ett första stycke som blir ingress.</p><p>Läs <a href='../om'>om oss</a>"
        ", <a href='javascript:alert(1)'>tryck</a> eller <a href='#x'>hoppa</a> dit.</p></main>",
    )
    assert [link.get("href") for link in found.body.iter("a")] == [
        "https://exempel.se/om",
        None,
        None,
    ]


def test_folders_of_saved_pages_are_walked_without_the_files_of_pages(tmp_path: Path) -> None:
    for name in ("b.html", "a.mht", "a_files/ram.html", "b-filer/x.htm", "mer/c.htm", "bild.png"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("<p>x", encoding="utf-8")
    names = [path.relative_to(tmp_path).as_posix() for path in pages_in(tmp_path)]
    assert names == ["a.mht", "b.html", "mer/c.htm"]


def test_a_headline_that_is_left_out_as_furniture_stays_the_title(tmp_path: Path) -> None:
    text = "Lekparken vid torget har gungor och rutschkanor för alla barn i kommunen. " * 8
    page = read_html(
        tmp_path,
        "<html><head><title>Ny lekpark</title></head><body><main><section>"
        f'<h2 class="sr-only">Ny lekpark</h2><p>{text}</p><p>{text}</p></section>'
        "<section><p>Mer finns att se.</p></section></main></body></html>",
    )
    assert page.title == "Ny lekpark"
    assert words(text) <= words(text_of(page.body))
