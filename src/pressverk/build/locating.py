"""Findings that know a text but no line, given the line of that text in what was written.

Typesetting sees HTML which no longer says which file and place a text comes from.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from html.entities import codepoint2name
from pathlib import Path

from pressverk.model import Finding, Place

TEXTS = frozenset({".md", ".csv", ".toml", ".svg"})  # suffixes of inputs that texts come from
MOST_WORDS = 6


def located(findings: tuple[Finding, ...], files: Iterable[str], root: Path) -> tuple[Finding, ...]:
    """Return *findings*, those with a subject and no line at its place in *files* below *root*.

    The file that a finding names is looked into first.
    """
    if not any(_is_astray(finding) for finding in findings):
        return findings
    texts = dict(_texts(files, root))
    return tuple(
        replace(finding, place=_place(finding, texts)) if _is_astray(finding) else finding
        for finding in findings
    )


def located_in(findings: tuple[Finding, ...], file: str, text: str) -> tuple[Finding, ...]:
    """Return *findings* like `located`, all of which are about *text*, the content of *file*."""
    return tuple(
        replace(finding, place=_place(finding, {file: text})) if _is_astray(finding) else finding
        for finding in findings
    )


def _is_astray(finding: Finding) -> bool:
    return bool(finding.subject) and finding.place.line is None


def _texts(files: Iterable[str], root: Path) -> Iterator[tuple[str, str]]:
    for name in files:
        path = root / name
        if path.suffix.lower() in TEXTS and path.is_file():
            yield name, path.read_text("utf-8-sig", "replace")


def _place(finding: Finding, texts: Mapping[str, str]) -> Place:
    pattern, own = _pattern(finding.subject), finding.place.file
    if pattern is None:
        return finding.place
    found = [
        (name, match)
        for name in sorted(texts, key=lambda each: each != own)
        for match in pattern.finditer(texts[name])
    ]
    places = [(name, *_line_and_column(texts[name], match.start())) for name, match in found[:99]]
    # A letter may be met with anywhere, and each place is one; words that stand on several
    # lines may be meant on any.
    is_sure = len(finding.subject) == 1 or len({(name, line) for name, line, _column in places}) < 2
    if not places or not is_sure:
        return finding.place
    name, line, column = places[0]
    return replace(finding.place, file=name, line=line, column=column)


def _line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Return the line and column, from 1, of the character at *offset* in *text*."""
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def _pattern(subject: str) -> re.Pattern[str] | None:
    """Return what matches *subject* as it may be written: a character, or its first words.

    >>> bool(_pattern("ᚠ").search("&#x16A0;")), bool(_pattern("Två ord").search("*två* ord"))
    (True, True)
    """
    if len(subject) == 1:
        return re.compile("|".join(_spellings(subject)))
    words = re.findall(r"\w+", subject)[:MOST_WORDS]
    return re.compile(r"[\W_]{1,12}".join(map(re.escape, words)), re.IGNORECASE) if words else None


def _spellings(character: str) -> Iterator[str]:
    """Yield patterns of *character* itself, and of what stands for it in Markdown and YAML."""
    code = ord(character)
    for form in ("NFC", "NFD"):
        yield re.escape(unicodedata.normalize(form, character))
    yield rf"&#[xX]0*(?i:{code:x})\b"
    yield rf"&#0*{code}\b"
    yield rf"\\[uU]0*(?i:{code:x})(?![0-9a-fA-F])"
    if code in codepoint2name:
        yield f"&{codepoint2name[code]};"
