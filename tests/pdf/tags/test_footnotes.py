"""Footnotes are where they are called, whole, and over nothing else."""

import random
import re
from collections.abc import Callable
from typing import Any

import pytest
import weasyprint
from tagging import html_page, tagged

from pressverk.pdf.typesetting import typeset
from pressverk.pdf.weasyprint.internals import boxes
from pressverk.pdf.weasyprint.patches import layout_patches

CSS = """
@page { size: 110mm 150mm; margin: 12mm; @footnote { border-top: 1px solid; padding-top: 7pt;
  max-height: 40% } }
html { font: 10pt/14pt 'Source Serif 4' } p, li { margin: 0 0 7pt; orphans: 3; widows: 3 }
h2 { break-after: avoid } .n { float: footnote; font-size: 8pt; line-height: 11pt }
.fact { border-top: 2px solid; padding: 8pt 0; margin: 12pt 0 } blockquote { margin: 10pt }
figure { display: grid; grid-template-columns: 20mm 1fr; break-inside: avoid; margin: 0 }
td, th { border-bottom: 1px solid; text-align: left } tr, table { break-inside: avoid }
"""


def words(chance: random.Random, least: int, most: int) -> str:
    return " ".join("ord" + "a" * chance.randrange(6) for _ in range(chance.randint(least, most)))


class Release:
    """HTML of paragraphs, lists, tables, boxes and figures, with notes called in all of them."""

    def __init__(self, seed: int, longest: int) -> None:
        self.longest = longest  # words of one note in twenty
        self.chance = random.Random(seed)  # noqa: S311 - reproducible releases
        self.notes: list[str] = []
        self.html = "".join(self.chance.choice(self.kinds())() for _ in range(14))

    def kinds(self) -> list[Callable[[], str]]:
        return [self.paragraph, self.paragraph, self.items, self.table, self.fact, self.figure]

    def text(self, least: int, most: int) -> str:
        text = words(self.chance, least, most)
        while self.chance.random() < 0.45:
            text += f"{self.note()} {words(self.chance, 1, most // 2)}"
        return text

    def note(self) -> str:
        longest = self.longest if self.chance.random() < 0.05 else 30
        self.notes.append(f"n{len(self.notes)} {words(self.chance, 2, longest)} z")
        return f"<span class=n>{self.notes[-1]}</span>"

    def paragraph(self) -> str:
        heading = "<h2>Rubrik</h2>" if self.chance.random() < 0.3 else ""
        return f"{heading}<p>{self.text(20, 110)}</p>"

    def items(self) -> str:
        return f"<ul>{''.join(f'<li>{self.text(3, 30)}</li>' for _ in range(4))}</ul>"

    def table(self) -> str:
        rows = "".join(
            f"<tr><th scope=row>{self.text(1, 3)}<td>{self.text(3, 25)}" for _ in range(5)
        )
        return f"<table><thead><tr><th scope=col>A<th scope=col>B</thead>{rows}</table>"

    def fact(self) -> str:
        return f"<div class=fact><p>{self.text(10, 60)}</p><p>{self.text(5, 20)}</p></div>"

    def figure(self) -> str:
        caption, picture = self.text(2, 8), self.text(9, 40)
        return f"<figure><figcaption>{caption}</figcaption><div>{picture}</div></figure>"


def pages(html: str) -> list[Any]:
    source = weasyprint.HTML(string=f"<html lang=sv><style>{CSS}</style><body>{html}")
    with layout_patches(source.etree_element):
        return [page._page_box for page in source.render().pages]


def text_of(box: Any) -> str:
    found = (inner.text for inner in box.descendants() if isinstance(inner, boxes.TextBox))
    return " ".join(found)


def bodies(text: str) -> list[str]:
    return sorted(" ".join(body.split()) for body in text.split(" z"))


def lines(box: Any) -> list[Any]:
    return [inner for inner in box.descendants() if isinstance(inner, boxes.LineBox)]


def halves(page: Any) -> tuple[Any, Any]:
    """Return the text of a page, and the area of its notes or None."""
    areas = [child for child in page.children if isinstance(child, boxes.FootnoteAreaBox)]
    return page.children[0], next(iter(areas), None)


def called(root: Any) -> list[Any]:
    calls = (b for b in root.descendants() if (b.element_tag or "").endswith("::footnote-call"))
    return list(dict.fromkeys(call.element for call in calls))


@pytest.mark.parametrize(("seed", "longest"), [(n, (30, 260)[n % 2]) for n in range(12)])
def test_notes_begin_where_they_are_called_and_none_is_lost(seed: int, longest: int) -> None:
    release = Release(seed, longest)
    found: list[str] = []
    seen: set[Any] = set()
    waiting: list[Any] = []
    for page in pages(release.html):
        root, area = halves(page)
        notes = [note.element for note in area.children] if area is not None else []
        waiting += [element for element in called(root) if element not in seen]
        seen |= set(waiting)
        begun = [element for element in notes if element in waiting]
        assert begun == waiting[: len(begun)]
        waiting = waiting[len(begun) :]
        # Only those behind a note that fills the foot of several pages have to wait.
        assert longest > 30 or not waiting
        if area is not None:
            found.append(text_of(area))
            top = area.position_y + area.margin_top
            assert all(line.position_y + line.height <= top + 1 for line in lines(root))
            bottom = page.content_box_y() + page.height
            assert all(line.position_y + line.height <= bottom + 1 for line in lines(area))
    assert (len(seen), waiting) == (len(release.notes), [])
    bare = re.sub(r"\b\d+\. ", "", " ".join(found))
    # The cells of a row that goes over pages call theirs side by side.
    assert bodies(bare) == bodies(" ".join(release.notes))


def test_a_note_longer_than_a_page_goes_on_over_pages() -> None:
    html = f"<p>ett<span class=n>{'ord ' * 900}slut</span> två</p>"
    found = [text_of(area) for area in (halves(page)[1] for page in pages(html)) if area]
    assert len(found) > 2
    assert " ".join(found).split() == ["1.", *["ord"] * 900, "slut"]


def test_a_divided_note_is_read_at_its_call() -> None:
    html = f"<p>ett<span class=n>{'ord ' * 400}</span> två</p><p>tre</p>"
    root = tagged(html, CSS).root
    assert root.one("Note").pages[0] == root.one("Reference").pages[0]
    assert root.one("Note").text.count("ord") == 400
    assert root.one("Note").parent is root.one("Reference").parent


def test_a_note_called_in_a_positioned_box_is_not_lost() -> None:
    html = "<p>ett</p><div style='position: absolute; top: 40mm'>två<span class=n>not</span></div>"
    assert [f.rule for f in typeset(html_page(html, CSS)).findings] == []


def test_a_note_called_in_a_head_is_set_once() -> None:
    rows = "".join(f"<tr><td>{n}" for n in range(60))
    html = f"<table><thead><tr><th scope=col>A<span class=n>not</span></thead>{rows}</table>"
    areas = [halves(page)[1] for page in pages(html.replace("table>", "table>", 1))]
    assert [area is not None for area in areas] == [True, *[False] * (len(areas) - 1)]
