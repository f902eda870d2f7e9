"""Inline constructs: abbreviations, index terms, speech with a dash, sources of quotations."""

import re
from collections.abc import Iterator
from typing import Any

from pressverk.content.markup.constructs import marks_in
from pressverk.content.markup.context import Context, advice, error
from pressverk.content.markup.headings import TAGS
from pressverk.html import BLANKS, plain, without_notes
from pressverk.i18n import _
from pressverk.model import Finding

EXPLAINED = re.compile(r"^ {0,3}\*\[([^\]\n]*)\][ ]?:[ ]*(.*)$", re.MULTILINE)


def set_abbreviations(root: Any, context: Context) -> Iterator[Finding]:
    """Explain no abbreviation twice in a row, and each in the language of its explanation.

    A screen reader says the explanation in place of the letters: *Mentors in Violence Prevention
    (MVP)* would say it twice; lists of abbreviations still find it there. Its language is known if
    the same words are marked with one.
    """
    marked = {plain(each).casefold(): each.get("lang") for each in root.iter() if each.get("lang")}
    for abbreviation in root.iter("abbr"):
        meaning = " ".join(abbreviation.get("title", "").split()).casefold()
        if not meaning:
            continue
        if _follows(abbreviation, meaning):
            abbreviation.set("data-meaning", abbreviation.attrib.pop("title"))
        elif (language := marked.get(meaning)) and not abbreviation.get("lang"):
            abbreviation.set("lang", language)
    yield from _faults_of_explanations(root, context)


def _faults_of_explanations(root: Any, context: Context) -> Iterator[Finding]:
    """Yield abbreviations that are explained twice, not explained, or not used."""
    used = {plain(abbreviation) for abbreviation in root.iter("abbr")}
    seen: set[str] = set()
    for match in EXPLAINED.finditer(context.source.visible):
        name, place = match[1].strip(), context.source.place(match.start(1))
        if not match[2].strip():
            message = _("abbreviation {name} has no explanation; write it", name=repr(name))
            yield error("abbreviation", place, message)
        elif name in seen:
            message = _("abbreviation {name} is explained twice; keep one", name=repr(name))
            yield error("abbreviation", place, message)
        elif name not in used:
            message = _(
                "abbreviation {name} is explained but not used; remove the line", name=repr(name)
            )
            yield advice("abbreviation", place, message)
        for mark in marks_in(match[2]):
            message = _(
                "explanation of {name} is read out without markup; remove the characters of {mark}",
                name=repr(name),
                mark=f"'{mark}'",
            )
            yield error("abbreviation", place, message)
        seen.add(name)


def _follows(abbreviation: Any, meaning: str) -> bool:
    """Return whether *abbreviation* is in parentheses after its *meaning*."""
    if not (abbreviation.tail or "").startswith(")"):
        return False
    before = _text_before(abbreviation, len(meaning) + 2)
    return BLANKS.sub(" ", before.replace("\xa0", " ")).casefold().endswith(f"{meaning} (")


def _text_before(element: Any, enough: int) -> str:
    """Return the last *enough* characters or more before *element* in its parent."""
    pieces: list[str] = []
    length = 0
    for sibling in element.itersiblings(preceding=True):
        pieces += ["".join(sibling.itertext()) + (sibling.tail or "")]
        length += len(pieces[-1])
        if length >= enough:
            break
    else:
        pieces.append(element.getparent().text or "")
    return "".join(reversed(pieces))[-enough:]


TEXTS = ("p", "li", "dt", "dd", "th", "td", "caption", "figcaption")
MARKED = re.compile(r"\bindex(?:=|[\s}])")


def mark_index_terms(root: Any, context: Context) -> Iterator[Finding]:
    """Give marked passages an id and their term in ``data-index``."""
    cursor = context.cursor()
    for number, element in enumerate(root.xpath(".//*[@index]"), 1):
        written = element.attrib.pop("index").strip()
        # An attribute without a value gets its own name.
        term = without_notes(element) if written == "index" else written
        place = context.source.place(cursor.search(MARKED.pattern))
        if not _has_word(term) or term.endswith(":") or not plain(element):
            message = _(
                "an index mark without a term; write {example}", example='[våld]{index="våld"}'
            )
            yield error("index-term", place, message)
            continue
        element.set("data-index", " ".join(term.split()))
        if not element.get("id"):
            element.set("id", f"{context.scope.prefix}pressverk-index-{number}")
        heading = next((each for each in _and_above(element) if each.tag in TAGS), None)
        if heading is not None and (last := _last_text(heading)) is not None:
            name = f"{context.scope.prefix}pressverk-index-end-{number}"
            last.append(last.makeelement("span", {"id": name}))
            element.set("data-index-end", name)


