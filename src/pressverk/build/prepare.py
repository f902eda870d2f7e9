"""An article's file, or a report's, down to the page that is typeset; and what that depends on.

The rooms of reports are entered only for one: releases need none of their data and charts.
"""

import datetime as dt
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pressverk.build import manifest
from pressverk.build.editions import RECIPES, Recipe
from pressverk.content import embargo
from pressverk.content.articles import compose, published_source, read_article
from pressverk.content.files import read_text
from pressverk.content.pictures import find_picture
from pressverk.errors import LayoutError
from pressverk.layout.render import articles_of, lay_out
from pressverk.layout.themes import find_layout, is_for_reports
from pressverk.model import Document, Enclosure, Finding, Newsroom, Place, Publication
from pressverk.newsroom.paths import ARTICLES, NEWSROOM_FILE, from_root

HEAD = 10_000  # bytes in which front matter names its layout
LAYOUT = re.compile(rb"^layout[ \t]*:[ \t]*[\"']?([A-Za-z0-9_-]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A page, what is advised about it, and how the files it was made from looked before.

    *taken* is the time (ns) before any of them was looked at. *term* is since when and until when
    (Unix time, s) the page is right, as ``embargoes.term`` tells.
    """

    document: Document
    findings: tuple[Finding, ...]
    inputs: Mapping[str, manifest.FileState]
    taken: int
    term: tuple[float | None, float | None]


def prepare(
    source: Path,
    newsroom: Newsroom,
    *,
    edition: str = "email",
    cache: Path | None,
    now: dt.datetime,
) -> Prepared:
    """Return the page of the article or report in the file *source*, for *edition*.

    *cache* is a folder where prepared pictures are kept. An embargo is told when it ends after
    *now*.

    Raises:
        ArticleError: for faults in what is written, in data or in pictures.
        LayoutError: for faults in the layout.
    """
    taken, root = time.time_ns(), newsroom.root
    paths = [source, root / NEWSROOM_FILE, newsroom.logo]
    if is_report(source, root):
        from pressverk.content.reports.report_files import files_of

        paths += [root / ARTICLES, *files_of(source)]
    inputs = {path: manifest.file_state(path) for path in paths}
    publication, advice = read_publication(source, newsroom)
    for path in _files_of(publication, root):
        if path not in inputs:
            inputs[path] = manifest.file_state(path)
    recipe = RECIPES[edition]
    document = _laid_out(embargo.as_of(publication, now), newsroom, recipe, cache)
    document = replace(
        document,
        edition=edition,
        enclosures=_enclosures(publication, root) if recipe.has_enclosures else (),
        parts=tuple(replace(part, edition=edition) for part in document.parts),
    )
    return Prepared(
        document=document,
        findings=advice + document.findings,
        inputs={from_root(path, root): trace for path, trace in inputs.items()},
        taken=taken,
        term=embargo.term(publication, now),
    )


def read_publication(source: Path, newsroom: Newsroom) -> tuple[Publication, tuple[Finding, ...]]:
    """Return what the file *source* publishes, and advice about it.

    Raises:
        ArticleError: with every fault in it.
    """
    if is_report(source, newsroom.root):
        from pressverk.content.reports.reading import read_report

        return read_report(source, newsroom)
    article, advice = read_article(source, newsroom)
    return compose(article), advice


def _laid_out(
    publication: Publication, newsroom: Newsroom, recipe: Recipe, cache: Path | None
) -> Document:
    make = lay_out
    if publication.sections:
        from pressverk.layout.report import lay_out_report

        make = lay_out_report
    return make(publication, newsroom, dpi=recipe.dpi, sheet=recipe.stylesheet, cache=cache)


def is_report(source: Path, root: Path) -> bool:
    """Tell whether the file *source* asks for a layout for reports; a faulty one does not."""
    try:
        with source.open("rb") as file:
            named = LAYOUT.search(file.read(HEAD))
        if named is None:
            return False
        layout = find_layout(named[1].decode(), root, Place(file=""))
    except (OSError, LayoutError):
        return False
    return is_for_reports(layout, root)


def _enclosures(publication: Publication, root: Path) -> tuple[Enclosure, ...]:
    """Return what the archive's edition carries: the texts as written, and the data shown."""
    articles = {article.source: article for article in reversed(articles_of(publication))}
    texts = [
        Enclosure(
            name=f"{article.slug.replace('/', '-')}.md",
            media_type="text/markdown",
            data=published_source(read_text(source, root)).encode(),
            relationship="Source",
            description=article.title,
            modified=article.updated or article.date,
        )
        for source, article in reversed(articles.items())
    ]
    return (*texts, *publication.enclosures)


def _files_of(publication: Publication, root: Path) -> list[Path]:
    """Return the files of the articles that *publication* is made of, and their pictures."""
    files: list[Path] = []
    for article in articles_of(publication):
        files.append(article.source)
        files += [
            find_picture(address, folder=article.source.parent, root=root, place=place)
            for address, place in article.pictures.items()
        ]
    return files
