"""Tables: their parts, spans and headers."""

import pytest
from tag_reader import Tag, read
from tagging import html_page, shape, tagged

from pressverk.pdf.typesetting import typeset


def table(html: str) -> Tag:
    return tagged(f"<table>{html}</table>").root.one("Table")


def headers(root: Tag) -> dict[str, list[str]]:
    """Return the texts of the headers that each cell lists."""
    named = {cell.entries["ID"]: cell.text for cell in root.all("TH", "TD") if "ID" in cell.entries}
    return {
        cell.text: [named[name] for name in cell.attributes["Table.Headers"]]
        for cell in root.all("TH", "TD")
        if "Table.Headers" in cell.attributes
    }


def test_a_table_has_its_parts_in_order() -> None:
    html = (
        "<table><caption>t</caption><thead><tr><th>a</thead><tfoot><tr><td>f</tfoot>"
        "<tbody><tr><td>b</tbody><tbody><tr><td>c</tbody></table>"
    )
    assert shape(html) == (
        "Table(Caption('t') THead(TR(TH('a'))) TBody(TR(TD('b'))) TBody(TR(TD('c')))"
        " TFoot(TR(TD('f'))))"
    )


def test_a_caption_below_is_read_where_it_is_written() -> None:
    html = "<table style='caption-side: bottom'><caption>t</caption><tr><td>a</table>"
    assert shape(html) == "Table(Caption('t') TBody(TR(TD('a'))))"


def test_empty_cells_keep_their_place() -> None:
    assert shape("<table><tr><td>a<td><td>b</table>") == "Table(TBody(TR(TD('a') TD TD('b'))))"


def test_a_cell_over_a_page_break_is_one_cell_and_the_head_is_heard_once() -> None:
    rows = f"<tr><td>{'ord ' * 60}<td>b</tr>" * 4
    document = tagged(
        f"<table><thead><tr><th>A<th>B</thead><tfoot><tr><td>F<td>G</tfoot>{rows}</table>",
        "@page { size: 80mm 60mm; margin: 5mm }",
    )
    root = document.root
    assert len(document.pdf.pages) > 2
    assert [len(root.all(kind)) for kind in ("THead", "TBody", "TFoot", "TR", "TD")] == [
        1,
        1,
        1,
        6,
        10,
    ]
    assert any(len(cell.pages) > 1 for cell in root.all("TD"))
    assert root.all("TD")[0].text == ("ord " * 60).strip()
    repeated = [names for _page, names, text in document.artifacts if text.strip() == "A"]
    assert repeated
    assert all(names == {"Type": "Pagination"} for names in repeated)


def test_a_row_span_over_a_page_break_is_one_cell() -> None:
    rows = "<tr><th scope=row rowspan=40>grupp<td>1</tr>" + "<tr><td>2</tr>" * 39
    root = tagged(f"<table>{rows}</table>", "@page { size: 80mm 60mm; margin: 5mm }").root
    head = root.one("TH")
    assert head.attributes["Table.RowSpan"] == 40
    assert [len(row.all("TH", "TD")) for row in root.all("TR")] == [2] + [1] * 39
    assert all(cell.attributes["Table.Headers"] == [head.entries["ID"]] for cell in root.all("TD"))


@pytest.mark.parametrize(
    ("html", "scopes"),
    [
        ("<thead><tr><th>a<th>b</thead><tr><th>c<td>d", ["Column", "Column", "Row"]),
        ("<tr><th scope=col>a<td>b", ["Column"]),
        ("<tr><th scope=row>a<td>b", ["Row"]),
        ("<tr><th scope=rowgroup>a<td>b", ["Row"]),
        ("<tr><th>a<td>b<tr><th>c<td>d", ["Row", "Row"]),
        ("<tr><th>a<th>b<tr><td>c<td>d", ["Column", "Column"]),
    ],
)
def test_every_header_has_a_scope(html: str, scopes: list[str]) -> None:
    assert [cell.attributes["Table.Scope"] for cell in table(html).all("TH")] == scopes


def test_a_plain_table_needs_no_list_of_headers() -> None:
    root = table("<thead><tr><th>a<th>b</thead><tr><th scope=row>c<td>d<tr><th scope=row>e<td>f")
    assert headers(root) == {}


def test_two_levels_of_headers_are_listed() -> None:
    root = table(
        "<thead><tr><th rowspan=2>Skola<th colspan=2>Elever<tr><th>2022<th>2023</thead>"
        "<tbody><tr><th scope=row>A<td>1<td>2</tbody>"
    )
    found = headers(root)
    assert {cell: set(heads) for cell, heads in found.items() if cell in {"1", "2"}} == {
        "1": {"A", "2022", "Elever"},
        "2": {"A", "2023", "Elever"},
    }
    assert root.one("Table").all("TH")[1].attributes["Table.ColSpan"] == 2
    assert root.one("Table").all("TH")[0].attributes["Table.RowSpan"] == 2


def test_the_headers_attribute_is_followed() -> None:
    root = table("<tr><th id=x>a<th id=y>b<tr><td headers='y x'>c<td headers=y>d")
    assert headers(root) == {"c": ["b", "a"], "d": ["b"]}


def test_identifiers_are_found_through_the_tree() -> None:
    document = tagged("<table><tr><th id=x>a<tr><td headers=x>c</table>")
    names = document.pdf.Root.StructTreeRoot.IDTree.Names
    identifiers = [str(name) for name in list(names)[::2]]
    assert identifiers == [document.root.one("TH").entries["ID"]]
    assert names[1].S == "/TH"


def test_a_presentational_table_is_no_table() -> None:
    assert shape("<table role=presentation><tr><td>a<td>b</table>") == "P('a') P('b')"


def test_a_table_in_a_cell_is_a_table_of_its_own() -> None:
    assert shape("<table><tr><td>a<table><tr><td>b</table></table>") == (
        "Table(TBody(TR(TD('a' Table(TBody(TR(TD('b'))))))))"
    )


def test_boxes_styled_as_a_table_are_none() -> None:
    assert (
        shape("<div style='display: table'><p style='display: table-cell'>a</p></div>") == "P('a')"
    )


def test_a_table_styled_otherwise_stays_a_table() -> None:
    assert shape("<table style='display: block'><tr><th>a<tr><td>b</table>") == (
        "Table(TBody(TR(TH('a')) TR(TD('b'))))"
    )


def test_a_second_head_is_rows_of_the_table() -> None:
    head = "<thead><tr><th scope=col>{}<th scope=col>{}</thead>"
    rows = f"<table>{head.format('a', 'b')}<tr><td>1<td>2{head.format('c', 'd')}<tr><td>3<td>4"
    pdf = typeset(html_page(rows))
    assert [finding.rule for finding in pdf.findings] == ["table-headers"]
    table = read(pdf.data).root.one("Table")
    assert len(table.all("THead")) == 1
    assert table.text == "a b 1 2 c d 3 4"
