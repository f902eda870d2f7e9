import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise

import pypdfium2
import pytest
import vl_convert
from chart_samples import BRAND, SAMPLES, areas, chart, data, outlines, shown, texts, years
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from lxml import etree
from repository import ROOT

from pressverk.colour import contrast
from pressverk.content.pictures.svg import prepare_drawing
from pressverk.errors import ArticleError
from pressverk.model import HOST, Document, Place, Resource, Severity
from pressverk.pdf.typesetting import typeset
from pressverk.statistics.charts import svg
from pressverk.statistics.charts.chart import ChartData, Drawing, Kind, Point, PointStatus, Width
from pressverk.statistics.charts.draw import draw
from pressverk.statistics.charts.style import Style

FONTS = ROOT / "fonts"
STYLE = Style(brand=BRAND)
# Those of the key stand around their middle.
RECTANGLE = re.compile(r"M([\d.]+),([\d.-]+)h([\d.-]+)v([\d.-]+)")


def drawn(kind: Kind, what: ChartData | None = None, **more: object) -> Drawing:
    what = what or SAMPLES[kind]
    return draw(chart(kind, **more), what, STYLE, "sv", outlines(what))


def bars(svg: bytes) -> list[tuple[float, float, str]]:
    """Return width, height and fill of each bar."""
    paths = [each.element for each in shown(svg, "path")]
    found = [(RECTANGLE.match(path.get("d")), path.get("fill")) for path in paths]
    return [(float(match[3]), float(match[4]), fill) for match, fill in found if match]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Kind.BAR, ["1\xa0234", "987", "2014", "2018"]),
        (Kind.STACKED, ["1\xa0234", "640", "Misshandel", "Olaga hot", "2\xa0000", "0"]),
        (Kind.LINE, ["Misshandel", "987", "Våldtäkt", "140", "0", "500", "1\xa0000", "1\xa0500"]),
        (Kind.DOTS, ["Alby", "34,5", "41,2", "30", "50", "felmarginal"]),
        (Kind.MULTIPLES, ["Misshandel", "987", "Olaga hot", "512", "2014", "2018"]),
        (Kind.TARGET, ["Elever som fått MVP", "61\xa0%", "70\xa0%", "987", "1\xa0000"]),
        (Kind.HEAT, ["Alby", "2017", "12", "..", "30", "21"]),
        (Kind.MAP, ["Alby", "12", "Fittja", "..", "Grödinge", "30"]),
    ],
)
def test_a_chart_says_its_numbers_and_names_as_text(kind: Kind, expected: list[str]) -> None:
    assert set(expected) <= set(texts(drawn(kind).svg))


def test_every_round_number_of_an_axis_stands_beside_its_height() -> None:
    svg = drawn(Kind.LINE).svg
    heights = {
        float(each.text.replace("\xa0", "")): each.y
        for each in shown(svg, "text")
        if each.element.get("text-anchor") == "end"
    }
    assert list(heights) == [0, 500, 1000, 1500]
    steps = [heights[high] - heights[low] for low, high in ((0, 500), (500, 1000), (1000, 1500))]
    assert steps == pytest.approx([steps[0]] * 3, abs=0.05)
    (lines, *_others) = [e for e in shown(svg, "path") if e.element.get("stroke") == BRAND]
    ys = [float(y) for _x, y in re.findall(r"([\d.]+),([\d.]+)", lines.element.get("d"))]
    # Half a digit below the middle of its line stands a number's baseline.
    per_point = 1500 / (heights[0] - heights[1500])
    zero = heights[0] - 0.3 * 8
    values = [(zero - lines.y - y) * per_point for y in ys]
    assert values == pytest.approx([1234, 1300, 1275, 1180], abs=5)


@pytest.mark.parametrize("kind", [Kind.STACKED, Kind.LINE, Kind.DOTS])
@pytest.mark.parametrize("width", Width)
def test_no_round_number_of_an_axis_is_left_out(kind: Kind, width: Width) -> None:
    points = [Point(x=year, value=value) for year, value in ((2017, 3), (2018, 97))]
    said = texts(drawn(kind, data(*points), width=width).svg)
    assert [text for text in said if text.endswith("0")] == ["0", "20", "40", "60", "80", "100"]


