"""A report's files -> Publication, or every fault in them at once.

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
    find_pictures,
    line_of_key,
    open_article,
    read_article,
    reading_order,
)
from pressverk.content.checks.article import CHAPTER_RULES, check_article
from pressverk.content.files import check_characters, read_text
from pressverk.content.front_matter import (
    ChapterMatter,
    FrontMatterError,
    parse_front_matter,
    split,
)
from pressverk.content.markup.body import render_body
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

# The ids of the sections that no author names.
PREFACE, DATA, RELEASES = "pressverk-preface", "pressverk-data", "pressverk-releases"
ORDINAL = re.compile(r"^\d+[-_. ]*")

Read = tuple[Section | None, str, list[Finding]]


def preface_of(
    manuscripts: ReportFiles, insets: DataBlocks, newsroom: Newsroom
) -> tuple[Section, list[Finding]]:
    """Return the report itself as a section; its body is the preface, and may be empty."""
    language = manuscripts.language
    scope = insets.scope(prefix="preface.", numbering="", language=language)
    html = ""
    findings: list[Finding] = []
    pictures: dict[str, Place] = {}
    files: dict[str, Path] = {}
    if manuscripts.body.strip():
        body = render_body(
            manuscripts.body,
            language=language,
            file=manuscripts.file,
            first_line=manuscripts.body_line,
            scope=scope,
        )
        html = refine(body.html, language=language)
        pictures = {use.address: use.place for use in reversed(body.pictures)}
        files, faults = find_pictures(body.pictures, manuscripts.path.parent, newsroom.root)
        findings += [*body.findings, *faults]
    matter = manuscripts.matter
    article = replace(
        article_in(manuscripts, "", title=matter.title, lead=matter.lead, language=language),
        body=html,
        pictures=pictures,
        picture_files=files,
        updated=matter.updated,
        diary_number=matter.diary_number,
        keywords=tuple(matter.keywords),
        drawings=insets.drawings,
    )
    section = Section(
        kind=SectionKind.FRONT, name=PREFACE, number="", title=article.title, articles=(article,)
    )
    return section, findings


def sections_of(manuscripts: ReportFiles, insets: DataBlocks, newsroom: Newsroom) -> Iterator[Read]:
    """Yield the chapters, the appendices and the section of releases, each with its file."""
    read = partial(_chapter, manuscripts=manuscripts, insets=insets, newsroom=newsroom)
    chapter = 0
    for path in manuscripts.chapters:
        number = str(chapter + 1)
        section, findings = read(path, number=number, kind=SectionKind.CHAPTER)
        chapter += section is not None and section.number == number
        yield section, from_root(path, newsroom.root), findings
    letters = _letters()
    for path in manuscripts.appendices:
        section, findings = read(path, number=next(letters), kind=SectionKind.APPENDIX)
        yield section, from_root(path, newsroom.root), findings
    if insets.charts:
        yield _data(manuscripts, next(letters), insets), manuscripts.file, []
    if manuscripts.releases:
        section, findings = _releases(manuscripts, next(letters), newsroom)
        yield section, manuscripts.file, findings


def _letters() -> Iterator[str]:
    """Yield A to Z, then AA, AB and so on."""
    for length in count(1):
        yield from map("".join, product(ascii_uppercase, repeat=length))


def article_in(
    manuscripts: ReportFiles, name: str, *, title: str, language: str, lead: str = ""
) -> Article:
    """Return the article called *name* in a report, the report's own when it has no name."""
    slug = manuscripts.slug
    return Article(
        slug=f"{slug}/{name}" if name else slug,
        source=manuscripts.path,
        layout=manuscripts.matter.layout,
        language=language,
        title=refine_text(title, language=language),
        date=manuscripts.matter.date,
        lead=refine_text(" ".join(lead.split()), language=language),
        body="",
        contacts=manuscripts.contacts,
    )


def _chapter(
    path: Path,
    *,
    number: str,
    kind: SectionKind,
    manuscripts: ReportFiles,
    insets: DataBlocks,
    newsroom: Newsroom,
) -> tuple[Section | None, list[Finding]]:
    file = from_root(path, newsroom.root)
    try:
        text = read_text(path, newsroom.root)
        parts = split(text, file)
    except FrontMatterError as error:
        return None, [error.finding]
    except ArticleError as error:
        return None, [*error.findings]
    matter, faults = parse_front_matter(parts.front, file, ChapterMatter)
    if matter is None:
        return None, faults
    language = matter.language or manuscripts.language
    name = ORDINAL.sub("", path.stem) or path.stem
    number = number if matter.numbered else ""
    body = render_body(
        parts.body,
        language=language,
        file=file,
        first_line=parts.body_line,
        scope=insets.scope(
            prefix=f"{name}.", numbering=f"{number}." if number else "", language=language
        ),
    )
    files, missing = find_pictures(body.pictures, path.parent, newsroom.root)
    article = replace(
        article_in(
            manuscripts, name, title=matter.title, lead=matter.lead or "", language=language
        ),
        source=path,
        body=refine(body.html, language=language),
        pictures={use.address: use.place for use in reversed(body.pictures)},
        picture_files=files,
        drawings=insets.drawings,
    )
    findings = [
        *check_characters(text, file),
        *faults,
        *body.findings,
        *check_article(article, text, file=file, rules=CHAPTER_RULES),
        *missing,
    ]
    section = Section(
        kind=kind,
        name=name,
        number=number,
        title=article.title,
        articles=(article,),
        style=matter.style or "",
    )
    return section, sorted(findings, key=reading_order)


