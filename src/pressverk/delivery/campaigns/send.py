"""Send a campaign to those of its recipients who still want it; or all campaigns that are due."""

import contextlib
import datetime as dt
import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pressverk.delivery.campaigns.approval import needs_approval, refuse_changed
from pressverk.delivery.campaigns.audience import gone
from pressverk.delivery.campaigns.release import secret_of, settings_of
from pressverk.delivery.ledger.notes import note_timer_run
from pressverk.delivery.ledger.operator import withdraw
from pressverk.delivery.ledger.queries import deliveries, due, has_begun
from pressverk.delivery.ledger.rows import Campaign, Delivery, Wait
from pressverk.delivery.ledger.states import WAITING
from pressverk.delivery.ledger.store import Ledger, broken
from pressverk.delivery.sender.connection import SmtpConnection, connection_to
from pressverk.delivery.sender.scheduler import OUR_CLOCK, Clock, run_in_turns
from pressverk.delivery.sender.sending import send_over
from pressverk.errors import PressverkError
from pressverk.files import hold_lock
from pressverk.model import Finding, Newsroom


@contextlib.contextmanager
def line_of(newsroom: Newsroom) -> Iterator[Callable[[], SmtpConnection]]:
    """Have one line to the newsroom's mail server for all campaigns, once something leaves.

    What is yielded asks for the password when it is called first, and may raise as ``settings_of``
    and ``secret_of`` do.
    """
    with contextlib.ExitStack() as stack:

        @functools.cache
        def line() -> SmtpConnection:
            mail = settings_of(newsroom)
            return stack.enter_context(connection_to(mail.smtp, secret_of(mail)))

        yield line


def depart(
    line: Callable[[], SmtpConnection],
    ledger: Ledger,
    campaign: Campaign,
    newsroom: Newsroom,
    *,
    now: dt.datetime,
) -> Iterator[Delivery | Wait]:
    """Send what is due of *campaign*, and tell of each delivery as it was tried, and of waits.

    Raises:
        DeliveryError: as ``dispatch.sending.send_over``; when nothing has left yet, and the
            article was changed or the PDF on disk is another; when the keyring can't be opened.
        RecipientError: when a list is faulty or missing, for then nobody knows who opted out.
        MailError: when the newsroom has no settings for mail.
        LedgerError: when the ledger can't be written.
    """
    mail = settings_of(newsroom)
    if not has_begun(ledger, campaign.id):
        refuse_changed(campaign, newsroom.root)
    leave_out(ledger, campaign, newsroom, now=now)
    yield from send_over(line(), ledger, campaign.id, mail)


def leave_out(
    ledger: Ledger, campaign: Campaign, newsroom: Newsroom, *, now: dt.datetime
) -> tuple[str, ...]:
    """Call off what waits for those who opted out, bounced or were deleted since, and name them.

    It stays in the ledger, for who is missing from a list may have been lost by mistake.

    Raises:
        RecipientError: when a list is faulty, or that of the campaign is missing.
    """
    waiting = [it.recipient for it in deliveries(ledger, campaign.id) if it.state in WAITING]
    left = gone(waiting, campaign, newsroom)
    for address in left.silent:
        withdraw(ledger, address, now=now)
    for address in left.deleted:  # who still gets a correction of what they have
        withdraw(ledger, address, now=now, corrections=False)
    return left.silent + left.deleted


@contextlib.contextmanager
def try_lock(lock: Path) -> Iterator[bool]:
    """Return whether nobody else is within; whoever dies within is out.

    Raises:
        LedgerError: when *lock* can't be written.
    """
    with contextlib.ExitStack() as stack:
        try:
            is_ours = stack.enter_context(hold_lock(lock, wait=False))
        except OSError as error:
            raise broken(lock, error) from error
        yield is_ours


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
        try_lock(ledger.path.parent / LOCK) as is_alone,
        line_of(newsroom) as line,
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
        yield from depart(line, ledger, campaign, newsroom, now=clock.now())
    except PressverkError as error:
        yield Turn(campaign=campaign.id, findings=error.findings)
    else:
        yield Turn(campaign=campaign.id)