def test_bars_are_as_long_as_their_values() -> None:
    heights = [height for _width, height, fill in bars(drawn(Kind.BAR).svg) if fill]
    values = [1234, 1300, 1275, 1180, 987]
    assert len(heights) == len(values)
    assert [height / heights[0] for height in heights] == pytest.approx(
        [value / values[0] for value in values], abs=0.001
    )


def test_bars_lie_when_their_names_are_long() -> None:
    points = [Point(x=f"Exempelskolan i kommundelen nummer {n}", value=n) for n in range(1, 7)]
    lengths = [length for length, _height, fill in bars(drawn(Kind.BAR, data(*points)).svg) if fill]
    assert lengths == pytest.approx([lengths[0] * times for times in range(1, 7)], abs=0.05)


@pytest.mark.parametrize("kind", [Kind.BAR, Kind.STACKED, Kind.DOTS, Kind.HEAT, Kind.TARGET])
@pytest.mark.parametrize("count", [2, 4, 8])
def test_long_names_are_broken_into_lines_that_are_all_there(kind: Kind, count: int) -> None:
    name = "Exempelskolan vid den stora sjön"
    points = [Point(x=f"{name} {n}", value=n, series="A", target=n) for n in range(1, count + 1)]
    said = " ".join(texts(drawn(kind, data(*points), width=Width.WIDE).svg))
    assert said.count("Exempelskolan") == count
    assert said.count("sjön") == count


def test_long_names_of_columns_stand_above_their_table() -> None:
    points = [Point(x=f"Exempelskolan vid den stora sjön {n}", value=n) for n in range(4)]
    svg = drawn(Kind.HEAT, data(*points)).svg
    squares = [each for each in shown(svg, "path") if RECTANGLE.match(each.element.get("d"))]
    top = min(each.y for each in squares if each.element.get("fill"))
    heads = [each for each in shown(svg, "text") if each.element.get("fill") != "#000000"]
    assert sum(each.text.startswith("Exempelskolan") for each in heads) == 4
    assert all(each.y < top for each in heads if not each.text.isdigit())


def test_names_below_and_beside_bars_leave_each_other_room() -> None:
    points = [
        Point(x=f"En lång benämning på något {n}", value=n, series=series)
        for series in ("Mentorer i våldsprevention", "Tåget")
        for n in (1, 2, 3)
    ]
    assert not list(collisions(drawn(Kind.STACKED, data(*points)).svg))


def test_the_parts_of_a_stack_stand_on_each_other_with_their_own_numbers() -> None:
    svg = drawn(Kind.STACKED, data(*areas(30, 20, series="A"), *areas(10, 40, series="B"))).svg
    boxes = [RECTANGLE.match(each.element.get("d")) for each in shown(svg, "path")]
    spans = [(float(b[2]), float(b[2]) + float(b[4])) for b in boxes if b and float(b[4]) > 5]
    (a1, a2, b1, b2) = spans
    assert a1[0] == pytest.approx(b1[1], abs=0.05)
    assert a2[0] == pytest.approx(b2[1], abs=0.05)
    inside = {each.text: each.y for each in shown(svg, "text") if each.text in {"30", "10"}}
    top = next(each.y for each in shown(svg, "path") if RECTANGLE.match(each.element.get("d")))
    assert a1[0] < inside["30"] - top < a1[1]
    assert b1[0] < inside["10"] - top < b1[1]


def test_what_is_preliminary_is_drawn_open_and_named() -> None:
    svg = drawn(Kind.BAR).svg
    assert [fill for _width, _height, fill in bars(svg)][-1] == "#ffffff"
    assert len(set(texts(svg)) & {"preliminär", "preliminary"}) == 1
    dashed = [e for e in shown(drawn(Kind.LINE).svg, "path") if e.element.get("stroke-dasharray")]
    assert len(dashed) == 3


def test_a_line_breaks_where_a_value_is_missing() -> None:
    whole = years("Misshandel")
    gap = replace(whole[2], value=None, standing=PointStatus.MISSING)
    svg = drawn(Kind.LINE, data(*whole[:2], gap, *whole[3:])).svg
    strokes = [e.element for e in shown(svg, "path") if e.element.get("stroke-linejoin")]
    assert [path.get("d").count("L") for path in strokes] == [1, 1]
    assert strokes[1].get("stroke-dasharray")


