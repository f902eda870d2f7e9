"""Text copied from a web page or a mail: paragraphs, and what stood around them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from lxml.html import HtmlElement

from pressverk.errors import IntakeError
from pressverk.i18n import _
from pressverk.intake.contacts import is_contact_heading
from pressverk.intake.dates import DateLine, read_date_line
from pressverk.intake.files import fault, read_bounded
from pressverk.intake.model import SourceDocument
from pressverk.intake.notes import Notes
from pressverk.intake.page_furniture import is_furniture
from pressverk.intake.page_text import text_of
from pressverk.intake.release_parts import (
    box_facts,
    gather_quotations,
    is_speech,
    looks_like_heading,
    mark_abbreviations,
    new,
    part_credit,
    take_contacts,
    take_lead,
)

LARGEST = 5_000_000
LINE_ENDS = re.compile(r"\r\n?|[\n\v\f\x85\u2028\u2029]")
NUMBERED = re.compile(r"(?:\d{1,2}[.)]|[a-z]\))\s+(?=\S)")
# How people describe pictures; "Bilden av kommunen" begins a sentence about something else.
ALTERNATIVE = re.compile(
    r"(?:(?:bild|foto|fotografi|porträtt|porträttbild|illustration|karta|logotyp)(?:en)? "
    r"(?:från|på|som (?:visar|föreställer)|med)\b"
    r"|(?:bild|foto|porträtt|illustration|karta) (?:av|över)\b"
    r"|bild(?:beskrivning)?:|bilden visar\b|(?:picture|photo|image) (?:of|from|showing)\b)",
    re.IGNORECASE,
)
LONGEST_CAPTION, SHORTEST_WRAPPED, LONGEST_JOINED = 300, 50, 5_000


def read_copied_text(path: Path) -> Iterator[SourceDocument]:
    """Yield the document in *path*, plain text.

    Raises:
        IntakeError: when it is no text, too large, or holds nothing but furniture.
    """
    notes = Notes()
    text = _decode(path, read_bounded(path, LARGEST))
    reading = _Reading(notes=notes)
    for group in _groups(text):
        reading.take(group)
    yield _document(path, reading)


@dataclass(slots=True)
class _Reading:
    """What is read so far."""

    notes: Notes
    title: str = ""
    dates: list[DateLine] = field(default_factory=list)
    body: HtmlElement = field(default_factory=lambda: new("div"))

    def take(self, group: list[str]) -> None:
        """Take the lines that stand together."""
        lines = [line for line in group if not self._is_furniture(line)]
        if lines and not self.title:
            self.title = lines.pop(0)
        self.body.extend(_blocks(lines, is_alone=len(group) == 1))

    def _is_furniture(self, line: str) -> bool:
        if read := read_date_line(line):
            self.dates.append(read)
            self.notes.changed("date", _("dates and names are taken into the front matter"), line)
            return True
        if is_furniture(line):
            self.notes.left_out("page-tool", line)
            return True
        return False


def _document(path: Path, reading: _Reading) -> SourceDocument:
    body, notes = reading.body, reading.notes
    if not len(body):
        message = _("there is a headline at most and no text; copy the whole article")
        raise IntakeError([fault(path, "no-text", message)])
    for element, text in _part_pictures(body):
        message = _("a picture stood here: add its file and photographer, or leave it out")
        notes.decide("picture-missing", message, text, element)
    lead = take_lead(body)
    gather_quotations(body)
    _mark_headings(body, notes)
    box_facts(body, notes)
    contacts = take_contacts(body, notes)
    mark_abbreviations(body)
    published = next((each.published for each in reading.dates if each.published), None)
    updated = next((each.updated for each in reading.dates if each.updated), None)
    return SourceDocument(
        name=path.stem,
        title=reading.title,
        lead=lead,
        date=published or updated,
        updated=updated,
        author=next((each.author for each in reading.dates if each.author), ""),
        body=body,
        contacts=contacts,
        notes=tuple(notes.found),
        source=path,
    )


def _decode(path: Path, data: bytes) -> str:
    """Return *data* as text: UTF-8, UTF-16 with a mark, or what Windows calls ANSI."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("windows-1252", errors="replace")
    if "\0" in text or "\ufffd" in text:
        message = _("is not text; copy the text into a new file and save that as UTF-8")
        raise IntakeError([fault(path, "not-text", message)])
    return text


