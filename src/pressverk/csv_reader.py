"""CSV text as fields, each with its place (RFC 4180, with semicolons and tabs as well)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pressverk.i18n import _
from pressverk.model import Finding, Place

DELIMITERS = ";,\t"
NOT_DELIMITER = "|"
LARGEST = 5_000_000
MOST_ROWS = 20_000
ENDS = re.compile(r"\r\n|\r|\n")
SAID = re.compile(rf"sep=([{DELIMITERS}])(?=\n|\Z)", re.IGNORECASE)  # what Excel writes and reads


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What stands between two delimiters."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvText:
    """The lines of a file as fields, empty ones left out, and what parts the fields."""

    lines: tuple[list[Field], ...]
    delimiter: str


def read_csv(
    content: bytes, file: str, names: Sequence[str]
) -> tuple[CsvText | None, list[Finding]]:
    """Return the lines of *content*, whose first should hold *names*, or why it can't be read."""
    text, faults = decode(content, file)
    if faults:
        return None, faults
    delimiter, faults = delimiter_of(text, file, names)
    if faults:
        return None, faults
    lines: list[list[Field]] = []
    for line in fields(text, file, delimiter):
        if isinstance(line, Finding):
            return None, [line]
        lines.append(line)
    said = 1 if SAID.match(text) else 0
    return CsvText(lines=tuple(lines[said:]), delimiter=delimiter), []


def fault(place: Place, rule: str, message: str) -> Finding:
    """Return the error *rule* at *place*."""
    return Finding(place=place, message=message, rule=rule)


def decode(content: bytes, file: str) -> tuple[str, list[Finding]]:
    """Return the text of *content*, or why it can't be read."""
    place = Place(file=file)
    if len(content) > LARGEST:
        message = _(
            "has {size} bytes; divide it, at most {most} are read",
            size=len(content),
            most=LARGEST,
        )
        return "", [fault(place, "csv-size", message)]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        message = _("is saved as UTF-16; save it as “CSV UTF-8”")
        return "", [fault(place, "csv-encoding", message)]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]  # without the mark of order, if there was one
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode(errors="replace")) + 1
        sign = error.object[error.start : error.start + 1].decode("cp1252", errors="replace")
        message = _(
            "is not UTF-8 but probably Windows-1252 or Latin-1 (here {sign!r}); "
            "save it as “CSV UTF-8”",
            sign=sign,
        )
        return "", [fault(Place(file=file, line=line, column=column), "csv-encoding", message)]
    if "\0" in text:
        return "", [fault(place, "csv-encoding", _("is no text; save it as “CSV UTF-8”"))]
    return ENDS.sub("\n", text), []


def delimiter_of(text: str, file: str, names: Sequence[str]) -> tuple[str, list[Finding]]:
    """Return what parts the fields of *text*, whose first line should hold *names*."""
    if said := SAID.match(text):
        return said[1], []
    head = text.partition("\n")[0]
    known = {name.lower() for name in names}
    found = {sign: len(_named(head, sign) & known) for sign in DELIMITERS}
    best = max(DELIMITERS, key=lambda sign: (found[sign], head.count(sign), sign))
    if NOT_DELIMITER in head and not found[best] and len(names) > 1:
        message = _("fields are parted by {sign!r}; part them by ';' or ','", sign=NOT_DELIMITER)
        place = Place(file=file, line=1, column=head.index(NOT_DELIMITER) + 1)
        return best, [fault(place, "csv-delimiter", message)]
    return best, []


def _named(head: str, delimiter: str) -> set[str]:
    return {name.strip(' "').lower() for name in head.split(delimiter)}


def fields(text: str, file: str, delimiter: str) -> Iterator[list[Field] | Finding]:
    """Yield each line of *text* as its fields, empty lines left out; a fault ends it."""
    field = re.compile(rf'[ ]*"((?:[^"]|"")*)"[ ]*(?=[{delimiter}\n]|\Z)|([^{delimiter}\n]*)')
    offset, line, line_start = 0, 1, 0
    row: list[Field] = []
    while offset <= len(text):
        match = field.match(text, offset)
        if match is None:  # never: the second half matches nothing at all
            return
        place = Place(file=file, line=line, column=offset - line_start + 1)
        if match[1] is None and match[2].lstrip().startswith('"'):
            message = _('a quotation mark that is never closed; close it or double it: ""')
            yield fault(place, "csv-quotes", message)
            return
        written = match[2] if match[1] is None else match[1].replace('""', '"')
        row.append(Field(text=written.strip(), place=place))
        breaks = match[0].count("\n")
        if breaks:
            line, line_start = line + breaks, offset + match[0].rindex("\n") + 1
        offset = match.end() + 1
        if text[match.end() : offset] != delimiter:
            if len(row) > 1 or row[0].text:
                yield row
            row, line, line_start = [], line + 1, offset
