"""Atomic writes, locks and file modes: a file is written whole or not at all."""

import contextlib
import errno
import os
import re
import stat
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from pressverk.errors import OutputError
from pressverk.i18n import _, reason_of
from pressverk.model import Finding, Place

LARGEST_STATE = 256_000_000  # bytes; state files are far smaller

# Windows has neither of the first two, and would change line ends without the third.
NO_LINK, NO_WAIT = getattr(os, "O_NOFOLLOW", 0), getattr(os, "O_NONBLOCK", 0)
AS_BYTES = getattr(os, "O_BINARY", 0)


def replace_file(path: Path, data: bytes, *, durable: bool = False, private: bool = False) -> None:
    """Replace *path*'s content with *data* atomically.

    A reader at any moment, or a crash, finds either the old file or the new one; with *durable*, so
    does a loss of power. A killed process leaves a file named ``.….part``. The mode, and if
    possible the group, stay as they were; those of a new file follow its folder, or, when it is
    *private*, let only its owner read it, and the group of a shared folder.

    Raises:
        OSError: if it can't be written.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.stem[:40]}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            _take_after(path, file.fileno(), private=private)
            if durable:
                os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def make_folder(path: Path) -> None:
    """Make the folder *path* and its missing parents, with the rights of the nearest existing one.

    In a group's folder the umask doesn't apply: it would lock out colleagues.

    Raises:
        OSError: if it can't be made.
    """
    if path.is_dir():
        return
    make_folder(path.parent)
    path.mkdir(mode=folder_mode_in(path.parent), exist_ok=True)
    if is_shared(path.parent):
        with contextlib.suppress(PermissionError):  # a colleague made it just now
            path.chmod(folder_mode_in(path.parent))


def open_lock(path: Path) -> BinaryIO:
    """Open the lock file *path*; make it if missing, for all who may write in its folder.

    Raises:
        OSError: if it can't be opened, or is a link, which could lead to any file.
    """
    if not path.exists():
        _make_lock(path)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | NO_LINK | AS_BYTES, 0o600)
    with contextlib.suppress(PermissionError):  # a colleague's
        _set_mode(handle, mode_in(path.parent))
    return os.fdopen(handle, "r+b", buffering=0)


@contextlib.contextmanager
def hold_lock(path: Path, *, wait: bool = True) -> Iterator[bool]:
    """Hold the lock *path* and yield True; without *wait*, yield False if another process holds it.

    The system releases the lock of a killed process.

    Raises:
        OSError: if it can't be opened or locked.
    """
    import filelock  # noqa: PLC0415 - takes 30 ms, and most commands lock nothing

    open_lock(path).close()  # with rights for colleagues
    lock = filelock.FileLock(
        path, timeout=-1 if wait else 0, fallback_to_soft=False, preserve_lock_file=True
    )
    try:
        lock.acquire()
    except filelock.Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def read_state(path: Path) -> bytes:
    """Return the content of *path*, a state file of ours.

    Raises:
        OSError: if it can't be read, is a link or no regular file, or is far too large.
    """
    handle = os.open(path, os.O_RDONLY | NO_LINK | NO_WAIT | AS_BYTES)
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST_STATE:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), os.fspath(path))
        return file.read()


def mode_in(folder: Path) -> int:
    """Return the mode for a new file in *folder*: who may read or write there, may do so here.

    Others than the owner and the group may never write.
    """
    mode = folder.stat().st_mode & 0o644 | 0o600
    return mode | 0o060 if is_shared(folder) else mode


def folder_mode_in(folder: Path) -> int:
    """Return the mode for a new folder in *folder*; see ``mode_in``."""
    mode = stat.S_IMODE(folder.stat().st_mode)
    return mode & 0o2775 if is_shared(folder) else mode & 0o055 | 0o700


def is_shared(folder: Path) -> bool:
    """Return whether *folder* is a group's; a sticky one, such as /tmp, is not."""
    return folder.stat().st_mode & (stat.S_IWGRP | stat.S_ISVTX) == stat.S_IWGRP


