"""Marks of open decisions: comments in an article that no edition shows.

``<!-- avgör (alternative-text): … -->`` in the text and ``# avgör (date): …`` in the front matter;
in English ``decide``. The comment is removed when the decision is made.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

WORDS = ("avgör", "decide")
MARK = re.compile(
    rf"(?:<!--[ \t]*|^[ \t]*\#[ \t]*)(?:{'|'.join(WORDS)})"
    r" \(([a-z-]+)\):[ \t]*(.*?)[ \t]*(?:-->|$)",
    re.MULTILINE,
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
    """
    for match in MARK.finditer(text):
        yield Undecided(offset=match.start(), rule=match[1], message=match[2])
