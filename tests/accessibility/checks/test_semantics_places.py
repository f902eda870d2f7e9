"""Where an article says what its PDF shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressverk.accessibility.checks.observation import locator
from pressverk.model import Place

ARTICLE = """---
title: Kommunen öppnar en lekpark
---

Den 9 maj är *alla barn* [välkomna](https://a.example/) till parken.

## Bakgrund

Läs [mer](https://b.example/sida) och [in English]{lang=en} om "gungor".
"""


@pytest.mark.parametrize(
    ("passage", "line", "column"),
    [
        ("Kommunen öppnar en lekpark", 2, 8),
        ("Den 9\xa0maj är alla barn välkomna till parken.", 5, 1),
        ("alla barn välkomna", 5, 15),
        ("Bakgrund", 7, 4),
        ("https://b.example/sida", 9, 11),
        ("in English om ”gungor”.", 9, 40),
    ],
)
def test_a_passage_is_found_through_its_marks(passage: str, line: int, column: int) -> None:
    assert locator({"a.md": ARTICLE})(passage) == Place(file="a.md", line=line, column=column)


@pytest.mark.parametrize("passage", ["", "–", "sida 1 av 2", "Presskontakt"])
def test_what_the_article_does_not_say_has_no_place(passage: str) -> None:
    assert locator({"a.md": ARTICLE})(passage) is None


def test_a_passage_is_found_in_the_chapter_that_says_it() -> None:
    texts = {"index.md": ARTICLE, "kapitel/1.md": "# Läget\n\nAlla barn går i skolan.\n"}
    place = locator(texts)("Alla barn går i skolan.")
    assert place == Place(file="kapitel/1.md", line=3, column=1)


def test_rows_of_brackets_are_searched_in_no_time() -> None:
    text = "alla barn " + "{}" * 5000 + "[](" * 5000 + "*" * 5000 + " slut"
    assert locator({"a.md": text})("alla barn välkomna hit") is None


@given(st.text(max_size=60))
def test_any_passage_can_be_looked_for(passage: str) -> None:
    locator({"a.md": ARTICLE})(passage)
