"""Paragraphs of a document of an office program: runs and how they look, as HTML."""

import re
from dataclasses import dataclass, field

from lxml.etree import Comment
from lxml.html import Element, HtmlElement


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How a run looks, and what it says besides its words."""

    bold: bool = False
    italic: bool = False
    struck: bool = False
    raised: str = ""
    language: str = ""
    address: str = ""
    code: bool = False


@dataclass(slots=True)
class Paragraph:
    """A paragraph as read: its *element*, what floats beside it, and how its letters look."""

    element: HtmlElement
    floating: list[HtmlElement] = field(default_factory=list)
    letters: int = 0
    bold: int = 0
    italic: int = 0
    size: int = 0
    hidden: str = ""

    @property
    def text(self) -> str:
        """The paragraph's text, on one line."""
        return " ".join("".join(self.element.itertext(with_tail=True)).split())


def append_run(element: HtmlElement, text: str, look: Format) -> None:
    """Append *text* to *element*, in the elements that say how it looks."""
    inner = element
    if look.address:
        inner = _nested(inner, Element("a", href=look.address))
    if look.language:
        inner = _nested(inner, Element("span", lang=look.language))
    tags = ((look.bold, "strong"), (look.italic, "em"), (look.struck, "del"), (look.code, "code"))
    for is_set, tag in (*tags, (bool(look.raised), look.raised)):
        if is_set:
            inner = _nested(inner, Element(tag))
    append_text(inner, "".join(each for each in text if each >= " " or each in "\t\n"))


def append_text(element: HtmlElement, text: str) -> None:
    """Append *text* to what *element* holds."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def append_comment(element: HtmlElement, text: str) -> None:
    """Append *text* to *element* as a comment, which may hold no two hyphens."""
    element.append(Comment(re.sub(r"-{2,}|-$", "–", text)))


def _nested(outer: HtmlElement, inner: HtmlElement) -> HtmlElement:
    outer.append(inner)
    return inner