@pytest.mark.parametrize("kind", [Kind.BAR, Kind.STACKED, Kind.DOTS, Kind.HEAT])
def test_what_is_hidden_is_two_dots_and_explained(kind: Kind) -> None:
    shows = data(*areas(5, None, 7, 8, series="A"), *areas(9, 9, 9, 9, series="B"))
    assert texts(drawn(kind, shows).svg).count("..") == 2


def test_a_long_name_of_a_panel_stands_on_two_lines_above_its_plot() -> None:
    name = "Misshandel i nära relation"
    points = [
        replace(point, series=point.series.replace("Misshandel", name))
        for point in SAMPLES[Kind.MULTIPLES].points
    ]
    svg = drawn(Kind.MULTIPLES, data(*points)).svg
    found = {each.text: each for each in shown(svg, "text")}
    first, second = found["Misshandel i nära"], found["relation"]
    assert first.y < second.y == found["Olaga hot"].y
    assert first.left + first.room < found["Olaga hot"].left
    assert not any("…" in text for text in texts(svg))


def test_years_are_drawn_in_their_order() -> None:
    backwards = data(*reversed(years("Misshandel")))
    assert drawn(Kind.BAR, backwards).svg == drawn(Kind.BAR).svg


@pytest.mark.parametrize("kind", Kind)
def test_what_labels_say_is_never_markup(kind: Kind) -> None:
    bad = "</text><script>\"'\\}]"
    sample = data(*areas(3, 4)) if kind is Kind.BAR else SAMPLES[kind]
    points = [
        replace(point, series=point.series and f"{bad} {point.series}") for point in sample.points
    ]
    points = [
        point if isinstance(point.x, int) else replace(point, x=f"{bad} {point.x}")
        for point in points
    ]
    what = replace(sample, points=tuple(points))
    svg = drawn(kind, what, width=Width.WIDE).svg
    assert b"<script" not in svg
    names = {etree.QName(element).localname for element in etree.fromstring(svg).iter()}
    assert names <= {"svg", "g", "path", "line", "text", "defs", "pattern", "rect", "tspan"}
    assert "<script>" in "".join(etree.fromstring(svg).itertext())


@pytest.mark.parametrize("kind", Kind)
def test_a_drawing_passes_the_scrutiny_of_any_drawing(kind: Kind) -> None:
    drawing = drawn(kind)
    picture = prepare_drawing(drawing.svg, name="chart.svg", place=Place(file="report.md"))
    assert picture.width == pytest.approx(drawing.width_mm / 25.4 * 96, abs=1)
    assert picture.height == pytest.approx(drawing.height_mm / 25.4 * 96, abs=1)
    assert b"aria" not in drawing.svg
    assert b"class" not in drawing.svg


@pytest.mark.parametrize(("width", "millimetres"), [("column", 116), ("wide", 160), ("margin", 40)])
def test_a_chart_is_as_wide_as_its_place_on_the_page(width: str, millimetres: int) -> None:
    drawing = drawn(Kind.LINE, width=Width(width))
    assert drawing.width_mm == pytest.approx(millimetres)
    sizes = {each.element.get("font-size") for each in shown(drawing.svg, "text")}
    assert sizes == {"7.5px" if width == "margin" else "8px"}
    unit = float(re.search(rb'viewBox="0 0 ([\d.]+)', drawing.svg)[1])  # type: ignore[index]
    assert unit * 25.4 / 72 == pytest.approx(millimetres, abs=0.01)


def test_a_long_word_below_the_first_point_has_room() -> None:
    names = ["förebyggandeverksamheterna", "a", "b"]
    drawing = drawn(Kind.LINE, data(*(Point(x=name, value=1, series="a") for name in names)))
    assert min(each.left for each in shown(drawing.svg, "text")) >= -0.5


YEARS = st.integers(1, 40).map(lambda count: list(range(2019 - count, 2019)))
NAMES = st.text("abcdefåäö ", min_size=1, max_size=60).filter(str.strip)


