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


def test_all_faults_are_reported_at_once_with_line_and_column() -> None:
    front = "titlee: Vår\nlayout: press-release\ndate: i maj\nlead: x\ncontacts: []\n"
    assert sorted(faults(front)) == [
        "a.md:2:9: unknown key 'titlee'; did you mean 'title'?",
        "a.md:4:7: date is 'i maj'; give a date such as 2026-12-01",
        "a.md:6:1: contacts is []; give a list of contacts: [presstjansten]",
    ]


def test_a_key_given_twice_is_reported_at_the_second() -> None:
    assert faults(WHOLE + "title: Två\n") == ["a.md:7:1: the key 'title' occurs twice; keep one"]


def test_a_tab_is_reported_where_it_is() -> None:
    (fault,) = faults("title: x\nkeywords:\n\t- pris\n")
    assert fault == "a.md:4:1: a tab; write spaces instead"


@pytest.mark.parametrize("front", ["- a\n- b\n", "just words\n", "", "# only a comment\n"])
def test_what_is_no_mapping_is_reported(front: str) -> None:
    (fault,) = faults(front)
    assert "no list of keys" in fault


def test_an_unquoted_colon_is_reported_at_its_line() -> None:
    (fault,) = faults("title: Pris: nu\n")
    assert fault == ('a.md:2:12: text with a colon needs quotation marks; write: title: "Pris: nu"')


def test_a_yaml_bomb_is_refused_at_once() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    start = time.perf_counter()
    assert faults("\n".join(lines))[0].startswith("a.md:2:5: '&' at the beginning of a text means")
    (fault,) = faults("a: {x: *b}\n")
    assert "an alias (*b)" in fault
    assert time.perf_counter() - start < 10  # unfolded, it would never end


@pytest.mark.parametrize("closing", ["]" * 5000, "", "x: "])
def test_deep_nesting_is_refused_where_it_gets_too_deep(closing: str) -> None:
    (fault,) = faults("title: " + "[" * 5000 + closing)
    assert fault == "a.md:2:27: nested too deeply; remove some levels"


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
def test_missing_and_unclosed_front_matter_are_reported(text: str, rule: str) -> None:
    with pytest.raises(FrontMatterError) as caught:
        split(text, "a.md")
    assert caught.value.finding.rule == rule


def test_the_body_knows_its_first_line() -> None:
    parts = split("---\ntitle: x\n---\n\nText\n", "a.md")
    assert (parts.front, parts.body, parts.body_line) == ("title: x", "\nText\n", 4)


# ---- What the parser would drop in silence, or tell at another line ---------


def with_title(value: str) -> str:
    return WHOLE.replace("title: Ett pris", f"title: {value}")


@pytest.mark.parametrize(
    ("value", "cure"),
    [
        ("Lekpark #1 i landet", 'title: "Lekpark #1 i landet"'),
        ("#1 i landet", 'title: "#1 i landet"'),
        ("a #b", 'title: "a #b"'),
        ("&b x", 'title: "&b x"'),
        ("*Stjärnor i skolan", 'title: "*Stjärnor i skolan"'),
        ("!x", 'title: "!x"'),
        ("@kommunen", 'title: "@kommunen"'),
        ("%s", 'title: "%s"'),
        ("- x", 'title: "- x"'),
        ("[x] y", 'title: "[x] y"'),
        ("Nytt: lekpark", 'title: "Nytt: lekpark"'),
        ('"Lekpark', 'title: "Lekpark"'),
        ("'it's'", 'title: "it\'s"'),
        ('"Lek" i park', r'title: "\"Lek\" i park"'),
    ],
)
def test_a_value_that_yaml_reads_otherwise_is_reported_with_the_line_as_it_should_be(
    value: str, cure: str
) -> None:
    (fault,) = faults(with_title(value))
    assert fault.startswith("a.md:3:")
    assert fault.endswith(f"write: {cure}")
    matter, findings = parse_front_matter(
        WHOLE.replace("title: Ett pris", cure), "a.md", FrontMatter
    )
    assert not findings
    assert matter is not None
    assert matter.title.strip("\"'") in value


def test_curly_quotation_marks_round_a_value_are_reported() -> None:
    (fault,) = faults(with_title("”Vi är stolta”"))
    assert 'write: title: "Vi är stolta", or with them title: "”Vi är stolta”"' in fault


@pytest.mark.parametrize("value", ["Lekpark  # arbetsnamn", "http://exempel.se/#a", 'Vi "hej" a:b'])
def test_characters_that_yaml_leaves_alone_are_left_alone(value: str) -> None:
    matter, findings = parse_front_matter(with_title(value), "a.md", FrontMatter)
    assert not findings
    assert matter is not None
    assert matter.title == value.partition("  #")[0]


