"""Set what is reported on the ledger, and leave out who can't be reached from the lists."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pressverk.addresses import normalise
from pressverk.delivery.bounces.parsing import Report, is_hard
from pressverk.delivery.ledger.operator import note_report, withdraw
from pressverk.delivery.ledger.queries import delivery_of_message, steps
from pressverk.delivery.ledger.rows import Delivery
from pressverk.delivery.ledger.states import Event, after
from pressverk.delivery.ledger.store import Ledger
from pressverk.delivery.recipients import bounce, find_lists, is_at, read_list, write_list
from pressverk.files import only_writer
from pressverk.model import Newsroom
from pressverk.newsroom.paths import STATE

ACTIONS = {"failed": False, "delivered": True}  # the others tell nothing for good


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """A report that was set on the ledger; *lists* no longer write to the recipient."""

    recipient: str
    delivered: bool
    status: str
    diagnostic: str
    lists: tuple[Path, ...] = ()


def apply_reports(
    ledger: Ledger, newsroom: Newsroom, reports: Iterable[Report], *, now: dt.datetime
) -> Iterator[Applied]:
    """Set what *reports* say on the deliveries that they are about, and tell of each.

    One that was set before is passed over, and so is one about messages of somebody else's.

    Raises:
        LedgerError: when the ledger can't be written.
        RecipientError: when a list is faulty.
        OutputError: when a list can't be written.
    """
    for report in reports:
        about = delivery_of_message(ledger, report.message_id)
        if about is None or report.action not in ACTIONS:
            continue
        delivered = ACTIONS[report.action]
        event = Event.CONFIRM if delivered else Event.BOUNCE
        if after(event, about.state) is None:
            continue
        # Its own Message-ID makes two reports with the same words two.
        words = f"{report.status} {report.diagnostic} {report.report_id}".strip()
        if any(step.reply == words for step in steps(ledger, about.id)):
            continue
        leave_out = is_hard(report) and _is_about(report, about)
        lists = _left_out(newsroom, about.recipient, now.date()) if leave_out else ()
        if leave_out:  # at once, whoever is sending
            withdraw(ledger, about.recipient, now=now)
        # Last, for it is what lets the report be passed over from now on.
        note_report(ledger, report.message_id, delivered=delivered, code=None, text=words, now=now)
        yield Applied(
            recipient=about.recipient,
            delivered=delivered,
            status=report.status,
            diagnostic=report.diagnostic,
            lists=lists,
        )


def _is_about(report: Report, delivery: Delivery) -> bool:
    """Tell whether it is the listed address that failed, and not one it forwards to."""
    try:
        return normalise(report.address) == normalise(delivery.recipient)
    except ValueError:
        return False


def _left_out(newsroom: Newsroom, address: str, day: dt.date) -> tuple[Path, ...]:
    """Mark *address* as bounced on the lists it is on, and return those."""
    changed = []
    with only_writer(newsroom.root / STATE):
        for path in find_lists(newsroom.root):
            before, _advice = read_list(path, newsroom)
            if any(is_at(each, address) and not each.bounced for each in before):
                write_list(path, bounce(before, address, day))
                changed.append(path)
    return tuple(changed)
