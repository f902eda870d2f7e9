"""A report's files -> Publication, or all faults in them at once.

Its sections are the preface, chapters, appendices, data and reprinted releases.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import count, product
from pathlib import Path
from string import ascii_uppercase

from pressverk.content.articles import (
    ArticleFile,
    article_of,
    find_pictures,
    line_of_key,
    open_article,
    reading_order,
)
from pressverk.content.checks.article import CHAPTER_RULES, check_article
from pressverk.content.front_matter import ChapterMatter, validate_values
from pressverk.content.markup.body import render_body
from pressverk.content.markup.context import Embedding
from pressverk.content.markup.tables import label_table
from pressverk.content.reports.cross_references import join_references, reprinted
from pressverk.content.reports.data_blocks import DataBlocks, read_data_blocks
from pressverk.content.reports.report_files import ReportFiles, read_report_files, texts_of
from pressverk.content.typography.refine import refine, refine_text
from pressverk.errors import ArticleError, only_errors
from pressverk.i18n import _, catalogue
from pressverk.model import (
    Article,
    Enclosure,
    Finding,
    Newsroom,
    Place,
    Publication,
    Section,
    SectionKind,
)
from pressverk.newsroom.paths import from_root
from pressverk.statistics.datasets.dataset import in_language
from pressverk.statistics.datasets.folder import to_csv

# The ids of the sections that authors don't name.
PREFACE, DATA, RELEASES = "pressverk-preface", "pressverk-data", "pressverk-releases"
ORDINAL = re.compile(r"^\d+[-_. ]*")

Read = tuple[Section | None, str, list[Finding]]


def preface_of(
    report_files: ReportFiles, data_blocks: DataBlocks, newsroom: Newsroom
) -> tuple[Section, list[Finding]]:
    """Return the report's own file as a section; its body is the preface, and may be empty."""
    language = report_files.language
    scope = data_blocks.scope(prefix="preface.", numbering="", language=language)
    html = ""
    findings: list[Finding] = []
    pictures: dict[str, Place] = {}
    files: dict[str, Path] = {}
    if report_files.body.strip():
        body = render_body(
            report_files.body,
            language=language,
            file=report_files.file,
            first_line=report_files.body_line,
            scope=scope,
        )
        html = refine(body.html, language=language)
        pictures = {use.address: use.place for use in reversed(body.pictures)}
        files, faults = find_pictures(body.pictures, report_files.path.parent, newsroom.root)
        findings += [*body.findings, *faults]
    matter = report_files.matter
    article = replace(
        article_in(report_files, "", title=matter.title, lead=matter.lead, language=language),
        data=report_files.data,
        body=html,
        pictures=pictures,
        picture_files=files,
        updated=matter.updated,
        diary_number=matter.diary_number,
        keywords=tuple(matter.keywords),
        drawings=data_blocks.drawings,
    )
    section = Section(
        kind=SectionKind.FRONT, name=PREFACE, number="", title=article.title, articles=(article,)
    )
    return section, findings


def sections_of(
    report_files: ReportFiles, data_blocks: DataBlocks, newsroom: Newsroom
) -> Iterator[Read]:
    """Yield chapters, appendices and the section of releases, each with its file and faults."""
    read = partial(_chapter, report_files=report_files, data_blocks=data_blocks, newsroom=newsroom)
    chapter = 0
    for path in report_files.chapters:
        number = str(chapter + 1)
        section, findings = read(path, number=number, kind=SectionKind.CHAPTER)
        chapter += section is not None and section.number == number
        yield section, from_root(path, newsroom.root), findings
    letters = _letters()
    for path in report_files.appendices:
        section, findings = read(path, number=next(letters), kind=SectionKind.APPENDIX)
        yield section, from_root(path, newsroom.root), findings
    if data_blocks.charts:
        yield _data(report_files, next(letters), data_blocks), report_files.file, []
    if report_files.releases:
        section, findings = _releases(report_files, next(letters), newsroom)
        yield section, report_files.file, findings


def _letters() -> Iterator[str]:
    """Yield A to Z, then AA, AB and so on."""
    for length in count(1):
        yield from map("".join, product(ascii_uppercase, repeat=length))


