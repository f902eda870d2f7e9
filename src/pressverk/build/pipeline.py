"""From sources to editions: what is stale is built in workers.

Modules that are slow to import are imported only when there is something to build.
"""

import datetime as dt
import os
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pressverk.build import manifest, worker
from pressverk.build.editions import RECIPES, file_names
from pressverk.build.faults import Log, fault_of
from pressverk.build.locating import located
from pressverk.build.output import files_of, sweep, sync_to_disk, write
from pressverk.build.pool import Cause, JobError, Pool, warm_up
from pressverk.build.worker import Made, Task
from pressverk.content import embargo
from pressverk.errors import (
    PressverkError,
    only_errors,
)
from pressverk.files import only_writer, write_whole
from pressverk.i18n import _
from pressverk.model import Edition, Finding, Limits, Place
from pressverk.newsroom.paths import (
    OUTPUT,
    STATE,
    find_articles,
    find_newsroom,
    from_root,
    slug_of,
)

if TYPE_CHECKING:
    from pressverk.model import Newsroom


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


def build(
    root: Path,
    sources: Sequence[Path],
    *,
    editions: Sequence[str] = (),
    jobs: int | None = None,
    now: dt.datetime | None = None,
) -> Iterator[Outcome]:
    """Build those of *editions* of *sources* that aren't current; yield outcomes as they come.

    Without *editions*, those are built that each source asks for. *jobs* is the number of worker
    processes, by default the number of cores. Embargoes that have ended by *now*, by default the
    current time, are left out.

    Raises:
        NewsroomError: if newsroom.toml is faulty. OutputError: if the newsroom can't be written to.
    """
    now = now or embargo.building_time()
    misnamed, tasks = _misnamed(root, sources), []
    environment, look = manifest.environment_of(root), cache(manifest.look_at)
    for source in dict.fromkeys(sources):
        if source in misnamed:
            yield Outcome(source=source, findings=(misnamed[source],), failed=True)
            continue
        task = Task(
            source=source, now=now, kinds=tuple(editions), known={}, environment=environment
        )
        task, current = _what_is_stale(task, root, look)
        yield from (Outcome(source=source, kind=kind) for kind in current)
        tasks += [task] if task.kinds or not current else []
    if not tasks:
        return
    with only_writer(root / STATE):
        sweep(root / OUTPUT)
    made = []
    for outcome in _outcomes(root, tasks, jobs):
        made += [outcome.edition] if outcome.edition else []
        yield outcome
    sync_to_disk(made)


def check(
    root: Path,
    sources: Sequence[Path],
    *,
    by_ear: bool = False,
    jobs: int | None = None,
    now: dt.datetime | None = None,
) -> Iterator[Outcome]:
    """Do what ``build`` does with *sources*, without writing, and also check their tags.

    *by_ear* also compares the transcripts with the approved ones.

    Raises:
        NewsroomError: if newsroom.toml is faulty.
    """
    now, misnamed = now or embargo.building_time(), _misnamed(root, sources)
    for source, finding in misnamed.items():
        yield Outcome(source=source, findings=(finding,), failed=True)
    tasks = [
        Task(source=source, now=now, kinds=("email",), known={}, checks=True, by_ear=by_ear)
        for source in dict.fromkeys(sources)
        if source not in misnamed
    ]
    if tasks:
        yield from _outcomes(root, tasks, jobs)


def check_pdfs(files: Mapping[str, Path], *, jobs: int | None = None) -> Iterator[Outcome]:
    """Check any PDFs; *files* has their paths by the names for findings."""
    limits = Limits()
    with Pool(_workers(jobs), limits) as pool:
        waiting = {name: pool.submit(worker.check_pdf, path, name) for name, path in files.items()}
        for name, future in waiting.items():
            try:
                findings = future.result()
            except JobError as error:
                findings = (fault_of(error, name, limits),)
            failed = bool(only_errors(findings))
            yield Outcome(source=files[name], findings=findings, failed=failed)


def typeset_file(source: Path, target: Path, *, force: bool) -> tuple[Finding, ...]:
    """Typeset and validate the HTML file *source*, write it to *target*, and return the findings.

    Only files in *source*'s folder can be used. A PDF that breaks a profile is written only with
    *force*.

    Raises:
        TypesettingError: if it can't be laid out. OutputError: if *target* can't be written.
    """
    limits = _limits_around(source)
    with Pool(1, limits) as pool:
        try:
            data, findings = pool.submit(worker.typeset_html, source, str(target)).result()
        except JobError as error:
            return (fault_of(error, str(source), limits),)
    if force or not only_errors(findings):
        write_whole(target, data)
    return findings


def _limits_around(source: Path) -> Limits:
    """Return the limits of the newsroom that *source* lies in; the usual ones outside of any."""
    from pressverk.newsroom.config import read_newsroom

    try:
        return read_newsroom(find_newsroom(source.resolve().parent)).limits
    except PressverkError:  # it has nothing else to do with the file
        return Limits()


def _what_is_stale(task: Task, root: Path, look: manifest.Look) -> tuple[Task, tuple[str, ...]]:
    """Return *task* with the editions to build, and the names of those that are current.

    If all are current, it has none to build. Which editions the source asks for is in its records,
    as long as any is current.
    """
    source = from_root(task.source, root)
    records = {
        kind: record
        for kind, record in manifest.load_all(root, slug_of(task.source, root)).items()
        if record.source == source and kind in RECIPES
    }
    current = [
        kind
        for kind, record in records.items()
        if manifest.is_timely(record, task.now.timestamp())
        and manifest.is_current(record, task.environment, root, look)
    ]
    asked = tuple(dict.fromkeys(task.kinds)) or next((records[kind].asked for kind in current), ())
    known = {kind: it.key for kind, it in records.items() if manifest.are_whole(it, root)}
    stale = tuple(kind for kind in asked if kind not in current)
    return replace(task, kinds=stale, known=known), tuple(it for it in asked if it in current)


