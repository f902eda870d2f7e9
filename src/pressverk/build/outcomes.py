"""Tasks run in workers, a bounded number at once, and what came of each.

As few tasks as keep all workers busy are in progress, and an edition is written as soon as it is
made: memory doesn't grow with the number of articles.
"""

import traceback
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from pressverk.build import manifest, worker
from pressverk.build.faults import Log, fault_of
from pressverk.build.locating import located
from pressverk.build.output import files_of, write
from pressverk.build.pool import Cause, Executor, JobError
from pressverk.build.worker import Made, Task
from pressverk.errors import ClusterError, PressverkError
from pressverk.files import is_full_disk, only_writer
from pressverk.model import Edition, Finding, Newsroom
from pressverk.newsroom.paths import OUTPUT, STATE, from_root, slug_of

AHEAD = 2  # tasks in progress for each worker, so that none waits for this process
MOST_REPORTS = 8  # laid out and waiting; each holds its pictures and charts


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The outcome of one edition of an article; without a *kind*, of all that it asks for.

    *edition* is None if it failed, was unchanged or was only checked; *pdf* is what was checked.
    """

    source: Path
    kind: str = ""
    edition: Edition | None = None
    pdf: bytes | None = None
    findings: tuple[Finding, ...] = ()
    failed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Executors:
    """Where work is done: files are read in *pool*, documents are typeset in *typesetters*.

    They are the same, unless a cluster typesets.
    """

    pool: Executor
    typesetters: Executor

    @property
    def most(self) -> int:
        """The number of jobs in progress that keeps all workers busy."""
        return AHEAD * max(self.pool.size, self.typesetters.size)


class InProgress:
    """Jobs of tasks, taken in the order in which they finish; some typeset a *made* edition."""

    def __init__(self) -> None:
        self._jobs: dict[Future[Any], tuple[Task, Made | None]] = {}
        self._done: SimpleQueue[Future[Any]] = SimpleQueue()

    def __len__(self) -> int:
        """Return the number of jobs that were added and not taken."""
        return len(self._jobs)

    def add(self, future: Future[Any], task: Task, made: Made | None = None) -> None:
        """Add a submitted job of *task*."""
        self._jobs[future] = task, made
        future.add_done_callback(self._done.put)

    def take(self) -> tuple[Future[Any], Task, Made | None]:
        """Wait for the next job that finishes, and remove it."""
        future = self._done.get()
        return future, *self._jobs.pop(future)


def run_tasks(
    items: Iterable[Task | Outcome], newsroom: Newsroom, executors: Executors
) -> Iterator[Outcome]:
    """Run the tasks among *items*; yield the outcomes among them, and those of the tasks.

    Tasks are taken from *items* as workers become free. Reports come last, since their parts keep
    all workers busy.

    Raises:
        OutputError: if the disk is full; the tasks that are left aren't begun.
        ClusterError: if a cluster is lost.
    """
    running, reports = InProgress(), deque[tuple[Task, Made]]()
    for item in items:
        if isinstance(item, Outcome):
            yield item
            continue
        running.add(executors.pool.submit(worker.make_editions, item, newsroom), item)
        while len(running) >= executors.most:
            yield from _taken(running, reports, newsroom, executors)
        if len(reports) > MOST_REPORTS:
            yield _finished(*reports.popleft(), newsroom, executors)
    while running:
        yield from _taken(running, reports, newsroom, executors)
    while reports:
        yield _finished(*reports.popleft(), newsroom, executors)


def _taken(
    running: InProgress,
    reports: deque[tuple[Task, Made]],
    newsroom: Newsroom,
    executors: Executors,
) -> Iterator[Outcome]:
    """Take the next finished job; yield its outcomes, and add what is left to be done.

    Documents that were laid out are typeset at once; reports are put into *reports*.
    """
    future, task, laid_out = running.take()
    try:
        result = future.result()
    except (PressverkError, JobError) as error:
        if isinstance(error, ClusterError):
            raise
        found = laid_out.findings if laid_out else ()
        yield _failed(task, laid_out.kind if laid_out else "", error, newsroom, found)
        return
    for made in [worker.with_pdf(laid_out, result)] if laid_out else result:
        if made.report:
            reports.append((task, made))
        elif made.document:
            target = worker.target_of(task.source, newsroom.root, made.kind)
            job = executors.typesetters.submit(worker.typeset_document, made.document, target)
            running.add(job, task, replace(made, document=None))
        else:
            yield _finished(task, made, newsroom)


def _finished(
    task: Task, made: Made, newsroom: Newsroom, executors: Executors | None = None
) -> Outcome:
    """Return the outcome of an edition, which is recorded unless it is only checked.

    Raises:
        OutputError: if the disk is full. ClusterError: if a cluster is lost.
    """
    root = newsroom.root
    if made.failed:
        findings = _placed(made, made.findings, root)
        return Outcome(source=task.source, kind=made.kind, findings=findings, failed=True)
    edition, pdf = None, None
    try:
        if made.report and executors:
            made = _typeset_report(task, made, newsroom, executors)
        if task.checks:
            pdf = made.validated.data if made.validated else None
        else:
            edition = _keep(task, made, root)
    except Exception as error:  # whatever it is, the others are built
        if is_full_disk(error) or isinstance(error, ClusterError):
            raise
        outcome = _failed(task, made.kind, error, newsroom, made.findings)
        return replace(outcome, findings=_placed(made, outcome.findings, root))
    findings = _placed(made, made.findings, root)
    return Outcome(source=task.source, kind=made.kind, edition=edition, pdf=pdf, findings=findings)


def _placed(made: Made, findings: tuple[Finding, ...], root: Path) -> tuple[Finding, ...]:
    """Return *findings* of *made* with the lines found in its inputs."""
    return located(findings, made.record.inputs, root) if made.record else findings


def _failed(
    task: Task,
    kind: str,
    error: Exception,
    newsroom: Newsroom,
    findings: tuple[Finding, ...] = (),
) -> Outcome:
    """Return the outcome of an article whose editions can't be made."""
    if isinstance(error, PressverkError):
        faults = error.findings
    else:
        if not isinstance(error, JobError):
            error = JobError(Cause.FAULT, "".join(traceback.format_exception(error)))
        root = newsroom.root
        log = None if task.checks else Log(root=root, slug=slug_of(task.source, root))
        faults = (fault_of(error, from_root(task.source, root), newsroom.limits, log),)
    return Outcome(source=task.source, kind=kind, findings=findings + faults, failed=True)


