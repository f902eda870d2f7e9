"""Mends the indentation of lists before Python-Markdown reads them.

Python-Markdown wants four spaces for every level and a blank line before a list;
people write two spaces, or four, and begin the list on the next line.
"""

import re
from dataclasses import dataclass

from pressverk.content.markup.source_map import fences

LEVEL = 4
RULE = re.compile(r" {0,3}([-*_])(?: *\1){2,} *$")
ITEM = re.compile(r"( *)([-*+]|\d{1,9}\.|:|\[\^[^\]\n]*\]:)( +)(?=\S)")
INTERRUPTS = re.compile(r" *(?:[-*+]|1\.) ")
BOUNDARY = re.compile(r" ?(?:#{1,6} |/{3,})")
QUOTATION = re.compile(r" {0,3}> ?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An open list item, definition or note: where its marker and its text stand."""

    marker: int
    content: int

    @property
    def inside(self) -> int:
        """The smallest indentation that belongs to the item."""
        return min(self.marker + 2, self.content)


def mend_indentation(text: str) -> str:
    r"""Return *text* with four spaces for every level of a list, and none that mean nothing.

    >>> mend_indentation("Vi gör:\n- ett\n  - två")
    'Vi gör:\n\n- ett\n    - två'
    """
    mender = _Mender()
    for is_code, chunk in fences(text.expandtabs(LEVEL)):
        lines = chunk.removesuffix("\n").split("\n") if chunk else []
        take = mender.code if is_code else mender.prose
        take(lines)
    return "\n".join(mender.lines)


class _Mender:
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
                self.quotation(lines[number:end])
                number = end
                continue
            following = lines[number + 1] if number + 1 < len(lines) else ""
            self.line(line, following)
            number += 1

    def quotation(self, lines: list[str]) -> None:
        """Take the lines of a block quotation."""
        if self.items:
            self.items.clear()
            self.blank()
        inner = mend_indentation("\n".join(QUOTATION.sub("", line, count=1) for line in lines))
        self.lines += [f"> {line}".rstrip() for line in inner.split("\n")]
        self.after_blank = False

    def line(self, line: str, following: str) -> None:
        """Take one line of text."""
        if not line.strip():
            self.lines.append("")
            self.after_blank = True
            return
        item = None if RULE.match(line) else ITEM.match(line)
        if item:
            self.item(item, line)
        elif BOUNDARY.match(line):
            if self.items or line.lstrip().startswith("#"):
                self.items.clear()
                self.blank()
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
    while number < len(lines) and lines[number].strip():
        number += 1
    return number
