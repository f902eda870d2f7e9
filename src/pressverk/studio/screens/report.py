"""The screen "Report": chapters in order, data as they may be shown, charts, spreadsheets in."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import Response

from pressverk.build.prepare import is_report
from pressverk.content.articles import ArticleFile, open_article
from pressverk.content.pictures.svg_raster import draw_pixels
from pressverk.content.reports.chapters import with_chapters
from pressverk.content.reports.data_blocks import DATA
from pressverk.content.reports.reading import read_data, report_of
from pressverk.content.reports.report_files import ReportFiles
from pressverk.errors import PressverkError
from pressverk.files import only_writer, write_whole
from pressverk.html import parse
from pressverk.i18n import _
from pressverk.intake.taking_in import Taken
from pressverk.layout.render import articles_of
from pressverk.model import Finding, Newsroom, Place, Publication
from pressverk.newsroom.paths import STATE, from_root
from pressverk.statistics.datasets.dataset import Dataset, Mark, in_language
from pressverk.statistics.datasets.folder import data_files
from pressverk.statistics.datasets.query import as_written
from pressverk.statistics.datasets.schemas import parse_schema
from pressverk.studio.answers import source_of, tell, told
from pressverk.studio.articles import Clash, open_text, save_text
from pressverk.studio.guard import Refused
from pressverk.studio.pages import Call, Page
from pressverk.studio.roles import Role
from pressverk.studio.store.audit import note
from pressverk.studio.uploads import kept_uploads, take_in

ROWS = 30  # of a dataset that are shown
WIDTH = 1000  # pixels of a chart
LARGEST = 30_000_000  # bytes of spreadsheets
KEYS = ("chapters", "appendices")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A chapter or an appendix as it stands in the order."""

    file: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataShown:
    """A dataset as it may be shown; *hidden* counts the cells that the guard hides.

    A cell is a text, and whether the guard hides it.
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
class ChartShown:
    """A chart as the report has it; *key* names its drawing."""

    key: str
    alt: str
    caption: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportShown:
    """All that the screen shows of a report; *findings* are what is wrong with it."""

    title: str = ""
    chapters: tuple[Chapter, ...] = ()
    appendices: tuple[Chapter, ...] = ()
    data: tuple[DataShown, ...] = ()
    charts: tuple[ChartShown, ...] = ()
    unread: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = field(default=())


def show(call: Call) -> Response:
    """Show a report's chapters, data and charts."""
    return _show(call)


def _show(call: Call, taken: tuple[Taken, ...] = (), status: int = 200) -> Response:
    newsroom, source = call.studio.newsroom, source_of(call)
    text = open_text(call.studio.store, newsroom.root, call.article)
    opened = open_article(source, newsroom.root)
    is_one = is_report(opened, newsroom.root)
    return call.render(
        "report.html.j2",
        status=status,
        active="report",
        name=call.article,
        is_report=is_one,
        report=_shown(call, opened, newsroom) if is_one else ReportShown(),
        schemas=[path.stem for path in data_files(source.parent / DATA) if path.suffix == ".toml"],
        revision=text.revision,
        taken=taken,
        done={
            "moved": _("The order is changed."),
            "schema": _("The description of the data is saved."),
        }.get(call.request.query_params.get("did", ""), ""),
    )


def _shown(call: Call, opened: ArticleFile, newsroom: Newsroom) -> ReportShown:
    try:
        files, blocks, findings = read_data(opened, newsroom)
    except PressverkError as error:
        return ReportShown(findings=error.findings)
    charts: tuple[ChartShown, ...] = ()
    try:
        publication, findings, _asked = report_of(opened, newsroom)
        charts = tuple(_charts(call, publication))
    except PressverkError as error:
        findings = error.findings
    return ReportShown(
        title=files.matter.title,
        chapters=tuple(_chapters(files, newsroom, files.chapters)),
        appendices=tuple(_chapters(files, newsroom, files.appendices)),
        data=tuple(_data(each, files.language) for each in blocks.datasets.values()),
        charts=charts,
        unread=tuple(sorted(blocks.unread)),
        findings=tuple(findings),
    )


