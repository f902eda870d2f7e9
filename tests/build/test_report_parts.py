"""Numbers that are written at the end are those that would have been typeset."""

import io
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import page as validator
import pikepdf
import pypdfium2
import pytest
from tag_reader import read

from pressverk.build import report_parts
from pressverk.build.page_numbers import Numbering, extent_of, fill_page_numbers, number_pages
from pressverk.build.report_parts import TypesetParts, likely_numbering, typeset_parts
from pressverk.model import DEFERRED_NUMBER, Document, Pdf
from pressverk.pdf.merge import merge_parts
from pressverk.pdf.typesetting import typeset

STYLE = (
    "@page { size: A6; @bottom-left { content: counter(page) } }"
    "html { font-family: 'Source Serif 4'; text-align: justify }"
)
ROMAN = "@page { @bottom-left { content: counter(page, lower-roman) } }"
BREAK = '<p style="break-after: page">x</p>'
Submit = Callable[[Document], Future[Pdf]]


def part(name: str, body: str, *, style: str = "", numerals: str = "decimal") -> Document:
    style = STYLE + (ROMAN if numerals == "lower-roman" else "") + style
    html = (
        f'<!doctype html><html lang="sv"><head><title>Bok</title><style>{style}</style></head>'
        f"<body>{body}</body></html>"
    )
    return Document(address=f"https://newsroom.invalid/{name}", html=html, numerals=numerals)


def reference(name: str) -> str:
    return f'<a href="#{name}" data-page=" på sidan ">Avsnitt {name}</a>'


def book(*, pages: int = 3, style: str = "") -> Document:
    """Return a book whose parts refer to each other; the first has so many *pages*."""
    refers = " ".join(f"Se {reference(name)}, och läs vidare." for name in ("b", "c", "d"))
    parts = (
        part("front", '<p>b <span class="page" data-of="b"></span></p>', numerals="lower-roman"),
        part("a", f'{BREAK * (pages - 1)}<h1 id="a">A</h1><p>{refers}</p>', style=style),
        part("b", f'<h1 id="b">B</h1>{BREAK * 7}<p>{refers} {reference("a")}</p>', style=style),
        part("c", f'<h1 id="c">C {reference("d")}</h1>{BREAK}<p>{refers}</p>', style=style),
        part("d", f'<h1 id="d">D</h1><p>{refers}</p>{BREAK * 2}<p>y</p>', style=style),
        part("index", '<p>ord <span class="locators" data-of="a b d"></span></p>'),
    )
    return Document(address="https://newsroom.invalid/book", html="", parts=parts)


