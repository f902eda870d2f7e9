from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_data import CSV, SCHEMA, TOTALS, TOTALS_CSV, dataset

from pressverk.errors import sentence
from pressverk.model import Place
from pressverk.statistics.datasets.dataset import Dataset
from pressverk.statistics.disclosure.protection import protect
from pressverk.statistics.expressions import parse_reference, queries, resolve

if TYPE_CHECKING:
    from pressverk.statistics.datasets.query import Query

HERE = Place(file="index.md", line=4, column=9)
OPEN = SCHEMA.replace("people = true", "")


def resolved(text: str, data: Dataset | None = None, language: str = "sv") -> str:
    html, findings = resolve(text, {"d": data or dataset(schema=OPEN)}, language, HERE)
    assert findings == ()
    return html


def fault_of(text: str, data: Dataset | None = None) -> str:
    html, findings = resolve(text, {"d": data or dataset(schema=OPEN)}, "sv", HERE)
    assert html == ""
    (finding,) = findings
    told = sentence(finding)
    assert told.startswith("index.md:4:9: ")
    return told.removeprefix("index.md:4:9: ")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("value d.traffar skola=Älvskolan", "1\xa0200"),
        ('sum d.elever lasar="2016/2017"', "35"),
        ("sum d.elever lasar=2016/2017,2017/2018", "86"),
        ("count d skola=Bergskolan", "2"),
        ("min d.elever", "3"),
        ("max d.elever", "30"),
        ("mean d.elever lasar=2016/2017", "11,7"),
        ("share d.elever skola=Åsskolan", "63\xa0%"),
        ("share d.elever skola=Åsskolan decimals=1 of lasar=2016/2017", "154,3\xa0%"),
        ("difference d.elever skola=Bergskolan from skola=Åsskolan", "−30"),
        ("difference d.elever skola=Bergskolan from skola=Åsskolan absolute=yes", "30"),
        ("change d.elever lasar=2016/2017 from lasar=2017/2018", "−31\xa0%"),
        ("value d.andel skola=Älvskolan", "7,0\xa0%"),
        ("value d.andel skola=Älvskolan unit=no", "7,0"),
        ("value d.skola skola=Älvskolan", "Älvskolan"),
    ],
)
def test_a_number_is_what_the_data_say(text: str, number: str) -> None:
    assert resolved(text) == number


def test_years_are_kept_by_range_and_totals_are_not_counted_twice() -> None:
    data = dataset(TOTALS_CSV, TOTALS)
    assert resolved("sum d.antal ar=2017–2018", data) == "19"
    assert resolved("max d.antal", data) == "9"
    assert resolved("count d", data) == "4"
    assert resolved("value d.antal ar=2017 typ=Alla", data) == "16"


@pytest.mark.parametrize(
    ("text", "number"),
    [("min d.traffar", "10"), ("max d.traffar", "1\xa0200"), ("mean d.traffar", "309,0")],
)
def test_the_least_the_most_and_the_mean_leave_out_what_is_missing(text: str, number: str) -> None:
    assert resolved(text) == number


@pytest.mark.parametrize("function", ["min", "max", "mean"])
def test_of_nothing_but_missing_numbers_there_is_none(function: str) -> None:
    told = fault_of(f"{function} d.traffar lasar=2016/2017 skola=Bergskolan")
    assert told.startswith("the data have no number here")


def test_what_is_hidden_is_not_left_out_as_if_it_were_missing() -> None:
    text = "min d.elever"
    data = guarded(text, csv=CSV.replace("Åsskolan;24", "Åsskolan;.."))
    assert fault_of(text, data).startswith("the number is protected")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "unknown function: ''; there are value, sum,"),
        ("summa d.elever", "unknown function: 'summa'; did you mean 'sum'?"),
        ("sum", "'sum' names no column; write it as = sum insatser.elever"),
        ("sum d", "'sum d' names no column"),
        ("sum x.elever", "unknown data: 'x'; there are d"),
        ("sum d.elver", "unknown column: 'elver'; did you mean 'elever'?"),
        ("sum d.elever skla=x", "unknown column: 'skla'; did you mean 'skola'?"),
        ("sum d.elever skola=Åskolan", "unknown value of 'skola': 'Åskolan'; did you mean"),
        ("sum d.elever skola=", "'skola=' is not understood"),
        ("sum d.elever Åsskolan", "'Åsskolan' is not understood; write column=value"),
        ("sum d.elever from lasar=2016/2017", "'from' is not understood"),
        ("sum d.elever decimals=x", "unknown value of 'decimals': 'x'; there are 0, 1, 2, 3, 4"),
        ("value d.elever", "5 rows are asked for, and a value is that of one"),
        ("sum d.andel", "5 rows of 'andel' fall in one cell"),
        ("sum d.skola skola=Älvskolan", "'Älvskolan' is not a number; use value"),
        ("sum d.traffar", "the data have no number here; write without it"),
        ("change d.elever", "what is it compared with? write from ar=2009 at the end"),
        ("change d.elever skola=Åsskolan from andel=0", "a share or change of 0"),
    ],
)
def test_what_can_not_be_had_is_reported_in_one_sentence(text: str, fault: str) -> None:
    zero = CSV.replace("Bergskolan;3", "Bergskolan;0")
    assert fault_of(text, dataset(zero, OPEN)).startswith(fault)


def guarded(*texts: str, csv: str = CSV) -> Dataset:
    """Return data from which *texts* are all that is published."""
    data = dataset(csv)
    asked: list[Query] = []
    for text in texts:
        reference, _findings = parse_reference(text, HERE)
        assert reference
        asked += queries(reference, data)
    return protect(data, asked)


@pytest.mark.parametrize(
    "text",
    [
        "value d.elever skola=Bergskolan lasar=2016/2017",
        "min d.elever lasar=2016/2017",
        "mean d.elever lasar=2016/2017",
        "share d.elever skola=Bergskolan lasar=2016/2017 of lasar=2016/2017",
        "difference d.elever lasar=2016/2017 from skola=Bergskolan lasar=2016/2017",
    ],
)
def test_a_number_about_few_people_is_refused(text: str) -> None:
    assert fault_of(text, guarded(text)).startswith("the number is protected")


def test_two_sums_that_reveal_a_small_number_are_not_both_given() -> None:
    texts = (
        "sum d.elever lasar=2016/2017",
        "sum d.elever lasar=2016/2017 skola=Åsskolan,Älvskolan",
    )
    data = guarded(*texts)
    refused = [text for text in texts if resolve(text, {"d": data}, "sv", HERE)[1]]
    assert len(refused) == 1


def test_a_sum_of_many_is_had_without_its_parts() -> None:
    text = "sum d.elever lasar=2016/2017"
    assert resolved(text, guarded(text)) == "35"
    assert fault_of("sum d.elever lasar=2017/2018", guarded(text)).startswith("the number is prot")


def test_what_data_say_is_never_markup() -> None:
    data = dataset(CSV.replace("Älvskolan", "<b>x</b>"), OPEN)
    assert resolved('value d.skola skola="<b>x</b>"', data) == "&lt;b&gt;x&lt;/b&gt;"


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_a_finding(text: str) -> None:
    html, findings = resolve(text, {"d": dataset(schema=OPEN)}, "sv", HERE)
    assert bool(html) != bool(findings)


@given(st.text(st.sampled_from('sumdelvr. =",skolaÅ'), max_size=40))
def test_any_text_that_begins_well_is_a_number_or_a_finding(text: str) -> None:
    html, findings = resolve(f"sum d.elever {text}", {"d": dataset(schema=OPEN)}, "sv", HERE)
    assert bool(html) != bool(findings)
