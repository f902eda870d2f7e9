from itertools import combinations, pairwise

import pytest
from chart_samples import areas, chart, data
from hypothesis import given
from hypothesis import strategies as st

from pressverk.colour import contrast, mixed
from pressverk.statistics.charts.chart import Kind, Point
from pressverk.statistics.charts.context import ChartContext
from pressverk.statistics.charts.legend_entries import shades
from pressverk.statistics.charts.palette import (
    COMPANIONS,
    GREY_CONTRAST,
    LEAST_CONTRAST,
    SERIES,
    SIGHT,
    distance,
    legible,
    palette,
    text_on,
)
from pressverk.statistics.charts.style import Style

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


@given(BRANDS)
def test_neighbours_in_a_stack_differ_in_grey_print_by_tone_or_hatching(brand: str) -> None:
    names = [f"Exempel {number}" for number in range(SERIES)]
    points = [Point(x="A", value=10, series=name) for name in names]
    drawn = ChartContext(
        chart=chart(Kind.STACKED), data=data(*points), style=Style(brand=brand), language="sv"
    )
    fills = [drawn.fill(name) for name in names]
    for one, other in pairwise(fills):
        is_hatched = other.startswith("url(") and one != other
        assert is_hatched or contrast(one, other) >= GREY_CONTRAST, (one, other)


@given(BRANDS)
def test_neighbouring_shades_of_a_heat_map_differ_for_every_sight(brand: str) -> None:
    setting = ChartContext(
        chart=chart(Kind.HEAT),
        data=data(*areas(0, 25, 50, 100)),
        style=Style(brand=brand),
        language="sv",
    )
    colours = [entry.fill for entry in shades(setting)]
    for paler, darker in pairwise(colours):
        assert contrast(darker) > contrast(paler)
        assert contrast(darker, paler) >= 1.15
        assert distance(paler, darker) >= 4
