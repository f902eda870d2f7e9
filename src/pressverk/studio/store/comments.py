"""Comments on an article, each at a place in its text or on all of it."""

import datetime as dt
from dataclasses import dataclass

from pressverk.studio.store.database import Store, moment, read_moment
from pressverk.studio.store.people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What *who* said of an article: of what it then said in *quoted*, where that isn't empty."""

    id: int
    article: str
    line: int | None
    quoted: str
    text: str
    who: str
    at: dt.datetime
    is_resolved: bool


def add_comment(
    store: Store, article: str, person: Person, text: str, *, quoted: str = "", line: int | None
) -> None:
    """Keep a comment of *person* on *article*.

    Raises:
        StoreError: when the store can't be written.
    """
    with store.changes() as changes:
        changes.execute(
            "INSERT INTO comments (article, line, quoted, text, person, at) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (article, line, quoted, text, person.id, moment()),
        )


def resolve_comment(store: Store, article: str, number: int) -> None:
    """Note that comment *number* of *article* is dealt with."""
    with store.changes() as changes:
        changes.execute(
            "UPDATE comments SET resolved = ? WHERE id = ? AND article = ? AND resolved IS NULL",
            (moment(), number, article),
        )


def comments(store: Store, article: str) -> list[Comment]:
    """Return the comments on *article*, the open ones first, else the oldest first."""
    rows = store.rows(
        "SELECT comments.*, people.name AS who FROM comments JOIN people ON people.id = person "
        "WHERE article = ? ORDER BY resolved IS NOT NULL, comments.id",
        article,
    )
    return [
        Comment(
            id=row["id"],
            article=row["article"],
            line=row["line"],
            quoted=row["quoted"],
            text=row["text"],
            who=row["who"],
            at=read_moment(row["at"]),
            is_resolved=row["resolved"] is not None,
        )
        for row in rows
    ]
