"""Keeps paragraphs out that would take the Markdown parser hours to read.

Python-Markdown looks for the end of each bracket from its beginning, and copies the
paragraph for each sign of markup: the effort is counted beforehand.
"""

import re

from pressverk.markup.manuscript import error
from pressverk.model import Finding
from pressverk.source import Source
from pressverk.translation import _

# About three seconds: an ordinary article takes a thousandth of it.
MOST = 10_000_000_000
SCAN, COPY = 100, 1
SIGNS = re.compile(r"[*_`<&\\]")
PARAGRAPHS = re.compile(r"\n[ \t]*\n")


def without_tangles(source: Source) -> tuple[str, list[Finding]]:
    """Return the text without its tangled paragraphs, and a finding for each of those."""
    pieces: list[str] = []
    findings: list[Finding] = []
    position = 0
    for end in [*(match.end() for match in PARAGRAPHS.finditer(source.text)), len(source.text)]:
        paragraph = source.text[position:end]
        if effort(paragraph) > MOST:
            message = _(
                "paragraph of {length} signs has too much markup in it to be read;"
                " divide it with blank lines",
                length=len(paragraph),
            )
            findings.append(error("tangled-paragraph", source.place(position), message))
            pieces.append("\n" * paragraph.count("\n"))
        else:
            pieces.append(paragraph)
        position = end
    return "".join(pieces), findings


def effort(paragraph: str) -> int:
    """Return about how many signs are looked at to read *paragraph*.

    >>> effort("one [link](https://example.se) and *emphasis*") < 10_000
    True
    """
    scanned, opened = 0, []
    for match in re.finditer(r"[\[\]()]", paragraph):
        if match[0] in "[(":
            opened.append((match[0], match.start()))
        elif opened:
            scanned += match.start() - opened.pop()[1]
    scanned += sum(len(paragraph) - start for mark, start in opened if mark == "[")
    scanned += len(paragraph) * paragraph.count("](") if ")" not in paragraph[-1000:] else 0
    return SCAN * scanned + COPY * len(paragraph) * len(SIGNS.findall(paragraph))
