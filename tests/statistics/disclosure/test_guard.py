import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressverk.statistics.datasets.dataset import Cell, Column, Dataset, Kind, Mark
from pressverk.statistics.datasets.folder import to_csv, whole_file
from pressverk.statistics.datasets.query import Query
from pressverk.statistics.datasets.selection import figures, select
from pressverk.statistics.disclosure.attacker import Tables, is_world, regions_of, total
from pressverk.statistics.disclosure.protection import _families, protect, protect_all

NAMES = {"skola": Kind.CATEGORY, "ar": Kind.YEAR}


def dataset(counts: Sequence[Sequence[int | None]], *, derived: bool = False) -> Dataset:
    """Return counts of people by school and year."""
    columns = [Column(name=name, kind=kind, label={"": name}) for name, kind in NAMES.items()]
    columns.append(
        Column(name="antal", kind=Kind.INTEGER, label={"": "antal"}, additive=True, people=True)
    )
    rate = Column(name="andel", kind=Kind.DECIMAL, label={"": "andel"}, derived_from="antal")
    rows = []
    for school, years in enumerate(counts):
        for year, count in enumerate(years):
            mark = Mark.NONE if count is not None else Mark.MISSING
            cells = [Cell(value=f"S{school}"), Cell(value=2015 + year)]
            cells += [Cell(value=count, mark=mark)]
            rows.append((*cells, Cell(value=count, mark=mark)) if derived else tuple(cells))
    return Dataset(
        name="d",
        title={},
        columns=(*columns, rate) if derived else tuple(columns),
        rows=tuple(rows),
        key=("skola", "ar"),
    )


CROSS = Query(rows=("skola",), split=("ar",), columns=("antal",), total_row=True, total_column=True)
COUNTS = [[3, 20, 9], [14, 18, 25], [30, 8, 7]]


def shown(data: Dataset, query: Query) -> list[list[object]]:
    return [[cell.value for cell in row.cells] for row in select(data, query).rows]


def test_a_small_number_is_suppressed_with_others_that_would_reveal_it() -> None:
    cells = shown(protect(dataset(COUNTS), [CROSS]), CROSS)
    assert cells[0][0] is None
    hidden = [
        (row, place) for row, place in product(range(4), range(4)) if cells[row][place] is None
    ]
    assert len(hidden) == 4  # itself, and a rectangle with it
    assert cells[3][3] == 134


def test_hidden_numbers_are_gone_from_what_is_handed_on() -> None:
    guarded = protect(dataset([[3, 997], [991, 983]]), [CROSS])
    assert guarded.guard is not None
    assert all(row[2] == Cell(value=None, mark=Mark.SUPPRESSED) for row in guarded.rows)
    assert set(guarded.guard.cleared.values()) == {1000, 1974, 994, 1980, 2974}
    assert b"997" not in to_csv(guarded)
    assert "997" not in repr(guarded)


def test_what_nobody_asked_to_publish_is_hidden() -> None:
    by_year = Query(rows=("ar",), columns=("antal",))
    guarded = protect(dataset(COUNTS), [by_year])
    assert shown(guarded, by_year) == [[47], [46], [41]]
    assert {row[2].mark for row in guarded.rows} == {Mark.SUPPRESSED}
    assert shown(guarded, Query(columns=("antal",))) == [[None]]


def test_sums_of_what_is_shown_may_be_shown() -> None:
    guarded = protect(dataset([[30, 20], [14, 18]]), [whole_file(dataset(COUNTS))])
    assert shown(guarded, CROSS) == [[30, 20, 50], [14, 18, 32], [44, 38, 82]]


def test_the_difference_between_two_queries_is_guarded() -> None:
    without = Query(columns=("antal",), where={"skola": ("S1", "S2")})
    everything = Query(columns=("antal",))
    data = dataset([[3], [14], [20]])
    guarded = protect(data, [without, everything])
    assert [shown(guarded, query)[0][0] is None for query in (without, everything)].count(True) == 1


def test_what_is_derived_from_a_hidden_number_is_hidden() -> None:
    data = dataset(COUNTS, derived=True)
    query = whole_file(data)
    guarded = protect(data, [query, CROSS])
    for row in select(guarded, query).rows:
        assert (row.cells[0].value is None) == (row.cells[1].value is None)


def test_a_rate_alone_is_guarded_as_the_count_it_comes_from() -> None:
    data = dataset([[3, 20]], derived=True)
    rates = Query(rows=("skola", "ar"), columns=("andel",))
    assert shown(protect(data, [rates]), rates) == [[None], [20]]


def test_what_is_derived_from_a_missing_number_is_missing_too() -> None:
    data = dataset([[None, 20]], derived=True)
    rates = Query(rows=("skola", "ar"), columns=("andel",))
    rows = select(protect(data, [rates]), rates).rows
    assert [row.cells[0].mark for row in rows] == [Mark.MISSING, Mark.NONE]


def test_the_sum_of_what_is_derived_from_hidden_numbers_is_hidden() -> None:
    data = dataset([[3, 20]], derived=True)
    columns = (*data.columns[:3], replace(data.columns[3], additive=True))
    rates = Query(columns=("andel",))
    assert shown(protect(replace(data, columns=columns), [rates]), rates) == [[None]]


