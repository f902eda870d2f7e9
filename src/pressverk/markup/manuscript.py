"""What every step on the way from Markdown to a fragment knows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pressverk.model import Finding, Place, Severity
from pressverk.source import Cursor, Source
from pressverk.translation import _, catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Manuscript:
    """A body on its way: its source and its language."""

    source: Source
    language: str

    def gettext(self, text: str) -> str:
        """Return *text*, a word of the document, in the language of the document."""
        return catalogue(self.language).gettext(text)

    def quoted(self, text: str) -> str:
        """Return *text* between the quotation marks of the language."""
        return f"”{text}”" if self.language.partition("-")[0] == "sv" else f"“{text}”"

    def cursor(self) -> Cursor:
        """Return a cursor at the beginning of the source."""
        return Cursor(self.source)


Step = Callable[[Any, Manuscript], Iterator[Finding]]


def error(rule: str, place: Place, message: str) -> Finding:
    """Return a finding that stops the press."""
    return Finding(rule=rule, place=place, message=message, severity=Severity.ERROR)


def suggestion(name: str, known: list[str] | tuple[str, ...]) -> str:
    """Return the end of a message about the unknown *name*: the nearest known one, or all.

    >>> suggestion("fakt", ["fact", "lang"])
    "did you mean 'fact'?"
    """
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    if near:
        return _("did you mean {name}?", name=repr(near[0]))
    if not known:
        return _("there are none")
    return _("known are {names}", names=", ".join(repr(each) for each in sorted(known)))
