"""A report's files -> Publication, or every fault in them at once."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from string import ascii_uppercase

from pressverk.articles import (
    contacts_of,
    line_of_key,
    picture_findings,
    read_article,
    read_text,
    reading_order,
)
from pressverk.datasets import in_language, to_csv
from pressverk.errors import ArticleError, only_errors
from pressverk.folders import from_root, slug_of
from pressverk.frontmatter import FrontMatterError, parse_front_matter, split
from pressverk.markup import label_table, render_body
from pressverk.model import (
    Article,
    Contact,
    Enclosure,
    Finding,
    Newsroom,
    Place,
    Publication,
    Section,
    SectionKind,
)
from pressverk.reports.files import find_chapters, find_releases
from pressverk.reports.insets import Insets, read_insets
from pressverk.reports.joining import join, reprinted
from pressverk.rules import CHAPTER_RULES, check_article
from pressverk.schema import ChapterMatter, ReportMatter
from pressverk.translation import _, catalogue
from pressverk.typography import refine, refine_text

PREFACE = "pressverk-preface"
DATA = "pressverk-data"
RELEASES = "pressverk-releases"  # the id of the section that reprints them
ORDINAL = re.compile(r"^\d+[-_. ]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manuscripts:
    """What a report is written in: its files, its front matter, and where its names stand."""

    path: Path
    file: str
    front: str
    body: str
    body_line: int
    matter: ReportMatter
    language: str
    contacts: tuple[Contact, ...]
    chapters: tuple[Path, ...]
    appendices: tuple[Path, ...]
    releases: tuple[Path, ...]


def read_report(path: Path, newsroom: Newsroom) -> tuple[Publication, tuple[Finding, ...]]:
    """Return the report whose front matter is in the file *path*, and advice about it.

    Raises:
        ArticleError: with every fault of the report, its chapters, its data and its releases.
    """
    manuscripts, findings = _manuscripts(path, newsroom)
    texts = _texts(manuscripts, newsroom)
    insets, told = read_insets(path, newsroom, texts, manuscripts.matter.suppress_below)
    findings += told
    preface, faults = _preface(manuscripts, insets, newsroom)
    findings += faults
    sections = [preface]
    files = {preface.name: manuscripts.file}
    for section, file, faults in _sections(manuscripts, insets, newsroom):
        findings += faults
        if section is not None:
            sections.append(section)
            files[section.name] = file
    joined, unjoined = join(tuple(sections), files)
    all_findings = tuple(dict.fromkeys((*findings, *unjoined)))
    if only_errors(all_findings):
        raise ArticleError(all_findings)
    publication = _publication(manuscripts, *joined)
    return replace(publication, enclosures=tuple(_data_files(insets, publication))), all_findings


def _manuscripts(path: Path, newsroom: Newsroom) -> tuple[Manuscripts, list[Finding]]:
    """Return what the front matter in *path* says, and what is wrong in it.

    Raises:
        ArticleError: when it can't be used at all.
    """
    file = from_root(path, newsroom.root)
    try:
        parts = split(read_text(path, file), file)
    except FrontMatterError as error:
        raise ArticleError([error.finding]) from error
    matter, faults = parse_front_matter(parts.front, file, ReportMatter)
    if matter is None:
        raise ArticleError(faults)

    def place(key: str) -> Place:
        return Place(file=file, line=line_of_key(parts.front, key))

    contacts, unknown = contacts_of(matter.contacts, newsroom, place("contacts"))
    chapters, missing = find_chapters(matter.chapters, path, place("chapters"))
    appendices, lacking = find_chapters(matter.appendices, path, place("appendices"))
    releases, strange = find_releases(matter.releases, path, newsroom.root, place("releases"))
    manuscripts = Manuscripts(
        path=path,
        file=file,
        front=parts.front,
        body=parts.body,
        body_line=parts.body_line,
        matter=matter,
        language=matter.language or newsroom.language,
        contacts=tuple(contacts),
        chapters=tuple(chapters),
        appendices=tuple(appendices),
        releases=tuple(releases),
    )
    return manuscripts, [*faults, *unknown, *missing, *lacking, *strange]


def _texts(manuscripts: Manuscripts, newsroom: Newsroom) -> Iterator[str]:
    """Yield all that the report is written in; what can't be read is told where it is needed."""
    yield manuscripts.body
    for path in (*manuscripts.chapters, *manuscripts.appendices):
        with suppress(ArticleError):
            yield read_text(path, from_root(path, newsroom.root))


