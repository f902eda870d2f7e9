"""Tables: captions, row headers, alignment."""

import re
from collections.abc import Iterator
from typing import Any

from pressverk.content.markup.attributes import WRITTEN_CLASS, refusal, refused
from pressverk.content.markup.captions import LABEL, caption_of
from pressverk.content.markup.context import (
    Context,
    Cursor,
    SourceMap,
    advice,
    error,
    mark_words,
)
from pressverk.content.markup.dialect import PIPES, attributes_of
from pressverk.html import landmarks, parse, plain, serialise
from pressverk.i18n import _, ngettext
from pressverk.model import Finding, Place

ATTRIBUTES = re.compile(r"\s*\{:?\s*([^{}]*)\}\s*\Z")
NUMBER = re.compile(r"[+\-−–±]?[ \xa0]?\d[\d \xa0\u202f\u2009.,:]*(?:[ \xa0\u202f]?%)?")


def set_tables(root: Any, context: Context) -> Iterator[Finding]:
    """Give tables their captions and headers."""
    cursor, captions = context.cursor(), context.cursor()
    number = 0
    for table in list(root.iter("table")):
        classes = table.get("class", "").split()
        place = _place(table, cursor)
        yield from _between_tables(table, place)
        attributes = _take_caption(table)
        for name in refused(attributes.get("class", ""), table.tag):
            offset = captions.search(WRITTEN_CLASS.format(name=re.escape(name)))
            message = refusal(name, table.tag)
            yield error("class", context.source.place(offset), message)
        if "id" in attributes:
            table.set("id", attributes["id"])
        if table.get("id") and (caption := table.find("caption")) is not None:
            number += 1
            local = context.around(table)
            word = local.gettext("Table")
            label = _number(caption, f"{word} {context.scope.numbering}{number}")
            mark_words(label, local.language)
        if PIPES in classes:
            _set_headers(table, rows="no-row-headers" not in attributes.get("class", "").split())
            classes.remove(PIPES)
        _set_classes(table, classes)
        _align_number_heads(table)
        yield from _faults(table, place)
    for paragraph in root.iter("p"):
        if LABEL.match(paragraph.text or ""):
            message = _(
                "caption {text} has no table after it; put it right before the table",
                text=repr(plain(paragraph)[:60]),
            )
            yield error("table-caption", cursor.place(*landmarks(paragraph)), message)


def _place(table: Any, cursor: Cursor) -> Place:
    """Return the place of *table*, and move the cursor after it."""
    found = [landmarks(cell) for cell in table.iter("th", "td")]
    place = cursor.line(*next(filter(None, found), ()))
    cursor.find(*next(filter(None, reversed(found)), ()))
    return place


def _take_caption(table: Any) -> dict[str, str]:
    """Make a paragraph beside *table* its caption, and return that paragraph's attributes."""
    paragraph = caption_of(table)
    if paragraph is None:
        return {}
    attributes = dict(paragraph.attrib)
    last = _last_text(paragraph)
    written = ATTRIBUTES.search(last)
    if written:
        attributes |= attributes_of(written[1])
        _set_last_text(paragraph, last[: written.start()])
    caption = table.makeelement("caption")
    caption.text = LABEL.sub("", paragraph.text, count=1)
    caption.extend(list(paragraph))
    paragraph.getparent().remove(paragraph)
    caption.tail = "\n"
    table.insert(0, caption)
    return attributes


def _between_tables(table: Any, place: Place) -> Iterator[Finding]:
    """Yield a fault for a caption that may belong to *table* or to the one above it."""
    caption = caption_of(table)
    above = None if caption is None else caption.getprevious()
    if above is None or above is table or above.tag != "table":
        return
    if above.find("caption") is None:
        message = _(
            "the caption above this table may belong to the table before it, which has none;"
            " put each caption before its table"
        )
        yield error("table-caption", place, message)


def _last_text(element: Any) -> str:
    return ((element[-1].tail if len(element) else element.text) or "").rstrip()


def _set_last_text(element: Any, text: str) -> None:
    if len(element):
        element[-1].tail = text
    else:
        element.text = text


