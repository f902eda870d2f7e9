"""Keeps paragraphs out that would take the Markdown parser hours to read.

Python-Markdown looks for the end of each bracket from its beginning, and copies the
paragraph for each sign of markup: the effort is counted beforehand.
"""

import re

from pressverk.content.markup.context import error
from pressverk.content.markup.source_map import Source
from pressverk.i18n import _
from pressverk.model import Finding

# About six seconds: an ordinary article takes a ten-thousandth of it.
MOST = 30_000_000_000
SCAN, COPY, LINE = 900, 1, 3_000
SIGNS = re.compile(r"[*_`<&\\]")
BRACKETS = re.compile(r"[\[\]()]")
MARKED_LINE = re.compile(r"^ *[^\w\s]", re.MULTILINE)
PARAGRAPHS = re.compile(r"\n[ \t]*\n")
TAG = re.compile(r"<[A-Za-z/!?]")
LONGEST_TAG = 1_000
LOOSE = "\ufdd4"


def without_tangles(source: Source) -> tuple[str, list[Finding]]:
    """Return the text without its tangled paragraphs, and a finding for each of those."""
    text = _without_loose_brackets(source)
    pieces: list[str] = []
    findings: list[Finding] = []
    start = 0
    for end in [*(match.end() for match in PARAGRAPHS.finditer(text)), len(text)]:
        if effort(source.visible[start:end]) > MOST:
            findings.append(error("tangled-paragraph", source.place(start), _tangled(end - start)))
            pieces.append("\n" * text.count("\n", start, end))
        else:
            pieces.append(text[start:end])
        start = end
    return "".join(pieces), findings


def effort(paragraph: str) -> int:
    """Return about how many signs are looked at to read *paragraph*.

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
    signs = len(SIGNS.findall(paragraph))
    return SCAN * scanned + COPY * len(paragraph) * signs + LINE * lines**2


def _tangled(length: int) -> str:
    return _(
        "paragraph of {length} signs has too much markup in it to be read;"
        " divide it with blank lines",
        length=length,
    )


def _without_loose_brackets(source: Source) -> str:
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
