import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from workbooks import (
    csv_rows,
    dataset_of,
    imported,
    ods,
    ods_rows,
    only_table,
    rules_of,
    schema_of,
    types_of,
    xlsx,
)

from pressverk.errors import IntakeError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "elever.xlsx"


def test_values_are_taken_as_they_are_shown(path: Path) -> None:
    rows: list[list[Any]] = [
        ["Skola", "Kod", "Dag", "Andel", "Kostnad", "Snitt"],
        ["Norra", 114, dt.datetime(2018, 11, 23), 0.505, 1200, 0.1 + 0.2],  # noqa: DTZ001
        ["Södra", 127, dt.datetime(2018, 2, 1), 1, 90, 2],  # noqa: DTZ001
    ]
    formats = {
        "B2": "0000", "B3": "0000", "D2": "0.0%", "D3": "0.0%", "E2": '#,##0 "kr"',
        "E3": '#,##0 "kr"', "F2": "0.00", "F3": "0.00",
    }  # fmt: skip
    table = only_table(xlsx(path, rows, formats=formats))
    assert csv_rows(table)[1:] == [
        ["Norra", "0114", "2018-11-23", "50,5", "1200", "0,3"],
        ["Södra", "0127", "2018-02-01", "100", "90", "2"],
    ]
    assert types_of(table) == {
        "skola": "text", "kod": "text", "dag": "date", "andel": "percent", "kostnad": "integer",
        "snitt": "decimal",
    }  # fmt: skip
    columns = schema_of(table).columns
    assert (columns["andel"].decimals, columns["snitt"].decimals) == (1, 2)
    assert columns["kostnad"].unit == "kr"


def test_header_cells_merged_over_two_rows_name_each_column(path: Path) -> None:
    rows: list[list[Any]] = [
        ["Elever per skola", None, None, None, None, None],
        [],
        ["Skola", 2016, None, 2017, None, "Kommentar"],
        [None, "Flickor", "Pojkar", "Flickor", "Pojkar", None],
        ["Norra", 12, 14, 13, 15, None],
        ["Södra", 22, 24, 23, 25, "ny"],
    ]
    merged = ["A1:F1", "A3:A4", "B3:C3", "D3:E3", "F3:F4"]
    table = only_table(xlsx(path, rows, merged=merged))
    assert csv_rows(table)[0] == [
        "skola", "flickor_2016", "pojkar_2016", "flickor_2017", "pojkar_2017", "kommentar",
    ]  # fmt: skip
    schema = schema_of(table)
    assert schema.title == "Elever per skola"
    assert schema.columns["flickor_2016"].label == "Flickor 2016"
    assert 'label = "Flickor 2016"  # guess' in table.schema


def test_years_as_names_of_columns_are_a_header(path: Path) -> None:
    table = only_table(xlsx(path, [["Skola", 2016, 2017], ["Norra", 12, 14], ["Södra", 22, 24]]))
    assert csv_rows(table)[0] == ["skola", "2016", "2017"]
    assert dataset_of(table).rows[1][2].value == 24


def test_each_table_of_each_sheet_becomes_a_file(path: Path) -> None:
    first: list[list[Any]] = [
        ["Tabell 1. Flickor", None], [], ["Skola", "Antal"], ["Norra", 5], ["Södra", 6], [],
        ["Källa: Exempelverket"], [], ["Tabell 2. Pojkar", None], [], ["Skola", "Antal"],
        ["Norra", 7], ["Södra", 8],
    ]  # fmt: skip
    second: list[list[Any]] = [["Ort", "Antal"], ["Åby", 1], ["Ängby", 2]]
    found = imported(xlsx(path, {"Skolor": first, "Orter å": second}))
    assert [table.name for table in found.tables] == [
        "elever_skolor", "elever_skolor_2", "elever_orter_a",
    ]  # fmt: skip
    schemas = [schema_of(table) for table in found.tables]
    assert [each.title for each in schemas] == ["Tabell 1. Flickor", "Tabell 2. Pojkar", "Orter å"]
    assert schemas[0].source == "Exempelverket"
    assert [len(dataset_of(table).rows) for table in found.tables] == [2, 2, 2]


def test_tables_side_by_side_are_two(path: Path) -> None:
    rows: list[list[Any]] = [
        ["Skola", "Antal", None, "Ort", "Antal"],
        ["Norra", 5, None, "Åby", 1],
        ["Södra", 6, None, "Ängby", 2],
    ]
    tables = imported(xlsx(path, rows)).tables
    assert [csv_rows(table)[0] for table in tables] == [["skola", "antal"], ["ort", "antal"]]


