"""Pictures, drawings and figures."""

import pytest
from tagging import html_page, shape, tagged

from pressverk.pdf.typesetting import typeset

SVG = "<svg width=40 height=20{}><rect width=40 height=20 />{}</svg>"


@pytest.mark.parametrize(
    ("html", "alternative"),
    [
        ("<img src=bild.png alt='En bild'>", "En bild"),
        ("<p>x <img src=bild.png alt='En bild'></p>", "En bild"),
        ("<img src=bild.png aria-label='En bild'>", "En bild"),
        (SVG.format("", "<title>En</title><desc>bild</desc>"), "En. bild"),
        (SVG.format(" aria-label='En bild'", ""), "En bild"),
        (
            SVG.format(" aria-labelledby='d t'", "<title id=t>bild</title><desc id=d>En</desc>"),
            "En bild",
        ),
        ("<p id=i hidden>En bild</p><img src=bild.png aria-labelledby=i>", "En bild"),
        ("<object data=bild.png type=image/png>En bild</object>", "En bild"),
        ("<div role=img aria-label='En bild'>★★☆</div>", "En bild"),
        ("<p>x <span role=img aria-label='En bild'>★</span></p>", "En bild"),
    ],
)
def test_a_picture_has_its_alternative(html: str, alternative: str) -> None:
    figure = tagged(html).root.one("Figure")
    assert figure.entries["Alt"] == alternative


@pytest.mark.parametrize(
    "html",
    [
        "<img src=bild.png alt=''>",
        "<img src=bild.png alt='x' role=presentation>",
        "<img src=bild.png alt='x' aria-hidden=true>",
        SVG.format(" aria-hidden=true", ""),
        SVG.format(" role=none", "<title>x</title>"),
        "<div style='width: 9px; height: 9px; background: url(bild.png)'></div>",
        "<p>x</p><style>p::before { content: url(bild.png) }</style>",
    ],
)
def test_decoration_is_no_figure(html: str) -> None:
    document = tagged(f"<p>a</p>{html}")
    assert not document.root.all("Figure")
    assert document.artifacts


def test_a_picture_that_is_not_shown_is_not_heard() -> None:
    assert shape("<p>a <img src=bild.png alt=x style='visibility: hidden'></p>") == "P('a')"


def test_a_figure_holds_its_picture_and_caption() -> None:
    html = "<figure><img src=bild.png alt=x><figcaption>Foto: Exempel</figcaption></figure>"
    assert shape(html) == "Div(Figure Caption('Foto: Exempel'))"


def test_a_picture_in_a_line_is_in_the_paragraph() -> None:
    assert shape("<p>a <img src=bild.png alt=x> b</p>") == "P('a' Figure 'b')"


@pytest.mark.parametrize(("style", "placement"), [("display: block", "Block"), ("", "Inline")])
def test_a_figure_gives_its_placement(style: str, placement: str) -> None:
    figure = tagged(f"<p><img src=bild.png alt=x style='{style}'></p>").root.one("Figure")
    assert figure.attributes["Layout.Placement"] == placement


PAGE = "@page { size: 400px 300px; margin: 0 } body { margin: 0 }"


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        # 40 × 20 px at 100, 50 px from the top left of a page 225 pt high
        ("", [75, 172.5, 105, 187.5]),
        ("transform: translate(10px, 10px)", [82.5, 165, 112.5, 180]),
        ("transform: rotate(90deg)", [82.5, 165, 97.5, 195]),
        ("transform: scale(2)", [60, 165, 120, 195]),
        ("padding: 10px; margin: -10px", [75, 172.5, 105, 187.5]),
    ],
)
def test_a_figure_box_is_in_points_from_the_bottom(css: str, expected: list[float]) -> None:
    html = (
        f"<img src=bild.png alt=x style='position: absolute; left: 100px; top: 50px;"
        f" width: 40px; height: 20px; {css}'>"
    )
    box = tagged(html, PAGE).root.one("Figure").attributes["Layout.BBox"]
    assert box == pytest.approx(expected, abs=0.01)


def test_a_figure_box_follows_the_transformation_of_what_it_is_in() -> None:
    html = (
        "<div style='transform: translate(100px, 50px)'>"
        "<img src=bild.png alt=x style='width: 40px; height: 20px'></div>"
    )
    box = tagged(html, PAGE).root.one("Figure").attributes["Layout.BBox"]
    assert (box[0], box[2]) == pytest.approx((75, 105), abs=0.01)


@pytest.mark.parametrize(
    ("html", "named"),
    [
        ("<img src=bild.png>", "<img> 'bild.png'"),
        (SVG.format("", ""), "<svg>"),
        ("<p><math><mi>x</mi></math></p>", "<math> 'x'"),
    ],
)
def test_a_picture_or_formula_without_an_alternative_is_named(html: str, named: str) -> None:
    (finding,) = typeset(html_page(html)).findings
    assert finding.rule == "no-alternative"
    assert finding.message.startswith(f"{named} has no alternative text; say what it shows")
