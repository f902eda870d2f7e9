"""Cell suppression: which figures to hide, so that none can be inferred from those shown.

Small figures come first. Then, as long as some demand isn't met, a linear programme finds the
cheapest way to move people between regions that would meet it (after Kelly, Golden and Assad, "Cell
suppression: disclosure protection for sensitive tabular data", 1992): the shown figures that it
would change are suppressed too. Finally, figures that were suppressed unnecessarily are shown
again.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from pressverk.statistics.disclosure.attacker import (
    ProtectionInterval,
    Tables,
    World,
    is_met,
    is_world,
    protection_intervals,
    total,
)
from pressverk.statistics.disclosure.simplex import EffortError
from pressverk.statistics.disclosure.suppression_lp import Move, cost_of, find_move

MOST_FIGURES = 1_000  # that are solved together: a search among more would take minutes


def suppress(tables: Tables) -> tuple[frozenset[int], bool]:
    """Return the indexes of the figures to suppress, and whether the search was completed.

    If a search would take too long, all sums are suppressed.
    """
    if len(tables.figures) > MOST_FIGURES and tables.small:
        return _all_but_single_regions(tables), False
    try:
        return _fewest(tables), True
    except EffortError:
        return _all_but_single_regions(tables), False


def _fewest(tables: Tables) -> frozenset[int]:
    hidden, worlds = set(tables.small), [tables.counts]
    asked: list[ProtectionInterval] = []
    for whole in protection_intervals(tables):
        demand = whole if _is_met(whole, tables, worlds) else _fair(tables, whole)
        asked.append(demand)
        while len(hidden) < len(tables.figures) and not _is_met(demand, tables, worlds):
            move = _cheapest(tables, hidden, demand, is_free=True) or _cheapest(
                tables, hidden, demand, is_free=False
            )
            hidden |= move.changed if move else set()
            if move and _leads_there(tables, hidden, demand, move.world):
                worlds += [move.world] if move.world else []
            elif not move or not move.changed:
                hidden.add(_nearest(tables, hidden, demand))
    return _pruned(tables, frozenset(hidden), worlds, asked)


def _fair(tables: Tables, demand: ProtectionInterval) -> ProtectionInterval:
    """Return *demand* without the part of its guess that implies the number by itself.

    If four groups are under 5 together and none is empty, each is 1: no shown figure says so, and
    no suppression helps. That the groups are small may still be guessed, but not their sum.
    """
    if not demand.known_small or _can_be_met(tables, demand):
        return demand
    fair = replace(demand, known_small=(demand.regions,))
    for regions in sorted(demand.known_small, key=len):
        more = replace(fair, known_small=(*fair.known_small, regions))
        fair = more if _can_be_met(tables, more) else fair
    return fair


def _can_be_met(tables: Tables, demand: ProtectionInterval) -> bool:
    """Return whether *demand* could be met if nothing were shown."""
    everything = range(len(tables.figures))
    return _cheapest(tables, everything, demand, is_free=True) is not None


def _all_but_single_regions(tables: Tables) -> frozenset[int]:
    """Suppress all sums: the rest has no regions in common, so nothing can be inferred from it."""
    return tables.small | {n for n, regions in enumerate(tables.figures) if len(regions) > 1}


def _is_met(demand: ProtectionInterval, tables: Tables, worlds: Iterable[World]) -> bool:
    return any(is_met(demand, tables, world) for world in worlds)


def _leads_there(
    tables: Tables, hidden: Collection[int], demand: ProtectionInterval, world: World | None
) -> bool:
    return world is not None and is_world(tables, hidden, world) and is_met(demand, tables, world)


def _cheapest(
    tables: Tables, hidden: Collection[int], demand: ProtectionInterval, *, is_free: bool
) -> Move | None:
    moves = [
        move
        for target in _targets(tables, demand)
        if (move := find_move(tables, hidden, demand, target, is_free=is_free)) is not None
    ]
    return min(moves, key=lambda move: (move.cost, move.world is None), default=None)


def _targets(tables: Tables, demand: ProtectionInterval) -> Iterator[int]:
    """Yield the end of each range that is nearest to the true total."""
    count = total(demand.regions, tables.counts)
    for least, most in demand.ranges:
        yield least if most is None or count < least else most


def _nearest(tables: Tables, hidden: Collection[int], demand: ProtectionInterval) -> int:
    """Return the smallest shown figure, preferably one that counts some of the same people."""
    shown = [number for number in range(len(tables.figures)) if number not in hidden]
    return min(
        shown,
        key=lambda number: (
            not tables.figures[number] & demand.regions,
            len(tables.figures[number]),
            total(tables.figures[number], tables.counts),
        ),
    )


def _pruned(
    tables: Tables, hidden: frozenset[int], worlds: list[World], asked: list[ProtectionInterval]
) -> frozenset[int]:
    """Return *hidden* without figures that are safe to show; the most expensive are tried first."""
    for number in sorted(
        hidden - tables.small, key=lambda number: (-cost_of(tables, number), number)
    ):
        fewer = hidden - {number}
        kept = [world for world in worlds if is_world(tables, fewer, world)]
        found = _met_all(tables, fewer, kept, asked)
        if found is not None:
            hidden, worlds = fewer, found
    return hidden


def _met_all(
    tables: Tables, hidden: frozenset[int], worlds: list[World], asked: list[ProtectionInterval]
) -> list[World] | None:
    """Return *worlds*, and more, that meet all demands; None when they can't be found."""
    worlds = list(worlds)
    for demand in asked:
        if _is_met(demand, tables, worlds):
            continue
        move = _cheapest(tables, hidden, demand, is_free=True)
        if not move or not _leads_there(tables, hidden, demand, move.world):
            return None
        worlds += [move.world] if move.world else []
    return worlds