def _preface(
    manuscripts: Manuscripts, insets: Insets, newsroom: Newsroom
) -> tuple[Section, list[Finding]]:
    """Return the report itself as a section; its body is the preface, and may be empty."""
    matter, language = manuscripts.matter, manuscripts.language
    scope = insets.scope(prefix="preface.", numbering="", language=language)
    html = ""
    findings: list[Finding] = []
    pictures: dict[str, Place] = {}
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
        findings += body.findings
        findings += picture_findings(body.pictures, manuscripts.path.parent, newsroom.root)
    article = Article(
        slug=slug_of(manuscripts.path),
        source=manuscripts.path,
        layout=matter.layout,
        language=language,
        title=refine_text(matter.title, language=language),
        date=matter.date,
        lead=refine_text(" ".join(matter.lead.split()), language=language),
        body=html,
        contacts=manuscripts.contacts,
        pictures=pictures,
        updated=matter.updated,
        diary_number=matter.diary_number,
        keywords=tuple(matter.keywords),
        drawings=insets.drawings,
    )
    section = Section(
        kind=SectionKind.FRONT, name=PREFACE, number="", title=article.title, articles=(article,)
    )
    return section, findings


def _sections(
    manuscripts: Manuscripts, insets: Insets, newsroom: Newsroom
) -> Iterator[tuple[Section | None, str, list[Finding]]]:
    """Yield the chapters, the appendices and the section of releases, each with its file."""
    read = partial(_chapter, manuscripts=manuscripts, insets=insets, newsroom=newsroom)
    chapter = 0
    for path in manuscripts.chapters:
        number = str(chapter + 1)
        section, findings = read(path, number=number, kind=SectionKind.CHAPTER)
        chapter += section is not None and section.number == number
        yield section, from_root(path, newsroom.root), findings
    letters = iter(ascii_uppercase)
    for path in manuscripts.appendices:
        section, findings = read(path, number=next(letters), kind=SectionKind.APPENDIX)
        yield section, from_root(path, newsroom.root), findings
    if insets.charts:
        yield _data(manuscripts, next(letters), insets), manuscripts.file, []
    if manuscripts.releases:
        section, findings = _releases(manuscripts, next(letters), newsroom)
        yield section, manuscripts.file, findings


def _chapter(
    path: Path,
    *,
    number: str,
    kind: SectionKind,
    manuscripts: Manuscripts,
    insets: Insets,
    newsroom: Newsroom,
) -> tuple[Section | None, list[Finding]]:
    file = from_root(path, newsroom.root)
    try:
        text = read_text(path, file)
        parts = split(text, file)
    except FrontMatterError as error:
        return None, [error.finding]
    except ArticleError as error:
        return None, [*error.findings]
    matter, faults = parse_front_matter(parts.front, file, ChapterMatter)
    if matter is None:
        return None, faults
    language = matter.language or manuscripts.language
    name, number = ORDINAL.sub("", path.stem), number if matter.numbered else ""
    body = render_body(
        parts.body,
        language=language,
        file=file,
        first_line=parts.body_line,
        scope=insets.scope(
            prefix=f"{name}.", numbering=f"{number}." if number else "", language=language
        ),
    )
    article = Article(
        slug=f"{slug_of(manuscripts.path)}/{name}",
        source=path,
        layout=manuscripts.matter.layout,
        language=language,
        title=refine_text(matter.title, language=language),
        date=manuscripts.matter.date,
        lead=refine_text(" ".join((matter.lead or "").split()), language=language),
        body=refine(body.html, language=language),
        contacts=manuscripts.contacts,
        pictures={use.address: use.place for use in reversed(body.pictures)},
        drawings=insets.drawings,
    )
    findings = [
        *faults,
        *body.findings,
        *check_article(article, text, file=file, rules=CHAPTER_RULES),
        *picture_findings(body.pictures, path.parent, newsroom.root),
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


def _data(manuscripts: Manuscripts, number: str, insets: Insets) -> Section:
    """Return the appendix with the data of all charts."""
    language = manuscripts.language
    tables = insets.data_tables(language)
    words = catalogue(language).gettext
    body = "\n".join(
        label_table(table, f"{words('Table')} {number}.{place}")
        for place, table in enumerate(tables, 1)
    )
    article = Article(
        slug=f"{slug_of(manuscripts.path)}/{DATA}",
        source=manuscripts.path,
        layout=manuscripts.matter.layout,
        language=language,
        title=words("Data behind the charts"),
        date=manuscripts.matter.date,
        lead="",
        body=refine(body, language=language),
        contacts=manuscripts.contacts,
    )
    return Section(
        kind=SectionKind.APPENDIX,
        name=DATA,
        number=number,
        title=article.title,
        articles=(article,),
    )


def _data_files(insets: Insets, publication: Publication) -> Iterator[Enclosure]:
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


def _releases(
    manuscripts: Manuscripts, number: str, newsroom: Newsroom
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


def _embargoed(article: Article, manuscripts: Manuscripts) -> Finding:
    message = _(
        "release {name!r} is under embargo longer than the report's date; take it away",
        name=article.slug,
    )
    line = line_of_key(manuscripts.front, "releases")
    return Finding(
        place=Place(file=manuscripts.file, line=line), message=message, rule="embargoed-release"
    )


def _publication(manuscripts: Manuscripts, preface: Section, *sections: Section) -> Publication:
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
