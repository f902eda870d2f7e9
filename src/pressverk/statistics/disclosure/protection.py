"""Disclosure control: a dataset and all queries of a report -> what may be shown of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from pressverk.statistics.datasets.dataset import (
    Atom,
    Cell,
    Column,
    Dataset,
    Figure,
    Guard,
    Mark,
    figure_of,
)
from pressverk.statistics.datasets.query import Query, QueryError
from pressverk.statistics.datasets.selection import figures
from pressverk.statistics.disclosure.attacker import Tables, regions_of
from pressverk.statistics.disclosure.simplex import Effort
from pressverk.statistics.disclosure.suppression import suppress

THRESHOLD = 5
LEAST_THRESHOLD = 3  # with a lower one, every suppressed count would be known


def protect(
    dataset: Dataset,
    published: Iterable[Query],
    threshold: int = THRESHOLD,
    effort: Effort | None = None,
) -> Dataset:
    """Return *dataset* with only the counts that may be shown, if *published* is all that is shown.

    Tables, charts, numbers in prose and attached files are considered together: a count from 1 to
    under *threshold* is suppressed, and so is what would reveal it. What no query publishes is
    suppressed too. Suppressed numbers are not in the returned dataset. When *effort* is spent, the
    search stops and all sums are suppressed.

    Raises:
        QueryError: if a query asks for what isn't there. ValueError: if *threshold* is under 3.
    """
    if threshold < LEAST_THRESHOLD:
        raise ValueError(threshold)
    counts = dict(_counts(dataset))
    asked = {figure for query in published for figure in figures(dataset, query)}
    known = sorted((each for each in asked if each and each <= counts.keys()), key=sorted)
    effort = effort or Effort()
    cleared: dict[Figure, int] = {}
    searched = True
    for family in _families(known):
        regions, parts = regions_of(family, counts)
        hidden, is_fewest = suppress(
            Tables(counts=regions, figures=parts, threshold=threshold, effort=effort)
        )
        searched &= is_fewest
        cleared |= {
            figure: sum(counts[atom] for atom in figure)
            for number, figure in enumerate(family)
            if number not in hidden
        }
    rows = tuple(
        tuple(
            _shown(cell, column, number, dataset, cleared)
            for cell, column in zip(row, dataset.columns, strict=True)
        )
        for number, row in enumerate(dataset.rows)
    )
    guard = Guard(threshold=threshold, cleared=cleared, searched=searched)
    return replace(dataset, rows=rows, guard=guard)


def protect_all(
    datasets: Mapping[str, Dataset],
    published: Iterable[tuple[str, Query]],
    threshold: int = THRESHOLD,
) -> dict[str, Dataset]:
    """Protect each of *datasets* with the queries *published* under its name; see ``protect``.

    A query with faults publishes nothing; they are reported where it is used.
    """
    asked: dict[str, list[Query]] = {name: [] for name in datasets}
    for name, query in published:
        if name in datasets and _has_answer(datasets[name], query):
            asked[name].append(query)
    effort = Effort()  # for all datasets together
    return {name: protect(each, asked[name], threshold, effort) for name, each in datasets.items()}


def _has_answer(dataset: Dataset, query: Query) -> bool:
    try:
        figures(dataset, query)
    except QueryError:
        return False
    return True


def _counts(dataset: Dataset) -> Iterator[tuple[Atom, int]]:
    """Yield the counts of people in the file that aren't totals."""
    for number, row in enumerate(dataset.rows):
        for cell, column in zip(row, dataset.columns, strict=True):
            if column.people and isinstance(cell.value, int):
                yield (column.name, number), cell.value


def _families(known: Iterable[Figure]) -> list[list[Figure]]:
    """Return the figures in groups that share no people."""
    home: dict[Atom, int] = {}
    families: dict[int, tuple[set[Atom], list[Figure]]] = {}
    for number, figure in enumerate(known):
        families[number] = set(figure), [figure]
        touched = {home[atom] for atom in figure if atom in home} | {number}
        largest = max(touched, key=lambda each: (len(families[each][0]), -each))
        atoms, members = families[largest]
        for other in sorted(touched - {largest}):
            others, more = families.pop(other)
            atoms |= others
            members += more
            home |= dict.fromkeys(others, largest)
        home |= dict.fromkeys(figure, largest)
    return [members for _atoms, members in families.values()]


def _shown(
    cell: Cell, column: Column, row: int, dataset: Dataset, cleared: Mapping[Figure, int]
) -> Cell:
    watched = column.name if column.people else column.derived_from
    is_hidden = watched and figure_of(dataset, watched, frozenset({row})) not in cleared
    if not is_hidden or cell.mark is Mark.MISSING:
        return cell
    return Cell(value=None, status=cell.status, mark=Mark.SUPPRESSED)
