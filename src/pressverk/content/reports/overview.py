"""A report in overview: its chapters in order, its data as they may be shown, its charts."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from pressverk.content.article_files import part_files
from pressverk.content.articles import ArticleFile, open_article
from pressverk.content.pictures.svg_raster import draw_pixels
from pressverk.content.reports.reading import read_data, report_of
from pressverk.content.reports.report_files import read_report_files
from pressverk.errors import PressverkError
from pressverk.html import parse
from pressverk.model import Article, Finding, Newsroom, Place, Publication
from pressverk.statistics.datasets.dataset import Cell, Dataset, Mark, in_language
from pressverk.statistics.datasets.query import as_written

ROWS = 30  # of a dataset that are shown
WIDTH = 1000  # pixels of a chart
UNKNOWN = ".."


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A chapter or an appendix in its place in the order."""

    file: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataOverview:
    """A dataset as it may be shown; *hidden* counts the cells that disclosure control hides.

    A cell is a text, and whether it is hidden.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[tuple[str, bool], ...], ...]
    count: int
    hidden: int
    threshold: int | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartOverview:
    """A chart as the report has it, and its drawing, SVG; *key* is the drawing's SHA-256."""

    key: str
    alt: str
    caption: str
    drawing: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOverview:
    """What a report is made of; *findings* are what is wrong with it."""

    title: str = ""
    chapters: tuple[Chapter, ...] = ()
    appendices: tuple[Chapter, ...] = ()
    data: tuple[DataOverview, ...] = ()
    charts: tuple[ChartOverview, ...] = ()
    unread: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def overview_of(opened: ArticleFile, newsroom: Newsroom) -> ReportOverview:
    """Return what the report *opened* is made of, as far as it can be read."""
    try:
        files, blocks, findings = read_data(opened, newsroom)
    except PressverkError as error:
        return ReportOverview(findings=error.findings)
    charts: tuple[ChartOverview, ...] = ()
    try:
        publication, findings, _asked = report_of(opened, newsroom)
        charts = tuple(_charts(publication))
    except PressverkError as error:
        findings = error.findings
    return ReportOverview(
        title=files.matter.title,
        chapters=tuple(_chapters(files.path.parent, newsroom, files.chapters)),
        appendices=tuple(_chapters(files.path.parent, newsroom, files.appendices)),
        data=tuple(_data(each, files.language) for each in blocks.datasets.values()),
        charts=charts,
        unread=tuple(sorted(blocks.unread)),
        findings=tuple(findings),
    )


def chapters_of(opened: ArticleFile, newsroom: Newsroom) -> dict[str, tuple[Chapter, ...]]:
    """Return the chapters and the appendices of the report *opened*, by their keys.

    Raises:
        PressverkError: when it can't be read.
    """
    files, _blocks, _findings = read_data(opened, newsroom)
    return {
        "chapters": tuple(_chapters(files.path.parent, newsroom, files.chapters)),
        "appendices": tuple(_chapters(files.path.parent, newsroom, files.appendices)),
    }


def parts_of(source: Path, newsroom: Newsroom) -> list[Chapter]:
    """Return the texts of the report in *source* as it orders them, then those it doesn't name."""
    named: tuple[Path, ...] = ()
    with suppress(PressverkError):
        files, _findings = read_report_files(open_article(source, newsroom.root), newsroom)
        named = (*files.chapters, *files.appendices)
    there = part_files(source).values()
    paths = dict.fromkeys([*(path for path in named if path in there), *sorted(there)])
    return list(_chapters(source.parent, newsroom, paths))


def _chapters(folder: Path, newsroom: Newsroom, paths: Iterable[Path]) -> Iterator[Chapter]:
    for path in paths:
        file = path.relative_to(folder).as_posix()
        try:
            values = open_article(path, newsroom.root).values
            title = str(values.table.get("title") or "") if values else ""
        except PressverkError:
            title = ""
        yield Chapter(file=file, title=title or file)


def moved(order: tuple[Chapter, ...], file: str, *, by: int) -> list[str] | None:
    """Return the files of *order* with *file* moved *by* places; None if it isn't among them."""
    names = [each.file for each in order]
    if file not in names:
        return None
    at = names.index(file)
    names.insert(min(max(at + by, 0), len(names) - 1), names.pop(at))
    return names


def _data(dataset: Dataset, language: str) -> DataOverview:
    marks = Counter(cell.mark for row in dataset.rows for cell in row)
    return DataOverview(
        name=dataset.name,
        title=in_language(dataset.title, language),
        columns=tuple(in_language(each.label, language) or each.name for each in dataset.columns),
        rows=tuple(tuple(map(_cell, row)) for row in dataset.rows[:ROWS]),
        count=len(dataset.rows),
        hidden=marks[Mark.SUPPRESSED],
        threshold=dataset.guard.threshold if dataset.guard else None,
        source=dataset.source,
    )


def _cell(cell: Cell) -> tuple[str, bool]:
    text = UNKNOWN if cell.value is None else as_written(cell.value)
    return text, cell.mark is Mark.SUPPRESSED


def _charts(publication: Publication) -> Iterator[ChartOverview]:
    """Yield the charts in the order of the text."""
    for article in _articles(publication):
        for figure in parse(article.body).iter("figure"):
            picture = figure.find(".//img")
            drawing = picture is not None and article.drawings.get(picture.get("src", ""))
            if picture is None or not drawing or not drawing.data:
                continue
            caption = figure.find("figcaption")
            for source in [] if caption is None else caption.find_class("source"):
                source.drop_tree()
            words = " ".join("".join(caption.itertext()).split()) if caption is not None else ""
            yield ChartOverview(
                key=hashlib.sha256(drawing.data).hexdigest(),
                alt=picture.get("alt", ""),
                caption=words,
                drawing=drawing.data,
            )


def _articles(publication: Publication) -> Iterator[Article]:
    yield from publication.articles
    for section in publication.sections:
        yield from section.articles


def chart_as_png(drawing: bytes, file: str) -> bytes:
    """Return the *drawing* of a chart of the report *file*, set in its own fonts, as PNG.

    Raises:
        PressverkError: when it can't be drawn.
    """
    root = etree.fromstring(drawing, etree.XMLParser(resolve_entities=False, no_network=True))
    width, height = map(float, root.get("viewBox", "0 0 1 1").split()[2:])
    root.set("width", str(width))
    root.set("height", str(height))
    return draw_pixels(root, (width, height), width=WIDTH, name="chart", place=Place(file=file))
