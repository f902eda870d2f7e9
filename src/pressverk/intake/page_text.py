"""The words of HTML as a reader sees them: blocks apart, what is inline together."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml.html import HtmlElement

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BLOCKS = HEADINGS | frozenset({
    "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd",
    "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
    "header", "hgroup", "hr", "html", "label", "legend", "li", "main", "menu", "nav", "ol",
    "option", "p", "pre", "section", "select", "summary", "table", "tbody", "td", "textarea",
    "tfoot", "th", "thead", "tr", "ul", "iframe", "video", "audio", "object", "noscript",
})  # fmt: skip
BLANKS = re.compile(r"[ \t\r\n\f\v\x85\xa0\u2028\u2029\u202f]+")
WORDS = re.compile(r"\w+")


def is_element(node: Any) -> bool:
    """Return whether *node* is an element, and no comment or instruction."""
    return isinstance(node.tag, str)


def is_block(node: Any) -> bool:
    """Return whether a line ends before and after *node*."""
    return is_element(node) and node.tag in BLOCKS


def text_of(element: HtmlElement) -> str:
    """Return the text of *element* on one line.

    >>> from pressverk.html import parse
    >>> text_of(parse("<p>Vå<b>ld</b></p><p>och<br>brott</p>"))
    'Våld och brott'
    """
    return " ".join(lines_of(element))


def lines_of(element: HtmlElement) -> list[str]:
    """Return the lines of *element*: blocks and what line breaks separate, without empty ones."""
    if not len(element):
        text = BLANKS.sub(" ", element.text or "").strip()
        return [text] if text else []
    whole = "".join(_pieces(element, with_pictures=False))
    return [text for line in whole.split("\n") if (text := BLANKS.sub(" ", line).strip())]


def all_text_of(element: HtmlElement) -> str:
    """Return the text of *element* with the alternative texts of its pictures."""
    whole = "".join(_pieces(element, with_pictures=True)).replace("\n", " ")
    return BLANKS.sub(" ", whole).strip()


def is_longer(element: HtmlElement, limit: int) -> bool:
    """Return whether *element* has more than *limit* characters, without reading on from there."""
    length = 0
    for text in element.itertext():
        length += len(text)
        if length > limit:
            return True
    return False


def words_in(texts: Iterable[str]) -> Iterator[str]:
    """Yield the words of *texts*."""
    for text in texts:
        yield from WORDS.findall(text)


def _pieces(element: Any, *, with_pictures: bool) -> Iterator[str]:
    r"""Yield the text of *element*, ``\n`` where a line ends, without recursion."""
    stack: list[tuple[Any, bool]] = [(element, False)]
    while stack:
        node, is_end = stack.pop()
        tail = _plain(node.tail) if node is not element else ""
        if is_end:
            yield ("\n" if is_block(node) else "") + tail
        elif not is_element(node):
            yield tail
        else:
            yield _opening(node, with_pictures=with_pictures) + _plain(node.text)
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(node))


def _plain(text: str | None) -> str:
    """Return *text* without line ends, which in HTML are spaces."""
    return text.replace("\n", " ") if text else ""


def _opening(node: Any, *, with_pictures: bool) -> str:
    if node.tag == "br" or node.tag in BLOCKS:
        return "\n"
    if node.tag == "img" and with_pictures:
        return f" {node.get('alt', '')} "
    return ""
