"""The core types: frozen, without behaviour, one for each station of an article.

article file -> Article -> Publication -> Document -> Pdf -> ValidatedPdf -> Edition
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal

HOST = "https://newsroom.invalid"  # reserved: it can never be looked up (RFC 2606)
ELSEWHERE = f"{HOST}/elsewhere/#"  # what a part of a report refers to in another part
# Attributes of a span that holds as many zeros as the page number of that id has digits, and of a
# style without which the pages of a part would be numbered otherwise, by as many digits.
DEFERRED_NUMBER, DEFERRED_FOLIOS = "data-number-of", "data-deferred-folios"


class Severity(StrEnum):
    """Whether a finding stops the press."""

    ERROR = "error"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something was found; line, column and page count from 1."""

    file: str
    line: int | None = None
    column: int | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A change to a text file: what was *written* at a line and column becomes *replacement*.

    Both count from 1, in characters of the decoded text with LF at line ends. Where something else
    stands by now, the edit means nothing.
    """

    line: int
    column: int
    written: str
    replacement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to mend or consider.

    *message* says what is and what to do, in the language of the press officer.
    *rule* is the stable kebab-case name of the rule that was broken.
    *edits* do that in the file, where there is one answer. *subject* is the text that it is about,
    where whoever found it can't tell the line.
    """

    place: Place
    message: str
    rule: str
    severity: Severity = Severity.ERROR
    edits: tuple[Edit, ...] = field(default=(), compare=False)
    subject: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom a newsroom may call or write to."""

    name: str
    title: str
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """The sender's colours as ``#rrggbb``; each is legible on white (WCAG 2.1, 1.4.3)."""

    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Boilerplate:
    """What a sender always says about itself; *text* is Markdown."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSettings:
    """The server that takes a newsroom's mail; the password is never among the settings."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    auth: Literal["none", "plain", "login", "xoauth2"]
    username: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DkimSettings:
    """Which key mail is signed with (RFC 6376); the key is never among the settings."""

    selector: str
    domain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """Who a newsroom's mail is from, where answers go, and how it is sent.

    *per_minute* is how many messages may leave in a minute, *per_domain* how many to each
    recipient domain (in ASCII).
    """

    from_address: str
    from_name: str
    reply_to: str
    unsubscribe: str
    unsubscribe_url: str | None
    approval: bool
    per_minute: int
    per_domain: Mapping[str, int]
    smtp: SmtpSettings
    dkim: DkimSettings | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one document may take in its worker before it is ended: *seconds*, and *megabytes*."""

    seconds: float = 600
    megabytes: int = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """A folder with its ``newsroom.toml`` read; the tables are keyed by language or contact key."""

    root: Path
    sender: str
    website: str | None
    logo: Path
    brand: Brand
    language: str
    time_zone: str
    boilerplate: Mapping[str, Boilerplate]
    contacts: Mapping[str, Contact]
    mail: MailSettings | None = None
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as written, its body turned into sanitised HTML.

    *pictures* are the body's, by their addresses relative to the article's folder, and where
    each is first used, *picture_files* the files that they mean; *drawings* those that were drawn
    from data, by their addresses in the page. *embargo* is aware of its time zone.
    """

    slug: str
    source: Path
    layout: str
    language: str
    title: str
    date: dt.date
    lead: str
    body: str
    contacts: tuple[Contact, ...]
    pictures: Mapping[str, Place] = field(default_factory=dict)
    picture_files: Mapping[str, Path] = field(default_factory=dict)
    embargo: dt.datetime | None = None
    updated: dt.date | None = None
    diary_number: str | None = None
    keywords: tuple[str, ...] = ()
    drawings: Mapping[str, "Resource"] = field(default_factory=dict)


class SectionKind(StrEnum):
    """What part of a report a section is."""

    FRONT = "front"
    CHAPTER = "chapter"
    APPENDIX = "appendix"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a report with a title of its own: a chapter, or articles that it reprints.

    *name* is its id, *number* what it is called by (``4``, ``A``), empty when it has none;
    *style* a typography of its own, such as ``easy-read``. It *reprints* articles of the newsroom.
    """

    kind: SectionKind
    name: str
    number: str
    title: str
    articles: tuple[Article, ...]
    style: str = ""
    reprints: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What is printed as one file: a release is a publication of one article.

    A report is one of many: *articles* are then its own front matter and preface, and those
    of its *sections*. *notice* stands on its cover, as what the reader must know.
    """

    slug: str
    layout: str
    language: str
    title: str
    articles: tuple[Article, ...]
    sections: tuple[Section, ...] = ()
    subtitle: str = ""
    year: int | None = None
    notice: str = ""
    enclosures: tuple["Enclosure", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A picture, font or stylesheet that a page needs: its bytes, or the file that holds them."""

    media_type: str
    sha256: str
    data: bytes | None = None
    path: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that the archive's edition carries: ``Source`` of the document, or its ``Data``."""

    name: str
    media_type: str
    data: bytes
    relationship: str
    description: str
    modified: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A self-contained document ready to be typeset.

    *resources* maps addresses under ``https://newsroom.invalid/`` (a reserved name, RFC 2606),
    written out (no percent-encoding, NFC), to what they mean; nothing else can be fetched.
    *stylesheets* are addresses among them, in cascade order. *address* is what relative
    addresses in *html* are joined with.
    *source* is what findings name as their place, the address when it is empty.
    *web* is the twin: the same content as one HTML file for screens. *findings* is what laying
    out advises.
    *edition* is what it is made for, *enclosures* the files that go with it to the archive.
    A report is laid out in *parts*, which are typeset by themselves and bound; each is a page,
    numbered in its *numerals* (a CSS counter style).
    """

    address: str
    html: str
    source: str = ""
    web: str = ""
    stylesheets: tuple[str, ...] = ()
    resources: Mapping[str, Resource] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    parts: tuple["Document", ...] = ()
    numerals: str = "decimal"
    edition: str = "email"
    enclosures: tuple[Enclosure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How many pages a page of HTML takes, and on which of them, from 0, each id stands."""

    pages: int
    places: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pdf:
    """Typeset bytes that nothing has vouched for yet, and what typesetting had to say.

    Deferred numbers in it *can_be_filled*, unless something else depends on them too.
    """

    data: bytes
    page_count: int
    findings: tuple[Finding, ...] = ()
    can_be_filled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidatedPdf:
    """A PDF that has passed every profile named; only ``proof.approve`` makes one."""

    data: bytes
    page_count: int
    profiles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A proved PDF on disk, its HTML twin, or both side by side; *kind* is what it is for."""

    slug: str
    pdf: Path | None
    web: Path | None
    sha256: str
    page_count: int
    kind: str = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One line of a list: whom editions are sent to, and what keeps them from being sent.

    *organisation* is the medium, *source* where the address comes from.
    """

    address: str
    name: str
    organisation: str
    language: str
    lists: tuple[str, ...]
    source: str
    added: dt.date
    opted_out: dt.date | None = None
    bounced: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """An edition addressed to one recipient, as the exact bytes that are sent.

    The bytes are *head* followed by *body*, which all recipients of one text share. *recipient*
    is the address of the envelope, its domain in ASCII; *sha256* is that of all the bytes.
    """

    recipient: str
    message_id: str
    subject: str
    head: bytes
    body: bytes
    sha256: str
    needs_smtputf8: bool
