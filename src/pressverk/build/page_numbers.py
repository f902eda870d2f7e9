"""Page numbers: what a part is, which numbers its pages get, and where they are written.

A part names a place by its id. On which page that stands is known when all parts are typeset;
their HTML is then written anew with the numbers, until none changes.

Parts typeset until their page numbers agree, and kept for the next time.
"""

import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pikepdf

from pressverk.build.manifest import fingerprint
from pressverk.errors import OutputError, TypesettingError
from pressverk.files import make_folder, read_state, write_whole
from pressverk.i18n import _
from pressverk.model import ELSEWHERE, Document, Extent, Finding, Pdf, Place

# Links to other parts are written so, and lead within the book when it is bound.
ROMAN = "lower-roman"
ROMAN_NUMERALS = (
    (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"),
    (1, "i"),
)  # fmt: skip
UNKNOWN = "00"  # as wide as most numbers

OWN_ID = re.compile(r'<[^<>]*?\sid="([^"]*)"')
INTERNAL = re.compile(r'(<a\b[^<>]*?\shref=")#([^"]*)(")')
REFERENCE = re.compile(
    r'(<a\b[^<>]*?\shref="#([^"]*)"[^<>]*?)\sdata-page="([^"]*)"'
    r"([^<>]*>)(.*?)(?=</a>)",
    re.DOTALL,
)
PAGE = re.compile(r'(<span class="page") data-of="([^"]*)">')
LOCATORS = re.compile(r'(<span class="locators") data-of="([^"]*)">')


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering:
    """The number of the first page of each part, by its address, and that of the page of each id.

    What is in ``roman`` is numbered in roman numerals.
    """

    starts: Mapping[str, int] = field(default_factory=dict)
    pages: Mapping[str, int] = field(default_factory=dict)
    roman: frozenset[str] = frozenset()

    def label(self, name: str) -> str:
        """Return what is printed on the page of *name*."""
        if name not in self.pages:
            return UNKNOWN
        number = self.pages[name]
        return roman(number) if name in self.roman else str(number)


def extent_of(pdf: bytes) -> Extent:
    """Return the extent of a part that is typeset."""
    with pikepdf.open(io.BytesIO(pdf)) as part:
        order = {page.obj.objgen: number for number, page in enumerate(part.pages)}
        names = part.Root.get("/Names", pikepdf.Dictionary())
        flat = list(names.get("/Dests", pikepdf.Dictionary()).get("/Names", []))
        places = {
            str(name): order[target[0].objgen]
            for name, target in zip(flat[::2], flat[1::2], strict=True)
        }
        return Extent(pages=len(part.pages), places=places)


def number_pages(parts: Sequence[Document], extents: Sequence[Extent]) -> Numbering:
    """Return the numbers of all pages: parts in roman numerals count for themselves."""
    counts = {True: 1, False: 1}
    starts: dict[str, int] = {}
    pages: dict[str, int] = {}
    romans: set[str] = set()
    for part, extent in zip(parts, extents, strict=True):
        is_roman = part.numerals == ROMAN
        start = counts[is_roman]
        starts[part.address] = start
        pages |= {name: start + place for name, place in extent.places.items()}
        romans |= set(extent.places) if is_roman else set()
        counts[is_roman] += extent.pages
    return Numbering(starts=starts, pages=pages, roman=frozenset(romans))


def fill_page_numbers(part: Document, numbering: Numbering) -> Document:
    """Return *part* with its page numbers written out."""
    start = numbering.starts.get(part.address, 1)
    own = frozenset(OWN_ID.findall(part.html))

    def elsewhere(match: re.Match[str]) -> str:
        before, name, after = match.groups()
        return match[0] if name in own else f"{before}{ELSEWHERE}{name}{after}"

    def reference(match: re.Match[str]) -> str:
        before, name, words, after, text = match.groups()
        return f"{before}{after}{text}{words}{numbering.label(name)}"

    html = REFERENCE.sub(reference, part.html)
    html = PAGE.sub(lambda match: f"{match[1]}>{numbering.label(match[2])}", html)
    html = LOCATORS.sub(lambda match: f"{match[1]}>{_locators(match[2], numbering)}", html)
    html = INTERNAL.sub(elsewhere, html)
    first = f"<style>@page :first {{ counter-reset: page {start} }}</style>"
    return replace(part, html=html.replace("</head>", f"{first}</head>", 1))


def _locators(marks: str, numbering: Numbering) -> str:
    """Return where an index leads: a link for each page or run of pages."""
    return ", ".join(
        f'<a href="#{name}">{_run(first, last)}</a>'
        for name, first, last in _runs(sorted(_spans(marks, numbering)))
    )


def _spans(marks: str, numbering: Numbering) -> Iterator[tuple[int, int, str]]:
    """Yield first and last page of each mark: ``id``, or ``id..id`` from one to another."""
    for mark in marks.split():
        name, _dots, end = mark.partition("..")
        first = numbering.pages.get(name, 0)
        yield first, max(first, numbering.pages.get(end, first)), name


def _runs(spans: Sequence[tuple[int, int, str]]) -> Iterator[tuple[str, int, int]]:
    """Join *spans* that meet."""
    run: tuple[str, int, int] | None = None
    for first, last, name in spans:
        if run is not None and first <= run[2] + 1:
            run = (run[0], run[1], max(run[2], last))
        else:
            if run is not None:
                yield run
            run = (name, first, last)
    if run is not None:
        yield run


def _run(first: int, last: int) -> str:
    """Return the pages from *first* to *last* as an index has them.

    >>> _run(12, 12), _run(12, 14)
    ('12', '12–14')
    """
    return str(first) if first == last else f"{first}–{last}"


def roman(number: int) -> str:
    """Return *number* in small roman numerals.

    >>> roman(4), roman(19)
    ('iv', 'xix')
    """
    written = ""
    for value, numeral in ROMAN_NUMERALS:
        count, number = divmod(number, value)
        written += numeral * count
    return written


Submit = Callable[[Document], Future[Pdf]]
Measure = Callable[[Document], Future[Extent]]
MOST_ROUNDS = 6
NUMBERS = "numbers.json"


def typeset_parts(
    document: Document,
    submit: Submit,
    measure: Measure,
    *,
    kept: Path | None = None,
    house: str = "",
) -> list[Pdf]:
    """Return the parts of *document* typeset, with the numbers of the pages that they refer to.

    *submit* has a part typeset, *measure* only laid out. *kept* is a folder for the parts of
    this publication: what is the same as before isn't typeset again, as long as *house* is.

    Raises:
        TypesettingError: when a part can't be typeset, or the numbers never agree.
    """
    numbering = _numbering_before(kept) or _measured(document, measure)
    done: dict[str, Pdf] = {}
    for _round in range(MOST_ROUNDS):
        settled = [fill_page_numbers(part, numbering) for part in document.parts]
        keys = [fingerprint(part, house) for part in settled]
        waiting = {
            key: submit(part)
            for key, part in sorted(zip(keys, settled, strict=True), key=_longest_first)
            if key not in done and not _load(done, key, kept)
        }
        done |= {key: future.result() for key, future in waiting.items()}
        pdfs = [done[key] for key in keys]
        found = number_pages(document.parts, [extent_of(pdf.data) for pdf in pdfs])
        if found == numbering:
            _keep(pdfs, keys, numbering, kept)
            return pdfs
        numbering = found
    message = _("page numbers change the pages that they refer to, again and again; rephrase")
    place = Place(file=document.source)
    raise TypesettingError([Finding(place=place, message=message, rule="restless-numbers")])


def _measured(document: Document, measure: Measure) -> Numbering:
    """Return the numbers that the parts have while those in them are unknown: right, or nearly."""
    settled = [(part.address, fill_page_numbers(part, Numbering())) for part in document.parts]
    waiting = {name: measure(part) for name, part in sorted(settled, key=_longest_first)}
    return number_pages(document.parts, [waiting[part.address].result() for part in document.parts])


def _longest_first(named: tuple[str, Document]) -> int:
    """Put the parts that take longest before the others, so that no core waits at the end."""
    return -len(named[1].html)


def _load(done: dict[str, Pdf], key: str, kept: Path | None) -> bool:
    """Take the part called *key* from the folder, if it is there."""
    if kept is None:
        return False
    try:
        data = read_state(kept / f"{key}.pdf")
        extent = extent_of(data)
    except (OSError, ValueError, RuntimeError, LookupError, TypeError, AttributeError):
        return False
    done[key] = Pdf(data=data, page_count=extent.pages)
    return True


def _numbering_before(kept: Path | None) -> Numbering | None:
    """Return the numbers of the last time, which are those of this time more often than not."""
    try:
        table = json.loads(read_state(kept / NUMBERS)) if kept else {}
        return Numbering(
            starts=dict(table["starts"]),
            pages=dict(table["pages"]),
            roman=frozenset(table["roman"]),
        )
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def _keep(
    pdfs: Sequence[Pdf], keys: Sequence[str], numbering: Numbering, kept: Path | None
) -> None:
    """Keep the parts that nothing is to be said about, and only these; a loss costs time alone."""
    if kept is None:
        return
    with suppress(OSError, OutputError):
        make_folder(kept)
        for path in kept.glob("*.pdf"):
            if path.stem not in keys:
                path.unlink()
        for pdf, key in zip(pdfs, keys, strict=True):
            if not pdf.findings and not (kept / f"{key}.pdf").exists():
                write_whole(kept / f"{key}.pdf", pdf.data, durable=False)
        table = {
            "starts": dict(numbering.starts),
            "pages": dict(numbering.pages),
            "roman": sorted(numbering.roman),
        }
        write_whole(kept / NUMBERS, json.dumps(table).encode(), durable=False)