def _make_lock(path: Path) -> None:
    """Make the lock file *path* with its final rights from the start: a colleague may open it."""
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}.", suffix=".part", dir=path.parent)
    try:
        _set_mode(handle, mode_in(path.parent))
        with contextlib.suppress(OSError):  # a colleague was quicker, or there are no links
            os.link(name, path)
    finally:
        os.close(handle)
        Path(name).unlink(missing_ok=True)


def _take_after(path: Path, handle: int, *, private: bool) -> None:
    """Give the open file *handle* the mode and group of *path*, which it will replace."""
    try:
        before = path.stat()
    except FileNotFoundError:
        mode = mode_in(path.parent)
        kept = 0o777 if not private else 0o660 if is_shared(path.parent) else 0o600
        _set_mode(handle, mode & kept)
        return
    with contextlib.suppress(PermissionError):
        if hasattr(os, "fchown"):
            os.fchown(handle, -1, before.st_gid)
    _set_mode(handle, stat.S_IMODE(before.st_mode) & 0o777)


def _set_mode(handle: int, mode: int) -> None:
    """Set the mode of the open file *handle*, where the system has modes."""
    if hasattr(os, "fchmod"):
        os.fchmod(handle, mode)


def write_private(path: Path, data: bytes) -> None:
    """Write *path*, which holds addresses, readable by its folder's group at most.

    An existing file keeps its mode.

    Raises:
        OutputError: if it can't be written.
    """
    with explained(path):
        replace_file(path, data, private=True)


def write_whole(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Replace *path*'s content with *data* atomically; with *durable*, wait for the disk.

    Raises:
        OutputError: if it can't be written.
    """
    with explained(path):
        replace_file(path, data, durable=durable)


@contextlib.contextmanager
def only_writer(state: Path) -> Iterator[None]:
    """Hold the newsroom's write lock; a second build waits for it, a killed one releases it.

    Raises:
        OutputError: if *state*, the newsroom's folder of working files, can't be written.
    """
    path = state / "lock"
    with contextlib.ExitStack() as stack:
        with explained(state):
            make_folder(state)
        with explained(path):
            stack.enter_context(hold_lock(path))
        yield


def is_full_disk(error: BaseException) -> bool:
    """Return whether *error*, or what caused it, is that no space is left, or that of a user."""
    cause = error.__cause__ if isinstance(error, OutputError) else error
    return isinstance(cause, OSError) and cause.errno in {errno.ENOSPC, errno.EDQUOT}


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn an OSError about *path* into an OutputError.

    Raises:
        OutputError: for any OSError.
    """
    try:
        yield
    except OSError as error:
        finding = Finding(place=Place(file=str(path)), message=_why(error, path), rule="unwritable")
        raise OutputError([finding]) from error


def _why(error: OSError, path: Path) -> str:
    """Return why *path* can't be written, and what to do."""
    if error.errno == errno.ELOOP and path.is_symlink():
        return _("is a link, which could lead to any file; remove it")
    if error.errno == errno.ENOLCK:
        return _("is in a folder where files can't be locked; keep the newsroom on a local disk")
    return _(
        "can't be written ({reason}); check the folder's rights and the space left on disk",
        reason=reason_of(error),
    )


def safe_name(name: str) -> str:
    r"""Return *name*, given from elsewhere, as the name of a file in a folder of ours.

    >>> safe_name("../../etc/Årsrapport 2026.docx"), safe_name("C:\\bilder\\torg.JPG")
    ('Årsrapport 2026.docx', 'torg.JPG')
    >>> safe_name("..")
    'file'
    """
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    plain = "".join(each for each in last if each.isprintable()).strip(". ")
    stem, dot, suffix = plain.rpartition(".")
    return (f"{stem[:80]}{dot}{suffix[:10]}" if dot else plain[:80]) or "file"
