"""Letters of pieces, keycaps, digits among right-to-left text, formulas and closed dialogs."""

import io
from unicodedata import normalize

import pikepdf
import pypdfium2
import pytest
from tagging import html_page, tagged

from pressverk.model import Severity
from pressverk.pdf.typesetting import typeset


@pytest.mark.parametrize(
    "text",
    ["Ǩeâllʼjäuʹrr", "Sääʹmǩiõll K k", "ọ̀ Ọ̀rúnmìlà ẹ̀kọ́", "בְּרֵאשִׁית בָּרָא", "q\u0303 q m\u0331"],
)
def test_letters_that_fonts_build_of_pieces_are_read_as_written(text: str) -> None:
    direction = "rtl" if "\u05d0" <= text[0] <= "\u05ea" else "ltr"
    found = tagged(f"<h1 lang=sms dir={direction}>{text}</h1>", "h1 { font-weight: 600 }").root.text
    assert normalize("NFC", found) == normalize("NFC", text)


def test_no_glyph_means_nothing() -> None:
    data = typeset(html_page("<p>Ǩ ọ̀ מְ")).data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        maps = [
            o.ToUnicode.read_bytes()
            for o in pdf.objects
            if "ToUnicode" in str(o)[:9000]
            and isinstance(o, pikepdf.Dictionary)
            and "/ToUnicode" in o
        ]
    assert maps
    assert not any(b"<>" in one for one in maps)


def test_keycaps_have_room_of_their_own() -> None:
    html = "<p style='font: 20px serif'>a1\ufe0f\u20e3b</p><p style='font: 20px serif'>ab</p>"
    page = pypdfium2.PdfDocument(typeset(html_page(html)).data)[0].get_textpage()
    text = page.get_text_range()
    first, second = (page.get_charbox(text.index("b", start)) for start in (0, text.rindex("a")))
    assert first[0] - second[0] > 15
    assert tagged(html).root.text.replace("\ufe0f", "") == "a1\u20e3b ab"


@pytest.mark.parametrize(
    "number", ["08-123 45 67", "2026-05-04", "10 000", "+46 8 123", "KS 2026/12-3"]
)
def test_groups_of_digits_keep_their_order_in_right_to_left_text(number: str) -> None:
    shown = {
        direction: pypdfium2.PdfDocument(
            typeset(
                html_page(f"<p dir={direction} style='font: 20px serif; text-align: left'>{number}")
            ).data
        )[0]
        .render(scale=1)
        .to_pil()
        .tobytes()
        for direction in ("rtl", "ltr")
    }
    assert shown["rtl"] == shown["ltr"]
    html = f"<p dir=rtl lang=ar>الهاتف {number} هنا</p>"
    assert number in tagged(html).root.text


def test_a_formula_of_more_than_a_line_of_letters_is_reported() -> None:
    fraction = "<math alttext='en halv'><mfrac><mn>1</mn><mn>2</mn></mfrac></math>"
    findings = typeset(html_page(f"<p>a {fraction}")).findings
    assert [(f.rule, f.severity) for f in findings] == [("formula-not-set", Severity.ERROR)]
    assert "'12' can't be set, for <mfrac>" in findings[0].message
    power = "<math alttext='x i kvadrat'><msup><mi>x</mi><mn>2</mn></msup></math>"
    assert typeset(html_page(f"<p>a {power}")).findings == ()


def test_what_only_scripts_open_is_not_printed() -> None:
    html = "<p>a</p><dialog>b</dialog><dialog open>c</dialog><div popover>d</div>"
    assert tagged(html).root.text == "a c"


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("#sk%C3%A4r", "skär"),
        ("#skär", "sk%C3%A4r"),
        ("#%41", "%41"),
        ("#100%", "100%"),
        ("#", None),
        ("#top", None),
        ("#TOP", None),
    ],
)
def test_links_lead_where_browsers_lead_them(target: str, name: str | None) -> None:
    there = f"<h1 id='{name}'>b</h1>" if name else "<h1>b</h1>"
    document = tagged(f"<p><a href='{target}'>a</a></p>{there}")
    assert document.root.one("Link").text == "a"


@pytest.mark.parametrize("target", ["annan.html", "/om", " JavaScript:void(0)", "//example.org/a"])
def test_links_that_lead_nowhere_from_a_pdf_are_none(target: str) -> None:
    pdf = typeset(html_page(f"<p><a href='{target}'>a</a> <a href='https://example.org'>b</a>"))
    assert [f.rule for f in pdf.findings] == ["dead-end"]
    with pikepdf.open(io.BytesIO(pdf.data)) as opened:
        (link,) = opened.pages[0].Annots
        assert link.A.URI == "https://example.org"


def test_no_sign_of_direction_is_heard_at_the_end_of_a_passage() -> None:
    html = "<p>av <span lang=ar dir=rtl>تعمل 12 12</span>kommunen</p>"
    assert tagged(html).root.one("P").text == "av تعمل 12 12kommunen"
