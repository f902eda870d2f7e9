from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import combinations, product

import pytest
from adversary import cross_table, worlds
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pressverk.statistics.disclosure.attacker import (
    ProtectionInterval,
    Tables,
    World,
    is_met,
    protection_intervals,
    total,
)
from pressverk.statistics.disclosure.simplex import Effort
from pressverk.statistics.disclosure.suppression import suppress

COUNTS = st.integers(0, 7)
# Small enough for an outsider who tries every way; larger ones are tried in test_guard.
CROSS_TABLES = st.integers(2, 3).flatmap(
    lambda width: st.lists(st.lists(COUNTS, min_size=width, max_size=width), min_size=2, max_size=2)
)
# Overlapping tables: any figures over four or five regions, each counted somewhere.
OVERLAPPING = st.integers(3, 5).flatmap(
    lambda size: st.builds(
        lambda counts, figures: Tables(
            counts=tuple(counts), figures=tuple(dict.fromkeys(figures)), threshold=4
        ),
        st.lists(st.integers(0, 7), min_size=size, max_size=size),
        st.lists(
            st.frozensets(st.integers(0, size - 1), min_size=1), min_size=2, max_size=7
        ).filter(lambda figures: len(frozenset().union(*figures)) == size),
    )
)


def is_safe(tables: Tables, hidden: frozenset[int]) -> bool:
    unmet = unmet_of(list(protection_intervals(tables)), tables, hidden)
    return not unmet_of([fair(tables, demand) for demand in unmet], tables, hidden)


def unmet_of(
    unmet: list[ProtectionInterval], tables: Tables, hidden: frozenset[int]
) -> list[ProtectionInterval]:
    for world in worlds(tables, hidden) if unmet else ():
        unmet = [demand for demand in unmet if not is_met(demand, tables, world)]
        if not unmet:
            break
    return unmet


@cache
def fair(tables: Tables, demand: ProtectionInterval) -> ProtectionInterval:
    """Return *demand* without the part of its guess that tells all when nothing is shown."""
    guess: tuple[frozenset[int], ...] = (demand.regions,)
    for more in (demand.known_small, *((each,) for each in sorted(demand.known_small, key=len))):
        wider = replace(demand, known_small=(*guess, *more))
        if any(is_met(wider, tables, world) for world in small_worlds(tables, demand)):
            guess = wider.known_small
    return replace(demand, known_small=guess) if demand.known_small else demand


def small_worlds(tables: Tables, demand: ProtectionInterval) -> Iterator[World]:
    """Yield all ways to fill what is known as small when nothing is shown."""
    known = frozenset().union(*demand.known_small)
    yield from product(
        *(range(tables.threshold if n in known else 1) for n in range(len(tables.counts)))
    )


def pinned(tables: Tables, hidden: frozenset[int]) -> set[int]:
    """Return the hidden figures for which an outsider is left with a single value."""
    left = set(hidden)
    for world in worlds(tables, hidden):
        figures = tables.figures
        left = {n for n in left if total(figures[n], world) == total(figures[n], tables.counts)}
        if not left:
            break
    return left


# That all is small but the 0 tells, without any number, that each of the others is 1.
@example(rows=[[0, 1], [1, 1]])
# That the rows are small tells that too, but the cells alone don't, until the total is shown.
@example(rows=[[1, 1, 1], [1, 1, 1]])
@settings(max_examples=30)
@given(CROSS_TABLES)
def test_no_hidden_cell_of_a_table_with_totals_can_be_worked_out(rows: list[list[int]]) -> None:
    tables = cross_table(rows, threshold=4)
    hidden = suppress(tables)[0]
    assert tables.small <= hidden
    assert pinned(tables, hidden) == set()
    assert is_safe(tables, hidden)


@settings(max_examples=60)
@given(OVERLAPPING)
def test_no_hidden_figure_of_overlapping_tables_can_be_worked_out(tables: Tables) -> None:
    hidden = suppress(tables)[0]
    assert pinned(tables, hidden) == set()
    assert is_safe(tables, hidden)


@settings(max_examples=12)
@given(CROSS_TABLES)
def test_nothing_is_hidden_for_nothing(rows: list[list[int]]) -> None:
    tables = cross_table(rows, threshold=4)
    hidden = suppress(tables)[0]
    for number in hidden - tables.small:
        assert not is_safe(tables, hidden - {number}), tables.figures[number]


@given(st.lists(st.lists(st.integers(5, 99) | st.just(0), min_size=3, max_size=3), min_size=2))
def test_a_table_without_small_numbers_is_shown_whole(rows: list[list[int]]) -> None:
    assert suppress(cross_table(rows))[0] == frozenset()


