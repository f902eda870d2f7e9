"""What an attacker can infer from the figures that are shown.

The attacker knows every shown figure of a report, that counts are whole and never negative, and the
threshold. A *world* is a set of counts that is consistent with all of that; as long as there are
worlds that differ enough, the true one can't be identified. Worlds are found by an untrusted search
and then checked here, so that a fault in the search can suppress too much but not too little.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from pressverk.statistics.disclosure.simplex import Effort

Name = TypeVar("Name")
Member = TypeVar("Member")
World = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """All tables of a report as one system.

    *counts* are those of its regions: groups of people that no figure distinguishes. Each of
    *figures* is the sum of some regions. *effort* limits the search among them.
    """

    counts: World
    figures: tuple[frozenset[int], ...]
    threshold: int
    effort: Effort = field(default_factory=Effort, compare=False)

    @property
    def small(self) -> frozenset[int]:
        """The figures that are too small to be shown."""
        return frozenset(
            number
            for number, regions in enumerate(self.figures)
            if 0 < total(regions, self.counts) < self.threshold
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectionInterval:
    """There must be a world where the total of *regions* is in one of *ranges*, ends included.

    *known_small* are figures that the attacker knows to be small.
    """

    regions: frozenset[int]
    ranges: tuple[tuple[int, int | None], ...]
    known_small: tuple[frozenset[int], ...] = ()


def total(regions: Iterable[int], world: World) -> int:
    """Return the total of *regions* in *world*."""
    return sum(world[region] for region in regions)


def protection_intervals(tables: Tables) -> Iterator[ProtectionInterval]:
    """Yield the conditions that protect *tables*.

    An attacker can't rule out that a small region is empty, nor that it reaches the threshold. One
    who guesses which figures are small still can't infer their values, unless the guess alone
    implies them.
    """
    for region, count in enumerate(tables.counts):
        if 0 < count < tables.threshold:
            one = frozenset({region})
            yield ProtectionInterval(regions=one, ranges=((tables.threshold, None),))
            yield ProtectionInterval(regions=one, ranges=((0, 0),))
    small = tuple(tables.figures[number] for number in sorted(tables.small))
    for regions in small:
        count = total(regions, tables.counts)
        ranges = ((count + 1, tables.threshold - 1), (1, count - 1))
        yield ProtectionInterval(
            regions=regions,
            ranges=tuple((least, most) for least, most in ranges if least <= most),
            known_small=small,
        )


def is_met(demand: ProtectionInterval, tables: Tables, world: World) -> bool:
    """Return whether *world* satisfies *demand*."""
    count = total(demand.regions, world)
    return any(
        least <= count and (most is None or count <= most) for least, most in demand.ranges
    ) and all(0 < total(each, world) < tables.threshold for each in demand.known_small)


def is_world(tables: Tables, hidden: Collection[int], world: World) -> bool:
    """Return whether *world* is possible to an attacker who sees all figures except *hidden*."""
    return all(count >= 0 for count in world) and all(
        number in hidden or total(regions, world) == total(regions, tables.counts)
        for number, regions in enumerate(tables.figures)
    )


def regions_of(
    figures: Collection[frozenset[Member]], counts: Mapping[Member, int]
) -> tuple[World, tuple[frozenset[int], ...]]:
    """Return the counts of the regions that *figures* distinguish, and each figure's regions."""
    within: dict[Member, list[int]] = {}
    for number, figure in enumerate(figures):
        for member in figure:
            within.setdefault(member, []).append(number)
    regions: dict[tuple[int, ...], int] = {}
    for member, numbers in within.items():
        key = tuple(numbers)
        regions[key] = regions.get(key, 0) + counts[member]
    parts: list[set[int]] = [set() for _figure in figures]
    for region, numbers_of in enumerate(sorted(regions)):
        for number in numbers_of:
            parts[number].add(region)
    return tuple(regions[key] for key in sorted(regions)), tuple(map(frozenset, parts))
