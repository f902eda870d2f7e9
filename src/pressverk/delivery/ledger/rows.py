"""What the ledger knows, as it is read from its tables."""

import datetime as dt
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pressverk.delivery.ledger.states import State
from pressverk.delivery.ledger.store import Word, read


class Kind(Word):
    """Why an edition is sent."""

    RELEASE = "release"
    CORRECTION = "correction"  # to those who got the faulty edition
    FOLLOW_UP = "follow-up"  # to those who got the edition it follows


class CampaignState(Word):
    """Whether a campaign's deliveries may be taken."""

    OPEN = "open"
    PAUSED = "paused"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A campaign to be: which edition goes to which list, from when until when.

    Nobody gets two deliveries of one *edition_sha256*. *corrects* is that of the edition whose
    readers are written to, for corrections and follow-ups; *correction* says what was wrong. After
    *deadline* nothing is tried any more.
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
    """An edition on its way to a list. *counts* has the states that there are any of.

    *fingerprint* is what an approval is bound to: that of the edition, the texts of the mail and
    all addresses. *reason* is why it is paused, as ``reasons.kept``.
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
    """One edition to one recipient, and what last became of it.

    *edition_sha256* is that of the PDF, *sha256* that of the whole message. *phase*, *code* and
    *reply* are what the server last said, and when.
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
    """Something that happened to a delivery, and what state it led to."""

    at: dt.datetime
    event: str
    state: State
    phase: str
    code: int | None
    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """An approval that once was given, by whom, when, and what was *seen* then."""

    by: str
    at: dt.datetime
    seen: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to send one delivery, as long as nobody else has taken it over.

    *token* fences: what is reported under an older one is refused. *head* and the body, which is
    kept under *body_sha256*, are the message, whose hash is *sha256*. *address* is *recipient*,
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
    """Nothing may be taken before *until*, for the sake of pace."""

    until: dt.datetime


def delivery_of(row: sqlite3.Row) -> Delivery:
    """Return the delivery that *row* of the table is."""
    return Delivery(
        id=row["id"],
        campaign=row["campaign_id"],
        recipient=row["recipient"],
        message_id=row["message_id"],
        edition_sha256=row["edition_sha256"],
        sha256=row["sha256"],
        state=State(row["state"]),
        changed=read(row["changed"]),
        next_try=read(row["next_try"]),
        tries=row["tries"],
        phase=row["phase"],
        code=row["code"],
        reply=row["reply"],
    )


def step_of(row: sqlite3.Row) -> Step:
    """Return the step that *row* of the table is."""
    return Step(
        at=read(row["at"]),
        event=row["event"],
        state=State(row["state"]),
        phase=row["phase"],
        code=row["code"],
        reply=row["reply"],
    )
