from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_data import CSV, SCHEMA, TOTALS, TOTALS_CSV, dataset

from pressverk.statistics.datasets.dataset import Cell, Guard, Mark, Status
from pressverk.statistics.datasets.folder import to_csv
from pressverk.statistics.datasets.query import Order, Query, QueryError, Table
from pressverk.statistics.datasets.selection import select

OPEN = SCHEMA.replace("people = true", "")  # no guard needed


def values(table: Table) -> list[list[object]]:
    return [[*row.keys, *(cell.value for cell in row.cells)] for row in table.rows]


def faults_of(query: Query, csv: str = CSV, schema: str = OPEN) -> list[str]:
    with pytest.raises(QueryError) as caught:
        select(dataset(csv, schema), query)
    return [fault.message for fault in caught.value.faults]


def test_a_total_of_perturbed_data_is_shown_as_published_and_not_corrected() -> None:
    csv = TOTALS_CSV.replace("2017,Alla,16,8,8", "2017,Alla,17,9,7")
    found = dataset(csv, f"perturbed = true\n{TOTALS}")
    query = Query(rows=("typ",), columns=("antal", "natt"), where={"ar": ("2017",)})
    shown = [["Rån", 7, 4], ["Hot", 9, 4], ["Alla", 17, 7]]
    assert values(select(found, query)) == shown
    parts = replace(query, where={"ar": ("2017",), "typ": ("Rån", "Hot")}, total_row=True)
    assert values(select(found, parts)) == [*shown[:2], [None, 17, 7]]
    assert select(found, replace(query, rows=("ar",))).rows[0].cells[0].value == 17
    assert select(found, query).perturbed


def test_numbers_that_fall_together_are_added() -> None:
    table = select(dataset(schema=OPEN), Query(rows=("lasar",), columns=("elever",)))
    assert values(table) == [["2016/2017", 35], ["2017/2018", 51]]
    assert [row.cells[0].status for row in table.rows] == [Status.FINAL, Status.PRELIMINARY]


def test_a_sum_with_a_missing_part_is_missing() -> None:
    table = select(dataset(schema=OPEN), Query(rows=("lasar",), columns=("traffar",)))
    assert [row.cells[0].mark for row in table.rows] == [Mark.MISSING, Mark.NONE]


def test_a_column_can_be_spread_over_the_heads_with_totals() -> None:
    query = Query(
        rows=("skola",), columns=("elever",), split=("lasar",), total_row=True, total_column=True
    )
    table = select(dataset(schema=OPEN), query)
    assert [column.keys for column in table.columns] == [("2016/2017",), ("2017/2018",), ()]
    assert values(table) == [
        ["Åsskolan", 24, 30, 54],
        ["Bergskolan", 3, 21, 24],
        ["Älvskolan", 8, 0, 8],
        [None, 35, 51, 86],
    ]
    assert table.rows[2].cells[1].mark is Mark.NIL  # the school had nothing that year
    assert [row.is_total for row in table.rows] == [False, False, False, True]


def test_percentages_are_never_added() -> None:
    assert faults_of(Query(rows=("lasar",), columns=("andel",))) == [
        (
            "3 rows of 'andel' fall in one cell (2016/2017) and can't be added; "
            "tell them apart with 'rows', 'split' or 'where'"
        )
    ]


def test_percentages_have_no_total() -> None:
    query = Query(rows=("lasar", "skola"), columns=("andel",), total_row=True)
    assert select(dataset(schema=OPEN), query).rows[-1].cells == (Cell(value=""),)


@pytest.mark.parametrize(
    ("order", "schools"),
    [
        (Order.GIVEN, ["Åsskolan", "Bergskolan", "Älvskolan"]),
        (Order.ALPHABETICAL, ["Bergskolan", "Åsskolan", "Älvskolan"]),
        (Order.DESCENDING, ["Åsskolan", "Bergskolan", "Älvskolan"]),
        (Order.ASCENDING, ["Älvskolan", "Bergskolan", "Åsskolan"]),
    ],
)
def test_rows_are_ordered_as_swedish_has_it(order: Order, schools: list[str]) -> None:
    query = Query(rows=("skola",), columns=("elever",), order=order)
    assert [row.keys[0] for row in select(dataset(schema=OPEN), query).rows] == schools


@pytest.mark.parametrize(
    ("years", "sums"),
    [(("2017",), [16]), (("2017–2018",), [16, 3]), (("2018", "2017"), [16, 3])],
)
def test_rows_are_kept_by_value_list_or_range_of_years(
    years: tuple[str, ...], sums: list[int]
) -> None:
    query = Query(rows=("ar",), columns=("antal",), where={"ar": years})
    table = select(dataset(TOTALS_CSV, TOTALS), query)
    assert [row.cells[0].value for row in table.rows] == sums


