"""Figures that have no room let the text go first; listeners get them where they are written."""

import random
import re
from typing import Any

import pytest
from tagging import html_page, laid_out, tagged

from pressverk.pdf.typesetting import typeset
from pressverk.pdf.weasyprint.internals import boxes

SHEET = "@page { size: 120mm 150mm; margin: 10mm } html { font: 10pt/15pt 'Source Serif 4' }"
CSS = (
    f"{SHEET} p, figure, h2 {{ margin: 0 0 10pt; orphans: 2; widows: 2 }}"
    "h2 { break-after: avoid }"
    "figure { height: 60mm; break-inside: avoid } .free { --float-defer: 3 }"
    ".footnote { float: footnote }"
)
LINE = "Kommunen tar under hela det kommande året fram nya rutiner för samverkan. "


def text(name: str, lines: int = 4) -> str:
    return f"<p>{name} {LINE * lines}</p>"


def figure(name: str, css: str = "free") -> str:
    return f'<figure class="{css}"><p>{name}</p></figure>'


def names(body: str, css: str = CSS) -> list[list[str]]:
    """Return the names of what stands on each page, from top to bottom."""
    return [[*_named(page)] for page in laid_out(body, css)]


def _named(page: Any) -> list[str]:
    words = (box.text for box in page.descendants() if isinstance(box, boxes.TextBox))
    return [match[0] for word in words if (match := re.match(r"[A-Z]\d+", word))]


BEFORE = text("T1", 6) + text("T2", 6)


def test_a_figure_without_room_lets_the_text_behind_it_fill_the_page() -> None:
    body = BEFORE + figure("F1") + text("T3") + text("T4") + text("T5")
    assert names(body) == [["T1", "T2", "T3"], ["F1", "T4"], ["T5"]]


def test_a_figure_with_room_stays_where_it_is_written() -> None:
    assert names(text("T1") + figure("F1") + text("T2"))[0][:2] == ["T1", "F1"]


def test_a_figure_that_declares_nothing_stays_where_it_is_written() -> None:
    first, second, *_rest = names(BEFORE + figure("F1", "") + text("T3") + text("T4"))
    assert (first, second) == (["T1", "T2"], ["F1", "T3", "T4"])


def test_figures_keep_their_order() -> None:
    body = BEFORE + figure("F1") + figure("F2") + "".join(text(f"T{n}") for n in range(3, 9))
    found = [name for page in names(body) for name in page]
    assert found.index("F1") < found.index("F2")
    assert names(body)[0] == ["T1", "T2", "T3"]


def test_no_more_blocks_go_first_than_the_style_allows() -> None:
    body = (
        text("T1", 3)
        + figure("F0", "")
        + figure("F1")
        + "".join(text(f"T{number}", 0) for number in range(2, 9))
    )
    first = names(body)[0]
    assert first == ["T1", "F0", "T2", "T3", "T4"]


def test_a_heading_goes_first_with_its_text() -> None:
    body = text("T1") + text("T2") + figure("F1") + "<h2>H1</h2>" + text("T3") + text("T4")
    assert names(body)[0] == ["T1", "T2", "H1", "T3"]


def test_no_heading_is_left_alone_when_what_it_heads_stands_later() -> None:
    heading = "<h2>H1</h2>" + figure("F1") + "<h2>H2</h2>" + text("T3") + text("T4")
    for lines in range(1, 12):
        found = [name for page in names(text("T1", lines) + heading) for name in page]
        assert found[found.index("H1") + 1] != "H2"


def test_a_float_stays_when_nothing_of_what_follows_would_fill_the_page() -> None:
    body = BEFORE + figure("F1") + "<h2>H1</h2>" + text("T3") + text("T4")
    assert names(body)[:2] == [["T1", "T2"], ["F1", "H1", "T3", "T4"]]


def test_a_float_never_passes_a_forced_break() -> None:
    body = BEFORE + figure("F1") + '<p style="break-before: page">T3</p>'
    assert names(body) == [["T1", "T2"], ["F1"], ["T3"]]


def test_listeners_get_a_float_where_it_is_written() -> None:
    document = tagged(f"<h1>H1</h1>{BEFORE}{figure('F1')}{text('T3')}{text('T4')}", CSS)
    found = re.findall(r"\b[FHT]\d", document.root.text)
    assert found == ["H1", "T1", "T2", "F1", "T3", "T4"]


def test_notes_stand_on_the_page_of_their_call_when_text_goes_first() -> None:
    note = f'<p>T3 {LINE}<span class="footnote">N3 not.</span> {LINE}</p>'
    found = names(BEFORE + figure("F1") + note + text("T4") + text("T5"))
    (page,) = (page for page in found if "T3" in page)
    assert "N3" in page


@pytest.mark.parametrize("seed", range(25))
def test_nothing_is_lost_or_heard_in_another_order_whatever_floats(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - reproducible chapters
    made = []
    for number in range(chance.randrange(8, 25)):
        kind = chance.choice("TTTFH")
        if kind == "F":
            made.append((f"F{number}", figure(f"F{number}")))
        elif kind == "H":
            made += [(f"H{number}", f"<h2>H{number}</h2>"), (f"T{number}", text(f"T{number}"))]
        else:
            note = '<span class="footnote">En not.</span>' * chance.randrange(2)
            block = f"<p>T{number} {LINE * chance.randrange(1, 9)}{note}</p>"
            made.append((f"T{number}", block))
    body = "<h1>Rubrik</h1>" + "".join(block for _name, block in made)
    written = [name for name, _block in made]
    assert sorted(name for page in names(body) for name in page) == sorted(written)
    assert re.findall(r"\b[FHT]\d+", tagged(body, CSS).root.text) == written
    assert typeset(html_page(body, CSS)).data == typeset(html_page(body, CSS)).data
