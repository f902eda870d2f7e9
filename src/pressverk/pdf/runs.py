"""Runs of text that need a font or a direction of their own, marked before layout."""

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

from pressverk.formats import DIGIT_GROUPS, ISOLATED

# A digit in a box: the box comes from another font than the digit, and has no room beside it.
VARIANT = "\N{VARIATION SELECTOR-16}"
KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")
EMOJI = 'font-family: "Noto Emoji"'
VERBATIM = frozenset({"script", "style", "title", "textarea", "option"})


def mark_runs(html: Element) -> None:
    """Set keycaps of *html* in one font, and keep the order of digits in right-to-left text."""
    stack = [(html, False)]
    while stack:
        element, is_rtl = stack.pop()
        if not isinstance(element.tag, str) or element.tag in VERBATIM:
            continue
        direction = (element.get("dir") or "").lower()
        is_rtl = direction == "rtl" if direction in {"rtl", "ltr"} else is_rtl
        children = list(element)
        stack += [(child, is_rtl) for child in children]
        if is_rtl:
            _isolate(element, children)
        _split(element, children)


def _isolate(element: Element, children: list[Element]) -> None:
    if element.text:
        element.text = _isolated(element.text)
    for child in children:
        if child.tail:
            child.tail = _isolated(child.tail)


def _isolated(text: str) -> str:
    return DIGIT_GROUPS.sub(lambda found: ISOLATED.format(found[0]), text)


def _split(element: Element, children: list[Element]) -> None:
    """Put each keycap in *element* itself into a span."""
    if element.text and KEYCAP.search(element.text):
        spans, element.text = _spans(element.text, element.makeelement)
        element[:0] = spans
    for child in children:
        if child.tail and KEYCAP.search(child.tail):
            spans, child.tail = _spans(child.tail, element.makeelement)
            place = list(element).index(child) + 1
            element[place:place] = spans


def _spans(text: str, make: Callable[..., Element]) -> tuple[list[Element], str]:
    """Return spans for the keycaps in *text*, followed by what comes after, and the beginning."""
    first = KEYCAP.search(text)
    assert first is not None  # noqa: S101 - the caller looked
    spans: list[Element] = []
    for found in KEYCAP.finditer(text):
        span = make("span", {"style": EMOJI})
        span.text = found[0].replace(VARIANT, "")  # Noto Emoji has no ligature with it
        following = KEYCAP.search(text, found.end())
        span.tail = text[found.end() : following.start() if following else None]
        spans.append(span)
    return spans, text[: first.start()]
