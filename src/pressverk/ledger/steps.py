"""The one way to change a delivery: check where it is and who asks, then write it all down."""

import datetime as dt
import sqlite3
from dataclasses import dataclass

from pressverk.ledger.rows import CampaignState
from pressverk.ledger.states import IN_HAND, TRANSITIONS, WAITING, Event, State, after
from pressverk.ledger.store import written


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the server said, and to what."""

    phase: str = ""
    code: int | None = None
    text: str = ""


NOTHING_SAID = Reply()
PEOPLES_WISH = frozenset({Event.RESEND, Event.REVIVE})


def take_step(
    changes: sqlite3.Connection,
    delivery: int,
    event: Event,
    *,
    now: dt.datetime,
    token: int | None = None,
    reply: Reply = NOTHING_SAID,
    next_try: dt.datetime | None = None,
) -> bool:
    """Let *event* happen to *delivery*, and tell whether it could.

    It can't from a state that it doesn't lead from, nor, when it is fenced, under a *token* that
    isn't the latest. What would wait in a cancelled campaign is cancelled.
    """
    row = changes.execute(
        "SELECT deliveries.state, token, campaigns.state FROM deliveries "
        "JOIN campaigns ON campaigns.id = campaign_id WHERE deliveries.id = ?",
        (delivery,),
    ).fetchone()
    state = State(row[0])
    target = after(event, state)
    if target is None or (TRANSITIONS[event].fenced and token != row[1]):
        return False
    if row[2] == CampaignState.CANCELLED and target in WAITING and event not in PEOPLES_WISH:
        target = State.CANCELLED
    at = written(now)
    if state is State.CLAIMED:
        _depart(changes, delivery, row[1], at)
    changes.execute(
        "UPDATE deliveries SET state = ?, changed = ?, next_try = ?, phase = ?, code = ?, "
        "reply = ? WHERE id = ?",
        (target, at, written(next_try or now), reply.phase, reply.code, reply.text, delivery),
    )
    if target not in IN_HAND:
        changes.execute(
            "UPDATE deliveries SET worker = NULL, lease = NULL WHERE id = ?", (delivery,)
        )
    changes.execute(
        "INSERT INTO steps (delivery_id, token, at, event, state, phase, code, reply) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (delivery, row[1], at, event, target, reply.phase, reply.code, reply.text),
    )
    return True


def _depart(changes: sqlite3.Connection, delivery: int, token: int, at: str) -> None:
    """Give the try's departure its moment; while it was only claimed it could be any."""
    changes.execute(
        "UPDATE departures SET at = ? WHERE delivery_id = ? AND token = ?", (at, delivery, token)
    )
