"""What each edition was made from, so that what is unchanged is not made again.

A record is one JSON file an edition under ``.pressverk/records``. Reading them must stay quick:
it is all that a build with nothing to do does.
"""

import contextlib
import hashlib
import importlib.util
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path

import pressverk
from pressverk.errors import OutputError
from pressverk.files import make_folder, write_whole
from pressverk.model import Document
from pressverk.newsroom.paths import SPOKEN, STATE

Look = Callable[[str], tuple[int, int] | None]

# A file that was changed less than this before it was looked at may be changed again
# without its time telling; its content is compared instead.
TICK = 2_000_000_000  # ns, the coarsest clock of the file systems in use


@dataclass(frozen=True, slots=True)
class FileState:
    """How a file looked: time of change (ns), size (bytes) and SHA-256 of its content."""

    modified: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What an edition was made from (*inputs*), where it is (*outputs*), and its page's *key*.

    *house* stands for all that editions have in common; *taken* is the time (ns) before any
    input was looked at. What it tells of an embargo is right from *since* and before *until*
    (Unix time, s), where there is one. Paths are relative to the newsroom.
    """

    key: str
    house: str
    taken: int
    inputs: Mapping[str, FileState]
    outputs: Mapping[str, FileState]
    since: float | None = None
    until: float | None = None


def environment_of(root: Path) -> str:
    """Return the fingerprint of what every edition depends on: program, layouts and fonts."""
    digest = hashlib.sha256(pressverk.__version__.encode())
    for path in _house_files(root):
        status = os.stat(path)  # noqa: PTH116 - quick, as below
        digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def fingerprint(document: Document, house: str) -> str:
    """Return the fingerprint of all that decides the bytes of *document*'s editions."""
    digest = hashlib.sha256(house.encode())
    for part in (document.address, document.html, document.web, *document.stylesheets):
        digest.update(f"{len(part)} {part}".encode())
    for address, resource in sorted(document.resources.items()):
        digest.update(f"{address} {resource.sha256}".encode())
    for bound in document.parts:
        digest.update(fingerprint(bound, bound.numerals).encode())
    digest.update(document.edition.encode())
    for enclosure in document.enclosures:
        digest.update(f"{enclosure.name} {len(enclosure.data)} ".encode() + enclosure.data)
    return digest.hexdigest()


def file_state(path: Path) -> FileState:
    """Return how *path* looks; its time is read before its content, a folder's being its names."""
    status = path.stat()
    names = _names_in(path) if path.is_dir() else None
    content = path.read_bytes() if names is None else "\n".join(names).encode()
    digest = hashlib.sha256(content).hexdigest()
    return FileState(modified=status.st_mtime_ns, size=status.st_size, sha256=digest)


def _names_in(folder: Path) -> list[str]:
    """Return what is in *folder*; what listeners hear is kept there, but made from it."""
    return sorted(entry.name for entry in folder.iterdir() if not entry.name.endswith(SPOKEN))


def load(root: Path, slug: str) -> Record | None:
    """Return the record of *slug*'s edition, or None where there is none that can be read."""
    try:
        table = json.loads(_path(root, slug).read_bytes())
        inputs = {name: FileState(*values) for name, values in table.pop("inputs").items()}
        outputs = {name: FileState(*values) for name, values in table.pop("outputs").items()}
        return Record(inputs=inputs, outputs=outputs, **table)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def save(record: Record, root: Path, slug: str) -> None:
    """Keep *record*; one that can't be kept only costs a build."""
    path = _path(root, slug)
    table = {
        "key": record.key,
        "house": record.house,
        "taken": record.taken,
        "inputs": {name: astuple(file_state) for name, file_state in record.inputs.items()},
        "outputs": {name: astuple(file_state) for name, file_state in record.outputs.items()},
        "since": record.since,
        "until": record.until,
    }
    with contextlib.suppress(OutputError, OSError):
        make_folder(path.parent)
        write_whole(path, json.dumps(table).encode(), durable=False)


def forget(root: Path, slug: str) -> None:
    """Remove *slug*'s record, before its edition is replaced."""
    with contextlib.suppress(OSError):
        _path(root, slug).unlink(missing_ok=True)


def is_current(record: Record, house: str, root: Path, look: Look) -> bool:
    """Tell whether making the edition again would change nothing.

    *look* is ``cache(look_at)`` for one run, since editions share inputs.
    """
    return (
        record.house == house
        and are_whole(record, root)
        and all(
            _is_same(file_state, f"{root}/{name}", record.taken, look)
            for name, file_state in record.inputs.items()
        )
    )


def changed_inputs(record: Record, root: Path) -> tuple[str, ...]:
    """Return the inputs that have another content than when the edition was made, or are gone."""

    def is_changed(name: str, known: FileState) -> bool:
        path = root / name
        return not path.exists() or file_state(path).sha256 != known.sha256

    return tuple(name for name, known in record.inputs.items() if is_changed(name, known))


def is_timely(record: Record, now: float) -> bool:
    """Tell whether what the edition tells of an embargo is right *now* (Unix time, s)."""
    return (record.since is None or record.since <= now) and (
        record.until is None or now < record.until
    )


def are_whole(record: Record, root: Path) -> bool:
    """Tell whether the edition's files are the ones that were written."""
    for name, written in record.outputs.items():
        if look_at(f"{root}/{name}") != (written.modified, written.size):
            return False
    return True


def look_at(path: str) -> tuple[int, int] | None:
    """Return the file's time of change (ns) and size, or None where there is none."""
    try:
        status = os.stat(path)  # noqa: PTH116 - a Path for each of thousands of files costs
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _is_same(known: FileState, path: str, taken: int, look: Look) -> bool:
    if look(path) != (known.modified, known.size):
        return os.path.isdir(path) and file_state(Path(path)).sha256 == known.sha256  # noqa: PTH112 - quick, as above
    return known.modified < taken - TICK or file_state(Path(path)).sha256 == known.sha256


def _house_files(root: Path) -> Iterator[str]:
    package = str(Path(__file__).parent)
    yield from _files_below(package, (".py", ".mo"))
    weasyprint = importlib.util.find_spec("weasyprint")
    if weasyprint and weasyprint.origin:
        yield weasyprint.origin  # an upgrade writes it anew
    for name in ("layouts", "fonts"):
        shipped = importlib.util.find_spec(f"pressverk.{name}")
        yield from _files_below(f"{root}/{name}")
        for folder in (shipped and shipped.submodule_search_locations) or ():
            yield from _files_below(folder)


def _files_below(folder: str, suffixes: tuple[str, ...] = ("",)) -> Iterator[str]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        yield from (f"{parent}/{name}" for name in sorted(names) if name.endswith(suffixes))


def _path(root: Path, slug: str) -> Path:
    return root / STATE / "records" / f"{slug}.json"