def _data(manuscripts: ReportFiles, number: str, insets: DataBlocks) -> Section:
    """Return the appendix with the data of all charts."""
    language = manuscripts.language
    tables = insets.data_tables(language)
    gettext = catalogue(language).gettext
    body = "\n".join(
        label_table(table, f"{gettext('Table')} {number}.{place}")
        for place, table in enumerate(tables, 1)
    )
    article = replace(
        article_in(manuscripts, DATA, title=gettext("Data behind the charts"), language=language),
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
    manuscripts: ReportFiles, number: str, newsroom: Newsroom
) -> tuple[Section, list[Finding]]:
    """Return the appendix that reprints the year's releases, the oldest first."""
    articles: list[Article] = []
    findings: list[Finding] = []
    for path in manuscripts.releases:
        try:
            article, _advice = read_article(path, newsroom)
        except ArticleError as error:
            findings += only_errors(error.findings)
            continue
        if article.embargo and article.embargo.date() > manuscripts.matter.date:
            findings.append(_embargoed(article, manuscripts))
        articles.append(reprinted(article, levels=1))
    title = catalogue(manuscripts.language).gettext("The year's press releases")
    section = Section(
        kind=SectionKind.APPENDIX,
        name=RELEASES,
        number=number,
        title=title,
        articles=tuple(sorted(articles, key=lambda article: (article.date, article.slug))),
        reprints=True,
    )
    return section, findings


def _embargoed(article: Article, manuscripts: ReportFiles) -> Finding:
    message = _(
        "release {name!r} is under embargo longer than the report's date; take it away",
        name=article.slug,
    )
    line = line_of_key(manuscripts.front, "releases")
    return Finding(
        place=Place(file=manuscripts.file, line=line), message=message, rule="embargoed-release"
    )


def read_report(path: Path, newsroom: Newsroom) -> tuple[Publication, tuple[Finding, ...]]:
    """Return the report whose front matter is in the file *path*, and advice about it.

    Raises:
        ArticleError: with every fault of the report, its chapters, its data and its releases.
    """
    return report_of(open_article(path, newsroom.root), newsroom)[:2]


def report_of(
    opened: ArticleFile, newsroom: Newsroom
) -> tuple[Publication, tuple[Finding, ...], tuple[str, ...]]:
    """Return the report of the file *opened*, advice about it, and the editions that it asks for.

    Raises:
        ArticleError: with every fault of the report, its chapters, its data and its releases.
    """
    manuscripts, findings = read_report_files(opened, newsroom)
    texts = texts_of(manuscripts, newsroom)
    insets, told = read_data_blocks(opened.path, newsroom, texts, manuscripts.matter.suppress_below)
    findings += told
    preface, faults = preface_of(manuscripts, insets, newsroom)
    findings += faults
    sections = [preface]
    files = {preface.name: manuscripts.file}
    for section, file, faults in sections_of(manuscripts, insets, newsroom):
        findings += faults
        if section is not None:
            sections.append(section)
            files[section.name] = file
    joined, unjoined = join_references(tuple(sections), files)
    all_findings = tuple(dict.fromkeys((*findings, *unjoined)))
    if only_errors(all_findings):
        raise ArticleError(all_findings)
    publication = _publication(manuscripts, *joined)
    publication = replace(publication, enclosures=tuple(_data_files(insets, publication)))
    return publication, all_findings, tuple(dict.fromkeys(manuscripts.matter.editions))


def _data_files(insets: DataBlocks, publication: Publication) -> Iterator[Enclosure]:
    """Yield the data as files for others, what must not be shown left out of them."""
    for name, dataset in insets.datasets.items():
        yield Enclosure(
            name=f"{name}.csv",
            media_type="text/csv",
            data=to_csv(dataset),
            relationship="Data",
            description=in_language(dataset.title, publication.language),
            modified=publication.articles[0].updated or publication.articles[0].date,
        )


def _publication(manuscripts: ReportFiles, preface: Section, *sections: Section) -> Publication:
    matter, language = manuscripts.matter, manuscripts.language
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
    )