def article_in(
    report_files: ReportFiles, name: str, *, title: str, language: str, lead: str = ""
) -> Article:
    """Return the article called *name* in a report, the report's own when it has no name."""
    slug = report_files.slug
    return Article(
        slug=f"{slug}/{name}" if name else slug,
        source=report_files.path,
        layout=report_files.matter.layout,
        language=language,
        title=refine_text(title, language=language),
        date=report_files.matter.date,
        lead=refine_text(" ".join(lead.split()), language=language),
        body="",
        contacts=report_files.contacts,
    )


def _chapter(
    path: Path,
    *,
    number: str,
    kind: SectionKind,
    report_files: ReportFiles,
    data_blocks: DataBlocks,
    newsroom: Newsroom,
) -> tuple[Section | None, list[Finding]]:
    """Return the section in *path*, None if its front matter can't be read, and what was found."""
    file = from_root(path, newsroom.root)
    opened = report_files.opened[path]
    if isinstance(opened, ArticleError):
        return None, [*opened.findings]
    matter, faults = validate_values(opened.values, file, ChapterMatter)
    if matter is None:
        return None, [*opened.findings, *faults]
    name = ORDINAL.sub("", path.stem) or path.stem
    number = number if matter.numbered else ""
    scope = data_blocks.scope(
        prefix=f"{name}.",
        numbering=f"{number}." if number else "",
        language=matter.language or report_files.language,
    )
    empty = article_in(
        report_files,
        name,
        title=matter.title,
        lead=matter.lead or "",
        language=matter.language or report_files.language,
    )
    empty = replace(empty, source=path, data=opened.data, drawings=data_blocks.drawings)
    article, found = _with_body(empty, opened, file, scope, newsroom.root)
    section = Section(
        kind=kind,
        name=name,
        number=number,
        title=article.title,
        articles=(article,),
        style=matter.style or "",
        opener=matter.opener or "",
    )
    return section, sorted([*opened.findings, *faults, *found], key=reading_order)


def _with_body(
    article: Article, opened: ArticleFile, file: str, scope: Embedding, root: Path
) -> tuple[Article, list[Finding]]:
    """Return *article* with the text and the pictures of *opened*, and what was found in them."""
    body = render_body(
        opened.parts.body,
        language=article.language,
        file=file,
        first_line=opened.parts.body_line,
        scope=scope,
    )
    files, missing = find_pictures(body.pictures, article.source.parent, root)
    article = replace(
        article,
        body=refine(body.html, language=article.language),
        pictures={use.address: use.place for use in reversed(body.pictures)},
        picture_files=files,
    )
    advice = check_article(article, opened.text, file=file, rules=CHAPTER_RULES)
    return article, [*body.findings, *advice, *missing]


def _data(report_files: ReportFiles, number: str, data_blocks: DataBlocks) -> Section:
    """Return the appendix with the data of all charts."""
    language = report_files.language
    tables = data_blocks.data_tables(language)
    gettext = catalogue(language).gettext
    body = "\n".join(
        label_table(table, f"{gettext('Table')} {number}.{place}")
        for place, table in enumerate(tables, 1)
    )
    article = replace(
        article_in(report_files, DATA, title=gettext("Data behind the charts"), language=language),
        body=refine(body, language=language),
    )
    return Section(
        kind=SectionKind.APPENDIX,
        name=DATA,
        number=number,
        title=article.title,
        articles=(article,),
    )


def _releases(
    report_files: ReportFiles, number: str, newsroom: Newsroom
) -> tuple[Section, list[Finding]]:
    """Return the appendix that reprints the year's releases, the oldest first."""
    articles: list[Article] = []
    findings: list[Finding] = []
    for path in report_files.releases:
        opened = report_files.opened[path]
        try:
            if isinstance(opened, ArticleError):
                raise opened
            article, _advice = article_of(opened, newsroom)
        except ArticleError as error:
            findings += only_errors(error.findings)
            continue
        if article.embargo and article.embargo.date() > report_files.matter.date:
            findings.append(_embargoed(article, report_files))
        articles.append(reprinted(article, levels=1))
    title = catalogue(report_files.language).gettext("The year's press releases")
    section = Section(
        kind=SectionKind.APPENDIX,
        name=RELEASES,
        number=number,
        title=title,
        articles=tuple(sorted(articles, key=lambda article: (article.date, article.slug))),
        reprints=True,
    )
    return section, findings


