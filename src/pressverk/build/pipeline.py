"""The stages composed: articles in, editions out, and nothing twice.

The heavy rooms are entered only when there is something to make.
"""

import datetime as dt
import multiprocessing
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from dataclasses import dataclass, replace
from functools import cache, partial
from multiprocessing import forkserver
from pathlib import Path
from typing import TYPE_CHECKING

from pressverk.build import manifest
from pressverk.build.editions import RECIPES, asked_editions
from pressverk.build.output import files_of, sweep, sync_to_disk, write
from pressverk.build.worker import (
    TypesetResult,
    end_with_parent,
    typeset_document,
    typeset_report,
)
from pressverk.content import embargo
from pressverk.errors import PressverkError, only_errors
from pressverk.files import only_writer, write_whole
from pressverk.i18n import _
from pressverk.model import Document, Edition, Finding, Place
from pressverk.newsroom.paths import OUTPUT, STATE, from_root, slug_of

if TYPE_CHECKING:
    from pressverk.model import Newsroom

WAITING_PER_WORKER = 4  # pages held in memory while the workers are busy


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one edition of an article.

    *edition* is None when it failed, was unchanged or was only checked; *pdf* is what was checked.
    """

    source: Path
    edition: Edition | None = None
    pdf: bytes | None = None
    findings: tuple[Finding, ...] = ()
    failed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An edition that is asked for."""

    source: Path
    kind: str

    @property
    def name(self) -> str:
        """What its PDF is called, and its record."""
        return f"{slug_of(self.source)}{RECIPES[self.kind].suffix}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What all editions that are made at once have in common; without a *house* none is kept."""

    root: Path
    house: str
    now: dt.datetime

    def folder(self, name: str) -> Path | None:
        """Return the folder in which things called *name* are kept for the next run."""
        return self.root / STATE / name if self.house else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """A page on its way through the workers, and what its record will say."""

    order: Order
    document: Document
    findings: tuple[Finding, ...]
    record: manifest.Record


def orders_of(sources: Sequence[Path], editions: Sequence[str] = ()) -> list[Order]:
    """Return what is to be made of *sources*: *editions*, or those that each asks for."""
    return [
        Order(source=source, kind=kind)
        for source in sources
        for kind in dict.fromkeys(editions or asked_editions(source))
    ]


def build(
    root: Path,
    orders: Sequence[Order],
    *,
    jobs: int | None = None,
    now: dt.datetime | None = None,
) -> Iterator[Outcome]:
    """Make those of *orders* that aren't current, and tell of each as it is done.

    *jobs* is the number of worker processes; as many as there are cores when it is None.
    Embargoes that have ended by *now*, the present when it is None, are told no longer.

    Raises:
        NewsroomError: when newsroom.toml is faulty.
        OutputError: when the newsroom can't be written to.
    """
    house, look = manifest.environment_of(root), cache(manifest.look_at)
    now, stale = now or embargo.building_time(), []
    for order in orders:
        record = manifest.load(root, order.name)
        if (
            record
            and manifest.is_timely(record, now.timestamp())
            and manifest.is_current(record, house, root, look)
        ):
            yield Outcome(source=order.source)
        else:
            stale.append(order)
    if stale:
        with only_writer(root / STATE):
            sweep(root / OUTPUT)
        made = []
        for outcome in _make(_Run(root=root, house=house, now=now), stale, jobs):
            made += [outcome.edition] if outcome.edition else []
            yield outcome
        sync_to_disk(made)


def check(
    root: Path,
    sources: Sequence[Path],
    *,
    jobs: int | None = None,
    now: dt.datetime | None = None,
) -> Iterator[Outcome]:
    """Do all that ``build`` does with *sources*, but write nothing.

    Raises:
        NewsroomError: when newsroom.toml is faulty.
    """
    orders = [Order(source=source, kind="email") for source in sources]
    run = _Run(root=root, house="", now=now or embargo.building_time())
    yield from _make(run, orders, jobs)


def typeset_file(source: Path, target: Path, *, force: bool) -> tuple[Finding, ...]:
    """Typeset and prove the HTML file *source*, write it to *target*, and return the findings.

    Only files in *source*'s folder can be used. A PDF that fails its proof is written only
    with *force*.

    Raises:
        TypesettingError: when it can't be laid out.
        OutputError: when *target* can't be written.
    """
    from pressverk.build.html_file import page_of
    from pressverk.pdf.postprocess import postprocess
    from pressverk.pdf.warm_up import warm_up

    warm_up()
    from pressverk.pdf.typesetting import typeset
    from pressverk.pdf.validation import violations

    document = page_of(source)
    pdf = typeset(document)
    data = postprocess(pdf.data, document)
    findings = (*pdf.findings, *violations(data, str(target), RECIPES[document.edition].profiles))
    if force or not only_errors(findings):
        write_whole(target, data)
    return findings


def _make(run: _Run, orders: Sequence[Order], jobs: int | None) -> Iterator[Outcome]:
    workers = _workers(orders, run.root, jobs)
    waiting: dict[Future[TypesetResult], _Job] = {}
    books: list[_Job] = []  # last, for their parts keep all workers busy
    with _executor(workers) as executor:
        for job in _prepared(run, orders):
            if isinstance(job, Outcome):
                yield job
            elif not RECIPES[job.order.kind].has_pdf:
                yield _finish(run, job, lambda: None)
            elif job.document.parts:
                books.append(job)
            else:
                target = _target(run, job)
                waiting[
                    executor.submit(typeset_document, replace(job.document, web=""), target)
                ] = job
                if len(waiting) >= workers * WAITING_PER_WORKER:
                    yield from _finish_some(run, waiting)
        while waiting:
            yield from _finish_some(run, waiting)
        for job in books:
            yield _finish(run, job, partial(_printed_book, run, job, executor))


