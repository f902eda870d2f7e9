"""The languages of passages: what Word says of them, where it is worth believing.

Programs mark what is typed with the language of the keyboard. A text that is full of another
language's commonest words is in that language, whatever it is marked with.
"""

import re
from typing import Any

from lxml.html import HtmlElement

from pressverk.accessibility.checks.languages import FUNCTION_WORDS
from pressverk.i18n import _
from pressverk.intake.gathering import Gathering
from pressverk.intake.model import NoteKind

WORD = re.compile(r"[^\W\d_]+")
FEWEST = 3  # of the commonest words that identify a language


def mark_languages(body: HtmlElement, gathering: Gathering) -> str:
    """Return the language of *body*, and leave marked only what is in another.

    What most of the text is marked with is what the keyboard was set to: it is the language
    that the words show, whatever it is called.
    """
    marked = [each for each, _count in gathering.shares.most_common() if each]
    usual = next(iter(marked), "")
    detected = detected_language(
        " ".join(each.text_content() for each in body if isinstance(each.tag, str))
    )
    language = detected or usual
    for span in body.xpath(".//span[@lang]"):
        tag, words = span.get("lang"), span.text_content()
        is_keyboard = tag == usual and detected_language(words) != tag
        if tag == language or is_keyboard or not WORD.search(words):
            span.drop_tag()
    for paragraph in body.iter("p", "li", "td", "th", "h2", "h3", "h4", "h5", "h1"):
        _settle(paragraph, language, gathering)
    return language


def detected_language(text: str) -> str:
    """Return the language whose commonest words *text* is full of, or nothing.

    >>> detected_language("Det är en dag som alla har väntat på."), detected_language("Paris 2018")
    ('sv', '')
    """
    words = [word.lower() for word in WORD.findall(text)]
    counts = sorted(
        ((sum(word in common for word in words), name) for name, common in FUNCTION_WORDS.items()),
        reverse=True,
    )
    (most, name), (second, _other) = counts[0], counts[1]
    return name if most >= FEWEST and most > 1.3 * second else ""


def _settle(paragraph: Any, language: str, gathering: Gathering) -> None:
    """Believe the words of a paragraph more than its marks; move the mark of a whole one to it."""
    spans = paragraph.xpath(".//span[@lang]")
    if not spans:
        return
    detected = detected_language(paragraph.text_content())
    if detected == language:
        for span in spans:
            if detected_language(span.text_content()) in {"", language} and _is_long(span):
                span.drop_tag()
        return
    letters = sum(len("".join(WORD.findall(s.text_content()))) for s in spans)
    total = len("".join(WORD.findall(paragraph.text_content())))
    tags = {span.get("lang") for span in spans}
    if letters == total and len(tags) == 1 and paragraph.tag in {"p", "h1", "h2", "h3", "h4", "h5"}:
        tag = tags.pop()
        for span in spans:
            span.drop_tag()
        if tag not in FUNCTION_WORDS or detected == tag or not detected:
            paragraph.set("lang", tag)
        if not detected:
            message = _(
                "marked as {tag} in Word, and too short to be sure; see whether it is",
                tag=repr(tag),
            )
            gathering.note(
                NoteKind.DECIDE, "language", message, paragraph.text_content().strip(), at=paragraph
            )


def _is_long(span: Any) -> bool:
    """Return whether *span* has enough words for its language to be detected."""
    return len(WORD.findall(span.text_content())) > 8
