from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pressverk.statistics.charts.scales import axis
from pressverk.statistics.charts.text_metrics import fitted, lines, spread, width

PLACES = st.lists(st.floats(0, 100), min_size=1, max_size=8)
WORDS = st.text("abcå ", max_size=60)


@given(PLACES)
def test_labels_are_moved_apart_and_keep_their_order(wanted: list[float]) -> None:
    placed = spread(wanted, 10, 0, 100)
    in_order = [place for _want, place in sorted(zip(wanted, placed, strict=True))]
    assert all(high - low >= 10 - 1e-6 for low, high in pairwise(in_order))
    assert min(placed) >= -1e-6
    assert max(placed) <= 100 + 1e-6


@given(st.lists(st.integers(0, 9), min_size=1, max_size=8, unique=True))
def test_labels_that_have_room_stay_where_they_are(tens: list[int]) -> None:
    wanted = [ten * 10.0 for ten in tens]
    assert spread(wanted, 10, 0, 100) == tuple(wanted)


@given(WORDS, st.floats(10, 100))
def test_breaking_lines_loses_no_words(text: str, room: float) -> None:
    assert " ".join(lines(text, room, 8)) == text


@given(WORDS, st.floats(10, 100), st.integers(1, 3))
def test_fitted_text_fits(text: str, room: float, most: int) -> None:
    broken = fitted(text, room, 8, most)
    assert len(broken) <= most
    assert all(width(line, 8) <= room for line in broken)


@given(st.lists(st.floats(-1e9, 1e9).filter(lambda v: v == 0 or abs(v) > 1e-6), min_size=1))
def test_an_axis_holds_its_values_between_round_numbers(values: list[float]) -> None:
    scale = axis(values)
    reach = 1e-6 * (scale.high - scale.low)
    assert scale.low - reach <= min(values)
    assert max(values) <= scale.high + reach
    assert 0 in scale.ticks
    steps = [high - low for low, high in pairwise(scale.ticks)]
    assert max(steps) - min(steps) <= reach
    assert 1 <= len(steps) <= 12


def test_an_axis_that_needs_no_zero_is_close_to_its_values() -> None:
    assert axis([91, 99], zero=False).ticks == (90, 92, 94, 96, 98, 100)
