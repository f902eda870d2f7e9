"""Page numbers: what a part is, which numbers its pages get, and where they are written.

A part names a place by its id. On which page that stands is known when all parts are typeset.
"""

import io
import re
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pikepdf

from pressverk.model import (
    DEFERRED_FOLIOS,
    DEFERRED_NUMBER,
    ELSEWHERE,
    OWN_PAGE,
    Document,
    Extent,
)
from pressverk.pdf.merge import destinations_of

# Links to other parts are written so, and lead within the book when it is bound.
ROMAN = "lower-roman"
ROMAN_NUMERALS = (
    (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"),
    (1, "i"),
)  # fmt: skip
UNKNOWN = "00"  # as wide as most numbers

OWN_ID = re.compile(r'<[^<>]*?\sid="([^"]*)"')
INTERNAL = re.compile(r'(<a\b[^<>]*?\shref=")#([^"]*)(")')
# What has a page number: a reference, a line of the contents, an entry of the index.
NUMBER = re.compile(
    r'(?P<before><a\b[^<>]*?\shref="#(?P<name>[^"]*)"[^<>]*?)\sdata-page="(?P<words>[^"]*)"'
    r"(?P<after>[^<>]*>)(?P<text>.*?)(?=</a>)"
    r'|(?P<contents><span class="page") data-of="(?P<page>[^"]*)">'
    r'|(?P<index><span class="locators") data-of="(?P<locators>[^"]*)">',
    re.DOTALL,
)
LOCATORS = '<span class="locators"'
HEADING = re.compile(r"<h([1-6])\b.*?</h\1>", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering:
    """The numbers of first and last page of each part, by its address, and of the page of each id.

    What is in ``roman`` is numbered in roman numerals.
    """

    starts: Mapping[str, int] = field(default_factory=dict)
    ends: Mapping[str, int] = field(default_factory=dict)
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
        places = {
            str(pikepdf.String(name)): order[target[0].objgen]
            for name, target in destinations_of(part)
        }
        return Extent(pages=len(part.pages), places=places)


def number_pages(parts: Sequence[Document], extents: Sequence[Extent]) -> Numbering:
    """Return the numbers of all pages: parts in roman numerals count for themselves."""
    counts = {True: 1, False: 1}
    starts: dict[str, int] = {}
    ends: dict[str, int] = {}
    pages: dict[str, int] = {}
    romans: set[str] = set()
    for part, extent in zip(parts, extents, strict=True):
        is_roman = part.numerals == ROMAN
        start = counts[is_roman]
        starts[part.address] = start
        pages |= {name: start + place for name, place in extent.places.items()}
        romans |= set(extent.places) if is_roman else set()
        counts[is_roman] += extent.pages
        ends[part.address] = counts[is_roman] - 1
    return Numbering(starts=starts, ends=ends, pages=pages, roman=frozenset(romans))


def fill_page_numbers(part: Document, numbering: Numbering, *, defers: bool = False) -> Document:
    """Return *part* with its page numbers written out.

    Where it *defers* them, it has zeros in the place of numbers, which can be written into the PDF;
    so it is the same for all numbers of as many digits. Headings have their numbers: they are
    repeated in running heads and the outline. Index entries, and roman numerals, aren't deferred.
    """
    own = frozenset(OWN_ID.findall(part.html))
    headings = [match.span() for match in HEADING.finditer(part.html)] if defers else []

    def elsewhere(match: re.Match[str]) -> str:
        before, name, after = match.groups()
        return match[0] if name in own else f"{before}{ELSEWHERE}{name}{after}"

    def number(name: str, place: int) -> str:
        label = numbering.label(name)
        if not defers or not label.isdecimal() or _is_within(place, headings):
            return f"<span>{label}</span>"
        return f'<span {DEFERRED_NUMBER}="{name}">{"0" * len(label)}</span>'

    def written(match: re.Match[str]) -> str:
        if match["locators"] is not None:
            return f"{match['index']}>{_locators(match['locators'], numbering)}"
        if match["page"] is not None:
            return f"{match['contents']}>{number(match['page'], match.start())}"
        text = f"{match['before']}{match['after']}{match['text']}"
        said = f"{match['words']}{number(match['name'], match.start())}"
        return f"{text}<span {OWN_PAGE}>{said}</span>" if match["name"] in own else f"{text}{said}"

    html = INTERNAL.sub(elsewhere, NUMBER.sub(written, part.html))
    start = folio_start(part, numbering) if defers else None
    attribute = "" if start is None else f" {DEFERRED_FOLIOS}"
    start = numbering.starts.get(part.address, 1) if start is None else start
    first = f"<style{attribute}>@page :first {{ counter-reset: page {start} }}</style>"
    return replace(part, html=html.replace("</head>", f"{first}</head>", 1))


def folio_start(part: Document, numbering: Numbering) -> int | None:
    """Return from which number the pages of *part* count while theirs are deferred.

    None where they can't be: numbers of one part must have as many digits.
    """
    start, end = numbering.starts.get(part.address, 1), numbering.ends.get(part.address, 0)
    if part.numerals == ROMAN or len(str(start)) != len(str(end)):
        return None
    return int(10 ** (len(str(start)) - 1))


def _is_within(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    at = bisect(spans, (place, place)) - 1
    return at >= 0 and place < spans[at][1]


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
