"""Editions built again as their files change, in workers that are kept."""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from pressverk.build import manifest, worker
from pressverk.build.changes import Changes
from pressverk.build.outcomes import Outcome
from pressverk.build.pipeline import build
from pressverk.build.pool import Pool, core_count
from pressverk.errors import PressverkError
from pressverk.model import Finding, Limits
from pressverk.newsroom.config import read_newsroom
from pressverk.newsroom.paths import INDEX, NEWSROOM_FILE, find_articles, from_root, slug_of

SHARED = frozenset({"layouts", "fonts"})  # folders that every edition depends on


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """The end of one round of building: the *seconds* that it took, and how things stand.

    *failing* are the articles that can't be built as they are, *fixed* those that could not before
    and are built now. *findings* say why nothing could be built, if that is so.
    """

    seconds: float
    failing: tuple[Path, ...] = ()
    fixed: tuple[Path, ...] = ()
    findings: tuple[Finding, ...] = ()


def rebuilt(
    root: Path,
    named: Sequence[Path],
    changes: Iterable[Changes],
    *,
    editions: Sequence[str] = (),
    jobs: int | None = None,
) -> Iterator[Outcome | Round]:
    """Build *named*, or all articles; then, for each of *changes*, those that it concerns.

    Yield what ``build`` yields, but each finding about an article only until it is gone, and after
    the first round nothing of unchanged editions. A ``Round`` ends each round. Workers are kept
    between the rounds.
    """
    watch = _Watch(root=root, named=named, editions=editions, jobs=jobs)
    try:
        yield from watch.first()
        for paths in changes:
            yield from watch.after(paths)
    finally:
        watch.close()


@dataclass(slots=True, kw_only=True)
class _Watch:
    """What is watched. *users* says which articles each file, by its name, is an input of."""

    root: Path
    named: Sequence[Path]
    editions: Sequence[str]
    jobs: int | None
    users: defaultdict[str, set[Path]] = field(default_factory=lambda: defaultdict(set))
    known: set[Path] = field(default_factory=set)
    failing: set[Path] = field(default_factory=set)
    reported: dict[Path, frozenset[Finding]] = field(default_factory=dict)
    pool: Pool | None = None
    limits: Limits = field(default_factory=Limits)

    def first(self) -> Iterator[Outcome | Round]:
        """Build all that isn't current, and have workers ready for what will change."""
        yield from self._round(None)
        with suppress(PressverkError):  # it was reported
            self._warm_up()

    def after(self, paths: Changes) -> Iterator[Outcome | Round]:
        """Build what a change of *paths* concerns."""
        for outcome in self._round(paths):
            if isinstance(outcome, Round) or outcome.edition or outcome.findings:
                yield outcome

    def close(self) -> None:
        """End the workers."""
        if self.pool is not None:
            self.pool.__exit__()

    def _round(self, paths: Changes | None) -> Iterator[Outcome | Round]:
        begun, findings = time.monotonic(), tuple[Finding, ...]()
        before, concerned = frozenset(self.failing), list[Path]()
        try:
            sources = list(self.named) or find_articles(self.root)
            concerned = self._concerned(sources, paths)
            if paths is not None and not concerned:
                return
            yield from self._build(concerned)
        except PressverkError as error:
            findings = tuple(error.findings)
            self.failing.update(concerned)
        else:
            self.failing &= set(sources)
        self._remember(concerned)
        yield Round(
            seconds=time.monotonic() - begun,
            failing=tuple(sorted(self.failing)),
            fixed=() if findings else tuple(sorted(before & set(concerned) - self.failing)),
            findings=findings,
        )

    def _build(self, sources: Sequence[Path]) -> Iterator[Outcome]:
        """Build *sources*; what was found in them before isn't reported again."""
        found, failed = defaultdict[Path, set[Finding]](set), set[Path]()
        pool = self._ready_pool()
        for outcome in build(self.root, sources, editions=self.editions, pool=pool):
            source, reported = outcome.source, self.reported.get(outcome.source, frozenset())
            found[source].update(outcome.findings)
            failed.update([source] if outcome.failed else [])
            news = tuple(finding for finding in outcome.findings if finding not in reported)
            yield replace(outcome, findings=news)
        self.failing = (self.failing - set(sources)) | failed
        self.reported.update((source, frozenset(found[source])) for source in sources)

    def _concerned(self, sources: Sequence[Path], paths: Changes | None) -> list[Path]:
        """Return those of *sources* that a change of *paths* may make stale, None for any."""
        if not paths or any(self._is_shared(path) for path in paths):
            return list(sources)
        hit = self.failing | (set(sources) - self.known)
        for path in paths:
            hit |= self.users.get(from_root(path, self.root), set())
            hit |= self.users.get(from_root(path.parent, self.root), set())
        folders = {parent for path in paths for parent in path.parents}
        return [
            source
            for source in sources
            if source in hit or (source.name == INDEX and source.parent in folders)
        ]

    def _is_shared(self, path: Path) -> bool:
        """Return whether all articles may use *path*: a layout, or a folder that came or went."""
        name = from_root(path, self.root)
        return name.partition("/")[0] in SHARED or (not path.is_file() and name not in self.users)

    def _remember(self, sources: Sequence[Path]) -> None:
        """Note what *sources* were made from."""
        self.known.update(sources)
        for source in sources:
            for record in manifest.load_all(self.root, slug_of(source, self.root)).values():
                for name in record.inputs:
                    self.users[name].add(source)
            self.users[NEWSROOM_FILE].add(source)

    def _ready_pool(self) -> Pool:
        """Return the workers; new ones if the newsroom's limits have changed."""
        limits = read_newsroom(self.root).limits
        if self.pool is None or self.limits != limits:
            self.close()
            self.pool, self.limits = Pool(self.jobs or core_count(), limits), limits
        return self.pool

    def _warm_up(self) -> None:
        """Have each worker make an edition that nobody gets, as its first takes longest."""
        pool, newsroom = self._ready_pool(), read_newsroom(self.root)
        latest = sorted(self.known - self.failing, key=lambda path: -path.stat().st_mtime)
        for source in latest[: pool.size]:
            pool.submit(worker.warm_with, source, newsroom)
