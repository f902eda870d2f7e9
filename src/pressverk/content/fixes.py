"""Findings that have one answer, written into the text: pure functions from text to text.

A finding brings its edits along. Where one fault hides others, the text is read again after it is
cured, until nothing is left that has one answer.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pressverk.content.articles import (
    ArticleFile,
    contacts_of,
    find_pictures,
    open_text,
    parse_article,
    places_of_contacts,
)
from pressverk.content.checks.article import CHAPTER_RULES, check_article
from pressverk.content.front_matter import ChapterMatter, ReportMatter, validate_values
from pressverk.content.markup.body import render_body
from pressverk.content.markup.context import Embedding, Setting
from pressverk.content.reports.data_blocks import parse_key_figures
from pressverk.errors import ArticleError
from pressverk.model import Article, Edit, Finding, Newsroom, Place
from pressverk.statistics.charts.block import parse_chart
from pressverk.statistics.tables import parse_table

MOST_ROUNDS = 20
Find = Callable[[str], Iterable[Finding]]


def edits_in(text: str, finding: Finding) -> tuple[Edit, ...]:
    """Return what cures *finding* in *text*; nothing when it has more than one answer.

    Nothing, too, when something else stands by now where the finding was.
    """
    starts = _line_starts(text)
    is_there = all(_span(text, starts, edit) is not None for edit in finding.edits)
    return finding.edits if is_there else ()


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    r"""Return *text* with *edits* made, but for those that mean nothing in it or overlap.

    >>> apply_edits("##Om\n", [Edit(line=1, column=1, written="##Om", replacement="## Om")])
    '## Om\n'
    """
    starts = _line_starts(text)
    spans = {(_span(text, starts, edit), edit.replacement) for edit in edits}
    pieces: list[str] = []
    position = 0
    for (start, end), replacement in sorted((span, new) for span, new in spans if span):
        if start >= position:
            pieces += [text[position:start], replacement]
            position = end
    return "".join((*pieces, text[position:]))


def fixed(text: str, find: Find) -> str:
    """Return *text* with all cured that *find* finds and that has one answer."""
    seen = {text}
    for _round in range(MOST_ROUNDS):
        cured = apply_edits(text, (edit for each in find(text) for edit in edits_in(text, each)))
        if cured in seen:
            break
        seen.add(cured)
        text = cured
    return text


def faults_of_article(
    text: str, source: Path, newsroom: Newsroom, is_report: Callable[[ArticleFile], bool]
) -> tuple[Finding, ...]:
    """Return what is to be fixed or considered in *text*, a release or a report's own file.

    Front matter that can't be read doesn't say which: only its faults are reported then.
    """
    try:
        opened = open_text(text, source, newsroom)
    except ArticleError as error:
        return error.findings
    if opened.values is None:
        return opened.findings
    find = faults_of_report if is_report(opened) else faults_of_release
    return find(text, source, newsroom)


def faults_of_release(text: str, source: Path, newsroom: Newsroom) -> tuple[Finding, ...]:
    """Return what is to be fixed or considered in *text*, a press release in the file *source*."""
    draft = parse_article(text, source, newsroom)
    _files, missing = find_pictures(draft.pictures, source.parent, newsroom.root)
    return (*draft.findings, *missing)


def faults_of_report(text: str, source: Path, newsroom: Newsroom) -> tuple[Finding, ...]:
    """Return the same of a report's own file, without what is found in its chapters and data."""
    return tuple(_faults_of_part(text, source, newsroom, ReportMatter))


def faults_of_chapter(text: str, source: Path, newsroom: Newsroom) -> tuple[Finding, ...]:
    """Return the same of a chapter or an appendix."""
    return tuple(_faults_of_part(text, source, newsroom, ChapterMatter))


def _faults_of_part(
    text: str, source: Path, newsroom: Newsroom, model: type[ReportMatter] | type[ChapterMatter]
) -> Iterator[Finding]:
    try:
        opened = open_text(text, source, newsroom)
    except ArticleError as error:
        yield from error.findings
        return
    matter, faults = validate_values(opened.values, opened.file, model)
    yield from (*opened.findings, *faults)
    if isinstance(matter, ReportMatter):
        yield from contacts_of(matter.contacts, newsroom, places_of_contacts(opened))[1]
    parts = opened.parts
    language = (matter and matter.language) or newsroom.language
    if not parts.body.strip():
        return
    body = render_body(
        parts.body,
        language=language,
        file=opened.file,
        first_line=parts.body_line,
        scope=WITHOUT_DATA,
    )
    yield from body.findings
    yield from find_pictures(body.pictures, source.parent, newsroom.root)[1]
    if isinstance(matter, ChapterMatter):
        chapter = _chapter(matter.title, body.html, source, language)
        yield from check_article(chapter, text, file=opened.file, rules=CHAPTER_RULES)


def _chapter(title: str, body: str, source: Path, language: str) -> Article:
    return Article(
        slug=source.stem,
        source=source,
        layout="",
        language=language,
        title=title,
        date=dt.date.min,
        lead="",
        body=body,
        contacts=(),
    )


def _read_only(parse: Callable[[str, Place], tuple[object, tuple[Finding, ...]]]) -> Setting:
    """Return a setting that sets nothing, and reports what is wrong in how a block is written."""

    def read(text: str, place: Place) -> tuple[str, tuple[Finding, ...]]:
        return "", parse(text, place)[1]

    return read


WITHOUT_DATA = Embedding(
    prefix="part.",
    joined=True,
    blocks={
        "table": _read_only(parse_table),
        "chart": _read_only(parse_chart),
        "key-figures": _read_only(parse_key_figures),
    },
    number=lambda _text, _place: ("", ()),
)


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _span(text: str, starts: list[int], edit: Edit) -> tuple[int, int] | None:
    """Return where in *text* stands what *edit* is to replace; None when it doesn't."""
    if not 0 < edit.line < len(starts):
        return None
    start = starts[edit.line - 1] + edit.column - 1
    end = start + len(edit.written)
    return (start, end) if text[start:end] == edit.written else None
