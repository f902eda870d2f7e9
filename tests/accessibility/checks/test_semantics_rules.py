"""Each rule of meaning: what it finds, and what it leaves alone."""

import pikepdf
import pytest
from meaning import changed, findings, pdf_of, rules

from pressverk.accessibility.checks import examine_meaning
from pressverk.model import Severity

BODY = "Det här är en text av vanlig längd, som ska läsas av alla som vill veta mera om saken. "
SVG = '<svg role="img" aria-label="{alt}" width="9" height="9"><path d="M0 0h9v9z"/></svg>'


def figure(alt: str, caption: str = "") -> str:
    return f"<figure>{SVG.format(alt=alt)}<figcaption>{caption}</figcaption></figure>"


def test_a_good_document_has_nothing_to_mend() -> None:
    body = f"""<h1>Rubrik</h1><p>{BODY}</p><h2>Avsnitt</h2><p>{BODY}</p>
    {figure("Tre barn på en gunga", "Lekparken i Exempelstad.")}
    <table><tr><th>År<th>Antal<tr><td>2025<td>12</table>
    <p><a href="https://a.example">Planen</a> och <a href="https://b.example">lagen</a></p>
    <p lang="en">The plan is for all of the children who live in the area.</p>"""
    assert findings(body) == []


# Alternatives


@pytest.mark.parametrize(
    "alt", ["bild.jpg", "IMG_2043.JPG", "img 2043", "/bilder/torg-1.png", "skärmbild 4", "bild4"]
)
def test_an_alternative_that_is_a_file_name_is_an_error(alt: str) -> None:
    (finding,) = findings(figure(alt))
    assert (finding.rule, finding.severity) == ("alt-file-name", Severity.ERROR)
    assert finding.message == (
        f"alternative text {alt!r} is a file name; say what the picture shows"
    )
    assert finding.place.page == 1


@pytest.mark.parametrize(
    "alt", ["bild", "Image of", "En bild på", "foto.", "Logotyp", "diagram:", "bild 4"]
)
def test_an_alternative_that_only_says_picture_is_an_error(alt: str) -> None:
    (finding,) = findings(figure(alt))
    assert (finding.rule, finding.severity) == ("alt-says-nothing", Severity.ERROR)


@pytest.mark.parametrize(
    ("alt", "caption"),
    [
        ("Barn på en gunga", "Barn på en gunga."),
        ("Barn på en gunga", "Barn på en gunga. Foto: Exempel."),
    ],
)
def test_an_alternative_that_repeats_its_caption_is_reported(alt: str, caption: str) -> None:
    assert rules(figure(alt, caption)) == ["alt-repeats-caption"]


@pytest.mark.parametrize("alt", ["Bild av ett torg", "Kartan visar Tumba", "Ett diplom", "v2.0"])
def test_an_alternative_that_describes_is_left_alone(alt: str) -> None:
    assert rules(figure(alt, "Torget.")) == []


# Headings


def test_a_heading_as_long_as_a_paragraph_is_reported() -> None:
    assert rules(f"<h1>Rubrik</h1><h2>{BODY * 3}</h2>") == ["heading-is-paragraph"]


def test_a_heading_of_one_sentence_is_left_alone() -> None:
    assert rules("<h1>Kommunen får pris. Igen!</h1><h2>Vad hände då?</h2>") == []


@pytest.mark.parametrize(
    "line",
    [
        "<p><b>Bakgrund</b></p>",
        '<p style="font-size: 15pt">Bakgrund</p>',
        "<p><strong>Vad händer nu?</strong></p>",
    ],
)
def test_a_paragraph_that_looks_like_a_heading_is_reported(line: str) -> None:
    (finding,) = findings(f"<h1>Rubrik</h1><p>{BODY}</p>{line}<p>{BODY}</p>")
    assert (finding.rule, finding.place.page) == ("fake-heading", 1)


@pytest.mark.parametrize(
    "line",
    [
        "<p><b>Bakgrund:</b> och så vidare</p>",
        "<p><b>Det här är viktigt att veta.</b></p>",
        "<p>Bakgrund</p>",
        '<p style="font-size: 7pt"><b>Bakgrund</b></p>',
        f'<p style="font-size: 15pt">{BODY}</p>',
    ],
)
def test_a_line_of_text_is_no_heading(line: str) -> None:
    assert rules(f"<h1>Rubrik</h1><p>{BODY}</p>{line}<p>{BODY}</p>") == []


# The outline


def test_headings_that_are_not_in_the_outline_are_reported() -> None:
    body = "<h1>Ett</h1><h2 style='bookmark-level: none'>Två</h2><h2>Tre</h2>"
    (finding,) = findings(body)
    assert finding.message == (
        "heading 'Två' is not in the outline; make the bookmarks from the headings"
    )


def test_bookmarks_that_are_no_headings_are_reported() -> None:
    body = "<h1>Ett</h1><p style='bookmark-level: 2; bookmark-label: \"Extra\"'>x</p><h2>Tre</h2>"
    assert [f.message for f in findings(body)] == [
        "bookmark 'Extra' is not a heading; make the bookmarks from the headings"
    ]


def test_a_document_with_headings_and_no_outline_is_reported() -> None:
    body = "<h1>Ett</h1><h2>Två</h2>"
    assert rules(body, "* { bookmark-level: none !important }") == ["no-outline"]


