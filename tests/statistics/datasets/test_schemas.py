import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_data import SCHEMA, TOTALS

from pressverk.errors import sentence
from pressverk.statistics.datasets.schemas import parse_schema


def faults_of(text: str) -> list[str]:
    return [sentence(fault) for fault in parse_schema(text, "d.toml")[1]]


def test_all_faults_are_reported_at_their_lines() -> None:
    text = (
        SCHEMA.replace("title =", "titel =")
        .replace('type = "percent"', 'type = "procent"')
        .replace("decimals = 1", "decimals = 9")
        .replace("people = true", 'people = "ja"')
    )
    assert faults_of(text) == [
        "d.toml:1: unknown key 'titel'; did you mean 'title'?",
        "d.toml:16: people is 'ja'; give true or false",
        (
            "d.toml:23: type is 'procent'; give integer, decimal, percent, year, text, category, "
            "date or status"
        ),
        "d.toml:24: decimals is 9; give a number from 0 to 6",
    ]


def test_a_missing_key_is_reported_by_its_name() -> None:
    text = SCHEMA.replace('key = ["lasar", "skola"]\n', "")
    assert faults_of(text) == ["d.toml: 'key' is missing; add it"]


def test_what_is_not_toml_is_reported_at_its_place() -> None:
    assert faults_of("title = x\n")[0].startswith("d.toml:1:9: is not TOML (Invalid value)")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            SCHEMA.replace('"skola"]', '"skla"]'),
            "d.toml:4: unknown column: 'skla'; did you mean 'skola'?",
        ),
        (
            SCHEMA.replace('type = "integer"\npeople', 'type = "decimal"\npeople'),
            "d.toml:16: 'elever' counts people but isn't an integer; make it one",
        ),
        (
            SCHEMA.replace("decimals = 1", 'derived_from = "traffar"'),
            (
                "d.toml:24: 'andel' is derived from 'traffar', which counts no people; "
                "set people = true there"
            ),
        ),
        (
            SCHEMA.replace('label = "Läsår"', 'categories = ["a"]').replace("category", "text", 1),
            "d.toml:8: 'lasar' has categories; make its type category",
        ),
        (
            f"perturbed = true\n{SCHEMA}",
            (
                "d.toml:17: 'elever' counts people, and perturbed data protect them already; "
                "remove 'people' or 'perturbed'"
            ),
        ),
        (
            TOTALS.replace("[totals.typ]", "[totals.tp]"),
            "d.toml:5: unknown column: 'tp'; did you mean 'typ'?",
        ),
        (
            TOTALS.replace('["dag", "natt"]', '["dag", "antal"]'),
            "d.toml:16: 'antal' is a part of itself; fix total_of",
        ),
        (
            TOTALS.replace('total_of = ["dag"', 'people = true\ntotal_of = ["dag"'),
            "d.toml:17: 'antal' counts people but its parts don't; set people = true",
        ),
    ],
)
def test_what_makes_no_sense_together_is_reported(text: str, fault: str) -> None:
    assert faults_of(text) == [fault]


@given(st.integers(0, len(SCHEMA)), st.text(st.sampled_from('[]"=.{}x1\n,'), max_size=5))
def test_any_slip_in_a_schema_is_read_or_reported(offset: int, slip: str) -> None:
    schema, faults = parse_schema(SCHEMA[:offset] + slip + SCHEMA[offset:], "d.toml")
    assert (schema is None) == bool(faults)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (f"x = {'[' * 5000}", "d.toml: is nested too deeply; remove some levels"),
        (
            f"x = {'9' * 5000}",
            "d.toml:2: holds a number that is too large; write one of at most 15 digits",
        ),
        ("x = 1e308", "d.toml:2: holds a number that is too large; write one of at most 15 digits"),
        ("x = nan", "d.toml:2: holds a number that is too large; write one of at most 15 digits"),
        ('x = "a\\u0001b"', "d.toml:2: has the control character U+0001; remove it"),
        ('x = ["\\uFFFE"]', "d.toml:2: has the control character U+FFFE; remove it"),
        ('"a\\u001b" = 1', "d.toml: has the control character U+001B; remove it"),
    ],
)
def test_values_that_nothing_can_print_are_reported(line: str, message: str) -> None:
    assert faults_of(f'title = "T"\n{line}\n') == [message]
