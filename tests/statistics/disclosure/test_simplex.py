from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from pressverk.statistics.disclosure.simplex import Equation, minimise

SMALL = st.integers(-3, 3)


@given(
    st.lists(st.tuples(SMALL, SMALL, SMALL, st.integers(0, 6)), min_size=1, max_size=3),
    st.tuples(*[st.integers(0, 5)] * 3),
)
def test_no_point_of_a_grid_is_cheaper(
    rows: list[tuple[int, int, int, int]], costs: tuple[int, int, int]
) -> None:
    """Each row is ``a x + b y + c z <= d``, with a slack variable that starts as basic."""
    equations = [
        Equation(terms={0: a, 1: b, 2: c, 3 + n: 1}, amount=d, basic=3 + n)
        for n, (a, b, c, d) in enumerate(rows)
    ]
    # To ask for something: x + y + z + missing = 4, at a price for what is missing.
    missing = 3 + len(rows)
    equations.append(Equation(terms={0: 1, 1: 1, 2: 1, missing: 1}, amount=4, basic=missing))
    price = {**dict(enumerate(costs)), missing: 4}
    found = minimise(equations, price)
    for equation in equations:
        held = sum(found.get(name, Fraction()) * by for name, by in equation.terms.items())
        assert held == equation.amount
    assert all(value > 0 for value in found.values())
    least = sum(found.get(name, Fraction()) * cost for name, cost in price.items())
    for point in product(range(5), repeat=3):
        if sum(point) <= 4 and all(
            sum(f * x for f, x in zip(row, point, strict=False)) <= row[3] for row in rows
        ):
            cost = sum(c * x for c, x in zip(costs, point, strict=True)) + 4 * (4 - sum(point))
            assert least <= cost


def test_a_programme_that_goes_in_circles_by_the_usual_rule_ends() -> None:
    # Beale's example, in whole numbers.
    rows = [
        ({0: 1, 1: -240, 2: -4, 3: 900}, 0),
        ({0: 1, 1: -180, 2: -1, 3: 150}, 0),
        ({2: 1}, 1),
    ]
    scales = (4, 2, 1)
    equations = [
        Equation(terms={**terms, 4 + n: scales[n]}, amount=amount, basic=4 + n)
        for n, (terms, amount) in enumerate(rows)
    ]
    found = minimise(equations, {0: -75, 1: 15000, 2: -2, 3: 600})
    assert found[2] == 1
