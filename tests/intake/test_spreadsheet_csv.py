from decimal import Decimal
from pathlib import Path

import pytest
from workbooks import csv_rows, dataset_of, imported, only_table, rules_of, schema_of, types_of

from pressverk.errors import IntakeError

TABLE = """\
Läsår;Skola;Antal träffar;Andel nöjda (%)
2016/2017;Åsskolan;1 234;50,5
2016/2017;Älvskolan;7;48
2017/2018;Åsskolan;12;9,25
"""
CLEAN = [
    ["lasar", "skola", "antal_traffar", "andel_nojda"],
    ["2016/2017", "Åsskolan", "1234", "50,5"],
    ["2016/2017", "Älvskolan", "7", "48"],
    ["2017/2018", "Åsskolan", "12", "9,25"],
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "träffar.csv"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_of_swedish_excel_becomes_clean_csv(
    path: Path, encoding: str, delimiter: str, end: str
) -> None:
    text = TABLE.replace(";", delimiter).replace("\n", end)
    table = only_table(path, text.encode(encoding))
    assert csv_rows(table) == CLEAN
    assert table.name == "traffar"
    assert types_of(table) == {
        "lasar": "category", "skola": "category", "antal_traffar": "integer",
        "andel_nojda": "percent",
    }  # fmt: skip
    assert schema_of(table).key == ["lasar", "skola"]
    assert dataset_of(table).rows[0][2].value == 1234


def test_names_with_swedish_letters_become_keys_and_stay_as_labels(path: Path) -> None:
    columns = schema_of(only_table(path, TABLE)).columns
    assert [column.label for column in columns.values()] == [
        "Läsår", "Skola", "Antal träffar", "Andel nöjda",
    ]  # fmt: skip


def test_an_encoding_that_was_guessed_is_reported(path: Path) -> None:
    notes = imported(path, TABLE.encode("cp1252")).notes
    assert [(note.rule, "Windows-1252" in note.message) for note in notes] == [
        ("csv-encoding", True)
    ]


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u2009", "\u202f"])
def test_spaces_between_thousands_are_no_part_of_the_number(path: Path, blank: str) -> None:
    text = TABLE.replace("1 234", f"1{blank}234{blank}567")
    assert csv_rows(only_table(path, text))[1][2] == "1234567"


def test_english_numbers_are_written_in_swedish(path: Path) -> None:
    text = 'Year,Visits,Share\n2017,"1,234.5",50.5\n2018,"12,345",7\n'
    table = only_table(path, text)
    assert schema_of(table).numbers == "en"  # as 12,345 would be another number in Swedish
    assert [row[1].value for row in dataset_of(table).rows] == [Decimal("1234.5"), 12345]


def test_a_point_as_decimal_separator_among_semicolons_is_read(path: Path) -> None:
    table = only_table(path, "Namn;Längd\nA-leden;12.5\nB-leden;3.25\n")
    assert csv_rows(table)[1:] == [["A-leden", "12,5"], ["B-leden", "3,25"]]


def test_a_number_that_may_be_a_thousand_or_a_decimal_is_asked_of_with_its_line(
    path: Path,
) -> None:
    table = only_table(path, "Namn;Värde\nA;1,234\nB;5,678\n")
    (question,) = [each for each in table.questions if each.rule == "number-format"]
    line = table.schema.splitlines()[(question.place.line or 0) - 1]
    assert line == 'numbers = "sv"'
    assert dataset_of(table).rows[0][1].value == Decimal("1.234")
    changed = table.schema.replace(line, 'numbers = "en"')
    assert changed != table.schema


@pytest.mark.parametrize(
    "dates",
    [
        ("2018-11-23", "2018-02-01"),
        ("23/11/2018", "1/2/2018"),
        ("23.11.2018", "01.02.2018"),
        ("23 november 2018", "1 februari 2018"),
        ("23 nov. 2018", "1 feb 2018"),
        ("20181123", "20180201"),
        ("2018-11-23 00:00:00", "2018-02-01 00:00:00"),
    ],
)
def test_dates_are_written_in_one_way(path: Path, dates: tuple[str, str]) -> None:
    table = only_table(path, f"Nr;Datum;Antal\n1;{dates[0]};3\n2;{dates[1]};4\n")
    assert types_of(table)["datum"] == "date"
    assert [row[1] for row in csv_rows(table)[1:]] == ["2018-11-23", "2018-02-01"]


def test_a_date_whose_month_may_be_its_day_is_asked_of(path: Path) -> None:
    table = only_table(path, "Nr;Datum;Antal\n1;3/4/2018;3\n2;5/6/2018;4\n")
    assert "date-order" in rules_of(table)
    assert csv_rows(table)[1][1] == "2018-04-03"
    assert "date-order" not in rules_of(
        only_table(path, "Nr;Datum;Antal\n1;3/4/2018;3\n2;5/13/2018;4\n")
    )


@pytest.mark.parametrize("sign", ["..", "-", "–", "x", "", "#DIVISION/0!"])
def test_symbols_for_what_is_missing_are_missing_values(path: Path, sign: str) -> None:
    table = only_table(path, f"Skola;Andel\nNorra;{sign}\nSödra;7,5\nVästra;8\n")
    assert dataset_of(table).rows[0][1].value is None
    assert ("nil-or-missing" in rules_of(table)) is (sign in {"-", "–"})


def test_a_question_names_the_line_to_change(path: Path) -> None:
    table = only_table(path, "Skola;Andel\nNorra;–\nSödra;7,5\nVästra;8\n")
    (question,) = [each for each in table.questions if each.rule == "nil-or-missing"]
    lines = table.schema.splitlines()
    assert lines[(question.place.line or 0) - 1] == 'missing = ["..", "", "–"]'
    assert lines[(question.place.line or 0) - 2].startswith("# decide (nil-or-missing): does '–'")


def test_few_words_among_numbers_are_missing_values_and_asked_of(path: Path) -> None:
    table = only_table(path, "Skola;Antal\nNorra;<5\nSödra;7\nVästra;8\nÖstra;9*\n")
    assert csv_rows(table)[1][1] == "<5"
    assert "<5" in schema_of(table).columns["antal"].missing
    assert "odd-value" in rules_of(table)
    assert dataset_of(table).rows[3][1].value == 9
    assert [(note.rule, note.text, note.anchor) for note in table.notes] == [
        ("footnote-sign", "9*", "B5")
    ]


def test_codes_with_zeros_at_the_beginning_stay_as_they_are(path: Path) -> None:
    table = only_table(path, "Kommun;Ort;Antal\n0114;A;3\n0127;B;4\n")
    assert csv_rows(table)[1][0] == "0114"
    assert types_of(table)["kommun"] == "text"


def test_units_are_found_in_headers_and_in_cells(path: Path) -> None:
    text = "Post;Kostnad (tkr);Intäkt;Andel\nA;12;1 000 kr;5 %\nB;13;2 000 kr;7,5 %\n"
    columns = schema_of(only_table(path, text)).columns
    assert (columns["kostnad"].unit, columns["intakt"].unit) == ("tkr", "kr")
    assert columns["andel"].type == "percent"


def test_texts_around_a_table_are_title_source_and_note(path: Path) -> None:
    text = (
        "Tabell 3. Besök 2018;;\n\nPlats;Besök;Andel\nNorra;5;7,5\nSödra;6;8\n\n"
        "Källa: Exempelverket\nAnm. Påhittade tal.\n"
    )
    schema = schema_of(only_table(path, text))
    assert schema.title == "Tabell 3. Besök 2018"
    assert schema.source == "Exempelverket"
    assert schema.note == "Anm. Påhittade tal."


def test_a_title_and_a_source_that_are_not_there_are_asked_for(path: Path) -> None:
    table = only_table(path, TABLE)
    assert rules_of(table)[:2] == ["no-title", "no-source"]
    assert [each.place.line for each in table.questions[:2]] == [4, 6]


def test_a_table_without_a_header_gets_names_and_questions(path: Path) -> None:
    table = only_table(path, "Norra;5;7,5\nSödra;6;8\n")
    assert csv_rows(table)[0] == ["kolumn_1", "kolumn_2", "kolumn_3"]
    assert rules_of(table).count("no-header") == 3


def test_rows_that_nothing_distinguishes_are_numbered(path: Path) -> None:
    table = only_table(path, "Skola;Antal\nNorra;5\nNorra;5\n")
    assert csv_rows(table) == [["rad", "skola", "antal"], ["1", "Norra", "5"], ["2", "Norra", "5"]]
    assert "no-key" in rules_of(table)


def test_empty_columns_and_rows_of_excel_are_none(path: Path) -> None:
    text = "ar;plats;antal;;;\n2024;Norra torget;1 234;;;\n2025;Å-parken;7;;;\n;;;;;\n;;;;;\n"
    assert csv_rows(only_table(path, text)) == [
        ["ar", "plats", "antal"], ["2024", "Norra torget", "1234"], ["2025", "Å-parken", "7"],
    ]  # fmt: skip


def test_personal_identity_numbers_are_asked_of_and_not_shown(path: Path) -> None:
    table = only_table(path, "Namn;Nummer\nExempel A;811228-9874\nExempel B;x\n")
    (question,) = [each for each in table.questions if each.rule == "personal-number"]
    assert "81****-****" in question.message


def test_counts_of_people_are_guessed_so_that_small_numbers_are_hidden(path: Path) -> None:
    table = only_table(path, "Skola;Antal elever;Antal datorer\nNorra;3;4\nSödra;40;50\n")
    columns = schema_of(table).columns
    assert [column.people for column in columns.values()] == [False, True, False]
    assert "people = true  # guess" in table.schema


def test_text_that_is_no_text_is_refused(path: Path) -> None:
    with pytest.raises(IntakeError):
        imported(path, b"a;b\n\x00\x01;\x02\n")
    with pytest.raises(IntakeError):
        imported(path, TABLE.encode("mac-roman"))


@pytest.mark.parametrize("text", ["", "\n\n", "bara en mening\n", "a;b;c\n"])
def test_a_file_without_a_table_is_reported(path: Path, text: str) -> None:
    with pytest.raises(IntakeError) as caught:
        imported(path, text)
    assert [each.rule for each in caught.value.findings] == ["no-table"]
