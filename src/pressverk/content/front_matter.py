"""Front matter: YAML 1.2 between two lines of ``---``, against the schema of its layout.

Press releases, reports and chapters each have a schema.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Discriminator, Field, Tag
from ruamel.yaml.comments import CommentedMap

from pressverk.content.files import SEPARATORS
from pressverk.content.markup.constructs import marks_in
from pressverk.formats import FIRST_YEAR, LAST_YEAR, parse_moment
from pressverk.i18n import _
from pressverk.model import Edit, Finding, Place
from pressverk.newsroom.schema import ContactEntry
from pressverk.readers.names import KEYS, SWEDISH_KEYS, with_swedish_names
from pressverk.readers.yaml import (
    CONTROLS,
    YamlError,
    key_position_of,
    position_of,
    read_mapping,
    renamed,
)
from pressverk.readers.yaml_lines import YamlFault
from pressverk.validation import (
    Date,
    Headline,
    Key,
    Language,
    Location,
    Model,
    Strict,
    Switch,
    Text,
    give,
    list_of,
    one_of,
    validate,
)


def _moment(value: Any) -> Any:
    return (parse_moment(value) or value) if isinstance(value, str) else value


def _bounded(moment: dt.datetime) -> dt.datetime:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError
    return moment


Moment = Annotated[
    dt.datetime,
    BeforeValidator(_moment),
    AfterValidator(_bounded),
    give("a date and a time such as 2026-12-01 09:30"),
]


def _kind(value: Any) -> str:
    return "contact" if isinstance(value, Mapping) else "key"


ContactOrKey = Annotated[
    Annotated[Text, Tag("key")] | Annotated[ContactEntry, Tag("contact")], Discriminator(_kind)
]


class Matter(Strict):
    """What front matter may hold, its keys in English or in Swedish."""

    model_config = ConfigDict(json_schema_extra=with_swedish_names)


class Published(Matter):
    """The front matter of what is printed as one file."""

    layout: Key = Field(description="the layout's folder name, such as press-release")
    title: Headline = Field(description="the headline")
    date: Date = Field(description="the day of publication, YYYY-MM-DD")
    lead: Text = Field(description="the first paragraph: what has happened, and why it matters")
    contacts: Annotated[list[ContactOrKey], list_of("a list of contacts: [presstjansten]")] = Field(
        description="keys of newsroom.toml's [contacts], or whole contacts"
    )
    language: Language | None = Field(
        None, description="a tag such as sv; the newsroom's if left out"
    )
    updated: Date | None = Field(None, description="the day of the last change, YYYY-MM-DD")
    diary_number: Text | None = Field(None, description="the registrar's number of the matter")
    keywords: Annotated[list[Text], list_of("a list of words: [pris, skola]")] = Field(
        default=[], description="words that archives and search engines find it by"
    )


class FrontMatter(Published):
    """The front matter of a press release."""

    embargo: Moment | None = Field(None, description="not to be published before, newsroom's time")


Spine = Annotated[float, Field(ge=5, le=80), give("a width of 5 to 80 millimetres such as 6.5")]
Year = Annotated[int, Field(ge=1800, le=2200), give("a year such as 2018")]
EditionName = Annotated[
    Literal["email", "print", "cover", "archive", "web"],
    give("'email', 'print', 'cover', 'archive' or 'web'"),
    one_of(("email", "print", "cover", "archive", "web")),
]
Style = Annotated[Literal["easy-read"], give("'easy-read'")]
Opener = Annotated[
    Literal["surface", "spread"],
    give("'surface' or 'spread'"),
    one_of(("surface", "spread"), {"yta": "surface", "uppslag": "spread"}),
]
Threshold = Annotated[int, Field(ge=3, strict=True), give("a whole number from 3")]


class ReportMatter(Published):
    """The front matter of a report."""

    chapters: Annotated[list[Text], list_of("a list of files: [kapitel/*.md]")] = Field(
        description="files below the report's folder; * stands for any name"
    )
    appendices: Annotated[list[Text], list_of("a list of files: [bilagor/*.md]")] = Field(
        default=[], description="files below the report's folder; * stands for any name"
    )
    releases: Annotated[list[Text], list_of("a list of articles: [pris-2018]")] = Field(
        default=[], description="names of articles that are reprinted; * stands for any name"
    )
    year: Year | None = Field(None, description="the year that the report is about")
    subtitle: Text | None = Field(None, description="stands below the title")
    notice: Text | None = Field(None, description="stands on the cover and with all data")
    spine: Spine | None = Field(None, description="how wide its printed back is, in millimetres")
    editions: Annotated[list[EditionName], list_of("a list of editions: [email, archive]")] = Field(
        default=["email"], description="what is built when nothing else is asked for"
    )
    suppress_below: Threshold = Field(5, description="smaller counts of people are not shown")


class ChapterMatter(Matter):
    """The front matter of a report's chapter or appendix."""

    title: Text = Field(description="the chapter's heading")
    lead: Text | None = Field(None, description="what the chapter is about")
    language: Language | None = Field(None, description="the report's if left out")
    numbered: Switch = Field(default=True, description="false for a preface")
    style: Style | None = Field(None, description="easy-read: larger type, shorter lines")
    opener: Opener | None = Field(
        None, description="surface: a page in the brand's colour; spread: a picture before it"
    )


FENCE = "---"
PRINTED = frozenset({"title", "subtitle", "lead", "notice"})  # texts without markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """An article's two parts; *body_line* is where the body begins in the file."""

    front: str
    body: str
    body_line: int