def _chapters(files: ReportFiles, newsroom: Newsroom, paths: tuple[Path, ...]) -> Iterator[Chapter]:
    for path in paths:
        file = path.relative_to(files.path.parent).as_posix()
        try:
            values = open_article(path, newsroom.root).values
            title = str(values.table.get("title") or "") if values else ""
        except PressverkError:
            title = ""
        yield Chapter(file=file, title=title or file)


def _data(dataset: Dataset, language: str) -> DataShown:
    marks = Counter(cell.mark for row in dataset.rows for cell in row)
    return DataShown(
        name=dataset.name,
        title=in_language(dataset.title, language),
        columns=tuple(in_language(each.label, language) or each.name for each in dataset.columns),
        rows=tuple(
            tuple(
                (
                    ".."
                    if cell.mark is Mark.SUPPRESSED
                    else as_written(cell.value)
                    if cell.value is not None
                    else "..",
                    cell.mark is Mark.SUPPRESSED,
                )
                for cell in row
            )
            for row in dataset.rows[:ROWS]
        ),
        count=len(dataset.rows),
        hidden=marks[Mark.SUPPRESSED],
        threshold=dataset.guard.threshold if dataset.guard else None,
        source=dataset.source,
    )


def _charts(call: Call, publication: Publication) -> Iterator[ChartShown]:
    """Yield the charts in the order of the text, and keep their drawings."""
    kept: dict[str, bytes] = call.studio.parts.setdefault("charts", {})
    for article in articles_of(publication):
        for figure in parse(article.body).iter("figure"):
            picture = figure.find(".//img")
            drawing = picture is not None and article.drawings.get(picture.get("src", ""))
            if picture is None or not drawing or not drawing.data:
                continue
            key = hashlib.sha256(f"{call.article} {drawing.sha256}".encode()).hexdigest()
            while len(kept) > 200:
                kept.pop(next(iter(kept)), None)
            kept[key] = drawing.data
            caption = figure.find("figcaption")
            words = " ".join("".join(caption.itertext()).split()) if caption is not None else ""
            yield ChartShown(key=key, alt=picture.get("alt", ""), caption=words)


def chart(call: Call) -> Response:
    """Return the drawing of a chart of this report, set in its own fonts."""
    key = str(call.request.path_params["key"])
    svg = call.studio.parts.get("charts", {}).get(key)
    if svg is None or not _is_of(call, key, svg):
        raise HTTPException(404)
    root = etree.fromstring(svg, etree.XMLParser(resolve_entities=False, no_network=True))
    width, height = map(float, root.get("viewBox", "0 0 1 1").split()[2:])
    root.set("width", str(width))
    root.set("height", str(height))
    data = draw_pixels(
        root, (width, height), width=WIDTH, name="chart", place=Place(file=call.article)
    )
    headers = {"cache-control": "private, max-age=31536000, immutable"}
    return Response(data, media_type="image/png", headers=headers)


def _is_of(call: Call, key: str, svg: bytes) -> bool:
    """Return whether the drawing is one of the article in the address."""
    digest = hashlib.sha256(svg).hexdigest()
    return key == hashlib.sha256(f"{call.article} {digest}".encode()).hexdigest()


def move(call: Call) -> Response:
    """Move a chapter or an appendix up or down, if nobody changed the report meanwhile."""
    key, file, way = call.text("key"), call.text("file"), call.text("way")
    newsroom = call.studio.newsroom
    opened = open_article(source_of(call), newsroom.root)
    files, _blocks, _findings = read_data(opened, newsroom)
    if key not in KEYS or way not in {"up", "down"}:
        raise HTTPException(404)
    paths = files.chapters if key == "chapters" else files.appendices
    names = [path.relative_to(files.path.parent).as_posix() for path in paths]
    if file not in names:
        raise HTTPException(404)
    at = names.index(file)
    to = min(max(at + (1 if way == "down" else -1), 0), len(names) - 1)
    names.insert(to, names.pop(at))
    text = open_text(call.studio.store, newsroom.root, call.article)
    done = save_text(
        call.studio.store,
        newsroom.root,
        call.article,
        with_chapters(text.text, names, text.path.name, key),
        based_on=call.text("revision"),
        person=call.person,
    )
    if isinstance(done, Clash):
        words = _("The article was changed since you looked. Look at it, then do it once more.")
        raise Refused(409, _("The article was changed"), words)
    note(call.studio.store, call.person, "saved", call.article)
    tell(call, "article")
    return told(call, "report", "moved", name=call.article)


