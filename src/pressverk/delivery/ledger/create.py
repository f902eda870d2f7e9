"""Open a campaign: keep every message before the first is tried."""

import datetime as dt
import hashlib
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pressverk.addresses import normalise
from pressverk.delivery.ledger.queries import has_begun
from pressverk.delivery.ledger.rows import CampaignState, Plan
from pressverk.delivery.ledger.states import ENDS, HAS_BEGUN, MAY_HAVE_ARRIVED, Event, State
from pressverk.delivery.ledger.store import Ledger, written
from pressverk.delivery.ledger.transitions import DEADLINE, expire, take_step, take_steps
from pressverk.errors import DeliveryError
from pressverk.i18n import _
from pressverk.model import Finding, Message, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What came of opening a campaign: how many deliveries wait, and who had one already.

    *campaign* is None where all had one, so that none was made.
    """

    campaign: int | None
    queued: int
    known: tuple[str, ...]


def open_campaign(
    ledger: Ledger,
    plan: Plan,
    messages: Iterable[Message],
    *,
    now: dt.datetime,
    anew: bool = False,
) -> Opened:
    """Keep *messages* in the ledger as a campaign to be sent, all of them or none.

    A campaign of the same edition, list and kind goes on at the time it was planned for: who has
    no delivery of the edition yet gets one. A delivery that was cancelled, or too late, is queued
    again, with its new message if its text never began to leave, else with the bytes it had. Where
    nobody is left to send to, no campaign is made.

    Planned *anew*, one that hasn't begun has these messages alone, at the time of *plan*, and no
    approval.

    Raises:
        DeliveryError: when there is nobody to send to; when a correction or follow-up is for
            someone who didn't get the edition before, or that edition is still being sent.
        LedgerError: when the ledger can't be written.
    """
    with ledger.changes() as changes:
        readers = _readers(changes, plan) if plan.corrects else None
        before = _found(changes, plan)
        if before and anew and not has_begun(ledger, before):
            _call_off(changes, before, plan, now)
        if before:
            _take_up(changes, before, plan, now)
        campaign = before or _make(changes, plan, now)
        queued, known = 0, []
        for message in messages:
            _refuse_strangers(message.recipient, readers, plan)
            if _enlist(changes, campaign, plan, message, now):
                queued += 1
            else:
                known.append(message.recipient)
        if not queued and not known:
            raise _refusal(plan, _("there is nobody to send to; check the list"), "nobody")
        if queued:  # whoever adds recipients can't be the one who approves them
            changes.execute(
                "UPDATE campaigns SET created_by = ? WHERE id = ?", (plan.created_by, campaign)
            )
        elif not before:
            changes.execute("DELETE FROM campaigns WHERE id = ?", (campaign,))
    ledger.checkpoint()  # before anything leaves, so that a copy of the file knows of it
    return Opened(campaign=campaign if queued else before, queued=queued, known=tuple(known))


def _readers(changes: sqlite3.Connection, plan: Plan) -> frozenset[str]:
    rows = changes.execute(
        f"SELECT address, state, {MAY_HAVE_ARRIVED} AS is_reader "  # noqa: S608 - ours
        "FROM deliveries WHERE edition_sha256 = ?",
        (plan.corrects,),
    ).fetchall()
    if not all(State(row["state"]) in ENDS | {State.UNCERTAIN} for row in rows):
        message = _("the edition before is still being sent; cancel it, or wait for it")
        raise _refusal(plan, message, "still-sending")
    return frozenset(row["address"] for row in rows if row["is_reader"])


def _refuse_strangers(address: str, readers: frozenset[str] | None, plan: Plan) -> None:
    """Refuse to write of an edition that was faulty to who isn't among its *readers*."""
    if readers is not None and normalise(address) not in readers:
        message = _("{address!r} didn't get the edition before; leave it out", address=address)
        raise _refusal(plan, message, "not-a-reader")


def _found(changes: sqlite3.Connection, plan: Plan) -> int | None:
    """Return the campaign of the same edition, list and kind."""
    found = changes.execute(
        "SELECT id FROM campaigns WHERE edition_sha256 = ? AND list_name = ? AND kind = ?",
        (plan.edition_sha256, plan.list_name, plan.kind),
    ).fetchone()
    return int(found["id"]) if found else None


