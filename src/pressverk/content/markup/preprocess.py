"""Prepare Markdown for Python-Markdown: bound its work, and indent lists as it wants them.

Python-Markdown searches for the end of each bracket from its beginning, and copies the paragraph
for each character of markup, so the work is counted beforehand. It wants four spaces for each
level of a list and a blank line before it; people write two, and none.
"""

import re
from dataclasses import dataclass

from pressverk.content.markup.context import SourceMap, error, fences, language_of
from pressverk.i18n import _
from pressverk.model import Finding
from pressverk.readers.names import BLOCKS

# About six seconds: an ordinary article takes a ten-thousandth of it.
MOST = 30_000_000_000
SCAN, COPY, LINE = 900, 1, 3_000
MARKS = re.compile(r"[*_`<&\\]")
BRACKETS = re.compile(r"[\[\]()]")
MARKED_LINE = re.compile(r"^ *[^\w\s]", re.MULTILINE)
PARAGRAPHS = re.compile(r"\n[ \t]*\n")
TAG = re.compile(r"<[A-Za-z/!?]")
LONGEST_TAG = 1_000
LONG_WORD = re.compile(r"[^\s<>]{20001,}")  # each line of it is measured to its end
LOOSE = "\ufdd4"


def without_tangles(source: SourceMap) -> tuple[str, list[Finding]]:
    """Return the text without its tangled paragraphs, and a finding for each of those."""
    text = _without_loose_brackets(source)
    pieces: list[str] = []
    findings: list[Finding] = []
    start = 0
    for end in [*(match.end() for match in PARAGRAPHS.finditer(text)), len(text)]:
        visible = source.visible[start:end]
        word = LONG_WORD.search(visible)
        if word or effort(visible) > MOST:
            at = start + word.start() if word else start
            message = _endless(len(word[0])) if word else _tangled(end - start)
            findings.append(error("tangled-paragraph", source.place(at), message))
            pieces.append("\n" * text.count("\n", start, end))
        else:
            pieces.append(text[start:end])
        start = end
    return "".join(pieces), findings


def effort(paragraph: str) -> int:
    """Return about how many characters are looked at to read *paragraph*.

    >>> effort("one [link](https://example.se) and *emphasis*") < MOST
    True
    """
    scanned = 0
    opened: list[tuple[str, int]] = []
    for match in BRACKETS.finditer(paragraph):
        if match[0] in "[(":
            opened.append((match[0], match.start()))
        elif opened:
            scanned += match.start() - opened.pop()[1]
    addresses = paragraph.count("](")
    scanned += sum(len(paragraph) - at for mark, at in opened if mark == "[" or addresses)
    lines = len(MARKED_LINE.findall(paragraph))
    marks = len(MARKS.findall(paragraph))
    return SCAN * scanned + COPY * len(paragraph) * marks + LINE * lines**2


def _endless(length: int) -> str:
    return _("a word of {length} characters can't be set; divide it with spaces", length=length)


def _tangled(length: int) -> str:
    return _(
        "paragraph of {length} characters has too much markup in it to be read; divide it with "
        "blank lines",
        length=length,
    )


def _without_loose_brackets(source: SourceMap) -> str:
    """Return the text with *LOOSE* for each ``<`` that begins no tag.

    The parser would look for its end through the whole text, from each of them.
    """
    text = source.uncommented.replace(LOOSE, " ")
    pieces: list[str] = []
    position, end = 0, -1
    for match in TAG.finditer(source.visible):
        at = match.start()
        if end < at:
            end = source.visible.find(">", at)
            end = len(text) + LONGEST_TAG if end < 0 else end
        if end - at > LONGEST_TAG:
            pieces += [text[position:at], LOOSE]
            position = at + 1
    return "".join((*pieces, text[position:]))