def test_an_empty_column_within_a_table_is_none(path: Path) -> None:
    rows: list[list[Any]] = [
        ["Skola", "Antal", None, "Andel"],
        ["Norra", 5, None, 7.5],
        ["Södra", 6, None, 8],
    ]
    assert csv_rows(only_table(xlsx(path, rows)))[1] == ["Norra", "5", "7,5"]


def test_empty_rows_within_a_table_are_none(path: Path) -> None:
    rows: list[list[Any]] = [
        ["Problem", "Åtgärd", "Ansvarig"], ["Mörkt", "Lampor", "Exempel A"], [],
        ["Halt", "Sand", "Exempel B"], [], ["Trångt", "Bredare", "Exempel C"],
    ]  # fmt: skip
    assert [row[0] for row in csv_rows(only_table(xlsx(path, rows)))] == [
        "problem", "Mörkt", "Halt", "Trångt",
    ]  # fmt: skip


def test_only_the_sheets_that_are_asked_for_are_read(path: Path) -> None:
    rows: list[list[Any]] = [["Ort", "Antal"], ["Åby", 1], ["Ängby", 2]]
    xlsx(path, {"Ett": rows, "Två": rows})
    assert [table.origin for table in imported(path, sheets=["två"]).tables] == [
        "elever.xlsx, Två!A1:B3"
    ]


def test_headings_between_rows_become_a_column(path: Path) -> None:
    rows: list[list[Any]] = [
        ["Skola", "Antal", "Andel"],
        ["Flickor", None, None], ["Norra", 5, 7.5], ["Södra", 6, 8],
        ["Pojkar", None, None], ["Norra", 7, 9], ["Södra", 8, 9.5],
    ]  # fmt: skip
    table = only_table(xlsx(path, rows))
    assert csv_rows(table)[:2] == [
        ["grupp", "skola", "antal", "andel"], ["Flickor", "Norra", "5", "7,5"],
    ]  # fmt: skip
    assert schema_of(table).key == ["grupp", "skola"]


def test_texts_that_are_written_once_for_several_rows_are_repeated(path: Path) -> None:
    rows: list[list[Any]] = [
        ["Område", "Skola", "Antal"],
        ["Norra", "A-skolan", 5], [None, "B-skolan", 6],
        ["Södra", "A-skolan", 7], [None, "B-skolan", 8],
    ]  # fmt: skip
    table = only_table(xlsx(path, rows))
    assert [row[0] for row in csv_rows(table)[1:]] == ["Norra", "Norra", "Södra", "Södra"]
    assert "filled-down" in [note.rule for note in table.notes]


def test_a_table_as_statistics_sweden_exports_it_is_filled_in_and_named(path: Path) -> None:
    rows: list[list[Any]] = [
        ["Folkmängd efter region, kön, ålder och år"], [],
        [None, None, None, "2024", "2025"],
        ["0127 Botkyrka", "män", "0-19 år", 12, 13], [None, None, "20- år", 29, 30],
        [None, "kvinnor", "0-19 år", 11, 12], [None, None, "20- år", 28, 29],
        ["0180 Stockholm", "män", "0-19 år", 112, 113], [None, None, "20- år", 329, 330],
        [None, "kvinnor", "0-19 år", 111, 112], [None, None, "20- år", 328, 329],
        [], ["Källa:"], ["Exempelverket"],
    ]  # fmt: skip
    table = only_table(xlsx(path, rows))
    schema = schema_of(table)
    assert schema.key == ["region", "kon", "alder"]
    assert schema.source == "Exempelverket"
    assert csv_rows(table)[4] == ["0127 Botkyrka", "kvinnor", "20- år", "28", "29"]
    assert schema.columns["2024"].people


def test_totals_count_when_it_is_found_what_distinguishes_rows(path: Path) -> None:
    rows: list[list[Any]] = [
        ["Mått", "Kön", "2023"],
        ["Medelålder", "Alla", 40.5],
        ["Andel", "Flickor", 72.5], ["Andel", "Pojkar", 70.1], ["Andel", "Alla", 71.3],
    ]  # fmt: skip
    table = only_table(xlsx(path, rows))
    assert schema_of(table).key == ["matt", "kon"]
    assert len(csv_rows(table)) == 5


def test_a_row_of_totals_that_adds_up_is_declared(path: Path) -> None:
    rows: list[list[Any]] = [["Skola", "Antal"], ["Norra", 5], ["Södra", 6], [], ["Totalt", 11]]
    table = only_table(xlsx(path, rows))
    assert schema_of(table).totals["skola"].total == "Totalt"
    assert dataset_of(table).parts == {2: ((0, 1),)}


