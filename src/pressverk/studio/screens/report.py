"""The screen "Report": chapters in order, data as they may be shown, charts, spreadsheets in."""

import hashlib
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import Response

from pressverk.build.built_editions import current_pdf
from pressverk.build.prepare import is_report
from pressverk.build.preview.bounded import BoundedCache
from pressverk.content.articles import open_article
from pressverk.content.reports.chapters import with_chapters
from pressverk.content.reports.data_blocks import DATA
from pressverk.content.reports.overview import (
    ReportOverview,
    chapters_of,
    chart_as_png,
    moved,
    overview_of,
)
from pressverk.files import only_writer, write_whole
from pressverk.i18n import N_, _
from pressverk.intake.taking_in import Taken
from pressverk.model import Finding
from pressverk.newsroom.paths import STATE, from_root
from pressverk.statistics.datasets.folder import data_files
from pressverk.statistics.datasets.schemas import parse_schema
from pressverk.studio.articles import open_text
from pressverk.studio.pages import Call, Done, Refused, action, page, save_or_refuse
from pressverk.studio.roles import Role
from pressverk.studio.uploads import kept_uploads, take_in

LARGEST = 30_000_000  # bytes of spreadsheets
CHARTS: BoundedCache[tuple[Path, str, str]] = BoundedCache(20_000_000)  # bytes of drawings
WAYS = {"up": -1, "down": 1}
DONE = {
    "moved": N_("The order is changed."),
    "schema": N_("The description of the data is saved."),
    "built": N_("The pages are built."),
}


def show(call: Call, taken: tuple[Taken, ...] = ()) -> Response:
    """Show a report's chapters, data and charts, and what became of files that were *taken* in."""
    newsroom, source = call.studio.newsroom, call.source
    text = open_text(call.store, newsroom.root, call.article)
    opened = open_article(source, newsroom.root)
    is_one = is_report(opened, newsroom.root)
    report = overview_of(opened, newsroom) if is_one else ReportOverview()
    for each in report.charts:
        CHARTS.put((call.root, call.article, each.key), each.drawing)
    return call.render(
        "report.html.j2",
        status=422 if any(each.findings for each in taken) else 200,
        active="report",
        is_report=is_one,
        report=report,
        schemas=[path.stem for path in data_files(source.parent / DATA) if path.suffix == ".toml"],
        revision=text.revision,
        taken=taken,
        pdf=_pdf_of(source, newsroom.root) if is_one else "",
        done=call.done(DONE),
    )


def _pdf_of(source: Path, root: Path) -> str:
    """Return the SHA-256 of the whole report's PDF, nothing where none is built as the text is."""
    pdf = current_pdf(source, root)
    return hashlib.sha256(pdf).hexdigest() if pdf else ""


def chart(call: Call) -> Response:
    """Return the drawing of a chart of this report."""
    drawing = CHARTS.get((call.root, call.article, call.param("key")))
    if drawing is None:
        raise HTTPException(404)
    headers = {"cache-control": "private, max-age=31536000, immutable"}
    return Response(chart_as_png(drawing, call.article), media_type="image/png", headers=headers)


def move(call: Call) -> Done:
    """Move a chapter or an appendix up or down, if nobody changed the report meanwhile."""
    newsroom, key = call.studio.newsroom, call.text("key")
    orders = chapters_of(open_article(call.source, newsroom.root), newsroom)
    if key not in orders or call.text("way") not in WAYS:
        raise HTTPException(404)
    names = moved(orders[key], call.text("file"), by=WAYS[call.text("way")])
    if names is None:
        raise HTTPException(404)
    text = open_text(call.store, newsroom.root, call.article)
    save_or_refuse(call, with_chapters(text.text, names, text.path.name, key))
    return Done(did="moved", act="saved", event="article")


def bring_in(call: Call) -> Response:
    """Make data of the tables in spreadsheets, with a draft of what they mean."""
    with kept_uploads(call.root, call.needed_files("files")) as paths:
        taken = take_in(paths, call.root, call.source)
    call.note("data-brought-in")
    call.tell("article")
    return show(call, tuple(taken))


def schema(call: Call) -> Response:
    """Show what describes a dataset, as a text to be edited."""
    return _schema(call, _schema_file(call))


def _schema_file(call: Call) -> Path:
    """Return the file of the schema in the address, which is one of the report's."""
    files = {path.stem: path for path in data_files(call.source.parent / DATA)}
    path = files.get(call.param("data"))
    path = path and path.with_suffix(".toml")
    if path is None or not path.is_file() or not path.resolve().is_relative_to(call.root.resolve()):
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
        data=path.stem,
        text=written if text is None else text,
        seen=hashlib.sha256(written.encode()).hexdigest(),
        findings=findings,
    )


def save_schema(call: Call) -> Response | Done:
    """Save what describes a dataset, if it can be read."""
    path = _schema_file(call)
    text = call.text("text").replace("\r\n", "\n")
    read, faults = parse_schema(text, from_root(path, call.root))
    if read is None:
        return _schema(call, path, tuple(faults), text)
    with only_writer(call.root / STATE):
        before = path.read_text("utf-8-sig", "replace")
        if hashlib.sha256(before.encode()).hexdigest() != call.text("seen"):
            words = _("Somebody changed it meanwhile. Look at it, then change it once more.")
            raise Refused(409, _("The description was changed"), words)
        write_whole(path, text.encode())
    return Done(did="schema", act="schema-changed", detail=path.stem, event="article")


WRITES = Role.WRITES
PAGES = (
    page("/report/{name:path}", "report", show, WRITES),
    page("/report/chart/{key}/{name:path}", "chart", chart, WRITES),
    page("/report/schema/{data}/{name:path}", "schema", schema, WRITES),
    action(
        "/report/schema/save/{data}/{name:path}", "schema-save", save_schema, WRITES, back="report"
    ),
    action("/report/move/{name:path}", "chapter-move", move, WRITES, back="report"),
    action("/report/data/{name:path}", "report-data", bring_in, WRITES, largest=LARGEST),
)