def test_several_faults_of_syntax_are_reported_each_at_its_own_line() -> None:
    front = 'title: "Ett pris\ndate:2018-11-23\nlead: Nu: ett pris\ncontacts: [press]\n  x: y\n'
    assert [fault.split(": ")[0] for fault in faults(front)] == [
        "a.md:2:8",
        "a.md:3:6",
        "a.md:4:9",
        "a.md:6:3",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "keywords: [!!bool abc]",
        "keywords: [&a b]",
        'diary_number: "\\Uffffffff"',
        'diary_number: "a\\x1bb"',
        f"diary_number: 0x{'f' * 5000}",
        f"diary_number: {'9' * 6000}",
        "embargo: 0001-01-01 00:00",
        "embargo: 9999-12-31T23:59:00-23:59",
        "embargo: ２０２６-12-01 10:00",
        f"keywords: [{'x' * 200_000}]",
    ],
)
def test_what_would_stop_the_program_is_reported_at_its_line(line: str) -> None:
    (fault,) = faults(f"{WHOLE}{line}\n")
    assert len(fault) < 12_000


@pytest.mark.parametrize("written", ["0123", "2024.10", "1e400", "0x1F", "007"])
def test_numbers_where_text_is_meant_stay_as_they_were_written(written: str) -> None:
    matter, _findings = parse_front_matter(f"{WHOLE}diary_number: {written}\n", "a.md", FrontMatter)
    assert matter is not None
    assert matter.diary_number == written


@pytest.mark.parametrize("value", ["", "null", "~"])
def test_an_empty_value_is_reported_as_empty(value: str) -> None:
    (fault,) = faults(with_title(value))
    assert "title is empty; give a headline" in fault


DAYS = ["1 december 2026", "den 1 dec. 2026", "2026/12/01", "2026-12-1", "20261201", "1/12 2026"]


@pytest.mark.parametrize("day", [*DAYS, "tisdag 1 december 2026", "1.12.2026"])
def test_dates_are_read_as_people_write_them(day: str) -> None:
    front = WHOLE.replace("2018-11-23", day) + f"embargo: {day} kl. 9.30\n"
    matter, findings = parse_front_matter(front, "a.md", FrontMatter)
    assert not findings
    assert matter is not None
    assert matter.date.isoformat() == "2026-12-01"
    assert str(matter.embargo) == "2026-12-01 09:30:00"


@pytest.mark.parametrize("day", ["2026-13-01", "31 februari 2026", "2206-12-01"])
def test_a_day_that_is_not_in_the_calendar_is_reported_as_that(day: str) -> None:
    (fault,) = faults(WHOLE.replace("2018-11-23", day))
    assert "a day that exists, in a year from 1800 to 2200" in fault


@pytest.mark.parametrize("day", ["1/12/2026", "måndag 1 december 2026", "261201", "1764547200"])
def test_a_day_that_may_be_another_is_refused(day: str) -> None:
    (fault,) = faults(WHOLE.replace("2018-11-23", day))
    assert "give a date such as 2026-12-01" in fault


@pytest.mark.parametrize("clock", ["9", "kl 9", "kl. 9.00", "09:00"])
def test_an_hour_is_enough_for_an_embargo(clock: str) -> None:
    matter, findings = parse_front_matter(
        f"{WHOLE}embargo: 2026-12-01 {clock}\n", "a.md", FrontMatter
    )
    assert not findings
    assert matter is not None
    assert str(matter.embargo) == "2026-12-01 09:00:00"


@pytest.mark.parametrize("line", ["—", "----", "–––"])
def test_a_fence_that_word_made_a_dash_of_is_reported_at_its_line(line: str) -> None:
    for text, number in ((f"{line}\n{WHOLE}---\n", 1), (f"---\n{WHOLE}{line}\nText.\n", 7)):
        with pytest.raises(FrontMatterError) as caught:
            split(text, "a.md")
        finding = caught.value.finding
        assert finding.place.line == number
        assert finding.edits[0].replacement == "---"


def test_a_misspelt_key_is_reported_once_and_not_also_as_missing() -> None:
    (fault,) = faults(WHOLE.replace("title:", "titel1:").replace("titel1", "titl"))
    assert "did you mean 'title'?" in fault


def test_braces_at_the_beginning_of_a_text_are_reported_with_the_line_as_it_should_be() -> None:
    (fault,) = faults(with_title("{Lekpark} öppnar"))
    assert 'write: title: "{Lekpark} öppnar"' in fault


