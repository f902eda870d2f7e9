"""Where the lines of a page were written: words of the page found again in the source.

Typography changes punctuation and adds numbers, so words are compared by their letters and digits.
Each line of a page goes to the line of the source that has most of its runs of words; of several,
to the one that is nearest after the line before.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pressverk.build.preview.model import Box, LinePlace

WORD = re.compile(r"[^\W_]+")
SOFT_HYPHENS = "\xad\ufffe\x02"  # the second and third are what PDFium gives for one at a line end
RUN = 3  # words
MOST = 50  # places of one run that are looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLine:
    """A line of a page as it can be read, and its box in points from the page's top left."""

    page: int
    box: Box
    text: str


@dataclass(frozen=True, slots=True)
class SourceIndex:
    """Where each run of one to three words stands in a text: lines and columns, from 1."""

    runs: dict[tuple[str, ...], list[tuple[int, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    lengths: Counter[int] = field(default_factory=Counter)  # words on each line


def index_source(text: str) -> SourceIndex:
    """Return where the words of *text* stand."""
    words = [
        (match[0].casefold(), number, match.start() + 1)
        for number, line in enumerate(text.split("\n"), 1)
        for match in WORD.finditer(line.replace("\xad", ""))
    ]
    index = SourceIndex()
    index.lengths.update(line for _word, line, _column in words)
    for position, (_word, line, column) in enumerate(words):
        for length in range(1, RUN + 1):
            run = tuple(word for word, _line, _column in words[position : position + length])
            if len(run) == length:
                index.runs[run].append((line, column))
    return index


def find_places(lines: Iterable[PageLine], text: str) -> Iterator[LinePlace]:
    r"""Yield where in *text* each of *lines* was written; what isn't found there is left out.

    >>> line = PageLine(page=0, box=(0, 0, 9, 9), text="Priset delas ut")
    >>> [found.line for found in find_places([line], "# Priset\n\n*Priset* delas ut.")]
    [3]
    """
    index, before = index_source(text), 0
    for line in lines:
        words = [word.casefold() for word in WORD.findall(_without_hyphens(line.text))]
        found = _best(words, index, before)
        if found:
            before = found[0]
            yield LinePlace(page=line.page, box=line.box, line=found[0], column=found[1])


def _without_hyphens(text: str) -> str:
    """Return *text* without a word that was cut at the end of the line."""
    cut = re.search(rf"\S*[{SOFT_HYPHENS}]\s*$", text)
    return re.sub(f"[{SOFT_HYPHENS}]", "", text[: cut.start()] if cut else text)


def _best(words: Sequence[str], index: SourceIndex, before: int) -> tuple[int, int] | None:
    """Return the line and column where *words* stand; *before* is the line of those before."""
    is_short = len(words) <= RUN
    # Single words of a long line say nothing.
    for length in range(min(RUN, len(words)), 0 if is_short else 1, -1):
        columns: dict[int, int] = {}
        votes: Counter[int] = Counter()
        for start in range(len(words) - length + 1):
            for line, column in index.runs.get(tuple(words[start : start + length]), ())[:MOST]:
                votes[line] += 1
                columns.setdefault(line, column)
        if votes:
            best = max(votes.values())
            lines = [line for line, count in votes.items() if count == best]
            line = _nearest(lines, index if is_short else None, before)
            return line, columns[line]
    return None


def _nearest(lines: Sequence[int], index: SourceIndex | None, before: int) -> int:
    """Return that of *lines* which comes next after *before*; in *index*, the shortest of them.

    A few words are a title, rather than part of the paragraph that says them again.
    """

    def rank(line: int) -> tuple[int, bool, int]:
        return index.lengths[line] if index else 0, line < before, abs(line - before)

    return min(lines, key=rank)
