"""Where two texts differ, line by line and word by word, as screens show it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

CONTEXT = 2  # lines around a change
WORDS = re.compile(r"\s+|\w+|[^\w\s]")
MOST = 4_000  # lines that are compared; longer texts are described by their length


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A piece of a line; *is_changed* where the other text has it not."""

    text: str
    is_changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a comparison: *kind* is "same", "removed", "added" or "gap".

    *before* and *after* are its numbers, None where it has none.
    """

    kind: str
    spans: tuple[Span, ...] = ()
    before: int | None = None
    after: int | None = None


def changed_lines(before: str, after: str) -> tuple[Line, ...]:
    """Return the lines that differ with their neighbours, nothing when none does.

    >>> [(line.kind, "".join(s.text for s in line.spans)) for line in changed_lines("a b", "a c")]
    [('removed', 'a b'), ('added', 'a c')]
    """
    old, new = before.splitlines()[:MOST], after.splitlines()[:MOST]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    lines: list[Line] = []
    for at, group in enumerate(matcher.get_grouped_opcodes(CONTEXT)):
        if at:
            lines.append(Line(kind="gap"))
        for tag, low, high, start, end in group:
            if tag == "equal":
                lines += [
                    Line(
                        kind="same",
                        spans=(Span(text=old[line]),),
                        before=line + 1,
                        after=start + line - low + 1,
                    )
                    for line in range(low, high)
                ]
            else:
                lines += _replaced(old[low:high], new[start:end], low, start)
    return tuple(lines)


def _replaced(old: Sequence[str], new: Sequence[str], low: int, start: int) -> Iterator[Line]:
    """Yield the lines *old*, from *low*, and *new*, from *start*, that took their place."""
    pairs = [_spans(one, other) for one, other in zip(old, new, strict=False)]
    for at, text in enumerate(old):
        spans = pairs[at][0] if at < len(pairs) else (Span(text=text),)
        yield Line(kind="removed", spans=spans, before=low + at + 1)
    for at, text in enumerate(new):
        spans = pairs[at][1] if at < len(pairs) else (Span(text=text),)
        yield Line(kind="added", spans=spans, after=start + at + 1)


def _spans(old: str, new: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Return the words of two lines, those marked that are in one of them alone."""
    words, others = WORDS.findall(old), WORDS.findall(new)
    matcher = SequenceMatcher(None, words, others, autojunk=False)
    if matcher.ratio() < 0.3:  # another line altogether
        return (Span(text=old),), (Span(text=new),)
    left: list[Span] = []
    right: list[Span] = []
    for tag, low, high, start, end in matcher.get_opcodes():
        is_changed = tag != "equal"
        left += [Span(text="".join(words[low:high]), is_changed=is_changed)] if high > low else []
        right += (
            [Span(text="".join(others[start:end]), is_changed=is_changed)] if end > start else []
        )
    return tuple(left), tuple(right)
