"""Files of any kind -> articles in a newsroom; a faulty file doesn't stop the others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pressverk.intake.imports import Imports, Outcome
from pressverk.intake.reading import Reading, read_each
from pressverk.intake.sources import FEEDS
from pressverk.intake.workers import read_in_workers
from pressverk.model import Finding, Newsroom

FEW = 8  # files that are read before workers have begun


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What an import is to do: with which layout, into which *folder*."""

    newsroom: Newsroom
    folder: Path
    layout: str
    update: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What came of one file, or of one entry in a feed: outcomes and faults."""

    source: Path
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]


def import_files(paths: Sequence[Path], order: Order) -> Iterator[Step]:
    """Yield what came of each of *paths*, one after another.

    Many are read by worker processes, at most *few* of them ahead: memory doesn't grow with their
    number. Only this process writes.

    Raises:
        IntakeError: when what was imported before can't be read.
        OutputError: when the newsroom can't be written.
    """
    imports = Imports(order.newsroom.root, order.folder)
    for reading in _readings(paths, order):
        outcomes = tuple(
            imports.take_in(made.imported, made.key, update=order.update, dry_run=order.dry_run)
            for made in reading.made
        )
        yield Step(source=reading.source, outcomes=outcomes, findings=reading.findings)


def _readings(paths: Sequence[Path], order: Order) -> Iterator[Reading]:
    if len(paths) > FEW:
        many = [path for path in paths if path.suffix.lower() not in FEEDS]
        yield from read_in_workers(many, order.newsroom, order.layout)
        paths = [path for path in paths if path.suffix.lower() in FEEDS]
    for path in paths:
        yield from read_each(path, order.newsroom, order.layout)
