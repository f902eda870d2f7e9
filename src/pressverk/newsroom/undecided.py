"""The marks of what a person must decide: comments in an article that no edition shows.

``<!-- avgör (alternative-text): … -->`` in the text and ``# avgör (date): …`` in the front matter;
in English ``decide``. Who has decided takes the comment away.
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
    """A mark in an article: where it begins, which rule it is about, what it asks."""

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
