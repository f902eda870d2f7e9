"""The parts of a report typeset until their page numbers agree, and kept for the next time.

Numbers are deferred where that can be: a part is typeset for all numbers of as many digits, and
they are written when the parts are merged. How many digits they will have is known from the last
time or estimated, from as many parts before as are typeset.
"""

import json
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf

from pressverk.build.manifest import fingerprint
from pressverk.build.page_numbers import (
    LOCATORS,
    OWN_ID,
    ROMAN,
    Numbering,
    extent_of,
    fill_page_numbers,
    number_pages,
)
from pressverk.errors import OutputError, TypesettingError
from pressverk.files import make_folder, read_state, write_whole
from pressverk.i18n import _
from pressverk.model import DEFERRED_FOLIOS, Document, Extent, Finding, Pdf, Place

Submit = Callable[[Document], Future[Pdf]]
MOST_ROUNDS = 8
NUMBERS = "numbers.json"
PAGE_LENGTH = 8000  # characters of HTML on a page, until the first part is typeset


@dataclass(frozen=True, slots=True, kw_only=True)
class TypesetParts:
    """The parts of a report, in order, and the *numbering* that is to be written into them.

    *starts* are the numbers that their pages count from, None where they are written already.
    """

    pdfs: tuple[Pdf, ...]
    numbering: Numbering
    starts: tuple[int | None, ...]


def typeset_parts(
    document: Document,
    submit: Submit,
    *,
    at_once: int = 1,
    kept: Path | None = None,
    environment: str = "",
) -> TypesetParts:
    """Return the parts of *document* typeset, with the numbers of the pages that they refer to.

    *submit* has a part typeset, *at_once* of them side by side. *kept* is a folder for the parts of
    this publication: what is the same as before isn't typeset again, as long as *environment* is.

    Raises:
        TypesettingError: when a part can't be typeset, or the numbers never agree.
    """
    typesetter = _Typesetter(
        document=document, submit=submit, at_once=at_once, environment=environment
    )
    typesetter.recall(kept)
    # What refers to all pages, and changes the number of none, waits for the others.
    for parts in ([part for part in document.parts if not _comes_last(part)], document.parts):
        typesetter.typeset(parts)
    typesetter.keep(kept)
    return typesetter.result()


def _comes_last(part: Document) -> bool:
    return part.numerals == ROMAN or LOCATORS in part.html


