"""Proof -> Edition: files that are there whole or not at all.

Editions that are built already, taken from ``output/`` when they are what they should be.
"""

import contextlib
import hashlib
import io
import os
from collections.abc import Iterable
from pathlib import Path

import pikepdf

from pressverk.build import manifest
from pressverk.build.editions import RECIPES
from pressverk.errors import OutputError
from pressverk.files import explained, make_folder, write_whole
from pressverk.i18n import _
from pressverk.model import Edition, Finding, Pdf, Place, Proof
from pressverk.newsroom.paths import OUTPUT, from_root, slug_of
from pressverk.pdf.validation import approve


def write(proof: Proof | None, web: str, folder: Path, slug: str, kind: str = "email") -> Edition:
    """Write a proved PDF and its twin to *folder*, and return the edition they make.

    There may be one without the other.

    They are safe from a loss of power only when ``settle`` has been called.

    Raises:
        OutputError: when a file can't be written; those that stood there before still do.
    """
    pdf = folder / f"{slug}{RECIPES[kind].suffix}.pdf"
    twin = folder / f"{slug}.html"
    with explained(pdf):
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
        with explained(path), path.open("rb") as file:
            os.fsync(file.fileno())


def sweep(folder: Path) -> None:
    """Remove what killed builds left half written in *folder*; call it under the write lock."""
    for leftover in folder.glob(".*.part"):
        with contextlib.suppress(OSError):
            leftover.unlink()


def take(source: Path, root: Path) -> tuple[Edition, bytes]:
    """Return the edition for email of the article in *source*, and its PDF, proved once more.

    Raises:
        OutputError: when it isn't built, isn't current, or isn't the file that was built.
        ProofError: when it fails its proof.
    """
    path, data = find(source, root)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        page_count = len(pdf.pages)
    approve(Pdf(data=data, page_count=page_count), from_root(path, root))
    web = path.with_suffix(".html")
    edition = Edition(
        slug=slug_of(source),
        pdf=path,
        web=web if web.is_file() else None,
        sha256=hashlib.sha256(data).hexdigest(),
        page_count=page_count,
    )
    return edition, data


def find(source: Path, root: Path) -> tuple[Path, bytes]:
    """Return where the edition for email of the article in *source* lies, and its PDF.

    Raises:
        OutputError: when it isn't built, isn't current, or isn't the file that was built.
    """
    slug = slug_of(source)
    path = root / OUTPUT / f"{slug}.pdf"
    file = from_root(path, root)
    command = f"pressverk build {slug}"
    record = manifest.load(root, slug)
    if record is None or not path.is_file():
        raise _refusal(file, _("not built yet; run: {command}", command=command))
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    if file not in record.outputs or record.outputs[file].sha256 != digest:
        message = _("isn't the PDF that was built and proved; run: {command}", command=command)
        raise _refusal(file, message)
    if not manifest.is_current(record, manifest.house_of(root), root, manifest.look_at):
        message = _(
            "is older than its article, its layout or newsroom.toml; run: {command}",
            command=command,
        )
        raise _refusal(file, message)
    return path, data


def _refusal(file: str, message: str) -> OutputError:
    return OutputError(
        [Finding(place=Place(file=file), message=message, rule="edition-not-current")]
    )
