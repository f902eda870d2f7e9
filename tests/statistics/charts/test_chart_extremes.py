import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from chart_samples import BRAND, chart, data, shown, texts
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pressverk.statistics.charts.chart import Kind, Point, Width
from pressverk.statistics.charts.draw import draw
from pressverk.statistics.charts.style import Style

CORNER = re.compile(r"[ML]([\d.-]+),([\d.-]+)")
RISING = (330, 338, 305, 324, 330, 342, 316, 312, 365, 348)


def line_of(values: tuple[int, ...], at: Width, first: int | str = 2009) -> bytes:
    xs = [first + n if isinstance(first, int) else f"{first} {n}" for n in range(len(values))]
    points = [Point(x=x, value=value) for x, value in zip(xs, values, strict=True)]
    return draw(chart(Kind.LINE, width=at), data(*points), Style(brand=BRAND), "sv").svg


def along_the_line(svg: bytes) -> Iterator[tuple[float, float]]:
    """Yield spots on the strokes of the line, close together."""
    for stroke in shown(svg, "path"):
        if stroke.element.get("stroke-linejoin"):
            corners = [(float(x), float(y)) for x, y in CORNER.findall(stroke.element.get("d"))]
            for (x, y), (to_x, to_y) in pairwise(corners):
                for part in range(101):
                    share = part / 100
                    across, down = x + (to_x - x) * share, y + (to_y - y) * share
                    yield stroke.x + across, stroke.y + down


@example(values=RISING, at=Width.MARGIN, first=2009)
@settings(max_examples=15)
@given(
    st.lists(st.integers(0, 1500), min_size=2, max_size=14).filter(any).map(tuple),
    st.sampled_from(Width),
    st.sampled_from([2009, "Läsår"]),
)
def test_no_number_stands_on_the_lone_line_it_belongs_to(
    values: tuple[int, ...], at: Width, first: int | str
) -> None:
    svg = line_of(values, at, first)
    spots = [*along_the_line(svg)]
    assert spots
    numbers = [each for each in shown(svg, "text") if each.element.get("fill") == "#1c1c1a"]
    assert numbers
    for number in numbers:
        size = float(number.styled("font-size").removesuffix("px"))
        for x, y in spots:
            is_beside = not number.left < x < number.left + number.room
            assert is_beside or not number.y - 0.66 * size < y < number.y, number.text


@pytest.mark.parametrize("at", Width)
def test_the_last_number_and_the_extremes_of_a_lone_line_are_reported(at: Width) -> None:
    assert {"348", "365", "305", "330"} <= set(texts(line_of(RISING, at)))
