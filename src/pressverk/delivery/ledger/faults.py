"""What can be wrong with the ledger as a whole, and what to do about it."""

import sqlite3
from pathlib import Path

from pressverk.errors import LedgerError
from pressverk.i18n import _
from pressverk.model import Finding, Place

LEDGER_FILE = "ledger.sqlite"
DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


def broken(path: Path, error: Exception) -> LedgerError:
    """Return the error that says why *path* can't be used."""
    if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF in DAMAGED:
        message = _(
            "the record of deliveries is damaged ({reason}); nothing is sent without it: restore a "
            "copy of the folder it is in",
            reason=error,
        )
    else:
        message = _(
            "the record of deliveries can't be used ({reason}); nothing is sent without it: check "
            "its rights, those of its folder, and the space left on disk",
            reason=error,
        )
    return LedgerError([_finding(path, message, "ledger")])


def unknown_word(value: object) -> LedgerError:
    """Return the error that says that the ledger holds what no Pressverk ever wrote there."""
    message = _(
        "the record of deliveries says {value!r}, which this Pressverk doesn't know; update it, or "
        "restore a copy of the folder it is in",
        value=value,
    )
    return LedgerError([_finding(Path(LEDGER_FILE), message, "unknown-word")])


def emptied(path: Path) -> LedgerError:
    """Return the error that says that what *path* held is gone."""
    message = _(
        "the record of deliveries is empty, so nobody knows what was sent; restore a copy of the "
        "folder it is in, or, if nothing ever was, delete {files}",
        files=f"{path.name}*",
    )
    return LedgerError([_finding(path, message, "empty-ledger")])


def newer(path: Path) -> LedgerError:
    """Return the error that says that *path* is of a Pressverk to come."""
    message = _("was made by a newer Pressverk; update this one")
    return LedgerError([_finding(path, message, "newer-ledger")])


def _finding(path: Path, message: str, rule: str) -> Finding:
    return Finding(place=Place(file=str(path)), message=message, rule=rule)