def _call_off(changes: sqlite3.Connection, campaign: int, plan: Plan, now: dt.datetime) -> None:
    """Call off all that the campaign would send, and all approvals, and give it another time."""
    changes.execute("DELETE FROM approvals WHERE campaign_id = ?", (campaign,))
    changes.execute(
        "UPDATE campaigns SET not_before = ?, deadline = ?, correction = ? WHERE id = ?",
        (written(plan.not_before), written(plan.deadline), plan.correction, campaign),
    )
    take_steps(changes, Event.CANCEL, now, "campaign_id = ?", campaign)


def _take_up(changes: sqlite3.Connection, campaign: int, plan: Plan, now: dt.datetime) -> None:
    """Let a campaign go on, without what waited in vain."""
    expire(changes, campaign, now=now)
    changes.execute(
        "UPDATE campaigns SET state = iif(state = 'cancelled', 'open', state), "
        "deadline = max(deadline, ?) WHERE id = ?",
        (written(plan.deadline), campaign),
    )


def _make(changes: sqlite3.Connection, plan: Plan, now: dt.datetime) -> int:
    made = changes.execute(
        "INSERT INTO campaigns (edition_sha256, list_name, kind, slug, corrects_sha256, created, "
        "created_by, not_before, deadline, state, correction) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            plan.edition_sha256,
            plan.list_name,
            plan.kind,
            plan.slug,
            plan.corrects,
            written(now),
            plan.created_by,
            written(plan.not_before),
            written(plan.deadline),
            CampaignState.OPEN,
            plan.correction,
        ),
    )
    return int(made.lastrowid or 0)


def _enlist(
    changes: sqlite3.Connection, campaign: int, plan: Plan, message: Message, now: dt.datetime
) -> bool:
    """Queue *message* unless its recipient has a delivery of the edition, and tell whether."""
    found = changes.execute(
        f"SELECT id, state, phase, {HAS_BEGUN} AS has_begun "  # noqa: S608 - a condition of ours
        "FROM deliveries WHERE edition_sha256 = ? AND address = ?",
        (plan.edition_sha256, normalise(message.recipient)),
    ).fetchone()
    if found is None:
        _insert(changes, campaign, plan, message, now=now)
        return True
    state = State(found["state"])
    is_too_late = state is State.FAILED and found["phase"] == DEADLINE
    if state is not State.CANCELLED and not is_too_late:
        return False
    changes.execute("UPDATE deliveries SET campaign_id = ? WHERE id = ?", (campaign, found["id"]))
    if not found["has_begun"]:
        _replace(changes, found["id"], message)
    return take_step(changes, found["id"], Event.REVIVE, now=now)


def _insert(
    changes: sqlite3.Connection,
    campaign: int,
    plan: Plan,
    message: Message,
    *,
    now: dt.datetime,
) -> None:
    address = normalise(message.recipient)
    columns = {
        "campaign_id": campaign,
        "edition_sha256": plan.edition_sha256,
        "address": address,
        "domain": address.rpartition("@")[2],
        "state": State.QUEUED,
        "changed": written(now),
        "next_try": written(plan.not_before),
        **_kept(changes, message),
    }
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    changes.execute(
        f"INSERT INTO deliveries ({names}) VALUES ({marks})",  # noqa: S608 - names from above
        tuple(columns.values()),
    )


def _replace(changes: sqlite3.Connection, delivery: int, message: Message) -> None:
    columns = _kept(changes, message)
    settings = ", ".join(f"{name} = ?" for name in columns)
    changes.execute(
        f"UPDATE deliveries SET {settings} WHERE id = ?",  # noqa: S608 - names from below
        (*columns.values(), delivery),
    )


def _kept(changes: sqlite3.Connection, message: Message) -> dict[str, object]:
    """Return *message* as columns, its body kept under its hash once for all recipients."""
    body_sha256 = _sha256(message.body)
    if not changes.execute("SELECT 1 FROM bodies WHERE sha256 = ?", (body_sha256,)).fetchone():
        changes.execute("INSERT INTO bodies VALUES (?, ?)", (body_sha256, message.body))
    return {
        "recipient": message.recipient,
        "message_id": message.message_id,
        "subject": message.subject,
        "head": message.head,
        "body_sha256": body_sha256,
        "sha256": message.sha256,
        "needs_smtputf8": message.needs_smtputf8,
    }


@lru_cache(maxsize=4)  # a body is as large as its PDF, and a list's recipients share a few
def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _refusal(plan: Plan, message: str, rule: str) -> DeliveryError:
    return DeliveryError([Finding(place=Place(file=plan.slug), message=message, rule=rule)])
