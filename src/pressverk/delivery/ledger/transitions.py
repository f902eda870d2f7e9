"""The only way to change a delivery: check its state and the token, then record the step."""

import datetime as dt
import sqlite3
from dataclasses import dataclass

from pressverk.delivery.ledger.rows import CampaignState
from pressverk.delivery.ledger.states import (
    IN_HAND,
    TRANSITIONS,
    WAITING,
    Event,
    State,
    after,
    may_have_arrived,
)
from pressverk.delivery.ledger.values import format_time, parse_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The server's reply, and the phase it is in."""

    phase: str = ""
    code: int | None = None
    text: str = ""


NOTHING_SAID = Reply()
# Phases of steps without a reply of a server.
DEADLINE = "deadline"
EARLIER_COPY = "earlier-copy"  # may have arrived


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
    """Apply *event* to *delivery*; return whether it was possible.

    It isn't possible from a state that has no such transition or, if fenced, with a *token* that
    isn't the latest. In a cancelled campaign, a delivery that would wait is cancelled. A delivery
    that is given up, but may have arrived by an earlier attempt, is uncertain.
    """
    row = changes.execute(
        "SELECT deliveries.state, token, campaigns.state FROM deliveries "
        "JOIN campaigns ON campaigns.id = campaign_id WHERE deliveries.id = ?",
        (delivery,),
    ).fetchone()
    if row is None:  # removed since it was claimed
        return False
    state = State(row[0])
    target = after(event, state)
    if target is None or (TRANSITIONS[event].fenced and token != row[1]):
        return False
    if CampaignState(row[2]) is CampaignState.CANCELLED and target in WAITING:
        target = State.CANCELLED
    at, said = format_time(now), (reply.phase, reply.code, reply.text)
    if state is State.CLAIMED:
        _depart(changes, delivery, row[1], at)
    _set_state(changes, delivery, target, (at, format_time(next_try or now), *said))
    changes.execute(
        "INSERT INTO steps (delivery_id, token, at, event, state, phase, code, reply) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (delivery, row[1], at, event, target, *said),
    )
    is_given_up = event is Event.EXPIRE or target is State.CANCELLED
    if is_given_up and may_have_arrived(changes, delivery):
        earlier = Reply(phase=EARLIER_COPY)
        take_step(changes, delivery, Event.DOUBT, now=now, reply=earlier)
    return True


def _set_state(
    changes: sqlite3.Connection, delivery: int, target: State, values: tuple[object, ...]
) -> None:
    """Write the state of *delivery*; one that nobody works on any more has no claim."""
    changes.execute(
        "UPDATE deliveries SET state = ?, changed = ?, next_try = ?, phase = ?, code = ?, "
        "reply = ? WHERE id = ?",
        (target, *values, delivery),
    )
    if target not in IN_HAND:
        changes.execute(
            "UPDATE deliveries SET worker = NULL, lease = NULL WHERE id = ?", (delivery,)
        )


def take_steps(
    changes: sqlite3.Connection, event: Event, now: dt.datetime, where: str, *values: object
) -> int:
    """Apply *event* to all deliveries *where* it is possible, and return how many."""
    query = f"SELECT id FROM deliveries WHERE {where}"  # noqa: S608 - a condition of ours
    found = changes.execute(query, values).fetchall()
    return sum(take_step(changes, row["id"], event, now=now) for row in found)


def expire(changes: sqlite3.Connection, campaign: int, *, now: dt.datetime) -> None:
    """Give up the waiting deliveries of *campaign* if its deadline has passed."""
    late = changes.execute(
        "SELECT deliveries.id, deadline FROM deliveries "
        "JOIN campaigns ON campaigns.id = campaign_id "
        "WHERE campaign_id = ? AND deliveries.state IN ('queued', 'deferred')",
        (campaign,),
    ).fetchall()
    too_late = Reply(phase=DEADLINE)
    for row in late:
        if parse_time(row["deadline"]) <= now:
            take_step(changes, row["id"], Event.EXPIRE, now=now, reply=too_late)


def _depart(changes: sqlite3.Connection, delivery: int, token: int, at: str) -> None:
    """Set the time of the attempt's departure, which is unknown while it is only claimed."""
    changes.execute(
        "UPDATE departures SET at = ? WHERE delivery_id = ? AND token = ?", (at, delivery, token)
    )
