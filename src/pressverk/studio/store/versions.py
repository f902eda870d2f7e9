"""Every text that was ever saved, and where it came from."""

import datetime as dt
import hashlib
import sqlite3
import zlib
from dataclasses import dataclass
from enum import StrEnum

from pressverk.studio.store.database import Store, moment, record
from pressverk.studio.store.people import Person


class Origin(StrEnum):
    """How a version came about."""

    PENDING = "pending"  # in the studio, and is about to become the file
    SAVED = "saved"  # in the studio, and became the file
    CLASHED = "clashed"  # in the studio, but the file had been changed meanwhile
    OUTSIDE = "outside"  # in another program
    RESTORED = "restored"  # an earlier one was brought back


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A text of an article at a moment; *revision* is the SHA-256 of the text in UTF-8.

    *who* is empty for what was written in another program. *based_on* is the revision that its
    writer had before them.
    """

    id: int
    article: str
    part: str
    revision: str
    based_on: str
    at: dt.datetime
    who: str
    origin: Origin


def revision_of(text: str) -> str:
    """Return what identifies *text*: its SHA-256 in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def keep_version(
    store: Store,
    article: str,
    text: str,
    *,
    part: str = "",
    based_on: str = "",
    person: Person | None = None,
    origin: Origin = Origin.SAVED,
) -> int:
    """Keep *text* as a version, on disk when this returns, and return its number."""
    revision = revision_of(text)
    packed = zlib.compress(text.encode(), 6)
    with store.changes() as changes:
        changes.execute("INSERT OR IGNORE INTO texts VALUES (?, ?)", (revision, packed))
        found = changes.execute(
            "INSERT INTO versions (article, part, sha256, based_on, at, person, origin) "
            "VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (article, part, revision, based_on, moment(), person and person.id, origin),
        ).fetchone()
    return int(found["id"])


def settle_version(store: Store, number: int, origin: Origin) -> None:
    """Note that version *number*, which was pending, became the file."""
    with store.changes() as changes:
        changes.execute("UPDATE versions SET origin = ? WHERE id = ?", (origin, number))


def unsaved_version(store: Store, article: str, part: str = "") -> int | None:
    """Return the version that was to become the file when we were killed, None where none was.

    What another program wrote afterwards doesn't make it less unsaved, unless it is the same text.
    """
    rows = store.rows(
        "SELECT id, origin, EXISTS (SELECT 1 FROM versions AS later WHERE later.id > versions.id "
        "AND later.article = versions.article AND later.part = versions.part "
        "AND later.sha256 = versions.sha256) AS is_file FROM versions "
        "WHERE article = ? AND part = ? AND origin != ? ORDER BY id DESC LIMIT 1",
        article,
        part,
        Origin.OUTSIDE,
    )
    is_unsaved = bool(rows) and rows[0]["origin"] == Origin.PENDING and not rows[0]["is_file"]
    return int(rows[0]["id"]) if is_unsaved else None


def versions(store: Store, article: str, part: str = "", *, most: int = 1000) -> list[Version]:
    """Return the versions of *article*, the newest first."""
    rows = store.rows(
        "SELECT versions.*, people.name AS who FROM versions "
        "LEFT JOIN people ON people.id = person "
        "WHERE article = ? AND part = ? ORDER BY versions.id DESC LIMIT ?",
        article,
        part,
        most,
    )
    return [_version_of(row) for row in rows]


def last_revision(store: Store, article: str, part: str = "") -> str:
    """Return the revision that the file had when we last saw it, empty where we never did."""
    rows = store.rows(
        "SELECT sha256 FROM versions WHERE article = ? AND part = ? AND origin NOT IN (?, ?) "
        "ORDER BY id DESC LIMIT 1",
        article,
        part,
        Origin.CLASHED,
        Origin.PENDING,
    )
    return str(rows[0]["sha256"]) if rows else ""


def text_of_version(store: Store, article: str, number: int) -> str | None:
    """Return the text of version *number* of *article*, None where it has no such version."""
    rows = store.rows(
        "SELECT packed FROM versions JOIN texts USING (sha256) "
        "WHERE versions.id = ? AND article = ?",
        number,
        article,
    )
    return zlib.decompress(rows[0]["packed"]).decode() if rows else None


def part_of_version(store: Store, number: int) -> str:
    """Return which part of a report version *number* is of, empty for an article itself."""
    rows = store.rows("SELECT part FROM versions WHERE id = ?", number)
    return str(rows[0]["part"]) if rows else ""


def text_of_revision(store: Store, revision: str) -> str | None:
    """Return the text with that *revision*, None where it was never kept."""
    rows = store.rows("SELECT packed FROM texts WHERE sha256 = ?", revision)
    return zlib.decompress(rows[0]["packed"]).decode() if rows else None


def text_at(store: Store, article: str, moment_then: dt.datetime, part: str = "") -> str | None:
    """Return the text that the file of *article* had at a moment, None where nobody knows it."""
    rows = store.rows(
        "SELECT packed FROM versions JOIN texts USING (sha256) WHERE article = ? AND part = ? "
        "AND at <= ? AND origin NOT IN (?, ?) ORDER BY id DESC LIMIT 1",
        article,
        part,
        moment(moment_then),
        Origin.CLASHED,
        Origin.PENDING,
    )
    return zlib.decompress(rows[0]["packed"]).decode() if rows else None


def _version_of(row: sqlite3.Row) -> Version:
    given = {"who": row["who"] or "", "origin": Origin(row["origin"]), "revision": row["sha256"]}
    return record(Version, row, **given)
