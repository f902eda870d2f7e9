"""docs/charts.md is read as what it is: a promise."""

import re

import pytest
from chart_samples import outlines
from repository import ROOT

from pressverk.model import Place
from pressverk.statistics.charts.block import ChartBlock, parse_chart
from pressverk.statistics.charts.chart import Kind
from pressverk.statistics.charts.draw import draw
from pressverk.statistics.charts.points import chart_data, query_of
from pressverk.statistics.charts.style import Style
from pressverk.statistics.datasets.dataset import Cell, Column, Dataset
from pressverk.statistics.datasets.dataset import Kind as ColumnKind
from pressverk.statistics.datasets.selection import select

PAGE = (ROOT / "docs" / "charts.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```(?:yaml|chart)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
TEXTS = ("brottstyp", "skola", "metod", "lasar", "omrade", "mal", "enhet")
WHOLE = {"antal", "grupper"}


def kind_of(column: str) -> ColumnKind:
    if column == "ar":
        return ColumnKind.YEAR
    if column in TEXTS:
        return ColumnKind.CATEGORY
    return ColumnKind.INTEGER if column in WHOLE else ColumnKind.DECIMAL


def dataset(*columns: str) -> Dataset:
    """Return two years of four rows in which each column that is named says something."""
    words = {"brottstyp": ("Misshandel", "Olaga hot"), "omrade": ("Björkbacken", "Norrgärdet")}
    rows = []
    for year in (2017, 2018):
        for number in (0, 1):
            row: list[int | str] = []
            for column in columns:
                if column == "ar":
                    row.append(year)
                elif column in TEXTS:
                    row.append(words.get(column, (f"{column} A", f"{column} B"))[number])
                else:
                    row.append(10 + number)
            rows.append(tuple(Cell(value=value) for value in row))
    return Dataset(
        name="data",
        title={},
        columns=tuple(
            Column(name=name, kind=kind_of(name), label={"": name}, additive=True)
            for name in columns
        ),
        rows=tuple(rows),
        key=columns,
    )


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text.split()[1])
def test_every_example_is_drawn(text: str) -> None:
    chart, findings = parse_chart(text, Place(file="docs/charts.md", line=1))
    assert findings == ()
    assert chart
    query = query_of(chart)
    names = dict.fromkeys(["ar", *query.rows, *query.split, *query.columns, *query.where])
    source = dataset(*names)
    assert select(source, query)
    data, findings = chart_data(chart, source, "en")
    assert findings == ()
    assert data
    drawing = draw(chart, data, Style(brand="#1f5c6b"), "en", outlines(data))
    assert drawing.findings == ()


def test_every_kind_has_an_example_under_its_heading() -> None:
    headings = re.findall(r"^### (\w+)$", PAGE, re.MULTILINE)
    assert headings == [kind.value for kind in Kind]
    shown = re.findall(r"^### (\w+)\n.*?^kind: (\w+)$", PAGE, re.MULTILINE | re.DOTALL)
    assert [heading for heading, _kind in shown] == [kind for _heading, kind in shown]


def test_every_key_is_in_the_table() -> None:
    told = {
        key: needed.strip() == "yes"
        for keys, needed in re.findall(r"^\| (`[^|]+`) \| (yes|) *\|", PAGE, re.MULTILINE)
        for key in re.findall(r"`(\w+)`", keys)
    }
    fields = ChartBlock.model_fields
    assert told == {name: field.is_required() for name, field in fields.items()}


def test_every_rule_is_in_the_table() -> None:
    told = set(re.findall(r"^\| `(chart-[a-z-]+)` \| (?:error|advice) \|", PAGE, re.MULTILINE))
    sources = (ROOT / "src" / "pressverk" / "statistics" / "charts").glob("*.py")
    known = {
        rule for path in sources for rule in re.findall(r'"(chart-[a-z-]+)"', path.read_text())
    }
    assert told == known
