"""Links and their annotations."""

import io

import pikepdf
import pytest
from tag_reader import Link
from tagging import html_page, shape, tagged

from pressverk.pdf.typesetting import typeset

SMALL_PAGE = "@page { size: 60mm 40mm; margin: 5mm }"
HREF = "href='https://example.org/a'"


def only_link(html: str, css: str = "") -> tuple[str, list[Link]]:
    document = tagged(html, css)
    link = document.root.one("Link")
    on_pages = sum(len(page.obj.get("/Annots", [])) for page in document.pdf.pages)
    assert on_pages == len(link.links)
    return link.text, link.links


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (f"<p>x <a {HREF}>ett</a> y</p>", "ett"),
        (f"<p><a {HREF}>ett <em>två</em> <b>tre</b></a></p>", "ett två tre"),
        (f"<p><a {HREF}><span><span>ett</span></span></a></p>", "ett"),
        (f"<p><a {HREF}>ett <img src=bild.png alt=två width=5></a></p>", "ett"),
        (f"<h1><a {HREF}>ett</a></h1>", "ett"),
        (f"<div><a {HREF}>ett</a></div>", "ett"),
        (f"<div style='display: flex'><a {HREF}>ett</a></div>", "ett"),
        (f"<div style='display: grid'><a {HREF}>ett</a></div>", "ett"),
        (f"<a {HREF} style='display: flex'><b>ett</b></a>", "ett"),
        (f"<a {HREF} style='display: block'>ett</a>", "ett"),
        (f"<p><a {HREF} style='display: inline-block'>ett</a></p>", "ett"),
        (f"<a {HREF}><h1>ett</h1><p>två</p></a>", "ett två"),
        (f"<ul><li><a {HREF}>ett</a></ul>", "ett"),
        (f"<p>x</p><a {HREF} style='position: absolute; top: 0'>ett</a>", "ett"),
        (f"<p>x</p><a {HREF} style='float: right'>ett</a>", "ett"),
        (f"<table><tr><th><a {HREF}>ett</a></table>", "ett"),
    ],
)
def test_a_link_is_one_element_with_its_annotation(html: str, text: str) -> None:
    found, annotations = only_link(html)
    assert found == text
    assert annotations
    assert {annotation.target for annotation in annotations} == {"https://example.org/a"}
    assert {annotation.flags for annotation in annotations} == {4}


def test_a_link_in_a_line_has_one_area_whatever_is_in_it() -> None:
    _text, annotations = only_link(f"<p><a {HREF}>ett <em>två</em> <b>tre <i>fyra</i></b></a></p>")
    assert len(annotations) == 1


def test_a_link_over_lines_and_pages_is_one_element_with_an_area_for_each_line() -> None:
    text, annotations = only_link(f"<p><a {HREF}>{'ord ' * 100}</a></p>", SMALL_PAGE)
    assert text == ("ord " * 100).strip()
    assert len({annotation.page for annotation in annotations}) > 1
    assert {annotation.contents for annotation in annotations} == {text}


def test_a_first_letter_makes_no_second_link() -> None:
    text, annotations = only_link(
        f"<p><a {HREF}>Ett</a></p>", "p::first-letter { font-weight: bold }"
    )
    assert (text, len(annotations)) == ("Ett", 1)


@pytest.mark.parametrize(
    ("html", "name"),
    [
        (f"<p><a {HREF}>Läs <em>mer</em></a></p>", "Läs mer"),
        (f"<p><a {HREF} title='Om priset'>mer</a></p>", "Om priset"),
        (f"<p><a {HREF} aria-label='Om priset'>mer</a></p>", "Om priset"),
        (f"<h1 id=i>Om priset</h1><p><a {HREF} aria-labelledby=i>mer</a></p>", "Om priset"),
        (f"<p><a {HREF}><img src=bild.png alt='Bild på priset'></a></p>", "Bild på priset"),
        (f"<a {HREF}><h1>Ett</h1><p>två</p></a>", "Ett två"),
        (f"<p><a {HREF}>kommun&shy;full&shy;mäktige</a></p>", "kommunfullmäktige"),
        (f"<p><a {HREF}>ett<span style='float: footnote'>not</span></a></p>", "ett"),
        (f"<p><a {HREF}>ett<br>två</a></p>", "ett två"),
    ],
)
def test_a_link_is_described_by_its_text(html: str, name: str) -> None:
    _text, annotations = only_link(html)
    assert {annotation.contents for annotation in annotations} == {name}


def test_a_link_with_generated_text_alone_is_described_by_it() -> None:
    css = "a::after { content: 'se sidan ' target-counter(attr(href), page) }"
    _text, annotations = only_link("<h1 id=x>X</h1><p><a href='#x'></a></p>", css)
    assert annotations[0].contents == "se sidan 1"


def test_a_decorative_picture_alone_speaks_for_its_link() -> None:
    document = tagged(f"<p><a {HREF} title=Startsida><img src=bild.png alt=''></a></p>")
    assert document.root.one("Link").one("Figure").entries["Alt"] == "Startsida"


def test_a_decorative_picture_beside_text_in_a_link_stays_decoration() -> None:
    assert shape(f"<p><a {HREF}><img src=bild.png alt=''> ett</a></p>") == "P(Link('ett'))"


def test_an_internal_link_leads_to_its_target() -> None:
    _text, annotations = only_link("<h1 id='å'>X</h1><p><a href='#å'>x</a></p>")
    assert annotations[0].target == "#å"


def test_a_link_to_an_empty_target_keeps_its_annotation() -> None:
    _text, annotations = only_link("<p><span id=x></span><a href='#x'>x</a></p>")
    assert len(annotations) == 1


def test_an_empty_link_leaves_nothing_behind() -> None:
    document = tagged(f"<p>x <a {HREF}></a></p>")
    assert document.root.shape == "Document(P('x'))"
    assert "/Annots" not in document.pdf.pages[0].obj


def test_a_link_that_leads_nowhere_is_plain_text_and_an_error() -> None:
    pdf = typeset(html_page("<p><a href='#no'>x</a></p>"))
    (finding,) = pdf.findings
    assert finding.message == (
        "link to '#no' leads nowhere; give what it means that id, or fix the link"
    )
    with pikepdf.open(io.BytesIO(pdf.data)) as opened:
        assert "/Annots" not in opened.pages[0].obj


def test_a_link_in_a_repeated_head_is_one_link() -> None:
    rows = "<tr><td>x" * 60
    _text, annotations = only_link(f"<table><thead><tr><th><a {HREF}>a</a><tbody>{rows}</table>")
    assert len(annotations) == 1


def test_every_annotation_knows_its_element() -> None:
    document = tagged(f"<p><a {HREF}>a</a> <a {HREF}>b</a></p>")
    numbers = list(document.pdf.Root.StructTreeRoot.ParentTree.Nums)
    parents = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    for annotation in document.pdf.pages[0].Annots:
        assert parents[int(annotation.StructParent)].S == "/Link"
