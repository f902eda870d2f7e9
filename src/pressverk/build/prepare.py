"""An article's file, or a report's, read once, and laid out for each edition.

Modules of reports are imported only for one: releases need none of their data and charts.
"""

import datetime as dt
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pressverk.build.editions import RECIPES, USUAL
from pressverk.build.manifest import FileState, file_state
from pressverk.content import embargo
from pressverk.content.articles import (
    ArticleFile,
    article_of,
    compose,
    open_article,
    published_source,
)
from pressverk.content.files import decode, read_file
from pressverk.errors import LayoutError
from pressverk.layout.render import articles_of, lay_out
from pressverk.layout.themes import find_layout, is_for_reports
from pressverk.model import Document, Enclosure, Finding, Newsroom, Place, Publication
from pressverk.newsroom.paths import ARTICLES, NEWSROOM_FILE, from_root


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedSource:
    """What a file publishes, advice about it, and the editions that it asks for.

    *inputs* is how the files that it was made from looked before they were read, *taken* the time
    (ns) before any of them was looked at. *data* is what the file itself holds.
    """

    publication: Publication
    findings: tuple[Finding, ...]
    asked: tuple[str, ...]
    inputs: Mapping[str, FileState]
    taken: int
    data: bytes


def read_source(source: Path, newsroom: Newsroom) -> PreparedSource:
    """Return what the article or the report in the file *source* publishes.

    Raises:
        ArticleError: for faults in what is written, in data or in pictures.
        LayoutError: for faults in the layout.
    """
    taken, root = time.time_ns(), newsroom.root
    before = file_state(source, b"")
    opened = open_article(source, root)
    own = replace(before, sha256=file_state(source, opened.data).sha256)
    paths = [root / NEWSROOM_FILE, newsroom.logo]
    if is_report(opened, root):
        from pressverk.content.reports.report_files import files_of

        paths += [root / ARTICLES, *files_of(source)]
    inputs = {path: file_state(path) for path in paths if path != source} | {source: own}
    publication, advice, asked = _published(opened, newsroom)
    inputs |= {path: file_state(path) for path in _files_of(publication) if path not in inputs}
    return PreparedSource(
        publication=publication,
        findings=advice,
        asked=asked,
        inputs={from_root(path, root): state for path, state in inputs.items()},
        taken=taken,
        data=opened.data,
    )


def lay_out_edition(
    prepared: PreparedSource,
    newsroom: Newsroom,
    kind: str,
    *,
    cache: Path | None,
    now: dt.datetime,
) -> Document:
    """Return what *prepared* holds as the document of its edition *kind*.

    *cache* is a folder where prepared pictures are kept. An embargo is told when it ends after
    *now*.

    Raises:
        ArticleError: for pictures that can't be used.
        LayoutError: for faults in the layout.
    """
    recipe, publication = RECIPES[kind], prepared.publication
    make = lay_out
    if publication.sections:
        from pressverk.layout.report import lay_out_report

        make = lay_out_report
    document = make(
        embargo.as_of(publication, now),
        newsroom,
        dpi=recipe.dpi,
        sheet=recipe.stylesheet,
        cache=cache,
        web=recipe.has_html,
    )
    return replace(
        document,
        edition=kind,
        enclosures=_enclosures(prepared, newsroom.root) if recipe.has_enclosures else (),
        parts=tuple(replace(part, edition=kind) for part in document.parts),
    )


def read_publication(source: Path, newsroom: Newsroom) -> tuple[Publication, tuple[Finding, ...]]:
    """Return what the file *source* publishes, and advice about it.

    Raises:
        ArticleError: with every fault in it.
    """
    return _published(open_article(source, newsroom.root), newsroom)[:2]


def _published(
    opened: ArticleFile, newsroom: Newsroom
) -> tuple[Publication, tuple[Finding, ...], tuple[str, ...]]:
    """Return what the file *opened* publishes, advice about it, and the editions it asks for."""
    if is_report(opened, newsroom.root):
        from pressverk.content.reports.reading import report_of

        return report_of(opened, newsroom)
    article, advice = article_of(opened, newsroom)
    return compose(article), advice, USUAL


def is_report(opened: ArticleFile, root: Path) -> bool:
    """Return whether the file *opened* asks for a layout for reports; a faulty one does not."""
    try:
        layout = find_layout(opened.layout, root, Place(file=opened.file))
    except LayoutError:
        return False
    return is_for_reports(layout, root)


def _without_comments(data: bytes, source: Path) -> bytes:
    return published_source(decode(data, source.name)).encode()


def _enclosures(prepared: PreparedSource, root: Path) -> tuple[Enclosure, ...]:
    """Return what the archive's edition carries: the texts as written, and the data shown."""
    publication = prepared.publication
    own = publication.articles[0].source
    articles = {article.source: article for article in reversed(articles_of(publication))}
    texts = [
        Enclosure(
            name=f"{article.slug.replace('/', '-')}.md",
            media_type="text/markdown",
            data=_without_comments(
                prepared.data if source == own else read_file(source, root)[0], source
            ),
            relationship="Source",
            description=article.title,
            modified=article.updated or article.date,
        )
        for source, article in reversed(articles.items())
    ]
    return (*texts, *publication.enclosures)


def _files_of(publication: Publication) -> list[Path]:
    """Return the files of the articles that *publication* is made of, and their pictures."""
    return [
        path
        for article in articles_of(publication)
        for path in (article.source, *article.picture_files.values())
    ]
