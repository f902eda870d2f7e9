"""What a PDF tells about itself as a whole."""

from typing import Any

import pytest
from tagging import faults, html_page, tagged

from pressverk.model import Document
from pressverk.pdf.typesetting import typeset

META = (
    "<meta name=author content='Exempelstad'><meta name=description content='Om ett pris'>"
    "<meta name=keywords content='pris, fred'><meta name=dcterms.created content='2018-11-23'>"
    "<meta name=dcterms.modified content='2018-11-24T10:00+01:00'>"
)


def test_title_author_subject_keywords_and_dates_come_from_the_head() -> None:
    pdf = tagged("<p>a</p>", head=META).pdf
    assert {key: str(value) for key, value in pdf.docinfo.items() if key != "/Producer"} == {
        "/Title": "Exempel",
        "/Author": "Exempelstad",
        "/Subject": "Om ett pris",
        "/Keywords": "pris, fred",
        "/CreationDate": "D:20181123",
        "/ModDate": "D:20181124100000+01'00",
    }


def test_the_catalogue_says_language_and_shows_the_title() -> None:
    root: Any = tagged("<p>a</p>", lang="en-GB").pdf.Root
    assert str(root.Lang) == "en-GB"
    assert root.ViewerPreferences.DisplayDocTitle is True
    assert root.MarkInfo.Marked is True


def test_pages_are_tabbed_by_structure() -> None:
    assert all(page.obj.Tabs == "/S" for page in tagged("<p>a</p>").pdf.pages)


def test_metadata_is_one_unfiltered_packet_for_both_profiles() -> None:
    pdf = tagged("<p>a</p>").pdf
    assert "/Filter" not in pdf.Root.Metadata
    packet = pdf.Root.Metadata.read_raw_bytes().decode()
    assert packet.count("<rdf:RDF") == 1
    with pdf.open_metadata() as metadata:
        assert metadata["pdfaid:part"] == "2"
        assert metadata["pdfaid:conformance"] == "A"
        assert metadata["pdfuaid:part"] == "1"


def test_colours_have_an_output_intent() -> None:
    (intent,) = tagged("<p>a</p>").pdf.Root.OutputIntents
    assert str(intent.S) == "/GTS_PDFA1"


def test_the_outline_is_the_headings() -> None:
    document = tagged(
        "<h1>Ett</h1><h2>Två</h2><p role=heading aria-level=2>Tre</p><h3>Fyra</h3><h1>Fem</h1>"
    )
    with document.pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["Ett", "Fem"]
        assert [item.title for item in outline.root[0].children] == ["Två", "Tre"]
        assert [item.title for item in outline.root[0].children[1].children] == ["Fyra"]


def test_headings_in_page_margins_and_hidden_ones_are_not_in_the_outline() -> None:
    document = tagged(
        "<h1 class=running>Löpande</h1><h1>Ett</h1><h2 aria-hidden=true>Dold</h2>"
        "<p role=heading>Utan nivå</p>",
        ".running { position: running(head) } @page { @top-left { content: element(head) } }",
    )
    with document.pdf.open_outline() as outline:
        (first,) = outline.root
        assert [first.title, *(item.title for item in first.children)] == ["Ett", "Utan nivå"]


def labels(css: str, body: str) -> list[str]:
    return [str(page.label) for page in tagged(body, css).pdf.pages]


BREAKS = "<p>a</p><p class=b>b</p><p class=c>c</p><p class=d>d</p>"


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        (".b, .c, .d { break-before: page }", ["1", "2", "3", "4"]),
        (
            (
                ".b { break-before: page } .c, .d { break-before: page }"
                "@page { @bottom-center { content: counter(page, lower-roman) } }"
            ),
            ["i", "ii", "iii", "iv"],
        ),
        (
            (
                "@page { @bottom-center { content: 'sida ' counter(page) } }"
                "@page front { @bottom-center { content: counter(page, lower-roman) } }"
                "@page :first { @bottom-center { content: none } }"
                "body { page: front } .c, .d { page: text } .b, .d { break-before: page }"
                "@page :nth(3) { counter-reset: page 1 }"
            ),
            ["i", "ii", "1", "2"],
        ),
    ],
)
def test_pages_are_labelled_as_they_are_numbered(css: str, expected: list[str]) -> None:
    assert labels(css, BREAKS) == expected


def test_the_first_heading_is_the_title_of_a_document_without_one() -> None:
    html = "<html lang=sv><h1>Ett <em>pris</em></h1><p>a</p>"
    pdf = typeset(Document(address="https://newsroom.invalid/a.html", html=html))
    assert pdf.findings == ()
    assert faults(pdf) == []


def test_a_document_without_title_and_language_is_reported_with_what_to_add() -> None:
    pdf = typeset(Document(address="https://newsroom.invalid/a.html", html="<p>a</p>"))
    assert [(finding.rule, finding.message) for finding in pdf.findings] == [
        ("no-title", "the document has no title; add <title>…</title> to its head"),
        ("no-lang", 'the document doesn\'t say its language; write <html lang="sv">'),
    ]
    assert pdf.data.startswith(b"%PDF-1.7")


@pytest.mark.parametrize("opening", ["<html xml:lang=sv>", "<html><body lang=sv>"])
def test_a_language_given_elsewhere_counts(opening: str) -> None:
    html = f"{opening}<title>Exempel</title><p>a</p>"
    pdf = typeset(Document(address="https://newsroom.invalid/a.html", html=html))
    assert pdf.findings == ()


def test_pictures_are_not_interpolated() -> None:
    assert b"/Interpolate" not in typeset(html_page("<img src=bild.png alt=x>")).data
