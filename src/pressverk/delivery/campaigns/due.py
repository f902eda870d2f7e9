"""What a timer lets leave: all that is due, and what falls due meanwhile."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pressverk.delivery.campaigns import send
from pressverk.delivery.campaigns.approval import needs_approval
from pressverk.delivery.ledger.notes import note_timer_run
from pressverk.delivery.ledger.queries import due
from pressverk.delivery.ledger.rows import Campaign, Delivery, Wait
from pressverk.delivery.ledger.store import Ledger
from pressverk.delivery.sender.connection import SmtpConnection
from pressverk.delivery.sender.scheduler import OUR_CLOCK, Clock, run_in_turns
from pressverk.errors import PressverkError
from pressverk.model import Finding, Newsroom

LOCK = "send-due.lock"
AGAIN = dt.timedelta(minutes=1)  # as often as a timer would let the same campaign leave
NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A campaign has had its turn; *findings* say what stopped it, if anything did."""

    campaign: int
    findings: tuple[Finding, ...] = ()


def send_due(
    ledger: Ledger, newsroom: Newsroom, *, clock: Clock = OUR_CLOCK
) -> Iterator[Delivery | Wait | Turn]:
    """Send all that is due, and tell of each delivery, wait and turn; nothing while another does.

    No campaign waits for the pace of another, nor one that falls due for those on their way. What
    stops one stops no other. A campaign has a turn a minute.

    Raises:
        LedgerError: when the ledger can't be read or written.
    """
    note_timer_run(ledger, clock.now())
    resting: dict[int, dt.datetime] = {}
    at_first: tuple[Iterator[Delivery | Wait | Turn], ...] = ()
    with (
        send.try_lock(ledger.path.parent / LOCK) as is_alone,
        send.line_of(newsroom) as line,
    ):

        def newcomers() -> Iterator[Iterator[Delivery | Wait | Turn]]:
            now = clock.now()
            for campaign in due(ledger, now=now):
                if resting.get(campaign.id, now) <= now and not needs_approval(campaign, newsroom):
                    resting[campaign.id] = NEVER
                    yield leaving(campaign)

        def leaving(campaign: Campaign) -> Iterator[Delivery | Wait | Turn]:
            yield from _turn(line, ledger, campaign, newsroom, clock)
            resting[campaign.id] = clock.now() + AGAIN

        if is_alone:
            yield from run_in_turns(at_first, clock, newcomers)


def _turn(
    line: Callable[[], SmtpConnection],
    ledger: Ledger,
    campaign: Campaign,
    newsroom: Newsroom,
    clock: Clock,
) -> Iterator[Delivery | Wait | Turn]:
    """Let one campaign leave; its faults are its own."""
    try:
        yield from send.depart(line, ledger, campaign, newsroom, now=clock.now())
    except PressverkError as error:
        yield Turn(campaign=campaign.id, findings=error.findings)
    else:
        yield Turn(campaign=campaign.id)
