"""A copy of a newsroom in one file, made while it is used: what can't be made again."""

import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path

from pressverk.delivery.ledger.faults import LEDGER_FILE
from pressverk.delivery.ledger.store import copy_database
from pressverk.files import explained
from pressverk.newsroom.paths import OUTPUT, STATE, STUDIO_FILE

# What is made again: by a build, or by the next run.
MADE_AGAIN = frozenset({"parts", "pictures", "records", "log"})
NOT_NEWSROOM = frozenset({".git", ".venv", "__pycache__", "node_modules"})


def back_up(root: Path, target: Path) -> int:
    """Write the newsroom at *root* to *target*, a ``.tar.gz``, and return how many files it has.

    Editions are left out, as they are built again; what was sent is in the ledger. Unpacked in an
    empty folder it is the newsroom again.

    Raises:
        OutputError: when *target* can't be written, or something can't be read.
    """
    with explained(target), tempfile.TemporaryDirectory(dir=target.parent) as folder:
        part = Path(folder) / "backup.part"
        count = 0
        with tarfile.open(part, "w:gz", compresslevel=6) as archive:
            for name, path in _databases(root, Path(folder)):
                archive.add(path, arcname=name)
                count += 1
            for path in _files_of(root, target):
                count += _add(archive, path, root)
        part.chmod(0o600)  # addresses of people
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)
    return count


def _databases(root: Path, folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield copies of the ledger and the studio's store, each as it was at one moment."""
    for name in (LEDGER_FILE, STUDIO_FILE):
        if (root / STATE / name).exists():
            copy_database(root / STATE / name, folder / name)
            yield f"{STATE}/{name}", folder / name


def _files_of(root: Path, target: Path) -> Iterator[Path]:
    """Yield the files that people wrote, and what the state folder has beside databases."""
    for place, folders, names in os.walk(root):
        here = Path(place)
        is_state = here == root / STATE
        left_out = MADE_AGAIN if is_state else NOT_NEWSROOM
        folders[:] = sorted(
            name
            for name in folders
            if name not in left_out and not (here == root and name == OUTPUT)
        )
        for name in sorted(names):
            is_database = is_state and name.startswith((LEDGER_FILE, STUDIO_FILE))
            is_passing = name.endswith((".part", ".lock")) or (is_state and name == "lock")
            if not is_database and not is_passing and here / name != target:
                yield here / name


def _add(archive: tarfile.TarFile, path: Path, root: Path) -> bool:
    """Add the file *path*, read whole: it may be replaced meanwhile. Links stay links."""
    name = path.relative_to(root).as_posix()
    with suppress(FileNotFoundError):  # somebody removed it just now
        if path.is_symlink():
            archive.add(path, arcname=name, recursive=False)
        elif path.is_file():
            data = path.read_bytes()
            info = archive.gettarinfo(path, arcname=name)
            info.size, info.type = len(data), tarfile.REGTYPE
            archive.addfile(info, BytesIO(data))
        return True
    return False
