"""The ledger's database: opening, upgrading, and transactions."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pressverk.delivery.ledger.faults import LEDGER_FILE, broken, damaged, emptied, newer
from pressverk.delivery.ledger.locks import (
    hold_alone,
    is_alive,
    refuse_links,
    refuse_network,
    sign_of_life,
)
from pressverk.delivery.ledger.schema import MIGRATIONS
from pressverk.errors import OutputError
from pressverk.files import is_shared, make_folder
from pressverk.i18n import N_, _, in_our_words, reason_of
from pressverk.model import Finding, Place
from pressverk.newsroom.paths import STATE

LOG, SHARED = "-wal", "-shm"  # the suffixes of SQLite's write-ahead log and its index
NOT_TEXT = N_("a text in it isn't UTF-8")
OPENED = "open"  # lock files of those that have the ledger open
PATIENCE = 60.0  # seconds to wait while another sender writes


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """An open ledger and its file, for one thread; *is_logged*: it has a write-ahead log."""

    path: Path
    connection: sqlite3.Connection
    is_logged: bool

    @contextmanager
    def changes(self, *, waiting: bool = True) -> Iterator[sqlite3.Connection]:
        """Commit all changes in the context, or none; they are on disk afterwards.

        Without *waiting*, they survive a crash of the process, but a loss of power before the next
        waiting commit undoes them.

        Raises:
            LedgerError: if the ledger can't be written.
        """
        with self.explained():
            synchronous = "FULL" if waiting or not self.is_logged else "NORMAL"
            self.connection.execute(f"PRAGMA synchronous = {synchronous}")
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            finally:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")

    def rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        """Return the rows of *query*.

        Raises:
            LedgerError: if the ledger can't be read.
        """
        with self.explained():
            return self.connection.execute(query, values).fetchall()

    def checkpoint(self, *, emptying: bool = False) -> None:
        """Copy the write-ahead log into the database, as far as readers allow.

        A copy of the file alone is then complete. *emptying* waits for readers, up to a limit, and
        truncates the log.

        Raises:
            LedgerError: if the ledger can't be written.
        """
        self.rows(f"PRAGMA wal_checkpoint({'TRUNCATE' if emptying else 'PASSIVE'})")

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Turn what SQLite says into a finding.

        Raises:
            LedgerError: when it says anything but that the program is at fault.
        """
        try:
            yield
        except sqlite3.OperationalError as error:
            raise broken(self.path, error) from error
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
                raise  # a fault of the program
            raise broken(self.path, error) from error
        except UnicodeDecodeError as error:  # which nothing here writes
            raise damaged(self.path, _(NOT_TEXT)) from error

    def check_tables(self, *names: str) -> None:
        """Compare tables with their indexes: a delivery that an index lacks would never be sent.

        Raises:
            LedgerError: if they differ.
        """
        for name in names:
            found = str(self.rows(f"PRAGMA integrity_check('{name}')")[0][0])
            if found != "ok":
                raise damaged(self.path, in_our_words(" ".join(found.split())))


def ledger_path(root: Path) -> Path:
    """Return the path of the ledger of the newsroom at *root*."""
    return root / STATE / LEDGER_FILE


@contextmanager
def open_ledger(path: Path) -> Iterator[Ledger]:
    """Open the ledger at *path*; create or upgrade it if needed.

    Raises:
        LedgerError: if it can't be written, is damaged or lost its content, is a link, or was made
        by a newer Pressverk; if the folder's locks don't work.
    """
    with ExitStack() as stack:
        try:
            make_folder(path.parent)
            refuse_network(path.parent)
            lock = path.with_suffix(".lock")
            refuse_links(path, lock, *(path.with_name(path.name + each) for each in (LOG, SHARED)))
            with hold_alone(lock):
                ledger = _joined(path, stack)
        except (OSError, sqlite3.Error) as error:
            raise broken(path, error) from error
        except UnicodeDecodeError as error:  # in what SQLite says of a damaged schema
            raise damaged(path, _(NOT_TEXT)) from error
        yield ledger


def _joined(path: Path, stack: ExitStack) -> Ledger:
    """Open the ledger until *stack* is closed, as one of those that have it open."""
    others = sorted(path.parent.glob(f"{OPENED}-*.lock"))
    is_alone = not any(is_alive(path.parent, each.name) for each in others)
    stack.enter_context(sign_of_life(path.parent, OPENED))
    if not path.exists():
        _make(path)
    return stack.enter_context(_opened(path, is_alone=is_alone))