def _typeset_report(task: Task, made: Made, newsroom: Newsroom, executors: Executors) -> Made:
    """Return *made* with the PDF of its report, whose parts are cached."""
    root, slug = newsroom.root, slug_of(task.source, newsroom.root)
    kept = None if task.checks else root / STATE / "parts" / slug / made.kind
    file = worker.target_of(task.source, root, made.kind)
    if made.report is None:
        raise ValueError(made.kind)
    result = worker.typeset_report(
        made.report,
        file,
        executors.typesetters,
        validators=executors.pool,
        kept=kept,
        environment=task.environment,
    )
    findings = made.findings + result.findings
    if task.checks:
        findings += executors.pool.submit(
            worker.listening_findings, result.validated.data, task.source, root, by_ear=task.by_ear
        ).result()
    return replace(made, validated=result.validated, findings=findings, report=None)


def _keep(task: Task, made: Made, root: Path) -> Edition | None:
    """Write an edition and its record, under the write lock.

    If the edition on disk is the same, only the record is written.
    """
    slug, kind, record = slug_of(task.source, root), made.kind, made.record
    if record is None:
        raise ValueError(kind)
    with only_writer(root / STATE):
        if made.is_known:
            known = manifest.load(root, slug, kind)
            if known and known.key == record.key and manifest.are_whole(known, root):
                manifest.save(replace(record, outputs=known.outputs), root, slug, kind)
            return None
        manifest.forget(root, slug, kind)
        edition = write(made.validated, made.web, root / OUTPUT, slug, kind)
        outputs = {from_root(path, root): manifest.file_state(path) for path in files_of(edition)}
        manifest.save(replace(record, outputs=outputs), root, slug, kind)
    return edition


def articles_by_file(outcomes: Iterable[Outcome]) -> dict[str, object]:
    """Return of which article each file is that *outcomes* found something in."""
    return {
        finding.place.file: outcome.source for outcome in outcomes for finding in outcome.findings
    }
