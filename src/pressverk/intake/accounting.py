"""No word is lost: what stood in a source, and what of it an article lacks."""

import re
import unicodedata
from collections.abc import Sequence
from copy import deepcopy
from difflib import SequenceMatcher
from typing import Any

from lxml import etree

from pressverk.html import parse
from pressverk.intake.markdown.escaping import visible

WORD = re.compile(r"\w+")
# What can't be seen parts no word, whatever program put it there.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u202a-\u202e\u2060\ufeff\ufdd0-\ufdef"
    "\ufffc\ufffe\uffff]"
)
BLOCKS = frozenset({
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "caption", "figcaption", "div",
    "pre", "br", "dt", "dd", "footer", "blockquote", "section", "figure", "aside", "img", "tr",
})  # fmt: skip
UNHEARD = frozenset({"script", "style", "template", "title"})
# Longer texts would take minutes to compare word by word.
LONGEST = 20_000


def words(text: str) -> list[str]:
    r"""Return the words of *text*; a division within one is none.

    >>> words("Väl\xadkom\u200bmen, 2 st.")
    ['Välkommen', '2', 'st']
    """
    return WORD.findall(unicodedata.normalize("NFC", UNSEEN.sub("", text)))


def words_of(element: Any) -> list[str]:
    """Return the words that *element* shows, those of its notes last."""
    texts: list[str] = []
    notes: list[str] = []
    _collect(element, texts, notes)
    return words("".join(texts)) + words("".join(notes))


def line_of(element: Any) -> str:
    """Return the text of *element* on one line, without the calls of notes."""
    texts: list[str] = []
    _collect(element, texts, [])
    return " ".join(visible("".join(texts)).split())


def words_in(html: str) -> list[str]:
    """Return the words of an article's body in HTML, without the credits of its pictures."""
    root = parse(html)
    for credit in root.xpath(".//span[@class='credit']"):
        credit.drop_tree()
    return words_of(root)


def lost_words(body: Any, article: str) -> list[str]:
    """Return the words of *body* that the HTML *article* lacks, in pieces.

    The words of a note may stand anywhere, for some are put where they are called; a caption is
    the first thing of a table, wherever it is written.
    """
    written = words_in(article)
    body = deepcopy(body)
    late = ".//table/caption[preceding-sibling::*] | .//figure[table]/figcaption"
    for caption in body.xpath(late):
        caption.getparent().insert(0, caption)
    texts: list[str] = []
    _collect(body, texts, [])
    pieces = lost(words("".join(texts)), written)
    for note in body.xpath(".//section[contains(@class, 'footnotes')]//li"):
        inner: list[str] = []
        _collect(note, inner, [])
        pieces += lost(words("".join(inner)), written)
    return pieces


def lost(source: Sequence[str], article: Sequence[str]) -> list[str]:
    """Return the words of *source* that *article* lacks where they should stand, in pieces.

    >>> lost("ett två tre fyra".split(), "ett tre plus fyra".split())
    ['två']
    """
    if _follows(source, article):
        return []
    matcher = SequenceMatcher(None, source, article, autojunk=len(source) > LONGEST)
    return [
        " ".join(source[start:end])
        for kind, start, end, _from, _to in matcher.get_opcodes()
        if kind in {"delete", "replace"}
    ]


def _follows(source: Sequence[str], article: Sequence[str]) -> bool:
    """Return whether the words of *source* stand in *article* in their order."""
    rest = iter(article)
    return all(word in rest for word in source)


def _collect(root: Any, texts: list[str], notes: list[str]) -> None:
    """Put what *root* shows into *texts*, and into *notes* what stands in its notes.

    Without recursion and without looking back, since pages may be nested to any depth.
    """
    hidden = in_note = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event == "start":
            # Words before and after the call of a note are two, and so are those around a note.
            if _is_call(element) or _is_note(element):
                texts.append(" ")
                notes.append(" ")
            hidden += _is_hidden(element)
            in_note += _is_note(element)
        if event == "start" and not hidden:
            target = notes if in_note else texts
            target += [" " if element.tag in BLOCKS else "", element.text or ""]
        if event != "start":
            blank = " " if event == "end" and element.tag in BLOCKS else ""
            hidden -= event == "end" and _is_hidden(element)
            in_note -= event == "end" and _is_note(element)
            if element is not root and not hidden:
                target = notes if in_note else texts
                target += [blank, element.tail or ""]


def _is_hidden(element: Any) -> bool:
    return element.tag in UNHEARD or _is_call(element)


def _is_note(element: Any) -> bool:
    is_source = element.tag == "section" and "footnotes" in (element.get("class") or "").split()
    return is_source or element.get("role") == "doc-footnote"


def _is_call(element: Any) -> bool:
    """Return whether *element* is the number of a note, which is numbered again in the article."""
    if element.tag == "sup":
        link = element.find("a")
        return link is not None and (link.get("href") or "").startswith("#fn")
    if element.tag != "a":
        return False
    is_source = (element.get("href") or "").startswith("#fn")
    return is_source or (element.get("class") == "reference" and element.get("data-page") is None)
