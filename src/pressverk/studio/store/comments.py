"""Comments on an article, each at a place in its text or on all of it."""

from dataclasses import dataclass

from pressverk.studio.store.database import Store, moment, record
from pressverk.studio.store.people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What *who* said of an article, or of its chapter *part*.

    It is about the words *quoted*, which stood on *line* of the file; about all where both are
    left out.
    """

    id: int
    part: str
    line: int | None
    quoted: str
    text: str
    who: str
    is_resolved: bool


def add_comment(
    store: Store,
    article: str,
    person: Person,
    text: str,
    *,
    part: str = "",
    quoted: str = "",
    line: int | None = None,
) -> None:
    """Keep a comment of *person* on *article*."""
    with store.changes() as changes:
        changes.execute(
            "INSERT INTO comments (article, part, line, quoted, text, person, at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (article, part, line, quoted, text, person.id, moment()),
        )


def resolve_comment(store: Store, article: str, number: int, *, is_resolved: bool = True) -> None:
    """Note that comment *number* of *article* is dealt with, or that it is open again."""
    with store.changes() as changes:
        changes.execute(
            "UPDATE comments SET resolved = ? WHERE id = ? AND article = ?",
            (moment() if is_resolved else None, number, article),
        )


def comments(store: Store, article: str) -> list[Comment]:
    """Return the comments on *article*, the open ones first, else the oldest first."""
    rows = store.rows(
        "SELECT comments.*, people.name AS who FROM comments JOIN people ON people.id = person "
        "WHERE article = ? ORDER BY resolved IS NOT NULL, comments.id",
        article,
    )
    return [record(Comment, row, is_resolved=row["resolved"] is not None) for row in rows]
