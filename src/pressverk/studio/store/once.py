"""What is done once, however often its button is pressed: each form has a token of its own."""

import datetime as dt
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from pressverk.studio.store.database import Store, moment

PREFIX = "once:"
KEPT = dt.timedelta(days=30)  # no form is open that long
LONGEST = 64


def new_token() -> str:
    """Return a token for a form."""
    return secrets.token_urlsafe(16)


@contextmanager
def once(store: Store, token: str) -> Iterator[bool]:
    """Tell whether *token* wasn't used before; it is used up unless what is done within fails.

    No token, or a strange one, is as good as a used one.
    """
    name, now = PREFIX + token, dt.datetime.now(dt.UTC)
    is_new = False
    if 0 < len(token) <= LONGEST:
        with store.changes() as changes:
            changes.execute(
                "DELETE FROM notes WHERE name GLOB ? AND value < ?",
                (f"{PREFIX}*", moment(now - KEPT)),
            )
            added = changes.execute(
                "INSERT OR IGNORE INTO notes VALUES (?, ?)", (name, moment(now))
            )
            is_new = added.rowcount == 1
    try:
        yield is_new
    except BaseException:
        if is_new:
            with store.changes() as changes:
                changes.execute("DELETE FROM notes WHERE name = ?", (name,))
        raise
