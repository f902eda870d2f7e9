"""What every step on the way from Markdown to a fragment knows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from pressverk.content.markup.source_map import Cursor, SourceMap
from pressverk.i18n import _, catalogue
from pressverk.model import Edit, Finding, Place, Severity

# What a block of data or a number in the text becomes: HTML, and what is wrong with it.
Setting = Callable[[str, Place], tuple[str, tuple[Finding, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedding:
    """What a body is part of: nothing more, or a publication of many.

    *prefix* (``"results."``) begins the ids that are made here, *numbering* (``"4."``) the
    numbers of figures, tables and sections. References may lead to bodies elsewhere when it is
    *joined* to them.
    *blocks* set fenced code of the languages that name them, *number* code that begins with
    an equals sign; neither is code then.
    """

    prefix: str = ""
    numbering: str = ""
    joined: bool = False
    blocks: Mapping[str, Setting] = field(default_factory=dict)
    number: Setting | None = None


STANDALONE = Embedding()


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """A body on its way: its source, its language, and what it is part of."""

    source: SourceMap
    language: str
    scope: Embedding = STANDALONE

    def gettext(self, text: str) -> str:
        """Return *text*, a word of the document, in the language of the document."""
        return catalogue(self.language).gettext(text)

    def cursor(self) -> Cursor:
        """Return a cursor at the beginning of the source."""
        return Cursor(self.source)


def quoted(text: str, language: str) -> str:
    """Return *text* between the quotation marks of *language*."""
    return f"”{text}”" if language.partition("-")[0] == "sv" else f"“{text}”"


Step = Callable[[Any, Context], Iterator[Finding]]


def error(rule: str, place: Place, message: str, edits: tuple[Edit, ...] = ()) -> Finding:
    """Return a finding that stops the press."""
    return Finding(rule=rule, place=place, message=message, severity=Severity.ERROR, edits=edits)


def advice(rule: str, place: Place, message: str, edits: tuple[Edit, ...] = ()) -> Finding:
    """Return a finding that stops nothing."""
    return Finding(rule=rule, place=place, message=message, severity=Severity.ADVICE, edits=edits)


MOST_NAMES = 12  # in one message
MOST_COMPARISONS = 20_000  # each takes some 0.03 ms
LONGEST_NAME = 60


def suggestion(name: str, known: Sequence[str]) -> str:
    """Return the end of a message about the unknown *name*: the nearest known one, or all.

    >>> suggestion("fakt", ["fact", "lang"])
    "did you mean 'fact'?"
    """
    return Suggestions(known).near(name)


class Suggestions:
    """What may be meant instead of unknown names; many of those take no more time than some."""

    def __init__(self, known: Sequence[str]) -> None:
        self.known = sorted(each for each in known if len(each) <= LONGEST_NAME)
        self.compared = 0

    def nearest(self, name: str) -> str:
        """Return the known name that is most like the unknown *name*; empty when none is."""
        self.compared += len(self.known)
        if len(name) > LONGEST_NAME or self.compared > MOST_COMPARISONS + len(self.known):
            return ""
        near = get_close_matches(name, self.known[:MOST_COMPARISONS], n=1, cutoff=0.5)
        return near[0] if near else ""

    def near(self, name: str) -> str:
        """Return the end of a message about the unknown *name*."""
        if nearest := self.nearest(name):
            return _("did you mean {name}?", name=repr(nearest))
        if not self.known:
            return _("there are none")
        names = ", ".join(repr(each) for each in self.known[:MOST_NAMES])
        if len(self.known) > MOST_NAMES:
            return _("there are {count}, such as {names}", count=len(self.known), names=names)
        return _("known are {names}", names=names)
