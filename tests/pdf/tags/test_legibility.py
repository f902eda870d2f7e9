"""Contrast: what the boxes tell of colours is what the page shows."""

from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tagging import html_page
from weasyprint import DEFAULT_OPTIONS, HTML

from pressverk.model import Place, Severity
from pressverk.pdf.checks.legibility import Layer, blend, layers_of
from pressverk.pdf.typesetting import PageFetcher, typeset

TEXT = "Text som ska läsas"


def told(body: str, css: str = "") -> list[str]:
    findings = typeset(html_page(body, css)).findings
    return [finding.message for finding in findings if finding.rule == "low-contrast"]


@pytest.mark.parametrize(
    ("style", "ratio", "colours", "least"),
    [
        ("color: #999", "2.85", "#999999 on #ffffff", "4.5"),
        ("color: #999; font-size: 18pt", "2.85", "#999999 on #ffffff", "3"),
        ("color: #949494; font-size: 17pt", "3.03", "#949494 on #ffffff", "4.5"),
        ("color: rgb(0 0 0 / .4)", "2.85", "#999999 on #ffffff", "4.5"),
        ("color: black; opacity: .3", "2.11", "#b2b2b2 on #ffffff", "4.5"),
        ("color: white; background: black; opacity: .3", "2.11", "#ffffff on #b2b2b2", "4.5"),
        ("color: hsl(60 100% 50%)", "1.07", "#ffff00 on #ffffff", "4.5"),
        ("color: oklch(0.5999 0 0)", "3.95", "#808080 on #ffffff", "4.5"),
        ("color: oklab(0.70167 0.27457 -0.16916)", "3.14", "#ff00ff on #ffffff", "4.5"),
        ("color: lab(53.585 0 0)", "3.95", "#808080 on #ffffff", "4.5"),
        ("color: white", "1", "#ffffff on #ffffff", "4.5"),
        ("background: #036", "1.67", "#000000 on #003366", "4.5"),
    ],
)
def test_text_that_is_hard_to_see_is_reported(
    style: str, ratio: str, colours: str, least: str
) -> None:
    assert told(f'<p style="{style}">{TEXT}</p>') == [
        f"'{TEXT}' has the contrast {ratio}:1 ({colours}); choose colours of at least {least}:1"
    ]


@pytest.mark.parametrize(
    "style",
    [
        "color: #767676",
        "color: #949494; font-size: 18pt",
        "color: #949494; font-size: 14pt; font-weight: bold",
        "color: white; background: black",
        "color: white; background: linear-gradient(black, navy)",
        "color: white; background: url(bild.png)",
        "color: white; visibility: hidden",
        "color: white; transform: rotate(90deg)",
    ],
)
def test_text_that_is_legible_or_can_not_be_judged_is_passed_over(style: str) -> None:
    assert told(f'<p style="{style}">{TEXT}</p>') == []


@pytest.mark.parametrize(
    "body",
    [
        """<div style='position: relative; background: black; height: 50px'></div>
        <p style='position: relative; top: -40px; color: white'>x</p>""",
        """<p style='position: absolute; top: 0; color: white; z-index: 2'>x</p>
        <div style='position: absolute; inset: 0; background: black'>&nbsp;</div>""",
        """<table style='color: white'><colgroup><col style='background: navy'></colgroup>
        <tr><td>x</table>""",
        "<p><b style='color: white; background: black'>x</b></p>",
    ],
)
def test_what_counts_is_painted_behind_the_text_not_around_it_in_the_source(body: str) -> None:
    assert told(body) == []


def test_text_that_something_covers_is_reported() -> None:
    body = f"<p>{TEXT}</p><div style='position: absolute; inset: 0; background: #eee'>&nbsp;</div>"
    (message,) = told(body)
    assert " 1:1 " in message


def test_symbols_without_words_need_no_contrast() -> None:
    assert told("<ul><li>a</ul><p>b <span style='color: #ddd'>· – •</span></p>", "") == []


def test_each_pair_of_colours_is_reported_once_with_its_first_page() -> None:
    body = "<p>a</p>" + "<p class=pale>b</p>" * 9 + "<p style='color: #aaa'>c</p>"
    css = "@page { size: 60mm 30mm; margin: 2mm } .pale { color: #999 } p { margin: 0 0 9mm }"
    findings = typeset(html_page(body, css)).findings
    assert [finding.place.page for finding in findings] == [1, 6]
    assert {finding.severity for finding in findings} == {Severity.ADVICE}
    assert isinstance(findings[0].place, Place)


COLOURS = st.sampled_from(["red", "#0a0", "rgb(0 0 255 / .5)", "white", "transparent", "#123"])
PLACES = st.sampled_from(
    [
        *("static", "static", "relative", "relative; z-index: 1", "relative; z-index: -1"),
        *("absolute; top: 3mm", "absolute; top: 1mm; z-index: 2"),
    ]
)
DISPLAYS = st.sampled_from(["block", "block", "inline-block", "inline", "flow-root; float: left"])


@st.composite
def boxes(draw: st.DrawFn, depth: int = 0) -> str:
    inside = [draw(boxes(depth + 1)) for _ in range(draw(st.integers(0, 2)))] if depth < 3 else []
    opacity = draw(st.sampled_from(["1", "1", "1", ".5"]))
    style = (
        f"background: {draw(COLOURS)}; position: {draw(PLACES)}; display: {draw(DISPLAYS)};"
        f"opacity: {opacity}; padding: 2mm; margin: {draw(st.sampled_from(['0', '-1mm', '1mm']))}"
    )
    return f"<div style='{style}'>{''.join(inside) or 'xx'}</div>"


@given(boxes())
@settings(max_examples=30, suppress_health_check=list(HealthCheck))
def test_the_colour_behind_a_text_is_the_one_that_is_shown(body: str) -> None:
    css = "@page { size: 80mm 60mm; margin: 10mm; background: #eee } * { color: transparent }"
    page = html_page(body, css + "html { background: #fed }")
    html = HTML(string=page.html, base_url=page.address, url_fetcher=PageFetcher({}))
    document = html.render(**{**DEFAULT_OPTIONS, "pdf_variant": None})
    picture = rendered(document.write_pdf())
    laid_out = document.pages[0]
    laid_out.box = laid_out._page_box
    layers = layers_of(laid_out)
    backgrounds = [layer for layer in layers if layer.text is None]
    for text in layers:
        left, top, right, bottom = text.area
        middle = ((left + right) / 2, (top + bottom) / 2)
        if text.text is None or not is_clear(middle, backgrounds):
            continue
        shown = blend(layer for layer in backgrounds if layer.is_at(text))
        assert shown is not None
        x, y = (int(at * picture.width / (80 * 96 / 25.4)) for at in middle)
        seen = picture.getpixel((x, y))
        computed = tuple(round(channel * 255) for channel in shown[:3])
        assert max(abs(a - b) for a, b in zip(seen, computed, strict=True)) <= 3


def is_clear(point: tuple[float, float], layers: list[Layer]) -> bool:
    """Return whether *point* is on the page, and on no edge."""
    edges = [(0, 0, 302, 227), *(layer.area for layer in layers)]
    return (0 < point[0] < 302 and 0 < point[1] < 227) and all(
        abs(at - edge) > 1 for area in edges for at, edge in zip(point * 2, area, strict=True)
    )


def rendered(data: bytes) -> Any:
    with pypdfium2.PdfDocument(BytesIO(data)) as pdf:
        return pdf[0].render(scale=2).to_pil().convert("RGB")
