"""Types of what the ledger stores, read from its tables."""

import datetime as dt
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pressverk.delivery.ledger.states import State
from pressverk.delivery.ledger.values import Word, parse_time


class Kind(Word):
    """Why an edition is sent."""

    RELEASE = "release"
    CORRECTION = "correction"  # to those who got the faulty edition
    FOLLOW_UP = "follow-up"  # to those who got the edition it follows


class CampaignState(Word):
    """Whether a campaign's deliveries may be claimed."""

    OPEN = "open"
    PAUSED = "paused"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A planned campaign: an edition, a list, a send time and a deadline.

    Nobody gets two deliveries of one *edition_sha256*. For corrections and follow-ups, *corrects*
    is the SHA-256 of the edition whose readers get it; *correction* says what was wrong. After
    *deadline* nothing is sent.
    """

    kind: Kind
    slug: str
    list_name: str
    edition_sha256: str
    not_before: dt.datetime
    deadline: dt.datetime
    created_by: str
    corrects: str | None = None
    correction: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A campaign. *counts* has the number of deliveries by state, without zeros.

    *An approval is bound to *fingerprint*: of the edition, the messages and all addresses. *reason*
    is why it is paused, in the format of ``reasons.kept``.
    """

    id: int
    kind: Kind
    slug: str
    list_name: str
    edition_sha256: str
    created: dt.datetime
    created_by: str
    not_before: dt.datetime
    deadline: dt.datetime
    state: CampaignState
    reason: str
    counts: Mapping[State, int]
    fingerprint: str
    approved_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A campaign in a list of many: quick to read, for no message is looked at.

    *changed* is when something last happened to one of its deliveries.
    """

    id: int
    kind: Kind
    slug: str
    list_name: str
    state: CampaignState
    not_before: dt.datetime
    changed: dt.datetime
    counts: Mapping[State, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One edition to one recipient, and its current state.

    *edition_sha256* is that of the PDF, *sha256* that of the whole message. *phase*, *code* and
    *reply* are the server's last reply.
    """

    id: int
    campaign: int
    recipient: str
    message_id: str
    edition_sha256: str
    sha256: str
    state: State
    changed: dt.datetime
    next_try: dt.datetime
    tries: int
    phase: str
    code: int | None
    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An event of a delivery, and the state it led to."""

    at: dt.datetime
    event: str
    state: State
    phase: str
    code: int | None
    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """An earlier approval: by whom, when, and what was *seen*."""

    by: str
    at: dt.datetime
    seen: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to send one delivery, until another sender takes it over.

    *token* is a fencing token: reports with an older one are refused. *head* and the body stored
    under *body_sha256* are the message, whose hash is *sha256*. *address* is *recipient*,
    normalised.
    """

    delivery: int
    token: int
    tries: int
    recipient: str
    address: str
    head: bytes
    body_sha256: str
    sha256: str
    needs_smtputf8: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Nothing may be claimed before *until*, because of the rate limit."""

    until: dt.datetime


def delivery_of(row: sqlite3.Row) -> Delivery:
    """Return the delivery in *row*."""
    return Delivery(
        id=row["id"],
        campaign=row["campaign_id"],
        recipient=row["recipient"],
        message_id=row["message_id"],
        edition_sha256=row["edition_sha256"],
        sha256=row["sha256"],
        state=State(row["state"]),
        changed=parse_time(row["changed"]),
        next_try=parse_time(row["next_try"]),
        tries=row["tries"],
        phase=row["phase"],
        code=row["code"],
        reply=row["reply"],
    )


def step_of(row: sqlite3.Row) -> Step:
    """Return the step in *row*."""
    return Step(
        at=parse_time(row["at"]),
        event=row["event"],
        state=State(row["state"]),
        phase=row["phase"],
        code=row["code"],
        reply=row["reply"],
    )
