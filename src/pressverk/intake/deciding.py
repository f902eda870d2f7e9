"""The marks of what a person must decide: comments in an article that no edition shows.

``<!-- avgör (alternative-text): … -->`` in the text and ``# avgör (date): …`` in the front matter;
in English ``decide``. Who has decided takes the comment away.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pressverk.intake.markdown.escaping import comment
from pressverk.translation import _

WORDS = ("avgör", "decide")
MARK = re.compile(
    rf"(?:<!--[ \t]*|^[ \t]*#[ \t]*)(?:{'|'.join(WORDS)}) \(([a-z-]+)\): ?(.*?)(?:-->|$)",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """A mark in an article: where it begins, which rule it is about, what it asks."""

    offset: int
    rule: str
    message: str


def undecided(rule: str, message: str) -> str:
    """Return the comment that asks a person to decide.

    >>> list(undecided_in(undecided("credit", "say who took the picture")))
    [Undecided(offset=0, rule='credit', message='say who took the picture')]
    """
    return comment(f"{_('decide')} ({rule}): {message}")


def undecided_key(rule: str, message: str) -> str:
    """Return the same for front matter, without its number sign."""
    return f"{_('decide')} ({rule}): {message}"


def undecided_in(text: str) -> Iterator[Undecided]:
    """Yield the marks in *text*, the whole of an article."""
    for match in MARK.finditer(text):
        yield Undecided(offset=match.start(), rule=match[1], message=match[2].strip())
