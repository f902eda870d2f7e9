import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sample_newsroom import ARTICLE

from pressverk.content.front_matter import FrontMatter, parse_front_matter
from pressverk.content.front_matter_form import fields_of, join_text, split_text, with_fields

FRONT = """\
layout: press-release
# Beslutat av nämnden.
title: Ett pris
date: 2018-11-23
lead: >-
  Kommunen har fått ett pris
  för sitt arbete.
contacts:
- press
- name: Exempel Exempelsson
  title: Exempel
  phone: 08-000 00 00

keywords: [pris, skola]
okänd: 1"""


def test_the_form_shows_what_the_front_matter_says() -> None:
    fields = fields_of(FRONT)
    assert fields is not None
    assert fields["title"] == "Ett pris"
    assert fields["date"] == "2018-11-23"
    assert fields["lead"] == "Kommunen har fått ett pris för sitt arbete."
    assert fields["contacts"] == "press"
    assert fields["keywords"] == "pris, skola"
    assert fields["embargo"] == ""


def test_a_form_that_was_not_changed_changes_nothing() -> None:
    assert with_fields(FRONT, fields_of(FRONT) or {}) == FRONT


def test_only_the_line_of_a_changed_field_changes() -> None:
    fields = {**(fields_of(FRONT) or {}), "title": "Två priser: #1 & #2"}
    before, after = FRONT.split("\n"), with_fields(FRONT, fields).split("\n")
    assert [line for line in after if line not in before] == ["title: 'Två priser: #1 & #2'"]
    assert len(before) == len(after)
    assert (fields_of("\n".join(after)) or {})["title"] == "Två priser: #1 & #2"


def test_a_field_of_several_lines_is_replaced_whole() -> None:
    after = with_fields(FRONT, {**(fields_of(FRONT) or {}), "lead": "Kort."})
    assert "lead: Kort.\ncontacts:\n- press\n" in after
    assert "för sitt arbete" not in after


def test_a_contact_that_is_written_out_stays_when_another_is_chosen() -> None:
    after = with_fields(FRONT, {**(fields_of(FRONT) or {}), "contacts": "press, forebyggande"})
    assert "forebyggande" in after
    assert "Exempel Exempelsson" in after
    assert "keywords: [pris, skola]" in after


def test_an_emptied_field_is_removed_and_a_new_one_is_added() -> None:
    fields = {**(fields_of(FRONT) or {}), "keywords": "", "embargo": "2018-11-23T09:00"}
    after = with_fields(FRONT, fields)
    assert "keywords" not in after
    assert (fields_of(after) or {})["embargo"] == "2018-11-23T09:00"
    assert after.startswith(FRONT[: FRONT.index("keywords")].rstrip("\n"))


def test_swedish_names_of_keys_stay_swedish() -> None:
    front = "mall: press-release\nrubrik: Ett pris\ndatum: 1 december 2026"
    after = with_fields(front, {**(fields_of(front) or {}), "title": "Ny", "lead": "Ett."})
    assert after == "mall: press-release\nrubrik: Ny\ndatum: 1 december 2026\ningress: Ett."
    assert (fields_of(front) or {})["date"] == "2026-12-01"


def test_front_matter_that_is_no_yaml_has_no_form() -> None:
    assert fields_of("title: [") is None
    assert with_fields("title: [", {"title": "Ny"}) == "title: ["


@pytest.mark.parametrize("text", [ARTICLE, "inget huvud", "---\nöppet", "---\na: 1\n---\n\n\nText"])
def test_a_text_taken_apart_and_joined_is_the_same(text: str) -> None:
    assert join_text(split_text(text)) == text


def test_lines_of_the_body_are_counted_from_where_it_begins() -> None:
    parts = split_text(ARTICLE)
    assert parts.body.startswith("Priset")
    assert ARTICLE.split("\n")[parts.body_line - 1].startswith("Priset")


WORDS = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]))


@given(WORDS.map(lambda text: " ".join(text.split())).filter(bool))
@example("[^0]")
@example("x [^0] y")
def test_whatever_is_written_in_a_field_is_read_again(title: str) -> None:
    front = with_fields("layout: press-release\ntitle: Ett pris", {"title": title})
    _matter, faults = parse_front_matter(front, "x.md", FrontMatter)
    assert {fault.rule for fault in faults} <= {"missing-key", "unread-markup"}
    assert (fields_of(front) or {})["title"] == title
