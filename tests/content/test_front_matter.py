import time

import pytest

from pressverk.content.front_matter import FrontMatter, FrontMatterError, parse_front_matter, split
from pressverk.errors import sentence

WHOLE = """\
layout: press-release
title: Ett pris
date: 2018-11-23
lead: Kommunen har fått ett pris.
contacts: [press]
"""


def faults(front: str) -> list[str]:
    return [sentence(finding) for finding in parse_front_matter(front, "a.md", FrontMatter)[1]]


def test_front_matter_is_read() -> None:
    matter, findings = parse_front_matter(
        WHOLE + "embargo: 2018-11-23 10:00\n", "a.md", FrontMatter
    )
    assert not findings
    assert matter is not None
    assert matter.date.isoformat() == "2018-11-23"
    assert matter.embargo is not None
    assert matter.embargo.isoformat() == "2018-11-23T10:00:00"


def test_words_that_old_yaml_takes_for_truth_values_are_text() -> None:
    matter, _findings = parse_front_matter(WHOLE.replace("Ett pris", "no"), "a.md", FrontMatter)
    assert matter is not None
    assert matter.title == "no"


def test_all_faults_are_told_at_once_with_line_and_column() -> None:
    front = "titel: Vår\nlayout: press-release\ndate: i maj\nlead: x\ncontacts: []\n"
    assert sorted(faults(front)) == [
        "a.md:2:1: 'title' is missing; add it",
        "a.md:2:8: unknown key 'titel'; did you mean 'title'?",
        "a.md:4:7: date is 'i maj'; give YYYY-MM-DD",
        "a.md:6:1: contacts is []; give a list of contacts: [presstjansten]",
    ]


def test_a_key_given_twice_is_told_at_the_second() -> None:
    assert faults(WHOLE + "title: Två\n") == ["a.md:7:1: the key 'title' stands twice; keep one"]


def test_a_tab_is_told_where_it_is() -> None:
    (fault,) = faults("title: x\nkeywords:\n\t- pris\n")
    assert fault == "a.md:4:1: a tab; write spaces instead"


@pytest.mark.parametrize("front", ["- a\n- b\n", "just words\n", "", "# only a comment\n"])
def test_what_is_no_mapping_is_told(front: str) -> None:
    (fault,) = faults(front)
    assert "no list of keys" in fault


def test_an_unquoted_colon_is_told_at_its_line() -> None:
    (fault,) = faults("title: Pris: nu\n")
    assert fault.startswith("a.md:2:12: not YAML (")


def test_a_yaml_bomb_is_refused_at_once() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    start = time.perf_counter()
    (fault,) = faults("\n".join(lines))
    assert "an alias (*a0)" in fault
    assert fault.startswith("a.md:3:")
    assert time.perf_counter() - start < 10  # unfolded, it would never end


@pytest.mark.parametrize("closing", ["]" * 5000, "", "x: "])
def test_deep_nesting_is_refused_where_it_gets_too_deep(closing: str) -> None:
    (fault,) = faults("title: " + "[" * 5000 + closing)
    assert fault == "a.md:2:27: nested too deeply; take some levels away"


def test_many_brackets_side_by_side_are_read() -> None:
    (fault,) = faults(WHOLE + f"others: [{'[x], ' * 100}]\n")
    assert "unknown key" in fault


def test_lines_indented_without_end_are_a_fault_and_no_crash() -> None:
    (fault,) = faults("\n".join(" " * level + "a:" for level in range(2000)))
    assert fault.startswith("a.md:2")


def test_python_objects_are_never_made() -> None:
    found = faults(WHOLE.replace("Ett pris", "!!python/object/apply:os.system ['true']"))
    assert found


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Hello.\n", "front-matter-missing"),
        ("", "front-matter-missing"),
        ("---\ntitle: x\n", "front-matter-unclosed"),
    ],
)
def test_missing_and_unclosed_front_matter_are_told(text: str, rule: str) -> None:
    with pytest.raises(FrontMatterError) as caught:
        split(text, "a.md")
    assert caught.value.finding.rule == rule


def test_the_body_knows_its_first_line() -> None:
    parts = split("---\ntitle: x\n---\n\nText\n", "a.md")
    assert (parts.front, parts.body, parts.body_line) == ("title: x", "\nText\n", 4)
