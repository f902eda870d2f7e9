from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressverk.colour import contrast, mixed
from pressverk.statistics.charts.palette import (
    COMPANIONS,
    LEAST_CONTRAST,
    SERIES,
    SIGHT,
    distance,
    legible,
    palette,
    text_on,
)

# Such as newsroom.toml takes: legible on white.
BRANDS = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True).map(legible)
MUNICIPAL = ["#1f5c6b", "#9d1c20", "#005ca9", "#00703c", "#2d2d2d", "#5b2d82"]


@given(BRANDS)
def test_every_colour_stands_out_from_the_page(brand: str) -> None:
    colours = palette(brand)
    assert colours[0] == brand
    assert len(set(colours)) == SERIES
    assert min(map(contrast, colours)) >= LEAST_CONTRAST


@given(BRANDS)
def test_the_first_colours_stay_apart_to_colour_blind_eyes(brand: str) -> None:
    assert least(palette(brand)[:2]) >= 12
    assert least(palette(brand)[:3]) >= 8
    assert least(palette(brand)[:4]) >= 5


@pytest.mark.parametrize("brand", MUNICIPAL)
def test_common_brands_have_six_colours_that_stay_apart(brand: str) -> None:
    assert least(palette(brand)) >= 5


def least(colours: tuple[str, ...]) -> float:
    return min(distance(one, other) for one, other in combinations(colours, 2))


def test_colours_that_colour_blind_eyes_confuse_are_close() -> None:
    # A red and a green as bright as each other, which anyone else tells apart at a glance.
    assert distance("#a05000", "#5f6f00") < 8
    assert distance("#000000", "#ffffff") == pytest.approx(100, abs=0.1)


def test_simulated_sight_leaves_white_white() -> None:
    for matrix in SIGHT.values():
        assert [sum(row) for row in matrix] == pytest.approx([1, 1, 1], abs=1e-5)


@given(BRANDS, st.floats(0, 1))
def test_text_can_be_read_on_any_tint(brand: str, share: float) -> None:
    tint = mixed("#ffffff", brand, share)
    assert contrast(text_on(tint), tint) >= 4.5


@pytest.mark.parametrize("colour", COMPANIONS)
def test_names_in_a_series_colour_can_be_read(colour: str) -> None:
    assert contrast(legible(colour)) >= 4.5
