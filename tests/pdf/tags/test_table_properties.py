"""Header cells of generated tables: what a PDF reader finds is what HTML says."""

from itertools import count
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

from html_tables import Model
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from pdf_tables import reader_headers
from tag_reader import read_tags
from tagging import faults, html_page

from pressverk.pdf.tags.tables import form_grid, header_cells
from pressverk.pdf.typesetting import typeset


@st.composite
def tables(draw: st.DrawFn) -> Element:
    table = Element("table")
    numbers = count()
    parts = draw(
        st.sampled_from(
            [
                ["tbody"],
                ["thead", "tbody"],
                ["thead", "tbody", "tbody"],
                ["thead", "tfoot", "tbody", "tbody"],
                ["tbody", "tfoot"],
            ]
        )
    )
    cells: list[Element] = []
    width = draw(st.integers(1, 4))
    for part in parts:
        group = SubElement(table, part)
        for _row in range(draw(st.integers(1, 3))):
            row = SubElement(group, "tr")
            for column in range(draw(st.integers(1, width))):
                likely = part == "thead" or column == 0
                tag = draw(
                    st.sampled_from(["th", "th", "td"] if likely else ["td", "td", "td", "th"])
                )
                cell = SubElement(row, tag, id=f"i{next(numbers)}")
                cell.text = draw(st.sampled_from([cell.get("id")] * 6 + [""]))
                if draw(st.integers(0, 4)) == 0:
                    cell.set("colspan", str(draw(st.integers(1, 3))))
                if draw(st.integers(0, 4)) == 0:
                    cell.set("rowspan", str(draw(st.integers(0, 3))))
                if tag == "th" and draw(st.integers(0, 2)) == 0:
                    cell.set("scope", draw(st.sampled_from(["row", "col", "rowgroup", "colgroup"])))
                cells.append(cell)
    heads = [cell.get("id", "") for cell in cells if cell.tag == "th"]
    for cell in cells:
        if heads and draw(st.integers(0, 9)) == 0:
            cell.set("headers", " ".join(draw(st.lists(st.sampled_from(heads), max_size=3))))
    return table


@given(tables())
@settings(max_examples=200, deadline=None)
def test_the_grid_gives_every_cell_the_headers_of_the_standard(table: Element) -> None:
    model = Model(table)
    ids = {cell.get("id", ""): cell for cell in model.anchor}
    found = header_cells(form_grid(table))
    for cell, heads in found.items():
        assert {head.element for head in heads} == model.headers(cell.element, ids)


# What heads the column is hidden, in HTML, by what heads a row of it.
HIDDEN = fromstring(  # noqa: S314 - our own
    '<table><thead><tr><th id="i0">i0</th></tr></thead>'
    '<tbody><tr><td id="i1">i1</td></tr><tr><th id="i2" scope="row">i2</th></tr>'
    '<tr><td id="i3">i3</td></tr></tbody></table>'
)


@given(tables())
@example(HIDDEN)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_reader_finds_the_headers_of_the_standard(table: Element) -> None:
    model = Model(table)
    assume(all(len(cells) == 1 for cells in model.slots.values()))  # an error in HTML
    ids = {cell.get("id", ""): cell for cell in model.anchor}
    pdf = typeset(html_page(tostring(table, "unicode", method="html")))
    (found,) = read_tags(pdf.data).all("Table")
    read = reader_headers(found)
    for cell, slot in model.anchor.items():
        if cell.tag == "td":
            assert read[slot] == {head.text for head in model.headers(cell, ids)}
    assert faults(pdf) == []


def test_a_header_of_a_group_covers_what_it_spans_without_groups_in_the_markup() -> None:
    table = fromstring(  # noqa: S314 - our own
        '<table><thead><tr><th rowspan="2" scope="col">Unit</th>'
        '<th colspan="2" scope="colgroup">2024</th><th colspan="2" scope="colgroup">2025</th></tr>'
        '<tr><th scope="col">Budget</th><th scope="col">Outcome</th>'
        '<th scope="col">Budget</th><th scope="col">Outcome</th></tr></thead>'
        '<tbody><tr><th rowspan="2" scope="rowgroup">Schools</th><td>1</td><td>2</td><td>3</td>'
        "<td>4</td></tr><tr><td>5</td><td>6</td><td>7</td><td>8</td></tr>"
        '<tr><th scope="row">Roads</th><td>9</td><td>10</td><td>11</td><td>12</td></tr>'
        "</tbody></table>"
    )
    heads = {
        cell.element.text: {head.element.text for head in found}
        for cell, found in header_cells(form_grid(table)).items()
        if cell.element.tag == "td"
    }
    assert heads["1"] == heads["5"] == {"2024", "Budget", "Schools"}
    assert heads["4"] == heads["8"] == {"2025", "Outcome", "Schools"}
    assert heads["12"] == {"2025", "Outcome", "Roads"}
