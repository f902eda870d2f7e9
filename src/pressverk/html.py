"""HTML fragments: parsed to trees, serialised, and their text.

lxml's own HTML serialiser percent-encodes addresses; an address here stays as the author wrote it.
"""

import re
from collections.abc import Iterator
from html import escape
from typing import Any
from unicodedata import category

import lxml.html

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"
VOID = frozenset({"br", "hr", "img", "wbr", "col"})
ORDER = " class id role href src alt lang title "
BLANKS = re.compile(r"[ \t\r\n]+")
WORDS = re.compile(r"[^\W_]+(?: [^\W_]+)*+")


def parse(html: str) -> Any:
    """Return a ``div`` that holds the fragment *html*."""
    parser = lxml.html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    return lxml.html.fragment_fromstring(html, create_parent="div", parser=parser)


def serialise(root: Any) -> str:
    """Return what *root* holds as HTML.

    >>> serialise(parse('<p title="&amp;">1 &lt; 2<br>å</p>'))
    '<p title="&amp;">1 &lt; 2<br>å</p>'
    """
    return "".join(_pieces(root))


def _pieces(root: Any) -> Iterator[str]:
    """Yield the fragment in pieces; a stack instead of recursion allows any depth."""
    yield _text(root.text)
    stack = [iter(root)]
    closing: list[str] = []
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
            if closing:
                yield closing.pop()
            continue
        attributes = "".join(f' {name}="{_value(value)}"' for name, value in _in_order(element))
        yield f"<{element.tag}{attributes}>"
        if element.tag in VOID:
            yield _text(element.tail)
            continue
        yield _text(element.text)
        stack.append(iter(element))
        closing.append(f"</{element.tag}>{_text(element.tail)}")


def _in_order(element: Any) -> list[tuple[str, str]]:
    """Return the attributes in a fixed order, whatever the order they were set in."""
    return sorted(element.items(), key=lambda item: (ORDER.find(f" {item[0]} ") % 1_000, item[0]))


def _text(text: str | None) -> str:
    return _named(escape(text, quote=False)) if text else ""


def _value(text: str) -> str:
    return _named(escape(text, quote=False).replace('"', "&quot;"))


def _named(text: str) -> str:
    """Return *text* with invisible characters as named entities."""
    return text.replace("\xa0", "&nbsp;").replace("\xad", "&shy;")


def plain(element: Any) -> str:
    r"""Return the text of *element*, white space collapsed.

    >>> plain(parse("<p>one <em>two</em>\n three</p>"))
    'one two three'
    """
    return BLANKS.sub(" ", "".join(element.itertext())).strip(" ")


def is_empty(element: Any) -> bool:
    r"""Return whether *element* shows nothing: no visible characters and no pictures.

    >>> is_empty(parse("<p>\xa0\xad</p>")), is_empty(parse('<p><img src="a"></p>'))
    (True, False)
    """
    if element.tag == "img" or element.find(".//img") is not None:
        return False
    return all(character.isspace() or category(character) == "Cf" for character in plain(element))


def without_notes(element: Any) -> str:
    """Return the text of *element* without its notes and their numbers.

    >>> without_notes(parse('<h2>A<span role="doc-footnote">B</span> C</h2>'))
    'A C'
    """
    return BLANKS.sub(" ", "".join(_texts(element))).strip(" ")


def _texts(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if not is_note(child):
            yield from _texts(child)
        yield child.tail or ""


def is_note(element: Any) -> bool:
    """Return whether *element* is a note, or the call of a note that is elsewhere.

    Other references are followed by the page of their target.
    """
    is_number = element.get("class") == "reference" and element.get("data-page") is None
    return is_number or element.get("role") == "doc-footnote"


def landmarks(element: Any) -> tuple[str, ...]:
    """Return some phrases of *element* by which it can be found in its source, the longest first.

    Only words separated by plain spaces: punctuation may be written or refined in many ways. Notes
    are left out, since they are written elsewhere.

    >>> landmarks(parse("<h2>Årets <em>pris</em> – till Exempel och andra</h2>"))
    ('till Exempel och andra', 'Årets', 'pris')
    """
    found = (match[0][:80] for text in _texts(element) for match in WORDS.finditer(text))
    return tuple(sorted(found, key=len, reverse=True)[:3])
