import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_data import CSV, SCHEMA, TOTALS, TOTALS_CSV, dataset, faults_of

from pressverk.errors import sentence
from pressverk.model import Finding, Severity
from pressverk.readers.csv import Field, fields
from pressverk.statistics.datasets.dataset import Cell, Dataset, Mark, Status
from pressverk.statistics.datasets.reading import parse_dataset
from pressverk.statistics.datasets.schemas import parse_schema

SCHEMA_OF_ONE = """
title = "T"
source = "Exempel"
numbers = "sv"
key = ["a"]
[columns.a]
type = "text"
[columns.b]
type = "decimal"
"""
TEXTS = st.text(st.characters(exclude_characters="\r\0", codec="utf-8"), max_size=8)


def test_values_are_read_with_their_signs_and_status() -> None:
    rows = dataset().rows
    assert rows[0][2:5] == (Cell(value=24), Cell(value=10), Cell(value=Decimal("50.5")))
    assert rows[1][3:5] == (Cell(value=None, mark=Mark.MISSING), Cell(value=0, mark=Mark.NIL))
    assert rows[2][3].value == 1200
    assert rows[3][4] == Cell(value=Decimal(48), status=Status.PRELIMINARY)


def test_a_mark_of_byte_order_quotes_empty_lines_and_other_line_ends_are_fine() -> None:
    text = "\ufeff" + CSV.replace("Åsskolan", '"Åsskolan"').replace("\n", "\r\n") + "\r\n;;;;;\r\n"
    assert len(dataset(text).rows) == 5


def test_columns_may_stand_in_another_order() -> None:
    lines = [";".join(reversed(line.split(";"))) for line in CSV.splitlines()]
    assert dataset("\n".join(lines)).rows == dataset().rows


def test_every_fault_is_reported_with_line_and_column() -> None:
    text = CSV.replace("24;", "x;").replace("1 200", "1,5").replace("48 %", "140,x")
    assert faults_of(text) == [
        "d.csv:2:20: elever is 'x'; give a whole number such as 1 234",
        "d.csv:4:23: traffar is '1,5'; give a whole number such as 1 234",
        "d.csv:5:26: andel is '140,x'; give a number such as 34,5",
    ]


def parsed(content: bytes, schema: str = SCHEMA) -> tuple[Dataset | None, list[Finding]]:
    found, _faults = parse_schema(schema, "d.toml")
    assert found is not None
    return parse_dataset(content, found, "d.csv", "d")


def test_windows_1252_is_read_with_one_advice_that_says_where_it_shows() -> None:
    read, findings = parsed(CSV.encode("cp1252"))
    assert read is not None
    assert read.rows == dataset().rows
    (advice,) = findings
    assert advice.severity is Severity.ADVICE
    assert sentence(advice).startswith("d.csv:2:11: is saved as Windows-1252 (here 'Å')")


def test_utf_16_with_its_mark_is_read_with_one_advice() -> None:
    read, findings = parsed(CSV.encode("utf-16"))
    assert read is not None
    assert read.rows == dataset().rows
    assert [advice.severity for advice in findings] == [Severity.ADVICE]


@pytest.mark.parametrize("encoding", ["mac-roman", "cp850", "cp437"])
def test_an_encoding_that_would_be_read_as_other_letters_is_refused(encoding: str) -> None:
    text = CSV.replace("–", "-").replace("Bergskolan", "Björkskolan")
    read, (fault,) = parsed(text.encode(encoding))
    assert read is None
    assert fault.rule == "csv-encoding"
    assert fault.severity is Severity.ERROR


def test_utf_8_with_a_damaged_letter_is_refused_and_not_read_as_other_letters() -> None:
    content = CSV.encode().replace("Älv".encode(), b"\xc4lv")
    read, (fault,) = parsed(content)
    assert read is None
    assert sentence(fault).startswith("d.csv:4:11: ")


def test_empty_columns_and_rows_that_excel_leaves_at_the_end_are_no_columns_and_rows() -> None:
    text = "".join(f"{line};;;\n" for line in CSV.splitlines()) + ";;;;;;;;\n" * 3
    assert dataset(text).rows == dataset().rows


def test_a_value_beyond_the_last_named_column_is_reported() -> None:
    text = CSV.replace("status\n", "status;;\n").replace("slutlig\n", "slutlig;;9\n", 1)
    assert faults_of(text)[0].startswith("d.csv:2:1: the row has 8 fields and the first row 6")


