"""What may stand in front matter and in newsroom.toml, and the faults of what does."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Annotated, Any, Literal, TypeVar, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from pressverk.addresses import parse_address
from pressverk.model import Finding, Place
from pressverk.translation import _

Location = tuple[str | int, ...]
Locate = Callable[[Location], Place]
Model = TypeVar("Model", bound=BaseModel)

PHONE = re.compile(r"\+?[\d\s()\-–/\xa0]{5,25}")
EMAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\".]{2,}")
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
KEY = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
URL = re.compile(r"https?://\S+")
SAFE_URL = re.compile(r"https://[!-;=?-~]+")  # ASCII, and fit for <…> in a header
HEADER_TEXT = re.compile(r"(?!.*=\?)[^\x00-\x1f\x7f-\x9f\u2028\u2029]+")
SELECTOR = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")  # of DKIM: RFC 6376, 3.1
HOST_NAME = re.compile(r"(?=.{1,253}$)[A-Za-z0-9:]([A-Za-z0-9.:-]*[A-Za-z0-9])?")


def _give(hint: str) -> WrapValidator:
    """Return a validator whose faults tell what to write instead: "… is 'x'; give *hint*"."""

    def check(value: Any, inner: ValidatorFunctionWrapHandler) -> Any:
        try:
            return inner(value)
        except ValueError as error:
            raise PydanticCustomError("hint", "{hint}", {"hint": hint}) from error

    return WrapValidator(check)


def _matches(pattern: re.Pattern[str]) -> AfterValidator:
    def check(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError
        return text

    return AfterValidator(check)


def _list_of(hint: str) -> BeforeValidator:
    def check(value: Any) -> Any:
        if not isinstance(value, list) or not value:
            raise PydanticCustomError("hint", "{hint}", {"hint": hint})
        return value

    return BeforeValidator(check)


def _mailbox(text: str) -> str:
    parse_address(text)
    return text


def _domain(text: str) -> str:
    return parse_address(f"x@{text}").domain


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError(name) from error
    return name


Trimmed = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Text = Annotated[Trimmed, _give("a text")]
Language = Annotated[Trimmed, _matches(LANGUAGE_TAG), _give("a language tag such as sv or en")]
Phone = Annotated[Trimmed, _matches(PHONE), _give("a telephone number such as 08-530 610 00")]
Email = Annotated[Trimmed, _matches(EMAIL), _give("an email address")]
Key = Annotated[Trimmed, _matches(KEY), _give("small letters a–z, digits and hyphens")]
Colour = Annotated[Trimmed, _matches(COLOUR), _give("a colour such as '#1f5c6b'")]
Url = Annotated[Trimmed, _matches(URL), _give("an address with https://")]
TimeZone = Annotated[
    Trimmed, AfterValidator(_time_zone), _give("a time zone such as Europe/Stockholm")
]
Mailbox = Annotated[
    Trimmed, AfterValidator(_mailbox), _give("an email address such as press@example.com")
]
HeaderText = Annotated[Trimmed, _matches(HEADER_TEXT), _give("a text on one line, without '=?'")]
SafeUrl = Annotated[Trimmed, _matches(SAFE_URL), _give("an address with https://, in ASCII")]
HostName = Annotated[Trimmed, _matches(HOST_NAME), _give("a name such as smtp.example.com")]
Domain = Annotated[Trimmed, AfterValidator(_domain), _give("a domain such as example.com")]
Selector = Annotated[Trimmed, _matches(SELECTOR), _give("a name such as press2026")]
Count = Annotated[int, Field(ge=1, strict=True), _give("a whole number from 1")]
Port = Annotated[int, Field(ge=1, le=65_535, strict=True), _give("a port such as 587")]
Threshold = Annotated[int, Field(ge=3, strict=True), _give("a whole number from 3")]
Switch = Annotated[bool, Field(strict=True), _give("true or false")]
Security = Annotated[
    Literal["starttls", "tls", "none"], _give("'starttls', 'tls' or, on this machine, 'none'")
]
Auth = Annotated[
    Literal["none", "plain", "login", "xoauth2"], _give("'plain', 'login', 'xoauth2' or 'none'")
]
Date = Annotated[dt.date, _give("YYYY-MM-DD")]
Moment = Annotated[dt.datetime, _give("a date and a time: YYYY-MM-DD HH:MM")]


Year = Annotated[int, Field(ge=1800, le=2200), _give("a year such as 2018")]
EditionName = Annotated[
    Literal["email", "print", "archive", "web"], _give("'email', 'print', 'archive' or 'web'")
]
Style = Annotated[Literal["easy-read"], _give("'easy-read'")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class ContactEntry(_Strict):
    """Whom the press may reach, and how."""

    name: Text
    title: Text
    phone: Phone | None = None
    email: Email | None = None

    @model_validator(mode="after")
    def _reachable(self) -> "ContactEntry":
        if not (self.phone or self.email):
            raise PydanticCustomError("unreachable", "neither phone nor email")
        return self


def _kind(value: Any) -> str:
    return "contact" if isinstance(value, Mapping) else "key"


ContactOrKey = Annotated[
    Annotated[Key, Tag("key")] | Annotated[ContactEntry, Tag("contact")], Discriminator(_kind)
]


class _Published(_Strict):
    layout: Key = Field(description="the layout's folder name, such as press-release")
    title: Text = Field(description="the headline")
    date: Date = Field(description="the day of publication, YYYY-MM-DD")
    lead: Text = Field(description="the first paragraph: what has happened, and why it matters")
    contacts: Annotated[list[ContactOrKey], _list_of("a list of contacts: [presstjansten]")] = (
        Field(description="keys of newsroom.toml's [contacts], or whole contacts")
    )
    language: Language | None = Field(
        None, description="a tag such as sv; the newsroom's if left out"
    )
    updated: Date | None = Field(None, description="the day of the last change, YYYY-MM-DD")
    diary_number: Text | None = Field(None, description="the registrar's number of the matter")
    keywords: Annotated[list[Text], _list_of("a list of words: [pris, skola]")] = Field(
        default=[], description="words that archives and search engines find it by"
    )


class FrontMatter(_Published):
    """The front matter of a press release."""

    embargo: Moment | None = Field(None, description="not to be published before, newsroom's time")


class ReportMatter(_Published):
    """The front matter of a report."""

    chapters: Annotated[list[Text], _list_of("a list of files: [kapitel/*.md]")] = Field(
        description="files below the report's folder; * stands for any name"
    )
    appendices: Annotated[list[Text], _list_of("a list of files: [bilagor/*.md]")] = Field(
        default=[], description="files below the report's folder; * stands for any name"
    )
    releases: Annotated[list[Text], _list_of("a list of articles: [pris-2018]")] = Field(
        default=[], description="names of articles that are reprinted; * stands for any name"
    )
    year: Year | None = Field(None, description="the year that the report is about")
    subtitle: Text | None = Field(None, description="stands below the title")
    notice: Text | None = Field(None, description="stands on the cover and with all data")
    editions: Annotated[list[EditionName], _list_of("a list of editions: [email, archive]")] = (
        Field(default=["email"], description="what is built when nothing else is asked for")
    )
    suppress_below: Threshold = Field(5, description="smaller counts of people are not shown")


class ChapterMatter(_Strict):
    """The front matter of a report's chapter or appendix."""

    title: Text = Field(description="the chapter's heading")
    lead: Text | None = Field(None, description="what the chapter is about")
    language: Language | None = Field(None, description="the report's if left out")
    numbered: Switch = Field(default=True, description="false for a preface")
    style: Style | None = Field(None, description="easy-read: larger type, shorter lines")


