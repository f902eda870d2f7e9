"""Requests for approval, and what was answered; the approval itself is the ledger's."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from pressverk.studio.store.database import Store, moment, read_moment, record
from pressverk.studio.store.people import Person


class Answer(StrEnum):
    """What became of a request."""

    APPROVED = "approved"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Somebody has asked for an approval; *answer* is empty until there is one."""

    article: str
    asked_by: str
    asked: dt.datetime
    note: str
    answered_by: str
    answered: dt.datetime | None
    answer: str
    answer_note: str


def ask(store: Store, article: str, person: Person, note: str) -> None:
    """Keep that *person* asks for an approval of *article*; a request that is open is renewed."""
    with store.changes() as changes:
        changes.execute("DELETE FROM requests WHERE article = ? AND answered IS NULL", (article,))
        changes.execute(
            "INSERT INTO requests (article, asked_by, asked, note) VALUES (?, ?, ?, ?)",
            (article, person.id, moment(), note),
        )


def answer(store: Store, article: str, person: Person, what: Answer, note: str = "") -> None:
    """Keep what *person* answers to the request that is open; to none, where they answer unasked.

    Who sends something back unasked leaves a note of it all the same.
    """
    with store.changes() as changes:
        found = changes.execute(
            "UPDATE requests SET answered_by = ?, answered = ?, answer = ?, answer_note = ? "
            "WHERE article = ? AND answered IS NULL",
            (person.id, moment(), what, note, article),
        )
        if not found.rowcount and what is Answer.RETURNED:
            changes.execute(
                "INSERT INTO requests (article, asked_by, asked, note, answered_by, answered, "
                "answer, answer_note) VALUES (?1, ?2, ?3, '', ?2, ?3, ?4, ?5)",
                (article, person.id, moment(), what, note),
            )


def open_requests(store: Store) -> frozenset[str]:
    """Return the articles whose latest request nobody has answered."""
    rows = store.rows(
        "SELECT article FROM requests WHERE answered IS NULL "
        "AND id IN (SELECT max(id) FROM requests GROUP BY article)"
    )
    return frozenset(row["article"] for row in rows)


def last_request(store: Store, article: str) -> Request | None:
    """Return the latest request about *article*, None where there never was one."""
    rows = store.rows(
        "SELECT requests.*, asking.name AS asker, answering.name AS answerer FROM requests "
        "JOIN people AS asking ON asking.id = asked_by "
        "LEFT JOIN people AS answering ON answering.id = answered_by "
        "WHERE article = ? ORDER BY requests.id DESC LIMIT 1",
        article,
    )
    if not rows:
        return None
    [row] = rows
    given = {
        "asked_by": row["asker"],
        "asked": read_moment(row["asked"]),
        "answered_by": row["answerer"] or "",
        "answered": read_moment(row["answered"]) if row["answered"] else None,
    }
    return record(Request, row, **given)
