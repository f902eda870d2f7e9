"""The pages of a report around and between its chapters.

Contents, lists of figures and tables, abbreviations and the index; the sections in their order.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pressverk.content.markup.context import language_around
from pressverk.errors import LayoutError
from pressverk.html import parse, plain, without_notes
from pressverk.i18n import _
from pressverk.layout.collation import index_letter, sort_key
from pressverk.layout.render import Part, lay_out
from pressverk.model import Document, Finding, Newsroom, Place, Publication, Section
from pressverk.newsroom.paths import from_root

CLOSER = re.compile(r"\s*:\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a list: its target, its text, and the entries below it."""

    target: str
    number: str
    title: str
    language: str
    below: tuple["Entry", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term of the index, with its marks (``id``, or ``id..id`` for a range) and subterms."""

    word: str
    marks: tuple[str, ...] = ()
    closer: tuple["Term", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Abbreviation:
    """An abbreviation, its expansion, and the expansion's language if it is marked."""

    short: str
    meaning: str
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentsAndIndex:
    """Contents, lists, abbreviations and index of a report; empty ones are not printed."""

    contents: tuple[Entry, ...] = ()
    figures: tuple[Entry, ...] = ()
    tables: tuple[Entry, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()
    index: tuple[tuple[str, tuple[Term, ...]], ...] = field(default=())


def contents_of(publication: Publication) -> ContentsAndIndex:
    """Return the contents, lists and index of *publication*, a report."""
    trees = [
        (section, [parse(article.body) for article in section.articles])
        for section in publication.sections
    ]
    language = publication.language
    return ContentsAndIndex(
        contents=tuple(_contents(trees)),
        figures=tuple(_listed(trees, "figure", "figcaption")),
        tables=tuple(_listed(trees, "table", "caption")),
        abbreviations=tuple(
            sorted(_abbreviations(trees), key=lambda each: sort_key(each.short, language))
        ),
        index=tuple(_index(trees, language)),
    )


Trees = list[tuple[Section, list[Any]]]


def _contents(trees: Trees) -> Iterator[Entry]:
    for section, bodies in trees:
        reprinted = len(bodies) > 1
        yield Entry(
            target=section.name,
            number=section.number,
            title=section.title,
            language=section.articles[0].language if section.articles else "",
            below=tuple(_reprinted(section) if reprinted else _sections(section, bodies)),
        )


def _reprinted(section: Section) -> Iterator[Entry]:
    for article in section.articles:
        yield Entry(target=article.slug, number="", title=article.title, language=article.language)


def _sections(section: Section, bodies: list[Any]) -> Iterator[Entry]:
    for article, body in zip(section.articles, bodies, strict=True):
        for heading in body.iter("h2"):
            if next(heading.iterancestors("aside"), None) is None:
                number, title = _numbered(heading)
                yield Entry(
                    target=heading.get("id"),
                    number=number,
                    title=title,
                    language=language_around(heading, article.language),
                )


def _numbered(element: Any) -> tuple[str, str]:
    """Return the number and the text of a heading or a caption."""
    label = element.find("span[@class='number']")
    text = without_notes(element)
    if label is None:
        return "", text
    return plain(label), text.removeprefix(plain(label)).strip()


def _listed(trees: Trees, tag: str, caption: str) -> Iterator[Entry]:
    """Yield what is numbered, without the figures and tables of reprinted articles."""
    for section, bodies in trees:
        for article, body in zip(section.articles, bodies, strict=True):
            for element in body.iter(tag) if len(bodies) == 1 else ():
                words = element.find(caption)
                if element.get("id") and words is not None:
                    number, title = _numbered(_without_credit(words))
                    yield Entry(
                        target=element.get("id"),
                        number=number,
                        title=title,
                        language=language_around(element, article.language),
                    )


def _without_credit(caption: Any) -> Any:
    """Return *caption* with its number and text, without the credit."""
    kept = parse("")
    kept.text = caption.text
    for child in caption:
        if child.get("class") not in {"credit", "source", "note", "measure"}:
            copied = kept.makeelement(child.tag, dict(child.attrib))
            copied.text, copied.tail = plain(child), child.tail
            kept.append(copied)
    return kept


def _abbreviations(trees: Trees) -> Iterator[Abbreviation]:
    """Yield each abbreviation once, with the language that any of its explanations has."""
    languages: dict[tuple[str, str], str] = {}
    for element in (
        each for _section, bodies in trees for body in bodies for each in body.iter("abbr")
    ):
        meaning = element.get("title") or element.get("data-meaning")
        # Symbols in table cells are explained below each table.
        if meaning and element.getparent().tag != "td":
            key = plain(element), meaning
            languages[key] = languages.get(key) or element.get("lang", "")
    for (short, meaning), language in languages.items():
        yield Abbreviation(short=short, meaning=meaning, language=language)


def _index(trees: Trees, language: str) -> Iterator[tuple[str, tuple[Term, ...]]]:
    """Yield the letters of the index with their terms; terms that differ in case are one."""
    marks: dict[str, list[str]] = {}
    closer: dict[str, dict[str, list[str]]] = {}
    spelled: dict[str, str] = {}
    for term, mark in _marked(trees):
        word, _colon, detail = (part.strip() for part in _parted(term))
        key = word.lower()
        spelled.setdefault(key, word)
        marks.setdefault(key, [])
        if detail:
            closer.setdefault(key, {}).setdefault(detail, []).append(mark)
        else:
            marks[key].append(mark)
    letters: dict[str, list[Term]] = {}
    for key in sorted(marks, key=lambda each: sort_key(spelled[each], language)):
        details = closer.get(key, {})
        entry = Term(
            word=spelled[key],
            marks=tuple(marks[key]),
            closer=tuple(
                Term(word=detail, marks=tuple(details[detail]))
                for detail in sorted(details, key=lambda word: sort_key(word, language))
            ),
        )
        letters.setdefault(index_letter(spelled[key], language), []).append(entry)
    yield from ((letter, tuple(terms)) for letter, terms in letters.items())


def _parted(term: str) -> tuple[str, str, str]:
    match = CLOSER.search(term)
    return (term[: match.start()], ":", term[match.end() :]) if match else (term, "", "")


def _marked(trees: Trees) -> Iterator[tuple[str, str]]:
    """Yield each term with its mark: a place, or the section of a heading."""
    for _section, bodies in trees:
        for body in bodies:
            for element in body.iterfind(".//*[@data-index]"):
                name, end = element.get("id"), element.get("data-index-end")
                yield element.get("data-index"), f"{name}..{end}" if end else name


FRONT, SECTION, INDEX, BACK, WRAP = "front", "section", "index", "back", "wrap"


def lay_out_cover(publication: Publication, newsroom: Newsroom, **options: object) -> Document:
    """Return the back cover, spine and cover of the report *publication* as one sheet.

    Raises:
        LayoutError: when it has no width for its spine.
    """
    if publication.spine is None:
        message = _(
            "the width of the spine is missing; write 'spine: 6', in millimetres, into the report"
        )
        place = Place(file=from_root(publication.articles[0].source, newsroom.root))
        raise LayoutError([Finding(place=place, message=message, rule="no-spine")])
    context = {"kind": WRAP, "aids": ContentsAndIndex(), "section": None}
    part = Part(name=WRAP, context=context)
    return lay_out(publication, newsroom, parts=(part,), **options)  # type: ignore[arg-type] # passed through


def lay_out_report(publication: Publication, newsroom: Newsroom, **options: object) -> Document:
    """Return the report *publication* as a document; *options* are those of ``lay_out``."""
    return lay_out(publication, newsroom, parts=tuple(parts_of(publication)), **options)  # type: ignore[arg-type] # passed through


def parts_of(publication: Publication) -> Iterator[Part]:
    """Yield the parts of *publication* in order; each template gets the contents and index."""
    aids = contents_of(publication)
    front = {"kind": FRONT, "aids": aids, "section": None}
    yield Part(name=FRONT, numerals="lower-roman", context=front)
    for section in publication.sections:
        context = {**front, "kind": SECTION, "section": section}
        source = None if section.reprints else section.articles[0].source
        yield Part(name=section.name, context=context, source=source)
    if aids.index:
        yield Part(name=INDEX, context={**front, "kind": INDEX})
    yield Part(name=BACK, context={**front, "kind": BACK})
