"""Lists, definition lists, tables of contents and indexes."""

import pytest
from tagging import shape, tagged

SMALL_PAGE = "@page { size: 60mm 40mm; margin: 5mm }"


def test_a_list_item_has_its_label_and_body() -> None:
    assert shape("<ul><li>a<li>b</ul>") == "L(LI(Lbl('•') LBody('a')) LI(Lbl('•') LBody('b')))"


def test_blocks_of_an_item_are_in_its_body() -> None:
    assert shape("<ul><li><p>a</p><p>b</p></ul>") == "L(LI(Lbl('•') LBody(P('a') P('b'))))"


def test_a_nested_list_is_in_the_body_of_its_item() -> None:
    assert shape("<ol><li>a<ul><li>b</ul></ol>") == (
        "L(LI(Lbl('1.') LBody('a' L(LI(Lbl('◦') LBody('b'))))))"
    )


def test_a_list_directly_in_a_list_goes_to_the_item_before() -> None:
    assert shape("<ol><li>a</li><ol><li>b</ol></ol>") == (
        "L(LI(Lbl('1.') LBody('a' L(LI(Lbl('1.') LBody('b'))))))"
    )


def test_text_around_a_nested_list_stays_in_order() -> None:
    assert shape("<ul style='list-style: none'><li>a<ul><li>b</ul>c</ul>") == (
        "L(LI(LBody('a' L(LI(Lbl('◦') LBody('b'))) 'c')))"
    )


def test_an_item_over_a_page_break_is_one_item() -> None:
    root = tagged(f"<ul><li>{'ord ' * 100}<li>sist</ul>", SMALL_PAGE).root
    first, _last = root.all("LI")
    assert len(first.pages) > 1
    assert first.one("LBody").text == ("ord " * 100).strip()


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<ul><li>a</ul>", "Disc"),
        ("<ol><li>a</ol>", "Decimal"),
        ("<ol style='list-style: upper-roman'><li>a</ol>", "UpperRoman"),
        ("<ol type=a><li>a</ol>", "LowerAlpha"),
        ("<ul style='list-style-type: square'><li>a</ul>", "Square"),
        ("<ul style='list-style-type: \"– \"'><li>a</ul>", "Disc"),
        ("<ul style='list-style: none'><li>a</ul>", "None"),
        ("<ol style='list-style-type: decimal-leading-zero'><li>a</ol>", "Decimal"),
        ("<ol style='list-style-type: lower-greek'><li>a</ol>", "Decimal"),
    ],
)
def test_a_list_gives_its_numbering(html: str, expected: str) -> None:
    assert tagged(html).root.one("L").attributes["List.ListNumbering"] == expected


@pytest.mark.parametrize(
    ("html", "labels"),
    [
        ("<ol start=5><li>a<li>b</ol>", ["5.", "6."]),
        ("<ol reversed><li>a<li>b<li>c</ol>", ["3.", "2.", "1."]),
        ("<ol reversed start=9><li>a<li>b</ol>", ["9.", "8."]),
        ("<ol><li>a<li value=7>b<li>c</ol>", ["1.", "7.", "8."]),
        ("<ol type=A start=3><li>a<li>b</ol>", ["C.", "D."]),
        ("<ol type=i><li>a<li>b</ol>", ["i.", "ii."]),
        ("<ol><li type=a>a<li>b</ol>", ["a.", "2."]),
        ("<ol reversed><li>a<li><ol><li>b</ol><li>c</ol>", ["3.", "2.", "1.", "1."]),
    ],
)
def test_ordered_lists_count_as_html_says(html: str, labels: list[str]) -> None:
    assert [label.text for label in tagged(html).root.all("Lbl")] == labels


def test_dashes_as_markers_are_labels() -> None:
    html = "<ul><li>a<li>b</ul>"
    root = tagged(html, "ul { list-style-type: '– ' }").root
    assert [label.text for label in root.all("Lbl")] == ["–", "–"]


@pytest.mark.parametrize("position", ["inside", "outside"])
def test_markers_written_by_a_style_are_labels(position: str) -> None:
    css = f"ul {{ list-style-position: {position} }} li::marker {{ content: '→ ' }}"
    assert shape("<ul><li>a<li>b</ul>", css) == "L(LI(Lbl('→') LBody('a')) LI(Lbl('→') LBody('b')))"


