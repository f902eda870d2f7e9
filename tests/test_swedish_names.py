"""The Swedish names of blocks of data: what is read, what the schema says, what is documented."""

import pytest
from repository import ROOT

from pressverk.cli.schema import json_schema
from pressverk.content.reports.data_blocks import KeyFigure, KeyFigures
from pressverk.model import Place
from pressverk.readers import names
from pressverk.statistics.charts.block import ChartBlock, parse_chart
from pressverk.statistics.charts.chart import Kind
from pressverk.statistics.tables import TableKeys, parse_table

PLACE = Place(file="a.md", line=1)
ENGLISH = "id: a\nkind: {kind}\ndata: d\nx: ar\ny: n\ncaption: Antal\nwhere: {{rubrik: [a]}}\n"
SWEDISH = "id: a\ntyp: {kind}\ndata: d\nx: ar\ny: n\nrubrik: Antal\nurval: {{rubrik: [a]}}\n"


@pytest.mark.parametrize(("swedish", "english"), names.CHART_KINDS.items())
def test_a_chart_may_be_written_in_swedish(swedish: str, english: str) -> None:
    more = {
        "target": "target: m\n",
        "stacked": "series: s\n",
        "multiples": "series: s\n",
        "map": "areas: a\n",
    }
    extra = more.get(english, "series: s\n" if english == "heat" else "")
    first, faults = parse_chart(ENGLISH.format(kind=english) + extra, PLACE)
    translated = (
        extra.replace("target", "mål").replace("series", "serie").replace("areas", "områden")
    )
    second, more_faults = parse_chart(SWEDISH.format(kind=swedish) + translated, PLACE)
    assert faults == more_faults == ()
    assert first is not None
    assert second is not None
    assert (first.kind, first.where, first.target) == (second.kind, second.where, second.target)
    assert first.where == {"rubrik": ("a",)}  # the name of a column is nobody's to translate


def test_a_table_may_be_written_in_swedish() -> None:
    english = "data: d\ncaption: A\nrows: a\ncolumns: b\norder: descending\ntotal: both\n"
    swedish = "data: d\nrubrik: A\nrader: a\nkolumner: b\nordning: fallande\nsumma: båda\n"
    first, second = (parse_table(text, PLACE)[0] for text in (english, swedish))
    assert first is not None
    assert second is not None
    assert first.query == second.query


def test_every_kind_of_chart_has_a_swedish_name() -> None:
    assert set(names.CHART_KINDS.values()) == {kind.value for kind in Kind}


def test_every_key_of_a_block_has_one_meaning_and_is_documented() -> None:
    figures = {*KeyFigures.model_fields, *KeyFigure.model_fields}
    fields = {*ChartBlock.model_fields, *TableKeys.model_fields, *figures}
    assert set(names.DATA_KEYS.values()) <= fields
    page = (ROOT / "docs/writing.md").read_text("utf-8")
    assert [key for key in names.DATA_KEYS if f"`{key}`" not in page] == []


def test_schemas_of_blocks_take_swedish_names() -> None:
    properties = json_schema("chart")["properties"]
    assert {"typ", "rubrik", "urval"} <= set(properties)
    assert "stapel" in str(properties["typ"])
    assert "fallande" in str(json_schema("table")["properties"]["ordning"])


def test_a_near_miss_is_answered_with_the_name_that_is_meant() -> None:
    text = SWEDISH.format(kind="stapell").replace("rubrik: Antal", "rubrk: Antal")
    _chart, faults = parse_chart(text, PLACE)
    edits = {(edit.written, edit.replacement) for fault in faults for edit in fault.edits}
    assert edits == {("stapell", "stapel"), ("rubrk", "rubrik")}