def test_keys_may_be_swedish_and_their_faults_are_then_reported_in_swedish_names() -> None:
    front = (
        "mall: press-release\nrubrik: Ett pris\ndatum: 2026-12-01\ningress: Nu.\n"
        "kontakter:\n  - {namn: Exempel, titel: Chef, telefon: 08-000 00 00}\n"
    )
    matter, findings = parse_front_matter(front, "a.md", FrontMatter)
    assert not findings
    assert matter is not None
    assert (matter.title, matter.lead) == ("Ett pris", "Nu.")
    (fault,) = faults(front.replace("ingress", "ingres"))
    assert fault == "a.md:5:9: unknown key 'ingres'; did you mean 'ingress'?"


def test_a_key_under_both_its_names_stands_twice() -> None:
    assert faults(f"{WHOLE}rubrik: Två\n") == ["a.md:7:1: the key 'rubrik' occurs twice; keep one"]


def test_the_schema_for_editors_knows_the_swedish_names() -> None:
    schema = FrontMatter.model_json_schema()
    assert schema["properties"]["rubrik"] == schema["properties"]["title"]
    assert {"anyOf": [{"required": ["lead"]}, {"required": ["ingress"]}]} in schema["allOf"]


def test_a_blank_line_above_the_front_matter_is_reported_as_that() -> None:
    with pytest.raises(FrontMatterError, match="blank line above"):
        split("\n---\ntitle: x\n---\n", "a.md")


@pytest.mark.parametrize(
    ("line", "place", "cured"),
    [
        ("keywords: [#ett, två]", "2:12", 'keywords: ["#ett", två]'),
        ("keywords: [ett, !två, *tre]", "2:17", 'keywords: [ett, "!två", "*tre"]'),
        ("keywords: [ett #1, två]", "2:16", 'keywords: ["ett #1", två]'),
        ("keywords: [ett, två: tre]", "2:20", 'keywords: [ett, "två: tre"]'),
        ("title: 'Park' #1", "2:8", """title: "'Park' #1\""""),
        ("title: Park # 1", "2:13", 'title: "Park # 1"'),
        ('title: "Ett" & "två"', "2:8", r'title: "\"Ett\" & \"två\""'),
        ('title: "Den "nya" parken"', "2:8", r'title: "Den \"nya\" parken"'),
    ],
)
def test_what_yaml_would_take_for_something_else_is_reported_with_its_line_as_it_should_be(
    line: str, place: str, cured: str
) -> None:
    (fault,) = faults(f"{line}\n")
    assert fault.startswith(f"a.md:{place}: ")
    assert fault.endswith(f"; write: {cured}")
    (below,) = faults(f"{cured}\nx: !\n")
    assert below.startswith("a.md:3:")  # the line as it should be has no fault


@pytest.mark.parametrize(
    "line",
    ["language: sv # Swedish", "keywords: [ett, två] # two", "title: 'Park #1' # a", "x: a#b"],
)
def test_comments_are_comments(line: str) -> None:
    assert not [each for each in faults(f"{line}\n") if "write: " in each]


def test_a_value_is_shown_as_it_was_written() -> None:
    (fault,) = faults(WHOLE + "keywords: {ett, två: [tre, true]}\n")
    assert "keywords is {ett, två: [tre, true]}; give a list" in fault


@pytest.mark.parametrize(
    ("text", "mark", "place"),
    [
        ("En **fet** park", "**fet**", "3:11"),
        ("Park och [lek](https://exempel.se)", "[lek](https://exempel.se)", "3:17"),
        ("Sam&shy;hälle", "&shy;", "3:11"),
        ("Park {.stor}", "{.stor}", "3:13"),
        ("En <b>fet</b> park", "<b>", "3:11"),
        ("Park[^1]", "[^1]", "3:12"),
        ("Kör `make`", "`make`", "3:12"),
    ],
)
def test_markup_in_a_title_is_reported_with_its_place(text: str, mark: str, place: str) -> None:
    told = faults(WHOLE.replace("Ett pris", text))
    assert told[0].startswith(f"a.md:{place}: '{mark}' would be printed as it stands")


def test_markup_in_a_lead_of_several_lines_is_reported_at_its_line() -> None:
    lead = "lead: >-\n  Kommunen har fått\n  ett *pris* i år.\n"
    (told,) = faults(WHOLE.replace("lead: Kommunen har fått ett pris.\n", lead))
    assert told.startswith("a.md:7:7: '*pris*' would be printed")


@pytest.mark.parametrize(
    "text", ["Park & lek", "5 * 3 = 15", "Mål 3 > mål 4 <", "#MeToo i [Botkyrka]", "AT&T; inte"]
)
def test_characters_that_are_meant_in_a_title_are_left(text: str) -> None:
    assert not faults(WHOLE.replace("title: Ett pris", f'title: "{text}"'))


def test_a_control_character_is_no_second_fault_of_the_front_matter() -> None:
    assert not faults(WHOLE.replace("Ett pris", '"Ett\ufffe pris"'))
