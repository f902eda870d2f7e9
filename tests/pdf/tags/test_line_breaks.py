import io

import pikepdf
import pypdfium2
import pytest
import weasyprint

from pressverk.model import Document
from pressverk.pdf.typesetting import typeset
from pressverk.pdf.weasyprint.internals import boxes
from pressverk.pdf.weasyprint.patches import layout_patches

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


@pytest.mark.parametrize("width", range(70, 320, 7))
def test_a_word_divided_at_a_soft_hyphen_shows_it(width: int) -> None:
    css = f"@page {{ size: 90mm 60mm; margin: 5mm }} p {{ width: {width}px; font: 12px serif }}"
    text = "Nu är det klart: sam\xadhälle, <b>kom\xadmun\xadens för\xadskola</b> och mer text."
    html = weasyprint.HTML(string=f"<html lang=sv><style>{css}</style><p>{text}")
    with layout_patches(html.etree_element):
        (page,) = html.render().pages
    found = [
        "".join(b.text for b in line.descendants() if isinstance(b, boxes.TextBox))
        for line in page._page_box.descendants()
        if isinstance(line, boxes.LineBox)
    ]
    starts = ("sam", "kom", "kommun", "för")
    ends = [line.replace("\xad", "").split()[-1] for line in found[:-1]]
    assert not [end for end in ends if end.endswith(starts)]
    whole = "".join(f"{line} " for line in found).replace("\xad", "").replace("\N{HYPHEN} ", "")
    assert " ".join(whole.split()) == "Nu är det klart: samhälle, kommunens förskola och mer text."


def test_soft_hyphens_are_in_no_metadata() -> None:
    html = (
        "<html lang=sv><title>Sam\xadhälle</title><meta name=author content='Kom\xadmun'>"
        "<meta name=description content='Om sam\xadhället'><h1>Sam\xadhället</h1><p>a</html>"
    )
    data = typeset(Document(address="https://newsroom.invalid/a", html=html)).data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        told = [*map(str, pdf.docinfo.values()), pdf.Root.Metadata.read_bytes().decode()]
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == ["Samhället"]
    assert not [value for value in told if "\xad" in value or "\ufffd" in value]
    assert "Samhälle" in told