@settings(max_examples=50)
@given(
    kind=st.sampled_from(Kind),
    width=st.sampled_from([Width.COLUMN, Width.WIDE]),
    names=YEARS | st.lists(NAMES, min_size=1, max_size=5, unique=True),
    series=st.lists(NAMES, min_size=1, max_size=4, unique=True),
    values=st.lists(st.integers(-9_999, 99_999), min_size=160, max_size=160),
)
def test_no_text_leaves_the_drawing_or_stands_on_another(
    kind: Kind, width: Width, names: list[str | int], series: list[str], values: list[int]
) -> None:
    numbers = iter(values)
    points = [
        Point(x=x, value=(value := next(numbers)), series=name, target=value + 1)
        for name in (series[:1] if kind is Kind.TARGET else series)
        for x in names
    ]
    try:
        drawing = drawn(kind, data(*points), width=width)
    except ArticleError:
        reject()
    right = drawing.width_mm / 25.4 * 72
    for each in shown(drawing.svg, "text"):
        assert each.left >= -0.5, each.text
        assert each.left + each.room <= right + 0.5, each.text
        assert 0 < each.y < drawing.height_mm / 25.4 * 72
    assert not list(collisions(drawing.svg))


def collisions(svg: bytes) -> Iterator[tuple[str, str]]:
    """Yield the texts that stand on each other, by the heights of their small letters."""
    boxes = [each for each in (*shown(svg, "text"), *shown(svg, "tspan")) if each.text.strip()]
    for one, other in combinations(boxes, 2):
        apart = one.left + one.room <= other.left or other.left + other.room <= one.left
        if abs(one.y - other.y) < 4 and not apart:
            yield one.text, other.text


def test_the_names_at_the_ends_of_lines_keep_apart() -> None:
    points = [
        Point(x=year, value=100 + number, series=f"Serie {number}")
        for number in range(5)
        for year in (2017, 2018)
    ]
    ys = sorted(
        each.y
        for each in shown(drawn(Kind.LINE, data(*points)).svg, "text")
        if each.text.startswith("Serie")
    )
    assert all(high - low >= 8 for low, high in pairwise(ys))


def test_many_series_are_advised_against() -> None:
    points = [Point(x=x, value=1, series=f"S{n}") for n in range(7) for x in (2017, 2018)]
    (finding,) = drawn(Kind.LINE, data(*points)).findings
    assert finding.severity is Severity.ADVICE
    assert finding.message.startswith("7 series in one chart; more than 6 can't be told apart")
    assert drawn(Kind.MULTIPLES, data(*points)).findings == ()


def test_a_chart_without_values_is_an_error_at_its_column() -> None:
    places = {"y": Place(file="report.md", line=8)}
    with pytest.raises(ArticleError) as caught:
        drawn(Kind.BAR, data(*areas(None, None)), places=places)
    (finding,) = caught.value.findings
    assert (finding.rule, finding.place.line) == ("chart-empty", 8)


def test_a_chart_larger_than_its_place_is_an_error_that_says_by_how_much() -> None:
    many = [Point(x=f"Exempelskolan nummer {n} i kommunen", value=n) for n in range(60)]
    with pytest.raises(ArticleError, match=r"is \d{3} mm tall, a page holds 230 mm"):
        drawn(Kind.BAR, data(*many))
    wide = [Point(x=f"Område{n}", value=100_000, series="A") for n in range(30)]
    with pytest.raises(ArticleError, match=r"needs \d{3} mm, the width 'column' is 116 mm"):
        drawn(Kind.HEAT, data(*wide))


def test_the_same_chart_gives_the_same_bytes_in_every_process() -> None:
    program = (
        "import hashlib; from chart_samples import *\n"
        "from pressverk.statistics.charts.draw import draw\n"
        "from pressverk.statistics.charts.chart import Kind\n"
        "from pressverk.statistics.charts.style import Style\n"
        "for kind, data in SAMPLES.items():\n"
        "    svg = draw(chart(kind), data, Style(brand=BRAND), 'sv', outlines(data)).svg\n"
        "    print(kind.value, hashlib.sha256(svg).hexdigest())"
    )
    paths = os.pathsep.join(path for path in sys.path if path)
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": paths, "PYTHONHASHSEED": "1", "HOME": "/nonexistent"},
        check=True,
        capture_output=True,
        text=True,
    )
    here = {kind.value: hashlib.sha256(drawn(kind).svg).hexdigest() for kind in SAMPLES}
    assert dict(line.split() for line in done.stdout.splitlines()) == here


