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

from pressverk.build import manifest, worker
from pressverk.build.faults import Log, fault_of
from pressverk.build.locating import located
from pressverk.build.output import files_of, write
from pressverk.build.pool import Cause, Executor, JobError
from pressverk.build.worker import Made, Task
from pressverk.errors import PressverkError
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


class InProgress:
    """Tasks whose jobs were submitted, taken in the order in which they finish."""

    def __init__(self) -> None:
        self._tasks: dict[Future[tuple[Made, ...]], Task] = {}
        self._done: SimpleQueue[Future[tuple[Made, ...]]] = SimpleQueue()

    def __len__(self) -> int:
        """Return the number of jobs that were added and not taken."""
        return len(self._tasks)

    def add(self, task: Task, future: Future[tuple[Made, ...]]) -> None:
        """Add a submitted job of *task*."""
        self._tasks[future] = task
        future.add_done_callback(self._done.put)

    def take(self) -> tuple[Task, Future[tuple[Made, ...]]]:
        """Wait for the next job that finishes, and remove it."""
        future = self._done.get()
        return self._tasks.pop(future), future


def run_tasks(
    items: Iterable[Task | Outcome], newsroom: Newsroom, executor: Executor
) -> Iterator[Outcome]:
    """Run the tasks among *items*; yield the outcomes among them, and those of the tasks.

    Tasks are taken from *items* as workers become free. Reports come last, since their parts keep
    all workers busy.

    Raises:
        OutputError: if the disk is full; the tasks that are left aren't begun.
    """
    running, reports = InProgress(), deque[tuple[Task, Made]]()
    for item in items:
        if isinstance(item, Outcome):
            yield item
            continue
        running.add(item, executor.submit(worker.make_editions, item, newsroom))
        if len(running) >= AHEAD * executor.size:
            yield from _taken(running, reports, newsroom)
        if len(reports) > MOST_REPORTS:
            yield _finished(*reports.popleft(), newsroom, executor)
    while running:
        yield from _taken(running, reports, newsroom)
    while reports:
        yield _finished(*reports.popleft(), newsroom, executor)


def _taken(
    running: InProgress, reports: deque[tuple[Task, Made]], newsroom: Newsroom
) -> Iterator[Outcome]:
    """Take the next finished job; yield its outcomes, and add what is left to do to *reports*."""
    task, future = running.take()
    try:
        results = future.result()
    except (PressverkError, JobError) as error:
        yield _failed(task, "", error, newsroom)
        return
    for made in results:
        if made.report:
            reports.append((task, made))
        else:
            yield _finished(task, made, newsroom)


def _finished(
    task: Task, made: Made, newsroom: Newsroom, executor: Executor | None = None
) -> Outcome:
    """Return the outcome of an edition, which is recorded unless it is only checked.

    Raises:
        OutputError: if the disk is full.
    """
    root = newsroom.root
    if made.failed:
        findings = _placed(made, made.findings, root)
        return Outcome(source=task.source, kind=made.kind, findings=findings, failed=True)
    edition, pdf = None, None
    try:
        if made.report and executor:
            made = _typeset_report(task, made, newsroom, executor)
        if task.checks:
            pdf = made.validated.data if made.validated else None
        else:
            edition = _keep(task, made, root)
    except Exception as error:  # whatever it is, the others are built
        if is_full_disk(error):
            raise
        outcome = _failed(task, made.kind, error, newsroom, made.findings)
        return replace(outcome, findings=_placed(made, outcome.findings, root))
    findings = _placed(made, made.findings, root)
    return Outcome(source=task.source, kind=made.kind, edition=edition, pdf=pdf, findings=findings)


def _placed(made: Made, findings: tuple[Finding, ...], root: Path) -> tuple[Finding, ...]:
    """Return *findings* of *made* with the lines that its inputs tell."""
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


def _typeset_report(task: Task, made: Made, newsroom: Newsroom, executor: Executor) -> Made:
    """Return *made* with the PDF of its report, whose parts are cached."""
    root, slug = newsroom.root, slug_of(task.source, newsroom.root)
    kept = None if task.checks else root / STATE / "parts" / slug / made.kind
    file = worker.target_of(task.source, root, made.kind)
    if made.report is None:
        raise ValueError(made.kind)
    result = worker.typeset_report(
        made.report, file, executor, kept=kept, environment=task.environment
    )
    findings = made.findings + result.findings
    if task.checks:
        findings += executor.submit(
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
