"""People as the studio knows them, by their logins."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from pressverk.studio.roles import Role
from pressverk.studio.store.database import Store, moment, record

LOCAL = "local"  # who issues the names of this machine's users


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who has logged in, and what they may do; *language* is what they chose, or empty.

    *seen* is when their provider last said who they are, as the store keeps it.
    """

    id: int
    issuer: str
    subject: str
    name: str
    email: str
    roles: frozenset[Role]
    seen: str
    language: str = ""

    @property
    def login(self) -> str:
        """What the ledger and the audit log call them: an address where the provider gives one."""
        return self.email or self.subject

    def may(self, role: Role) -> bool:
        """Return whether they have *role*."""
        return role in self.roles


def remember_person(
    store: Store, *, issuer: str, subject: str, name: str, email: str, roles: Iterable[Role]
) -> Person:
    """Keep who has logged in, with the roles they have now, and return them."""
    with store.changes() as changes:
        changes.execute(
            "INSERT INTO people (issuer, subject, name, email, roles, seen) "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (issuer, subject) DO UPDATE "
            "SET name = ?3, email = ?4, roles = ?5, seen = ?6",
            (issuer, subject, name, email, " ".join(sorted(roles)), moment()),
        )
    [row] = store.rows("SELECT * FROM people WHERE issuer = ? AND subject = ?", issuer, subject)
    return person_of(row)


def person_of(row: sqlite3.Row) -> Person:
    """Return the person that *row* of the table is."""
    return record(Person, row, roles=frozenset(map(Role, row["roles"].split())))


def all_people(store: Store) -> list[Person]:
    """Return everybody who has ever logged in, by name."""
    return [person_of(row) for row in store.rows("SELECT * FROM people ORDER BY name, id")]


def choose_language(store: Store, person: Person, language: str) -> None:
    """Keep the language that *person* reads messages in."""
    with store.changes() as changes:
        changes.execute("UPDATE people SET language = ? WHERE id = ?", (language, person.id))