def test_a_total_within_each_group_is_declared(path: Path) -> None:
    rows: list[list[Any]] = [
        ["År", "Kön", "Antal"],
        [2017, "Kvinnor", 5], [2017, "Män", 6], [2017, "Totalt", 11],
        [2018, "Kvinnor", 7], [2018, "Män", 8], [2018, "Totalt", 15],
    ]  # fmt: skip
    table = only_table(xlsx(path, rows))
    assert schema_of(table).key == ["ar", "kon"]
    assert dataset_of(table).parts == {2: ((0, 1),), 5: ((3, 4),)}


def test_a_total_of_rows_with_several_keys_is_left_out_and_reported(path: Path) -> None:
    rows: list[list[Any]] = [
        ["År", "Skola", "Antal"],
        [2017, "Norra", 5], [2017, "Södra", 6], [2018, "Norra", 7], [2018, "Södra", 8],
        ["Totalt", None, 27],
    ]  # fmt: skip
    table = only_table(xlsx(path, rows))
    assert types_of(table)["ar"] == "year"
    assert len(csv_rows(table)) == 5
    (note,) = [each for each in table.notes if each.rule == "total-row"]
    assert (note.text, note.anchor) == ("Totalt 27", "Blad1!A6")
    assert "not the sum of its rows in 'Antal'" in note.message


def test_totals_that_do_not_add_up_are_asked_of_and_not_corrected(path: Path) -> None:
    rows: list[list[Any]] = [["Skola", "Antal"], ["Norra", 5], ["Södra", 6], ["Totalt", 12]]
    table = only_table(xlsx(path, rows))
    assert csv_rows(table)[3] == ["Totalt", "12"]
    (question,) = [each for each in table.questions if each.rule == "total-differs"]
    lines = table.schema.splitlines()
    assert lines[(question.place.line or 0) - 1] == "# [totals.skola]"
    answered = table.schema.replace("# perturbed", "perturbed").replace("# [totals", "[totals")
    answered = answered.replace("# total =", "total =")
    found = dataset_of(replace(table, schema=answered))
    assert found.perturbed
    assert found.parts == {2: ((0, 1),)}


def test_a_column_of_totals_is_found_by_its_sums(path: Path) -> None:
    rows: list[list[Any]] = [
        ["Skola", "Flickor", "Pojkar", "Totalt", "Lärare"],
        ["Norra", 12, 14, 26, 3], ["Södra", 22, 24, 46, 4], ["Västra", 31, 35, 66, 5],
    ]  # fmt: skip
    columns = schema_of(only_table(xlsx(path, rows))).columns
    assert columns["totalt"].total_of == ["flickor", "pojkar"]
    assert all(columns[name].people for name in ("totalt", "flickor", "pojkar"))
    assert not columns["larare"].total_of


def test_a_header_that_stands_again_is_left_out_and_reported(path: Path) -> None:
    rows: list[list[Any]] = [["Skola", "Antal"], ["Norra", 5], ["Skola", "Antal"], ["Södra", 6]]
    table = only_table(xlsx(path, rows))
    assert [row[0] for row in csv_rows(table)] == ["skola", "Norra", "Södra"]
    assert "repeated-header" in [note.rule for note in table.notes]


def test_an_opendocument_sheet_is_read_like_a_workbook(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Elever 2018"],
        [],
        ["Skola", "Antal", "Snitt"],
        ["Norra", 5, 7.5],
        ["Södra", 6, 8],
    ]
    table = only_table(ods(tmp_path / "elever.ods", ods_rows(rows)))
    assert csv_rows(table)[1:] == [["Norra", "5", "7,5"], ["Södra", "6", "8"]]
    assert schema_of(table).title == "Elever 2018"


def test_percentages_dates_and_repeated_cells_of_opendocument_are_read(tmp_path: Path) -> None:
    cells = """
<table:table-row><table:table-cell office:value-type="string"><text:p>Dag</text:p>
</table:table-cell><table:table-cell office:value-type="string"><text:p>Andel</text:p>
</table:table-cell><table:table-cell office:value-type="string"><text:p>Antal</text:p>
</table:table-cell><table:table-cell table:number-columns-repeated="16381"/></table:table-row>
<table:table-row><table:table-cell office:value-type="date" office:date-value="2018-11-23">
<text:p>23 nov</text:p></table:table-cell><table:table-cell office:value-type="percentage"
office:value="0.505"><text:p>50,5 %</text:p></table:table-cell><table:table-cell
office:value-type="float" office:value="4"><text:p>4</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="date" office:date-value="2018-11-24">
<text:p>24 nov</text:p></table:table-cell><table:table-cell office:value-type="percentage"
office:value="1"><text:p>100,0 %</text:p></table:table-cell><table:table-cell
office:value-type="float" office:value="5"><text:p>5</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="1048573"><table:table-cell
table:number-columns-repeated="16384"/></table:table-row>"""
    table = only_table(ods(tmp_path / "d.ods", cells))
    assert csv_rows(table) == [
        ["dag", "andel", "antal"], ["2018-11-23", "50,5", "4"], ["2018-11-24", "100", "5"],
    ]  # fmt: skip
    assert schema_of(table).columns["andel"].decimals == 1


