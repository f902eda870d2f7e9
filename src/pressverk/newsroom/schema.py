"""The schema of newsroom.toml."""

import re
from ipaddress import ip_address
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from pressverk.addresses import parse_address
from pressverk.validation import (
    Count,
    Email,
    Key,
    Language,
    Phone,
    Strict,
    Switch,
    Text,
    Trimmed,
    Url,
    give,
    matches,
)

SAFE_URL = re.compile(r"https://[!-;=?-~]+")  # ASCII that can be in <…> in a header
# Control characters, those that change text direction, zero-width ones, and tags.
UNSEEN = (
    r"\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    r"\ufff9-\ufffb\U000e0000-\U000e007f"
)
HEADER_TEXT = re.compile(rf"(?!.*=\?)[^{UNSEEN}]+")
SELECTOR = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")  # a DKIM selector: RFC 6376, 3.1
HOST_NAME = re.compile(r"(?=.{1,253}$)[A-Za-z0-9:]([A-Za-z0-9.:-]*[A-Za-z0-9])?")


def _mailbox(text: str) -> str:
    parse_address(text)
    return text


def _domain(text: str) -> str:
    return parse_address(f"x@{text}").domain


def _ip(text: str) -> str:
    return str(ip_address(text))


Mailbox = Annotated[
    Trimmed, AfterValidator(_mailbox), give("an email address such as press@example.com")
]
HeaderText = Annotated[
    Trimmed,
    matches(HEADER_TEXT),
    give("a text on one line, without '=?' and invisible characters"),
]
SafeUrl = Annotated[Trimmed, matches(SAFE_URL), give("an address with https://, in ASCII")]
HostName = Annotated[Trimmed, matches(HOST_NAME), give("a name such as smtp.example.com")]
Domain = Annotated[Trimmed, AfterValidator(_domain), give("a domain such as example.com")]
Selector = Annotated[Trimmed, matches(SELECTOR), give("a name such as press2026")]
Port = Annotated[int, Field(ge=1, le=65_535, strict=True), give("a port such as 587")]
Security = Annotated[
    Literal["starttls", "tls", "none"], give("'starttls', 'tls' or, on this machine, 'none'")
]
Auth = Annotated[
    Literal["none", "plain", "login", "xoauth2"], give("'plain', 'login', 'xoauth2' or 'none'")
]


Ip = Annotated[Trimmed, AfterValidator(_ip), give("an IP address such as 10.0.0.1")]
# On this machine it may be tried without TLS.
WEB_ADDRESS = re.compile(
    r"https://[!-;=?-~]+|http://(?:127\.0\.0\.1|localhost)(?::\d+)?(?:/[!-;=?-~]*)?"
)
WebAddress = Annotated[Trimmed, matches(WEB_ADDRESS), give("an address with https://, in ASCII")]


class SmtpTable(Strict):
    """The SMTP server of the newsroom."""

    host: HostName
    port: Port = 587
    security: Security = Field("starttls", description="none only to a server on this machine")
    auth: Auth = Field("plain", description="how to log in; the password is never written here")
    username: HeaderText | None = None


class PaceTable(Strict):
    """The rate limit of mail."""

    per_minute: Count = Field(60, description="messages a minute")
    domains: dict[Domain, Count] = Field({}, description="messages a minute to a domain")


class DkimTable(Strict):
    """The signature of mail; the private key is never written here."""

    selector: Selector
    domain: Domain


class MailTable(Strict):
    """How editions are delivered by email."""

    from_address: Mailbox
    from_name: HeaderText | None = Field(None, description="the sender's name if left out")
    reply_to: Mailbox | None = Field(None, description="a mailbox that somebody reads")
    unsubscribe: Mailbox = Field(description="where a newsroom writes to get no more")
    unsubscribe_url: SafeUrl | None = Field(None, description="takes POST as RFC 8058 asks")
    web_url: SafeUrl | None = Field(None, description="where HTML editions are published")
    approval: Switch = Field(default=True, description="a second person approves before sending")
    smtp: SmtpTable
    pace: PaceTable = PaceTable()
    dkim: DkimTable | None = None


COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError(name) from error
    return name


Colour = Annotated[Trimmed, matches(COLOUR), give("a colour such as '#1f5c6b'")]
TimeZone = Annotated[
    Trimmed, AfterValidator(_time_zone), give("a time zone such as Europe/Stockholm")
]


class ContactEntry(Strict):
    """A contact for the media."""

    name: Text
    title: Text
    phone: Phone | None = None
    email: Email | None = None

    @model_validator(mode="after")
    def _reachable(self) -> "ContactEntry":
        if not (self.phone or self.email):
            raise PydanticCustomError("unreachable", "neither phone nor email")
        return self


class SenderTable(Strict):
    """The sender of releases."""

    name: Text
    logo: Text = Field(description="an SVG file, relative to the newsroom")
    website: Url | None = None


class BrandTable(Strict):
    """The sender's colours, used beside black and white."""

    colour: Colour = Field(description="#rrggbb, at least 4.5:1 against white")
    second: Colour | None = Field(None, description="of boxes and pull quotes, as legible")


class BoilerplateTable(Strict):
    """The standing text about the sender at the end of each release, in Markdown."""

    heading: Text
    text: Text


class LimitsTable(Strict):
    """The limits of a worker for one document."""

    seconds: Count = Field(600, description="how long it may take")
    megabytes: Count = Field(4096, description="how much memory it may take")


class GroupsTable(Strict):
    """Which of the provider's groups give which role."""

    writes: list[Text] = Field([], description="groups whose people write")
    approves: list[Text] = Field([], description="groups whose people approve")
    sends: list[Text] = Field([], description="groups whose people send")
    administers: list[Text] = Field([], description="groups whose people administer the studio")


class LoginTable(Strict):
    """The organisation's OpenID Connect provider; the client's secret is never written here."""

    issuer: WebAddress = Field(description="the provider's address")
    client_id: HeaderText = Field(description="what the provider calls the studio")
    groups_claim: HeaderText = Field("groups", description="where a token names the groups")
    groups: GroupsTable


class StudioTable(Strict):
    """The studio of an office, behind a proxy."""

    address: WebAddress = Field(description="how people reach it, https://…")
    proxies: list[Ip] = Field([], description="addresses of proxies whose headers are believed")
    login: LoginTable | None = None


class NewsroomFile(Strict):
    """The file ``newsroom.toml``."""

    language: Language = Field("sv", description="the language of articles that name none")
    time_zone: TimeZone = Field("Europe/Stockholm", description="where embargoes are kept")
    sender: SenderTable
    brand: BrandTable
    boilerplate: dict[Language, BoilerplateTable] = Field({})
    contacts: dict[Key, ContactEntry]
    mail: MailTable | None = None
    limits: LimitsTable = LimitsTable()
    studio: StudioTable | None = None