def test_a_missing_number_stays_missing_and_makes_its_sums_missing() -> None:
    data = dataset([[None, 20], [14, 18]])
    table = select(protect(data, [CROSS]), CROSS)
    assert table.rows[0].cells[0].mark is Mark.MISSING
    assert table.rows[2].cells[0].mark is Mark.MISSING
    assert table.rows[1].cells[2].value == 32


def test_zero_is_shown() -> None:
    query = whole_file(dataset(COUNTS))
    assert shown(protect(dataset([[0, 20]]), [query]), query) == [[0], [20]]


@pytest.mark.parametrize(("threshold", "hidden"), [(3, 1), (5, 2), (10, 4)])
def test_the_threshold_can_be_chosen(threshold: int, hidden: int) -> None:
    data = dataset([[2, 4, 8, 9, 10]])
    query = whole_file(data)
    assert shown(protect(data, [query], threshold), query).count([None]) == hidden


def test_a_threshold_that_hides_nothing_is_no_threshold() -> None:
    with pytest.raises(ValueError, match="2"):
        protect(dataset(COUNTS), [], 2)


def test_a_faulty_query_publishes_nothing_and_stops_nothing() -> None:
    query = whole_file(dataset(COUNTS))
    published = [("d", query), ("d", Query(columns=("x",))), ("none", query)]
    guarded = protect_all({"d": dataset([[30, 20]])}, published)
    assert shown(guarded["d"], query) == [[30], [20]]


def test_totals_in_the_file_are_known_to_be_sums() -> None:
    data = dataset([[3], [20], [23]])
    data = replace(data, parts={2: ((0, 1),)})
    query = whole_file(data)
    # The total would tell the 3: it, or the 20, is hidden too.
    cells = shown(protect(data, [query]), query)
    assert cells[0] == [None]
    assert [None] in cells[1:]


@settings(max_examples=25)
@given(
    st.integers(3, 6).flatmap(
        lambda width: st.lists(
            st.lists(st.integers(0, 30), min_size=width, max_size=width), min_size=3, max_size=6
        )
    ),
    st.randoms(use_true_random=False),
)
def test_no_mix_of_tables_lets_an_outsider_find_a_small_number_by_adding_and_taking_away(
    counts: list[list[int]], chance: random.Random
) -> None:
    """Row by row elimination, the arithmetic that an outsider has, ends in no small number."""
    data = dataset(counts)  # no number is missing
    some = tuple(f"S{n}" for n in range(len(counts)) if chance.random() < 0.7) or ("S0",)
    queries = [
        CROSS,
        Query(rows=("ar",), columns=("antal",), where={"skola": some}),
        Query(columns=("antal",), where={"ar": ("2015–2016",)}),
    ]
    guarded = protect(data, queries)
    assert guarded.guard is not None
    asked = sorted({f for query in queries for f in figures(data, query)}, key=sorted)
    numbers = {("antal", n): row[2].value for n, row in enumerate(data.rows)}
    regions, parts = regions_of(asked, numbers)  # type: ignore[arg-type]  # all are whole numbers
    tables = Tables(counts=regions, figures=parts, threshold=5)
    known = [parts[n] for n, figure in enumerate(asked) if figure in guarded.guard.cleared]
    for sum_of in solved(known, len(regions)):
        assert not 0 < total(sum_of, regions) < 5
    assert is_world(tables, (), regions)


def solved(known: list[frozenset[int]], size: int) -> list[frozenset[int]]:
    """Return the single regions whose counts follow from *known* by linear algebra."""
    rows = [[float(region in figure) for region in range(size)] for figure in known]
    reduced: list[list[float]] = []
    for column in range(size):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        scaled = [value / pivot[column] for value in pivot]
        rows = [minus(row, scaled, column) for row in rows]
        reduced = [minus(row, scaled, column) for row in reduced] + [scaled]
    alone = [[n for n, value in enumerate(row) if abs(value) > 1e-9] for row in reduced]
    return [frozenset(places) for places in alone if len(places) == 1]


def minus(row: list[float], pivot: list[float], column: int) -> list[float]:
    factor = row[column]
    return [value - factor * other for value, other in zip(row, pivot, strict=True)]


def test_columns_that_add_up_are_guarded_together() -> None:
    data = dataset([[3, 20]])
    girls, boys = (
        Column(name=name, kind=Kind.INTEGER, label={}, additive=True, people=True)
        for name in ("flickor", "pojkar")
    )
    columns = (*data.columns[:2], replace(data.columns[2], total_of=("flickor", "pojkar")))
    rows = (
        (Cell(value="S0"), Cell(value=2015), Cell(value=30), Cell(value=2), Cell(value=28)),
        (Cell(value="S1"), Cell(value=2015), Cell(value=40), Cell(value=15), Cell(value=25)),
    )
    data = replace(data, columns=(*columns, girls, boys), rows=rows)
    cells = shown(protect(data, [whole_file(data)]), whole_file(data))
    assert cells[0][1] is None
    assert cells[0].count(None) == 2
    assert cells[1] == [40, 15, 25]


def test_figures_without_people_in_common_are_guarded_apart() -> None:
    figures_ = [frozenset({("n", n)}) for n in range(4)]
    figures_ += [figures_[0] | figures_[1], figures_[2] | figures_[3], figures_[1] | figures_[2]]
    families = _families(figures_[:6])
    assert sorted(map(len, families)) == [3, 3]
    assert [len(family) for family in _families(figures_)] == [7]
