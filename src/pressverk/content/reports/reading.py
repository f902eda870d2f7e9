"""A report's files -> Publication, or every fault in them at once."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pressverk.content.articles import ArticleFile, open_article
from pressverk.content.reports.cross_references import join_references
from pressverk.content.reports.data_blocks import DataBlocks, read_data_blocks
from pressverk.content.reports.report_files import ReportFiles, read_report_files, texts_of
from pressverk.content.reports.sections import preface_of, sections_of
from pressverk.content.typography.refine import refine_text
from pressverk.errors import ArticleError, only_errors
from pressverk.model import Enclosure, Finding, Newsroom, Publication, Section
from pressverk.statistics.datasets import in_language, to_csv


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
