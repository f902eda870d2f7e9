"""What the cost of the tree is measured with; how much it is depends on the machine."""

import pytest

import tree
from pressverk.pdf import render as steps


@pytest.mark.parametrize("name", tree.MEASURES)
def test_the_cost_of_tags_is_a_part_of_the_whole(name: str) -> None:
    cost = tree.MEASURES[name](tree.document(1))
    assert 0 < cost.tags < cost.whole
    assert cost.peak > 0


def test_measuring_leaves_the_steps_as_they_were() -> None:
    before = [getattr(steps, name) for name in tree.STEPS]
    tree.measure_ours(tree.document(1))
    assert [getattr(steps, name) for name in tree.STEPS] == before
