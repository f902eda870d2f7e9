"""Operator decisions about recipients: send again, opt out, bounced, delete."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from pressverk.addresses import normalise
from pressverk.delivery import recipients
from pressverk.delivery.campaigns.audience import gone
from pressverk.delivery.campaigns.schedule import deadline_of
from pressverk.delivery.ledger import operator, queries
from pressverk.delivery.ledger.states import State
from pressverk.delivery.ledger.store import Ledger, ledger_path, open_ledger
from pressverk.errors import RecipientError
from pressverk.files import only_writer
from pressverk.i18n import _
from pressverk.model import Finding, Newsroom, Place, Recipient
from pressverk.newsroom.paths import STATE

Change = Callable[[tuple[Recipient, ...]], tuple[Recipient, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resent:
    """How many deliveries are queued again, and how many were left out."""

    queued: int
    left_out: int


def resend(
    ledger: Ledger, number: int, state: State, newsroom: Newsroom, *, now: dt.datetime
) -> Resent:
    """Queue the deliveries in *state*, uncertain or failed, again, with the usual deadline.

    Those who have opted out, bounced or been deleted since are left out.

    Raises:
        DeliveryError: if there is no such campaign. RecipientError: if a list is faulty, or the
        campaign's list is missing. LedgerError: if the ledger can't be written.
    """
    found = queries.campaign(ledger, number)
    in_state = [it.recipient for it in queries.deliveries(ledger, number) if it.state is state]
    left = gone(in_state, found, newsroom)
    without = {normalise(address) for address in left.silent + left.deleted}
    deadline = deadline_of(now)
    queued = operator.resend(ledger, number, state, now=now, deadline=deadline, without=without)
    return Resent(queued=queued, left_out=len(without))


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """The changed lists, and how many deliveries were cancelled."""

    lists: tuple[Path, ...]
    called_off: int


def opt_out(address: str, newsroom: Newsroom, *, now: dt.datetime) -> Withdrawn:
    """Mark *address* as opted out on all its lists, and cancel its waiting deliveries.

    Raises:
        PressverkError: as ``delete``.
    """
    day = _day(newsroom, now)
    lists = _change(address, newsroom, lambda people: recipients.opt_out(people, address, day))
    return _called_off(lists, newsroom, lambda ledger: operator.withdraw(ledger, address, now=now))


def bounced(address: str, newsroom: Newsroom, *, now: dt.datetime) -> Withdrawn:
    """Mark *address* as bounced on all its lists, and cancel its waiting deliveries.

    Raises:
        PressverkError: as ``delete``.
    """
    day = _day(newsroom, now)
    lists = _change(address, newsroom, lambda people: recipients.bounce(people, address, day))
    return _called_off(lists, newsroom, lambda ledger: operator.withdraw(ledger, address, now=now))


def delete(address: str, newsroom: Newsroom, *, now: dt.datetime) -> Withdrawn:
    """Remove *address* from all lists, and from the ledger its deliveries that were never begun.

    Raises:
        RecipientError: if it is on no list, or a list is faulty. OutputError: if a list can't be
        written. LedgerError: if the ledger can't be written.
    """
    lists = _change(address, newsroom, lambda people: recipients.remove(people, address))
    return _called_off(lists, newsroom, lambda ledger: operator.forget(ledger, address, now=now))


def _change(address: str, newsroom: Newsroom, change: Change) -> tuple[Path, ...]:
    """Apply *change* to every list that *address* is on, under the write lock."""
    changed = []
    with only_writer(newsroom.root / STATE):
        for path in recipients.find_lists(newsroom.root):
            people, _advice = recipients.read_list(path, newsroom)
            if any(recipients.is_at(each, address) for each in people):
                recipients.write_list(path, change(people))
                changed.append(path)
    if not changed:
        message = _(
            "{address!r} is on no list; pressverk recipients list shows all", address=address
        )
        place = Place(file="contacts")
        raise RecipientError([Finding(place=place, message=message, rule="on-no-list")])
    return tuple(changed)


def _called_off(
    lists: tuple[Path, ...], newsroom: Newsroom, decide: Callable[[Ledger], int]
) -> Withdrawn:
    """Cancel in the ledger what the changed *lists* exclude, even while a sender runs."""
    path = ledger_path(newsroom.root)
    if not path.exists():
        return Withdrawn(lists=lists, called_off=0)
    with open_ledger(path) as ledger:
        return Withdrawn(lists=lists, called_off=decide(ledger))


def _day(newsroom: Newsroom, now: dt.datetime) -> dt.date:
    return now.astimezone(ZoneInfo(newsroom.time_zone)).date()
