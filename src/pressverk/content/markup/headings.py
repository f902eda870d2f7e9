"""Headings: their levels, and the ids by which they are referred to."""

import re
from collections.abc import Iterator
from typing import Any

from pressverk.content.markup.attributes import slug, unique
from pressverk.content.markup.context import Context, SourceMap, error
from pressverk.html import is_empty, landmarks, without_notes
from pressverk.i18n import _
from pressverk.model import Edit, Finding

MOST = 3_900  # each is a bookmark, and validation follows no more of them (pdf.validation.LIMITS)
TAGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def count_headings(root: Any, context: Context) -> Iterator[Finding]:
    """Yield a finding when there are more headings than can be set."""
    count = sum(1 for _heading in root.iter(*TAGS))
    if count > MOST:
        message = _(
            "has {count} headings; divide it, at most {most} are set", count=count, most=MOST
        )
        yield error("article-size", context.source.place(0), message)


def number_headings(root: Any, context: Context) -> Iterator[Finding]:
    """Give headings their levels and ids; the title of the article is level one."""
    cursor = context.cursor()
    level = 1
    taken = {element.get("id"): 1 for element in root.iter() if element.get("id")}
    for heading in root.iter(*TAGS):
        box = next((each for each in heading.iterancestors("aside")), None)
        if _is_title(heading):
            _entitle(box, heading, min(level + 1, 6))
        else:
            at = cursor.line_offset(*landmarks(heading))
            place = context.source.place(at)
            if is_empty(heading):
                message = _("a heading without text; write it, or remove its line")
                line = cursor.search(r"^ {0,3}(#{1,6})[ \t]*$")
                yield error("empty-heading", context.source.place(line), message)
            own = int(heading.tag[1])
            if own == 1:
                heading.tag, own = "h2", 2
                edits = _with_marks(context.source, at, 1, 2)
                yield error("heading-level", place, _title_in_body(without_notes(heading)), edits)
            above = level if box is None else int(box.get("level", level))
            if own > above + 1:
                edits = _with_marks(context.source, at, own, above + 1)
                message = _skipped(without_notes(heading), own, above)
                yield error("heading-level", place, message, edits)
            if box is None:
                level = own
            else:
                box.set("level", str(own))
        if not heading.get("id"):
            name = context.scope.prefix + slug(without_notes(heading))
            heading.set("id", unique(name, taken))
        if _is_title(heading) and box is not None:
            box.set("aria-labelledby", heading.get("id"))
    for box in root.iter("aside"):
        box.attrib.pop("level", None)


def _with_marks(source: SourceMap, at: int | None, level: int, better: int) -> tuple[Edit, ...]:
    """Return the edit that gives the heading at an offset as many marks as it should have."""
    marks = "#" * level
    if at is None or not re.match(rf"{marks}[ \t]", source.text[at:]):
        return ()
    return (source.edit(at, at + level, "#" * better),)


def number_sections(root: Any, context: Context) -> Iterator[Finding]:
    """Give the sections of a chapter their numbers (``4.1``), except in boxes."""
    sections = [each for each in root.iter("h2") if next(each.iterancestors("aside"), None) is None]
    for number, heading in enumerate(sections if context.scope.numbering else (), 1):
        label = heading.makeelement("span", {"class": "number"})
        label.text = f"{context.scope.numbering}{number}"
        label.tail, heading.text = f" {heading.text or ''}", None
        heading.insert(0, label)
    yield from ()


def _is_title(heading: Any) -> bool:
    return "fact-title" in heading.get("class", "").split()


def _entitle(box: Any, heading: Any, level: int) -> None:
    heading.tag = f"h{level}"
    if box is not None:
        box.set("level", str(level))


def _title_in_body(text: str) -> str:
    return _(
        "heading {text} is of level 1, which is the title's; begin it with ##", text=repr(text)
    )


def _skipped(text: str, level: int, above: int) -> str:
    return _(
        "heading {text} begins with {written}, which skips a level; begin it with {marks}",
        text=repr(text),
        written="#" * level,
        marks="#" * (above + 1),
    )
