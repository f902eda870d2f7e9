"""The status of editions: current, out of date and why, or left over; and the size of caches."""

import contextlib
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from pressverk.build import manifest
from pressverk.build.editions import RECIPES, USUAL
from pressverk.build.output import sweep
from pressverk.content import embargo
from pressverk.files import only_writer
from pressverk.i18n import _
from pressverk.newsroom.paths import OUTPUT, STATE, find_articles, slug_of

RECORDS, PARTS, PICTURES = "records", "parts", "pictures"
LARGEST_CACHE = 500_000_000  # bytes that are kept of each cache
NAMED = 3  # changed files that are named in a reason


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionStatus:
    """The status of an edition of the article *slug*.

    *files* are its files, relative to the newsroom. *reason* says why it isn't current.
    *is_left_over* is whether its article is gone.
    """

    slug: str
    kind: str
    files: tuple[str, ...] = ()
    reason: str = ""
    is_left_over: bool = False

    @property
    def name(self) -> str:
        """The name of its PDF."""
        return f"{self.slug}{RECIPES[self.kind].suffix}"


def edition_statuses(root: Path) -> Iterator[EditionStatus]:
    """Yield the status of each edition that was built, or that should be, by name."""
    reason_of = partial(_reason, root, manifest.environment_of(root), cache(manifest.look_at))
    slugs = _article_slugs(root)
    for slug in sorted(slugs | _recorded_slugs(root)):
        records = {k: it for k, it in manifest.load_all(root, slug).items() if k in RECIPES}
        if slug not in slugs:
            for kind, record in records.items():
                yield EditionStatus(
                    slug=slug,
                    kind=kind,
                    files=tuple(record.outputs),
                    reason=_("its article is gone"),
                    is_left_over=True,
                )
            continue
        asked = next((record.asked for record in records.values()), USUAL)
        for kind in dict.fromkeys((*asked, *records)):
            known = records.get(kind)
            files = tuple(known.outputs) if known else ()
            yield EditionStatus(slug=slug, kind=kind, files=files, reason=reason_of(known))


def left_over_names(root: Path) -> tuple[str, ...]:
    """Return the names of articles that are gone but have built editions."""
    return tuple(sorted(_recorded_slugs(root) - _article_slugs(root)))


def remove_left_over(root: Path, left_over: Sequence[EditionStatus]) -> Iterator[str]:
    """Remove left-over editions, and yield each removed file.

    A file that was changed since it was built, or isn't in ``output``, is kept.

    Raises:
        OutputError: when the newsroom can't be written to.
    """
    with only_writer(root / STATE):
        for status in left_over:
            record = manifest.load(root, status.slug, status.kind)
            yield from _removed_files(root, record.outputs if record else {})
            manifest.forget(root, status.slug, status.kind)
            shutil.rmtree(root / STATE / PARTS / status.slug / status.kind, ignore_errors=True)


def bound_caches(root: Path, largest: int = LARGEST_CACHE) -> int:
    """Remove the oldest files of each cache beyond *largest* bytes; return the bytes freed.

    The ledger, and all else that can't be rebuilt, is not a cache.

    Raises:
        OutputError: when the newsroom can't be written to.
    """
    freed = 0
    with only_writer(root / STATE):
        sweep(root / OUTPUT)
        for name in (PARTS, PICTURES):
            for size, path in _beyond(_files_below(root / STATE / name), largest):
                with contextlib.suppress(OSError):  # it isn't ours, or is gone
                    path.unlink()
                    freed += size
    return freed


def cache_size(root: Path) -> int:
    """Return the size of the caches in bytes."""
    folders = (root / STATE / name for name in (PARTS, PICTURES))
    return sum(path.stat().st_size for folder in folders for path in _files_below(folder))


def _reason(
    root: Path,
    environment: str,
    look: Callable[[str], tuple[int, int] | None],
    record: manifest.Record | None,
) -> str:
    """Return why the edition of *record* isn't current, empty if it is."""
    if record is None:
        return _("not built")
    if not manifest.are_whole(record, root):
        return _("its files were changed or removed after it was built")
    if not manifest.is_timely(record, embargo.building_time().timestamp()):
        return _("what it says about the embargo is no longer right")
    if manifest.is_current(record, environment, root, look):
        return ""
    changed = manifest.changed_inputs(record, root)
    if not changed:
        return _("Pressverk, one of its libraries, a layout or a font has changed")
    named = ", ".join(changed[:NAMED])
    if len(changed) > NAMED:
        named = _("{files} and others", files=named)
    return _("changed: {files}", files=named)


def _article_slugs(root: Path) -> frozenset[str]:
    return frozenset(slug_of(source, root) for source in find_articles(root))


def _recorded_slugs(root: Path) -> frozenset[str]:
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
            if path.parent != root / OUTPUT:
                with contextlib.suppress(OSError):  # other editions are in the folder of the year
                    path.parent.rmdir()


def _beyond(paths: Sequence[Path], largest: int) -> Iterator[tuple[int, Path]]:
    """Yield sizes and paths of the oldest of *paths* until the rest have at most *largest* bytes.

    Those that are gone by now, as another build may have removed them, are left out.
    """
    seen = ((manifest.look_at(str(path)), path) for path in paths)
    states = sorted((*state, path) for state, path in seen if state)
    total = sum(size for _time, size, _path in states)
    for _time, size, path in states:
        if total <= largest:
            return
        total -= size
        yield size, path


def _files_below(folder: Path) -> list[Path]:
    with contextlib.suppress(OSError):
        return [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return []
