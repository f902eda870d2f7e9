"""Records of what each edition was made from, so that unchanged ones aren't built again.

The records of an article's editions are one JSON file under ``.pressverk/records``. Reading them
must be fast: it is all that a build with nothing to do does.
"""

import contextlib
import hashlib
import importlib.util
import json
import os
import re
import stat
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pressverk
from pressverk.build.system_libraries import VERSIONS, version_of
from pressverk.errors import OutputError
from pressverk.files import make_folder, read_state, write_whole
from pressverk.model import Document
from pressverk.newsroom.paths import SPOKEN, STATE

Look = Callable[[str], tuple[int, int] | None]

# A file that was changed less than this before its time was read may change again with the same
# time; its content is compared instead.
TICK = 2_000_000_000  # ns, the coarsest clock of the file systems in use

# Larger files are identified by time and size; no article, picture or table is that large.
LARGEST = 256_000_000  # bytes

# The distributions that determine the bytes of editions, or validate them.
DISTRIBUTIONS = frozenset(
    [
        "babel",
        "brotli",
        "cffi",
        "cssselect2",
        "fonttools",
        "jinja2",
        "lxml",
        "markdown",
        "markupsafe",
        "nh3",
        "page-validation",
        "pikepdf",
        "pillow",
        "pydantic",
        "pydyf",
        "pymdown-extensions",
        "pypdfium2",
        "pyphen",
        "ruamel-yaml",
        "tinycss2",
        "tinyhtml5",
        "vl-convert-python",
        "weasyprint",
        "webencodings",
        "zopfli",
    ]
)
INSTALLED = re.compile(r"(.+?)-([^-]+?)(?:-py[\d.]+)?\.(?:dist|egg)-info")


@dataclass(frozen=True, slots=True)
class FileState:
    """The state of a file: time of change (ns), size (bytes) and SHA-256 of its content."""

    modified: int
    size: int
    sha256: str