def test_totals_of_perturbed_data_need_not_add_up() -> None:
    text = TOTALS_CSV.replace("2017,Alla,16,8,8", "2017,Alla,17,9,9")
    assert len(faults_of(text, TOTALS)) == 4
    found = dataset(text, f"perturbed = true\n{TOTALS}")
    assert found.rows[2][2].value == 17
    assert found.perturbed


def test_utf_16_without_its_mark_is_reported() -> None:
    (fault,) = faults_of(CSV.encode("utf-16-le"))
    assert "save it as “CSV UTF-8”" in fault


def test_another_delimiter_is_reported_by_its_name() -> None:
    assert faults_of(CSV.replace(";", "|")) == [
        "d.csv:1:6: fields are separated by '|'; separate them with ';' or ','"
    ]


def test_tabs_and_what_excel_says_of_its_delimiter_are_read() -> None:
    assert faults_of(CSV.replace(";", "\t")) == []
    assert faults_of("sep=;\n" + CSV) == []
    fault, *_ = faults_of("sep=;\n" + CSV.replace("Åsskolan", "Åsskolan;"))
    assert fault.startswith("d.csv:3:1: the row has 7 fields")  # counted as in the file


def test_a_decimal_comma_between_commas_is_reported_as_a_row_too_long() -> None:
    text = CSV.replace(";", ",").replace("1 200", "1200")
    assert faults_of(text)[0] == (
        "d.csv:2:1: the row has 7 fields and the first row 6; separate them with ',', "
        "and put a field that contains one in quotation marks"
    )


def test_unknown_missing_and_doubled_columns_are_reported() -> None:
    assert faults_of(CSV.replace("skola;elever", "skla;traffar", 1)) == [
        "d.csv:1:7: unknown column: 'skla'; did you mean 'skola'?",
        "d.csv:1:20: the column 'traffar' occurs twice; keep one",
        "d.csv:1:1: the column 'skola' is missing; add it",
        "d.csv:1:1: the column 'elever' is missing; add it",
    ]


def test_a_row_that_stands_twice_is_reported_with_the_first_line() -> None:
    text = CSV + "2016/2017;Åsskolan;5;5;5;slutlig\n"
    assert faults_of(text) == [
        "d.csv:7:1: the row '2016/2017, Åsskolan' stands on line 2 too; keep one"
    ]


def test_a_key_may_not_be_empty() -> None:
    assert faults_of(CSV.replace("2017/2018;Bergskolan", "2017/2018;")) == [
        "d.csv:6:11: skola is empty; it is a key column, fill it in"
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "lasar;skola;elever;traffar;andel;status\n"])
def test_a_file_without_rows_is_reported(text: str) -> None:
    (fault,) = faults_of(text)
    assert "is empty" in fault or "has no rows" in fault


def test_a_quotation_mark_without_end_is_reported_where_it_opens() -> None:
    assert faults_of(CSV.replace("Älvskolan", '"Älvskolan'))[0].startswith(
        "d.csv:4:11: a quotation mark that is never closed"
    )


def test_ranges_categories_years_and_dates_are_kept() -> None:
    schema = """\
title = "T"
source = "en text"
numbers = "en"
key = ["n"]
[columns.n]
type = "integer"
minimum = 1
maximum = 9
[columns.kind]
type = "category"
categories = ["röd", "grön"]
[columns.year]
type = "year"
[columns.day]
type = "date"
[columns.state]
type = "status"
"""
    text = "n,kind,year,day,state\n0,röt,18,2018-02-30,klar\n10,grön,2018,2018-02-28,final\n"
    assert faults_of(text, schema) == [
        "d.csv:2:1: n is 0, under 1; fix it",
        "d.csv:2:3: unknown category: 'röt'; did you mean 'röd'?",
        "d.csv:2:7: year is '18'; give a year of four digits",
        "d.csv:2:10: day is '2018-02-30'; give YYYY-MM-DD",
        "d.csv:2:21: state is 'klar'; give 'slutlig' or 'preliminär'",
        "d.csv:3:1: n is 10, over 9; fix it",
    ]


def test_people_are_never_fewer_than_none() -> None:
    assert faults_of(CSV.replace(";24;", ";-24;")) == ["d.csv:2:20: elever is -24, under 0; fix it"]


def test_totals_that_add_up_are_fine() -> None:
    assert dataset(TOTALS_CSV, TOTALS).parts == {2: ((0, 1),), 5: ((3, 4),)}