@dataclass(slots=True, kw_only=True)
class _Typesetter:
    """Parts of *document* by their addresses: their extents as far as known, what is done by key.

    In *fixed* are those whose numbers can't be deferred.
    """

    document: Document
    submit: Submit
    at_once: int
    environment: str
    kept: Path | None = None
    extents: dict[str, Extent] = field(default_factory=dict)
    fixed: set[str] = field(default_factory=set)
    done: dict[str, Pdf] = field(default_factory=dict)
    _numbering: Numbering | None = None
    _counted: dict[str, Extent] = field(default_factory=dict)

    def typeset(self, parts: Sequence[Document]) -> None:
        """Typeset *parts* until each has the numbers that follow from the extents of all."""
        for _round in range(MOST_ROUNDS):
            if not self._typeset_once(parts):
                return
        message = _("page numbers change the pages that they refer to, again and again; rephrase")
        place = Place(file=self.document.source)
        raise TypesettingError([Finding(place=place, message=message, rule="restless-numbers")])

    def _typeset_once(self, parts: Sequence[Document]) -> bool:
        """Typeset those of *parts* that aren't as they should be; return whether there were any.

        Each is given to a worker as late as can be: what is done by then has its numbers.
        """
        waiting: deque[tuple[str, str, Future[Pdf]]] = deque()
        is_new = False
        for part in parts:
            while len(waiting) >= self.at_once:
                self._take(*waiting.popleft())
            settled, key = self._settled(part)
            if key in self.done:
                self._note(part.address, key)
            elif (pdf := self._load(key)) is not None:
                is_new = True
                self.done[key] = pdf
                self._note(part.address, key)
            else:
                is_new = True
                waiting.append((part.address, key, self.submit(settled)))
        while waiting:
            self._take(*waiting.popleft())
        return is_new

    def _take(self, address: str, key: str, future: Future[Pdf]) -> None:
        pdf = future.result()
        self.done[key] = pdf
        if pdf.can_be_filled:
            self._note(address, key)
        else:
            self.fixed.add(address)

    def _note(self, address: str, key: str) -> None:
        if key not in self._counted:
            self._counted[key] = extent_of(self.done[key].data)
        extent = self._counted[key]
        if self.extents.get(address) != extent:
            self.extents[address] = extent
            self._numbering = None

    def _load(self, key: str) -> Pdf | None:
        """Return the part called *key* as it is kept, if it is."""
        if self.kept is None:
            return None
        try:
            data = read_state(self.kept / f"{key}.pdf")
            extent = self._counted[key] = extent_of(data)
        except (OSError, pikepdf.PdfError, ValueError, LookupError, TypeError, AttributeError):
            return None
        return Pdf(data=data, page_count=extent.pages)

    def _settled(self, part: Document) -> tuple[Document, str]:
        defers = part.address not in self.fixed
        settled = fill_page_numbers(part, self.numbering(), defers=defers)
        return settled, fingerprint(settled, self.environment)

    def numbering(self) -> Numbering:
        """Return the numbers that follow from what is known, and estimates of what isn't."""
        if self._numbering is None:
            self._numbering = _numbering(self.document.parts, self.extents)
        return self._numbering

    def result(self) -> TypesetParts:
        """Return the parts as they are done."""
        numbering, parts = self.numbering(), self.document.parts
        settled = [self._settled(part) for part in parts]
        return TypesetParts(
            pdfs=tuple(self.done[key] for _part, key in settled),
            numbering=numbering,
            starts=tuple(
                numbering.starts[part.address] if DEFERRED_FOLIOS in filled.html else None
                for part, (filled, _key) in zip(parts, settled, strict=True)
            ),
        )

    def recall(self, kept: Path | None) -> None:
        """Take what is known of the last time, which is as it was more often than not."""
        self.kept = kept
        if kept:
            self.extents, self.fixed = _recalled(kept)

    def keep(self, kept: Path | None) -> None:
        """Keep the parts that nothing is to be said about, and only these.

        A loss costs time alone.
        """
        if kept is None:
            return
        keys = {self._settled(part)[1] for part in self.document.parts}
        with suppress(OSError, OutputError):
            make_folder(kept)
            for path in kept.glob("*.pdf"):
                if path.stem not in keys:
                    path.unlink()
            for key in keys:
                if not self.done[key].findings and not (kept / f"{key}.pdf").exists():
                    write_whole(kept / f"{key}.pdf", self.done[key].data, durable=False)
            write_whole(kept / NUMBERS, json.dumps(self._table()).encode(), durable=False)

    def _table(self) -> Mapping[str, object]:
        addresses = [part.address for part in self.document.parts]
        return {
            "extents": {
                address: (self.extents[address].pages, dict(self.extents[address].places))
                for address in addresses
            },
            "fixed": [address for address in addresses if address in self.fixed],
        }


def likely_numbering(parts: Sequence[Document], kept: Path) -> Numbering:
    """Return the page numbers of *parts* as *kept* has them of the last time, else estimated."""
    return _numbering(parts, _recalled(kept)[0])


def _recalled(kept: Path) -> tuple[dict[str, Extent], set[str]]:
    """Return the extents of parts the last time, and which have numbers that can't be deferred."""
    with suppress(OSError, ValueError, TypeError, KeyError, RecursionError, AttributeError):
        table = json.loads(read_state(kept / NUMBERS))
        extents = {
            str(address): Extent(pages=int(pages), places=dict(places))
            for address, (pages, places) in table["extents"].items()
        }
        return extents, set(table["fixed"])
    return {}, set()


def _numbering(parts: Sequence[Document], extents: Mapping[str, Extent]) -> Numbering:
    """Return the numbers that follow from *extents*, and from estimates of what isn't there."""
    known = [part for part in parts if part.address in extents]
    pages = sum(extents[part.address].pages for part in known)
    length = sum(len(part.html) for part in known) / pages if pages else PAGE_LENGTH
    return number_pages(
        parts, [extents.get(part.address) or _estimated(part, length) for part in parts]
    )


def _estimated(part: Document, page_length: float) -> Extent:
    """Return about how many pages *part* takes, when one holds *page_length* characters of HTML."""
    pages = max(1, round(len(part.html) / page_length))
    places = {
        match[1]: min(pages - 1, int(match.start() / page_length))
        for match in OWN_ID.finditer(part.html)
    }
    return Extent(pages=pages, places=places)
