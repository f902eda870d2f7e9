"""The core types: frozen, without behaviour, one for each stage of an article.

article file -> Article -> Publication -> Document -> Pdf -> ValidatedPdf -> Edition
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal

HOST = "https://newsroom.invalid"  # reserved: it can never be looked up (RFC 2606)
ELSEWHERE = f"{HOST}/elsewhere/#"  # targets that are in another part of a report
# Attributes of a span that holds as many zeros as the page number of that id has digits, and of a
# style without which the pages of a part would be numbered otherwise, by as many digits.
DEFERRED_NUMBER, DEFERRED_FOLIOS = "data-number-of", "data-deferred-folios"
# That of a span in a link which says the page it leads to, and is left out on that page.
OWN_PAGE = "data-own-page"


class Severity(StrEnum):
    """Whether a finding stops the build."""

    ERROR = "error"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The place of a finding; line, column and page count from 1."""

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
    """One thing to fix or consider.

    *message* says what is wrong and what to do, in the language of messages. *rule* is the stable
    kebab-case name of the rule that was broken. *edits* fix it in the file, if there is only one
    remedy. *subject* is the text that it is about, where its finder can't know the line.
    """

    place: Place
    message: str
    rule: str
    severity: Severity = Severity.ERROR
    edits: tuple[Edit, ...] = field(default=(), compare=False)
    subject: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A contact person or function that is printed in a release."""

    name: str
    title: str
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """The sender's colours as ``#rrggbb``; each is legible on white (WCAG 2.1, 1.4.3)."""

    colour: str
    second: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Boilerplate:
    """The standing text about a sender; *text* is Markdown."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSettings:
    """The SMTP server of a newsroom; the password is never part of the settings."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    auth: Literal["none", "plain", "login", "xoauth2"]
    username: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DkimSettings:
    """The DKIM key that mail is signed with (RFC 6376); the key itself is never in the settings."""

    selector: str
    domain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """The sender of a newsroom's mail, its reply address, and how it is sent.

    *web_url* is where HTML editions are published, with ``{name}`` for that of the article.
    *per_minute* limits the messages sent in a minute, *per_domain* those to each recipient domain
    (in ASCII).
    """

    from_address: str
    from_name: str
    reply_to: str
    unsubscribe: str
    unsubscribe_url: str | None
    web_url: str | None
    approval: bool
    per_minute: int
    per_domain: Mapping[str, int]
    smtp: SmtpSettings
    dkim: DkimSettings | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of a worker for one document: *seconds* of time and *megabytes* of memory."""

    seconds: float = 600
    megabytes: int = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginSettings:
    """The organisation's OpenID Connect provider; the client's secret is never among the settings.

    *groups* are those of the provider whose people have each role; *groups_claim* is where a token
    has them.
    """

    issuer: str
    client_id: str
    groups: Mapping[str, tuple[str, ...]]
    groups_claim: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StudioSettings:
    """How an office reaches the studio, and logs in; *proxies* are addresses that it trusts."""

    address: str
    proxies: tuple[str, ...]
    login: LoginSettings | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """The content of ``newsroom.toml``; mappings are keyed by language or contact key."""

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
    studio: StudioSettings | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as written, its body turned into sanitised HTML.

    *pictures* has the place of first use of each picture in the body, by its address relative to
    the article's folder, *picture_files* the files of these addresses; *drawings* has the charts,
    by their addresses in the document. *embargo* has a time zone. *data* is the file's content.
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
    data: bytes = field(default=b"", repr=False, compare=False)


class SectionKind(StrEnum):
    """The kind of a report's section."""

    FRONT = "front"
    CHAPTER = "chapter"
    APPENDIX = "appendix"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a report with its own title: a chapter, or articles that are reprinted.

    *name* is its id, *number* its label (``4``, ``A``), empty if it has none; *style* is a
    typography of its own, such as ``easy-read``, *opener* a way to open, such as ``surface``.
    *reprints* says that its articles are the
    newsroom's.
    """

    kind: SectionKind
    name: str
    number: str
    title: str
    articles: tuple[Article, ...]
    style: str = ""
    opener: str = ""
    reprints: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """The content of one file: a release is a publication of one article.

    A report has many articles: *articles* are its own front matter and preface, the others are in
    its *sections*. *notice* is printed on its cover, and its
    *spine* is so many millimetres wide.
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
    spine: float | None = None
    enclosures: tuple["Enclosure", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A picture, font or stylesheet of a document: its bytes, or the file with its SHA-256."""

    media_type: str
    sha256: str
    data: bytes | None = None
    path: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file attached to the archive edition: ``Source`` of the document, or its ``Data``."""

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
    without percent-encoding, in NFC, to resources; nothing else can be fetched. *stylesheets* are
    addresses among them, in cascade order. *address* is the base of relative addresses in *html*.
    *source* is the file that findings name, *address* if it is empty. *web* is the HTML version:
    the same content as one file for screens. *findings* is advice from layout. *edition* is the
    kind of edition it is for, *enclosures* the files attached for the archive. A report is laid out
    in *parts*, which are typeset separately and merged; each is a document whose pages are numbered
    in *numerals* (a CSS counter style).
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
    """The number of pages of a document, and on which of them, from 0, each id is."""

    pages: int
    places: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pdf:
    """A typeset PDF that isn't validated yet, and the findings of typesetting.

    Deferred numbers in it *can_be_filled*, unless something else depends on them too.
    """

    data: bytes
    page_count: int
    findings: tuple[Finding, ...] = ()
    can_be_filled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidatedPdf:
    """A PDF that conforms to all *profiles*; only ``pdf.validation.validate`` makes one."""

    data: bytes
    page_count: int
    profiles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A validated PDF on disk, its HTML version, or both; *kind* is its purpose."""

    slug: str
    pdf: Path | None
    web: Path | None
    sha256: str
    page_count: int
    kind: str = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One line of a list: who editions are sent to, and whether they opted out or bounced.

    *organisation* is the medium, *source* says where the address comes from.
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

    The bytes are *head* followed by *body*, which all recipients of one text share. *recipient* is
    the envelope address, its domain in ASCII; *sha256* is that of all the bytes.
    """

    recipient: str
    message_id: str
    subject: str
    head: bytes
    body: bytes
    sha256: str
    needs_smtputf8: bool
