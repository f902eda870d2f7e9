import pypdfium2
import pytest

from pressverk.model import Document
from pressverk.pdf.typesetting import typeset

STYLE = """<style>
@page { size: 60mm 60mm; margin: 5mm }
body { margin: 0; font: 8.5pt/11.5pt "Source Sans 3" }
div { width: 38mm }
</style>"""


def lines(html: str) -> list[str]:
    page = Document(
        address="https://newsroom.invalid/a",
        html=f'<html lang="sv"><title>x</title>{STYLE}<div>{html}</div></html>',
    )
    text: str = pypdfium2.PdfDocument(typeset(page).data)[0].get_textpage().get_text_range()
    return [line.strip() for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("after", ["", "<em>Nästa ord</em>", "<b>N</b>ästa"])
def test_a_text_that_fits_without_its_last_space_stays_on_its_line(after: str) -> None:
    assert lines(f"för att avbryta våld som pågår. {after}")[0] == "för att avbryta våld som pågår."


def test_a_word_that_follows_without_a_space_is_not_pushed_over_the_edge() -> None:
    assert lines("för att avbryta våld som <em>pågår nu</em>") == [
        "för att avbryta våld som pågår",
        "nu",
    ]


def test_a_text_that_does_not_fit_is_broken_at_its_last_fitting_word() -> None:
    assert lines("för att avbryta våld som pågår där. <em>Nästa</em>") == [
        "för att avbryta våld som pågår",
        "där. Nästa",
    ]
