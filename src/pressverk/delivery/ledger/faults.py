"""Errors of a ledger, each with what to do about it."""

import sqlite3
from pathlib import Path

from pressverk.errors import LedgerError
from pressverk.i18n import _, reason_of
from pressverk.model import Finding, Place

LEDGER_FILE = "ledger.sqlite"


DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


def broken(path: Path, error: Exception) -> LedgerError:
    """Return an error that says why *path* can't be used."""
    if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF in DAMAGED:
        return damaged(path, reason_of(error))
    message = _(
        "the record of deliveries can't be used ({reason}); nothing is sent without it: check "
        "its rights, those of its folder, and the space left on disk",
        reason=reason_of(error),
    )
    return LedgerError([_finding(path, message, "ledger")])


def damaged(path: Path, reason: object) -> LedgerError:
    """Return an error that says that *path* is damaged, and how to continue."""
    message = _(
        "the record of deliveries is damaged ({reason}); nothing is sent without it: restore a "
        "copy of the folder it is in: move {files} away, put those of the copy there, and look "
        "in the mail server's log for what left since it was made",
        reason=reason,
        files=f"{path.name}*",
    )
    return LedgerError([_finding(path, message, "ledger")])


def changed_message(path: Path, address: str) -> LedgerError:
    """Return an error that says that the message to *address* in *path* doesn't match its hash."""
    message = _(
        "the message to {address} isn't what was kept and approved; nothing more of its campaign "
        "is sent: check the disk, and restore a copy of the folder the record is in",
        address=address,
    )
    return LedgerError([_finding(path, message, "changed-message")])


def unknown_word(value: object) -> LedgerError:
    """Return an error that says that the ledger has a value that no version of Pressverk writes."""
    message = _(
        "the record of deliveries says {value!r}, which this Pressverk doesn't know; update it, or "
        "restore a copy of the folder it is in",
        value=value,
    )
    return LedgerError([_finding(Path(LEDGER_FILE), message, "unknown-word")])


def emptied(path: Path) -> LedgerError:
    """Return an error that says that the content of *path* is lost."""
    message = _(
        "the record of deliveries is empty, so nobody knows what was sent; restore a copy of the "
        "folder it is in, or, if nothing ever was, delete {files}",
        files=f"{path.name}*",
    )
    return LedgerError([_finding(path, message, "empty-ledger")])


def newer(path: Path) -> LedgerError:
    """Return an error that says that *path* is of a newer Pressverk."""
    message = _("was made by a newer Pressverk; update this one")
    return LedgerError([_finding(path, message, "newer-ledger")])


def _finding(path: Path, message: str, rule: str) -> Finding:
    return Finding(place=Place(file=str(path)), message=message, rule=rule)
