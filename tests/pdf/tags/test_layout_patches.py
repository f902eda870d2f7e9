"""Layout comes to an end: first letters are set apart once, and circles are left."""

from typing import Any

import pytest
import weasyprint
from tagging import html_page, laid_out, tagged

from pressverk.errors import TypesettingError
from pressverk.pdf.typesetting import typeset
from pressverk.pdf.weasyprint import patches
from pressverk.pdf.weasyprint.internals import boxes, inline
from pressverk.pdf.weasyprint.patches import layout_patches

LETTERS = (
    'p::before { content: "– " } p::first-line { color: #333 } p::first-letter { font-size: 2em }'
)
LONG = "Kommunen har beslutat att satsa på trygghet i hela området under året. " * 4
CIRCLES = "<div style='columns: 2'>" * 4 + "<p>Ett</p><p>Två</p>"


@pytest.mark.parametrize(
    "css", ["", LETTERS, "p::first-letter { float: left }", "div { columns: 2 }" + LETTERS]
)
def test_a_first_letter_is_in_one_box_however_often_its_line_is_laid_out(css: str) -> None:
    around = f"<table><tr><td><div>{f'<p>{LONG}</p>' * 3}</div></table>"
    style = f"<style>@page {{ size: 80mm }} p::first-letter {{ color: #333 }} {css}</style>"
    html = weasyprint.HTML(string=f"<html lang=sv>{style}{around}")
    with layout_patches(html.etree_element):
        document = html.render()
    inside = [
        type(box).__name__
        for page in document.pages
        for box in page._page_box.descendants()
        if (box.element_tag or "").endswith("::first-letter")
    ]
    boxes = ["BlockBox", "LineBox", "TextBox"] if "float" in css else ["InlineBox", "TextBox"]
    assert inside == boxes * 3


def test_text_with_a_first_letter_after_punctuation_is_read_whole() -> None:
    document = tagged(f"<div><p>{LONG}</p></div>", f"div {{ columns: 2 }} {LETTERS}")
    assert " ".join(document.root.text.split()) == f"– {LONG}".strip()


def test_a_letter_that_is_all_there_is_after_a_floating_mark_is_found() -> None:
    css = 'p::before { float: left; content: "– " } p::first-letter { font-size: 2em }'
    assert tagged("<p>H</p>", css).root.text == "– H"


def test_layout_that_comes_to_no_end_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patches, "STEPS", 1000)
    with pytest.raises(
        TypesettingError, match=r"after \d+ lines and blocks there is no end in sight"
    ):
        typeset(html_page(CIRCLES))


def test_what_is_exchanged_is_given_back_after_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patches, "STEPS", 1000)
    before = inline.get_next_linebox, inline.first_letter_to_box, inline.split_first_line
    with pytest.raises(TypesettingError):
        typeset(html_page(CIRCLES))
    assert before == (
        inline.get_next_linebox,
        inline.first_letter_to_box,
        inline.split_first_line,
    )


def test_long_documents_may_take_more_steps_than_short_ones() -> None:
    short, long = (
        patches.limit_for(weasyprint.HTML(string="<p>" + LONG * n).etree_element) for n in (1, 9)
    )
    assert long - short == patches.STEPS_FOR_CHARACTER * 8 * len(LONG)


def test_a_float_that_asks_for_it_stays_whole_and_nothing_of_it_is_lost() -> None:
    css = (
        "@page { size: 80mm 60mm; margin: 5mm } p { margin: 0; height: 20mm }"
        "div { float: left; width: 20mm; break-inside: avoid } div p { height: 12mm }"
    )
    note = "<div><p>Noten</p><p>slutar</p></div>"
    short = [words(page) for page in laid_out(f"<p>Ett</p><p>Två</p>{note}<p>Sist</p>", css)]
    assert short == [["Ett", "Två"], ["Noten", "slutar", "Sist"]]
    long = [words(page) for page in laid_out(f"<div>{'<p>Noten</p>' * 5}</div><p>Sist</p>", css)]
    assert long == [[*["Noten"] * 5, "Sist"]]


def words(page: Any) -> list[str]:
    return [box.text for box in page.descendants() if isinstance(box, boxes.TextBox)]
