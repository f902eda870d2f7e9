"""What looks like markup but isn't read as such: other dialects, and slips of the hand.

It would be printed as it was typed. What the author escaped, or wrote as code, is meant so.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from pressverk.content.markup import cures
from pressverk.content.markup.constructs import BLOCK_LINE, MOST, Construct, unread_in
from pressverk.content.markup.context import (
    NOTHING,
    Context,
    SourceMap,
    advice,
    error,
    fences,
    language_of,
)
from pressverk.content.markup.cures import rewriting
from pressverk.content.markup.dialect import ASKS
from pressverk.content.markup.dialect import BLOCKS as DIALECT_BLOCKS
from pressverk.i18n import N_, _
from pressverk.model import Edit, Finding
from pressverk.readers.names import BLOCKS as SWEDISH_BLOCKS
from pressverk.readers.names import DATA_BLOCKS
from pressverk.statistics.expressions import FUNCTIONS

ESCAPED = re.compile(r"\\[^\w\s]")
NUMBER = re.compile(rf"(?:{'|'.join(FUNCTIONS)})\(")
UNREAD = frozenset({"code", "pre", "kbd", "samp", "var"})


BOX = N_("write a box: /// fact | Title, its text, and /// on a line of its own")
LIST = N_("write '- ' before each item, or '1. ' when they are numbered")
LINES = (
    Construct(
        re.compile(r"(?<![\w*\\])(\d+(?:[.,]\d+)?(?:\*{1,2}\d+(?:[.,]\d+)?){2,})(?![\w*])"),
        N_("the stars make emphasis and would be gone; write 2 × 3, or \\* for the character"),
        cure=cures.multiplication,
    ),
    Construct(
        re.compile(r"^ {0,3}(#{2,6}[^\s#][^\n]*)", re.MULTILINE),
        N_("write a space after the number signs: ## Heading"),
        cure=rewriting(r"(#+)([^#].*)", r"\1 \2"),
    ),
    Construct(
        re.compile(r"^([^\t\n]*[^\s•·▪-][ ]?\t+[^\s][^\n]*)\n[^\t\n]*\S\t+\S", re.MULTILINE),
        N_("a table pasted with tabs: write it with | between its cells and a line |---|---|"),
        cure=cures.table_of_tabs,
    ),
    Construct(
        re.compile(r"^(\+[-=]{3,}\+[-=+]*)", re.MULTILINE), N_("write the table with | only")
    ),
    Construct(re.compile(r"^(:{3,}[^\n]*)", re.MULTILINE), BOX),
    Construct(
        re.compile(
            rf"^ {{0,3}}(//? *(?:{'|'.join((*DIALECT_BLOCKS, *SWEDISH_BLOCKS))})\b[^\n]*)",
            re.MULTILINE,
        ),
        BOX,
    ),
    Construct(re.compile(r"^(!!![ \t][^\n]*)", re.MULTILINE), BOX),
    Construct(re.compile(r"^(>[ ]?\[![A-Za-z]+\][^\n]*)", re.MULTILINE), BOX),
    Construct(
        re.compile(r"^[ >]*([-*+] \[[ xX]\] [^\n]*)", re.MULTILINE),
        N_("write the item without brackets"),
        cure=rewriting(r"([-*+]) \[ \] (.*)", r"\1 \2"),
    ),
    Construct(
        re.compile(r"^(\\(?:newpage|pagebreak|clearpage)\b[^\n]*)", re.MULTILINE),
        N_("write /// page-break and a line with ///"),
        cure=rewriting(r"\\\w+(?:\{\})?[ \t]*", "/// page-break\n///"),
    ),
    Construct(re.compile(r"(<!--)"), N_("end the comment with -->")),
    Construct(re.compile(r"(-->)"), N_("begin the comment with <!--, or remove the characters")),
    Construct(
        re.compile(r"(\\)[ \t]*(?=\n[ \t]*\n|\n?\Z)"),
        N_("a line ends with \\ before another line only; remove it"),
        cure=rewriting(r".*", ""),
    ),
    Construct(
        re.compile(r"^[ \t>]*([•·▪◦‣●○■][^\n]*)", re.MULTILINE),
        LIST,
        is_error=False,
        cure=cures.bullet,
    ),
    Construct(
        re.compile(r"^[ \t>]*((?:\d{1,2}|[A-Za-z])\)[ \t][^\n]*)", re.MULTILINE),
        LIST,
        is_error=False,
        cure=cures.numbered,
    ),
    Construct(
        re.compile(
            r"^[ \t>]*((?:[-+]|\*(?!\*))[^\W\d][^*\n]*(?:\n[ \t>]*[-+*][^\W\d][^*\n]*)+"
            r"|1\.[^\W\d][^\n]*(?:\n[ \t>]*\d{1,2}\.[^\W\d][^\n]*)+)$",
            re.MULTILINE,
        ),
        N_("an item of a list begins with a space after its sign: - First"),
        is_error=False,
        cure=cures.spaced_items,
    ),
    Construct(
        re.compile(r"(?:\A\s*|\n[ \t]*\n)(-[^\W\d][^\n]*)(?=\n[ \t]*\n|\s*\Z)"),
        N_("write '– ' before speech, or '- ' before each item of a list"),
        is_error=False,
        cure=cures.glued_speech,
    ),
    Construct(
        re.compile(r"^(a\.[ \t][^\n]*)\n(?:\n)?b\.[ \t]", re.MULTILINE),
        LIST,
        is_error=False,
        cure=cures.lettered,
    ),
    Construct(
        re.compile(r"(?:\A\s*|\n[ \t]*\n)((?:—[ \xa0]?|–)(?=[^\W\d])[^\n]*)"),
        N_("speech begins with an en dash and a space: – We are proud, says the teacher"),
        is_error=False,
        cure=rewriting(r"[—–][ \xa0]?(.*)", r"– \1"),
    ),
    Construct(
        re.compile(rf"^[ ]{{0,3}}([-*+] [^\n]{{1,400}}?{cures.SAID.pattern}[^\n]*)", re.MULTILINE),
        N_("'-' makes a list; speech begins with an en dash: – We are proud, says the teacher"),
        is_error=False,
        cure=cures.speech,
    ),
    Construct(
        re.compile(r"(?:\A\s*|\n[ \t]*\n)(– [^\n]{1,200}[,;])\n(?:[ \t]*\n)?– [^\n]+"),
        N_("lines with a dash are speech; write '- ' before each item of a list"),
        is_error=False,
        cure=cures.items_of_dashes,
    ),
)


def find_leftovers(root: Any, context: Context, *, has_faulty_block: bool) -> Iterator[Finding]:
    """Yield the markup of other dialects and mistakes that would be printed as they are.

    The rest of a block that *has_faulty_block* has reported is skipped.
    """
    masked = ESCAPED.sub(NOTHING * 2, context.source.visible)
    reported: set[int] = set()
    for finding, lines in _in_lines(masked, context):
        reported.update(lines)
        yield finding
    skipped = BLOCK_LINE if has_faulty_block else None
    for finding in _in_text(root, masked, context, skipped):
        if finding.place.line not in reported:
            yield finding
    yield from _data_blocks(context)


def _in_lines(masked: str, context: Context) -> Iterator[tuple[Finding, range]]:
    """Yield the constructs of whole lines, and the lines that each fills."""
    for construct in LINES:
        for number, match in enumerate(construct.pattern.finditer(masked)):
            if number == MOST:
                break
            finding = _finding(match[1], construct, match.start(1), context.source)
            first = finding.place.line or 0
            yield finding, range(first, first + match[1].count("\n") + 1)


def _in_text(
    root: Any, masked: str, context: Context, skipped: Construct | None
) -> Iterator[Finding]:
    offsets: dict[str, int] = {}
    for written, construct in islice(unread_in(_texts(root)), MOST):
        if construct is skipped:
            continue
        offset = _find(written, masked, offsets.get(written, 0))
        if offset >= 0:  # else the author escaped it
            offsets[written] = offset + 1
            yield _finding(written, construct, offset, context.source)


def _find(written: str, masked: str, start: int) -> int:
    """Return the offset of *written* from *start* on, not within stronger emphasis; else -1.

    An address isn't found within a longer one.
    """
    longer = "*" if written[0] == "*" else "/@." if written[0].isalnum() else ""
    offset = masked.find(written, start)
    while offset > 0 and longer and masked[offset - 1] in longer:
        offset = masked.find(written, offset + 1)
    return offset


def _texts(element: Any) -> Iterator[str]:
    """Yield the texts of *element* that would be printed, and those that stand for pictures."""
    for child in element.iter():
        if child.tag not in UNREAD and not any(True for _each in child.iterancestors(*UNREAD)):
            if child.text and child.tag != "a":
                yield child.text
            if child.tag == "img":
                yield child.get("alt", "")
        if child.tail and not any(True for _each in child.iterancestors(*UNREAD)):
            yield child.tail


def _data_blocks(context: Context) -> Iterator[Finding]:
    """Yield blocks and numbers of data outside of reports: they would be printed as code."""
    if context.scope.blocks:
        return
    for match in ASKS.finditer(context.source.text):
        if NUMBER.match(match[1].strip()):
            message = _("numbers from data are set in reports only; write the number here")
            yield error("unread-markup", context.source.place(match.start()), message)
    offset = 0
    for is_code, chunk in fences(context.source.text):
        name = language_of(chunk) if is_code else ""
        if name in DATA_BLOCKS.values():
            message = _(
                "block {name} is set in reports only; write the table or the numbers here",
                name=repr(_name_written(chunk)),
            )
            yield error("unread-markup", context.source.place(offset), message)
        offset += len(chunk)


def _name_written(chunk: str) -> str:
    """Return the name of a block of data as its author wrote it."""
    name = language_of(chunk)
    return next((each for each in (*DATA_BLOCKS, name) if each in chunk.partition("\n")[0]), name)


def _finding(written: str, construct: Construct, offset: int, source: SourceMap) -> Finding:
    shown = " ".join(written.split())
    shown = shown if len(shown) <= 50 else f"{shown[:49]}…"
    message = _(
        "{text} would be printed as it stands; {cure}", text=f"'{shown}'", cure=_(construct.advice)
    )
    edits: tuple[Edit, ...] = ()
    if construct.cure and (change := construct.cure(source.text, offset, offset + len(written))):
        edits = (source.edit(*change),)
    place = source.place(offset)
    if construct.is_error:
        return error("unread-markup", place, message, edits)
    return advice("unread-markup", place, message, edits)
