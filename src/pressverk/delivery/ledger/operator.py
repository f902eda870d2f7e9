"""Actions of people: approve, pause, cancel, send again; and the effects of delivery reports."""

import datetime as dt
import json
from collections.abc import Collection, Mapping, Sequence

from pressverk.addresses import normalise
from pressverk.delivery.ledger.queries import campaign
from pressverk.delivery.ledger.rows import CampaignState, Kind
from pressverk.delivery.ledger.states import HAS_BEGUN, Event, State
from pressverk.delivery.ledger.store import Ledger
from pressverk.delivery.ledger.transitions import Reply, expire, take_step, take_steps
from pressverk.delivery.ledger.values import format_time
from pressverk.delivery.reasons import Reason, kept
from pressverk.errors import DeliveryError
from pressverk.i18n import _
from pressverk.model import Finding, Place


def approve(
    ledger: Ledger,
    number: int,
    *,
    by: str,
    now: dt.datetime,
    seen: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Approve the campaign as it is now; any change makes the approval void.

    *seen* is stored, so that later changes can be shown.

    Raises:
        DeliveryError: if *by* planned it: a second person has to approve. LedgerError: if the
        ledger can't be written.
    """
    found = campaign(ledger, number)
    if found.created_by == by:
        message = _("{person!r} can't approve what {person!r} began; ask a colleague", person=by)
        place = Place(file=found.slug)
        raise DeliveryError([Finding(place=place, message=message, rule="own-approval")])
    with ledger.changes() as changes:
        changes.execute(
            "INSERT OR IGNORE INTO approvals (campaign_id, fingerprint, approved_by, approved) "
            "VALUES (?, ?, ?, ?)",
            (number, found.fingerprint, by, format_time(now)),
        )
        if seen is not None:
            changes.execute(
                "INSERT INTO approved (campaign_id, approved_by, approved, seen) "
                "VALUES (?, ?, ?, ?)",
                (number, by, format_time(now), json.dumps(seen)),
            )


def pause(ledger: Ledger, number: int, why: Reason) -> None:
    """Stop claims of the campaign's deliveries until it is resumed; *why* is the reason."""
    with ledger.changes() as changes:
        changes.execute(
            "UPDATE campaigns SET state = ?, reason = ? WHERE id = ? AND state = ?",
            (CampaignState.PAUSED, kept(why), number, CampaignState.OPEN),
        )


def resume(ledger: Ledger, number: int) -> None:
    """Continue a paused campaign."""
    with ledger.changes() as changes:
        changes.execute(
            "UPDATE campaigns SET state = ?, reason = '' WHERE id = ? AND state = ?",
            (CampaignState.OPEN, number, CampaignState.PAUSED),
        )


def cancel(ledger: Ledger, number: int, *, now: dt.datetime) -> int:
    """Cancel the deliveries of the campaign that haven't begun, and return how many."""
    with ledger.changes() as changes:
        changes.execute(
            "UPDATE campaigns SET state = ?, reason = '' WHERE id = ?",
            (CampaignState.CANCELLED, number),
        )
        return take_steps(changes, Event.CANCEL, now, "campaign_id = ?", number)


def withdraw(ledger: Ledger, address: str, *, now: dt.datetime, corrections: bool = True) -> int:
    """Cancel deliveries to *address* that haven't begun; return how many."""
    with ledger.changes() as changes:
        return take_steps(changes, Event.CANCEL, now, *_to(address, corrections=corrections))


def forget(ledger: Ledger, address: str, *, now: dt.datetime) -> int:
    """Cancel all deliveries to the deleted *address* except corrections; remove those never begun.

    Corrections stay, since they go to all who got an edition. An approval stays too.
    """
    where, *values = _to(address, corrections=False)
    with ledger.changes() as changes:
        count = take_steps(changes, Event.CANCEL, now, where, *values)
        never_begun = changes.execute(
            f"SELECT id, campaign_id FROM deliveries WHERE {where} "  # noqa: S608 - ours
            f"AND state = 'cancelled' AND NOT {HAS_BEGUN}",
            values,
        ).fetchall()
        for row in never_begun:
            _remove(ledger, row["id"], row["campaign_id"])
    ledger.checkpoint(emptying=True)  # which would still have the deleted data
    return count


def resend(
    ledger: Ledger,
    number: int,
    state: State,
    *,
    now: dt.datetime,
    deadline: dt.datetime,
    without: Collection[str] = (),
) -> int:
    """Queue deliveries in *state*, uncertain or failed, again until *deadline*; return how many.

    The same bytes are sent with the same Message-ID. Someone may get an uncertain one twice: only a
    person may decide that. Deliveries to a normalised address in *without* are unchanged, and so
    are others that missed the previous deadline.
    """
    with ledger.changes() as changes:
        found = changes.execute(
            "SELECT id, address FROM deliveries WHERE campaign_id = ? AND state = ?",
            (number, state),
        ).fetchall()
        chosen = [row["id"] for row in found if row["address"] not in without]
        if not chosen:
            return 0
        expire(changes, number, now=now)
        changes.execute(
            "UPDATE campaigns SET state = iif(state = 'cancelled', 'open', state), "
            "deadline = max(deadline, ?) WHERE id = ?",
            (format_time(deadline), number),
        )
        return sum(take_step(changes, one, Event.RESEND, now=now) for one in chosen)


def settle(ledger: Ledger, number: int, *, now: dt.datetime) -> int:
    """Mark uncertain deliveries as accepted, and return how many."""
    with ledger.changes() as changes:
        return take_steps(changes, Event.SETTLE, now, "campaign_id = ?", number)


def note_report(
    ledger: Ledger,
    message_id: str,
    *,
    delivered: bool,
    code: int | None,
    text: str,
    now: dt.datetime,
) -> bool:
    """Record a delivery report (RFC 3464) on the message; return whether it applied."""
    event = Event.CONFIRM if delivered else Event.BOUNCE
    reply = Reply(phase="report", code=code, text=text)
    with ledger.changes() as changes:
        found = changes.execute(
            "SELECT id FROM deliveries WHERE message_id = ?", (message_id,)
        ).fetchone()
        return bool(found and take_step(changes, found["id"], event, now=now, reply=reply))


def _remove(ledger: Ledger, delivery: int, number: int) -> None:
    """Remove a delivery and all its data, within the caller's transaction."""
    before = campaign(ledger, number).fingerprint
    for table, column in (
        ("steps", "delivery_id"),
        ("departures", "delivery_id"),
        ("deliveries", "id"),
    ):
        ledger.connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (delivery,))  # noqa: S608 - ours
    ledger.connection.execute(
        "UPDATE OR REPLACE approvals SET fingerprint = ? WHERE campaign_id = ? AND fingerprint = ?",
        (campaign(ledger, number).fingerprint, number, before),
    )


def _to(address: str, *, corrections: bool) -> tuple[str, ...]:
    """Return a SQL condition for deliveries to *address*, and its values."""
    if corrections:
        return "address = ?", normalise(address)
    others = "campaign_id IN (SELECT id FROM campaigns WHERE kind != ?)"
    return f"address = ? AND {others}", normalise(address), Kind.CORRECTION
