"""The order of words in an index, by language: the Unicode Collation Algorithm, tailored.

The tailorings are those of CLDR (``common/collation``), as far as letters are concerned: which ones
have a place of their own, and which are variants of others. Runs of digits sort as numbers, so that
2 comes before 10.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache

from babel import Locale
from pyuca import Collator

Primary = tuple[int, int, str]
SortKey = tuple[tuple[Primary, ...], tuple[int, ...], tuple[int, ...], str]

DIGITS = re.compile(r"(\d+)")
NUMERALS = "0–9"

# Letters after others, "z å ä/æ ö/ø": each rule begins with the letter that the next ones follow;
# after a slash are letters that are sorted as variants.
NORWEGIAN = "z æ/äę ø/öőœ å"
TAILORINGS: Mapping[str, tuple[str, ...]] = {
    "sv": ("d /đð", "y /üű", "z å ä/æę ö/øőœô"),
    "fi": ("d /đ", "n /ŋ", "t /ŧ", "y /üű", "z /ʒ", "z å ä/æ ö/õőœø"),
    "da": ("d /đð", "y /üű", NORWEGIAN),
    "nb": ("d /đð", "y /üű", NORWEGIAN),
    "nn": ("d /đð", "y /üű", NORWEGIAN),
    "no": ("d /đð", "y /üű", NORWEGIAN),
    "se": (
        *("a á", "c č/ç", "d đ/ð", "g ǧ ǥ", "k ǩ", "n ŋ/ńñ", "s š", "t ŧ/þ"),
        "z ž ʒ ǯ æ/äę ø/öőœ å",
    ),
    "smj": ("a á", "n ń/ŋñ", "z å ä/æ ö/ø"),
    "sma": ("i ï", "z å ä/æ ö/ø"),
    "smn": ("c č", "d đ", "n ŋ", "s š", "z ž æ/ä å á"),
    "sms": ("c č ʒ ǯ", "d đ", "g ǧ ǥ", "k ǩ", "n ŋ", "o õ", "s š", "z ž å ä ö"),
    "et": ("s š z ž", "w õ ä ö ü"),
    "pl": ("a ą", "c ć", "e ę", "l ł", "n ń", "o ó", "s ś", "z ź ż"),
    "es": ("n ñ",),
}
# Two letters that sort as one (CLDR, da and no).
DOUBLES = {language: {"aa": "å"} for language in ("da", "nb", "nn", "no")}


def sort_key(word: str, language: str) -> SortKey:
    """Return the sort key of *word* in *language*: letters, then accents, then case.

    >>> sorted(["Öl", "Zon", "ale", "Åka"], key=lambda word: sort_key(word, "sv"))
    ['ale', 'Zon', 'Åka', 'Öl']
    >>> sorted(["Öl", "Zon", "ale", "Åka"], key=lambda word: sort_key(word, "de"))
    ['Åka', 'ale', 'Öl', 'Zon']
    """
    primaries: list[Primary] = []
    accents: list[int] = []
    cases: list[int] = []
    for primary, accent, case in _elements(word, _language(language)):
        if primary[0]:
            primaries.append(primary)
        accents += [accent] if accent else []
        cases += [case] if case else []
    return tuple(primaries), tuple(accents), tuple(cases), word


def index_letter(word: str, language: str) -> str:
    """Return the letter that *word* is listed under in an index.

    >>> index_letter("Łódź", "sv"), index_letter("Öl", "sv"), index_letter("Öl", "en")
    ('L', 'Ö', 'O')
    """
    for primary, _accent, _case in _elements(word, _language(language)):
        if not primary[0]:
            continue
        if primary in (letters := _letters(_language(language))):
            return letters[primary]
        first = unicodedata.normalize("NFC", word)[:1].upper()
        return first if first.isalpha() else NUMERALS
    return NUMERALS


def _language(language: str) -> str:
    return str(Locale.parse(language, sep="-").language)


@cache
def _collator() -> Collator:
    return Collator()


def _elements(word: str, language: str) -> Iterator[tuple[Primary, int, int]]:
    """Yield the collation elements of *word*: letter, accent, case."""
    tailored = _tailored(language)
    doubles = DOUBLES.get(language, {})
    text = unicodedata.normalize("NFC", word)
    for two, one in doubles.items():
        text = text.replace(two, one).replace(two.capitalize(), one.upper())
    for part in DIGITS.split(text):
        if part.isdecimal():
            number = str(int(part)) if len(part) < 1000 else part
            yield (_weight("0"), len(number), number), 0, 0
            continue
        for letter, following in _clusters(part):
            lowered = letter.lower()
            if lowered in tailored:
                primary, accent = tailored[lowered]
                yield primary, accent, 2 if letter == lowered else 8
                letters = following
            else:
                letters = letter + following
            for weight, accent, case in _collator().collation_elements(
                unicodedata.normalize("NFD", letters)
            ):
                yield (weight, 0, ""), accent, case


def _clusters(text: str) -> Iterator[tuple[str, str]]:
    """Yield each character of *text* with the combining characters after it."""
    for found in re.finditer(r"(.)([\u0300-\u036f]*)", text, re.DOTALL):
        yield found[1], found[2]


def _weight(letter: str) -> int:
    return int(_collator().collation_elements(letter)[0][0])


@cache
def _tailored(language: str) -> Mapping[str, tuple[Primary, int]]:
    """Return the primary weight and the accent of each letter that *language* tailors."""
    found: dict[str, tuple[Primary, int]] = {}
    for chain in TAILORINGS.get(language, ()):
        base, *others = chain.split(" ")
        for rank, group in enumerate(others):
            letter, _slash, varieties = group.partition("/")
            primary = (_weight(base), rank + 1 if letter else 0, "")
            if letter:
                found[letter] = primary, 32
            for number, variety in enumerate(varieties):
                found[variety] = primary, 500 + number
    return found


@cache
def _letters(language: str) -> Mapping[Primary, str]:
    """Return the letters that an index of *language* is divided by, by primary weight."""
    latin = {(_weight(letter), 0, ""): letter.upper() for letter in "abcdefghijklmnopqrstuvwxyz"}
    own = {
        primary: letter.upper()
        for letter, (primary, accent) in _tailored(language).items()
        if primary[1] and accent < 500
    }
    return latin | own