class SenderTable(_Strict):
    """Who speaks."""

    name: Text
    logo: Text = Field(description="an SVG file, relative to the newsroom")
    website: Url | None = None


class BrandTable(_Strict):
    """The one colour beside black and white."""

    colour: Colour = Field(description="#rrggbb, at least 4.5:1 against white")


class BoilerplateTable(_Strict):
    """What the sender says about itself at the end of each release; text is Markdown."""

    heading: Text
    text: Text


class SmtpTable(_Strict):
    """The server that takes the newsroom's mail."""

    host: HostName
    port: Port = 587
    security: Security = Field("starttls", description="none only to a server on this machine")
    auth: Auth = Field("plain", description="how to log in; the password is never written here")
    username: HeaderText | None = None


class PaceTable(_Strict):
    """How fast mail may leave."""

    per_minute: Count = Field(60, description="messages a minute")
    domains: dict[Domain, Count] = Field({}, description="messages a minute to a domain")


class DkimTable(_Strict):
    """The signature of mail; the private key is never written here."""

    selector: Selector
    domain: Domain


class MailTable(_Strict):
    """How editions are delivered by email."""

    from_address: Mailbox
    from_name: HeaderText | None = Field(None, description="the sender's name if left out")
    reply_to: Mailbox | None = Field(None, description="a mailbox that somebody reads")
    unsubscribe: Mailbox = Field(description="where a newsroom writes to get no more")
    unsubscribe_url: SafeUrl | None = Field(None, description="takes POST as RFC 8058 asks")
    approval: Switch = Field(default=True, description="a second person approves before sending")
    smtp: SmtpTable
    pace: PaceTable = PaceTable()
    dkim: DkimTable | None = None


