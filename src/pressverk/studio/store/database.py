"""The file of the studio's store: opened, upgraded, changed in whole transactions."""

import datetime as dt
import errno
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pressverk.errors import OutputError
from pressverk.files import NO_LINK, is_shared, make_folder
from pressverk.i18n import _, reason_of
from pressverk.model import Finding, Place
from pressverk.newsroom.paths import STATE, STUDIO_FILE
from pressverk.studio.store.schema import MIGRATIONS

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")
PATIENCE = 30.0  # seconds to wait while another process writes


class StoreError(OutputError):
    """The studio's store can't be read or written."""


class Store:
    """An open store; all threads of a process share it, and several processes its file."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._lock = threading.RLock()

    @contextmanager
    def changes(self) -> Iterator[sqlite3.Connection]:
        """Make all changes that are made within, or none; they are on disk afterwards."""
        with self._lock, explained_store(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        """Return what *query* finds."""
        with self._lock, explained_store(self.path):
            return self._connection.execute(query, values).fetchall()

    def close(self) -> None:
        """Close the store."""
        with self._lock:
            self._connection.close()


def store_path(root: Path) -> Path:
    """Return where the store of the newsroom at *root* lies."""
    return root / STATE / STUDIO_FILE


def open_store(path: Path) -> Store:
    """Open the store at *path*, making it or bringing it up to date as needed.

    Raises:
        StoreError: when it can't be written, is damaged, or was made by a newer Pressverk.
    """
    try:
        make_folder(path.parent)
        mode = 0o660 if is_shared(path.parent) else 0o600
        _make_file(path, mode)
        with suppress(PermissionError):  # a colleague's
            path.chmod(mode)
    except OSError as error:
        raise _broken(path, error) from error
    with explained_store(path):
        connection = sqlite3.connect(
            path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
        )
        connection.row_factory = sqlite3.Row
        for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}")
        store = Store(path, connection)
        _migrate(store)
    return store


def _make_file(path: Path, mode: int) -> None:
    """Make the file, if there is none.

    One that is there is not opened: to close it would take the locks away that other connections of
    this process have on it (sqlite.org/howtocorrupt.html, 2.2), and the next process that closes
    the store would delete the log that we go on writing to.
    """
    if path.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | NO_LINK, mode))


def record(kind: type[T], row: sqlite3.Row, **given: object) -> T:
    """Return *row* as a *kind*, a dataclass: its fields as *given*, or as columns of their names.

    What a field called ``at`` holds is a moment.
    """
    values = {each.name: row[each.name] for each in fields(kind) if each.name not in given}
    if "at" in values:
        values["at"] = read_moment(values["at"])
    return kind(**values, **given)


def moment(when: dt.datetime | None = None) -> str:
    """Return *when*, or now, as the store keeps it."""
    return (when or dt.datetime.now(dt.UTC)).astimezone(dt.UTC).isoformat(timespec="microseconds")


def read_moment(text: str) -> dt.datetime:
    """Return the moment that the store keeps as *text*."""
    return dt.datetime.fromisoformat(text)


@contextmanager
def explained_store(path: Path) -> Iterator[None]:
    """Turn what SQLite says about *path* into a finding.

    Raises:
        StoreError: when it says anything but that the program is at fault.
    """
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise
    except sqlite3.Error as error:
        raise _broken(path, error) from error


def _broken(path: Path, error: Exception) -> StoreError:
    message = _(
        "what the studio remembers can't be used ({reason}); check the file's rights and the space "
        "left on disk",
        reason=reason_of(error),
    )
    return StoreError([Finding(place=Place(file=str(path)), message=message, rule="studio-store")])


def _migrate(store: Store) -> None:
    if _version(store) == len(MIGRATIONS):
        return
    with store.changes() as changes:
        version = _version(store)
        if version > len(MIGRATIONS):
            message = _("was made by a newer Pressverk; update this one")
            finding = Finding(
                place=Place(file=str(store.path)), message=message, rule="newer-studio-store"
            )
            raise StoreError([finding])
        for statements in MIGRATIONS[version:]:
            for statement in statements:
                changes.execute(statement)
        changes.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _version(store: Store) -> int:
    return int(store.rows("PRAGMA user_version")[0][0])
