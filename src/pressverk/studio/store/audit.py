"""The audit log: who did what, when. It names articles and logins, never texts or secrets."""

import datetime as dt
from dataclasses import dataclass

from pressverk.studio.store.database import Store, moment, record
from pressverk.studio.store.people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing that somebody did; *subject* is the article or other thing it was done to."""

    at: dt.datetime
    who: str
    act: str
    subject: str
    detail: str


def note(
    store: Store, person: Person | None, act: str, subject: str = "", detail: str = ""
) -> None:
    """Write down that *person*, or somebody unknown, did *act*, a kebab-case name.

    Raises:
        StoreError: when the store can't be written: what can't be logged isn't done.
    """
    with store.changes() as changes:
        changes.execute(
            "INSERT INTO audit (at, person, who, act, subject, detail) VALUES (?, ?, ?, ?, ?, ?)",
            (
                moment(),
                person.id if person else None,
                person.login if person else "",
                act,
                subject,
                detail,
            ),
        )


def note_first(store: Store, person: Person, act: str, subject: str) -> None:
    """Write down that *person* did *act*, unless they did so within the last hour.

    Raises:
        StoreError: as above.
    """
    since = moment(dt.datetime.now(dt.UTC) - dt.timedelta(hours=1))
    query = "SELECT 1 FROM audit WHERE at > ? AND person = ? AND act = ? AND subject = ?"
    if not store.rows(query, since, person.id, act, subject):
        note(store, person, act, subject)


def acts(store: Store, *, subject: str | None = None, most: int = 500) -> list[Act]:
    """Return the latest acts, the newest first; those on *subject* where it is given."""
    rows = store.rows(
        "SELECT * FROM audit WHERE ?1 IS NULL OR subject = ?1 ORDER BY id DESC LIMIT ?2",
        subject,
        most,
    )
    return [record(Act, row) for row in rows]
