"""Marks of open decisions: comments in an article that no edition shows.

``<!-- avgör (alternative-text): … -->`` in the text and ``# avgör (date): …`` in the front matter;
in English ``decide``. The comment is removed when the decision is made.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pressverk.model import Edit

WORDS = ("avgör", "decide")
MARK = re.compile(
    rf"(?:<!--[ \t]*|^[ \t]*\#[ \t]*)(?:{'|'.join(WORDS)})"
    r" \(([a-z-]+)\):[ \t]*(.*?)[ \t]*(?:-->|$)",
    re.MULTILINE,
)
CODE = re.compile(
    r"^[ \t]*(?P<fence>`{3,}|~{3,})[^`\n]*\n.*?(?:^[ \t]*(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?<!`)(?P<ticks>`++)[^\n]+?(?<!`)(?P=ticks)(?!`)",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """A mark in an article: its position, its rule, and its question."""

    offset: int
    rule: str
    message: str


def undecided_in(text: str) -> Iterator[Undecided]:
    r"""Yield the marks in *text*, the whole of an article.

    >>> [each.rule for each in undecided_in("# decide (date): see\n<!-- avgör (credit): vem? -->")]
    ['date', 'credit']

    What stands in code is an example:

    >>> list(undecided_in("```\n<!-- avgör (credit): vem? -->\n```\n"))
    []
    """
    marks = list(MARK.finditer(text))
    code = [match.span() for match in CODE.finditer(text)] if marks else []
    for match in marks:
        if any(start <= match.start() < end for start, end in code):
            continue
        yield Undecided(offset=match.start(), rule=match[1], message=match[2])


def without_mark(line: str, number: int) -> tuple[Edit, ...]:
    """Return what takes the mark out of *line*, the file's line *number*; nothing without one."""
    mark = MARK.search(line)
    if mark is None:
        return ()
    if mark[0].strip() == line.strip():
        return (Edit(line=number, column=1, written=f"{line}\n", replacement=""),)
    column = mark.start() + 1
    return (Edit(line=number, column=column, written=mark[0], replacement=""),)
