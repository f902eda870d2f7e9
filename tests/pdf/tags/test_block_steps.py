"""Blocks whose style asks for it are as high as a number of steps, so that lines keep a grid."""

import re
from typing import Any

import pytest
from tagging import laid_out

from pressverk.pdf.weasyprint.internals import boxes

SHEET = "@page { size: 120mm 150mm; margin: 10mm } html { font: 10pt/15pt 'Source Serif 4' }"
CSS = f"{SHEET} body, p {{ margin: 0 }} .stepped {{ --block-step-size: 15pt }}"
PIXELS = 15 * 96 / 72
BLOCKS = {
    "grid": '<div class=stepped style="display: grid; height: 33px"><p>a</div>',
    "flex": '<div class=stepped style="display: flex; height: 33px"><p>a</div>',
    "block": '<div class=stepped style="height: 37px; border-top: 1px solid; padding: 3px">a</div>',
    "table": "<table class=stepped style='font-size: 7pt; line-height: 8pt'><tr><td>a</table>",
    "heading": "<h2 class=stepped style='margin: 0; font: 17px/21px serif'>a</h2>",
    "picture": "<svg class=stepped height=13 style='display: block'></svg>",
}


def tops(body: str, css: str = CSS) -> list[float]:
    """Return how far the paragraphs called T1, T2 … stand below the head of their pages."""
    return [top for page in laid_out(body, css) for top in _tops(page)]


def _tops(page: Any) -> list[float]:
    return [
        box.position_y - page.content_box_y()
        for box in page.descendants()
        if isinstance(box, boxes.TextBox) and re.match(r"T\d", box.text)
    ]


@pytest.mark.parametrize("kind", BLOCKS)
def test_text_behind_a_block_stands_on_the_grid(kind: str) -> None:
    first, second = tops(f"<p>T1<div>{BLOCKS[kind]}</div><p>T2")
    steps = (second - first) / PIXELS
    assert steps == pytest.approx(round(steps), abs=0.01)
    assert steps > 1


@pytest.mark.parametrize("kind", BLOCKS)
def test_a_block_that_asks_for_no_step_keeps_its_height(kind: str) -> None:
    body = f"<p>T1<div>{BLOCKS[kind]}</div><p>T2"
    (_first, plain), (_first, stepped) = tops(body.replace("stepped", "loose")), tops(body)
    assert plain < stepped


def test_blocks_in_a_block_ask_for_themselves() -> None:
    inner = "<p style='font-size: 7pt; line-height: 8pt'>a"
    body = f"<p>T1<div class=stepped>{inner * 3}</div><p>T2"
    first, second = tops(body)
    assert second - first == pytest.approx(3 * PIXELS)


def test_the_end_of_a_block_on_another_page_is_rounded_too() -> None:
    inner = "<p style='font-size: 9pt; line-height: 11pt'>a</p>"
    found = laid_out(f"<div class=stepped>{inner * 40}</div><p>T1", CSS)
    (top,) = _tops(found[1])
    assert len(found) == 2
    assert top % PIXELS == pytest.approx(0, abs=0.01) or top % PIXELS > PIXELS - 0.01


def test_what_fits_on_a_page_to_the_point_stays_there() -> None:
    height = 130 * 96 / 25.4 - PIXELS
    body = f'<p>T1<div class=stepped style="height: {height}px">T2</div>'
    assert len(laid_out(body, CSS)) == 1
