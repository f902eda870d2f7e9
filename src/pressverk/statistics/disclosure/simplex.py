"""Linear programming with exact fractions, so that rounding can't reveal suppressed numbers.

Dantzig's simplex method on a sparse tableau. Each row has a scale of its own, so that coefficients
stay whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

Row = dict[int, int]
AMOUNT = -1  # the key of a row's right-hand side
MOST_TERMS = 200_000_000  # about 15 seconds


class EffortError(Exception):
    """The search has spent its effort."""


@dataclass(slots=True, kw_only=True)
class Effort:
    """What a search may still spend, counted in terms of equations: the same on every machine."""

    terms: int = MOST_TERMS

    def spend(self, terms: int) -> None:
        """Subtract *terms* from what is left.

        Raises:
            EffortError: if nothing is left.
        """
        self.terms -= terms
        if self.terms < 0:
            raise EffortError


@dataclass(frozen=True, slots=True, kw_only=True)
class Equation:
    """``sum(terms) = amount``, at least 0; *basic* is a variable that no other equation has."""

    terms: Mapping[int, int]
    amount: int
    basic: int


def minimise(
    equations: Sequence[Equation], costs: Mapping[int, int], effort: Effort | None = None
) -> dict[int, Fraction]:
    """Return values, at least 0, that solve *equations* at the least cost, without zeros.

    The coefficients of the basic variables are positive and the cost has a least value.

    Raises:
        EffortError: if *effort* is spent.

    >>> minimise([Equation(terms={0: 1, 1: 1, 2: 1}, amount=4, basic=2)], {0: 1, 1: 2, 2: 9})
    {0: Fraction(4, 1)}
    """
    rows: list[Row] = [{**each.terms, AMOUNT: each.amount} for each in equations]
    basis = [each.basic for each in equations]
    price: Row = {name: cost for name, cost in costs.items() if cost}
    for row, name in zip(rows, basis, strict=True):
        price = _eliminated(price, row, name)
    is_stuck = False
    while (entering := _entering(price, is_stuck=is_stuck)) is not None:
        leaving = _leaving(rows, basis, entering)
        is_stuck = not rows[leaving].get(AMOUNT)
        pivot = rows[leaving]
        if effort:
            touched = [row for row in rows if entering in row]
            effort.spend(sum(map(len, touched)) + len(touched) * len(pivot) + len(rows))
        for number, row in enumerate(rows):
            if number != leaving and entering in row:
                rows[number] = _eliminated(row, pivot, entering)
        price = _eliminated(price, pivot, entering)
        basis[leaving] = entering
    return {
        name: Fraction(row[AMOUNT], row[name])
        for name, row in zip(basis, rows, strict=True)
        if row.get(AMOUNT)
    }


def _entering(price: Row, *, is_stuck: bool) -> int | None:
    """Return the variable that saves most, or if *is_stuck* the first that saves (Bland's rule)."""
    saving = [(cost, name) for name, cost in price.items() if cost < 0 and name != AMOUNT]
    if not saving:
        return None
    return min(name for _cost, name in saving) if is_stuck else min(saving)[1]


def _leaving(rows: Sequence[Row], basis: Sequence[int], entering: int) -> int:
    """Return the row that limits *entering*; among equals that with the least variable."""
    return min(
        (Fraction(row.get(AMOUNT, 0), row[entering]), basis[number], number)
        for number, row in enumerate(rows)
        if row.get(entering, 0) > 0
    )[2]


def _eliminated(row: Row, pivot: Row, name: int) -> Row:
    """Return *row* with *name*, which is positive in *pivot*, eliminated."""
    factor = row.get(name, 0)
    if not factor:
        return row
    scale = pivot[name]
    result = {key: value * scale for key, value in row.items()} if scale != 1 else dict(row)
    for key, value in pivot.items():
        rest = result.get(key, 0) - factor * value
        if rest:
            result[key] = rest
        else:
            result.pop(key, None)
    divisor = gcd(*result.values())
    return {key: value // divisor for key, value in result.items()} if divisor > 1 else result
