"""Observations about a tagged PDF, and the place of a passage in its sources."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from textwrap import shorten
from typing import TypeAlias

from pressverk.accessibility.reader import Tag, TaggedPdf, pages_of, walk
from pressverk.content.markup.context import SourceMap
from pressverk.model import Place, Severity

SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """Something to fix or consider; *passage* is the text that it is about."""

    rule: str
    message: str
    page: int | None = None
    passage: str = ""
    severity: Severity = Severity.ADVICE


Rule: TypeAlias = Callable[[TaggedPdf], Iterator[Observation]]


def all_of(pdf: TaggedPdf, *types: str) -> Iterator[Tag]:
    """Yield the tags of the given *types*, in reading order."""
    return (tag for tag in walk(pdf.root) if tag.type in types)


def page_of(tag: Tag) -> int | None:
    """Return the page that *tag* begins on, None without content."""
    return next(iter(pages_of(tag)), None)


def shown(text: str) -> str:
    """Return the beginning of *text*, as messages quote it."""
    return shorten(text, SHOWN, placeholder="…")


MOST_WORDS = (10, 6, 4)
FEWEST_WORDS = 2
# Between two words there may be markup, no-break spaces, an attribute list, or the rest of a link.
# Groups are atomic, or a row of brackets would take hours to search.
BETWEEN = r"(?:\]\([^)\n]*\)|\{[^}\n]*\}|[\W_])++"
EDGE_BEFORE, EDGE_AFTER = r"(?<![^\W_])", r"(?![^\W_])"

Locate = Callable[[str], Place | None]


def locator(texts: Mapping[str, str]) -> Locate:
    """Return a function that finds the place of a passage in *texts* (by file name)."""
    sources = [SourceMap(text, file=file, first_line=1) for file, text in texts.items()]

    def locate(passage: str) -> Place | None:
        for pattern in _patterns(passage):
            for source in sources:
                if found := re.search(pattern, source.uncommented):
                    return source.place(found.start())
        return None

    return locate


def _patterns(passage: str) -> Iterator[str]:
    if re.match(r"[a-z]+:", passage):
        yield re.escape(passage)
    words = re.findall(r"[^\W_]+", passage)
    for most in MOST_WORDS:
        if len(words) >= min(most, FEWEST_WORDS) and (most == MOST_WORDS[0] or len(words) >= most):
            yield EDGE_BEFORE + BETWEEN.join(map(re.escape, words[:most])) + EDGE_AFTER
    if len(words) == 1 and len(words[0]) > 3:
        yield EDGE_BEFORE + re.escape(words[0]) + EDGE_AFTER
