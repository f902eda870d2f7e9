"""What may become of a delivery: every step there is, and nothing else.

queued -> claimed -> data_started -> accepted | deferred | failed | uncertain | cancelled

A delivery's state is only its last step: whether a text began to leave, and whether one may have
arrived, is told by all of them. Who resends what is uncertain, and then calls it off, hasn't
undone the first try.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pressverk.delivery.ledger.store import Word


class State(Word):
    """Where a delivery is; what each tells is true whenever the power goes."""

    QUEUED = "queued"  # nothing has been tried, or nothing of the last try counts
    CLAIMED = "claimed"  # a sender has it, and the server none of its text
    DATA_STARTED = "data_started"  # the server may have it
    ACCEPTED = "accepted"  # the server said so
    DEFERRED = "deferred"  # the server said: later
    FAILED = "failed"  # the server said: never, or its time ran out
    UNCERTAIN = "uncertain"  # the answer was lost; a person decides
    CANCELLED = "cancelled"  # a person called it off


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
    """From which states an event leads to which; *fenced* ones only for who holds the claim."""

    sources: frozenset[State]
    target: State
    fenced: bool = False


def _step(*sources: State, to: State, fenced: bool = False) -> Transition:
    return Transition(sources=frozenset(sources), target=to, fenced=fenced)


# A reply that comes after its sender was given up for dead is still the truth: hence UNCERTAIN
# among the sources of what servers say. Once someone else has the claim, the token is another.
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
    # A sender that died: what it had only claimed is free, what it had begun is not.
    Event.RECOVER: _step(State.CLAIMED, to=State.QUEUED),
    Event.ABANDON: _step(State.DATA_STARTED, to=State.UNCERTAIN),
    Event.EXPIRE: _step(State.QUEUED, State.DEFERRED, to=State.FAILED),
    # What was resent and then given up: an earlier copy may have arrived.
    Event.DOUBT: _step(State.FAILED, State.CANCELLED, to=State.UNCERTAIN),
    # What people decide.
    Event.CANCEL: _step(State.QUEUED, State.DEFERRED, State.CLAIMED, to=State.CANCELLED),
    Event.REVIVE: _step(State.CANCELLED, State.FAILED, to=State.QUEUED),
    Event.RESEND: _step(State.UNCERTAIN, State.FAILED, to=State.QUEUED),
    Event.SETTLE: _step(State.UNCERTAIN, to=State.ACCEPTED),
    # What delivery reports say (RFC 3464).
    Event.BOUNCE: _step(State.ACCEPTED, State.UNCERTAIN, State.FAILED, to=State.FAILED),
    Event.CONFIRM: _step(State.ACCEPTED, State.UNCERTAIN, to=State.ACCEPTED),
}

ENDS = frozenset({State.ACCEPTED, State.FAILED, State.CANCELLED})
IN_HAND = frozenset({State.CLAIMED, State.DATA_STARTED})
WAITING = frozenset({State.QUEUED, State.DEFERRED})


def after(event: Event, state: State) -> State | None:
    """Return the state that *event* leads to from *state*, None where it can't happen.

    >>> after(Event.START, State.CLAIMED)
    <State.DATA_STARTED: 'data_started'>
    >>> after(Event.CLAIM, State.UNCERTAIN)
    """
    transition = TRANSITIONS[event]
    return transition.target if state in transition.sources else None


# Conditions on a row of ``deliveries``. All steps of one try have the same token.
HAS_BEGUN = "EXISTS (SELECT 1 FROM steps WHERE delivery_id = deliveries.id AND event = 'start')"
_COPIES = """(
    SELECT count(*) FROM steps AS begun
    WHERE begun.delivery_id = deliveries.id AND begun.event = 'start' AND NOT EXISTS (
        SELECT 1 FROM steps AS refusal
        WHERE refusal.delivery_id = begun.delivery_id AND refusal.token = begun.token
        AND refusal.event IN ('defer', 'fail')
    )
)"""
# A report that it couldn't be delivered is of one copy only.
_RETURNED = "EXISTS (SELECT 1 FROM steps WHERE delivery_id = deliveries.id AND event = 'bounce')"
MAY_HAVE_ARRIVED = f"{_COPIES} > {_RETURNED}"


def may_have_arrived(changes: sqlite3.Connection, delivery: int) -> bool:
    """Return whether a server took a text of *delivery*, or may have."""
    query = f"SELECT 1 FROM deliveries WHERE id = ? AND {MAY_HAVE_ARRIVED}"  # noqa: S608 - as above
    return changes.execute(query, (delivery,)).fetchone() is not None
