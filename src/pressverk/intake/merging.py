"""Three-way merges of texts, line by line: what one side changed and the other didn't is taken."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """A merged text, and the pieces of *theirs* that clashed with *ours*, which stays."""

    text: str
    clashes: tuple[str, ...]


def merge(base: str, ours: str, theirs: str) -> Merge:
    r"""Return *ours* with what changed between *base* and *theirs*.

    >>> merge("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n").text
    'A\nb\nC\n'
    >>> merge("a\n", "b\n", "c\n")
    Merge(text='b\n', clashes=('c\n',))
    """
    lines = [each.splitlines(keepends=True) for each in (base, ours, theirs)]
    merged: list[str] = []
    clashes: list[str] = []
    for before, our, their in _regions(*lines):
        if their in (our, before):
            merged += our
        elif our == before:
            merged += their
        else:
            merged += our
            clashes.append("".join(their))
    return Merge(text="".join(merged), clashes=tuple(each for each in clashes if each.strip()))


def _regions(
    base: list[str], ours: list[str], theirs: list[str]
) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """Yield what stands in each text between and in the lines that all three share."""
    start = (0, 0, 0)
    for common in [*_shared(base, ours, theirs), (len(base), len(ours), len(theirs))]:
        yield (
            base[start[0] : common[0]],
            ours[start[1] : common[1]],
            theirs[start[2] : common[2]],
        )
        line = base[common[0] : common[0] + 1]
        yield line, line, line
        start = (common[0] + 1, common[1] + 1, common[2] + 1)


def _shared(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]
) -> list[tuple[int, int, int]]:
    """Return the numbers of the lines that all three share, in each of them."""
    mine, other = _matched(base, ours), _matched(base, theirs)
    return [(line, mine[line], other[line]) for line in sorted(mine.keys() & other.keys())]


def _matched(one: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return {
        start + offset: other_start + offset
        for start, other_start, size in matcher.get_matching_blocks()
        for offset in range(size)
    }
