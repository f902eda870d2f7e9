"""Keys that open the studio once, and the sessions that they and logins begin.

Only hashes are kept: whoever reads the file can't come in by it.
"""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from pressverk.studio.store.database import Store, moment, read_moment
from pressverk.studio.store.people import Person, person_of

KEY_LASTS = dt.timedelta(minutes=10)
LOGIN_LASTS = dt.timedelta(minutes=15)  # for passwords and second factors at the provider
SESSION_LASTS = dt.timedelta(hours=12)  # however much it is used
IDLE = dt.timedelta(hours=4)
NOTED = dt.timedelta(minutes=1)  # how often use is written down


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody's session; *csrf* is what each of its forms must carry."""

    hash: str
    person: Person
    csrf: str


def hash_of(secret: str) -> str:
    """Return what is kept of *secret*, which is random and long."""
    return hashlib.sha256(secret.encode()).hexdigest()


def make_key(store: Store) -> str:
    """Return a new key that opens the studio once, soon."""
    key = secrets.token_urlsafe(32)
    with store.changes() as changes:
        changes.execute("DELETE FROM keys WHERE expires < ?", (moment(),))
        expires = moment(dt.datetime.now(dt.UTC) + KEY_LASTS)
        changes.execute("INSERT INTO keys VALUES (?, ?)", (hash_of(key), expires))
    return key


def use_key(store: Store, key: str) -> bool:
    """Return whether *key* opens the studio; it doesn't a second time."""
    with store.changes() as changes:
        query = "DELETE FROM keys WHERE hash = ? AND expires >= ?"
        return changes.execute(query, (hash_of(key), moment())).rowcount == 1


def begin_login(store: Store, state: str) -> str:
    """Keep the *state* of a login that goes by the provider, and return the token to ask for it."""
    token = secrets.token_urlsafe(32)
    with store.changes() as changes:
        changes.execute("DELETE FROM logins WHERE expires < ?", (moment(),))
        expires = moment(dt.datetime.now(dt.UTC) + LOGIN_LASTS)
        changes.execute("INSERT INTO logins VALUES (?, ?, ?)", (hash_of(token), expires, state))
    return token


def take_login(store: Store, token: str) -> str | None:
    """Return the state that was kept for *token*, once; None where there is none."""
    with store.changes() as changes:
        query = "DELETE FROM logins WHERE hash = ? AND expires >= ? RETURNING state"
        found = changes.execute(query, (hash_of(token), moment())).fetchall()
    return str(found[0]["state"]) if found else None


def begin_session(store: Store, person: Person, *, instead_of: str = "") -> tuple[str, Session]:
    """Begin a session of *person*, and return its token, which is kept nowhere else.

    The session whose token is *instead_of* ends: nobody goes on under a token that was there
    before the login (session fixation).
    """
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    now = moment()
    with store.changes() as changes:
        changes.execute("DELETE FROM sessions WHERE hash = ?", (hash_of(instead_of),))
        oldest = moment(dt.datetime.now(dt.UTC) - SESSION_LASTS)
        changes.execute("DELETE FROM sessions WHERE began < ?", (oldest,))
        changes.execute(
            "INSERT INTO sessions VALUES (?, ?, ?, ?, ?)",
            (hash_of(token), person.id, csrf, now, now),
        )
    return token, Session(hash=hash_of(token), person=person, csrf=csrf)


def find_session(store: Store, token: str) -> Session | None:
    """Return the session of *token*, None when it has ended."""
    rows = store.rows(
        "SELECT sessions.hash, csrf, began, sessions.seen AS used, people.* FROM sessions "
        "JOIN people ON people.id = person WHERE sessions.hash = ?",
        hash_of(token),
    )
    if not rows:
        return None
    [row] = rows
    now, used = dt.datetime.now(dt.UTC), read_moment(row["used"])
    if now - read_moment(row["began"]) > SESSION_LASTS or now - used > IDLE:
        end_session(store, row["hash"])
        return None
    if now - used > NOTED:
        with store.changes() as changes:
            changes.execute(
                "UPDATE sessions SET seen = ? WHERE hash = ?", (moment(now), row["hash"])
            )
    return Session(hash=row["hash"], person=person_of(row), csrf=row["csrf"])


def is_open(store: Store, session_hash: str) -> bool:
    """Return whether a session goes on; asking doesn't count as using it."""
    oldest = moment(dt.datetime.now(dt.UTC) - SESSION_LASTS)
    query = "SELECT 1 FROM sessions WHERE hash = ? AND began >= ?"
    return bool(store.rows(query, session_hash, oldest))


def end_sessions(store: Store, person: Person) -> None:
    """End all sessions of *person*."""
    with store.changes() as changes:
        changes.execute("DELETE FROM sessions WHERE person = ?", (person.id,))


def end_session(store: Store, session_hash: str) -> None:
    """End a session."""
    with store.changes() as changes:
        changes.execute("DELETE FROM sessions WHERE hash = ?", (session_hash,))