@contextmanager
def _opened(path: Path, *, is_alone: bool) -> Iterator[Ledger]:
    """Open the ledger; check its integrity if it wasn't closed properly."""
    if not path.stat().st_size:
        raise emptied(path)
    log = path.with_name(path.name + LOG)
    was_killed = is_alone and log.exists() and log.stat().st_size > 0
    _share(path)
    with closing(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)) as connection:
        is_logged = _set_up(connection)
        if was_killed and (faults := _faults_in(connection)):
            raise damaged(path, in_our_words(faults))
        ledger = Ledger(path=path, connection=connection, is_logged=is_logged)
        if not _version(ledger):
            raise emptied(path)
        _migrate(ledger)
        with ledger.explained():
            if not _expected_columns() <= _columns(connection):
                raise damaged(path, _("its tables aren't those that Pressverk makes"))
        ledger.checkpoint()  # left by a killed process
        yield ledger


def copy_database(path: Path, target: Path) -> None:
    """Write a database of SQLite to *target* as it is at one moment, while it is used.

    Raises:
        OutputError: when it can't be read, or *target* can't be written.
    """
    target.touch(mode=0o600)
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
    except sqlite3.Error as error:
        message = _(
            "can't be copied ({reason}); check its rights and the space left on disk",
            reason=reason_of(error),
        )
        finding = Finding(place=Place(file=path.name), message=message, rule="unreadable")
        raise OutputError([finding]) from error


def _faults_in(connection: sqlite3.Connection) -> str:
    """Return the result of SQLite's integrity check, empty if there are no faults."""
    found = " ".join(str(connection.execute("PRAGMA quick_check(1)").fetchone()[0]).split())
    return "" if found == "ok" else found


def _make(path: Path) -> None:
    """Create an empty ledger atomically: an empty file would mean a lost ledger.

    Call it with the lock held.
    """
    part = path.with_suffix(".part")
    if path.exists():
        return  # another process was quicker
    if path.with_name(path.name + LOG).exists():
        raise emptied(path)  # SQLite would discard that log
    for left in path.parent.glob(f"{part.name}*"):  # left by a killed process
        left.unlink()
    part.touch(mode=0o600)  # addresses of people
    with closing(sqlite3.connect(part, isolation_level=None)) as connection:
        _migrate(Ledger(path=part, connection=connection, is_logged=False))
    _share(part)  # before a colleague can find it
    part.rename(path)
    with suppress(PermissionError):  # Windows opens no folders
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _share(path: Path) -> None:
    """Let colleagues write the ledger if its folder is a group's, and let nobody else read it.

    SQLite gives its other files the same mode.
    """
    mode = 0o660 if is_shared(path.parent) else 0o600
    for file in (path, path.with_name(path.name + LOG), path.with_name(path.name + SHARED)):
        with suppress(FileNotFoundError, PermissionError):  # another's
            if stat.S_IMODE(file.stat().st_mode) != mode:
                file.chmod(mode)


def _set_up(connection: sqlite3.Connection) -> bool:
    """Choose the journal mode, and return whether it is a write-ahead log.

    A commit waits for the disk once with a write-ahead log, three or more times with a journal.
    Where a log isn't possible, as on some network shares, the journal is truncated, which is synced
    to disk: a deleted one could reappear after a loss of power and undo the last commit.
    """
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # in free pages too
    is_logged = bool(connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] == "wal")
    if not is_logged:
        connection.execute("PRAGMA journal_mode = TRUNCATE")
    return is_logged


def _migrate(ledger: Ledger) -> None:
    if _version(ledger) == len(MIGRATIONS):
        return
    with ledger.changes() as changes:
        version = _version(ledger)
        if version > len(MIGRATIONS):
            raise newer(ledger.path)
        for statements in MIGRATIONS[version:]:
            for statement in statements:
                changes.execute(statement)
        changes.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _columns(connection: sqlite3.Connection) -> frozenset[tuple[object, ...]]:
    """Return the columns of all tables: names, types, and whether they may be NULL."""
    query = (
        'SELECT s.name, c.name, c.type, c."notnull" '
        "FROM sqlite_schema AS s JOIN pragma_table_info(s.name) AS c WHERE s.type = 'table'"
    )
    return frozenset(tuple(row) for row in connection.execute(query))


@cache
def _expected_columns() -> frozenset[tuple[object, ...]]:
    with closing(sqlite3.connect(":memory:")) as connection:
        for statement in (each for statements in MIGRATIONS for each in statements):
            connection.execute(statement)
        return _columns(connection)


def _version(ledger: Ledger) -> int:
    return int(ledger.rows("PRAGMA user_version")[0][0])
