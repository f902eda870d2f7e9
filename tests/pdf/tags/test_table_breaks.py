"""Tables over pages: each page has the head, captions stay with rows, pages are filled."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tagging import html_page, laid_out

from pressverk.pdf.typesetting import typeset
from pressverk.pdf.weasyprint.internals import boxes

TEXT_CSS = Path(__file__).parents[3] / "layouts" / "base" / "text.css"
SHEET = "@page { size: 120mm 150mm; margin: 10mm } html { font: 10pt/13pt 'Source Serif 4' }"
RULES = [
    line
    for line in TEXT_CSS.read_text("utf-8").splitlines()
    if line.startswith(("table", "caption", "t", "h2")) and "break" in line
]
CSS = "\n".join((SHEET, "caption { break-after: avoid } h2 { break-after: avoid }", *RULES))
WORDS = ("kommunen", "ska", "under", "året", "ta", "fram", "rutiner", "för", "samverkan")


def words(number: int) -> str:
    return " ".join(WORDS[index % len(WORDS)] for index in range(number))


def table(heights: list[int], head: str = "Åtgärd", caption: str = "Planen") -> str:
    rows = "".join(f"<tr><th scope=row>{n}<td>{words(h)}</tr>" for n, h in enumerate(heights))
    return (
        f"<table><caption>{caption}</caption><thead><tr><th scope=col>Nr"
        f"<th scope=col>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def pages(body: str, css: str = CSS) -> list[Any]:
    return laid_out(body, css)


def parts(found: list[Any]) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of each page with a part of a table, and what it holds, in order."""
    for number, page in enumerate(found):
        for box in page.descendants():
            if isinstance(box, boxes.TableCaptionBox):
                yield number, ["caption"]
            elif isinstance(box, boxes.TableBox):
                kinds = ["head" if group.is_header else "rows" for group in box.children]
                yield number, kinds


@pytest.mark.parametrize("seed", range(40))
def test_each_page_of_a_table_has_its_head_and_the_first_its_caption(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - reproducible tables
    before = f"<p>{words(chance.randrange(0, 250))}</p>" + "<h2>Rubrik</h2>" * chance.randrange(2)
    heights = [chance.choice((3, 20, 60, 150, 400)) for _ in range(chance.randrange(2, 18))]
    found = list(parts(pages(before + table(heights))))
    caption, (first, _kinds), *_others = found
    assert caption == (first, ["caption"])
    assert {tuple(kinds) for _number, kinds in found[1:]} == {("head", "rows")}


def test_a_row_taller_than_a_page_keeps_its_header() -> None:
    found = [kinds for _number, kinds in parts(pages(table([900, 5])))]
    assert len(found) > 3
    assert found == [["caption"], *[["head", "rows"]] * (len(found) - 1)]


def test_a_short_table_stays_whole() -> None:
    found = list(parts(pages(f"<p>{words(230)}</p>{table([8] * 6)}")))
    assert found == [(1, ["caption"]), (1, ["head", "rows"])]


def test_a_table_that_would_leave_most_of_a_page_empty_begins_on_it() -> None:
    found = [number for number, _kinds in parts(pages(f"<p>{words(60)}</p>{table([30] * 8)}"))]
    assert found == [0, 0, 1]


def test_a_heading_is_not_left_alone_by_the_table_below_it() -> None:
    body = f"<p>{words(20)}</p><div style='break-before: page'></div><h2>R</h2>"
    found = [number for number, _kinds in parts(pages(body + table([100] * 8)))]
    assert found[:2] == [1, 1]


def test_a_head_without_room_is_reported_with_its_page() -> None:
    css = f"{CSS} thead tr {{ break-inside: avoid }}"
    pdf = typeset(html_page(table([3, 3], head=words(900)), css))
    assert [(f.rule, f.place.page) for f in pdf.findings if "the head" in f.message] == [
        ("lost-text", 1)
    ]
    assert "table 'Planen'" in next(f.message for f in pdf.findings if f.place.page)


@pytest.mark.parametrize("before", [0, 60])
def test_a_row_taller_than_a_page_begins_below_the_rows_above_it(before: int) -> None:
    found = pages(f"<p>{words(before)}</p>{table([5, 900, 5])}")
    first = [box for box in found[0].descendants() if isinstance(box, boxes.TableRowBox)]
    assert len(first) == 3  # the head, the short row, and the beginning of the tall one
