"""What every source becomes before it is written as an article.

source file ─read→ SourceDocument ─convert→ article text and pictures ─write→ article folder
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from lxml.html import HtmlElement

from pressverk.model import Contact


class NoteKind(StrEnum):
    """What a note of an import asks of its reader."""

    DECIDE = "decide"  # a person must decide; the article has a comment at the place
    LEFT_OUT = "left-out"  # text that is not taken in, and why
    CHANGED = "changed"  # taken in, but not as it was


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note of an import: *rule* is its stable kebab-case name.

    *text* are the words of the source that it is about, whole when they were left out.
    *anchor* is the ``data-note`` of the element in the body that it stands at, if any.
    """

    kind: NoteKind
    rule: str
    message: str
    text: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePicture:
    """A picture of a source: its bytes as they are there, and a name that it asks for."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDocument:
    """A document as read from its source, in clean semantic HTML.

    *body* is a ``div`` of HTML elements that the dialect has a form for: ``h2``–``h4``, ``p``,
    ``ul``, ``ol``, ``table`` (with ``thead``, ``th[scope]``, spans and ``caption``),
    ``blockquote`` (with ``cite`` or ``footer``), ``figure`` > ``img`` + ``figcaption``,
    ``aside.fact``, ``sup > a[href^="#fn"]`` with ``section.footnotes``, ``a``, ``em``,
    ``strong``, ``abbr``, ``br``, ``pre``, ``code``, ``span[lang]``. Pictures are named by
    ``img[src]``, a key of *pictures*; a photographer is ``data-photographer`` on ``img``.
    Comments of the source are HTML comments.
    """

    name: str
    title: str = ""
    lead: str = ""
    date: dt.date | None = None
    updated: dt.date | None = None
    language: str | None = None
    author: str = ""
    keywords: tuple[str, ...] = ()
    diary_number: str = ""
    address: str = ""
    body: HtmlElement
    contacts: tuple[Contact, ...] = ()
    pictures: Mapping[str, SourcePicture] = field(default_factory=dict)
    attachments: Mapping[str, bytes] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    source: Path
