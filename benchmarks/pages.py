"""How pages are filled and lines set, measured from PDFs: `make pages` runs this.

Everything is read from the finished file, with the tags that a listener gets, so that what is
measured is what is printed.
"""

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pressverk.accessibility.reader import (
    Content,
    Tag,
    TaggedPdf,
    contents_of,
    read_tagged_pdf,
    text_of,
    walk,
)

POINTS_PER_MM = 72 / 25.4
# Where text stands on a page of the shipped layouts, from its edges.
HEAD, FOOT = 30 * POINTS_PER_MM, 27 * POINTS_PER_MM
COLUMN = 116 * POINTS_PER_MM
GRID, TOLERANCE = 7.5, 0.15
# A gap of up to three lines parts a heading, or notes, from the text.
LEAST_GAP = 45
BODY_FONT, BODY_SIZE = "Source-Serif-4", 10.5
TITLE_SIZE = 19
SURFACE_TITLE_SIZE = 29  # on openers in the brand's colour, which aren't to be filled
SHORT_LINE = 0.75
HEADS = {"H1", "H2", "H3", "H4", "H5", "H6", "Caption", "TH"}
NUMBER = re.compile(r"^(Figur|Figure|Tabell|Table) [A-Z]?\d*\.?\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of running text on *page*: its edges in points, and the paragraph that it is of."""

    page: int
    bottom: float
    left: float
    right: float
    text: str
    paragraph: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What is measured of one PDF.

    *blank* is the share of each page with text that is empty; *last* are the pages that end a
    chapter, where blank space is no fault. *on_grid* is a share of all lines. *distances* are
    pages from the first reference to its figure or table.
    """

    blank: dict[int, float]
    last: frozenset[int]
    lines: int
    on_grid: float
    first_lines: Counter[float]
    divided: tuple[str, ...]
    divided_heads: tuple[str, ...]
    short: int
    wide: int
    widows: tuple[int, ...]
    orphans: tuple[int, ...]
    distances: dict[str, int]

    @property
    def inner_blank(self) -> dict[int, float]:
        """Return the blank share of pages that aren't the last of a chapter."""
        return {page: share for page, share in self.blank.items() if page not in self.last}


def measure(data: bytes) -> Measures:
    """Return what is measured of the PDF *data*."""
    pdf = read_tagged_pdf(data, file="measured")
    lines = [*lines_of(pdf)]
    starts = _chapter_starts(pdf)
    surfaces = {*_chapter_starts(pdf, SURFACE_TITLE_SIZE), *_pictures(pdf)}
    pages = range(min(starts, default=1), len(pdf.pages) + 1)
    ends = {start - 2 if start - 1 in surfaces else start - 1 for start in starts if start > 1}
    phase = Counter(round(line.bottom % GRID, 1) for line in lines).most_common(1)
    right = [line for line in lines if phase and _is_on(line.bottom, phase[0][0])]
    widows, orphans = _stranded(lines)
    return Measures(
        blank={page: blank_share(pdf, page) for page in pages if page not in surfaces},
        last=frozenset(ends | {len(pdf.pages)}),
        lines=len(lines),
        on_grid=len(right) / len(lines) if lines else 1.0,
        first_lines=_first_lines(pdf, lines, starts),
        divided=tuple(_divided(lines)),
        divided_heads=tuple(_divided_heads(pdf)),
        short=sum(1 for line, is_last in _with_ends(lines) if not is_last and _is_short(line)),
        wide=sum(1 for line in lines if line.right - line.left > COLUMN + 1),
        widows=widows,
        orphans=orphans,
        distances=_distances(pdf),
    )


def lines_of(pdf: TaggedPdf) -> Iterator[Line]:
    """Yield the lines of running text, set in the size and font of the body."""
    for number, tag in enumerate(_paragraphs(pdf.root)):
        found: dict[tuple[int, float], list[tuple[float, float, str]]] = defaultdict(list)
        for content in contents_of(tag):
            for run in content.runs:
                if _is_body(run.font, run.size):
                    key = content.page, round(run.area.bottom, 1)
                    found[key].append((run.area.left, run.area.right, run.text))
        for (page, bottom), runs in found.items():
            yield Line(
                page=page,
                bottom=bottom,
                left=min(left for left, _right, _text in runs),
                right=max(right for _left, right, text in runs if text.strip() or len(runs) == 1),
                text="".join(text for _left, _right, text in sorted(runs)),
                paragraph=number,
            )


def _paragraphs(root: Tag) -> Iterator[Tag]:
    """Yield what lines belong to: paragraphs, and items of lists that hold text themselves."""
    for tag in walk(root):
        if tag.type == "P" or (tag.type == "LBody" and not any(_kids(tag, "P"))):
            yield tag


def _kids(tag: Tag, kind: str) -> Iterator[Tag]:
    return (kid for kid in tag.kids if isinstance(kid, Tag) and kid.type == kind)


def _is_body(font: str, size: float) -> bool:
    return font.startswith(BODY_FONT) and "Display" not in font and abs(size - BODY_SIZE) < 0.1


def _is_on(bottom: float, phase: float) -> bool:
    off = (bottom - phase) % GRID
    return min(off, GRID - off) <= TOLERANCE


def blank_share(pdf: TaggedPdf, page: int) -> float:
    """Return how much of the text area of *page* is empty below its first words."""
    height = pdf.pages[page - 1].height
    low, high = FOOT, height - HEAD
    spans = sorted(
        (max(low, area.bottom), min(high, area.top))
        for content in _contents(pdf, page)
        for area in content.areas
        if area.bottom < high and area.top > low
    )
    if not spans:
        return 1.0
    reached, empty = low, 0.0
    for bottom, top in spans:
        empty += bottom - reached if bottom - reached > LEAST_GAP else 0
        reached = max(reached, top)
    return empty / (high - low)


def _contents(pdf: TaggedPdf, page: int) -> list[Content]:
    return [content for content in contents_of(pdf.root) if content.page == page]


def _pictures(pdf: TaggedPdf) -> Iterator[int]:
    """Yield the pages that one picture fills."""
    for number, page in enumerate(pdf.pages, 1):
        for content in _contents(pdf, number):
            if any(area.top - area.bottom > 0.9 * page.height for area in content.areas):
                yield number


def _chapter_starts(pdf: TaggedPdf, size: float = TITLE_SIZE) -> list[int]:
    """Return the pages with a title of the first level, from the first chapter on."""
    titles = [
        next(iter(contents_of(tag))).page
        for tag in walk(pdf.root)
        if tag.type == "H1" and all(run.size >= size for c in contents_of(tag) for run in c.runs)
    ]
    return [page for page in titles if page > 5] if len(titles) > 1 else titles


def _first_lines(pdf: TaggedPdf, lines: Sequence[Line], starts: Iterable[int]) -> Counter[float]:
    """Return how often the first line of a page, openers aside, stands at which height."""
    tops: dict[int, float] = {}
    for line in lines:
        tops[line.page] = max(tops.get(line.page, 0), line.bottom)
    heights = (
        pdf.pages[page - 1].height - top for page, top in tops.items() if page not in set(starts)
    )
    return Counter(round(height, 1) for height in heights if height < HEAD + 2 * GRID + 3)


def _with_ends(lines: Sequence[Line]) -> Iterator[tuple[Line, bool]]:
    """Yield each line, and whether it ends its paragraph."""
    for line, after in pairwise(lines):
        yield line, line.paragraph != after.paragraph
    yield from ((line, True) for line in lines[-1:])


def _is_short(line: Line) -> bool:
    return 0.5 * COLUMN < line.right - line.left < SHORT_LINE * COLUMN


def _divided(lines: Sequence[Line]) -> Iterator[str]:
    for line, after in pairwise(lines):
        text = line.text.rstrip()
        divided = text[-1:] in {"-", "\N{HYPHEN}", "\N{SOFT HYPHEN}"} and text[-2:-1].isalpha()
        if divided and line.paragraph == after.paragraph and after.text[:1].islower():
            yield text.split()[-1] + after.text.split()[0]


def _divided_heads(pdf: TaggedPdf) -> Iterator[str]:
    """Yield the lines of headings, captions and heads of columns that end with a hyphen."""
    for tag in walk(pdf.root):
        if tag.type in HEADS:
            for content in contents_of(tag):
                for run in content.runs:
                    if run.text.rstrip().endswith(("\N{HYPHEN}", "\N{SOFT HYPHEN}")):
                        yield run.text.strip()


def _stranded(lines: Sequence[Line]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the pages that begin with a paragraph's last line, and that end with its first."""
    pages: dict[int, Counter[int]] = defaultdict(Counter)
    for line in lines:
        pages[line.paragraph][line.page] += 1
    widows, orphans = [], []
    for found in pages.values():
        if len(found) > 1:
            widows += [max(found)] if found[max(found)] == 1 else []
            orphans += [min(found)] if found[min(found)] == 1 else []
    return tuple(widows), tuple(orphans)


def _distances(pdf: TaggedPdf) -> dict[str, int]:
    """Return how many pages behind its first reference each figure and table is shown."""
    shown: dict[str, int] = {}
    for tag in walk(pdf.root):
        if tag.type == "Caption" and (match := NUMBER.match(_plain(tag))):
            shown.setdefault(match[0].lower(), next(iter(contents_of(tag))).page)
    first: dict[str, int] = {}
    for tag in _paragraphs(pdf.root):
        text = _plain(tag).lower()
        for name in shown.keys() - first.keys():
            if re.search(rf"\b{re.escape(name)}(?!\.?\d)", text):
                first[name] = next(iter(contents_of(tag))).page
    return {name: shown[name] - page for name, page in first.items()}


def _plain(tag: Tag) -> str:
    return text_of(tag).replace("\N{NO-BREAK SPACE}", " ")


def report(name: str, found: Measures) -> Iterator[str]:
    """Yield what is printed of one PDF."""
    inner = found.inner_blank
    mean = sum(inner.values()) / len(inner) if inner else 0
    yield f"{name}"
    blanks = (
        f"{page}{'*' if page in found.last else ''} {share:.0%}"
        for page, share in found.blank.items()
    )
    yield f"  blank by page (* last of a chapter): {', '.join(blanks)}"
    over = sum(share > 0.15 for share in inner.values())
    yield f"  blank, last pages aside: mean {mean:.1%}, over 15 %: {over} of {len(inner)} pages"
    everything = sum(found.blank.values()) / len(found.blank) if found.blank else 0
    yield f"  blank, all pages: mean {everything:.1%}"
    yield f"  lines of text: {found.lines}, on the grid of {GRID} pt: {found.on_grid:.1%}"
    heights = ", ".join(
        f"{height} pt x {count}" for height, count in sorted(found.first_lines.items())
    )
    yield f"  first lines of pages: {heights or 'none'}"
    yield f"  divided in heads and captions: {', '.join(found.divided_heads) or 'none'}"
    yield f"  divided words: {len(found.divided)}: {' '.join(found.divided[:8])}"
    yield f"  lines under {SHORT_LINE:.0%} of the column: {found.short}, over it: {found.wide}"
    yield f"  widows on pages {[*found.widows]}, orphans on pages {[*found.orphans]}"
    far = ", ".join(f"{name} {pages:+}" for name, pages in found.distances.items() if pages)
    yield f"  figures on another page than their first reference: {far or 'none'}"


def main() -> None:
    """Print the measures of PDFs, those of the sample newsroom when none is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pdfs", nargs="*", type=Path)
    named = parser.parse_args().pdfs
    output = Path(__file__).parents[1] / "output"
    for path in named or sorted(output.glob("*.pdf")):
        print("\n".join(report(path.name, measure(path.read_bytes()))))


if __name__ == "__main__":
    main()
