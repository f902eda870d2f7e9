import pytest

from pressverk.model import Finding, Place
from pressverk.statistics.charts.block import parse_chart
from pressverk.statistics.charts.chart import Chart, Kind, Width
from pressverk.statistics.datasets.query import Order

PLACE = Place(file="articles/rapport/lagesbild.md", line=10, column=1)
BLOCK = """\
id: misshandel
kind: line
data: anmalda_brott
x: ar
y: antal
caption: Anmälda misshandelsbrott
"""


def parsed(text: str) -> Chart:
    chart, findings = parse_chart(text, PLACE)
    assert findings == ()
    assert chart
    return chart


def faults(text: str) -> tuple[Finding, ...]:
    chart, findings = parse_chart(text, PLACE)
    assert chart is None
    return findings


def told(text: str) -> list[tuple[int, str]]:
    return [(finding.place.line or 0, finding.message) for finding in faults(text)]


def test_a_block_needs_six_keys() -> None:
    chart = parsed(BLOCK)
    assert (chart.id, chart.kind, chart.data) == ("misshandel", Kind.LINE, "anmalda_brott")
    assert (chart.width, chart.order, chart.where) == (Width.COLUMN, Order.GIVEN, {})
    assert chart.place == PLACE
    missing = [f"{key!r} is missing; add it" for key in ("id", "data", "x", "y", "caption")]
    assert [message for _line, message in told("kind: bar\n")] == missing


def test_a_block_says_what_to_keep_and_how_wide_it_is() -> None:
    chart = parsed(
        BLOCK + "series: brottstyp\nwhere: {brottstyp: [Misshandel, Rån], ar: 2014–2018}\n"
        "width: wide\norder: descending\nalt: En linje.\nnote: Exempeldata.\n"
    )
    assert chart.where == {"brottstyp": ("Misshandel", "Rån"), "ar": ("2014–2018",)}
    assert (chart.width, chart.order) == (Width.WIDE, Order.DESCENDING)
    assert (chart.alt, chart.note) == ("En linje.", "Exempeldata.")


def test_places_are_those_of_the_article() -> None:
    chart = parsed(BLOCK + "series: brottstyp\n")
    assert chart.places["y"] == Place(file=PLACE.file, line=15, column=4)
    assert chart.places["series"].line == 17


def test_every_fault_is_reported_at_its_line() -> None:
    text = BLOCK.replace("kind: line", "kind: lines").replace("caption", "captoin")
    assert sorted(told(text + "width: huge\n")) == [
        (12, "kind is 'lines'; give line"),
        (16, "unknown key 'captoin'; did you mean 'caption'?"),
        (17, "width is 'huge'; give column, wide or margin"),
    ]


def test_an_unknown_kind_is_answered_with_all_kinds() -> None:
    ((line, message),) = told(BLOCK.replace("kind: line", "kind: pie"))
    assert line == 12
    assert message == "kind is 'pie'; give bar, stacked, line, dots, multiples, target, heat or map"


@pytest.mark.parametrize(
    ("kind", "key"),
    [("stacked", "series"), ("multiples", "series"), ("heat", "series"), ("target", "target")],
)
def test_a_kind_needs_its_columns(kind: str, key: str) -> None:
    assert told(BLOCK.replace("kind: line", f"kind: {kind}")) == [
        (12, f"a chart of kind {kind!r} needs {key!r}; add it")
    ]


@pytest.mark.parametrize(
    ("key", "kinds"), [("target", "target"), ("base", "target"), ("interval", "dots, line")]
)
def test_a_key_that_would_be_ignored_is_an_error(key: str, kinds: str) -> None:
    assert told(BLOCK.replace("kind: line", "kind: bar") + f"{key}: kolumn\n") == [
        (17, f"a chart of kind 'bar' has no use for {key!r}, which is for {kinds}; remove it")
    ]


@pytest.mark.parametrize("text", ["", "- id\n", "id: [", "a: *b\n", "id: x\nid: y\n", "\tid: x\n"])
def test_what_is_no_block_is_an_error_with_a_place(text: str) -> None:
    for finding in faults(text):
        assert finding.place.file == PLACE.file
        assert (finding.place.line or 0) >= 10
