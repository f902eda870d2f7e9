"""An article's body: Markdown -> HTML, and every fault in it.

docs/writing.md describes the dialect, the blocks between ``///`` lines, and the HTML that each
construct becomes.
"""

import re
import sys
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from pressverk.content.files import DROPPED, without_needless
from pressverk.content.markup import sanitising
from pressverk.content.markup.attributes import (
    check_ids,
    check_languages,
    set_directions,
    settle_classes,
)
from pressverk.content.markup.context import (
    STANDALONE,
    Context,
    Cursor,
    Embedding,
    SourceMap,
    Step,
    Suggestions,
    error,
    suggestion,
)
from pressverk.content.markup.data_references import insert
from pressverk.content.markup.dialect import BLOCKS, new_markdown
from pressverk.content.markup.figures import WITH_CURLY_CAPTION, set_figures
from pressverk.content.markup.headings import count_headings, number_headings, number_sections
from pressverk.content.markup.inline import (
    attribute_quotations,
    mark_index_terms,
    mark_speech,
    set_abbreviations,
)
from pressverk.content.markup.leftovers import find_leftovers
from pressverk.content.markup.notes import set_notes
from pressverk.content.markup.preprocess import LOOSE, fix_indentation, without_tangles
from pressverk.content.markup.references import check_definitions, fill_references
from pressverk.content.markup.tables import set_tables, short_rows
from pressverk.html import is_empty, landmarks, parse, plain, serialise
from pressverk.i18n import N_, _
from pressverk.model import Edit, Finding, Place, Severity
from pressverk.readers.names import BLOCKS as SWEDISH

LINE = re.compile(
    r"^[ >]*(?P<marks>/{3,})[ ]*(?P<name>[\w-]*)[ ]*(?:\|[ ]*(?P<argument>[^\n]*))?$", re.MULTILINE
)
OPENING = r"(/{{3,}} *{name}\b|<(?:aside|div)\b)"
WORD = re.compile(r"\w+")
FOLLOWING = frozenset({"note", "reference", "abbreviation"})
# What a block must hold, and what is said where it doesn't.
PARTS = {
    "timeline": (
        "dl",
        N_(
            "the timeline has no times; write each time on a line of its own, and on the next line"
            " ': ' and what happened"
        ),
    ),
    "portrait": ("figure", N_("the portrait has no picture; put one in it, alone on a line")),
}


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
            name=repr(line["name"]),
            plain=line["name"],
        )
    elif argument and not BLOCKS[name]:
        yield _(
            "block {name} takes no text after it; remove {argument}",
            name=repr(line["name"]),
            argument=repr(argument),
        )


def check_emptiness(root: Any, context: Context) -> Iterator[Finding]:
    """Yield the blocks with nothing in them."""
    cursor = context.cursor()
    for element in root.iter("aside", "div"):
        name = _name_of(element)
        if name is None:
            continue
        offset = cursor.search(OPENING.format(name=name))
        if is_empty(_without_title(element)):
            message = _(
                "block {name} is empty; write something in it or remove it", name=repr(name)
            )
            yield error("block", context.source.place(offset), message)


def _without_title(box: Any) -> Any:
    copy = deepcopy(box)
    for title in copy.xpath("*[@class='fact-title']"):
        copy.remove(title)
    return copy


def _name_of(element: Any) -> str | None:
    if element.tag == "div" and element.get("lang"):
        return "lang"
    kinds = BLOCKS.keys() - {"page-break"}
    return next((each for each in element.get("class", "").split() if each in kinds), None)


