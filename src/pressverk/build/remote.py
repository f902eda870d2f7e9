"""What a worker of a cluster does: one job after the other, in processes of its own.

A job is self-contained: nothing is read from the worker's disk but Pressverk itself, and the fonts
that came with documents. These are kept in files, since processes need them once, not once a job.
"""

import atexit
import hashlib
import importlib.util
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

import pressverk
from pressverk.build.manifest import library_versions
from pressverk.build.pool import JobError, Pool, warm_up
from pressverk.build.worker import TypesetResult
from pressverk.errors import PressverkError
from pressverk.files import write_whole
from pressverk.i18n import messages_in
from pressverk.model import Document, Limits, Resource

PACKAGE = "pressverk"
FONTS = ("font/", "application/font")
_starting = Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A call of *function*; documents in *args* have resources without content.

    *versions* are those of who submits it, *language*
    is that of messages.
    """

    function: Callable[..., object]
    args: tuple[object, ...]
    limits: Limits
    versions: Mapping[str, str]
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The *answer* to a job, or its error; *sha256* is that of a PDF in it, where it was made.

    With *has_other_versions* nothing was done.
    """

    answer: object = None
    sha256: str = ""
    has_other_versions: bool = False


def run(job: Job, resources: Mapping[str, bytes]) -> Reply:
    """Run *job* with the content of *resources*, by SHA-256, within its limits."""
    if job.versions != versions():
        return Reply(has_other_versions=True)
    args = tuple(
        _unpacked(each, resources) if isinstance(each, Document) else each for each in job.args
    )
    with _starting:
        pool = _pool(job.limits)
    try:
        return pool.submit(_call, job, args).result()
    except (PressverkError, JobError) as error:
        return Reply(answer=error)


@cache
def _pool(limits: Limits) -> Pool:
    # Dask's workers are children that may have none, unless they say otherwise.
    multiprocessing.current_process().daemon = False
    return Pool(os.cpu_count() or 1, limits)


def _call(job: Job, args: tuple[Any, ...]) -> Reply:
    """Return the reply to *job*, in the process that makes it."""
    with messages_in(job.language):
        answer = job.function(*args)
    return Reply(answer=answer, sha256=digest_of(answer))


def digest_of(answer: object) -> str:
    """Return the SHA-256 of the PDF in *answer*, empty if it has none."""
    pdf = answer.validated if isinstance(answer, TypesetResult) else answer
    return hashlib.sha256(pdf.data).hexdigest() if hasattr(pdf, "data") else ""


def packed(document: Document) -> Document:
    """Return *document* with resources that have no content."""
    return replace(
        document,
        resources={
            address: replace(resource, data=None, path=None)
            for address, resource in document.resources.items()
        },
    )


def _unpacked(document: Document, contents: Mapping[str, bytes]) -> Document:
    return replace(
        document,
        resources={
            address: _with_content(resource, contents[resource.sha256])
            for address, resource in document.resources.items()
        },
    )


def _with_content(resource: Resource, content: bytes) -> Resource:
    if not resource.media_type.startswith(FONTS):
        return replace(resource, data=content)
    path = _folder() / resource.sha256
    if not path.exists():
        write_whole(path, content, durable=False)
    return replace(resource, path=path)


@cache
def _folder() -> Path:
    folder = TemporaryDirectory(prefix="pressverk-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


@cache
def versions() -> Mapping[str, str]:
    """Return the versions of all that determines the bytes of editions, by name.

    They are the same on machines that make the same bytes, wherever Pressverk is installed.
    """
    found = dict(_named(library_versions()))
    own = hashlib.sha256()
    for name, path in sorted(_own_files()):
        own.update(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    python = ".".join(map(str, sys.version_info[:3]))
    return {
        **found,
        "python": python,
        PACKAGE: f"{pressverk.__version__} ({own.hexdigest()[:12]})",
    }


def prepare() -> Mapping[str, str]:
    """Begin to import what jobs need, and return the versions of this worker."""
    multiprocessing.current_process().daemon = False
    warm_up()
    return versions()


def _named(lines: str) -> Iterator[tuple[str, str]]:
    for line in lines.splitlines():
        name, _blank, version = line.rpartition(" ")
        yield (name, version) if name else ("zlib", version)


def _own_files() -> Iterator[tuple[str, Path]]:
    """Yield Pressverk's own programs, and the fonts, with names that don't say where they are.

    Layouts travel with the documents.
    """
    for package, pattern in ((PACKAGE, "*.py"), (f"{PACKAGE}.fonts", "*.[to]tf")):
        spec = importlib.util.find_spec(package)
        for folder in (spec and spec.submodule_search_locations) or ():
            for path in Path(folder).rglob(pattern):
                yield f"{package}/{path.relative_to(folder).as_posix()}", path