def _embargoed(article: Article, report_files: ReportFiles) -> Finding:
    message = _(
        "release {name!r} is under embargo longer than the report's date; remove it",
        name=article.slug,
    )
    line = line_of_key(report_files.front, "releases")
    return Finding(
        place=Place(file=report_files.file, line=line), message=message, rule="embargoed-release"
    )


def read_report(path: Path, newsroom: Newsroom) -> tuple[Publication, tuple[Finding, ...]]:
    """Return the report whose front matter is in the file *path*, and advice about it.

    Raises:
        ArticleError: with all faults of the report, its chapters, its data and its releases.
    """
    return report_of(open_article(path, newsroom.root), newsroom)[:2]


def read_data(
    opened: ArticleFile, newsroom: Newsroom
) -> tuple[ReportFiles, DataBlocks, tuple[Finding, ...]]:
    """Return the files of the report *opened*, what may be shown of its data, and all findings.

    Raises:
        ArticleError: if its front matter can't be used at all.
    """
    report_files, findings = read_report_files(opened, newsroom)
    data_blocks, data_faults = read_data_blocks(
        opened.path, newsroom, texts_of(report_files), report_files.matter.suppress_below
    )
    return report_files, data_blocks, (*findings, *data_faults)


def report_of(
    opened: ArticleFile, newsroom: Newsroom
) -> tuple[Publication, tuple[Finding, ...], tuple[str, ...]]:
    """Return the report of the file *opened*, advice about it, and the editions that it asks for.

    Raises:
        ArticleError: with all faults of the report, its chapters, its data and its releases.
    """
    publication, findings, editions = report_draft(opened, newsroom)
    if only_errors(findings):
        raise ArticleError(findings)
    return publication, findings, editions


def report_draft(
    opened: ArticleFile, newsroom: Newsroom
) -> tuple[Publication, tuple[Finding, ...], tuple[str, ...]]:
    """Return the report of the file *opened* as far as it can be read, and all findings about it.

    Chapters that can't be read at all are left out. Pictures may be missing.

    Raises:
        ArticleError: if its own front matter can't be used.
    """
    report_files, data_blocks, data_faults = read_data(opened, newsroom)
    findings = [*data_faults]
    preface, faults = preface_of(report_files, data_blocks, newsroom)
    findings += faults
    sections = [preface]
    files = {preface.name: report_files.file}
    for section, file, faults in sections_of(report_files, data_blocks, newsroom):
        findings += faults
        if section is not None:
            sections.append(section)
            files[section.name] = file
    joined, unjoined = join_references(tuple(sections), files)
    publication = _publication(report_files, *joined)
    publication = replace(publication, enclosures=tuple(_data_files(data_blocks, publication)))
    all_findings = tuple(dict.fromkeys((*findings, *unjoined)))
    return publication, all_findings, tuple(dict.fromkeys(report_files.matter.editions))


def _data_files(data_blocks: DataBlocks, publication: Publication) -> Iterator[Enclosure]:
    """Yield the data as files, without suppressed values."""
    for name, dataset in data_blocks.datasets.items():
        yield Enclosure(
            name=f"{name}.csv",
            media_type="text/csv",
            data=to_csv(dataset),
            relationship="Data",
            description=in_language(dataset.title, publication.language),
            modified=publication.articles[0].updated or publication.articles[0].date,
        )


def _publication(report_files: ReportFiles, preface: Section, *sections: Section) -> Publication:
    matter, language = report_files.matter, report_files.language
    (article,) = preface.articles
    return Publication(
        slug=article.slug,
        layout=article.layout,
        language=language,
        title=article.title,
        articles=(article,),
        sections=sections,
        subtitle=refine_text(matter.subtitle or "", language=language),
        year=matter.year,
        notice=refine_text(matter.notice or "", language=language),
        spine=matter.spine,
    )