def set_pull_quotes(
    root: Any,
    context: Context,  # noqa: ARG001 - a step
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


def set_divisions(root: Any, context: Context) -> Iterator[Finding]:
    """Say what notes in the margin are, and which timelines and portraits lack what makes them."""
    cursor = context.cursor()
    for element in root.iter("div"):
        name = element.get("class", "")
        needed, message = PARTS.get(name, ("", ""))
        if name == "margin-note":
            element.set("role", "note")
        elif needed and element.find(f".//{needed}") is None and not is_empty(element):
            offset = cursor.search(OPENING.format(name=_written(name)))
            yield error("block", context.source.place(offset), _(message))


def _written(name: str) -> str:
    """Return a pattern for the names by which the block *name* is written."""
    return (
        f"(?:{'|'.join((name, *(swedish for swedish, each in SWEDISH.items() if each == name)))})"
    )


def _words(text: str) -> str:
    """Return *text* without what sets a quotation apart from its source."""
    return f" {' '.join(WORD.findall(text.lower()))} "


STEPS: tuple[Step, ...] = (
    insert,
    set_notes,
    mark_speech,
    attribute_quotations,
    set_figures,
    set_tables,
    count_headings,
    number_headings,
    set_pull_quotes,
    set_divisions,
    set_abbreviations,
    check_emptiness,
    check_ids,
    check_languages,
    set_directions,
    number_sections,
    fill_references,
    mark_index_terms,
)
# Jinja's marks are text here; noncharacters stand in for them while braces mean attributes.
MARKS = ("{{", "}}", "{%", "%}", "{# ", " #}")
CONTROL_ENTITY = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|(\d{1,10}));?")
LEFT_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
PLACEHOLDER = re.compile(r"(?:klzzwxh|wzxhzdk):\d+")
STAND_INS = {mark: chr(0xFDD5 + number) for number, mark in enumerate(MARKS)}
# An ampersand before a # that begins no reference: Python's HTML parser stops there, and
# Python-Markdown then takes raw HTML after it from the wrong place.
LOOSE_AMPERSAND, AMPERSAND = re.compile(r"&(?=#(?![0-9xX]))"), "\ufddb"


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureUse:
    """A picture in a body: its address as written, where it is, and where its address is."""

    address: str
    place: Place
    address_place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body as a sanitised fragment; *pictures* in reading order, *findings* as in the source."""

    html: str
    pictures: tuple[PictureUse, ...]
    findings: tuple[Finding, ...]


def render_body(
    markdown: str, *, language: str, file: str, first_line: int = 1, scope: Embedding = STANDALONE
) -> Body:
    """Return the body written in *markdown*.

    *file* and *first_line* say where the body begins: findings carry places in the file.

    >>> render_body("– Hej, säger *hon*.", language="sv", file="a.md").html
    '<p class="speech">–&nbsp;Hej, säger <em>hon</em>.</p>'
    """
    source = SourceMap(markdown, file=file, first_line=first_line)
    context = Context(source=source, language=language, scope=scope)
    findings = [*check_blocks(source), *short_rows(source), *check_definitions(source)]
    text, tangles = without_tangles(source)
    findings += tangles
    try:
        raw = new_markdown().convert(fix_indentation(_hide(text)))
    except RecursionError:
        return Body(html="", pictures=(), findings=(*findings, _too_deep(source)))
    raw = LEFT_CONTROLS.sub("", CONTROL_ENTITY.sub(_unless_control, raw))
    findings += _control_entities(source)
    inspection = sanitising.inspect(raw, context)
    findings += inspection.findings
    if inspection.too_deep:
        return Body(html="", pictures=(), findings=(*findings, _too_deep(source)))
    root = parse(sanitising.sanitise(raw))
    settle_classes(root)
    findings += _unfinished(root, context)
    for step in STEPS:
        findings += step(root, context)
    if tangles:  # What isn't there any more is missed elsewhere.
        findings = [each for each in findings if each.rule not in FOLLOWING]
    # An error that is reported already explains what is left of it.
    lines = {each.place.line for each in findings if each.severity is Severity.ERROR}
    has_faulty_block = any(finding.rule == "block" for finding in findings)
    left = find_leftovers(root, context, has_faulty_block=has_faulty_block)
    findings += [each for each in left if each.place.line not in lines]
    if not findings and is_empty(root):
        message = _("the article has no text; write it after the front matter")
        findings.append(error("empty-body", Place(file=file, line=first_line), message))
    return Body(
        html=_show(serialise(root)).strip(),
        pictures=tuple(_pictures(inspection.addresses, source)),
        findings=tuple(sorted(findings, key=_reading_order)),
    )


def _unless_control(match: re.Match[str]) -> str:
    return "" if _is_control(match) else match[0]


def _is_control(match: re.Match[str]) -> bool:
    code = int(match[1], 16) if match[1] else int(match[2])
    return code > sys.maxunicode or DROPPED.match(chr(code)) is not None


def _control_entities(source: SourceMap) -> Iterator[Finding]:
    """Yield the control characters that are written as entities."""
    for match in CONTROL_ENTITY.finditer(source.visible):
        if _is_control(match):
            message = _(
                "{character} is not a character that can be printed; remove it", character=match[0]
            )
            yield error("control-character", source.place(match.start()), message)


def _unfinished(root: Any, context: Context) -> Iterator[Finding]:
    """Take away the placeholders that the parser left where marks cross each other."""
    cursor = context.cursor()
    for element in root.iter():
        for name in ("text", "tail"):
            text = getattr(element, name) or ""
            if not PLACEHOLDER.search(text):
                continue
            setattr(element, name, PLACEHOLDER.sub("", text))
            message = _("marks of emphasis or elements cross each other; write them again")
            block = element if name == "text" else element.getparent()
            yield error("tangled-paragraph", cursor.line(*landmarks(block)), message)


def _hide(text: str) -> str:
    text = LOOSE_AMPERSAND.sub(AMPERSAND, without_needless(text))
    for mark, stand_in in STAND_INS.items():
        text = text.replace(mark, stand_in)
    return text


def _show(html: str) -> str:
    for mark, stand_in in STAND_INS.items():
        html = html.replace(stand_in, mark)
    return html.replace(LOOSE, "&lt;").replace(AMPERSAND, "&amp;")


def _pictures(addresses: tuple[str, ...], source: SourceMap) -> list[PictureUse]:
    cursor = Cursor(source)
    uses: list[PictureUse] = []
    for each in addresses:
        if WITH_CURLY_CAPTION.fullmatch(each):
            continue  # reported with its caption
        at = cursor.picture(each)
        own = -1 if at is None else source.visible.find(each, at)
        address_place = source.place(own) if own >= 0 else None
        uses.append(PictureUse(address=each, place=source.place(at), address_place=address_place))
    return uses


def _too_deep(source: SourceMap) -> Finding:
    message = _("text is nested too deeply; remove some levels of lists, quotations or elements")
    return error("nesting", source.place(0), message)


def _reading_order(finding: Finding) -> tuple[int, int]:
    return finding.place.line or 0, finding.place.column or 0