def _misnamed(root: Path, sources: Sequence[Path]) -> dict[Path, Finding]:
    """Return faults of the names of *sources* among all articles of the newsroom."""
    found: dict[Path, Finding] = {}
    owners: dict[str, list[Path]] = {}
    for source in dict.fromkeys((*find_articles(root), *sources)):
        for name in file_names(slug_of(source, root)):
            owners.setdefault(name, []).append(source)
    for source in sources:
        slug, place = slug_of(source, root), Place(file=from_root(source, root))
        if not slug.isprintable() or any("\udc80" <= letter <= "\udcff" for letter in slug):
            shown = ascii(from_root(source, root))[1:-1]
            message = _("the name holds characters that are no text; rename the file")
            found[source] = Finding(
                place=Place(file=shown), message=message, rule="name-unreadable"
            )
            continue
        for name in sorted(file_names(slug)):
            if others := [other for other in owners[name] if other != source]:
                message = _shared(slug, name, others[0], root)
                found[source] = Finding(place=place, message=message, rule="same-slug")
    return found


def _shared(slug: str, name: str, other: Path, root: Path) -> str:
    if slug == slug_of(other, root):
        return _("two articles are called {slug!r}; rename one", slug=slug)
    return _(
        "an edition is called {name!r}, and one of {other!r} too; rename one of the articles",
        name=name,
        other=from_root(other, root),
    )


def _workers(jobs: int | None) -> int:
    return jobs or len(os.sched_getaffinity(0))


def _outcomes(root: Path, tasks: Sequence[Task], jobs: int | None) -> Iterator[Outcome]:
    """Run *tasks*; reports come last, since their parts keep all workers busy."""
    from pressverk.newsroom.config import read_newsroom

    warm_up()  # starts while newsroom.toml is read
    newsroom = read_newsroom(root)
    with Pool(_workers(jobs), newsroom.limits) as pool:
        waiting = {pool.submit(worker.make_editions, task, newsroom): task for task in tasks}
        reports: list[tuple[Task, Made]] = []
        while waiting:
            done, _others = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                task = waiting.pop(future)
                for made in _made_by(task, future, newsroom):
                    if isinstance(made, Made) and made.report:
                        reports.append((task, made))
                    else:
                        yield made if isinstance(made, Outcome) else _finished(task, made, newsroom)
        for task, made in reports:
            yield _finished(task, made, newsroom, pool)


def _made_by(
    task: Task, future: Future[tuple[Made, ...]], newsroom: "Newsroom"
) -> Iterator[Made | Outcome]:
    """Yield the results of the editions of *task*, or the outcome of its failure."""
    try:
        yield from future.result()
    except (PressverkError, JobError) as error:
        yield _failed(task, "", error, newsroom)


def _finished(task: Task, made: Made, newsroom: "Newsroom", pool: Pool | None = None) -> Outcome:
    """Return the outcome of an edition, which is recorded unless it is only checked."""
    if made.failed:
        findings = _placed(made, made.findings, newsroom.root)
        return Outcome(source=task.source, kind=made.kind, findings=findings, failed=True)
    try:
        if made.report and pool:
            made = _typeset_report(task, made, newsroom, pool)
        if task.checks:
            pdf = made.proof.data if made.proof else None
            findings = _placed(made, made.findings, newsroom.root)
            return Outcome(source=task.source, kind=made.kind, pdf=pdf, findings=findings)
        edition = _keep(task, made, newsroom.root)
    except Exception as error:  # noqa: BLE001 - whatever it is, the others are built
        outcome = _failed(task, made.kind, error, newsroom, made.findings)
        return replace(outcome, findings=_placed(made, outcome.findings, newsroom.root))
    findings = _placed(made, made.findings, newsroom.root)
    return Outcome(source=task.source, kind=made.kind, edition=edition, findings=findings)


def _placed(made: Made, findings: tuple[Finding, ...], root: Path) -> tuple[Finding, ...]:
    """Return *findings* of *made* with the lines that are found in its inputs."""
    return located(findings, made.record.inputs, root) if made.record else findings


def _failed(
    task: Task,
    kind: str,
    error: Exception,
    newsroom: "Newsroom",
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


def _typeset_report(task: Task, made: Made, newsroom: "Newsroom", pool: Pool) -> Made:
    """Return *made* with the PDF of its report, whose parts are cached."""
    root, slug = newsroom.root, slug_of(task.source, newsroom.root)
    kept = None if task.checks else root / STATE / "parts" / slug / made.kind
    file = worker.target_of(task.source, root, made.kind)
    if made.report is None:
        raise ValueError(made.kind)
    result = worker.typeset_report(made.report, file, pool, kept=kept, environment=task.environment)
    findings = made.findings + result.findings
    if task.checks:
        findings += pool.submit(
            worker.listening_findings, result.proof.data, task.source, root, by_ear=task.by_ear
        ).result()
    return replace(made, proof=result.proof, findings=findings, report=None)


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
        edition = write(made.proof, made.web, root / OUTPUT, slug, kind)
        outputs = {from_root(path, root): manifest.file_state(path) for path in files_of(edition)}
        manifest.save(replace(record, outputs=outputs), root, slug, kind)
    return edition


def articles_by_file(outcomes: Iterable[Outcome]) -> dict[str, object]:
    """Return of which article each file is that *outcomes* found something in."""
    return {
        finding.place.file: outcome.source for outcome in outcomes for finding in outcome.findings
    }
