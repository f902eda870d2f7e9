"""Colours as inks, pages for binding, and what a printer would send back."""

import io
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from tagging import html_page

from pressverk.pdf.postprocess import for_printers
from pressverk.pdf.preflight import preflight
from pressverk.pdf.print_pages import whole_sheets, with_even_pages
from pressverk.pdf.separation import holders, inks
from pressverk.pdf.typesetting import typeset

SHEET = "@page { size: A6; margin: 10mm; bleed: 10mm; background: #1f5c6b }"
BODY = (
    f"<style>{SHEET} .box {{ background: linear-gradient(#1f5c6b, #e60000); color: #fff }}</style>"
    '<h1>Rubrik</h1><p style="font-size: 9pt">Svart text.</p><p class="box">Vit text</p>'
    '<p style="opacity: .5">Svag <img src="bild.png" alt="En bild" style="width: .4px"></p>'
)


@pytest.fixture(scope="module")
def printed() -> bytes:
    return for_printers(typeset(html_page(BODY)).data)


def page_of(
    content: str, *, size: tuple[int, int] = (200, 200), **resources: Any
) -> tuple[pikepdf.Pdf, bytes]:
    """Return a PDF of one page with this content stream."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=size)
    page.obj.Contents = pdf.make_stream(content.encode())
    page.obj.Resources = Dictionary(**resources)
    return pdf, saved(pdf)


def saved(pdf: pikepdf.Pdf) -> bytes:
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()


def rules(data: bytes) -> list[str]:
    return [finding.rule for finding in preflight(data, "a.pdf")]


def test_greys_are_printed_in_black_alone_and_colours_within_the_limit() -> None:
    for grey in (0.0, 0.1, 0.4, 0.6, 0.84):
        cyan, magenta, yellow, black = inks(grey, grey, grey - 0.01 if grey else 0)
        assert (cyan, magenta, yellow) == (0, 0, 0)
        assert 0 < black <= 1
    assert inks(0.3, 0.3, 0.3)[3] > inks(0.6, 0.6, 0.6)[3]
    for colour in ((0, 0, 0.3), (0.1, 0, 0.15), (0.2, 0.05, 0), (0.12, 0.36, 0.42)):
        assert sum(inks(*colour)) <= 3.012


def test_the_tint_of_a_colour_stays_coloured() -> None:
    cyan, magenta, yellow, _black = inks(0xE9 / 255, 0xEF / 255, 0xF0 / 255)
    assert cyan > max(magenta, yellow)


def test_the_edition_for_printers_passes_its_own_preflight(printed: bytes) -> None:
    assert rules(printed) == []


def test_the_edition_for_screens_does_not() -> None:
    assert "print-rgb" in rules(typeset(html_page(BODY)).data)


def test_black_text_overprints_and_white_text_knocks_out(printed: bytes) -> None:
    pdf = pikepdf.open(io.BytesIO(printed))
    seen = {}
    for holder in holders(pdf):
        fill: list[float] = []
        for each in pikepdf.parse_content_stream(holder):
            name = str(each.operator)
            if name == "k":
                fill = [float(value) for value in each.operands]
            if name == "gs" and str(each.operands[0]).startswith("/Pressverk"):
                state = holder.Resources.ExtGState[each.operands[0]]
                seen[tuple(fill)] = bool(state.op)
    assert seen[0, 0, 0, 1] is True
    assert seen[0, 0, 0, 0] is False


def test_crop_marks_stand_outside_the_bleed_that_clips_the_page(printed: bytes) -> None:
    pdf = pikepdf.open(io.BytesIO(printed))
    page = pdf.pages[0]
    bleed = [float(each) for each in page.obj.BleedBox]
    instructions = [(str(it.operator), it.operands) for it in pikepdf.parse_content_stream(page)]
    assert [name for name, _operands in instructions[:4]] == ["q", "re", "W", "n"]
    left, bottom, width, height = (float(each) for each in instructions[1][1])
    assert [left, bottom, left + width, bottom + height] == pytest.approx(bleed, abs=0.01)
    last = max(i for i, (name, _operands) in enumerate(instructions) if name == "BMC")
    ends = [
        [float(each) for each in operands]
        for name, operands in instructions[last:]
        if name in {"m", "l"}
    ]
    assert len(ends) == 16
    for x, y in ends:
        inside = bleed[0] + 0.01 < x < bleed[2] - 0.01 and bleed[1] + 0.01 < y < bleed[3] - 0.01
        assert not inside


def test_a_book_is_of_whole_sheets_and_its_back_comes_last() -> None:
    part = typeset(html_page("<p>Text</p>"))
    even = with_even_pages(part)
    assert (part.page_count, even.page_count) == (1, 2)
    assert with_even_pages(even) is even
    for parts, has_back, counts in (
        ((even, part), True, [3, 1]),
        ((even, even, part), True, [2, 5, 1]),
        ((even, even), False, [2, 2]),
        ((even,), False, [4]),
    ):
        found = [pdf.page_count for pdf in whole_sheets(parts, has_back=has_back)]
        assert found == counts
    pages = pikepdf.open(io.BytesIO(even.data)).pages
    assert pages[1].mediabox == pages[0].mediabox


def test_hairlines_are_told_at_the_size_that_they_are_printed_in() -> None:
    assert rules(page_of("0 0 0 1 K .15 w 10 10 m 90 10 l S")[1]) == ["print-hairline"]
    assert rules(page_of("0 0 0 1 K q .1 0 0 .1 0 0 cm 1 w 1 1 m 9 1 l S Q")[1]) == [
        "print-hairline"
    ]
    assert rules(page_of("0 0 0 1 k 10 10 90 .1 re f")[1]) == ["print-hairline"]
    assert rules(page_of("0 0 0 1 K .25 w 10 10 m 90 10 l S")[1]) == []


def test_too_much_ink_is_told_with_how_much() -> None:
    (finding,) = preflight(page_of("1 .9 .8 .7 k 0 0 50 50 re f")[1], "a.pdf")
    assert (finding.rule, finding.place.page) == ("print-ink", 1)
    assert "340" in finding.message
    assert rules(page_of("1 .9 .8 .3 k 0 0 50 50 re f")[1]) == []


def test_a_coarse_picture_is_told_by_its_size_on_the_page() -> None:
    pdf = pikepdf.new()
    picture = Dictionary(
        Type=Name.XObject, Subtype=Name.Image, Width=100, Height=100,
        ColorSpace=Name.DeviceGray, BitsPerComponent=8,
    )  # fmt: skip
    for points, expected in ((72, ["print-resolution"]), (36, [])):
        page = pdf.add_blank_page(page_size=(200, 200))
        image = pdf.make_stream(bytes(10_000), picture)
        page.obj.Resources = Dictionary(XObject=Dictionary(A=image))
        page.obj.Contents = pdf.make_stream(f"q {points} 0 0 {points} 0 0 cm /A Do Q".encode())
        assert rules(saved(pdf)) == expected
        del pdf.pages[0]


def test_a_font_that_is_not_embedded_is_told() -> None:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    content = "BT /F 20 Tf (A) Tj ET"
    assert rules(page_of(content, Font=Dictionary(F=font))[1]) == ["print-font"]


def test_rgb_is_found_in_forms_and_spaces() -> None:
    pdf = pikepdf.new()
    form = pdf.make_stream(b"1 0 0 rg 0 0 9 9 re f")
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
    page = pdf.add_blank_page(page_size=(200, 200))
    page.obj.Resources = Dictionary(XObject=Dictionary(A=form))
    page.obj.Contents = pdf.make_stream(b"/A Do")
    assert rules(saved(pdf)) == ["print-rgb"]
    assert rules(page_of("/DeviceRGB cs 0 0 0 sc")[1]) == ["print-rgb"]


def test_small_black_text_that_knocks_out_is_told() -> None:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type3)
    text = "BT /F 9 Tf 0 0 0 1 k {} (A) Tj ET"
    state = Dictionary(O=Dictionary(op=True, OPM=1))
    assert rules(page_of(text.format(""), Font=Dictionary(F=font))[1]) == ["print-black"]
    page = page_of(text.format("/O gs"), Font=Dictionary(F=font), ExtGState=state)
    assert rules(page[1]) == []
