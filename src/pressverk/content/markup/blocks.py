"""The blocks between ``///`` lines: their names, and pull quotes that repeat the text."""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from pressverk.content.markup.context import Context, Suggestions, error, suggestion
from pressverk.content.markup.dialect import BLOCKS
from pressverk.content.markup.source_map import SourceMap
from pressverk.html import is_empty, plain
from pressverk.i18n import _
from pressverk.model import Edit, Finding
from pressverk.names import BLOCKS as SWEDISH

LINE = re.compile(
    r"^[ >]*(?P<marks>/{3,})[ ]*(?P<name>[\w-]*)[ ]*(?:\|[ ]*(?P<argument>[^\n]*))?$", re.MULTILINE
)
OPENING = r"(/{{3,}} *{name}\b|<(?:aside|div)\b)"
WORD = re.compile(r"\w+")


def check_blocks(source: SourceMap) -> Iterator[Finding]:
    """Yield the faults of the block lines: unknown names, titles missing, ends missing."""
    opened: list[re.Match[str]] = []
    for line in LINE.finditer(source.visible):
        place = source.place(line.start("marks"))
        if line["name"]:
            edits = tuple(_renaming(line, source))
            for message in _faults_of_opening(line):
                yield error("block", place, message, edits)
            opened.append(line)
        elif opened and opened[-1]["marks"] == line["marks"]:
            opened.pop()
        else:
            yield error("block", place, _("/// ends a block that was never begun; remove it"))
    for line in opened:
        message = _(
            "block {name} has no end; put a line with only {marks} after it",
            name=repr(line["name"]),
            marks=line["marks"],
        )
        yield error("block", source.place(line.start("marks")), message)


def _renaming(line: re.Match[str], source: SourceMap) -> Iterator[Edit]:
    """Yield the edit that gives an unknown block the name that was meant."""
    name = line["name"].lower()
    if SWEDISH.get(name, name) not in BLOCKS:
        near = Suggestions(sorted({*BLOCKS, *SWEDISH})).nearest(name)
        if near:
            yield source.edit(*line.span("name"), near)


def _faults_of_opening(line: re.Match[str]) -> Iterator[str]:
    name, argument = line["name"].lower(), (line["argument"] or "").strip()
    name = SWEDISH.get(name, name)
    if name not in BLOCKS:
        yield _(
            "unknown block {name}; {suggestion}",
            name=repr(line["name"]),
            suggestion=suggestion(name, sorted({*BLOCKS, *SWEDISH})),
        )
    elif BLOCKS[name] and not argument:
        yield _(
            "block {name} needs a text after it; write /// {plain} | …",
            name=repr(name),
            plain=name,
        )
    elif argument and not BLOCKS[name]:
        yield _(
            "block {name} takes no text after it; remove {argument}",
            name=repr(name),
            argument=repr(argument),
        )


def check_emptiness(root: Any, manuscript: Context) -> Iterator[Finding]:
    """Yield the blocks with nothing in them."""
    cursor = manuscript.cursor()
    for element in root.iter("aside", "div"):
        name = _name_of(element)
        if name is None:
            continue
        offset = cursor.search(OPENING.format(name=name))
        if is_empty(_without_title(element)):
            message = _(
                "block {name} is empty; write something in it or remove it", name=repr(name)
            )
            yield error("block", manuscript.source.place(offset), message)


def _without_title(box: Any) -> Any:
    copy = deepcopy(box)
    for title in copy.xpath("*[@class='fact-title']"):
        copy.remove(title)
    return copy


def _name_of(element: Any) -> str | None:
    if element.tag == "div":
        return "lang" if element.get("lang") else None
    return next((each for each in element.get("class", "").split() if each in BLOCKS), None)


def set_pull_quotes(
    root: Any,
    manuscript: Context,  # noqa: ARG001 - a step
) -> Iterator[Finding]:
    """Say what pull quotes are; hide from listeners each whose words they have already heard."""
    quotes = [each for each in root.iter("aside") if "pull-quote" in each.get("class", "").split()]
    if quotes:
        total = _words(plain(root))
        for quote in quotes:
            quote.set("role", "doc-pullquote")
            if total.count(_words(plain(quote))) > 1:
                quote.set("aria-hidden", "true")
    yield from ()


def _words(text: str) -> str:
    """Return *text* without what sets a quotation apart from its source."""
    return f" {' '.join(WORD.findall(text.lower()))} "
