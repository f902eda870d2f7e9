"""Proof -> Edition: files that are there whole or not at all."""

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from pressverk.build.editions import RECIPES
from pressverk.errors import OutputError
from pressverk.files import make_folder, open_lock, replace_file
from pressverk.i18n import _
from pressverk.model import Edition, Finding, Place, Proof


def write(proof: Proof | None, web: str, folder: Path, slug: str, kind: str = "email") -> Edition:
    """Write a proved PDF and its twin to *folder*, and return the edition they make.

    There may be one without the other.

    They are safe from a loss of power only when ``settle`` has been called.

    Raises:
        OutputError: when a file can't be written; those that stood there before still do.
    """
    pdf = folder / f"{slug}{RECIPES[kind].suffix}.pdf"
    twin = folder / f"{slug}.html"
    with _explained(pdf):
        make_folder(folder)
    if proof:
        write_whole(pdf, proof.data, durable=False)
    if web:
        write_whole(twin, web.encode(), durable=False)
    return Edition(
        slug=slug,
        pdf=pdf if proof else None,
        web=twin if web else None,
        sha256=hashlib.sha256(proof.data if proof else web.encode()).hexdigest(),
        page_count=proof.page_count if proof else 0,
        kind=kind,
    )


def files_of(edition: Edition) -> tuple[Path, ...]:
    """Return the files that *edition* consists of."""
    return tuple(path for path in (edition.pdf, edition.web) if path)


def settle(editions: Iterable[Edition]) -> None:
    """Wait until *editions* are on disk.

    Once for a whole build: to wait after each file slows the workers too.

    Raises:
        OutputError: when the disk fails to take one.
    """
    for path in [path for edition in editions for path in files_of(edition)]:
        with _explained(path), path.open("rb") as file:
            os.fsync(file.fileno())


def write_whole(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Replace *path*'s content with *data* in one step, on disk before it is seen.

    Raises:
        OutputError: when it can't be written.
    """
    with _explained(path):
        replace_file(path, data, durable=durable)


@contextlib.contextmanager
def only_writer(state: Path) -> Iterator[None]:
    """Hold the newsroom's write lock; a second build waits its turn, a killed one lets go.

    Raises:
        OutputError: when *state*, the newsroom's folder of working files, can't be written.
    """
    with _explained(state):
        make_folder(state)
        lock = open_lock(state / "lock")
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def sweep(folder: Path) -> None:
    """Remove what killed builds left half written in *folder*; call it under the write lock."""
    for leftover in folder.glob(".*.part"):
        with contextlib.suppress(OSError):
            leftover.unlink()


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = _(
            "can't be written ({reason}); check the folder's rights and the space left on disk",
            reason=error.strerror or error,
        )
        finding = Finding(place=Place(file=str(path)), message=message, rule="unwritable")
        raise OutputError([finding]) from error
