"""Passages in another language than the one they are read by.

A screen reader speaks a passage with the voice of its language; by the wrong one it can't be
understood. What language a passage is in is told from its small words, and from its script. A
language model would name more languages, and be wrong of names, titles and lists, which are most
of what stands in a language of its own; here silence is better than a false alarm.
"""

import re
from collections.abc import Iterator
from unicodedata import name

from babel import Locale, UnknownLocaleError

from pressverk.accessibility.checks.function_words import FUNCTION_WORDS
from pressverk.accessibility.checks.observation import Observation, shown
from pressverk.accessibility.checks.passages import passages
from pressverk.accessibility.reader import TaggedPdf
from pressverk.i18n import _, message_language

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
SENTENCE_END = re.compile(r"(?<=[.!?…:;])[”\"')]*\s+")
FEWEST_WORDS = 8
FEWEST_HITS = 3  # different ones, longer than a letter: letters may be set apart
LEAST_SHARE = 0.25  # of the words, that are small words of the suspected language
MOST_SHARED = 0.25  # of as many small words of the language it is read by
LATIN = "LATIN"
FEWEST_LETTERS = 12
# Languages by their tags, that are written in another script than the Latin.
SCRIPTS = {
    "ARABIC": "ar arz ckb fa ks ku pa ps sd ug ur",
    "CYRILLIC": "ab be bg kk ky mk mn os ru sr tg tt uk uz",
    "HEBREW": "he iw ji yi",
    "GREEK": "el grc",
    "ETHIOPIC": "am ti tig gez",
    "THAI": "th",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "DEVANAGARI": "hi mr ne sa",
    "CJK": "zh ja yue wuu ko",
    "HANGUL": "ko",
    "HIRAGANA": "ja",
}
READ_ALIKE = {"no": "nb", "nn": "nb", "hr": "bs", "sr": "bs", "sh": "bs"}


def unmarked_languages(pdf: TaggedPdf) -> Iterator[Observation]:
    """Yield passages that seem to be in another language than they are marked with."""
    for passage in passages(pdf):
        declared = (passage.language or "").partition("-")[0].lower()
        for sentence in _sentences(passage.text):
            suspected = suspected_language(sentence, declared)
            if suspected:
                message = _(
                    "{text!r} seems to be in {language} and is read as {declared}; "
                    "mark its language",
                    text=shown(sentence),
                    language=_named(suspected),
                    declared=_named(declared) if declared else "–",
                )
                yield Observation(
                    rule="unmarked-language", message=message, page=passage.page, passage=sentence
                )
                break


def suspected_language(text: str, declared: str) -> str | None:
    """Return the language, or the script, that *text* seems to be in, if not in *declared*.

    >>> suspected_language("the plan is for all of the schools in the area", "sv")
    'en'
    >>> suspected_language("planen är för alla skolor som finns i området", "sv")
    """
    script = _script(text)
    if script != LATIN:
        is_marked = not script or declared in SCRIPTS[script].split()
        return None if is_marked else script
    words = [word.casefold() for word in WORD.findall(text)]
    own = READ_ALIKE.get(declared, declared)
    if len(words) < FEWEST_WORDS or (own and own not in FUNCTION_WORDS):
        return None
    hits = {
        language: sum(word in known for word in words) for language, known in FUNCTION_WORDS.items()
    }
    best = max(hits, key=hits.__getitem__)
    distinct = {word for word in words if len(word) > 1} & FUNCTION_WORDS[best]
    is_clear = len(distinct) >= FEWEST_HITS and hits[best] >= LEAST_SHARE * len(words)
    if best == own or not is_clear or hits.get(own, 0) > MOST_SHARED * hits[best]:
        return None
    return best


def _sentences(text: str) -> Iterator[str]:
    """Yield sentences, and the whole where they are short."""
    sentences = SENTENCE_END.split(text)
    yield from (each for each in sentences if len(WORD.findall(each)) >= FEWEST_WORDS)
    yield text


def _script(text: str) -> str | None:
    """Return the script of most letters in *text*, when there are enough; Latin is the rule."""
    letters = [sign for sign in text if sign.isalpha()]
    if len(letters) < FEWEST_LETTERS:
        return LATIN
    found: dict[str, int] = {}
    for sign in letters:
        script = name(sign, "").partition(" ")[0]
        found[script] = found.get(script, 0) + 1
    script, count = max(found.items(), key=lambda each: each[1])
    if script == LATIN or script not in SCRIPTS:
        return LATIN if script == LATIN else None
    return script if count > len(letters) / 2 else None


def _named(language: str) -> str:
    """Return the name of a language, or of a script, in the language of messages."""
    speaker = Locale.parse(message_language())
    if language in SCRIPTS:
        return language.capitalize()
    try:
        return Locale.parse(language).get_language_name(speaker.language) or language
    except (UnknownLocaleError, ValueError):
        return language