def _groups(text: str) -> Iterator[list[str]]:
    """Yield the lines of *text* in groups separated by blank lines."""
    group: list[str] = []
    for line in (*LINE_ENDS.split(text), ""):
        if line.strip():
            group.append(line.strip(" \xa0\u200b\ufeff"))
        elif group:
            yield _joined(group)
            group = []


def _joined(lines: list[str]) -> list[str]:
    """Return *lines*, with those that a program has wrapped joined.

    >>> _joined(["En rad som är lång nog för att ha brutits av ett program", "går vidare."])
    ['En rad som är lång nog för att ha brutits av ett program går vidare.']
    """
    joined: list[str] = []
    for line in lines:
        goes_on = (
            joined
            and SHORTEST_WRAPPED <= len(joined[-1]) < LONGEST_JOINED
            and joined[-1][-1] not in '.!?:”"'
        )
        if goes_on and line[0].islower() and "\t" not in line and not NUMBERED.match(line):
            joined[-1] += f" {line}"
        else:
            joined.append(line)
    return joined


def _blocks(lines: list[str], *, is_alone: bool) -> Iterator[HtmlElement]:
    """Yield *lines* as a table, as lists and as paragraphs."""
    if len(lines) > 1 and all("\t" in line.strip("\t") for line in lines):
        yield _table([[cell.strip() for cell in line.split("\t")] for line in lines])
        return
    items: list[str] = []
    for line in lines:
        if match := NUMBERED.match(line):
            items.append(line[match.end() :])
            continue
        yield from _list(items)
        items = []
        yield new("p", line.replace("\t", " "), **({"data-alone": ""} if is_alone else {}))
    yield from _list(items)


def _list(items: list[str]) -> Iterator[HtmlElement]:
    if items:
        found = new("ol")
        found.extend(new("li", item) for item in items)
        yield found


def _table(rows: list[list[str]]) -> HtmlElement:
    """Return a table of *rows*, the first of which names the columns."""
    width = max(map(len, rows))
    table, head, rest = new("table"), new("thead"), new("tbody")
    table.extend([head, rest])
    for number, row in enumerate(rows):
        line = new("tr")
        cells = row + [""] * (width - len(row))
        line.extend(new("td", c) if number else new("th", c, scope="col") for c in cells)
        (rest if number else head).append(line)
    return table


def _part_pictures(body: HtmlElement) -> list[tuple[HtmlElement, str]]:
    """Take what described pictures out of *body*; return where each stood, and its text.

    Where a page had a picture, a copy has its alternative text, and its caption on the next line.
    """
    found: list[tuple[HtmlElement, str]] = []
    for block in list(body):
        text = text_of(block)
        if block.getparent() is not body or block.tag != "p" or not ALTERNATIVE.match(text):
            continue
        described = [block]
        following = block.getnext()
        if following is not None and _is_caption(following, is_first=block.getprevious() is None):
            described.append(following)
        after, before = described[-1].getnext(), block.getprevious()
        marker = after if after is not None else before
        if marker is None:
            continue
        for each in described:
            body.remove(each)
        found.append((marker, "\n".join(map(text_of, described))))
    return found


def _is_caption(block: HtmlElement, *, is_first: bool) -> bool:
    """Return whether *block* is a caption: it has a credit, or a lead and a text follow it."""
    text = text_of(block)
    if block.tag != "p" or len(text) > LONGEST_CAPTION or is_speech(text):
        return False
    if part_credit(text)[3]:
        return True
    followers = (each for each in block.itersiblings() if each.tag == "p")
    return is_first and len(list(islice(followers, 2))) == 2


def _mark_headings(body: HtmlElement, notes: Notes) -> None:
    """Make short lines by themselves headings, where text follows them."""
    for block in list(body):
        is_alone = block.attrib.pop("data-alone", None) is not None
        if block.tag != "p" or not is_alone or block.getnext() is None:
            continue
        text = text_of(block)
        if looks_like_heading(text) and not is_contact_heading(text) and not is_speech(text):
            block.tag = "h2"
            message = _("taken as a heading, since it is short and stands alone; remove ## if not")
            notes.decide("guessed-heading", message, text, block)
