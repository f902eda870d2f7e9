"""The main content of a page.

Which texts belong to it is trafilatura's judgement. Its own result has lost what the page says
about the texts, so the element of the page is sought that holds most of them and least else.
"""

import re
from typing import Any, NamedTuple

import trafilatura
from lxml.html import HtmlElement

from pressverk.intake.page_furniture import LINK_DENSITY, furniture_of
from pressverk.intake.page_text import WORDS, is_block, is_element

# What it would take too long to judge, few pages are as long as; all of it is content then.
LONGEST, LONGEST_JUDGED = 5_000_000, 200_000
DATA = re.compile(r"data:[^\s\"')>]{1000,}")


def main_content(body: HtmlElement, html: str) -> HtmlElement:
    """Return the element of *body*, that of the page *html*, which holds the main content."""
    text = _judged(DATA.sub("data:,", html))
    return element_of(body, text) if text else _by_element(body)


def element_of(body: HtmlElement, text: str) -> HtmlElement:
    """Return the element of *body* that holds most of *text*, the main content, and least else.

    It is the one of the greatest F-measure over words, the innermost of several.
    """
    words = WORDS.findall(text)
    judged = _Judged(letters="".join(words), words=len(words))
    counts: dict[Any, _Count] = {}
    for element in reversed(list(body.iter())):  # children before their parents
        if is_element(element):
            counts[element] = _count(element, judged, counts)
    all_judged = counts[body].judged
    return max(
        (element for element in counts if is_block(element)),
        key=lambda each: 2 * counts[each].judged / max(1, counts[each].words + all_judged),
    )


def _judged(html: str) -> str:
    """Return the text of the main content of *html*, or nothing where it can't be found."""
    if len(html) > LONGEST:
        return ""
    text = trafilatura.extract(html, fast=True, favor_recall=True, include_comments=False)
    return text if text and len(text) <= LONGEST_JUDGED else ""


class _Judged(NamedTuple):
    """The letters of the main content, without spaces and punctuation, and their number."""

    letters: str
    words: int


class _Count(NamedTuple):
    """How many words an element holds, how many of them are main content, and how many links."""

    words: int = 0
    judged: int = 0
    linked: int = 0


def _count(element: HtmlElement, judged: _Judged, counts: dict[Any, _Count]) -> _Count:
    """Return the count of *element*; what is furniture counts for nothing."""
    within = [counts[child] for child in element if child in counts]
    words = WORDS.findall(_own_text(element)) if is_block(element) else []
    total = len(words) + sum(each.words for each in within)
    found = _Count(
        words=total,
        judged=sum(each.judged for each in within)
        + (len(words) if "".join(words) in judged.letters else 0),
        linked=sum(each.linked for each in within),
    )
    if element.tag == "a":
        return found._replace(linked=len(WORDS.findall(" ".join(element.itertext()))))
    # Systems wrap whole pages in a form, or give the main content the name of a link to it.
    if not is_block(element) or found.judged > judged.words / 2:
        return found
    is_menu = total > 0 and found.linked / total > LINK_DENSITY
    # What a page folds away may be its text.
    is_furniture = furniture_of(element) not in {"", "hidden-text"}
    return _Count() if is_menu or is_furniture else found


def _own_text(element: HtmlElement) -> str:
    """Return the text of *element* that stands in none of the blocks in it."""
    if not len(element):
        return element.text or ""
    pieces: list[str] = [element.text or ""]
    stack = list(reversed(element))
    while stack:
        child = stack.pop()
        if is_block(child):
            pieces.append(f" {child.tail or ''}")
            continue
        if is_element(child):
            pieces.append(child.text or "")
            if child.tail:
                stack.append(_Tail(child.tail))
            stack.extend(reversed(child))
        else:
            pieces.append(child.tail or "")
    return re.sub(r"\s+", " ", "".join(pieces))


class _Tail:
    """Text that follows an element, where one is expected."""

    tag = None

    def __init__(self, tail: str) -> None:
        self.tail = tail


def _by_element(body: HtmlElement) -> HtmlElement:
    """Return the element that the page itself calls its main content, or *body*."""
    for path in (".//*[@itemprop='articleBody']", ".//main", ".//*[@role='main']", ".//article"):
        found = body.xpath(path)
        if len(found) == 1:
            return found[0]
    return body
