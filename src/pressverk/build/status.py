"""How editions stand: current, out of date and why, or left over; and what caches take."""

import contextlib
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from pressverk.build import manifest
from pressverk.build.editions import RECIPES
from pressverk.build.output import sweep
from pressverk.build.pipeline import Order, orders_of
from pressverk.content import embargo
from pressverk.files import only_writer
from pressverk.i18n import _
from pressverk.newsroom.paths import OUTPUT, STATE, find_articles

RECORDS, PARTS, PICTURES = "records", "parts", "pictures"
LARGEST_CACHE = 500_000_000  # bytes that remain of each kind
NAMED = 3  # changed files that a reason names


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionStatus:
    """How an edition stands.

    *name* is that of its record, *files* are what it consists of, from the newsroom's folder.
    *reason* says why it isn't current. It *is_left_over* when its article is gone.
    """

    name: str
    files: tuple[str, ...] = ()
    reason: str = ""
    is_left_over: bool = False


def edition_statuses(root: Path) -> Iterator[EditionStatus]:
    """Yield how each edition stands that articles ask for or that was built, by name."""
    is_changed = partial(_reason, root, manifest.environment_of(root), cache(manifest.look_at))
    wanted = {order.name for order in orders_of(find_articles(root))}
    possible, recorded = _possible_names(root), _recorded_names(root)
    for name in sorted(wanted | recorded):
        record = manifest.load(root, name)
        files = tuple(record.outputs) if record else ()
        if name not in possible:
            reason = _("its article is gone")
            yield EditionStatus(name=name, files=files, reason=reason, is_left_over=True)
        else:
            yield EditionStatus(name=name, files=files, reason=is_changed(record))


def left_over_names(root: Path) -> tuple[str, ...]:
    """Return the names of editions that were built of articles that are gone."""
    return tuple(sorted(_recorded_names(root) - _possible_names(root)))


def remove_left_over(root: Path, left_over: Sequence[EditionStatus]) -> Iterator[str]:
    """Remove editions that are left over, and yield each file that is removed.

    A file that was changed since it was built, or isn't in ``output``, stays.

    Raises:
        OutputError: when the newsroom can't be written to.
    """
    with only_writer(root / STATE):
        for status in left_over:
            record = manifest.load(root, status.name)
            outputs = record.outputs if record else {}
            yield from _removed_files(root, outputs)
            manifest.forget(root, status.name)
            shutil.rmtree(root / STATE / PARTS / status.name, ignore_errors=True)


def bound_caches(root: Path, largest: int = LARGEST_CACHE) -> int:
    """Remove the oldest of what each cache holds beyond *largest* bytes; return what that frees.

    The ledger, and all else that can't be made again, is no cache.

    Raises:
        OutputError: when the newsroom can't be written to.
    """
    freed = 0
    with only_writer(root / STATE):
        sweep(root / OUTPUT)
        for name in (PARTS, PICTURES):
            for path in _beyond(_files_below(root / STATE / name), largest):
                freed += path.stat().st_size
                path.unlink(missing_ok=True)
    return freed


def cache_size(root: Path) -> int:
    """Return how many bytes the caches take."""
    folders = (root / STATE / name for name in (PARTS, PICTURES))
    return sum(path.stat().st_size for folder in folders for path in _files_below(folder))


def _reason(
    root: Path,
    house: str,
    look: Callable[[str], tuple[int, int] | None],
    record: manifest.Record | None,
) -> str:
    """Return why the edition of *record* isn't current; nothing when it is."""
    if record is None:
        return _("not built")
    if not manifest.are_whole(record, root):
        return _("its files were changed or removed after it was built")
    if not manifest.is_timely(record, embargo.building_time().timestamp()):
        return _("what it tells of an embargo is no longer right")
    if manifest.is_current(record, house, root, look):
        return ""
    changed = manifest.changed_inputs(record, root)
    if not changed:
        return _("Pressverk, a layout or a font has changed")
    named = ", ".join(changed[:NAMED])
    if len(changed) > NAMED:
        named = _("{files} and others", files=named)
    return _("changed: {files}", files=named)


def _possible_names(root: Path) -> frozenset[str]:
    """Return what editions of the articles that are there can be called."""
    return frozenset(
        Order(source=source, kind=kind).name for source in find_articles(root) for kind in RECIPES
    )


def _recorded_names(root: Path) -> frozenset[str]:
    folder = root / STATE / RECORDS
    names = (path.relative_to(folder) for path in folder.rglob("*.json"))
    return frozenset(path.as_posix().removesuffix(".json") for path in names)


def _removed_files(root: Path, outputs: Mapping[str, manifest.FileState]) -> Iterator[str]:
    for name, written in outputs.items():
        path = root / name
        is_ours = path.resolve().is_relative_to((root / OUTPUT).resolve()) and path.is_file()
        if is_ours and manifest.file_state(path).sha256 == written.sha256:
            path.unlink()
            yield name


def _beyond(paths: Sequence[Path], largest: int) -> Iterator[Path]:
    """Yield the oldest of *paths* until the rest take no more than *largest* bytes."""
    states = sorted((path.stat().st_mtime_ns, path.stat().st_size, path) for path in paths)
    total = sum(size for _time, size, _path in states)
    for _time, size, path in states:
        if total <= largest:
            return
        total -= size
        yield path


def _files_below(folder: Path) -> list[Path]:
    with contextlib.suppress(OSError):
        return [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return []
