"""References that don't say their page where what they lead to stands on the same one.

A reference says its page in ``data-page`` (which a stylesheet shows), or in an element with
``data-own-page`` inside the link. Both are taken out of the HTML where they would say the page
that they stand on, and the document is laid out again.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import weasyprint

from pressverk.model import OWN_PAGE
from pressverk.pdf.weasyprint.internals import Element, TaggedPage

WORDS = "data-page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A *link* that says a page: in *words* before a number, or in the element *said*."""

    link: Element
    words: str = ""
    said: Element = None
    children: tuple[Element, ...] = ()

    def hide(self) -> None:
        """Take the page out of the HTML."""
        if self.said is None:
            del self.link.attrib[WORDS]
        else:
            self.said.text = None
            self.said[:] = []

    def show(self) -> None:
        """Put the page back."""
        if self.said is None:
            self.link.set(WORDS, self.words)
        else:
            self.said.text = self.words
            self.said[:] = self.children


def lay_out_without_own_pages(
    html: Element, lay_out: Callable[[], weasyprint.Document]
) -> weasyprint.Document:
    """Return what *lay_out* makes of *html*, in which no reference says the page that it is on.

    A reference that is moved to another page when it no longer says its page gets it back for good.
    """
    references = [*_references(html)]
    hidden: list[Reference] = []
    settled: list[Reference] = []
    while True:
        document = lay_out()
        own = _on_own_page(document.pages) if references else set()
        wrong = [each for each in hidden if each.link not in own]
        new = [each for each in references if each.link in own and each not in hidden + settled]
        if not wrong and not new:
            return document
        for reference in wrong:
            reference.show()
        for reference in new:
            reference.hide()
        settled += wrong
        hidden = [each for each in hidden if each not in wrong] + new


def _references(html: Element) -> Iterator[Reference]:
    for link in html.iter("a"):
        if link.get(WORDS):
            yield Reference(link=link, words=link.get(WORDS))
        for said in link.findall(f".//*[@{OWN_PAGE}]"):
            yield Reference(link=link, words=said.text or "", said=said, children=tuple(said))


def _on_own_page(pages: Sequence[TaggedPage]) -> set[Element]:
    """Return the links that end on the page where what they lead to begins."""
    places: dict[str, int] = {}
    ends: dict[Element, tuple[int, str]] = {}
    for number, page in enumerate(pages):
        for name in page.anchors:
            places.setdefault(name, number)
        for kind, target, _rectangle, box in page.links:
            if kind == "internal" and box.element is not None:
                ends[box.element] = number, target
    return {link for link, (number, target) in ends.items() if places.get(target) == number}