LEVEL = 4
RULE = re.compile(r" {0,3}([-*_])(?: *\1){2,} *$")
ITEM = re.compile(r"( *)([-*+]|\d{1,9}\.|:|\[\^[^\]\n]*\]:)( +)(?=\S)")
NOTE_BELOW = re.compile(r" {0,3}\[\^[^\]\n]+\]: *$")  # its text begins on the next line
INTERRUPTS = re.compile(r" *(?:[-*+]|1\.) ")
BOUNDARY = re.compile(r" ?(?:#{1,6} |/{3,})")
OPENING = re.compile(r"[ >]*(?:`{3,}|~{3,})")
BLOCK = re.compile(r"( ?/{3,}[ ]*)([\w-]+)")
ENDS_QUOTATION = re.compile(r" {0,3}(?:/{3,}|#{1,6} )")
QUOTATION = re.compile(r" {0,3}> ?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An open list item, definition or note: the columns of its marker and its text."""

    marker: int
    content: int

    @property
    def inside(self) -> int:
        """The smallest indentation that belongs to the item."""
        return min(self.marker + 2, self.content)


def fix_indentation(text: str) -> str:
    r"""Return *text* with four spaces for every level of a list, and none that mean nothing.

    >>> fix_indentation("Vi gör:\n- ett\n  - två")
    'Vi gör:\n\n- ett\n    - två'
    """
    fixer = _IndentationFixer()
    for is_code, chunk in fences(text.expandtabs(LEVEL)):
        lines = chunk.removesuffix("\n").split("\n") if chunk else []
        take = fixer.code if is_code else fixer.prose
        take(lines)
    return "\n".join(fixer.lines)


class _IndentationFixer:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.items: list[Item] = []
        self.after_blank = True
        self.in_later_paragraph = False

    def code(self, lines: list[str]) -> None:
        """Take a fenced block: it moves as one with its item."""
        indent = _indentation(lines[0])
        if self.after_blank or not indent:
            self.close(indent)
        shift = LEVEL * len(self.items) - indent if self.items else 0
        opening = OPENING.match(lines[0])
        if opening:
            lines = [opening[0] + language_of(lines[0]), *lines[1:]]
        for line in lines:
            kept = max(0, _indentation(line) + shift)
            self.lines.append(" " * kept + line.lstrip(" ") if line.strip() else "")
        self.after_blank = False

    def prose(self, lines: list[str]) -> None:
        """Take lines without fenced code, quotations as articles of their own."""
        number = 0
        while number < len(lines):
            line = lines[number]
            if QUOTATION.match(line) and not (self.items and _indentation(line)):
                end = _end_of_quotation(lines, number)
                self.quotation(lines[number:end], lines[end] if end < len(lines) else "")
                number = end
                continue
            following = lines[number + 1] if number + 1 < len(lines) else ""
            self.line(line, following)
            number += 1

    def quotation(self, lines: list[str], following: str) -> None:
        """Take the lines of a block quotation, and separate it from the line *following* it."""
        if self.items:
            self.items.clear()
            self.blank()
        inner = fix_indentation("\n".join(QUOTATION.sub("", line, count=1) for line in lines))
        self.lines += [f"> {line}".rstrip() for line in inner.split("\n")]
        self.after_blank = False
        if following and ENDS_QUOTATION.match(following):
            self.blank()

    def line(self, line: str, following: str) -> None:
        """Take one line of text."""
        if not line.strip():
            self.lines.append("")
            self.after_blank = True
            return
        item = None if RULE.match(line) else ITEM.match(line)
        if item:
            self.item(item, line)
        elif NOTE_BELOW.match(line):
            self.items.clear()
            self.blank()
            self.items.append(Item(marker=0, content=LEVEL))
            self.lines.append(line)
        elif BOUNDARY.match(line):
            if self.items or line.lstrip().startswith("#"):
                self.items.clear()
                self.blank()
            block = BLOCK.match(line)
            if block and block[2].lower() in BLOCKS:
                line = block[1] + BLOCKS[block[2].lower()] + line[block.end() :]
            self.lines.append(line)
            if line.lstrip().startswith("#"):
                self.blank()
        else:
            self.text(line, following)
        self.after_blank = False

    def item(self, match: re.Match[str], line: str) -> None:
        """Take the first line of a list item."""
        marker, content = match.end(1), match.end(0)
        begins = not self.items and INTERRUPTS.match(line)
        if not self.after_blank and (begins or self.in_later_paragraph):
            self.blank()
        self.in_later_paragraph = False
        self.close(marker)
        depth = " " * LEVEL * len(self.items)
        self.items.append(Item(marker=marker, content=content))
        self.lines.append(f"{depth}{line[match.end(1) : match.end(2)]} {line[content:]}")

    def text(self, line: str, following: str) -> None:
        """Take a line that opens nothing: a paragraph or its continuation."""
        indent = _indentation(line)
        if self.after_blank:
            self.close(indent)
            self.in_later_paragraph = False
        elif line.lstrip().startswith("|") and _is_table_rule(following):
            self.blank()
        if self.items:
            self.in_later_paragraph |= self.after_blank
            kept = max(0, indent - self.items[-1].content) if self.after_blank else 0
            line = " " * (LEVEL * len(self.items) + kept) + line.lstrip(" ")
        self.lines.append(line)

    def close(self, indent: int) -> None:
        """Close the items that something indented by *indent* stands outside."""
        while self.items and indent < self.items[-1].inside:
            self.items.pop()

    def blank(self) -> None:
        """Part what follows from what was."""
        if self.lines and self.lines[-1]:
            self.lines.append("")


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _is_table_rule(line: str) -> bool:
    return "-" in line and set(line) <= set("|:- ")


def _end_of_quotation(lines: list[str], start: int) -> int:
    """Return the number of the line after the quotation, its lazy lines included."""
    number = start
    while (
        number < len(lines)
        and lines[number].strip()
        and not (number > start and ENDS_QUOTATION.match(lines[number]))
    ):
        number += 1
    return number