class NewsroomFile(_Strict):
    """The file ``newsroom.toml``."""

    language: Language = Field("sv", description="the language of articles that name none")
    time_zone: TimeZone = Field("Europe/Stockholm", description="where embargoes are kept")
    sender: SenderTable
    brand: BrandTable
    boilerplate: dict[Language, BoilerplateTable] = {}
    contacts: dict[Key, ContactEntry]
    mail: MailTable | None = None


SCHEMAS: Mapping[str, type[BaseModel]] = {
    "article": FrontMatter,
    "report": ReportMatter,
    "chapter": ChapterMatter,
    "newsroom": NewsroomFile,
}


def json_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of ``article`` front matter or ``newsroom`` files."""
    return SCHEMAS[name].model_json_schema()


def validate(
    model: type[Model], values: object, place: Locate
) -> tuple[Model | None, list[Finding]]:
    """Return *values* as a *model*, or every fault in them.

    *place* tells where the value or key at a location (a path of keys and indexes) stands.
    """
    try:
        return model.model_validate(values), []
    except ValidationError as error:
        faults = [
            _finding(model, values, fault, place) for fault in error.errors(include_url=False)
        ]
        return None, list(dict.fromkeys(faults))


def _finding(model: type[BaseModel], values: object, fault: Any, place: Locate) -> Finding:
    location = _written(fault["loc"], values)
    key = str(location[-1]) if location else ""
    if fault["type"] == "extra_forbidden":
        message, rule = _unknown_key(key, _known_keys(model, location)), "unknown-key"
    elif fault["type"] == "missing":
        message, rule = _("{key!r} is missing; add it", key=key), "missing-key"
    elif fault["type"] == "unreachable":
        message = _("a contact can't be reached; give 'phone' or 'email'")
        rule = "unreachable-contact"
    else:
        name = next((part for part in reversed(location) if isinstance(part, str)), "")
        hint = fault.get("ctx", {}).get("hint", "a table of keys and values")
        message = _(
            "{key} is {value}; give {hint}", key=name, value=_shown(fault["input"]), hint=_(hint)
        )
        rule = "wrong-value"
    return Finding(place=place(location), message=message, rule=rule)


def _written(location: Location, values: Any) -> Location:
    """Return *location* without what pydantic adds to it (tags of unions, "[key]")."""
    written: list[str | int] = []
    for part in location[:-1]:
        if isinstance(values, list) or (isinstance(values, Mapping) and part in values):
            values = values[part]  # type: ignore[index] # an int where values is a list
            written.append(part)
    return (*written, *(part for part in location[-1:] if part not in {"key", "contact", "[key]"}))


def _unknown_key(key: str, known: list[str]) -> str:
    near = get_close_matches(key, known, n=1)
    if near:
        return _("unknown key {key!r}; did you mean {near!r}?", key=key, near=near[0])
    return _("unknown key {key!r}; known are {known}", key=key, known=", ".join(known))


def _known_keys(model: type[BaseModel], location: Location) -> list[str]:
    """Return the keys that may stand beside the one at *location*."""
    for part in location[:-1]:
        if part in model.model_fields:
            field = model.model_fields[str(part)]
            model = next(_models(field.annotation), model)
    return list(model.model_fields)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