def test_a_page_has_the_text_of_a_chart_as_text_in_its_fonts() -> None:
    def resource(media_type: str, content: bytes) -> Resource:
        digest = hashlib.sha256(content).hexdigest()
        return Resource(media_type=media_type, sha256=digest, data=content)

    css = "".join(
        f'@font-face {{ font-family: "Source Sans 3"; font-weight: {weight}; '
        f'src: url("/fonts/SourceSans3-{name}.otf") }}'
        for weight, name in ((400, "Regular"), (600, "Semibold"))
    )
    drawing = drawn(Kind.LINE)
    html = (
        '<!doctype html><html lang="sv"><title>Brott</title>'
        f'<h1>Brott</h1><img src="/chart.svg" alt="{drawing.alt}">'
    )
    fonts = {
        f"{HOST}/fonts/{path.name}": resource("font/otf", path.read_bytes())
        for path in (FONTS / "source-sans-3").glob("*.otf")
    }
    page = Document(
        address=f"{HOST}/report.html",
        html=html,
        stylesheets=(f"{HOST}/style.css",),
        resources={
            f"{HOST}/style.css": resource("text/css", css.encode()),
            f"{HOST}/chart.svg": resource("image/svg+xml", drawing.svg),
            **fonts,
        },
    )
    pdf = pypdfium2.PdfDocument(typeset(page).data)
    said = pdf[0].get_textpage().get_text_bounded()
    for text in ("Misshandel", "Olaga hot", "987", "2014"):
        assert text in said.replace("\r\n", "\n")


def test_nothing_is_fetched_while_a_chart_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    draw_svg = vl_convert.vegalite_to_svg

    def listen(spec: str, **how: object) -> str:
        asked.append(how["allowed_base_urls"])
        assert '"url":' not in spec
        return draw_svg(spec, **how)  # type: ignore[arg-type] # as it was called

    svg._drawn.cache_clear()
    monkeypatch.setattr(vl_convert, "vegalite_to_svg", listen)
    drawn(Kind.LINE)
    assert asked == [[]]


def test_bars_of_what_is_less_than_nothing_go_the_other_way() -> None:
    points = [Point(x=x, value=value, target=9) for x, value in (("A", 5), ("B", -5))]
    for kind in (Kind.BAR, Kind.TARGET):
        svg = drawn(kind, data(*points)).svg
        assert "−5" in texts(svg)
    boxes = [RECTANGLE.match(each.element.get("d")) for each in shown(svg, "path")]
    (right, left) = [(float(box[1]), float(box[3])) for box in boxes if box]
    assert right[0] == 0
    assert right[1] == pytest.approx(left[1] * 14 / 9, abs=0.05)
    assert left[0] == 0


BETTER = (
    Point(x="Trygga", value=64.3, target=64, base=61.3),
    Point(x="Utsatta", value=5.9, target=5.5, base=6.2),
)


def test_targets_with_starts_share_one_scale_and_say_whether_they_are_reached() -> None:
    svg = drawn(Kind.TARGET, data(*BETTER)).svg
    assert texts(svg).count("nått") == 1
    assert texts(svg).count("inte nått") == 1
    uprights = [each for each in shown(svg, "line") if each.element.get("x2") == "0"]
    assert len({round(each.x) for each in uprights}) == 2  # one start, one target, for all rows


def test_less_is_drawn_as_progress_where_less_is_better() -> None:
    rows = [
        Point(x="Fler", value=8, target=10, base=0),
        Point(x="Färre", value=2, target=0, base=10),
    ]
    ways = [
        each for each in shown(drawn(Kind.TARGET, data(*rows)).svg, "line")
        if float(each.element.get("x2")) > 0
    ]  # fmt: skip
    assert len({(each.x, each.element.get("x2")) for each in ways}) == 1
    assert len(ways) == 2


