"""docs/data.md is read as what it is: a promise."""

import itertools
import re

import pytest
from repository import ROOT
from sample_data import dataset

from pressverk.model import Place
from pressverk.statistics.datasets.dataset import Dataset
from pressverk.statistics.datasets.schemas import ColumnTable, Schema
from pressverk.statistics.disclosure.protection import protect
from pressverk.statistics.expressions import FUNCTIONS, OPTIONS, parse_reference, queries, resolve
from pressverk.statistics.tables import TableKeys, parse_table, table_html

PAGE = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
FENCED = re.compile(
    r"^(?P<fence>`{3,})(?P<kind>\w+)\n(?P<text>.*?)\n(?P=fence)$", re.MULTILINE | re.DOTALL
)
EXAMPLES = [(match["kind"], match["text"]) for match in FENCED.finditer(PAGE)]
CSV, SCHEMA = (dict(EXAMPLES)[kind] for kind in ("csv", "toml"))
PAIRS = [
    (first[1], second[1])
    for first, second in itertools.pairwise(EXAMPLES)
    if first[0] == "markdown"
]
NUMBERS = re.findall(r"^\| `= ([^`]+)` \| ([^|]+) \|$", PAGE, re.MULTILINE)
HERE = Place(file="data.md", line=1, column=1)


def data(*, threshold: int = 3) -> dict[str, Dataset]:
    """Return the data of the page, with all that it asks for let through."""
    whole = dataset(CSV, SCHEMA)
    asked = []
    for text, _html in PAIRS:
        block, _faults = parse_table(text.strip("`").removeprefix("table"), HERE)
        assert block
        asked.append(block.query)
    for text, _number in NUMBERS:
        reference, _faults = parse_reference(text, HERE)
        assert reference
        asked += queries(reference, whole)
    return {"insatser": protect(whole, asked, threshold)}


@pytest.mark.parametrize(("block", "html"), PAIRS)
def test_every_table_becomes_the_html_beside_it(block: str, html: str) -> None:
    parsed, faults = parse_table(block.strip("`").removeprefix("table"), HERE)
    assert parsed
    assert faults == ()
    assert table_html(parsed, data(), "en") == (html, ())


@pytest.mark.parametrize(("text", "number"), NUMBERS)
def test_every_number_becomes_what_stands_beside_it(text: str, number: str) -> None:
    assert resolve(text, data(), "en", HERE) == (number, ())


def test_every_function_and_option_is_reported() -> None:
    assert {text.split()[0] for text, _number in NUMBERS} == set(FUNCTIONS)
    for name in OPTIONS:
        assert re.search(rf"`{name}=", PAGE)


@pytest.mark.parametrize("model", [Schema, ColumnTable, TableKeys])
def test_every_key_is_reported(model: type[Schema]) -> None:
    told = set(re.findall(r"`\[?(\w+)(?:\.NAME\])?`", PAGE))
    assert set(model.model_fields) - {"columns"} <= told
