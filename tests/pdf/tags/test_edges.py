import pytest

from pressverk.model import Document, Place
from pressverk.pdf.typesetting import typeset

HTML = """<html lang="en"><title>x</title><style>
@page {{ size: 100mm 60mm; margin: 10mm }} p {{ margin: 0; white-space: nowrap }}</style>
<h1>Heading</h1><p style="{style}">{text}</p></html>"""


def cut(style: str, text: str) -> list[tuple[str, Place]]:
    page = Document(
        address="https://newsroom.invalid/a",
        source="a.html",
        html=HTML.format(style=style, text=text),
    )
    findings = typeset(page).findings
    return [(f.message, f.place) for f in findings if f.rule == "text-off-page"]


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("", "nowhere to break " * 20),
        ("position: absolute; left: 75mm", "over the right edge"),
        ("position: absolute; left: 120mm", "beyond the right edge"),
        ("position: absolute; top: 49mm; font-size: 12mm", "under"),
        ("transform: translate(50mm)", "moved over the edge"),
        ("transform: translate(-50mm)", "moved " * 8),
        ("direction: rtl", "nowhere to break " * 20),
        ("direction: rtl; position: absolute; right: 120mm", "beyond the left edge"),
        ("float: right; width: 120mm", "begins before the left edge " * 4),
        ("position: absolute; top: -16mm; font-size: 12mm", "above"),
        ("transform: skewX(60deg)", "leans over the edge " * 3),
        ("transform: rotate(90deg); transform-origin: 0 0; margin-left: 20mm", "turned " * 12),
    ],
)
def test_text_over_an_edge_is_reported_with_its_page(style: str, text: str) -> None:
    ((message, place),) = cut(style, text)
    assert message.startswith(f"'{text[:15]}")
    assert message.endswith("runs over the edge of the page; shorten it, or make room for it")
    assert place == Place(file="a.html", page=1)


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("", "it fits"),
        ("position: absolute; left: -999mm", "hidden as on screens"),
        ("direction: rtl; position: absolute; left: 999mm", "hidden as on screens"),
        ("position: absolute; top: -99mm", "hidden as on screens"),
        ("transform: skewX(5deg)", "leans"),
        ("position: absolute; left: 60mm", "&nbsp;" * 99),
        ("overflow: hidden; text-overflow: ellipsis", "shortened " * 12),
        ("transform: rotate(90deg); transform-origin: 0 0; margin-left: 20mm", "turned"),
    ],
)
def test_text_on_the_page_or_hidden_by_intent_is_not(style: str, text: str) -> None:
    assert cut(style, text) == []


def test_one_turned_element_does_not_hide_another() -> None:
    text = "nowhere to break " * 20
    ((message, _place),) = cut("", f"<i style='display: inline-block; rotate: 5deg'>a</i>{text}")
    assert message.startswith("'nowhere")
    style = "<p style='transform: rotate(5deg)'>turned</p>"
    ((message, _place),) = cut("", f"{text}</p>{style}<p>")
    assert message.startswith("'nowhere")


def test_a_long_running_head_is_shortened() -> None:
    head = "@top-center { content: 'Uppföljning av handlingsplanen mot våld i nära relationer';"
    css = f"<style>@page {{ {head} width: 60mm; white-space: nowrap; overflow: hidden;"
    page = HTML.format(style="", text=f"a{css} text-overflow: ellipsis }} }}</style>")
    document = Document(address="https://newsroom.invalid/a", source="a.html", html=page)
    assert [f for f in typeset(document).findings if f.rule == "text-off-page"] == []


WIDE = (
    '<html lang="en"><title>x</title><style>@page { size: 100mm 60mm; margin: 10mm }'
    "table { border-spacing: 0 } td, th { padding: 0 }</style><h1>Heading</h1>"
    '<table><caption>Pupils</caption><tr><td style="min-width: WIDTHmm">b</table></html>'
)


def too_wide(width: int) -> list[tuple[str, Place]]:
    html = WIDE.replace("WIDTH", str(width))
    page = Document(address="https://newsroom.invalid/a", source="a.html", html=html)
    findings = typeset(page).findings
    return [(f.message, f.place) for f in findings if f.rule == "table-too-wide"]


def test_a_table_without_room_is_reported_with_its_name_and_by_how_much() -> None:
    ((message, place),) = too_wide(88)
    assert message.startswith("table 'Pupils' is 10 mm wider than the page has room for; ")
    assert place == Place(file="a.html", page=1)


def test_a_table_that_fits_is_not() -> None:
    assert too_wide(70) == []
