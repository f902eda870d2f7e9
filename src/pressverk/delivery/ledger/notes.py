"""Values that the ledger keeps for the newsroom: its secret, and when its timer last ran."""

import datetime as dt
import secrets

from pressverk.delivery.ledger.store import Ledger
from pressverk.delivery.ledger.values import format_time, parse_time

MESSAGE_KEY = "message-key"
TIMER_RUN = "timer-run"
KEY_SIZE = 32  # octets, as many as the output of the hash it is used with (RFC 2104, 3)


def message_key(ledger: Ledger) -> bytes:
    """Return the secret that Message-IDs are made with, so that nobody else can guess one.

    Raises:
        LedgerError: if the ledger can't be written.
    """
    with ledger.changes() as changes:
        changes.execute(
            "INSERT OR IGNORE INTO notes (name, value) VALUES (?, ?)",
            (MESSAGE_KEY, secrets.token_hex(KEY_SIZE)),
        )
    return bytes.fromhex(_value(ledger, MESSAGE_KEY) or "")


def note_timer_run(ledger: Ledger, now: dt.datetime) -> None:
    """Record that a timer looked for due deliveries at *now*.

    Raises:
        LedgerError: if the ledger can't be written.
    """
    with ledger.changes(waiting=False) as changes:
        changes.execute(
            "INSERT OR REPLACE INTO notes (name, value) VALUES (?, ?)",
            (TIMER_RUN, format_time(now)),
        )


def last_timer_run(ledger: Ledger) -> dt.datetime | None:
    """Return when a timer last looked for due deliveries, None if it never did."""
    value = _value(ledger, TIMER_RUN)
    return parse_time(value) if value else None


def _value(ledger: Ledger, name: str) -> str | None:
    rows = ledger.rows("SELECT value FROM notes WHERE name = ?", name)
    return str(rows[0]["value"]) if rows else None
