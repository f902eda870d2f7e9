"""Footnotes."""

import pytest
from tag_reader import Text
from tagging import shape, tagged

CSS = ".n { float: footnote }"
NOTE = "<span class=n>not</span>"


def test_a_note_is_read_at_its_call() -> None:
    assert shape(f"<p>a{NOTE} b</p><p>c</p>", CSS) == (
        "P('a' Reference('1') Note(Lbl('1.') P('not')) 'b') P('c')"
    )


@pytest.mark.parametrize("level", [1, 2])
def test_a_note_called_in_a_heading_comes_after_it(level: int) -> None:
    heading = "<h1>x</h1>" if level > 1 else ""
    found = shape(f"{heading}<h{level}>a{NOTE} b</h{level}><p>c</p>", CSS)
    assert found.endswith(f"H{level}('a' Reference('1') 'b') Note(Lbl('1.') P('not')) P('c')")


def test_the_outline_has_headings_without_notes_and_line_breaks() -> None:
    document = tagged(f"<h1>Läget{NOTE}<br>i <em>kommunen</em></h1>", CSS)
    with document.pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["Läget i kommunen"]


def test_notes_have_identifiers_of_their_own() -> None:
    root = tagged(f"<p>a{NOTE} b{NOTE}</p>", CSS).root
    identifiers = [note.entries["ID"] for note in root.all("Note")]
    assert len(set(identifiers)) == 2


def test_a_note_may_hold_links_and_languages() -> None:
    html = "<p>a<span class=n lang=en>see <a href='https://example.org'>there</a></span></p>"
    note = tagged(html, CSS).root.one("Note")
    assert note.entries["Lang"] == "en"
    assert note.one("Link").links[0].contents == "there"


def test_white_space_in_a_note_collapses() -> None:
    root = tagged("<p>a<span class=n>\n ett\n\ttvå  tre </span></p>", CSS).root
    assert root.one("Note").text == "1. ett två tre"
    assert len(root.one("Note").all("P")[0].kids) == 1


def test_a_note_that_goes_over_pages_is_read_at_its_call() -> None:
    html = f"<p>a<span class=n>{'ord ' * 400}</span></p><p>b</p>"
    root = tagged(html, CSS + "@page { size: 60mm 60mm; margin: 5mm }").root
    assert root.one("Reference").pages == [0]
    assert root.one("Note").pages[0] == 0
    assert len(root.one("Note").pages) > 2
    assert root.one("Note").parent is root.one("Reference").parent


def test_a_note_called_in_a_table_is_in_the_cell() -> None:
    html = f"<table><tr><th scope=row>r<td>a{NOTE}</table>"
    assert shape(html, CSS).endswith("TD('a' Reference('1') Note(Lbl('1.') P('not'))))))")


def test_a_note_called_in_a_caption_of_a_table_stays_there() -> None:
    html = f"<table><caption>a{NOTE}</caption><tr><td>b</table>"
    assert shape(html, CSS).startswith(
        "Table(Caption('a' Reference('1') Note(Lbl('1.') P('not'))) TBody"
    )


@pytest.mark.parametrize("display", ["flex", "grid"])
def test_a_note_called_between_flex_or_grid_items_is_not_lost(display: str) -> None:
    html = f"<div style='display: {display}'>a {NOTE} b</div><p>c{NOTE}</p>"
    assert shape(html, CSS) == (
        "P('a') P(Reference('1') Note(Lbl('1.') P('not'))) P('b')"
        " P('c' Reference('2') Note(Lbl('2.') P('not')))"
    )


def test_a_note_of_a_named_area_is_read_at_its_call() -> None:
    html = "<p>a<span class=m>not <b>två</b></span> b</p>"
    assert shape(html, ".m { position: note(note) }") == (
        "P('a' Reference('1') Note(Lbl('1.') P('not två')) 'b')"
    )


def test_words_around_a_call_at_a_line_end_stay_apart_without_it() -> None:
    html = f"<p>ett två{NOTE} tre</p>"
    root = tagged(html, CSS + "p { width: 17mm }").root
    own = [kid.text for kid in root.all("P")[0].kids if isinstance(kid, Text)]
    assert "".join(own).split() == ["ett", "två", "tre"]


def test_a_note_does_not_part_a_word_from_its_comma() -> None:
    root = tagged(f"<p>ett{NOTE}, två</p>", CSS).root
    paragraph = root.all("P")[0]
    own = "".join(text.text for text in paragraph.texts if text not in paragraph.one("Note").texts)
    assert own.strip() == "ett1, två"
