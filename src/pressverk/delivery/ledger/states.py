"""The states of a delivery and all transitions between them.

queued -> claimed -> data_started -> accepted | deferred | failed | uncertain | cancelled

The state of a delivery is only its last step: whether a text was begun, and whether one may have
arrived, depends on all steps. Resending an uncertain delivery, and then cancelling it, doesn't undo
the first attempt.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pressverk.delivery.ledger.values import Word


class State(Word):
    """The state of a delivery; each holds even after a loss of power at any moment."""

    QUEUED = "queued"  # nothing has been sent, or the last attempt had no effect
    CLAIMED = "claimed"  # a sender has it, the server has none of its text
    DATA_STARTED = "data_started"  # the server may have it
    ACCEPTED = "accepted"  # the server said so
    DEFERRED = "deferred"  # the server gave a temporary error
    FAILED = "failed"  # the server refused it for good, or its deadline passed
    UNCERTAIN = "uncertain"  # the reply was lost; a person decides
    CANCELLED = "cancelled"  # a person cancelled it


class Event(StrEnum):
    """What can happen to a delivery."""

    CLAIM = "claim"
    START = "start"
    ACCEPT = "accept"
    DEFER = "defer"
    FAIL = "fail"
    LOSE = "lose"
    RELEASE = "release"
    RECOVER = "recover"
    ABANDON = "abandon"
    EXPIRE = "expire"
    DOUBT = "doubt"
    CANCEL = "cancel"
    REVIVE = "revive"
    RESEND = "resend"
    SETTLE = "settle"
    BOUNCE = "bounce"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """The states an event leads from and to; *fenced* ones only for the claim's holder."""

    sources: frozenset[State]
    target: State
    fenced: bool = False


def _step(*sources: State, to: State, fenced: bool = False) -> Transition:
    return Transition(sources=frozenset(sources), target=to, fenced=fenced)


# A reply that comes after its sender was considered dead is still true, so UNCERTAIN is among the
# sources of server replies. Once another sender has the claim, the token differs.
TRANSITIONS: Mapping[Event, Transition] = {
    Event.CLAIM: _step(State.QUEUED, State.DEFERRED, to=State.CLAIMED),
    Event.START: _step(State.CLAIMED, to=State.DATA_STARTED, fenced=True),
    Event.ACCEPT: _step(State.DATA_STARTED, State.UNCERTAIN, to=State.ACCEPTED, fenced=True),
    Event.DEFER: _step(
        State.CLAIMED, State.DATA_STARTED, State.UNCERTAIN, to=State.DEFERRED, fenced=True
    ),
    Event.FAIL: _step(
        State.CLAIMED, State.DATA_STARTED, State.UNCERTAIN, to=State.FAILED, fenced=True
    ),
    Event.LOSE: _step(State.DATA_STARTED, State.UNCERTAIN, to=State.UNCERTAIN, fenced=True),
    Event.RELEASE: _step(State.CLAIMED, to=State.QUEUED, fenced=True),
    # A sender died: what it had only claimed is free, what it had begun is not.
    Event.RECOVER: _step(State.CLAIMED, to=State.QUEUED),
    Event.ABANDON: _step(State.DATA_STARTED, to=State.UNCERTAIN),
    Event.EXPIRE: _step(State.QUEUED, State.DEFERRED, to=State.FAILED),
    # Given up after resending: an earlier copy may have arrived.
    Event.DOUBT: _step(State.FAILED, State.CANCELLED, to=State.UNCERTAIN),
    # Decisions of people.
    Event.CANCEL: _step(State.QUEUED, State.DEFERRED, State.CLAIMED, to=State.CANCELLED),
    Event.REVIVE: _step(State.CANCELLED, State.FAILED, to=State.QUEUED),
    Event.RESEND: _step(State.UNCERTAIN, State.FAILED, to=State.QUEUED),
    Event.SETTLE: _step(State.UNCERTAIN, to=State.ACCEPTED),
    # Delivery reports (RFC 3464).
    Event.BOUNCE: _step(State.ACCEPTED, State.UNCERTAIN, State.FAILED, to=State.FAILED),
    Event.CONFIRM: _step(State.ACCEPTED, State.UNCERTAIN, to=State.ACCEPTED),
}

ENDS = frozenset({State.ACCEPTED, State.FAILED, State.CANCELLED})
IN_HAND = frozenset({State.CLAIMED, State.DATA_STARTED})
WAITING = frozenset({State.QUEUED, State.DEFERRED})


def after(event: Event, state: State) -> State | None:
    """Return the state that *event* leads to from *state*, None if it isn't allowed.

    >>> after(Event.START, State.CLAIMED)
    <State.DATA_STARTED: 'data_started'>
    >>> after(Event.CLAIM, State.UNCERTAIN)
    """
    transition = TRANSITIONS[event]
    return transition.target if state in transition.sources else None


# Conditions on a row of ``deliveries``. All steps of one attempt have the same token.
HAS_BEGUN = "EXISTS (SELECT 1 FROM steps WHERE delivery_id = deliveries.id AND event = 'start')"
_COPIES = """(
    SELECT count(*) FROM steps AS begun
    WHERE begun.delivery_id = deliveries.id AND begun.event = 'start' AND NOT EXISTS (
        SELECT 1 FROM steps AS refusal
        WHERE refusal.delivery_id = begun.delivery_id AND refusal.token = begun.token
        AND refusal.event IN ('defer', 'fail')
    )
)"""
# A report of non-delivery concerns one copy only.
_RETURNED = "EXISTS (SELECT 1 FROM steps WHERE delivery_id = deliveries.id AND event = 'bounce')"
MAY_HAVE_ARRIVED = f"{_COPIES} > {_RETURNED}"


def may_have_arrived(changes: sqlite3.Connection, delivery: int) -> bool:
    """Return whether a server accepted a text of *delivery*, or may have."""
    query = f"SELECT 1 FROM deliveries WHERE id = ? AND {MAY_HAVE_ARRIVED}"  # noqa: S608 - as above
    return changes.execute(query, (delivery,)).fetchone() is not None
