"""What belongs to the page and not to the text."""

import pytest
from tagging import shape, tagged

LONG = "<p>text</p>" * 60


@pytest.mark.parametrize(
    ("margin", "expected"),
    [
        ("top-left", {"Type": "Pagination", "Subtype": "Header"}),
        ("top-right-corner", {"Type": "Pagination", "Subtype": "Header"}),
        ("bottom-center", {"Type": "Pagination", "Subtype": "Footer"}),
        ("left-middle", {"Type": "Pagination"}),
        ("right-top", {"Type": "Pagination"}),
    ],
)
def test_margin_boxes_are_page_furniture(margin: str, expected: dict[str, str]) -> None:
    document = tagged("<p>a</p>", f"@page {{ @{margin} {{ content: 'Sida' counter(page) }} }}")
    assert document.root.shape == "Document(P('a'))"
    assert document.artifacts == [(0, expected, "Sida1")]


def test_running_elements_are_page_furniture_without_links() -> None:
    html = f"<div id=head>Kommunen <a href='https://example.org'>webb</a></div>{LONG}"
    css = "#head { position: running(head) } @page { @top-left { content: element(head) } }"
    document = tagged(html, css)
    assert document.root.text == " ".join(["text"] * 60)
    header = {"Type": "Pagination", "Subtype": "Header"}
    furniture = {text for _page, names, text in document.artifacts if names == header}
    assert furniture - {""} == {"Kommunen ", "webb"}
    assert all("/Annots" not in page.obj for page in document.pdf.pages)


def test_a_fixed_box_is_read_once() -> None:
    document = tagged(f"{LONG}<p style='position: fixed; bottom: 0'>Utkast</p>")
    assert document.root.text.count("Utkast") == 1
    repeated = [names for _page, names, text in document.artifacts if "Utkast" in text]
    assert len(repeated) == len(document.pdf.pages) - 1
    assert repeated[0] == {"Type": "Pagination"}


def test_decoration_is_layout() -> None:
    document = tagged("<p>a</p>", "p { background: #eee; border: 1px solid }")
    assert document.root.text == "a"
    assert document.artifacts


def test_hidden_from_assistive_technology_is_layout() -> None:
    document = tagged("<p>a <span aria-hidden=true>→</span></p>")
    assert (0, {"Type": "Layout"}, "→") in document.artifacts


def test_a_presentational_role_keeps_the_content() -> None:
    assert shape("<table role=none><tr><td>a<td>b</table>") == "P('a') P('b')"


def test_leaders_are_layout() -> None:
    document = tagged("<p>a<span></span></p>", "span::after { content: leader('.') '7' }")
    assert document.root.text == "a 7"
    assert any(set(text) == {"."} for _page, _names, text in document.artifacts)
