import re
from dataclasses import replace

import pytest
from chart_samples import BRAND, SAMPLES, areas, chart, data, years
from hypothesis import given
from hypothesis import strategies as st

from pressverk.statistics.charts.alternative import MOST_WORDS, alternative
from pressverk.statistics.charts.chart import ChartData, Kind, Point, PointStatus
from pressverk.statistics.charts.context import ChartContext
from pressverk.statistics.charts.draw import draw
from pressverk.statistics.charts.style import Style

NUMBER = re.compile(r"\d(?:[\d\xa0]*\d)?(?:,\d+)?")


def said(kind: Kind, what: ChartData, language: str = "sv", **more: object) -> str:
    setting = ChartContext(
        chart=chart(kind, **more), data=what, style=Style(brand=BRAND), language=language
    )
    return alternative(setting).replace("\xa0", " ")


SWEDISH = {
    Kind.BAR: (
        "Stapeldiagram: Anmälda brott, 2014–2018. Anmälda brott sjönk från 1 234 år 2014 till 987 "
        "år 2018; högst 1 300 år 2015. Värdena för 2018 är preliminära."
    ),
    Kind.DOTS: (
        "Punktdiagram: Andel otrygga. Alby 34,5 % (30,5–38,5) och Fittja 41,2 % (36,2–46,2)."
    ),
    Kind.TARGET: (
        "Utfall mot mål: Utfall. Elever som fått MVP: 61 %, mål 70 %, inte nått. "
        "Anmälda misshandelsbrott: 987, mål 1 000, nått."
    ),
    Kind.HEAT: (
        "Värmetabell: Anmälda brott. Högst är 2017 (Grödinge) med 30. Lägst är 2017 (Tumba) med 7. "
        "Några värden döljs för att skydda enskilda."
    ),
}
ENGLISH = {
    Kind.LINE: (
        "Line chart: Anmälda brott, 2014–2018. Misshandel fell from 1,234 in 2014 to 987 in 2018; "
        "highest 1,300 in 2015. Olaga hot fell from 640 in 2014 to 512 in 2018; highest 690 in "
        "2016. Våldtäkt rose from 88 in 2014 to 140 in 2018. Values for 2018 are preliminary."
    ),
    Kind.DOTS: "Dot chart: Andel otrygga. Alby 34.5% (30.5–38.5) and Fittja 41.2% (36.2–46.2).",
    Kind.STACKED: (
        "Stacked bar chart: Anmälda brott, 2014–2018. Misshandel fell from 1,234 in 2014 to 987 "
        "in 2018; highest 1,300 in 2015. Olaga hot fell from 640 in 2014 to 512 in 2018; highest "
        "690 in 2016. Values for 2018 are preliminary."
    ),
}


@pytest.mark.parametrize("kind", SWEDISH)
def test_what_is_said_in_swedish(kind: Kind) -> None:
    assert said(kind, SAMPLES[kind]) == SWEDISH[kind]


@pytest.mark.parametrize("kind", ENGLISH)
def test_what_is_said_in_english(kind: Kind) -> None:
    assert said(kind, SAMPLES[kind], "en") == ENGLISH[kind]


def test_many_lines_are_summed_up() -> None:
    points = [
        Point(x=x, value=10 * n + (x - 2016) * (n - 2), series=f"Skola {'ABCDE'[n]}")
        for n in range(5)
        for x in (2016, 2017)
    ]
    assert said(Kind.LINE, data(*points), "en") == (
        "Line chart: Anmälda brott, 2016–2017. Of 5 series, 2 rose and 2 fell. "
        "Highest in 2017 is Skola E with 42, lowest Skola A with −2."
    )


def test_a_value_that_comes_back_neither_rose_nor_fell() -> None:
    points = [Point(x=x, value=value) for x, value in ((2016, 5), (2017, 9), (2018, 5))]
    assert said(Kind.LINE, data(*points), "en").endswith(
        "Anmälda brott: 5 both in 2016 and in 2018; highest 9 in 2017."
    )


@pytest.mark.parametrize("kind", Kind)
def test_what_is_hidden_is_reported_as_hidden_and_never_named(kind: Kind) -> None:
    points = (*areas(None, 12, 14, 16, series="X"), *areas(5, 6, None, 8, series="Y"))
    text = said(kind, data(*(replace(point, target=30) for point in points)), "en")
    assert "Some values are hidden to protect individuals." in text
    assert "None" not in text
    assert ".." not in text


POINTS = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", "C", "D", "E", "F"]),
        st.integers(2009, 2018),
        st.one_of(st.none(), st.integers(-3_000_000, 3_000_000)),
        st.sampled_from([PointStatus.FINAL, PointStatus.PRELIMINARY]),
    ),
    min_size=1,
    max_size=40,
    unique_by=lambda each: each[:2],
)


@given(st.sampled_from(Kind), POINTS)
def test_every_number_that_is_said_is_one_of_the_data(
    kind: Kind, rows: list[tuple[str, int, int | None, PointStatus]]
) -> None:
    points = [
        Point(
            x=x,
            value=value,
            series=series,
            standing=PointStatus.MISSING if value is None else standing,
        )
        for series, x, value, standing in sorted(rows, key=lambda row: row[:2])
    ]
    setting = ChartContext(
        chart=chart(kind), data=data(*points), style=Style(brand=BRAND), language="sv"
    )
    text = alternative(setting)
    known = {abs(point.value) for point in points if point.value is not None}
    known |= {int(point.x) for point in points} | set(range(len(setting.series) + 1))
    assert {int(number.replace("\xa0", "")) for number in NUMBER.findall(text)} <= known
    assert len(text.split()) <= MOST_WORDS


def test_the_author_has_the_last_word() -> None:
    drawing = draw(
        chart(Kind.BAR, alt="Staplar."), data(*years("Misshandel")), Style(brand=BRAND), "sv"
    )
    assert drawing.alt == "Staplar."
