"""Transcript -> text, JSON, and advice on what listeners miss.

The text has one passage a line, indented by depth; it is what is approved and compared. The JSON
has the same passages with their places on the pages.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import babel

from pressverk.accessibility.reader.model import Tag, TaggedPdf
from pressverk.accessibility.reader.words import pages_of, walk
from pressverk.accessibility.screen_reader.model import Kind, Part, Passage, Role, Spot, Transcript
from pressverk.i18n import _, message_language, ngettext
from pressverk.model import Finding, Place, Severity


def language_name(tag: str) -> str:
    """Return the name of a language, or the tag itself if it is unknown.

    >>> language_name("en"), language_name("x-klingon")
    ('English', 'x-klingon')
    """
    try:
        name = babel.Locale.parse(tag, sep="-").get_display_name(message_language())
    except (ValueError, babel.UnknownLocaleError):
        name = None
    return name or tag


def heading(level: int | None) -> str:
    """Return the announcement of a heading; a title, or one without a level, has no number."""
    return _("Heading") if level is None else _("Heading level {level}", level=level)


def list_of(count: int) -> str:
    """Return the announcement of a list."""
    return ngettext("List with {count} item", "List with {count} items", count)


def contents_of(count: int) -> str:
    """Return the announcement of a table of contents."""
    return ngettext(
        "Table of contents with {count} entry", "Table of contents with {count} entries", count
    )


def table(columns: int, rows: int) -> str:
    """Return the announcement of a table."""
    across = ngettext("{count} column", "{count} columns", columns)
    down = ngettext("{count} row", "{count} rows", rows)
    return _("Table with {columns} and {rows}", columns=across, rows=down)


def spanning(label: str, columns: int, rows: int) -> str:
    """Return *label* with the number of columns and rows that a cell spans, if more than one."""
    if columns > 1:
        label = _("{label}, across {count} columns", label=label, count=columns)
    if rows > 1:
        label = _("{label}, across {count} rows", label=label, count=rows)
    return label


INDENT = "  "
NO_SPACE_BEFORE = ' ([”"\xa0'


def as_text(transcript: Transcript, *, pages: bool = False) -> str:
    """Return *transcript* as text; with *pages*, say where each page begins."""
    return "\n".join([*_head(transcript), *_lines(transcript.passages, pages=pages), ""])


def passage_text(passage: Passage) -> str:
    """Return the text of *passage*, with announcements in brackets."""
    words = spoken(passage.parts)
    return ": ".join(filter(None, (passage.label, words)))


def spoken(parts: Iterable[Part]) -> str:
    """Return *parts* on one line.

    >>> spoken([
    ...     Part(role=Role.TEXT, text="Read "),
    ...     Part(role=Role.START, text="link"),
    ...     Part(role=Role.TEXT, text="more"),
    ...     Part(role=Role.END, text="https://exempel.se"),
    ... ])
    'Read [link: more (https://exempel.se)]'
    """
    return "".join(word.text for word in words(parts))


def words(parts: Iterable[Part]) -> list[Part]:
    """Return *parts* as text: brackets around announcements, spaces before them."""
    written: list[Part] = []
    line, opened = "", False
    for part in parts:
        match part.role:
            case Role.TEXT:
                text = f": {part.text.lstrip(' ')}" if opened else part.text
            case Role.START | Role.SAID:
                is_apart = bool(line) and line[-1] not in NO_SPACE_BEFORE
                before = ": " if opened else " " if is_apart else ""
                text = f"{before}[{part.text}" + ("]" if part.role is Role.SAID else "")
            case Role.END:
                more = f" ({part.text})" if part.text else ""
                text = f"{more}]"
        written.append(replace(part, text=text))
        line += text
        opened = part.role is Role.START
    return written


def _head(transcript: Transcript) -> Iterator[str]:
    title = transcript.title or _("[no title]")
    language = language_name(transcript.language) if transcript.language else _("[not given]")
    yield _("Document: {title}", title=title)
    yield _("Language: {language}", language=language)
    yield ""


def _lines(passages: Iterable[Passage], *, pages: bool) -> Iterator[str]:
    page = 0
    for number, passage in enumerate(passages):
        first = passage.spots[0].page if passage.spots else page
        if pages and first > page:
            page = first
            yield _("[page {page}]", page=page)
        if number and passage.kind is Kind.HEADING and passage.depth == 0:
            yield ""
        yield INDENT * passage.depth + passage_text(passage)


def as_json(transcript: Transcript) -> str:
    """Return *transcript* as JSON; areas are in points from the page's lower left corner."""
    table = {
        "title": transcript.title,
        "language": transcript.language,
        "passages": [_passage(passage) for passage in transcript.passages],
        "unheard": [_passage(passage) for passage in transcript.unheard],
    }
    return json.dumps(table, ensure_ascii=False, indent=2)


def _passage(passage: Passage) -> dict[str, Any]:
    return {
        "kind": passage.kind,
        "label": passage.label,
        "text": passage_text(passage),
        "depth": passage.depth,
        "parts": [
            {"role": part.role, "text": part.text}
            | ({"language": part.language} if part.language else {})
            for part in passage.parts
        ],
        "spots": [_spot(spot) for spot in passage.spots],
    }


def _spot(spot: Spot) -> dict[str, float]:
    sides = {side: getattr(spot.area, side) for side in ("left", "bottom", "right", "top")}
    return {"page": spot.page} | {side: round(at, 2) for side, at in sides.items()}


MOST_SHOWN = 60  # characters of a text in a message


def missed(pdf: TaggedPdf, transcript: Transcript, file: str) -> tuple[Finding, ...]:
    """Return findings for what listeners to *pdf*, whose name is *file*, would miss."""
    if not pdf.is_tagged:
        message = _("has no tags: a listener hears nothing that is sure; make the PDF tagged")
        return (_advice(file, None, message, "untagged"),)
    return (*_pictures(pdf, file), *(_unheard(passage, file) for passage in transcript.unheard))


def _pictures(pdf: TaggedPdf, file: str) -> Iterator[Finding]:
    for tag in walk(pdf.root):
        if tag.type == "Figure" and not tag.alt and tag.actual_text is None:
            message = _("a picture has no description; give it one, or mark it as decoration")
            yield _advice(file, _first_page(tag), message, "picture-unheard")


def _unheard(passage: Passage, file: str) -> Finding:
    text = passage_text(passage)
    shown = text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN].rstrip() + "…"
    message = _("{text!r} is shown but not heard; tag it, or mark it as an artifact", text=shown)
    page = passage.spots[0].page if passage.spots else None
    return _advice(file, page, message, "text-unheard")


def _first_page(tag: Tag) -> int | None:
    return next(iter(pages_of(tag)), None)


def _advice(file: str, page: int | None, message: str, rule: str) -> Finding:
    place = Place(file=file, page=page)
    return Finding(place=place, message=message, rule=rule, severity=Severity.ADVICE)
