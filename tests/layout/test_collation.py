"""The order of an index by its language, as CLDR has it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressverk.layout.collation import index_letter, sort_key


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("sv", "ale Łódź lök yla ülle zebra åka ända æra öl ømt"),
        ("sv", "arm armband armé idé idéburen idol we wé web"),
        ("sv", "Café Cafégäst cafeteria entré entreprenör kommitté kommittéer kommittén"),
        ("sv", "d Đilas dom ny Ŋarjarga o"),
        ("sv-FI", "zon å ä ö"),
        ("fi", "šakki sali soppa zen åbo äiti öljy"),
        ("nb", "zoo ære ødegård å Aas åtte"),
        ("nn", "z æ ø å"),
        ("da", "Zoo Ærø Ødegård Aabenraa Ålborg"),
        ("de", "Ähre Apfel Öl Opfer strasse Straße Übung Zebra"),
        ("en", "Ångström apple Öland orange zebra"),
        ("en", "resume résumé resumed"),
        ("se", "ahki áhkku beana čáhci dat đeđđi njuolla ŋáldu sápmi šaddat tie ŧáŧ zz žž"),
        ("pl", "lato łuk mak nos ńo"),
        ("sv", "2-årsfest 10-årsfest 100 ale"),
        ("sv", "bilaga2 bilaga10 bilagor"),
        ("sv", "ny nyhet"),
    ],
)  # fmt: skip
def test_words_stand_in_the_order_of_their_language(language: str, words: str) -> None:
    expected = words.split()
    mixed = sorted(expected, key=hash)
    assert sorted(mixed, key=lambda word: sort_key(word, language)) == expected


@pytest.mark.parametrize(
    ("language", "word", "letter"),
    [
        ("sv", "örn", "Ö"),
        ("sv", "Ærø", "Ä"),
        ("sv", "Übung", "Y"),
        ("sv", "Łódź", "L"),
        ("sv", "Đilas", "D"),
        ("sv", "élite", "E"),
        ("sv", "2-årsfest", "0–9"),
        ("sv", "§ 5", "0–9"),
        ("sv", "Ŋarjarga", "Ŋ"),
        ("en", "Öland", "O"),
        ("en", "Ærø", "A"),
        ("de", "Ähre", "A"),
        ("de", "ß", "S"),
        ("nb", "Aasen", "Å"),
        ("da", "östlig", "Ø"),
        ("se", "čáhci", "Č"),
        ("se", "Ŋárja", "Ŋ"),
        ("fi", "Ŋárja", "N"),
        ("pl", "Łódź", "Ł"),
        ("el", "Ωμέγα", "Ω"),
        ("sv", "", "0–9"),
        ("sv", "  -", "0–9"),
    ],
)
def test_a_word_stands_under_its_letter(language: str, word: str, letter: str) -> None:
    assert index_letter(word, language) == letter


def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert sort_key("a\u030aka", "sv")[:3] == sort_key("åka", "sv")[:3]


@given(st.lists(st.text(max_size=8), max_size=12), st.sampled_from(["sv", "da", "se", "en"]))
def test_words_of_one_letter_stand_together(words: list[str], language: str) -> None:
    ordered = sorted(
        (word for word in words if index_letter(word, language) != "0–9" and word[:1].isalpha()),
        key=lambda word: sort_key(word, language),
    )
    letters = [index_letter(word, language) for word in ordered]
    changes = sum(one != other for one, other in pairwise(letters))
    assert changes <= max(0, len(set(letters)) - 1)
