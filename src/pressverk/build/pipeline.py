"""From sources to editions: what is stale is built in workers.

Modules that are slow to import are imported only when there is something to build.
"""

import datetime as dt
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import cache
from itertools import chain
from pathlib import Path

from pressverk.build import manifest, worker
from pressverk.build.editions import RECIPES
from pressverk.build.faults import fault_of
from pressverk.build.names import misnamed_sources
from pressverk.build.outcomes import Executors, Outcome, run_tasks
from pressverk.build.output import sweep, syncing
from pressverk.build.pool import Executor, JobError, Pool, core_count, warm_up
from pressverk.build.worker import Task
from pressverk.content import embargo
from pressverk.errors import PressverkError, only_errors
from pressverk.files import only_writer, write_whole
from pressverk.model import Finding, Limits
from pressverk.newsroom.paths import OUTPUT, STATE, find_newsroom, from_root, slug_of


def build(
    root: Path,
    sources: Sequence[Path],
    *,
    editions: Sequence[str] = (),
    jobs: int | None = None,
    now: dt.datetime | None = None,
    pool: Pool | None = None,
    cluster: Executor | None = None,
) -> Generator[Outcome]:
    """Build those of *editions* of *sources* that aren't current; yield outcomes as they come.

    Without *editions*, those are built that each source asks for. *jobs* is the number of worker
    processes, by default the number of cores, unless there is a *pool* of them already. A
    *cluster* typesets, if there is one. Embargoes that have ended by *now*, by default the current
    time, are left out.

    Raises:
        NewsroomError: if newsroom.toml is faulty. OutputError: if the newsroom can't be written to,
        or its disk is full. ClusterError: if the cluster is lost.
    """
    template = Task(
        source=root,
        now=now or embargo.building_time(),
        kinds=tuple(editions),
        known={},
        environment=manifest.environment_of(root),
        typesets=cluster is None,
    )
    items = _stale(template, root, sources)
    for first in items:
        if isinstance(first, Task):
            break
        yield first
    else:
        return
    with only_writer(root / STATE):
        sweep(root / OUTPUT)
    with syncing() as written:
        for outcome in _outcomes(root, chain([first], items), jobs, pool, cluster):
            written(outcome.edition)
            yield outcome


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
    now, misnamed = now or embargo.building_time(), misnamed_sources(root, sources)
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
    with Pool(jobs or core_count(), limits) as pool:
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


def _stale(template: Task, root: Path, sources: Sequence[Path]) -> Iterator[Task | Outcome]:
    """Yield *template* for each of *sources* with stale editions, and the others' outcomes."""
    misnamed, look = misnamed_sources(root, sources), cache(manifest.look_at)
    for source in dict.fromkeys(sources):
        if source in misnamed:
            yield Outcome(source=source, findings=(misnamed[source],), failed=True)
            continue
        stale, current = _what_is_stale(replace(template, source=source), root, look)
        yield from (Outcome(source=source, kind=kind) for kind in current)
        if stale.kinds or not current:
            yield stale


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


def _outcomes(
    root: Path,
    items: Iterable[Task | Outcome],
    jobs: int | None,
    pool: Pool | None = None,
    cluster: Executor | None = None,
) -> Iterator[Outcome]:
    """Run the tasks among *items* in *pool*, or in one of their own, and in *cluster* if given."""
    from pressverk.newsroom.config import read_newsroom

    warm_up()  # starts while newsroom.toml is read
    newsroom = read_newsroom(root)
    with nullcontext(pool) if pool else Pool(jobs or core_count(), newsroom.limits) as executor:
        executors = Executors(pool=executor, typesetters=cluster or executor)
        yield from run_tasks(items, newsroom, executors)