def test_markers_of_what_is_no_list_are_decoration() -> None:
    assert (
        shape("<ul role=none><li>a</ul><h1 style='display: list-item'>b</h1>") == "P('a') H1('b')"
    )


def test_endnotes_are_items_of_their_list() -> None:
    html = (
        "<section role=doc-endnotes><ol><li role=doc-endnote>a<li role=doc-endnote>b</ol></section>"
    )
    assert shape(html) == "Sect(L(LI(Lbl('1.') LBody('a')) LI(Lbl('2.') LBody('b'))))"


def test_markers_inside_the_line_are_labels() -> None:
    css = "ul { list-style-position: inside }"
    assert shape("<ul><li>a</ul>", css) == "L(LI(Lbl('•') LBody('a')))"


def test_definitions_are_items_of_a_term_and_its_descriptions() -> None:
    assert shape("<dl><dt>a<dd>b<dt>c<dt>d<dd>e<dd>f</dl>") == (
        "L(LI(Lbl('a') LBody('b')) LI(Lbl('c') Lbl('d') LBody('e') LBody('f')))"
    )


def test_definitions_may_be_grouped() -> None:
    assert shape("<dl><div><dt>a<dd>b</div><div><dt>c<dd>d</div></dl>") == (
        "L(LI(Lbl('a') LBody('b')) LI(Lbl('c') LBody('d')))"
    )


def test_a_definition_may_hold_lists() -> None:
    assert shape("<dl><dt>a<dd>b<ul><li>c</ul><dl><dt>d<dd>e</dl><dt>f<dd>g</dl>") == (
        "L(LI(Lbl('a') LBody('b' L(LI(Lbl('•') LBody('c'))) L(LI(Lbl('d') LBody('e')))))"
        " LI(Lbl('f') LBody('g')))"
    )


def test_items_in_a_row_are_items() -> None:
    css = "ul { display: flex; list-style: none } li { display: inline-block }"
    assert shape("<ul><li>a<li>b</ul>", css) == "L(LI(LBody('a')) LI(LBody('b')))"


CONTENTS = (
    "<nav{}><ol><li><a href='#a'>Ett</a><ol><li><a href='#b'>Två</a></ol>"
    "<li><a href='#c'>Tre</a></ol></nav><h1 id=a>Ett</h1><h2 id=b>Två</h2><h2 id=c>Tre</h2>"
)
LEADERS = (
    "nav ol { list-style: none } a::after { content: leader('.') target-counter(attr(href), page) }"
)


@pytest.mark.parametrize("attributes", ["", " role=doc-toc"])
def test_a_table_of_contents_has_one_link_an_entry(attributes: str) -> None:
    document = tagged(CONTENTS.format(attributes), LEADERS)
    assert document.root.shape == (
        "Document(Sect(TOC(TOCI(Reference(Link('Ett 1')) TOC(TOCI(Reference(Link('Två 1')))))"
        " TOCI(Reference(Link('Tre 1'))))) H1('Ett') H2('Två') H2('Tre'))"
    )
    links = document.root.all("Link")
    assert [len(link.links) for link in links] == [1, 1, 1]
    assert [link.links[0].contents for link in links] == ["Ett", "Två", "Tre"]
    assert not any("." in text.painted for text in document.root.texts)


def test_contents_without_a_list_are_entries_all_the_same() -> None:
    html = (
        "<nav role=doc-toc><p><a href='#a'>Ett</a></p><p><a href='#a'>Igen</a></p></nav>"
        "<h1 id=a>Ett</h1>"
    )
    assert shape(html) == (
        "Sect(TOC(TOCI(P(Reference(Link('Ett')))) TOCI(P(Reference(Link('Igen')))))) H1('Ett')"
    )


def test_a_nav_with_links_out_is_no_table_of_contents() -> None:
    html = "<nav><ul style='list-style: none'><li><a href='https://example.org'>a</a></ul></nav>"
    assert shape(html) == "Sect(L(LI(LBody(Link('a')))))"


def test_an_index_has_a_flat_link_for_each_page() -> None:
    html = (
        "<section role=doc-index><h1 id=a>Register</h1><ul style='list-style: none'>"
        "<li>ord <a href='#a'>1</a>, <a href='#b'>2</a></ul></section><p id=b>x</p>"
    )
    assert shape(html) == "Index(H1('Register') L(LI(LBody('ord' Link('1') ',' Link('2'))))) P('x')"
