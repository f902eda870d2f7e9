"""Read the file of an article or report once, and lay it out for each edition.

Modules of reports are imported only for reports: releases need no data or charts.
"""

import datetime as dt
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pressverk.build.editions import RECIPES, USUAL, file_name
from pressverk.build.manifest import FileState, file_state
from pressverk.content import embargo
from pressverk.content.articles import (
    ArticleFile,
    article_of,
    compose,
    open_article,
    published_source,
)
from pressverk.content.files import decode
from pressverk.errors import LayoutError
from pressverk.layout.render import articles_of, lay_out
from pressverk.layout.themes import find_layout, is_for_reports
from pressverk.model import Document, Enclosure, Finding, Newsroom, Place, Publication
from pressverk.newsroom.paths import ARTICLES, NEWSROOM_FILE, SUFFIX, from_root


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedSource:
    """The publication of a file, advice about it, and the editions that it asks for.

    *inputs* is how the files that it was made from looked before they were read, *read_at* the time
    (ns) before any of them was looked at.
    """

    publication: Publication
    findings: tuple[Finding, ...]
    asked: tuple[str, ...]
    inputs: Mapping[str, FileState]
    read_at: int


def read_source(source: Path, newsroom: Newsroom) -> PreparedSource:
    """Return the publication of the article or report in the file *source*.

    Raises:
        ArticleError: for faults in what is written, in data or in pictures.
        LayoutError: for faults in the layout.
    """
    read_at, root = time.time_ns(), newsroom.root
    own = file_state(source, b"")
    opened = open_article(source, root)
    paths = [root / NEWSROOM_FILE, newsroom.logo]
    if is_report(opened, root):
        from pressverk.content.reports.report_files import files_of

        paths += [root / ARTICLES, *files_of(source)]
    # Articles are opened once, to be read, so their content is added when they have been.
    inputs = {path: file_state(path, b"" if path.suffix == SUFFIX else None) for path in paths}
    inputs[source] = own
    publication, advice, asked = _published(opened, newsroom)
    # The data section of a report has the report's own file as its source, and no content.
    read = {each.source: each.data for each in articles_of(publication) if each.data}
    for path in inputs.keys() | set(_files_of(publication)):
        if path not in inputs or path.suffix == SUFFIX:
            state = file_state(path, read.get(path))
            inputs[path] = replace(inputs.get(path, state), sha256=state.sha256)
    return PreparedSource(
        publication=publication,
        findings=advice,
        asked=asked,
        inputs={from_root(path, root): state for path, state in inputs.items()},
        read_at=read_at,
    )


def lay_out_edition(
    prepared: PreparedSource,
    newsroom: Newsroom,
    kind: str,
    *,
    cache: Path | None,
    now: dt.datetime,
) -> Document:
    """Return *prepared* as the document of its edition *kind*.

    *cache* is a folder for prepared pictures. An embargo is stated if it ends after *now*.

    Raises:
        ArticleError: for pictures that can't be used.
        LayoutError: for faults in the layout.
    """
    recipe, publication = RECIPES[kind], prepared.publication
    make = lay_out
    if kind == "cover":
        from pressverk.layout.report import lay_out_cover

        make = lay_out_cover
    elif publication.sections:
        from pressverk.layout.report import lay_out_report

        make = lay_out_report
    has_pdf = "email" in {kind, *prepared.asked}
    document = make(
        embargo.as_of(publication, now),
        newsroom,
        dpi=recipe.dpi,
        extra_stylesheet=recipe.stylesheet,
        cache=cache,
        web=recipe.has_html,
        pdf=Path(file_name(publication.slug, "email")).name if has_pdf else "",
    )
    return replace(
        document,
        edition=kind,
        enclosures=_enclosures(publication) if recipe.has_enclosures else (),
        parts=tuple(replace(part, edition=kind) for part in document.parts),
    )


def read_publication(source: Path, newsroom: Newsroom) -> tuple[Publication, tuple[Finding, ...]]:
    """Return the publication of the file *source*, and advice about it.

    Raises:
        ArticleError: with all faults in it.
    """
    return _published(open_article(source, newsroom.root), newsroom)[:2]


def _published(
    opened: ArticleFile, newsroom: Newsroom
) -> tuple[Publication, tuple[Finding, ...], tuple[str, ...]]:
    """Return the publication of *opened*, advice about it, and the editions it asks for."""
    if is_report(opened, newsroom.root):
        from pressverk.content.reports.reading import report_of

        return report_of(opened, newsroom)
    article, advice = article_of(opened, newsroom)
    return compose(article), advice, USUAL


def is_report(opened: ArticleFile, root: Path) -> bool:
    """Return whether the file *opened* asks for a layout for reports."""
    try:
        layout = find_layout(opened.layout, root, Place(file=opened.file))
    except LayoutError:
        return False
    return is_for_reports(layout, root)


def _without_comments(data: bytes, source: Path) -> bytes:
    return published_source(decode(data, source.name)).encode()


def _enclosures(publication: Publication) -> tuple[Enclosure, ...]:
    """Return the enclosures of the archive edition: the texts as written, and the data shown."""
    articles = {article.source: article for article in reversed(articles_of(publication))}
    texts = [
        Enclosure(
            name=f"{article.slug.replace('/', '-')}.md",
            media_type="text/markdown",
            data=_without_comments(article.data, source),
            relationship="Source",
            description=article.title,
            modified=article.updated or article.date,
        )
        for source, article in reversed(articles.items())
    ]
    return (*texts, *publication.enclosures)


def _files_of(publication: Publication) -> list[Path]:
    """Return the files of the articles in *publication*, and their pictures."""
    return [
        path
        for article in articles_of(publication)
        for path in (article.source, *article.picture_files.values())
    ]
