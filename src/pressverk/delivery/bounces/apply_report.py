"""Set what is reported on the ledger, and leave out who can't be reached from the lists."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from pressverk.addresses import normalise
from pressverk.delivery.bounces.parsing import HARD, Report, is_hard
from pressverk.delivery.ledger.operator import note_report, withdraw
from pressverk.delivery.ledger.queries import delivery_of_message, returned_to, steps
from pressverk.delivery.ledger.rows import Delivery
from pressverk.delivery.ledger.states import Event, after
from pressverk.delivery.ledger.store import Ledger
from pressverk.delivery.recipients import bounce, find_lists, is_at, read_list, write_list
from pressverk.files import only_writer
from pressverk.model import Newsroom
from pressverk.newsroom.paths import STATE

ACTIONS = {"failed": False, "delivered": True}  # the others tell nothing for good
# So many messages that came back, over so long, leave no doubt that an address is gone.
REPEATED, OVER = 3, dt.timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """A report that was set on the ledger.

    The recipient *is_gone* when it says that the address doesn't work; *is_certain* when that was
    said again and again, over days.
    """

    recipient: str
    delivered: bool
    status: str
    diagnostic: str
    is_gone: bool
    is_certain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of reports: those *applied*, and how many named another than they were for."""

    applied: tuple[Applied, ...]
    strange: int


def apply_reports(
    ledger: Ledger, newsroom: Newsroom, reports: Iterable[Report], *, now: dt.datetime
) -> Outcome:
    """Set what *reports* say on the deliveries that they are about.

    One that was set before is passed over, and so is one about messages of somebody else's. It
    counts only for the recipient that it names. Nobody is left out of a list by it.

    Raises:
        LedgerError: when the ledger can't be written.
        RecipientError: when a list is faulty; then nothing is set.
    """
    for path in find_lists(newsroom.root):
        read_list(path, newsroom)
    applied, strange = [], 0
    for report in reports:
        about = delivery_of_message(ledger, report.message_id)
        if about is None or report.action not in ACTIONS:
            continue
        if not _names(about, report.address, report.original):
            strange += 1
        elif done := _applied(ledger, report, about, now):
            applied.append(done)
    return Outcome(applied=tuple(applied), strange=strange)


def _applied(ledger: Ledger, report: Report, about: Delivery, now: dt.datetime) -> Applied | None:
    """Set what *report* says on the delivery; None when it can't be, or was before."""
    delivered = ACTIONS[report.action]
    if after(Event.CONFIRM if delivered else Event.BOUNCE, about.state) is None:
        return None
    # Its own Message-ID makes two reports with the same words two.
    words = f"{report.status} {report.diagnostic} {report.report_id}".strip()
    if any(step.reply == words for step in steps(ledger, about.id)):
        return None
    note_report(ledger, report.message_id, delivered=delivered, code=None, text=words, now=now)
    is_gone = is_hard(report) and _names(about, report.address or report.original)
    return Applied(
        recipient=about.recipient,
        delivered=delivered,
        status=report.status,
        diagnostic=report.diagnostic,
        is_gone=is_gone,
        is_certain=is_gone and _is_certain(ledger, about.recipient),
    )


def _names(delivery: Delivery, *addresses: str) -> bool:
    """Return whether one of *addresses* is the recipient."""
    for address in addresses:
        try:
            if normalise(address) == normalise(delivery.recipient):
                return True
        except ValueError:
            continue
    return False


def _is_certain(ledger: Ledger, address: str) -> bool:
    hard = {
        delivery: at
        for delivery, at, words in returned_to(ledger, address)
        if HARD.fullmatch(words.partition(" ")[0])
    }
    return len(hard) >= REPEATED and max(hard.values()) - min(hard.values()) >= OVER


def leave_out(
    ledger: Ledger, newsroom: Newsroom, addresses: Collection[str], *, now: dt.datetime
) -> tuple[Path, ...]:
    """Mark *addresses* as bounced on the lists that they are on, and return those.

    What waits for them is called off at once, whoever is sending.

    Raises:
        RecipientError: when a list is faulty.
        OutputError: when a list can't be written.
        LedgerError: when the ledger can't be written.
    """
    changed = []
    with only_writer(newsroom.root / STATE):
        for path in find_lists(newsroom.root):
            people, _advice = read_list(path, newsroom)
            marked = people
            for address in addresses:
                if any(is_at(each, address) and not each.bounced for each in people):
                    marked = bounce(marked, address, now.date())
            if marked != people:
                write_list(path, marked)
                changed.append(path)
    for address in addresses:
        withdraw(ledger, address, now=now)
    return tuple(changed)
