"""HTML as pages nest it -> a flat body: one block after another, without what only lays out."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from lxml.html import HtmlElement

from pressverk.intake.page_parts import is_fact_box
from pressverk.intake.page_text import HEADINGS, is_block, is_element, lines_of, text_of
from pressverk.intake.release_parts import new

ATOMS = HEADINGS | {"ul", "ol", "dl", "table", "blockquote", "figure", "pre", "hr", "img"}
KEPT = {
    "a": ("href",), "abbr": ("title",), "time": ("datetime",), "ol": ("start", "type"),
    "td": ("colspan", "rowspan"), "th": ("colspan", "rowspan", "scope"),
    "img": ("src", "alt", "data-photographer", "data-illustrator"),
    "figure": ("data-missing", "data-text"),
}  # fmt: skip
FOLLOWED = re.compile(r"(?:https?:|mailto:|tel:)", re.IGNORECASE)
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
LONGEST_CELL = 400


@dataclass(slots=True)
class _Flow:
    """The blocks so far, and the paragraph that is still open."""

    body: HtmlElement
    blocky: frozenset[Any]
    paragraph: HtmlElement = field(default_factory=lambda: new("p"))
    last: HtmlElement | None = None  # what the paragraph ends with; to count its children is slow

    def close(self) -> None:
        """End the paragraph, if it says anything."""
        _strip_breaks(self.paragraph)
        if text_of(self.paragraph):
            self.body.append(self.paragraph)
        self.paragraph, self.last = new("p"), None

    def text(self, text: str | None) -> None:
        """Let *text* go on in the paragraph."""
        if not text:
            return
        if self.last is not None:
            self.last.tail = (self.last.tail or "") + text
        else:
            self.paragraph.text = (self.paragraph.text or "") + text

    def inline(self, element: HtmlElement) -> None:
        """Let *element* go on in the paragraph."""
        element.tail = None
        self.paragraph.append(element)
        self.last = element


def flatten(article: HtmlElement, address: str) -> HtmlElement:
    """Return a ``div`` of the blocks in *article*, which is taken apart.

    Links lead from *address*, where the page was.
    """
    body = new("div")
    _open(article, _Flow(body=body, blocky=_with_blocks_in(article)))
    for element in body.iter():
        if is_element(element):
            _clean(element, address)
    return body


def _with_blocks_in(root: HtmlElement) -> frozenset[Any]:
    """Return the elements in and around which there are blocks."""
    found: set[Any] = set()
    for element in root.iter(*ATOMS, "p", "div", "section", "article", "li", "td"):
        for ancestor in element.iterancestors():
            if ancestor in found:
                break
            found.add(ancestor)
    return frozenset(found)


def _take(element: HtmlElement, flow: _Flow) -> None:
    """Put *element* into the flow: as a block, as a part of a paragraph, or what it holds."""
    if not is_element(element):
        return
    if element.tag == "br":
        _break(element, flow)
    elif is_fact_box(element):
        flow.close()
        flow.body.append(_fact_box(element, flow))
    elif element.tag == "table" and _is_layout(element):
        _open(element, flow)
    elif element.tag in ATOMS or element.tag == "summary":
        # What is folded away under a summary stands under a heading on paper.
        element.tag = "h3" if element.tag == "summary" else element.tag
        flow.close()
        element.tail = None
        flow.body.append(element)
    elif is_block(element) or element in flow.blocky:
        _open(element, flow)
    else:
        flow.inline(element)


def _open(element: HtmlElement, flow: _Flow) -> None:
    """Put what *element* holds into the flow."""
    flow.close()
    flow.text(element.text)
    for child in list(element):
        tail = child.tail
        _take(child, flow)
        flow.text(tail)
    flow.close()


def _break(element: HtmlElement, flow: _Flow) -> None:
    """End the line; two line ends in a row end the paragraph."""
    last = flow.last
    if last is not None and last.tag == "br" and not (last.tail or "").strip():
        flow.close()
    elif last is not None or (flow.paragraph.text or "").strip():
        flow.inline(element)


def _strip_breaks(paragraph: HtmlElement) -> None:
    while len(paragraph) and paragraph[-1].tag == "br" and not (paragraph[-1].tail or "").strip():
        paragraph.remove(paragraph[-1])


def _fact_box(element: HtmlElement, flow: _Flow) -> HtmlElement:
    """Return *element* as a fact box, its first heading as the title."""
    box = new("aside")
    box.set("class", "fact")
    for name in ("class", "id", "data-component"):
        element.attrib.pop(name, None)
    inner = _Flow(body=box, blocky=flow.blocky)
    _open(element, inner)
    if len(box) and box[0].tag in HEADINGS:
        box[0].tag = "h2"
    return box


def _is_layout(table: HtmlElement) -> bool:
    """Return whether *table* only places things on the page."""
    if (
        table.get("role") == "presentation"
        or next(table.iterdescendants("table"), None) is not None
    ):
        return True
    if next(table.iterdescendants("caption", "th", "thead"), None) is not None:
        return False
    rows = [list(row.iterchildren("td")) for row in table.iter("tr")]
    if max(map(len, rows), default=0) < 2 or len(rows) < 2:
        return True
    return any(len(text_of(cell)) > LONGEST_CELL for row in rows for cell in row)


def _clean(element: HtmlElement, address: str) -> None:
    """Take away all attributes of *element* but those that say something."""
    kept = KEPT.get(element.tag, ())
    language = element.get("lang") or element.get("xml:lang") or ""
    is_fact = element.tag == "aside"
    for name in list(element.attrib):
        if name not in kept and not (is_fact and name == "class"):
            del element.attrib[name]
    if LANGUAGE.fullmatch(language):
        element.set("lang", language)
    if element.tag == "a":
        _aim(element, address)
    elif element.tag == "table":
        _head(element)


def _aim(link: HtmlElement, address: str) -> None:
    """Let *link* lead where it led on the page, or nowhere if that can't be followed."""
    target = link.get("href", "").strip()
    if address and target and not target.startswith("#") and not SCHEME.match(target):
        try:
            target = urljoin(address, target)
        except ValueError:
            target = ""
    is_relative = target and not target.startswith("#") and not SCHEME.match(target)
    if FOLLOWED.match(target) or is_relative:
        link.set("href", target)
    else:
        link.attrib.pop("href", None)


def _head(table: HtmlElement) -> None:
    """Make the first row of *table* headers if all in it is bold and no other header is there."""
    rows = list(table.iter("tr"))
    if len(rows) < 2 or next(table.iter("th", "thead"), None) is not None:
        return
    cells = list(rows[0].iterchildren("td"))
    if cells and all(_is_bold(cell) for cell in cells):
        for cell in cells:
            cell.tag = "th"
            cell.set("scope", "col")
            for each in list(cell.iter("strong", "b")):
                each.drop_tag()


def _is_bold(element: HtmlElement) -> bool:
    """Return whether all text in *element* is bold."""
    bold = " ".join(text_of(each) for each in element.iter("strong", "b"))
    return bool(bold) and bold == " ".join(lines_of(element))


def bold_text(paragraph: HtmlElement) -> str:
    """Return the text of *paragraph* if all of it is bold."""
    return text_of(paragraph) if paragraph.tag == "p" and _is_bold(paragraph) else ""
