"""The file that the ledger is: opened, brought up to date, changed in whole transactions."""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pressverk.errors import LedgerError
from pressverk.folders import STATE
from pressverk.ledger.schema import MIGRATIONS
from pressverk.model import Finding, Place
from pressverk.translation import _

LEDGER_FILE = "ledger.sqlite"
PATIENCE = 60.0  # seconds to wait while another sender writes


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """An open ledger, and the file it is; for one thread. *is_logged* is its way of commit."""

    path: Path
    connection: sqlite3.Connection
    is_logged: bool

    @contextmanager
    def changes(self, *, waiting: bool = True) -> Iterator[sqlite3.Connection]:
        """Make all changes that are made within, or none of them; they are on disk afterwards.

        Those made without *waiting* are there when the next are, whatever happens to this
        process; only a loss of power before that undoes them.

        Raises:
            LedgerError: when the ledger can't be written.
        """
        with self._explained():
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
        """Return what *query* finds.

        Raises:
            LedgerError: when the ledger can't be read.
        """
        with self._explained():
            return self.connection.execute(query, values).fetchall()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise broken(self.path, error) from error
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
                raise  # a fault of the program
            raise broken(self.path, error) from error


def ledger_path(root: Path) -> Path:
    """Return where the ledger of the newsroom at *root* lies."""
    return root / STATE / LEDGER_FILE


@contextmanager
def open_ledger(path: Path) -> Iterator[Ledger]:
    """Open the ledger at *path*, making it or bringing it up to date as needed.

    Raises:
        LedgerError: when it can't be written, is damaged, or was made by a newer Pressverk.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)  # addresses of people
        connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise broken(path, error) from error
    with closing(connection):
        try:
            is_logged = _set_up(connection)
        except sqlite3.DatabaseError as error:
            raise broken(path, error) from error
        ledger = Ledger(path=path, connection=connection, is_logged=is_logged)
        _migrate(ledger)
        yield ledger


def _set_up(connection: sqlite3.Connection) -> bool:
    """Choose how changes are committed, and tell whether it is by a write-ahead log.

    With a write-ahead log that is one wait for the disk, with a journal three or more. Where
    there can't be a log, as on some network shares, the journal is truncated, which is synced to
    disk: a deleted one could come back after a loss of power and undo the last commit.
    """
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
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
            message = _("was made by a newer Pressverk; update this one")
            raise LedgerError([_finding(ledger.path, message, "newer-ledger")])
        for statements in MIGRATIONS[version:]:
            for statement in statements:
                changes.execute(statement)
        changes.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _version(ledger: Ledger) -> int:
    return int(ledger.rows("PRAGMA user_version")[0][0])


def written(moment: dt.datetime) -> str:
    """Return *moment*, which knows its time zone, as the ledger keeps it.

    >>> written(dt.datetime.fromisoformat("2026-10-25T02:30+02:00"))
    '2026-10-25T00:30:00.000000+00:00'
    """
    if moment.tzinfo is None:
        raise ValueError(moment)
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


def read(text: str) -> dt.datetime:
    """Return the moment that the ledger keeps as *text*, in UTC."""
    return dt.datetime.fromisoformat(text)


def broken(path: Path, error: Exception) -> LedgerError:
    """Return the error that says why *path* can't be used."""
    message = _(
        "the record of deliveries can't be used ({reason}); nothing is sent without it: check the "
        "folder's rights and the space left on disk",
        reason=error,
    )
    return LedgerError([_finding(path, message, "ledger")])


def _finding(path: Path, message: str, rule: str) -> Finding:
    return Finding(place=Place(file=str(path)), message=message, rule=rule)