def test_merged_cells_in_the_body_are_filled_in(path: Path) -> None:
    rows: list[list[Any]] = [
        ["Område", "Skola", "Antal"], ["Norra", "A", 5], [None, "B", 6], ["Södra", "C", 7],
    ]  # fmt: skip
    table = only_table(xlsx(path, rows, merged=["A2:A3"]))
    assert [row[0] for row in csv_rows(table)[1:]] == ["Norra", "Norra", "Södra"]


def test_what_is_outside_of_tables_is_reported_with_its_words(path: Path) -> None:
    rows: list[list[Any]] = [["Skola", "Antal"], ["Norra", 5], ["Södra", 6]]
    about = [["Obs! Påhittade tal."], ["Rad två."], ["Rad tre."]]
    found = imported(xlsx(path, {"Tabell": rows, "Om": about}))
    assert len(found.tables) == 1
    assert [(note.text, note.anchor) for note in found.notes] == [
        ("Obs! Påhittade tal.", "Om!A1"), ("Rad två.", "Om!A2"), ("Rad tre.", "Om!A3"),
    ]  # fmt: skip


def test_the_questions_of_a_perturbed_table_say_what_to_do(path: Path) -> None:
    rows: list[list[Any]] = [["Skola", "Antal"], ["Norra", 5], ["Södra", 6], ["Totalt", 12]]
    table = only_table(xlsx(path, rows))
    assert "total-differs" in rules_of(table)
    assert "# perturbed = true" in table.schema.splitlines()


def test_an_empty_row_below_the_header_is_passed_by(path: Path) -> None:
    rows: list[list[Any]] = [
        ["Skola", "Antal", "Andel"], [], ["Norra", 12, 87.5], ["Södra", 14, 91],
    ]  # fmt: skip
    table = only_table(xlsx(path, rows))
    assert csv_rows(table) == [
        ["skola", "antal", "andel"], ["Norra", "12", "87,5"], ["Södra", "14", "91"],
    ]  # fmt: skip


def test_a_table_with_an_empty_row_after_each_is_read(path: Path) -> None:
    rows: list[list[Any]] = [["Skola", "Antal", "Rektor"], [], ["Norra", 12], [], ["Södra", 14]]
    table = only_table(xlsx(path, rows))
    assert csv_rows(table)[0] == ["skola", "antal", "rektor"]
    assert [row[:2] for row in csv_rows(table)[1:]] == [["Norra", "12"], ["Södra", "14"]]


def test_a_source_above_a_table_is_not_its_header(path: Path) -> None:
    rows: list[list[Any]] = [["Källa", "Exempeldata"], [], ["Skola", "Ort"], ["Norra", "Tumba"]]
    table = only_table(xlsx(path, rows))
    assert csv_rows(table) == [["skola", "ort"], ["Norra", "Tumba"]]


def test_a_list_is_a_table_beside_the_empty_sheets_of_old_workbooks(path: Path) -> None:
    rows = {"Blad1": [["Skola"], ["Norra"], ["Södra"]], "Blad2": [], "Blad3": []}
    assert csv_rows(only_table(xlsx(path, rows))) == [["skola"], ["Norra"], ["Södra"]]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "is empty"),
        ([["Skola", "Antal"]], "a single row"),
        ([["Skola"], [None, "Antal"]], "no row of column names"),
        ([["Skola", "Antal"], [None, "=SUM(1;2)"]], "without saved results"),
    ],
)
def test_what_has_no_table_is_reported_with_the_reason(
    path: Path, rows: list[list[Any]], words: str
) -> None:
    with pytest.raises(IntakeError) as caught:
        imported(xlsx(path, rows))
    assert words in caught.value.findings[0].message


@pytest.mark.parametrize("header", ["Regionkod", "Område"])
def test_numbers_that_may_begin_with_zero_are_codes(path: Path, header: str) -> None:
    rows: list[list[Any]] = [[header, "Antal"], ["00", 71], ["2021", 62], ["2023", 60]]
    table = only_table(xlsx(path, rows))
    assert csv_rows(table)[1] == ["00", "71"]
    assert types_of(table)[csv_rows(table)[0][0]] in {"text", "category"}
    assert "odd-value" not in rules_of(table)
