"""The cheapest way to move people between regions so that some of them reach a given total."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction

from pressverk.statistics.disclosure.attacker import ProtectionInterval, Tables, World, total
from pressverk.statistics.disclosure.simplex import Equation, minimise

FORBIDDEN = 10**30  # the cost of what is forbidden
PER_REGION = 10**6  # cost of suppressing a figure, for each region that it counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """People moved between regions: the *world* that results, if any, and the changed figures."""

    cost: int
    world: World | None
    changed: frozenset[int]


def find_move(
    tables: Tables,
    hidden: Collection[int],
    demand: ProtectionInterval,
    target: int,
    *,
    is_free: bool,
) -> Move | None:
    """Return the cheapest move after which the regions of *demand* total *target*.

    With *is_free*, search only moves that change no shown figure, which is much faster.
    """
    programme = (_FreeProgramme if is_free else _Programme)(tables, hidden)
    programme.demand(demand, target)
    values = minimise(programme.equations, programme.costs, tables.effort)
    if any(programme.costs.get(name) == FORBIDDEN for name in values):
        return None
    counts = [
        values.get(region, Fraction(programme.fixed.get(region, 0)))
        for region in range(len(tables.counts))
    ]
    is_whole = all(count.denominator == 1 for count in counts)
    return Move(
        cost=int(sum(programme.costs.get(name, 0) * value for name, value in values.items())),
        world=tuple(map(int, counts)) if is_whole else None,
        changed=frozenset(
            number
            for number, pair in programme.changes.items()
            if not values.keys().isdisjoint(pair)
        ),
    )


def cost_of(tables: Tables, number: int) -> int:
    """Return the cost of suppressing a figure: higher if it counts many regions, or many people."""
    regions = tables.figures[number]
    return PER_REGION * len(regions) + min(total(regions, tables.counts), PER_REGION - 1)


class _Programme:
    """The constraints of a move as equations; the variables of regions are their indexes.

    *changes* has, for each shown figure, the variables of its decrease and its increase.
    """

    def __init__(self, tables: Tables, hidden: Collection[int]) -> None:
        self.tables = tables
        self.equations: list[Equation] = []
        self.costs: dict[int, int] = {}
        self.changes: dict[int, tuple[int, int]] = {}
        self.fixed: dict[int, int] = {}  # regions that no move can change
        self.alone: dict[int, int] = {}  # region -> the shown figure that counts only it
        self.size = len(tables.counts)
        shown = [number for number in range(len(tables.figures)) if number not in hidden]
        for number in sorted(shown, key=lambda each: len(tables.figures[each])):
            self._show(number)

    def demand(self, demand: ProtectionInterval, target: int) -> None:
        """Require that *demand*'s regions total *target*, and that known small figures stay so."""
        self._hold(demand.regions, target)
        for regions in demand.known_small:
            spare = self._new(0)
            self._add(regions, {spare: 1}, self.tables.threshold - 1, basic=spare)
            self._hold(regions, 1, surplus={self._new(0): -1})

    def _new(self, cost: int) -> int:
        self.size += 1
        self.costs[self.size - 1] = cost
        return self.size - 1

    def _show(self, number: int) -> None:
        """Allow a shown figure to change only at its cost."""
        regions, cost = self.tables.figures[number], cost_of(self.tables, number)
        less, more = self.changes[number] = self._new(cost), self._new(cost)
        amount = total(regions, self.tables.counts)
        basic = less
        if len(regions) == 1:
            (basic,) = regions
        self._add(regions, {less: 1, more: -1}, amount, basic=basic)
        if len(regions) == 1:
            self.alone[basic] = number

    def _hold(
        self, regions: Iterable[int], amount: int, surplus: dict[int, int] | None = None
    ) -> None:
        missing = self._new(FORBIDDEN)
        self._add(regions, {missing: 1, **(surplus or {})}, amount, basic=missing)

    def _add(
        self, regions: Iterable[int], terms: dict[int, int], amount: int, *, basic: int
    ) -> None:
        """Add an equation; for regions that a figure shows alone, only the change is unknown."""
        terms = dict(terms)
        for region in regions:
            if region in self.fixed:
                amount -= self.fixed[region]
            elif region in self.alone:
                less, more = self.changes[self.alone[region]]
                terms |= {less: -1, more: 1}
                amount -= self.tables.counts[region]
            else:
                terms[region] = 1
        self.equations.append(Equation(terms=terms, amount=amount, basic=basic))


class _FreeProgramme(_Programme):
    """The same when no shown figure may change: those of one region are then known."""

    def _show(self, number: int) -> None:
        regions = self.tables.figures[number]
        amount = total(regions, self.tables.counts)
        if len(regions) == 1:
            self.fixed |= dict.fromkeys(regions, amount)
        elif not self.fixed.keys() >= regions:
            self._hold(regions, amount)
