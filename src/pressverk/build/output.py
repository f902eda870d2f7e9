"""ValidatedPdf -> Edition: files that are written whole or not at all."""

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from pressverk.build.editions import file_name
from pressverk.files import explained, make_folder, write_whole
from pressverk.model import Edition, ValidatedPdf

SYNCED_AT_ONCE = 50  # editions


def write(
    validated: ValidatedPdf | None, web: str, folder: Path, slug: str, kind: str = "email"
) -> Edition:
    """Write a validated PDF and its HTML version to *folder*, and return the edition.

    Either may be missing.

    They survive a loss of power only after ``syncing``.

    Raises:
        OutputError: if a file can't be written; earlier files are then unchanged.
    """
    pdf, page = folder / file_name(slug, kind), folder / file_name(slug, kind, html=True)
    data = web.encode()
    with explained(pdf if validated else page):
        make_folder(pdf.parent)
    if validated:
        write_whole(pdf, validated.data, durable=False)
    # Editions for email and for the web share it: writing it again would make the other stale.
    if data and not _holds(page, data):
        write_whole(page, data, durable=False)
    return Edition(
        slug=slug,
        pdf=pdf if validated else None,
        web=page if web else None,
        sha256=hashlib.sha256(validated.data if validated else data).hexdigest(),
        page_count=validated.page_count if validated else 0,
        kind=kind,
    )


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def files_of(edition: Edition) -> tuple[Path, ...]:
    """Return the files of *edition*."""
    return tuple(path for path in (edition.pdf, edition.web) if path)


@contextlib.contextmanager
def syncing() -> Iterator[Callable[[Edition | None], None]]:
    """Yield a function that takes written editions; at the end, wait until all are on disk.

    They are synced beside the work, in batches: waiting after each file would slow the workers. On
    an interruption nothing more is waited for.

    Raises:
        OutputError: if one can't be synced.
    """
    batch: list[Edition] = []
    with ThreadPoolExecutor(max_workers=1) as thread:
        batches: list[Future[None]] = []

        def take(edition: Edition | None) -> None:
            batch.extend([edition] if edition else [])
            if len(batch) >= SYNCED_AT_ONCE:
                batches.append(thread.submit(sync_to_disk, tuple(batch)))
                batch.clear()

        try:
            yield take
        except BaseException:
            thread.shutdown(wait=False, cancel_futures=True)
            raise
        batches.append(thread.submit(sync_to_disk, tuple(batch)))
        for future in batches:
            future.result()


def sync_to_disk(editions: Iterable[Edition]) -> None:
    """Wait until *editions* are on disk.

    Once for a whole build: waiting after each file would slow the workers too.

    Raises:
        OutputError: if one can't be synced.
    """
    for path in [path for edition in editions for path in files_of(edition)]:
        with explained(path), path.open("rb") as file:
            os.fsync(file.fileno())


def sweep(folder: Path) -> None:
    """Remove partial files that killed builds left in *folder*; call it under the write lock."""
    for leftover in folder.rglob(".*.part"):
        with contextlib.suppress(OSError):
            leftover.unlink()