def _has_word(term: str) -> bool:
    """Return whether *term* has a word before its colon.

    >>> _has_word("violence: at school"), _has_word(": at school")
    (True, False)
    """
    return bool(re.split(r":(?=\s|\Z)", term, maxsplit=1)[0].strip())


def _and_above(element: Any) -> Iterator[Any]:
    yield element
    yield from element.iterancestors()


def _last_text(heading: Any) -> Any:
    """Return the last element with text in the section of *heading*, or None."""
    last = None
    for element in heading.itersiblings():
        if element.tag in TAGS[: TAGS.index(heading.tag) + 1]:
            break
        last = next(reversed(list(element.iter(*TEXTS))), last)
    return last


DASH = re.compile(r"\s*–[ \xa0\u202f]+")
NEXT_SPEAKER = re.compile(r"\n *(?=–[ \xa0\u202f])")
SOURCE = re.compile(r"(?:\A|\n)\s*(?:--|—)[ \xa0]+(?=\S|\Z)")


def mark_speech(root: Any, context: Context) -> Iterator[Finding]:  # noqa: ARG001 - a step
    """Make each line that begins with a dash in a speech a paragraph of its own."""
    for paragraph in list(root.iter("p")):
        if not DASH.match(paragraph.text or ""):
            continue
        for speech in _speakers(paragraph):
            speech.set("class", "speech")
            speech.text = DASH.sub("–\xa0", speech.text, count=1)
    yield from ()


def _speakers(paragraph: Any) -> Iterator[Any]:
    """Split *paragraph* where a new speaker takes over."""
    while True:
        yield paragraph
        matches = ((slot, NEXT_SPEAKER.search(_text(slot))) for slot in _slots(paragraph))
        slot, match = next(((slot, match) for slot, match in matches if match), (None, None))
        if slot is None or match is None:
            return
        paragraph = split_after(paragraph, slot, match.start(), match.end())


def attribute_quotations(
    root: Any,
    context: Context,
) -> Iterator[Finding]:
    """Make the last line of a quotation its source when it begins with a dash.

    The dash is the language's own: Swedish sets an en dash.
    """
    for quotation in list(root.iter("blockquote")):
        last = quotation[-1] if len(quotation) else None
        if last is None or last.tag != "p":
            continue
        found = [(slot, m) for slot in _slots(last) for m in [_last(SOURCE, _text(slot))] if m]
        if not found:
            continue
        slot, match = found[-1]
        footer = split_after(last, slot, match.start(), match.end())
        dash = "–" if context.language.startswith("sv") else "—"
        footer.tag, footer.text = "footer", f"{dash} {(footer.text or '').lstrip()}"
        if not plain(last) and not len(last):
            quotation.remove(last)
    yield from ()


def split_after(element: Any, slot: tuple[Any, bool], end: int, start: int) -> Any:
    """Split *element* in its text *slot* at *end*; return the sibling that begins at *start*."""
    holder, is_tail = slot
    text = _text(slot)
    rest = element.makeelement(element.tag)
    rest.text = text[start:]
    following = list(element)[element.index(holder) + 1 if is_tail else 0 :]
    for child in following:
        rest.append(child)
    if is_tail:
        holder.tail = text[:end]
    else:
        holder.text = text[:end]
    rest.tail, element.tail = element.tail, "\n"
    element.addnext(rest)
    return rest


def _slots(element: Any) -> Iterator[tuple[Any, bool]]:
    """Yield the places of *element*'s own text: before its children and after each."""
    yield element, False
    for child in element:
        yield child, True


def _text(slot: tuple[Any, bool]) -> str:
    holder, is_tail = slot
    return (holder.tail if is_tail else holder.text) or ""


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next(reversed(list(pattern.finditer(text))), None)