def label_table(html: str, label: str) -> str:
    """Return *html*, which contains a table, with *label* before its caption."""
    root = parse(html)
    for caption in root.iter("caption"):
        _number(caption, label)
    return serialise(root)


def _number(caption: Any, label: str) -> Any:
    """Put *label* before *caption*, and return its element."""
    span = caption.makeelement("span", {"class": "number"})
    span.text = label
    span.tail = f" {(caption.text or '').lstrip()}".rstrip() if not len(caption) else None
    if len(caption):
        span.tail = f" {(caption.text or '').lstrip()}"
    caption.text = None
    caption.insert(0, span)
    return span


def _set_headers(table: Any, *, rows: bool) -> None:
    for cell in table.iter("th"):
        cell.set("scope", "col" if cell.get("colspan") is None else "colgroup")
    for row in table.iterfind("tbody/tr"):
        if rows and len(row) and plain(row[0]):
            row[0].tag = "th"
            row[0].set("scope", "row")


def _set_classes(table: Any, classes: list[str]) -> None:
    if classes:
        table.set("class", " ".join(classes))
    else:
        table.attrib.pop("class", None)
    for cell in table.iter("th", "td"):
        names = cell.get("class", "").split()
        align = cell.attrib.pop("align", None)
        if align in {"right", "center"}:
            names.append(align)
        if cell.tag == "td" and NUMBER.fullmatch(plain(cell)):
            names.append("number")
        if names:
            cell.set("class", " ".join(names))


def _align_number_heads(table: Any) -> None:
    """Align the head of a column of numbers with the numbers."""
    if table.xpath(".//@colspan | .//@rowspan"):
        return
    for column, head in enumerate(table.xpath("./thead/tr[1]/*")):
        cells = [row[column] for row in table.iterfind("tbody/tr") if column < len(row)]
        filled = [cell for cell in cells if plain(cell)]
        classes = head.get("class", "").split()
        if filled and not classes and all("number" in cell.get("class", "") for cell in filled):
            head.set("class", "number")


def _faults(table: Any, place: Place) -> Iterator[Finding]:
    headers = [cell for cell in table.iter("th") if cell.get("scope") != "row"]
    if not any(plain(cell) for cell in headers):
        message = _("table has no header row; say in its first row what the columns hold")
        yield error("table-headers", place, message)
    if any(cell.get("rowspan") for cell in table.iter("th", "td")):
        return
    widths = [sum(_span(cell) for cell in row) for row in table.iter("tr")]
    for number, width in enumerate(widths, start=1):
        if width != widths[0]:
            message = ngettext(
                "row {number} of the table has {count} cell and the first row {expected};"
                " give all rows as many",
                "row {number} of the table has {count} cells and the first row {expected};"
                " give all rows as many",
                width,
                number=number,
                expected=widths[0],
            )
            yield error("table-shape", place, message)


RULE_LINE = re.compile(r"[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
UNESCAPED_PIPE = re.compile(r"(?<!\\)\|")


def short_rows(source: SourceMap) -> Iterator[Finding]:
    """Yield the rows of pipe tables with fewer cells than the first, which Markdown fills up."""
    expected, offset, before = 0, 0, ""
    for line in source.visible.split("\n"):
        count = _cells_in(line)
        if "|" not in line:
            expected = 0
        elif not expected and "|" in before and RULE_LINE.fullmatch(line):
            expected = _cells_in(before)
        elif count < expected:
            message = ngettext(
                "this row has {count} cell and the first row {expected}; write a | for each, "
                "also for those that are empty",
                "this row has {count} cells and the first row {expected}; write a | for each, "
                "also for those that are empty",
                count,
                expected=expected,
            )
            place = source.place(offset + len(line) - len(line.lstrip()))
            yield advice("table-shape", place, message)
        offset, before = offset + len(line) + 1, line


def _cells_in(line: str) -> int:
    """Return how many cells the *line* of a table has; ``||`` at its end ends two."""
    text = line.strip(" \t>").removeprefix("|")
    text = text[:-1] if text.endswith("|") and not text.endswith("\\|") else text
    return len(UNESCAPED_PIPE.findall(text)) + 1


def _span(cell: Any) -> int:
    value = cell.get("colspan", "1")
    return int(value) if value.isdecimal() else 1
