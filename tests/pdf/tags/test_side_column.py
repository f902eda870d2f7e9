"""Contacts stand beside the text where there is room, and are heard where they are written."""

import io
import re

import pikepdf
import pypdfium2
import pytest
from tagging import html_page, tagged

from pressverk.model import Severity
from pressverk.pdf.typesetting import typeset

CSS = (
    "@page { size: 150mm 100mm; margin: 10mm } html { font: 10pt/15pt 'Source Serif 4' }"
    "main { margin-left: 50mm } .dates { position: absolute; left: -50mm; width: 40mm }"
    ".wide { margin-left: -50mm; white-space: nowrap }"
)
LINE = "Kommunen tar under hela året fram nya rutiner. "


def release(body: str, contacts: int = 1) -> str:
    people = "".join(f"<p>Person {number}</p>" for number in range(contacts))
    return (
        '<main><header style="position: relative"><div class="dates" id="d">8 mars</div>'
        f"<h1>Rubrik</h1></header><div>{body}</div>"
        f'<section id="c" data-beside="d"><h2>Kontakt</h2>{people}</section>'
        "<section><h2>Om</h2><p>En kommun.</p></section></main>"
    )


def page_of_contacts(body: str, contacts: int = 1) -> int:
    document = pypdfium2.PdfDocument(typeset(html_page(release(body, contacts), CSS)).data)
    texts = [page.get_textpage().get_text_range() for page in document]
    (found,) = (number for number, text in enumerate(texts) if "Person 0" in text)
    return found


TEXT = f"<p>{LINE * 12}</p>"


def test_contacts_stand_on_the_first_page_where_there_is_room() -> None:
    assert page_of_contacts(TEXT) == 0


@pytest.mark.parametrize("before", ["", "<p>En rad.</p>"])
def test_contacts_stand_at_the_end_when_something_stands_in_their_column(before: str) -> None:
    assert page_of_contacts(f'{before}<p class="wide">En bred bild</p>{TEXT}') == 1


def test_contacts_stand_at_the_end_when_they_are_too_many_for_the_page() -> None:
    assert page_of_contacts(TEXT, 30) > 0


def test_contacts_are_heard_where_they_are_written() -> None:
    document = tagged(release(TEXT), CSS)
    found = re.findall(r"Rubrik|8 mars|Kontakt|Person 0|Om\b|En kommun", document.root.text)
    assert found == ["8 mars", "Rubrik", "Kontakt", "Person 0", "Om", "En kommun"]


def test_bookmarks_follow_the_source() -> None:
    found = typeset(html_page(release(TEXT), CSS)).data
    titles = [title for title in _titles(found) if title in {"Rubrik", "Kontakt", "Om"}]
    assert titles == ["Rubrik", "Kontakt", "Om"]


def _titles(pdf: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_outline() as outline:
        stack, found = [*reversed(outline.root)], []
        while stack:
            item = stack.pop()
            found.append(str(item.title))
            stack += reversed(item.children)
        return found


def test_lines_over_one_page_of_a_release_are_counted() -> None:
    body = f'<body data-pages="1">{"<p>Rad</p>" * 23}'
    css = f"{CSS} body, p {{ margin: 0 }}"
    (finding,) = typeset(html_page(body, css)).findings
    assert (finding.rule, finding.severity) == ("over-one-page", Severity.ADVICE)
    assert "8 lines" in finding.message
    assert typeset(html_page(body.replace("data-pages", "data-other"), css)).findings == ()
