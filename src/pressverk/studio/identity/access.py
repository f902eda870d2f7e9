"""Who may see an article: everybody, or those who are named where it is confidential."""

from collections.abc import Iterable

from pressverk.studio.store.database import Store
from pressverk.studio.store.people import Person


def may_see(store: Store, person: Person, article: str) -> bool:
    """Return whether *person* may see *article*, whatever their roles."""
    named = readers_of(store, article)
    return not named or person.login in named


def readers_of(store: Store, article: str) -> frozenset[str]:
    """Return the logins that *article* is open to; none where it is open to all."""
    rows = store.rows("SELECT login FROM confidential WHERE article = ?", article)
    return frozenset(row["login"] for row in rows)


def confidential(store: Store) -> frozenset[str]:
    """Return the articles that aren't open to all."""
    return frozenset(row["article"] for row in store.rows("SELECT article FROM confidential"))


def hidden_from(store: Store, person: Person) -> frozenset[str]:
    """Return the confidential articles that *person* may not see."""
    rows = store.rows(
        "SELECT DISTINCT article FROM confidential WHERE article NOT IN "
        "(SELECT article FROM confidential WHERE login = ?)",
        person.login,
    )
    return frozenset(row["article"] for row in rows)


def open_to(store: Store, article: str, logins: Iterable[str]) -> None:
    """Let only *logins* see *article*; everybody, where there are none."""
    with store.changes() as changes:
        changes.execute("DELETE FROM confidential WHERE article = ?", (article,))
        changes.executemany(
            "INSERT INTO confidential VALUES (?, ?)", [(article, login) for login in set(logins)]
        )
