import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressverk.content.checks.article import lix


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("", 0),
        ("...", 0),
        ("Katten sover.", 2),
        ("Katten sover. Hunden springer efter katten.", 20),
        ("Kl. 10 kommer hon.", 4),  # no capital, no new sentence
        ("Rubrik\nKatten sover.", 2),
        ("Hon sa: ”Kom!” Och han kom.", 2),
        ("Kommunstyrelsen beslutade.", 102),
    ],
)
def test_the_index_follows_the_formula(text: str, index: int) -> None:
    assert lix(text) == index


@given(st.text())
def test_any_text_has_an_index(text: str) -> None:
    assert lix(text) >= 0
