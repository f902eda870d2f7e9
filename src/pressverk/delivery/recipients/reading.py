"""A list file -> recipients, or all faults of the file at once."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from unicodedata import normalize

from pressverk.addresses import normalise, parse_address
from pressverk.errors import RecipientError
from pressverk.i18n import _, ngettext
from pressverk.model import Finding, Place, Recipient, Severity
from pressverk.newsroom.schema import HEADER_TEXT
from pressverk.readers.csv import Field, fault, filled, read_csv
from pressverk.validation import LANGUAGE_TAG

COLUMNS = (
    "name", "email", "organisation", "language", "lists", "source", "added", "opted_out", "bounced",
)  # fmt: skip
# Likely names of columns; suggested, not accepted, so that all lists are alike.
IN_SWEDISH = {
    "namn": "name", "e-post": "email", "epost": "email", "mejl": "email",
    "redaktion": "organisation", "språk": "language", "listor": "lists", "grupper": "lists",
    "källa": "source", "tillagd": "added", "avregistrerad": "opted_out", "studsat": "bounced",
}  # fmt: skip
FORMER = {"newsroom": "organisation"}  # read in older lists, but not written
MEANT = (*COLUMNS, *FORMER, *IN_SWEDISH)
REQUIRED = ("email", "source", "added")
BETWEEN_LISTS = re.compile(r"[\s,;|]+")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
GROUP = re.compile(r"[^\W_]+([-_][^\W_]+)*")
LONGEST_NAME = 200


@dataclass(slots=True)
class _Row:
    """One line of a list by column, its place, and the faults found so far."""

    place: Place
    fields: Mapping[str, Field]
    findings: list[Finding] = field(default_factory=list)

    def text(self, column: str) -> str:
        return self.fields[column].text if column in self.fields else ""

    def place_of(self, column: str) -> Place:
        return self.fields[column].place if column in self.fields else self.place

    def fault(self, column: str, rule: str, message: str) -> None:
        self.findings.append(fault(self.place_of(column), rule, message))


def parse_list(
    content: bytes, file: str, language: str
) -> tuple[tuple[Recipient, ...], tuple[Finding, ...]]:
    """Return the recipients in *content*, and advice; *language* is their default language.

    *file* names the list in findings and is not opened. An address that occurs twice is one
    recipient, who is opted out if any of the lines is.

    Raises:
        RecipientError: with all faults, each at its line and column.
    """
    recipients: dict[str, Recipient] = {}
    findings: list[Finding] = []
    advice: list[Finding] = []
    for row in _rows(content, file):
        recipient = _recipient(row, language)
        findings += row.findings
        if recipient is None:
            continue
        key = normalise(recipient.address)
        if key in recipients:
            advice.append(_twice(row.place_of("email"), recipient))
            recipient = _merged(recipients[key], recipient)
        recipients[key] = recipient
    if findings:
        raise RecipientError(findings)
    return tuple(recipients.values()), tuple(advice)


def recipient_of(values: Mapping[str, str], file: str, language: str) -> Recipient:
    """Return the recipient with *values*, by column; *file* is its list.

    Raises:
        RecipientError: with all faults.
    """
    place = Place(file=file)
    row = _Row(place, {name: Field(text=text, place=place) for name, text in values.items()})
    recipient = _recipient(row, language)
    if recipient is None:
        raise RecipientError(row.findings)
    return recipient


def _rows(content: bytes, file: str) -> Iterator[_Row]:
    head, *rows = _lines(content, file) or [[]]
    head = head[: filled(head)]
    names = [FORMER.get(name, name) for name in (each.text.lower() for each in head)]
    if faults := list(_head_faults(head, names, file)):
        raise RecipientError(faults)
    for line in rows:
        row = _Row(line[0].place, dict(zip(names, line, strict=False)))
        if (count := filled(line)) > len(names):
            row.findings.append(_too_many(line[len(names)].place, count, len(names)))
        yield row


def _lines(content: bytes, file: str) -> list[list[Field]]:
    written, faults = read_csv(content, file, MEANT)
    if written is None:
        raise RecipientError(faults)
    return [line for line in written.lines if any(each.text for each in line)]


def _head_faults(head: list[Field], names: list[str], file: str) -> Iterator[Finding]:
    for each, name in zip(head, names, strict=True):
        near = [(IN_SWEDISH | FORMER).get(it, it) for it in get_close_matches(name, MEANT, n=1)]
        if names.count(name) > 1:
            message = _("the column {name!r} occurs twice; keep one", name=name)
        elif name in COLUMNS:
            continue
        elif near:
            message = _("unknown column {name!r}; did you mean {near!r}?", name=name, near=near[0])
        else:
            known = ", ".join(COLUMNS)
            message = _("unknown column {name!r}; known are {known}", name=name, known=known)
        yield fault(each.place, "list-column", message)
    for name in REQUIRED:
        if name not in names:
            message = _("the column {name!r} is missing; add it to the first line", name=name)
            yield fault(Place(file=file, line=1), "list-column", message)


def _recipient(row: _Row, language: str) -> Recipient | None:
    """Return the recipient of *row*, None if it has faults, which are added to *row*."""
    recipient = Recipient(
        address=_address(row),
        name=_plain(row, "name"),
        organisation=_plain(row, "organisation"),
        language=_language(row) or language,
        lists=tuple(_lists(row)),
        source=_source(row),
        added=_day(row, "added", required=True) or dt.date.min,
        opted_out=_day(row, "opted_out"),
        bounced=_day(row, "bounced"),
    )
    return None if row.findings else recipient


def _address(row: _Row) -> str:
    text = row.text("email")
    try:
        parse_address(text)
    except ValueError:
        message = (
            _("email is {value!r}; write one address such as editor@example.com", value=text)
            if text
            else _("email is empty; write an address or remove the line")
        )
        row.fault("email", "address", message)
    return text


def _plain(row: _Row, column: str) -> str:
    text = row.text(column)
    if text and not (HEADER_TEXT.fullmatch(text) and len(text) <= LONGEST_NAME):
        message = _(
            "{column} is {value!r}; write it on one line, of at most {most} characters, without "
            "'=?' and invisible characters",
            column=column,
            value=text[:60],
            most=LONGEST_NAME,
        )
        row.fault(column, "name", message)
    return text


def _language(row: _Row) -> str:
    text = row.text("language")
    if text and not LANGUAGE_TAG.fullmatch(text):
        message = _("language is {value!r}; give a language tag such as sv or en", value=text)
        row.fault("language", "language", message)
    return text


def _lists(row: _Row) -> Iterator[str]:
    for name in filter(None, BETWEEN_LISTS.split(normalize("NFC", row.text("lists")))):
        if not (GROUP.fullmatch(name) and name == name.lower()):
            message = _("lists has {value!r}; give small letters, digits and hyphens", value=name)
            row.fault("lists", "list-name", message)
        yield name


def _source(row: _Row) -> str:
    text = _plain(row, "source")
    if not text:
        message = _("source is empty; say where the address comes from")
        row.fault("source", "source", message)
    return text


def _day(row: _Row, column: str, *, required: bool = False) -> dt.date | None:
    text = row.text(column)
    if not text and not required:
        return None
    try:
        if not DAY.fullmatch(text):  # fromisoformat takes weeks, and digits of any script
            raise ValueError(text)  # noqa: TRY301 - as it does
        return dt.date.fromisoformat(text)
    except ValueError:
        message = _("{column} is {value!r}; give YYYY-MM-DD", column=column, value=text)
        row.fault(column, "date", message)
        return None


def _twice(place: Place, recipient: Recipient) -> Finding:
    message = _(
        "the address {address!r} stands further up too, and gets one message; remove a line",
        address=recipient.address,
    )
    return Finding(place=place, message=message, rule="same-address", severity=Severity.ADVICE)


def _merged(first: Recipient, second: Recipient) -> Recipient:
    """Return *first* with the groups of both, opted out or bounced if either is."""
    return replace(
        first,
        lists=tuple(dict.fromkeys(first.lists + second.lists)),
        opted_out=first.opted_out or second.opted_out,
        bounced=first.bounced or second.bounced,
    )


def _too_many(place: Place, found: int, expected: int) -> Finding:
    message = ngettext(
        "the line has {count} cell and the first line {expected}; put cells that contain the "
        "delimiter in quotation marks",
        "the line has {count} cells and the first line {expected}; put cells that contain the "
        "delimiter in quotation marks",
        found,
        expected=expected,
    )
    return fault(place, "csv-cells", message)
