"""CSV (RFC 4180, also with semicolons or tabs) as fields with their places."""

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pressverk.i18n import _
from pressverk.model import Finding, Place, Severity

DELIMITERS = ";,\t"
NOT_DELIMITER = "|"
LARGEST = 5_000_000
MOST_ROWS = 20_000
ENDS = re.compile(r"\r\n|\r|\n")
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# å, ä, ö in UTF-8, Mac Roman (Œ Š š) and DOS († „ ”) when read as Windows-1252.
BROKEN_UTF_8 = re.compile(rb"\xc3[\x80-\xbf]")
OTHER_LETTERS = re.compile(r"[^\W\d_][ŒŠš†„”][a-z]")
SWEDISH_LETTERS = re.compile("[åäöÅÄÖ]")
SAID = re.compile(rf"sep=([{DELIMITERS}])(?=\n|\Z)", re.IGNORECASE)  # what Excel writes and reads


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field with its place."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvText:
    """The lines of a file as fields, without empty lines, and the delimiter."""

    lines: tuple[list[Field], ...]
    delimiter: str


def read_csv(
    content: bytes, file: str, names: Sequence[str], *, as_saved: bool = False
) -> tuple[CsvText | None, list[Finding]]:
    """Return the lines of *content*, whose first should contain *names*, or why it can't be read.

    *as_saved* also accepts what Excel saves by default, Windows-1252 and UTF-16, with advice.
    """
    text, advice = decode_saved(content, file) if as_saved else decode(content, file)
    if any(each.severity is Severity.ERROR for each in advice):
        return None, advice
    delimiter, faults = delimiter_of(text, file, names)
    if faults:
        return None, faults
    lines: list[list[Field]] = []
    for line in fields(text, file, delimiter):
        if isinstance(line, Finding):
            return None, [line]
        lines.append(line)
    said = 1 if SAID.match(text) else 0
    return CsvText(lines=tuple(lines[said:]), delimiter=delimiter), advice


def filled(line: Sequence[Field]) -> int:
    """Return how many fields *line* has without the empty ones that spreadsheets add at its end."""
    return max((at for at, each in enumerate(line, 1) if each.text), default=0)


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
        return "", [fault(Place(file=file, line=1, column=1), "csv-encoding", message)]
    if (at := content.find(b"\0")) >= 0:
        before = ENDS.sub("\n", content[:at].decode("utf-8-sig", errors="replace"))
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        place = Place(file=file, line=line, column=column)
        return "", [fault(place, "csv-encoding", _("is not text; save it as “CSV UTF-8”"))]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        head = error.object[: error.start]  # without the byte order mark
        line = head.count(b"\n") + 1
        column = len(head[head.rfind(b"\n") + 1 :].decode(errors="replace")) + 1
        character = error.object[error.start : error.start + 1].decode("cp1252", errors="replace")
        message = _(
            "is not UTF-8 but probably Windows-1252 or Latin-1 (here {character!r}); "
            "save it as “CSV UTF-8”",
            character=character,
        )
        return "", [fault(Place(file=file, line=line, column=column), "csv-encoding", message)]
    return ENDS.sub("\n", text), []


def decode_saved(content: bytes, file: str) -> tuple[str, list[Finding]]:
    """Return the text of *content*, with advice if it isn't UTF-8, or why it can't be read.

    Reads Windows-1252 and UTF-16 with a byte order mark: Excel's "CSV" and "Unicode text".
    """
    text, faults = decode(content, file)
    if not faults or faults[0].rule != "csv-encoding":
        return text, faults
    encoding, name = ("utf-16", "UTF-16") if content[:2] in UTF_16 else ("cp1252", "Windows-1252")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return "", faults
    is_guess = encoding == "cp1252"
    if "\0" in text or (is_guess and _is_mistaken(content, text)):
        return "", faults
    text = ENDS.sub("\n", text)
    at = next((at for at, character in enumerate(text) if is_guess and not character.isascii()), 0)
    message = _(
        "is saved as {encoding} (here {character!r}) and is read as that; "
        "save it as “CSV UTF-8”, which is never mistaken",
        encoding=name,
        character=text[at : at + 1],
    )
    place = Place(file=file, line=text.count("\n", 0, at) + 1, column=at - text.rfind("\n", 0, at))
    return text, [
        Finding(place=place, message=message, rule="csv-encoding", severity=Severity.ADVICE)
    ]


def _is_mistaken(content: bytes, text: str) -> bool:
    """Return whether *content*, read as Windows-1252 to *text*, is probably in another encoding."""
    is_foreign = OTHER_LETTERS.search(text) and not SWEDISH_LETTERS.search(text)
    return bool(BROKEN_UTF_8.search(content) or is_foreign)


def delimiter_of(text: str, file: str, names: Sequence[str]) -> tuple[str, list[Finding]]:
    """Return the delimiter of *text*, whose first line should contain *names*, or a finding."""
    if said := SAID.match(text):
        return said[1], []
    head = text.partition("\n")[0]
    known = {name.lower() for name in names}
    found = {each: len(_named(head, each) & known) for each in DELIMITERS}
    best = max(DELIMITERS, key=lambda each: (found[each], head.count(each), each))
    if NOT_DELIMITER in head and not found[best] and len(names) > 1:
        message = _(
            "fields are separated by {character!r}; separate them with ';' or ','",
            character=NOT_DELIMITER,
        )
        place = Place(file=file, line=1, column=head.index(NOT_DELIMITER) + 1)
        return best, [fault(place, "csv-delimiter", message)]
    return best, []


def _named(head: str, delimiter: str) -> set[str]:
    return {name.strip(' "').lower() for name in head.split(delimiter)}


def fields(text: str, file: str, delimiter: str) -> Iterator[list[Field] | Finding]:
    """Yield each line of *text* as fields, without empty lines; a fault ends it."""
    field = re.compile(rf'[ ]*"((?:[^"]|"")*)"[ ]*(?=[{delimiter}\n]|\Z)|([^{delimiter}\n]*)')
    offset, line, line_start = 0, 1, 0
    row: list[Field] = []
    while offset <= len(text):
        match = field.match(text, offset)
        if match is None:  # never: the second half of the pattern can match the empty string
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