def test_totals_that_do_not_add_up_are_reported_in_rows_and_in_columns() -> None:
    text = TOTALS_CSV.replace("Hot,9,5", "Hot,9,6").replace("2018,Alla,3", "2018,Alla,4")
    assert faults_of(text, TOTALS) == [
        "d.csv:3:10: antal is 9, but its parts make 10; fix the total or the parts",
        "d.csv:4:14: dag is 8, but its parts make 9; fix the total or the parts",
        "d.csv:7:11: antal is 4, but its parts make 3; fix the total or the parts",
    ]


def test_a_total_with_missing_parts_can_not_be_checked() -> None:
    text = TOTALS_CSV.replace("2018,Hot,1,1,0", "2018,Hot,..,1,..")
    assert faults_of(text, TOTALS) == []


def test_people_need_all_the_parts_of_a_total() -> None:
    schema = TOTALS.replace('type = "integer"', 'type = "integer"\npeople = true')
    faults = faults_of(TOTALS_CSV.replace("2018,Hot,1,1,0", "2018,Hot,..,1,.."), schema)
    assert faults
    assert all("the small-number guard needs them all" in fault for fault in faults)


def test_a_file_too_large_is_refused_before_it_is_read() -> None:
    assert "at most 5000000 are read" in faults_of(b"x" * 5_000_001)[0]
    assert "at most 20000 are read" in faults_of(CSV + "x\n" * 20_001)[0]


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=4), min_size=1, max_size=4))
def test_fields_are_those_that_the_standard_library_reads(rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    found = [row for row in fields(text.getvalue(), "d.csv", ",") if isinstance(row, list)]
    assert [[field.text for field in row] for row in found] == [
        [field.strip() for field in row] for row in rows
    ]


@given(st.text(st.sampled_from('a";,\n '), max_size=30))
def test_any_text_is_read_to_its_end_or_has_a_fault(text: str) -> None:
    for row in fields(text, "d.csv", ";"):
        if isinstance(row, Finding):
            assert row.place.line is not None
            assert sentence(row)
            break
        for field in row:
            assert isinstance(field, Field)
            line = text.split("\n")[(field.place.line or 0) - 1]
            assert 1 <= (field.place.column or 0) <= len(line) + 1


@given(st.binary(max_size=80))
def test_any_bytes_are_a_fault_and_no_crash(content: bytes) -> None:
    assert faults_of(content)
    faults_of(CSV.encode() + content)


@given(
    st.integers(0, len(CSV)),
    st.text(st.sampled_from('0123456789 ,.;–-%"\n..åä'), max_size=6),
)
def test_any_slip_of_the_pen_is_read_or_reported(offset: int, slip: str) -> None:
    for fault in faults_of(CSV[:offset] + slip + CSV[offset:]):
        assert fault.startswith("d.csv")


@pytest.mark.parametrize("character", ["\x01", "\x1b", "\x9b", "\ufffe", "\uffff"])
def test_control_characters_are_reported_where_they_stand(character: str) -> None:
    code = f"U+{ord(character):04X}"
    text = CSV.replace("Åsskolan", f"Åss{character}kolan", 1)
    assert faults_of(text) == [f"d.csv:2:11: skola has the control character {code}; remove it"]


def test_numbers_that_are_too_large_to_add_are_reported() -> None:
    for number in ("9" * 16, "9" * 29, "9" * 5000):
        (fault,) = faults_of(CSV.replace("24;", f"{number};"))
        assert fault.startswith("d.csv:2:20: elever is '999")
        assert len(fault) < 500


@pytest.mark.parametrize(
    ("numbers", "decimals"),
    [
        (["12", "13,5"], 1),
        (["12", "13"], 1),
        (["0,001", "0,02"], 3),
        (["12,25", "13,50"], 2),
        (["0,333333333", "0,5"], 3),
        (["0,0000123", "0,5"], 5),
        (["0,00000000123"], 9),
        (["0,0000001", "1234"], 7),
        (["0,0000000000000001"], 12),
        (["0", "0,0"], 1),
    ],
)
def test_decimals_follow_the_data_where_the_schema_is_silent(
    numbers: list[str], decimals: int
) -> None:
    schema = SCHEMA_OF_ONE
    rows = "".join(f"r{row};{number}\n" for row, number in enumerate(numbers))
    (_name, column) = dataset(f"a;b\n{rows}", schema).columns
    assert column.decimals == decimals
