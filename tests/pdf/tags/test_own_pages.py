"""References leave out their page where it is the one that they stand on."""

import pypdfium2
import pytest
from tagging import html_page, tagged

from pressverk.model import OWN_PAGE
from pressverk.pdf.typesetting import typeset

CSS = (
    "@page { size: 90mm 90mm; margin: 10mm } html { font: 10pt/15pt 'Source Serif 4' }"
    "a[data-page]::after { content: attr(data-page) target-counter(attr(href), page) }"
)
SHOWN = '<a href="#t" data-page=" on page ">Table 1</a>'
WRITTEN = f'<a href="#t">Table 1<span {OWN_PAGE}> on page <span>7</span></span></a>'
TABLE = '<p id="t">The table.</p>'


def texts(body: str) -> list[str]:
    document = pypdfium2.PdfDocument(typeset(html_page(body, CSS)).data)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


@pytest.mark.parametrize("reference", [SHOWN, WRITTEN])
def test_a_reference_says_no_page_on_that_page(reference: str) -> None:
    assert texts(f"<p>See {reference}.</p>{TABLE}") == ["See Table 1. The table."]


@pytest.mark.parametrize(("reference", "page"), [(SHOWN, 2), (WRITTEN, 7)])
def test_a_reference_says_another_page(reference: str, page: int) -> None:
    body = f'<p style="break-after: page">See {reference}.</p>{TABLE}'
    assert texts(body) == [f"See Table 1 on page {page}.", "The table."]


@pytest.mark.parametrize("rows", range(4, 13))
def test_what_a_reference_says_is_true_wherever_the_page_ends(rows: int) -> None:
    # Without its page the reference takes a line less, and what it leads to may come to it.
    body = f"{'<p>Row.</p>' * rows}<p>See the long {SHOWN}.</p><p>Row.</p>{TABLE}"
    pages = texts(body)
    (at,) = (number for number, page in enumerate(pages, start=1) if "See the long" in page)
    (there,) = (number for number, page in enumerate(pages, start=1) if "The table" in page)
    assert ("Table 1." in pages[at - 1]) == (at == there)
    assert (f"on page {there}" in pages[at - 1]) == (at != there)


def test_what_is_heard_is_what_is_shown() -> None:
    assert tagged(f"<p>See {SHOWN}.</p>{TABLE}", CSS).root.text.split() == [
        "See", "Table", "1.", "The", "table.",
    ]  # fmt: skip


def test_two_references_in_one_document_are_judged_each_for_itself() -> None:
    body = (
        f'<p style="break-after: page">See {SHOWN} and {SHOWN.replace("#t", "#u")}.</p>'
        f'{TABLE}<p id="u">More of {SHOWN}.</p>'
    )
    assert texts(body) == [
        "See Table 1 on page 2 and Table 1 on page 2.",
        "The table. More of Table 1.",
    ]