MISSING = FileState(0, 0, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What an edition was made from (*inputs*), its files (*outputs*), and its document's *key*.

    *environment* is the key of what all editions have in common; *read_at* is the time (ns) before
    any input was read. What it says about an embargo is right from *since* and before *until* (Unix
    time, s), if set. *source* is the article's file, and *asked* are the editions that its front
    matter names. Paths are relative to the newsroom.
    """

    key: str
    environment: str
    read_at: int
    inputs: Mapping[str, FileState]
    outputs: Mapping[str, FileState]
    since: float | None = None
    until: float | None = None
    source: str = ""
    asked: tuple[str, ...] = ()


def environment_of(root: Path) -> str:
    """Return a fingerprint of what every edition depends on: program, layouts and fonts.

    The program is Pressverk's own files, and the versions of Python, of installed distributions,
    and of the shared libraries that set text.
    """
    digest = hashlib.sha256(f"{pressverk.__version__} {sys.version}".encode())
    digest.update(library_versions().encode())
    for path in _environment_files(root):
        status = os.stat(path)  # noqa: PTH116 - quick, as below
        digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


@cache
def library_versions() -> str:
    """Return the versions of what determines the bytes of editions: a name and one a line."""
    installed = sorted(
        entry for folder in dict.fromkeys(sys.path) for entry in _installed_in(folder)
    )
    shared = [f"{name} {version_of(name)}" for name in VERSIONS]
    return "\n".join((*installed, *shared, zlib.ZLIB_RUNTIME_VERSION))


def _installed_in(folder: str) -> Iterator[str]:
    """Yield the names and versions of DISTRIBUTIONS; importlib.metadata opens a file for each."""
    with contextlib.suppress(OSError):
        for name in os.listdir(folder or "."):  # noqa: PTH208 - quick, as below
            match = INSTALLED.fullmatch(name)
            if match and re.sub(r"[-_.]+", "-", match[1]).lower() in DISTRIBUTIONS:
                yield f"{match[1].lower()} {match[2]}"


def fingerprint(document: Document, environment: str) -> str:
    """Return a fingerprint of all that determines the bytes of *document*'s edition."""
    digest = hashlib.sha256(environment.encode())

    def add(*values: object) -> None:
        for value in values:
            data = value if isinstance(value, bytes) else str(value).encode()
            digest.update(b"%d " % len(data) + data)

    add(document.address, document.html, document.web, document.edition, document.numerals)
    add(len(document.stylesheets), *document.stylesheets)
    for address, resource in sorted(document.resources.items()):
        add(address, resource.media_type, resource.sha256)
    for part in document.parts:
        add(fingerprint(part, ""))
    for enclosure in document.enclosures:
        add(*(getattr(enclosure, name) for name in enclosure.__slots__))
    return digest.hexdigest()


def file_state(path: Path, data: bytes | None = None) -> FileState:
    """Return the state of *path*; its time is read before its content (for a folder, its names).

    *data* is its content if known. A missing or unreadable file is MISSING; what isn't a regular
    file, such as a pipe, is not opened.
    """
    try:
        status = path.stat()
        if data is None and stat.S_ISDIR(status.st_mode):
            data = os.fsencode("\n".join(_names_in(path)))
        elif data is None and stat.S_ISREG(status.st_mode) and status.st_size <= LARGEST:
            data = path.read_bytes()
    except OSError:
        return MISSING
    digest = "" if data is None else hashlib.sha256(data).hexdigest()
    return FileState(modified=status.st_mtime_ns, size=status.st_size, sha256=digest)


def _names_in(folder: Path) -> list[str]:
    """Return the names in *folder*, without transcripts, which are made from it."""
    return sorted(entry.name for entry in folder.iterdir() if not entry.name.endswith(SPOKEN))


def load(root: Path, slug: str, kind: str = "email") -> Record | None:
    """Return the record of an edition of the article *slug*, None if none can be read."""
    return load_all(root, slug).get(kind)


def load_all(root: Path, slug: str) -> dict[str, Record]:
    """Return the records of all editions of the article *slug*, by kind."""
    try:
        table = json.loads(read_state(_path(root, slug)))
        return {str(kind): _record(entry) for kind, entry in table.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def _record(table: dict[str, Any]) -> Record:
    """Return the record in *table*, whose values are untrusted."""
    moments = table["since"], table["until"]
    if not all(moment is None or isinstance(moment, float) for moment in moments):
        raise TypeError(moments)
    return Record(
        key=str(table["key"]),
        environment=str(table["environment"]),
        read_at=int(table["read_at"]),
        inputs=_states(table["inputs"]),
        outputs=_states(table["outputs"]),
        since=moments[0],
        until=moments[1],
        source=str(table["source"]),
        asked=tuple(str(kind) for kind in table["asked"]),
    )


def _states(table: dict[str, list[Any]]) -> dict[str, FileState]:
    return {
        name: FileState(int(modified), int(size), str(sha256))
        for name, (modified, size, sha256) in table.items()
    }


def save(record: Record, root: Path, slug: str, kind: str = "email") -> None:
    """Write *record*, under the write lock; if that fails, the edition is only built again."""
    _write(load_all(root, slug) | {kind: record}, root, slug)


def forget(root: Path, slug: str, kind: str = "email") -> None:
    """Remove the record of an edition before the edition is replaced, under the write lock."""
    records = load_all(root, slug)
    if records.pop(kind, None) and records:
        _write(records, root, slug)
    elif not records:
        with contextlib.suppress(OSError):
            _path(root, slug).unlink(missing_ok=True)


def _write(records: Mapping[str, Record], root: Path, slug: str) -> None:
    table = {kind: _table(record) for kind, record in records.items()}
    with contextlib.suppress(OutputError, OSError):
        make_folder(_path(root, slug).parent)
        write_whole(_path(root, slug), json.dumps(table).encode(), durable=False)


def _table(record: Record) -> dict[str, object]:
    return {
        "key": record.key,
        "environment": record.environment,
        "read_at": record.read_at,
        "inputs": {name: astuple(state) for name, state in record.inputs.items()},
        "outputs": {name: astuple(state) for name, state in record.outputs.items()},
        "since": record.since,
        "until": record.until,
        "source": record.source,
        "asked": record.asked,
    }


def is_current(record: Record, environment: str, root: Path, look: Look) -> bool:
    """Return whether building the edition again would change nothing.

    *look* is ``cache(look_at)`` for one run, since editions share inputs.
    """
    return (
        record.environment == environment
        and are_whole(record, root)
        and all(
            _is_same(state, f"{root}/{name}", record.read_at, look)
            for name, state in record.inputs.items()
        )
    )


def changed_inputs(record: Record, root: Path) -> tuple[str, ...]:
    """Return the inputs that have changed since the edition was made, or are gone."""

    def is_changed(name: str, known: FileState) -> bool:
        return file_state(root / name).sha256 != known.sha256

    return tuple(name for name, known in record.inputs.items() if is_changed(name, known))


def is_timely(record: Record, now: float) -> bool:
    """Return whether what the edition says about an embargo is right *now* (Unix time, s)."""
    return (record.since is None or record.since <= now) and (
        record.until is None or now < record.until
    )


def are_whole(record: Record, root: Path) -> bool:
    """Return whether the edition's files are those that were written."""
    for name, written in record.outputs.items():
        if look_at(f"{root}/{name}") != (written.modified, written.size):
            return False
    return True


def look_at(path: str) -> tuple[int, int] | None:
    """Return the file's time of change (ns) and size, None if there is none."""
    try:
        status = os.stat(path)  # noqa: PTH116 - a Path for each of thousands of files costs
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size


def _is_same(known: FileState, path: str, read_at: int, look: Look) -> bool:
    if known == MISSING:
        return look(path) is None
    if look(path) != (known.modified, known.size):
        return os.path.isdir(path) and file_state(Path(path)).sha256 == known.sha256  # noqa: PTH112 - quick, as above
    return known.modified < read_at - TICK or file_state(Path(path)).sha256 == known.sha256


def _environment_files(root: Path) -> Iterator[str]:
    yield from _files_below(str(Path(pressverk.__file__).parent), (".py", ".mo"))
    for name in ("layouts", "fonts"):
        shipped = importlib.util.find_spec(f"pressverk.{name}")
        yield from _files_below(f"{root}/{name}")
        for folder in (shipped and shipped.submodule_search_locations) or ():
            yield from _files_below(folder)


def _files_below(folder: str, suffixes: Iterable[str] = ("",)) -> Iterator[str]:
    endings = tuple(suffixes)
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        yield from (f"{parent}/{name}" for name in sorted(names) if name.endswith(endings))


def _path(root: Path, slug: str) -> Path:
    return Path(f"{root}/{STATE}/records/{slug}.json")