@pytest.mark.parametrize(
    ("rows", "fewest"),
    [
        ([[3, 20, 30], [40, 50, 60], [70, 80, 90]], 3),
        ([[3, 4, 30], [40, 50, 60], [70, 80, 90]], 2),
        ([[3, 20], [4, 50], [70, 80]], 2),
        ([[0, 0, 30], [40, 2, 60], [70, 80, 90]], 3),
        # Here the first search hides more than is needed, and some is shown again.
        ([[6, 6, 0], [4, 8, 7]], 3),
        ([[7, 1, 1], [2, 2, 0]], 2),
    ],
)
def test_as_few_cells_as_possible_are_hidden_beside_the_small_ones(
    rows: list[list[int]], fewest: int
) -> None:
    tables = cross_table(rows)
    assert len(suppress(tables)[0] - tables.small) == fewest


def test_a_difference_between_two_tables_counts_as_a_number() -> None:
    # One table counts all schools, another all but one: the difference is that school's 3.
    tables = Tables(counts=(40, 3), figures=(frozenset({0, 1}), frozenset({0})), threshold=5)
    assert len(suppress(tables)[0]) == 1


def test_two_small_numbers_that_can_only_be_one_way_are_told_apart_from_their_sum() -> None:
    # Both hidden and both under 5: a sum of 8 would say that both are 4.
    tables = Tables(
        counts=(4, 4),
        figures=(frozenset({0}), frozenset({1}), frozenset({0, 1})),
        threshold=5,
    )
    assert suppress(tables)[0] == {0, 1, 2}


@pytest.mark.parametrize("threshold", [4, 5])
def test_a_guess_that_reveals_all_by_itself_does_not_suppress_what_is_large(threshold: int) -> None:
    # If all of them and their sum are small, each is 1: whatever is shown of the others.
    ones = [1] * (threshold - 1)
    tables = cross_table([ones, [20] * len(ones), [30] * len(ones)], threshold)
    hidden = suppress(tables)[0]
    assert tables.small < hidden
    # No more than a row of cells and its sum.
    assert len(hidden - tables.small) <= len(ones) + 1


def test_half_of_a_guess_that_reveals_all_by_itself_reveals_nothing() -> None:
    # Someone knows that three schools are small, but not that they are together.
    rows = [[1, 1, 1], [9, 9, 9]]
    tables = cross_table(rows, threshold=4)
    hidden = suppress(tables)[0]
    schools = tuple(frozenset({number}) for number in range(3))
    for school in schools:
        half = ProtectionInterval(regions=school, ranges=((2, 3),), known_small=schools)
        assert unmet_of([half], tables, hidden) == []


def test_the_same_tables_always_hide_the_same() -> None:
    tables = cross_table([[3, 20, 8, 1], [4, 7, 60, 9], [2, 8, 90, 6]])
    assert len({suppress(tables)[0] for _again in range(3)}) == 1


def test_of_more_figures_than_can_be_judged_only_those_with_nothing_in_common_are_shown() -> None:
    tables = cross_table([[3 + n % 9, n % 50] for n in range(500)])
    hidden = suppress(tables)[0]
    shown = [tables.figures[n] for n in range(len(tables.figures)) if n not in hidden]
    assert {len(regions) for regions in shown} == {1}
    assert len(shown) > 700


def secondary(rows: list[list[int]]) -> tuple[int, int]:
    """Return how many cells were hidden beside the small ones, and the fewest that would do."""
    tables = cross_table(rows)
    hidden = suppress(tables)[0]
    others = [number for number in range(len(tables.figures)) if number not in tables.small]
    for count in range(len(hidden - tables.small)):
        if any(is_safe(tables, tables.small | set(some)) for some in combinations(others, count)):
            return len(hidden - tables.small), count
    return (len(hidden - tables.small),) * 2


def test_it_hides_few_more_than_the_fewest() -> None:
    tables = (
        [[3, 9], [7, 8]],
        [[1, 6, 7], [8, 2, 9]],
        [[4, 4, 9], [6, 7, 8]],
        [[2, 0, 8], [9, 6, 5]],
        [[3, 5, 5], [5, 3, 6]],
        [[1, 1, 9], [9, 9, 9]],
    )
    found = [secondary(rows) for rows in tables]
    done, fewest = (sum(pair[place] for pair in found) for place in (0, 1))
    assert done <= fewest * 1.2, found


def test_a_search_past_its_effort_hides_all_sums() -> None:
    counts = tuple(2 if number % 3 else 20 for number in range(36))
    singles = [frozenset({number}) for number in range(36)]
    rows = [frozenset(range(start, start + 6)) for start in range(0, 36, 6)]
    columns = [frozenset(range(start, 36, 6)) for start in range(6)]
    figures = (*singles, *rows, *columns)
    tables = Tables(counts=counts, figures=figures, threshold=5, effort=Effort(terms=10_000))
    hidden, is_fewest = suppress(tables)
    assert not is_fewest
    assert hidden == tables.small | set(range(36, 48))
    fewest, searched = suppress(replace(tables, effort=Effort()))
    assert searched
    assert fewest < hidden