def _workers(orders: Sequence[Order], root: Path, jobs: int | None) -> int:
    """Return how many workers have something to do: a report keeps all of them busy."""
    sources = {order.source for order in orders}
    most = jobs or len(os.sched_getaffinity(0))
    if len(sources) < most:
        from pressverk.build.prepare import is_report

        return most if any(is_report(source, root) for source in sources) else len(sources)
    return most


def _executor(workers: int) -> Executor:
    """Return where pages are printed: worker processes, forked from one that is warm already."""
    if workers <= 1:
        return ThreadPoolExecutor(max_workers=1)
    context = multiprocessing.get_context("forkserver")
    # main, or each worker runs it again
    context.set_forkserver_preload(["__main__", "pressverk.build.preload"])
    forkserver.ensure_running()  # it imports while we import what reads articles, and read
    try:
        return ProcessPoolExecutor(workers, mp_context=context, initializer=end_with_parent)
    except OSError:  # no shared memory, as in some containers
        return ThreadPoolExecutor(max_workers=1)


def _prepared(run: _Run, orders: Sequence[Order]) -> Iterator[_Job | Outcome]:
    from pressverk.newsroom.config import read_newsroom

    newsroom = read_newsroom(run.root)
    slugs = Counter(slug_of(source) for source in {order.source for order in orders})
    for order in orders:
        is_alone = slugs[slug_of(order.source)] == 1
        yield _prepare(run, order, newsroom) if is_alone else _twice(order.source, run.root)


def _prepare(run: _Run, order: Order, newsroom: "Newsroom") -> _Job | Outcome:
    """Take an article down to its page, or to the findings that stop it; or find it made."""
    from pressverk.build.prepare import prepare

    cache = run.folder("pictures")
    try:
        prepared = prepare(order.source, newsroom, edition=order.kind, cache=cache, now=run.now)
    except PressverkError as error:
        return Outcome(source=order.source, findings=error.findings, failed=True)
    since, until = prepared.term
    record = manifest.Record(
        key=manifest.fingerprint(prepared.document, run.house),
        house=run.house,
        taken=prepared.taken,
        inputs=prepared.inputs,
        outputs={},
        since=since,
        until=until,
    )
    job = _Job(order=order, document=prepared.document, findings=prepared.findings, record=record)
    is_made = run.house and _is_made(run, job)
    return Outcome(source=order.source, findings=job.findings) if is_made else job


def _is_made(run: _Run, job: _Job) -> bool:
    """Tell whether the edition at hand came from the same page; its record is then renewed."""
    root, name = run.root, job.order.name
    with only_writer(root / STATE):
        record = manifest.load(root, name)
        if record is None or record.key != job.record.key or not manifest.are_whole(record, root):
            return False
        manifest.save(replace(job.record, outputs=record.outputs), root, name)
    return True


def _target(run: _Run, job: _Job) -> str:
    return from_root(run.root / OUTPUT / f"{job.order.name}.pdf", run.root)


def _finish_some(run: _Run, waiting: dict[Future[TypesetResult], _Job]) -> Iterator[Outcome]:
    done, _others = wait(waiting, return_when=FIRST_COMPLETED)
    for future in done:
        yield _finish(run, waiting.pop(future), future.result)


def _finish(run: _Run, job: _Job, print_: Callable[[], TypesetResult | None]) -> Outcome:
    source = job.order.source
    try:
        printed = print_()
        findings = job.findings + (printed.findings if printed else ())
        edition = _keep(run, job, printed) if run.house else None
    except PressverkError as error:
        findings = job.findings + error.findings
        return Outcome(source=source, findings=findings, failed=True)
    except BrokenExecutor:
        return Outcome(source=source, findings=(_worker_lost(job, run.root),), failed=True)
    pdf = printed.proof.data if printed and not run.house else None
    return Outcome(source=source, edition=edition, pdf=pdf, findings=findings)


def _printed_book(run: _Run, job: _Job, executor: Executor) -> TypesetResult:
    kept = run.folder(f"parts/{job.order.name}")
    return typeset_report(job.document, _target(run, job), executor, kept=kept, house=run.house)


def _keep(run: _Run, job: _Job, printed: TypesetResult | None) -> Edition:
    """Write the edition and its record, as one to whoever builds at the same time."""
    root, name, kind = run.root, job.order.name, job.order.kind
    web = job.document.web if RECIPES[kind].has_twin else ""
    with only_writer(root / STATE):
        manifest.forget(root, name)
        proof = printed.proof if printed else None
        edition = write(proof, web, root / OUTPUT, slug_of(job.order.source), kind)
        outputs = {from_root(path, root): manifest.file_state(path) for path in files_of(edition)}
        manifest.save(replace(job.record, outputs=outputs), root, name)
    return edition


def _twice(source: Path, root: Path) -> Outcome:
    message = _("two articles are called {slug!r}; rename one", slug=slug_of(source))
    place = Place(file=from_root(source, root))
    finding = Finding(place=place, message=message, rule="same-slug")
    return Outcome(source=source, findings=(finding,), failed=True)


def _worker_lost(job: _Job, root: Path) -> Finding:
    message = _(
        "the machine ended the work before it was done, as it does when memory runs out; "
        "try again with --jobs 1"
    )
    place = Place(file=from_root(job.order.source, root))
    return Finding(place=place, message=message, rule="worker-lost")