def test_a_note_is_no_part_of_its_heading() -> None:
    body = "<h1>Ett</h1><h2>Två<span>En not.</span></h2><p>b</p>"
    assert rules(body, "span { float: footnote }") == []


# Tables


def test_a_table_without_headers_is_an_error() -> None:
    (finding,) = findings("<table><tr><td>År<td>Antal<tr><td>2025<td>12</table>")
    assert (finding.rule, finding.severity) == ("table-without-headers", Severity.ERROR)


@pytest.mark.parametrize(
    "rows",
    ["<tr><td>ensam", "<tr><td>a<td><tr><td>b<td>", "<tr><th>a<th>b<tr><td>1<td>2"],
)
def test_frames_and_tables_with_headers_are_left_alone(rows: str) -> None:
    assert rules(f"<table>{rows}</table>") == []


def test_an_empty_header_is_reported() -> None:
    (finding,) = findings("<table><tr><th>År<th><tr><td>2025<td>12</table>")
    assert finding.message == "header cell 2 in row 1 of a table is empty; say what it heads"
    assert finding.rule == "empty-header"


def test_an_empty_corner_above_row_headers_heads_nothing() -> None:
    assert rules("<table><tr><th><th>Antal<tr><th>2025<td>12</table>") == []
    assert rules("<table><tr><th><th>Antal<tr><td>2025<td>12</table>") == ["empty-header"]


# Links


def test_links_with_one_text_and_two_targets_are_reported() -> None:
    body = """<p><a href="https://a.example/">Läs mer</a> <a href="https://a.example">läs mer</a>
    <a href="https://b.example/">Läs mer</a></p>"""
    (finding,) = findings(body)
    assert finding.rule == "same-link-text"
    assert "https://b.example here and to https://a.example elsewhere" in finding.message


# What is seen and what is heard


def test_text_beside_the_tags_is_an_error() -> None:
    def spoil(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0]
        content = page.Contents.read_bytes()
        start = content.index(b"/Span")
        end = content.index(b"BDC", start) + 3
        page.Contents = pdf.make_stream(content[:start] + b"/Span BMC" + content[end:])

    found = changed(pdf_of(f"<p>{BODY}</p>"), spoil)
    assert ("untagged-text", Severity.ERROR) in [(each.rule, each.severity) for each in found]


def test_a_pdf_without_tags_is_reported_once() -> None:
    def untag(pdf: pikepdf.Pdf) -> None:
        del pdf.Root.StructTreeRoot

    found = changed(pdf_of(f"<h1>Rubrik</h1><p>{BODY}</p><h2>Rubrik</h2>"), untag)
    assert [(each.rule, each.severity) for each in found] == [("untagged-document", Severity.ERROR)]


def test_text_that_is_hidden_from_listeners_is_reported() -> None:
    body = f"<p>{BODY}</p><p aria-hidden='true'>Viktigt besked</p><p>{BODY}</p>"
    assert rules(body) == ["unread-text"]


def test_page_numbers_and_running_heads_are_left_alone() -> None:
    css = "@page { size: A6; @top-left { content: 'Kolumntitel' } @bottom-center { content: 'sida'"
    low = "<p style='position: absolute; top: 120mm'>Nedom sidnumret</p>"
    assert rules(f"{low}<p>{BODY * 30}</p>", css + " counter(page) } }") == []


def test_text_off_the_page_is_reported() -> None:
    body = f"<p>{BODY}</p><p style='position: absolute; left: -99cm'>Bara för den som hör</p>"
    assert rules(body) == ["unseen-text"]


def test_white_text_on_paper_is_reported_and_on_a_colour_is_not() -> None:
    assert rules("<p>a</p><p style='color: white'>Osynligt</p>") == ["unseen-text"]
    assert rules("<p>a</p><p style='color: white; background: navy'>Synligt</p>") == []


def test_a_text_that_stands_for_another_is_reported() -> None:
    def speak_otherwise(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0]
        content = page.Contents.read_bytes()
        changed = content.replace(b"<</MCID 0", b"<</ActualText (Something else) /MCID 0")
        assert changed != content
        page.Contents = pdf.make_stream(changed)

    data = pdf_of("<p>Kommunfullmäktige</p>")
    assert examine_meaning(data, "a.pdf") == []
    assert [each.rule for each in changed(data, speak_otherwise)] == ["text-differs"]


def test_hyphens_right_to_left_text_and_ligatures_are_read_as_shown() -> None:
    body = """<p style="width: 30mm; hyphens: auto">kommunfullmäktigeledamöter i tvåan</p>
    <p lang="ar" dir="rtl">الخطة لجميع الأطفال في المنطقة</p><p>effektiv officiell</p>"""
    assert rules(body) == []


# The title


@pytest.mark.parametrize("title", ["Microsoft Word - rapport.docx", "Namnlös", "utkast_3.docx"])
def test_a_title_that_a_program_made_up_is_reported(title: str) -> None:
    assert rules("<p>a</p>", title=title) == ["title-says-nothing"]


def test_a_missing_title_is_reported() -> None:
    def untitle(pdf: pikepdf.Pdf) -> None:
        del pdf.Root.Metadata
        del pdf.docinfo

    assert [each.rule for each in changed(pdf_of("<p>a</p>"), untitle)] == ["no-title"]


def test_what_is_no_pdf_is_reported() -> None:
    (finding,) = examine_meaning(b"%PDF-1.7 nothing", "a.pdf")
    assert finding.place.file == "a.pdf"