def test_an_outcome_far_beyond_its_target_stays_in_the_drawing() -> None:
    point = Point(x="Fler", value=900, target=10, base=9)
    drawing = drawn(Kind.TARGET, data(point))
    right = drawing.width_mm / 25.4 * 72
    (way,) = (each for each in shown(drawing.svg, "line") if each.element.get("x2") != "0")
    assert way.x + float(way.element.get("x2")) < right
    assert "900" in texts(drawing.svg)


def test_a_heat_map_explains_its_shades_and_what_is_missing() -> None:
    points = [
        Point(x="2017", value=10, series="Norr"),
        Point(x="2018", value=None, series="Norr", standing=PointStatus.MISSING),
        Point(x="2017", value=45, series="Söder"),
        Point(x="2018", value=80, series="Söder"),
    ]
    said = texts(drawn(Kind.HEAT, data(*points)).svg)
    assert said.count("10") == said.count("80") == 2  # in the key and in the square
    assert said.count("..") == 2
    assert "uppgift saknas" in said


def test_colours_of_areas_are_told_apart_by_hatching_from_the_fourth() -> None:
    points = [point for n in range(5) for point in areas(1, 2, series=f"S{n}")]
    svg = drawn(Kind.BAR, data(*points)).svg
    fills = [fill for _width, _height, fill in bars(svg) if fill]
    assert len(set(fills)) == 5
    hatched = {fill for fill in fills if fill.startswith("url(#")}
    defined = {f"url(#{each.element.get('id')})" for each in shown(svg, "pattern")}
    assert hatched == defined
    assert len(hatched) == 2


@pytest.mark.parametrize("kind", Kind)
def test_ten_thousand_categories_are_refused_at_once(kind: Kind) -> None:
    long = "långt namn " * 100
    points = [Point(x=f"{n} {long}", value=1, series="a", target=1) for n in range(10_000)]
    with pytest.raises(ArticleError) as caught:
        drawn(kind, data(*points))
    assert [finding.rule for finding in caught.value.findings] == ["chart-too-many"]


def test_a_label_of_a_million_characters_is_cut() -> None:
    drawing = drawn(Kind.BAR, data(Point(x="lång text " * 100_000, value=1, series="a")))
    assert len(drawing.svg) < 10_000


def test_an_area_without_room_for_its_name_is_named_in_a_list_below_the_map() -> None:
    points = [Point(x=f"Område {number}", value=number) for number in range(20)]
    drawing = drawn(Kind.MAP, data(*points))
    said = texts(drawing.svg)
    assert [f"{number + 1} Område {number} {number}" for number in range(20)] == [
        text for text in said if "Område" in text
    ]
    assert not list(collisions(drawing.svg))


def test_areas_are_the_darker_the_higher_their_number_and_grey_without() -> None:
    points = [Point(x=name, value=value) for name, value in (("A", 1), ("B", 5), ("C", 9))]
    missing = Point(x="D", value=None, standing=PointStatus.MISSING)
    what = data(*points, missing)
    svg = drawn(Kind.MAP, what).svg
    fills = [e.element.get("fill") for e in shown(svg, "path") if "Z" in e.element.get("d")][:4]
    assert fills[3] == "#dddcd6"
    assert [contrast(fill) for fill in fills[:3]] == sorted(contrast(fill) for fill in fills[:3])
    assert "uppgift saknas" in texts(svg)


def test_data_of_an_area_that_the_map_lacks_is_an_error_that_names_the_nearest() -> None:
    what = SAMPLES[Kind.MAP]
    lacking = [area for area in outlines(what) if area.name != "Tumba"]
    with pytest.raises(ArticleError, match="Tumba"):
        draw(chart(Kind.MAP, areas="omraden"), what, STYLE, "sv", tuple(lacking))


def test_names_of_targets_stand_above_their_marks_where_there_is_no_room_beside_them() -> None:
    name = "Elever som säger att de vet vem de kan vända sig till"
    points = [
        Point(x=f"{name} {number}", value=61.5, base=1200.5, target=1700.5, unit="%")
        for number in (1, 2)
    ]
    drawing = drawn(Kind.TARGET, data(*points, label="Utfall", decimals=1), width=Width.PHONE)
    said = [each for each in shown(drawing.svg, "text") if "Elever" in each.text]
    assert [round(each.left) for each in said] == [0, 0]
    assert not list(collisions(drawing.svg))
