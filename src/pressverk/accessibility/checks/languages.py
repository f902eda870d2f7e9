"""Checks for passages in another language than they are tagged with.

A screen reader chooses its voice by the language of a passage; with the wrong voice it can't be
understood. The language of a passage is detected by its most common short words, and by its script.
A language model would detect more languages, but be wrong about names, titles and lists; here a
false negative is better than a false alarm.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from unicodedata import name

from babel import Locale, UnknownLocaleError

from pressverk.accessibility.checks.observation import Observation, shown
from pressverk.accessibility.reader import Content, Tag, TaggedPdf, normalised
from pressverk.accessibility.reader.words import BLOCKS, joined
from pressverk.i18n import _, message_language

FUNCTION_WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "sv": """
            och att det som en är av för på den med till inte om ett men var sig så vi jag har hade
            från vid kan när de dem ska skulle också efter eller än nu där alla mot under hur man
            blir vara i sin sina hans hennes dess här bara mycket detta denna dessa vad vem utan
            mellan över genom får finns må ni han hon år
        """,
        "en": """
            the of and to in a is that it was for on are as with his they at be this have from or
            one had by but not what all were we when your can said there an which she do how their
            if will up other about out many then them these so some her would him has more who its
            been you he our than into could may should no
        """,
        "fi": """
            ja on ei että se oli hän mutta ovat kun niin joka myös kuin sen jos ole vain ne tämä
            voi sekä tai mitä olla jotka hänen sitä nyt siitä jo vielä kanssa mukaan ennen jälkeen
            mukaisesti siis näin tässä koska kaikki me te he minä sinä kunnan ettei eivät joita
        """,
        "de": """
            der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch
            es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über
            einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde wir ihr ich
        """,
        "fr": """
            de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce
            il sont avec ils elle aux d'un cette ont ses mais comme ou si leur y dont nous vous été
            être fait sa son ces même tout entre sans deux je on aussi peut
        """,
        "es": """
            de la que el en y a los se del las un por con no una su para es al lo como más o pero
            sus le ha me si sin sobre este ya entre cuando todo esta ser son dos también fue había
            era muy años hasta desde está mi porque qué sólo han yo hay vez puede
        """,
        "da": """
            og i at det er en til på som med for den af ikke de der var et jeg har fra han vi kan
            om men skal ved hun nu havde også blev eller efter hvor være dem sig når alle meget
            deres dette mod noget mange hvad end år blive kun mellem så
        """,
        "nb": """
            og i det på som er en til å av for at med de den var har ikke et om fra han men jeg vi
            kan ble så skal hun seg etter også nå eller ved hadde hvor når være over dem alle mot
            under dette mye vil bare noe må mellom disse hva blir får
        """,
        "pl": """
            i w na z do się nie to że jest o jak po co ale dla za od tak przez był są już czy tylko
            ich jego jej może przy które który która oraz było tym tego tej być również także aby
            ze pod ma jako gdy bardzo nas
        """,
        "et": """
            ja on ei et see oli ta aga kui ka ning mis oma või siis ma nii kes seda veel olid ole
            mida nende tema selle just juba kõik välja pärast kuid üks need olla peab saab võib
        """,
        "so": """
            iyo oo ka ku waa in la u uu ay ee aan waxaa waxa si ama soo leh kale mid ah ugu lagu
            waxay wuxuu inay inuu ma kuwa markii sida ayaa loo laga uga
        """,
        "tr": """
            ve bir bu da de için ile çok olarak daha olan gibi kadar ne var sonra en o ki mi ama
            her ya veya değil olduğu ancak göre tarafından oldu şey kendi bütün ise
        """,
        "sq": """
            dhe në të e një për me që nga është i së më si do nuk por u ka janë kjo ky ose edhe
            kur ishte ai ajo duhet shumë këtë
        """,
        "bs": """
            i je u na da se za su od ne s o to kao što iz ali ili bi koji koja koje sa po može
            bio biti kako nije samo ako više do sve prema svoje
        """,
    }.items()
}


CODE = "Code"  # is in no natural language (ISO 32000-1, 14.8.4.4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Text that is read without a break; *language* is the language tag it is read with."""

    text: str
    language: str | None
    page: int | None


@dataclass(frozen=True, slots=True)
class _Piece:
    """Part of a block; *content* is None for a break."""

    language: str | None
    content: Content | None


def passages(pdf: TaggedPdf) -> Iterator[Passage]:
    """Yield all text of *pdf* in passages, including alternative texts of pictures."""
    for (language, is_break), group in groupby(
        _pieces(pdf.root), key=lambda piece: (piece.language, piece.content is None)
    ):
        if is_break:
            continue
        contents = [piece.content for piece in group if piece.content is not None]
        text = normalised(joined([*contents]))
        if text:
            yield Passage(text=text, language=language, page=contents[0].page)
    yield from _alternatives(pdf.root, None)


def _pieces(tag: Tag) -> Iterator[_Piece]:
    is_block = tag.type in BLOCKS
    if is_block:
        yield _Piece(None, None)
    for kid in tag.kids:
        if isinstance(kid, Content):
            yield _Piece(kid.language or tag.language, kid)
        elif isinstance(kid, Tag) and kid.type != CODE:
            yield from _pieces(kid)
    if is_block:
        yield _Piece(None, None)


def _alternatives(tag: Tag, page: int | None) -> Iterator[Passage]:
    page = next((kid.page for kid in tag.kids if not isinstance(kid, Tag)), page)
    if tag.alt:
        yield Passage(text=normalised(tag.alt), language=tag.language, page=page)
    for kid in tag.kids:
        if isinstance(kid, Tag):
            yield from _alternatives(kid, page)


WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
SENTENCE_END = re.compile(r"(?<=[.!?…:;])[”\"')]*\s+")
FEWEST_WORDS = 8
FEWEST_HITS = 3  # different ones, longer than a letter, since letters may be spaced out
LEAST_SHARE = 0.25  # share of the words that are function words of the suspected language
MOST_SHARED = 0.25  # times the function words of the declared language
LATIN = "LATIN"
FEWEST_LETTERS = 12
# Languages, by tag, that are not written in the Latin script.
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
    """Yield passages that seem to be in another language than they are tagged with."""
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
    """Return the language, or script, that *text* seems to be in, None if it is *declared*.

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
    """Yield the sentences of *text*, or all of it if they are short."""
    sentences = SENTENCE_END.split(text)
    yield from (each for each in sentences if len(WORD.findall(each)) >= FEWEST_WORDS)
    yield text


def _script(text: str) -> str | None:
    """Return the script of most letters in *text*, None for Latin or too few letters."""
    letters = [character for character in text if character.isalpha()]
    if len(letters) < FEWEST_LETTERS:
        return LATIN
    found: dict[str, int] = {}
    for character in letters:
        script = name(character, "").partition(" ")[0]
        found[script] = found.get(script, 0) + 1
    script, count = max(found.items(), key=lambda each: each[1])
    if script == LATIN or script not in SCRIPTS:
        return LATIN if script == LATIN else None
    return script if count > len(letters) / 2 else None


def _named(language: str) -> str:
    """Return the name of a language or script in the language of messages."""
    speaker = Locale.parse(message_language())
    if language in SCRIPTS:
        return language.capitalize()
    try:
        return Locale.parse(language).get_language_name(speaker.language) or language
    except (UnknownLocaleError, ValueError):
        return language