class Typesetter:
    """Typesets at once, and counts what it is given."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def __call__(self, document: Document) -> Future[Pdf]:
        self.names.append(document.address.rpartition("/")[2])
        future: Future[Pdf] = Future()
        future.set_result(typeset(document))
        return future


def merged(parts: TypesetParts) -> bytes:
    return merge_parts(
        [pdf.data for pdf in parts.pdfs], starts=parts.starts, label=parts.numbering.label
    )


def typeset_with_numbers(document: Document) -> bytes:
    """Return the book as it is when every number is in the HTML that is typeset."""
    numbering = Numbering()
    for _round in range(6):
        pdfs = [typeset(fill_page_numbers(each, numbering)).data for each in document.parts]
        found = number_pages(document.parts, [extent_of(pdf) for pdf in pdfs])
        if found == numbering:
            return merge_parts(pdfs)
        numbering = found
    raise AssertionError("the numbers never agree")


def pictures(pdf: bytes) -> list[bytes]:
    document = pypdfium2.PdfDocument(pdf)
    return [sheet.render(scale=1.5).to_pil().tobytes() for sheet in document]


def said(pdf: bytes) -> tuple[str, list[Any], list[str], list[str]]:
    """Return what is told beside the picture: tags, margins, links and labels."""
    document = read(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        links = [
            str(annotation.Contents)
            for sheet in opened.pages
            for annotation in sheet.obj.get("/Annots", ())
        ]
        labels = [str(sheet.label) for sheet in opened.pages]
    return document.root.shape, document.artifacts, links, labels


@pytest.mark.parametrize("pages", [1, 3, 91])
def test_numbers_written_at_the_end_are_those_that_would_have_been_typeset(pages: int) -> None:
    document = book(pages=pages)
    late, early = merged(typeset_parts(document, Typesetter())), typeset_with_numbers(document)
    assert said(late) == said(early)
    assert pictures(late) == pictures(early)
    assert b"pressverk-number" not in pikepdf_streams(late)


@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_a_book_with_numbers_written_at_the_end_holds_the_standards(profile: str) -> None:
    data = merged(typeset_parts(book(pages=91), Typesetter()))
    assert not validator.validate_pdf_bytes(data, profile=profile).failures


def test_text_is_read_from_the_page_with_the_numbers_written() -> None:
    document = pypdfium2.PdfDocument(merged(typeset_parts(book(pages=12), Typesetter())))
    text = " ".join(document[12].get_textpage().get_text_bounded().split())
    assert "Se Avsnitt b på sidan 13, och läs vidare." in text
    assert text.endswith("12")


def test_parts_are_not_typeset_again_when_their_numbers_have_as_many_digits(
    tmp_path: Path,
) -> None:
    typeset_parts(book(pages=12), Typesetter(), kept=tmp_path)
    again = Typesetter()
    moved = typeset_parts(book(pages=14), again, kept=tmp_path)
    # The number in the heading of c, and those of the index, are in the HTML.
    assert sorted(again.names) == ["a", "c", "index"]
    assert merged(moved) == merged(typeset_parts(book(pages=14), Typesetter()))


def test_the_likely_numbers_are_those_of_the_last_time_or_estimates(tmp_path: Path) -> None:
    document = book(pages=4)
    estimated = likely_numbering(document.parts, tmp_path)
    assert estimated.pages.keys() == {"a", "b", "c", "d"}
    done = typeset_parts(document, Typesetter(), kept=tmp_path)
    assert likely_numbering(document.parts, tmp_path) == done.numbering


def test_only_parts_with_numbers_of_more_digits_are_typeset_again(tmp_path: Path) -> None:
    typeset_parts(book(pages=88), Typesetter(), kept=tmp_path)
    again = Typesetter()
    # The last part moves over page 100, and so do what refers to it and what stands there.
    moved = typeset_parts(book(pages=90), again, kept=tmp_path)
    assert "b" in again.names
    assert "front" not in again.names
    assert said(merged(moved)) == said(typeset_with_numbers(book(pages=90)))


def test_a_book_is_the_same_from_cold_and_after_edits(tmp_path: Path) -> None:
    for pages in (3, 12, 95, 12):
        kept = typeset_parts(book(pages=pages), Typesetter(), kept=tmp_path, at_once=2)
        assert merged(kept) == merged(typeset_parts(book(pages=pages), Typesetter()))


def test_nothing_is_typeset_when_nothing_changed(tmp_path: Path) -> None:
    typeset_parts(book(), Typesetter(), kept=tmp_path)
    again = Typesetter()
    typeset_parts(book(), again, kept=tmp_path)
    assert again.names == []


def test_what_refers_to_all_pages_waits_for_the_others() -> None:
    typesetter = Typesetter()
    typeset_parts(book(pages=30), typesetter)
    assert typesetter.names[-2:] == ["front", "index"]
    assert typesetter.names.count("front") == typesetter.names.count("index") == 1


UNLIKE = {
    "digits that are not equally wide": "html { font-variant-numeric: proportional-nums }",
    "more than the number in a margin": "@page { @bottom-left { content: 's. ' counter(page) } }",
    "the number of the page in the text": "h1::after { content: counter(page) }",
    "a page counted by WeasyPrint": "a::after { content: target-counter(attr(href), page) }",
    "a number in a running head": (
        "p { string-set: last content() } @page { @top-left { content: string(last) } }"
    ),
    "a number in a bookmark": "p { bookmark-level: 3; bookmark-label: content() }",
    "numbers of another kind": "@page { @bottom-left { content: counter(page, upper-roman) } }",
}


@pytest.mark.parametrize("style", UNLIKE.values(), ids=UNLIKE.keys())
def test_numbers_are_typeset_where_more_depends_on_them_than_their_digits(style: str) -> None:
    document = book(pages=12, style=style)
    late, early = merged(typeset_parts(document, Typesetter())), typeset_with_numbers(document)
    assert said(late) == said(early)
    assert pictures(late) == pictures(early)


def test_a_number_in_a_heading_is_typeset() -> None:
    numbering = Numbering(pages={"x": 12})
    document = part("p", f"<h1>{reference('x')}</h1><p>{reference('x')}</p>")
    html = fill_page_numbers(document, numbering, defers=True).html
    assert "Avsnitt x på sidan <span>12</span></a></h1>" in html
    assert f'på sidan <span {DEFERRED_NUMBER}="x">00</span></a></p>' in html


def test_a_damaged_folder_costs_time_alone(tmp_path: Path) -> None:
    typeset_parts(book(), Typesetter(), kept=tmp_path)
    for number, path in enumerate(sorted(tmp_path.iterdir())):
        path.write_bytes((b"", b"%PDF-", b"{}")[number % 3])
    (tmp_path / "numbers.json").write_text('{"extents": {"x": [1]}, "fixed": 3}')
    again = typeset_parts(book(), Typesetter(), kept=tmp_path)
    assert merged(again) == merged(typeset_parts(book(), Typesetter()))


def test_numbers_that_change_what_they_refer_to_again_and_again_are_reported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    flips = iter(range(1, 1000))

    def restless(document: Document) -> Document:
        return replace(document, html=document.html.replace("<p>", f"<p id='n{next(flips)}'>"))

    monkeypatch.setattr(
        report_parts, "fill_page_numbers", lambda document, *_rest, **_options: restless(document)
    )
    with pytest.raises(Exception, match="again and again"):
        typeset_parts(book(), Typesetter())


def pikepdf_streams(pdf: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return b"".join(sheet.Contents.read_bytes() for sheet in opened.pages)


def test_who_merges_parts_does_not_import_what_typesets_them() -> None:
    script = (
        "import sys; import pressverk.build.report_parts, pressverk.pdf.merge;"
        "print('weasyprint' in sys.modules)"
    )
    printed = subprocess.check_output([sys.executable, "-c", script], text=True)
    assert printed.strip() == "False"