def test_a_total_in_the_file_is_not_added_to_its_parts() -> None:
    table = select(dataset(TOTALS_CSV, TOTALS), Query(rows=("ar",), columns=("antal",)))
    assert values(table) == [[2017, 16], [2018, 3]]


def test_a_total_and_some_of_its_parts_are_refused() -> None:
    query = Query(rows=("ar",), columns=("antal",), where={"typ": ("Alla", "Rån")})
    assert faults_of(query, TOTALS_CSV, TOTALS) == [
        "a total and rows that it counts would be added; leave one of them out with 'where'"
    ]


def test_all_that_is_unknown_is_reported_with_its_place_and_what_is_near() -> None:
    query = Query(rows=("skla",), columns=("elever",), where={"lasar": ("2016/2016",), "x": ()})
    with pytest.raises(QueryError) as caught:
        select(dataset(schema=OPEN), query)
    assert [(fault.location, fault.message) for fault in caught.value.faults] == [
        (("rows", 0), "unknown column: 'skla'; did you mean 'skola'?"),
        (
            ("where", "x"),
            "unknown column: 'x'; there are lasar, skola, elever, traffar, andel, status",
        ),
        (("where", "lasar"), "unknown value of 'lasar': '2016/2016'; did you mean '2016/2017'?"),
    ]


def test_no_rows_left_is_a_fault() -> None:
    where = {"lasar": ("2017/2018",), "skola": ("Älvskolan",)}
    assert faults_of(Query(columns=("elever",), where=where)) == [
        "no rows are left; ask for less in 'where'"
    ]


def test_people_are_hidden_until_the_guard_has_let_them_through() -> None:
    table = select(dataset(), Query(rows=("lasar", "skola"), columns=("elever",)))
    assert {row.cells[0] for row in table.rows} == {
        Cell(value=None, mark=Mark.SUPPRESSED),
        Cell(value=None, mark=Mark.SUPPRESSED, status=Status.PRELIMINARY),
    }
    assert b"24" not in to_csv(dataset())


@pytest.mark.parametrize(
    "query",
    [
        Query(columns=("traffar",), rows=("elever",)),
        Query(columns=("traffar",), split=("elever",)),
        Query(columns=("traffar",), where={"elever": ("3",)}),
    ],
)
def test_people_can_not_choose_or_head_rows(query: Query) -> None:
    assert faults_of(query, schema=SCHEMA)[0] == (
        "'elever' counts people and can only be shown; put it in 'columns'"
    )


def test_a_suppressed_number_does_not_reveal_its_size_by_its_place() -> None:
    whole = dataset()
    cleared = {frozenset({("elever", row)}): 10 - row for row in (0, 2)}
    guarded = replace(whole, guard=Guard(threshold=5, cleared=cleared))
    query = Query(
        rows=("skola",),
        columns=("elever",),
        where={"lasar": ("2016/2017",)},
        order=Order.ASCENDING,
    )
    assert [row.keys[0] for row in select(guarded, query).rows] == [
        "Älvskolan",
        "Åsskolan",
        "Bergskolan",
    ]


@given(st.lists(st.integers(0, 99), min_size=1, max_size=12))
def test_totals_are_the_sum_of_what_they_stand_under(numbers: list[int]) -> None:
    lines = [f"2017;S{place};{n};1;1;slutlig" for place, n in enumerate(numbers)]
    csv = "\n".join([CSV.splitlines()[0], *lines])
    query = Query(rows=("skola",), columns=("elever",), total_row=True)
    rows = select(dataset(csv, OPEN), query).rows
    assert rows[-1].cells[0].value == sum(numbers)
    assert [row.cells[0].value for row in rows[:-1]] == numbers


def test_the_csv_for_others_has_signs_and_decimal_points() -> None:
    assert to_csv(dataset(schema=OPEN)).decode().splitlines()[:3] == [
        "lasar,skola,elever,traffar,andel,status",
        "2016/2017,Åsskolan,24,10,50.5,final",
        "2016/2017,Bergskolan,3,..,–,final",
    ]


def test_the_csv_for_others_holds_no_formulas() -> None:
    text = to_csv(dataset(CSV.replace("Åsskolan", "=1+1"), OPEN)).decode()
    assert "'=1+1" in text
    assert ",=1+1" not in text


def test_decimals_are_added_without_loss() -> None:
    schema = OPEN.replace('type = "percent"', 'type = "decimal"\nadditive = true')
    csv = CSV.replace("50,5", "0,1").replace(";–;", ";0,2;").replace("1 200;7", "1 200;0")
    table = select(
        dataset(csv.replace(" %", ""), schema), Query(columns=("andel",), rows=("lasar",))
    )
    assert table.rows[0].cells[0].value == Decimal("0.3")