def split(text: str, file: str) -> Split:
    r"""Return the front matter and the body of *text*.

    >>> split("---\ntitle: Spring\n---\nHello.\n", "spring.md").body_line
    4

    Raises:
        FrontMatterError: when the front matter is missing or has no end.
    """
    lines = text.split("\n")
    if is_fence_mistyped(lines[0]):
        raise FrontMatterError(_mistyped_fence(file, 1, lines[0]))
    if lines[0].rstrip() != FENCE and text.lstrip().startswith(FENCE):
        message = _("a blank line above '---'; remove it: the front matter begins the file")
        blank = text[: len(text) - len(text.lstrip())]
        edit = Edit(line=1, column=1, written=blank, replacement="")
        finding = _finding(file, 1, message, "front-matter-missing")
        raise FrontMatterError(replace(finding, edits=(edit,)))
    if lines[0].rstrip() != FENCE:
        message = _("has no front matter; begin the file with a line '---', 'title: …' and '---'")
        raise FrontMatterError(_finding(file, 1, message, "front-matter-missing"))
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() == FENCE:
            body = "\n".join(lines[number + 1 :])
            return Split(front="\n".join(lines[1:number]), body=body, body_line=number + 2)
    for number, line in enumerate(lines[1:], 2):
        if is_fence_mistyped(line):
            raise FrontMatterError(_mistyped_fence(file, number, line))
    message = _("the front matter has no end; close it with a line '---'")
    raise FrontMatterError(_finding(file, 1, message, "front-matter-unclosed"))


def is_fence_mistyped(line: str) -> bool:
    """Return whether *line* is meant to be the fence: Word makes one dash of several hyphens.

    >>> is_fence_mistyped("—"), is_fence_mistyped("----"), is_fence_mistyped("---")
    (True, True, False)
    """
    return line.rstrip() != FENCE and re.fullmatch(r"[-–—]{2,}|—", line.strip()) is not None


def _mistyped_fence(file: str, number: int, line: str) -> Finding:
    message = _("the line {line} does not enclose the front matter; write '---'", line=repr(line))
    edit = Edit(line=number, column=1, written=line, replacement=FENCE)
    rule = "front-matter-missing" if number == 1 else "front-matter-unclosed"
    return replace(_finding(file, number, message, rule), edits=(edit,))


class FrontMatterError(Exception):
    """The front matter can't be read far enough to find more faults."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.message)


def parse_front_matter(
    front: str, file: str, model: type[Model]
) -> tuple[Model | None, list[Finding]]:
    """Return what *front* (the lines between the fences, from line 2) says, or its faults."""
    values, faults = read_values(front, file)
    matter, wrong = validate_values(values, file, model)
    return matter, [*faults, *wrong]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatterValues:
    """The keys of a front matter in English, with their values; *names* are what findings say.

    *front* is its text.
    """

    table: CommentedMap
    names: Mapping[str, str]
    front: str


def read_values(front: str, file: str) -> tuple[FrontMatterValues | None, list[Finding]]:
    """Return the keys and values in *front*, whatever they are, or why it can't be read."""
    try:
        # Reported where the characters of the file are checked.
        written = read_mapping(CONTROLS.sub(" ", SEPARATORS.sub(" ", front)))
        table = renamed(written, KEYS)
    except YamlError as error:
        return None, [_fault(file, fault) for fault in error.faults]
    is_swedish = any(key in KEYS for key in written)
    names = SWEDISH_KEYS if is_swedish else {}
    return FrontMatterValues(table=table, names=names, front=front), []


def validate_values(
    values: FrontMatterValues | None, file: str, model: type[Model]
) -> tuple[Model | None, list[Finding]]:
    """Return *values* of the front matter of *file* as *model* has them, or the faults in them."""
    if values is None:
        return None, []
    table = values.table

    def place(location: Location) -> Place:
        line, column = position_of(table, location)
        return Place(file=file, line=line + 2, column=column + 1)

    def key_place(location: Location) -> Place:
        line, column = key_position_of(table, location)
        return Place(file=file, line=line + 2, column=column + 1)

    matter, faults = validate(
        model, table, place, key_place=key_place, names=values.names, aliases=KEYS
    )
    return matter, [*faults, *_markup_in(values, file)]


def _markup_in(values: FrontMatterValues, file: str) -> Iterator[Finding]:
    """Yield what looks like markup in the texts of a front matter: it is printed as it stands."""
    for key in PRINTED & values.table.keys():
        text = values.table[key]
        line, column = key_position_of(values.table, (key,))
        for mark in marks_in(text) if isinstance(text, str) else ():
            at = values.front.find(mark, _offset(values.front, line))
            before = values.front[: max(at, 0)]
            found = before.count("\n"), len(before) - before.rfind("\n") - 1
            message = _(
                "{text} would be printed as it stands; there is no markup in {key!r}, so remove "
                "the characters",
                text=f"'{mark}'",
                key=values.names.get(key, key),
            )
            line, column = found if at >= 0 else (line, column)
            yield _finding(file, line + 2, message, "unread-markup", column + 1)


def _offset(text: str, line: int) -> int:
    """Return where the *line* of *text* begins, counted from 0."""
    return sum(len(each) + 1 for each in text.split("\n")[:line])


def _fault(file: str, fault: YamlFault) -> Finding:
    line, column = fault.position or (0, None)
    column = None if column is None else column + 1
    finding = _finding(file, line + 2, fault.message, fault.rule, column)
    return replace(finding, edits=fault.edits(2))


def _finding(file: str, line: int, message: str, rule: str, column: int | None = None) -> Finding:
    return Finding(place=Place(file=file, line=line, column=column), message=message, rule=rule)