def bring_in(call: Call) -> Response:
    """Make data of the tables in spreadsheets, with a draft of what they mean."""
    uploads = [
        each
        for each in call.form.getlist("files")
        if isinstance(each, UploadFile) and each.filename
    ]
    if not uploads:
        raise Refused(422, _("That can't be done yet"), _("Choose a file first."))
    root = call.studio.options.root
    with kept_uploads(root, uploads) as paths:
        taken = take_in(paths, root, source_of(call))
    note(call.studio.store, call.person, "data-brought-in", call.article)
    tell(call, "article")
    return _show(call, tuple(taken), 422 if any(each.findings for each in taken) else 200)


def schema(call: Call) -> Response:
    """Show what describes a dataset, as a text to be edited."""
    return _schema(call, _schema_file(call))


def _schema_file(call: Call) -> Path:
    """Return the file of the schema in the address, which is one of the report's."""
    files = {path.stem: path for path in data_files(source_of(call).parent / DATA)}
    path = files.get(str(call.request.path_params["data"]))
    path = path and path.with_suffix(".toml")
    root = call.studio.options.root
    if path is None or not path.is_file() or not path.resolve().is_relative_to(root.resolve()):
        raise HTTPException(404)
    return path


def _schema(
    call: Call, path: Path, findings: tuple[Finding, ...] = (), text: str | None = None
) -> Response:
    written = path.read_text("utf-8-sig", "replace")
    return call.render(
        "schema.html.j2",
        status=422 if findings else 200,
        active="report",
        name=call.article,
        data=path.stem,
        text=written if text is None else text,
        seen=hashlib.sha256(written.encode()).hexdigest(),
        findings=findings,
    )


def save_schema(call: Call) -> Response:
    """Save what describes a dataset, if it can be read."""
    path, root = _schema_file(call), call.studio.options.root
    text = call.text("text").replace("\r\n", "\n")
    read, faults = parse_schema(text, from_root(path, root))
    if read is None:
        return _schema(call, path, tuple(faults), text)
    with only_writer(root / STATE):
        before = path.read_text("utf-8-sig", "replace")
        if hashlib.sha256(before.encode()).hexdigest() != call.text("seen"):
            words = _("Somebody changed it meanwhile. Look at it, then change it once more.")
            raise Refused(409, _("The description was changed"), words)
        write_whole(path, text.encode())
    note(call.studio.store, call.person, "schema-changed", call.article, path.stem)
    tell(call, "article")
    return told(call, "report", "schema", name=call.article)


def _post(path: str, name: str, handler: object, largest: int) -> Page:
    return Page(
        path=path,
        name=name,
        handler=handler,  # type: ignore[arg-type]
        needs=Role.WRITES,
        methods=("POST",),
        largest=largest,
    )


PAGES = (
    Page(path="/report/{name:path}", name="report", handler=show, needs=Role.WRITES),
    Page(path="/report/chart/{key}/{name:path}", name="chart", handler=chart, needs=Role.WRITES),
    Page(
        path="/report/schema/{data}/{name:path}", name="schema", handler=schema, needs=Role.WRITES
    ),
    _post("/report/schema/save/{data}/{name:path}", "schema-save", save_schema, 1_000_000),
    _post("/report/move/{name:path}", "chapter-move", move, 100_000),
    _post("/report/data/{name:path}", "report-data", bring_in, LARGEST),
)
