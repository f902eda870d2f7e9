"""Open a campaign: store all messages before the first is sent."""

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
from pressverk.delivery.ledger.store import Ledger
from pressverk.delivery.ledger.transitions import DEADLINE, expire, take_step, take_steps
from pressverk.delivery.ledger.values import format_time
from pressverk.errors import DeliveryError
from pressverk.i18n import _
from pressverk.model import Finding, Message, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The result of opening a campaign: how many deliveries are waiting, and who had one already.

    *campaign* is None if all had one, so that none was made.
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
    """Store *messages* in the ledger as a campaign to be sent, all of them or none.

    A campaign of the same edition, list and kind is continued at its planned time: those who have
    no delivery of the edition get one. A delivery that was cancelled, or too late, is queued again,
    with its new message if it was never begun, otherwise with the bytes it had. If nobody is left
    to send to, no campaign is made.

    With *anew*, a campaign that hasn't begun gets exactly these messages and the time of *plan*,
    and loses its approval.

    Raises:
        DeliveryError: if there is nobody to send to; if a correction or follow-up is for someone
        who didn't get the edition before, or that edition is still being sent. LedgerError: if the
        ledger can't be written.
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
        if queued:  # who adds recipients may not approve them
            changes.execute(
                "UPDATE campaigns SET created_by = ? WHERE id = ?", (plan.created_by, campaign)
            )
        elif not before:
            changes.execute("DELETE FROM campaigns WHERE id = ?", (campaign,))
    ledger.checkpoint()  # before anything is sent, so that a copy of the file includes it
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
    """Refuse to send a correction to someone who isn't among the *readers* of the edition."""
    if readers is not None and normalise(address) not in readers:
        message = _("{address!r} didn't get the edition before; leave it out", address=address)
        raise _refusal(plan, message, "not-a-reader")


def _found(changes: sqlite3.Connection, plan: Plan) -> int | None:
    """Return the campaign of the same edition, list and kind, None if there is none."""
    found = changes.execute(
        "SELECT id FROM campaigns WHERE edition_sha256 = ? AND list_name = ? AND kind = ?",
        (plan.edition_sha256, plan.list_name, plan.kind),
    ).fetchone()
    return int(found["id"]) if found else None


def _call_off(changes: sqlite3.Connection, campaign: int, plan: Plan, now: dt.datetime) -> None:
    """Cancel the campaign's waiting deliveries and approvals, and give it the time of *plan*."""
    changes.execute("DELETE FROM approvals WHERE campaign_id = ?", (campaign,))
    changes.execute(
        "UPDATE campaigns SET not_before = ?, deadline = ?, correction = ? WHERE id = ?",
        (format_time(plan.not_before), format_time(plan.deadline), plan.correction, campaign),
    )
    take_steps(changes, Event.CANCEL, now, "campaign_id = ?", campaign)


def _take_up(changes: sqlite3.Connection, campaign: int, plan: Plan, now: dt.datetime) -> None:
    """Continue a campaign, without deliveries whose deadline has passed."""
    expire(changes, campaign, now=now)
    changes.execute(
        "UPDATE campaigns SET state = iif(state = 'cancelled', 'open', state), "
        "deadline = max(deadline, ?) WHERE id = ?",
        (format_time(plan.deadline), campaign),
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
            format_time(now),
            plan.created_by,
            format_time(plan.not_before),
            format_time(plan.deadline),
            CampaignState.OPEN,
            plan.correction,
        ),
    )
    return int(made.lastrowid or 0)


def _enlist(
    changes: sqlite3.Connection, campaign: int, plan: Plan, message: Message, now: dt.datetime
) -> bool:
    """Queue *message* unless its recipient has a delivery of the edition; return whether it did."""
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
        "changed": format_time(now),
        "next_try": format_time(plan.not_before),
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
    """Return *message* as columns; its body is stored under its hash once for all recipients."""
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


@lru_cache(maxsize=4)  # a body is as large as its PDF, and the recipients of a list share a few
def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _refusal(plan: Plan, message: str, rule: str) -> DeliveryError:
    return DeliveryError([Finding(place=Place(file=plan.slug), message=message, rule=rule)])
