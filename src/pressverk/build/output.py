"""ValidatedPdf -> Edition: files that are there whole or not at all."""

import contextlib
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from pressverk.build.editions import file_name
from pressverk.files import explained, make_folder, write_whole
from pressverk.model import Edition, ValidatedPdf


def write(
    proof: ValidatedPdf | None, web: str, folder: Path, slug: str, kind: str = "email"
) -> Edition:
    """Write a proved PDF and its twin to *folder*, and return the edition they make.

    There may be one without the other.

    They are safe from a loss of power only when ``sync_to_disk`` has been called.

    Raises:
        OutputError: when a file can't be written; those that stood there before still do.
    """
    pdf, twin = folder / file_name(slug, kind), folder / file_name(slug, kind, html=True)
    with explained(pdf if proof else twin):
        make_folder(pdf.parent)
    if proof:
        write_whole(pdf, proof.data, durable=False)
    # Editions for email and for the web share it: written again, it would make the other one stale.
    if web and not _holds(twin, web.encode()):
        write_whole(twin, web.encode(), durable=False)
    return Edition(
        slug=slug,
        pdf=pdf if proof else None,
        web=twin if web else None,
        sha256=hashlib.sha256(proof.data if proof else web.encode()).hexdigest(),
        page_count=proof.page_count if proof else 0,
        kind=kind,
    )


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def files_of(edition: Edition) -> tuple[Path, ...]:
    """Return the files that *edition* consists of."""
    return tuple(path for path in (edition.pdf, edition.web) if path)


def sync_to_disk(editions: Iterable[Edition]) -> None:
    """Wait until *editions* are on disk.

    Once for a whole build: to wait after each file slows the workers too.

    Raises:
        OutputError: when the disk fails to take one.
    """
    for path in [path for edition in editions for path in files_of(edition)]:
        with explained(path), path.open("rb") as file:
            os.fsync(file.fileno())


def sweep(folder: Path) -> None:
    """Remove what killed builds left half written in *folder*; call it under the write lock."""
    for leftover in folder.rglob(".*.part"):
        with contextlib.suppress(OSError):
            leftover.unlink()
