"""Page numbers that are written when all pages are known, without typesetting again.

A part of a report is typeset with zeros where page numbers of other parts will stand, as many as
the number has digits. Where all digits of a font are equally wide, nothing else on the page depends
on which digits they are. Before each such number the content stream has a comment
(ISO 32000-1, 7.8.2) with the id of the place whose page it names and the ten digits as the font has
them; in descriptions of links, the id stands between two private characters.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pressverk.model import DEFERRED_FOLIOS, DEFERRED_NUMBER
from pressverk.pdf.fill_numbers import BEGIN, COMMENT, END, FOLIO, digits_in
from pressverk.pdf.weasyprint.internals import (
    Box,
    Element,
    Stream,
    TaggedPage,
    boxes,
    digit_glyphs,
)

COUNTERS = frozenset({"counter()", "counters()", "target-counter()", "target-counters()"})


@dataclass(slots=True, kw_only=True)
class DeferredNumbers:
    """The deferred numbers of one document: how many digits each of its elements has.

    *can_be_filled* says whether nothing but these digits depends on the numbers, as far as is
    known: the document has to be laid out and painted first.
    """

    digits: dict[Element, int] = field(default_factory=dict)
    has_folios: bool = False
    can_be_filled: bool = True
    _properties: list[dict[str, Any]] = field(default_factory=list)

    def note_boxes(self, boxes_of: Iterator[Box]) -> None:
        """Give the text boxes among *boxes_of*, before layout, zeros for ids."""
        for box in boxes_of:
            if isinstance(box, boxes.TextBox) and BEGIN in box.text:
                count = self.digits.get(box.element)
                self.can_be_filled &= count is not None and "::" not in box.element_tag
                box.text = "0" * (count or 1)

    def note_pages(self, pages: Sequence[TaggedPage]) -> None:
        """Have what *pages* paint for numbers marked."""
        for page in pages:
            if self.has_folios and not all(
                _is_plain(box) for box in page.box.descendants(placeholders=True)
            ):
                self.can_be_filled = False
            page.when_painted = self._mark
        labels = (label for page in pages for _level, label, *_place in page.bookmarks)
        self.can_be_filled &= not any(BEGIN in label for label in labels)

    def note_written(self, texts: Iterator[str]) -> None:
        """Look at what was written: *texts* are the entries of the tag tree, and of fonts."""
        self.can_be_filled &= not any(BEGIN in text for text in texts)
        self.can_be_filled &= not any("ActualText" in each for each in self._properties)

    def _mark(self, page: TaggedPage, stream: Stream) -> None:
        """Put a comment before each number that *page* painted in *stream*."""
        names = {
            tag["mcid"]: (name, box)
            for box, tag in stream._tags.items()  # noqa: SLF001
            if (name := self._name_of(box)) is not None
        }
        if self.has_folios:
            names |= {
                stream._tags[box]["mcid"]: (FOLIO, box)  # noqa: SLF001
                for box in _folios(page)
                if box in stream._tags  # noqa: SLF001
            }
        if names:
            self._comment(page, stream, names)

    def _count(self, box: Box, page: TaggedPage) -> int:
        return self.digits.get(box.element) or len(str(page.number))

    def _name_of(self, box: Box) -> str | None:
        found = box.element in self.digits and isinstance(box, boxes.TextBox)
        return box.element.get(DEFERRED_NUMBER) if found else None

    def _comment(self, page: TaggedPage, stream: Stream, names: dict[int, tuple[str, Box]]) -> None:
        items: list[Any] = []
        current: tuple[str, Box] | None = None
        for item in stream.stream:
            if isinstance(item, dict) and "MCID" in item:
                current = names.pop(item["MCID"], None)
                self._properties += [item] if current else []
            elif current and isinstance(item, bytes) and item.endswith(b" TJ"):
                name, box = current
                glyphs = digit_glyphs(box.style, stream)
                self.can_be_filled &= glyphs is not None and b"\n" not in item
                if glyphs is not None:
                    codes = b"".join(b"%04x" % glyph for glyph in glyphs)
                    items.append(b"%s<%s> %s" % (COMMENT, name.encode().hex().encode(), codes))
                    self.can_be_filled &= digits_in(item, codes) == self._count(box, page)
                current = None
            items.append(item)
        self.can_be_filled &= not names and current is None
        stream.stream[:] = items


def defer_numbers(html: Element) -> DeferredNumbers:
    """Put ids in the place of the deferred numbers of *html*, for whatever is made of its text."""
    found = DeferredNumbers(has_folios=html.find(f".//style[@{DEFERRED_FOLIOS}]") is not None)
    for element in html.iter("span"):
        name = element.get(DEFERRED_NUMBER)
        if name is not None:
            found.digits[element] = len(element.text or "")
            element.text = f"{BEGIN}{name}{END}"
    return found


def _folios(page: TaggedPage) -> Iterator[Box]:
    """Yield the boxes in the margins of *page* that show its number and nothing else."""
    for margin in page.box.children:
        if isinstance(margin, boxes.MarginBox) and _counts_pages(margin):
            yield from (box for box in margin.descendants() if isinstance(box, boxes.TextBox))


def _is_plain(box: Box) -> bool:
    """Return whether *box* shows a page number in no other way than by that number alone."""
    if isinstance(box, boxes.TextBox | boxes.LineBox):
        return True
    if box.style["string_set"] != "none" and "counter" in repr(box.style["string_set"]):
        return False
    if not _counts_pages(box):
        return True
    content = box.style["content"]
    is_alone = len(content) == 1 and content[0] == ("counter()", ("page", "decimal"))
    return isinstance(box, boxes.MarginBox) and is_alone


def _counts_pages(box: Box) -> bool:
    content = box.style["content"]
    return isinstance(content, tuple) and any(
        item[0] in COUNTERS and "page" in item[1] for item in content
    )
