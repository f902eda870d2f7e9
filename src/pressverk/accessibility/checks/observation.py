"""What a rule says about a tagged PDF."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from textwrap import shorten
from typing import TypeAlias

from pressverk.accessibility.reader import Tag, TaggedPdf, pages_of, walk
from pressverk.model import Severity

SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """Something to mend or consider; *passage* is the text that it is about, to find it by."""

    rule: str
    message: str
    page: int | None = None
    passage: str = ""
    severity: Severity = Severity.ADVICE


Rule: TypeAlias = Callable[[TaggedPdf], Iterator[Observation]]


def all_of(pdf: TaggedPdf, *types: str) -> Iterator[Tag]:
    """Yield the tags of some *types*, in reading order."""
    return (tag for tag in walk(pdf.root) if tag.type in types)


def page_of(tag: Tag) -> int | None:
    """Return the page that *tag* begins on."""
    return next(iter(pages_of(tag)), None)


def shown(text: str) -> str:
    """Return the beginning of *text*, as messages quote it."""
    return shorten(text, SHOWN, placeholder="…")
