from typing import Any

from spoken_tags import lines, tag

from pressverk.accessibility.reader import Tag, text_of
from pressverk.accessibility.screen_reader.tables import grid_of, headers_of


def th(text: str, scope: str | None = None, **entries: Any) -> Tag:
    attributes = {"Table.Scope": scope} if scope else {}
    return tag("TH", text, attributes=attributes | entries.pop("attributes", {}), **entries)


def td(text: str = "", **attributes: Any) -> Tag:
    return tag("TD", text, attributes={f"Table.{key}": value for key, value in attributes.items()})


def headers(table: Tag) -> dict[str, list[str]]:
    grid = grid_of(table)
    return {
        text_of(cell.tag): [text_of(head.tag) for head in headers_of(cell, grid)]
        for row in grid.rows
        for cell in row
        if not cell.is_header
    }


def test_a_table_is_read_cell_by_cell_with_its_headers() -> None:
    table = tag(
        "Table",
        tag("Caption", "Tabell 1"),
        tag("THead", tag("TR", th("År", "Column"), th("Antal", "Column"))),
        tag("TBody", tag("TR", th("2020", "Row"), td("5")), tag("TR", th("2021", "Row"), td())),
    )
    assert lines(table) == [
        "Table with 2 columns and 3 rows: Tabell 1",
        "  Row 1",
        "    Column header: År",
        "    Column header: Antal",
        "  Row 2",
        "    Row header, År: 2020",
        "    Antal, 2020: 5",
        "  Row 3",
        "    Row header, År: 2021",
        "    Antal, 2021: [empty cell]",
        "end of table",
    ]


def test_cells_say_how_far_they_span() -> None:
    wide = tag("TH", "Elever", attributes={"Table.Scope": "Column", "Table.ColSpan": 2.0})
    table = tag("Table", tag("TR", wide), tag("TR", td("a"), td("b", RowSpan=2.0)), tag("TR"))
    assert lines(table)[2] == "    Column header, across 2 columns: Elever"
    assert lines(table)[5] == "    Elever, across 2 rows: b"


def test_spans_put_cells_where_they_are_seen() -> None:
    table = tag(
        "Table",
        tag("TR", th("A", "Column"), th("B", "Column"), th("C", "Column")),
        tag("TR", td("1", RowSpan=2.0), td("2", ColSpan=2.0)),
        tag("TR", td("3"), td("4")),
    )
    assert headers(table) == {"1": ["A"], "2": ["B", "C"], "3": ["B"], "4": ["C"]}


def test_headers_by_name_go_before_those_by_place() -> None:
    table = tag(
        "Table",
        tag("TR", th("A", "Column", id="a"), th("B", "Column", id="b")),
        tag("TR", td("1", Headers=("b", "saknas")), td("2", Headers=())),
    )
    assert headers(table) == {"1": ["B"], "2": ["B"]}


def test_headers_of_headers_head_the_cell_too() -> None:
    top = th("Topp", "Column", id="t")
    below = th("Under", "Column", id="u", attributes={"Table.Headers": ("t", "u")})
    table = tag("Table", tag("TR", top), tag("TR", below), tag("TR", td("1", Headers=("u",))))
    assert headers(table) == {"1": ["Under", "Topp"]}


def test_a_data_cell_behind_a_header_ends_the_search() -> None:
    table = tag(
        "Table",
        tag("TR", th("Gammal", "Column")),
        tag("TR", td("1")),
        tag("TR", th("Ny", "Column")),
        tag("TR", td("2")),
    )
    assert headers(table) == {"1": ["Gammal"], "2": ["Ny"]}


def test_a_header_of_rows_hides_no_header_of_columns() -> None:
    table = tag(
        "Table",
        tag("TR", th("Topp", "Column"), th("B", "Column")),
        tag("TR", td("1"), td("2")),
        tag("TR", th("Rad", "Row"), td("3")),
        tag("TR", td("4"), td("5")),
    )
    found = headers(table)
    assert found["4"] == ["Topp"]
    assert found["3"] == ["B", "Rad"]


def test_headers_of_two_levels_are_said_from_the_outside() -> None:
    wide = th("Elever", attributes={"Table.Scope": "Column", "Table.ColSpan": 2.0})
    table = tag(
        "Table",
        tag("TR", wide),
        tag("TR", th("Flickor", "Column"), th("Pojkar", "Column")),
        tag("TR", td("1"), td("2")),
    )
    assert headers(table) == {"1": ["Elever", "Flickor"], "2": ["Elever", "Pojkar"]}


def test_without_scope_the_first_row_and_column_head() -> None:
    table = tag(
        "Table", tag("TR", th("År"), th("Antal")), tag("TR", th("2020"), td("5"), th("Not"))
    )
    assert headers(table) == {"5": ["Antal", "2020"]}


def test_without_scope_a_header_before_data_heads_its_row() -> None:
    table = tag("Table", tag("TR", th("År"), td("2020")), tag("TR", th("Antal"), td("5")))
    assert headers(table) == {"2020": ["År"], "5": ["Antal"]}
    corner = tag("Table", tag("TR", th("År"), th("Antal")), tag("TR", td("2020"), td("5")))
    assert lines(corner)[2:4] == ["    Column header: År", "    Column header: Antal"]


def test_what_is_no_cell_is_left_out_and_tables_in_cells_are_their_own() -> None:
    inner = tag("Table", tag("TR", td("inre")))
    table = tag("Table", tag("TR", tag("P", "lös"), tag("TD", tag("P", "yttre"), inner)))
    assert lines(table)[2:] == [
        "    Cell: yttre",
        "      Table with 1 column and 1 row",
        "        Row 1",
        "          Cell: inre",
        "      end of table",
        "end of table",
    ]


def test_spans_of_millions_are_cut() -> None:
    table = tag("Table", tag("TR", td("1", ColSpan=1e9, RowSpan=1e9)))
    assert grid_of(table).width <= 1000


def test_spans_that_multiply_are_cut() -> None:
    cells = [td("1", ColSpan=1000.0, RowSpan=1000.0) for _number in range(20)]
    table = tag("Table", tag("TR", *cells), *(tag("TR") for _number in range(999)))
    assert len(grid_of(table).above) < 3_000_000
