"""Abbreviations: which of them are explained, and in which language."""

from collections.abc import Iterator
from typing import Any

from pressverk.content.markup.context import Manuscript
from pressverk.html import BLANKS, plain
from pressverk.model import Finding


def set_abbreviations(
    root: Any,
    manuscript: Manuscript,  # noqa: ARG001 - a step
) -> Iterator[Finding]:
    """Explain no abbreviation twice in a row, and each in the language of its explanation.

    A listener hears the explanation in place of the letters: *Mentors in Violence Prevention
    (MVP)* would say it twice; lists of abbreviations still find it there. Its language is known
    when the same words are marked with one.
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
    yield from ()


def _follows(abbreviation: Any, meaning: str) -> bool:
    """Tell whether *abbreviation* stands in parentheses after its *meaning*."""
    if not (abbreviation.tail or "").startswith(")"):
        return False
    before = _text_before(abbreviation, len(meaning) + 2)
    return BLANKS.sub(" ", before.replace("\xa0", " ")).casefold().endswith(f"{meaning} (")


def _text_before(element: Any, enough: int) -> str:
    """Return the end, *enough* signs or more, of what stands before *element* in its parent."""
    text = ""
    for sibling in element.itersiblings(preceding=True):
        text = "".join(sibling.itertext()) + (sibling.tail or "") + text
        if len(text) >= enough:
            return text
    return (element.getparent().text or "") + text
