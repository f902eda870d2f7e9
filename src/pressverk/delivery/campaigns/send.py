"""Send a campaign to its recipients who haven't opted out; or send all campaigns that are due."""

import contextlib
import datetime as dt
import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pressverk.delivery.campaigns.approval import needs_approval, refuse_changed
from pressverk.delivery.campaigns.audience import gone
from pressverk.delivery.campaigns.release import secret_of, settings_of
from pressverk.delivery.ledger.faults import broken
from pressverk.delivery.ledger.notes import note_timer_run
from pressverk.delivery.ledger.operator import withdraw
from pressverk.delivery.ledger.queries import deliveries, due, has_begun
from pressverk.delivery.ledger.rows import Campaign, Delivery, Wait
from pressverk.delivery.ledger.states import WAITING
from pressverk.delivery.ledger.store import Ledger
from pressverk.delivery.sender.connection import SmtpConnection, connection_to
from pressverk.delivery.sender.scheduler import OUR_CLOCK, Clock, run_in_turns
from pressverk.delivery.sender.sending import send_over
from pressverk.errors import PressverkError
from pressverk.files import hold_lock
from pressverk.model import Finding, Newsroom


@contextlib.contextmanager
def line_of(newsroom: Newsroom) -> Iterator[Callable[[], SmtpConnection]]:
    """Yield a function that opens the one connection to the newsroom's mail server on first use.

    It reads the password when it is called first, and raises as ``settings_of`` and ``secret_of``
    do.
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
    clock: Clock = OUR_CLOCK,
) -> Iterator[Delivery | Wait]:
    """Send what is due of *campaign*; yield each delivery after its attempt, and waits.

    Raises:
        DeliveryError: as ``sender.sending.send_over``; if nothing has been sent yet, and the
        article was changed or the PDF on disk is another; if the keyring can't be opened.
        RecipientError: if a list is faulty or missing, since opt-outs are then unknown. MailError:
        when the newsroom has no settings for mail. LedgerError: if the ledger can't be written.
    """
    mail = settings_of(newsroom)
    if not has_begun(ledger, campaign.id):
        refuse_changed(campaign, newsroom.root)
    leave_out(ledger, campaign, newsroom, now=now)
    yield from send_over(line(), ledger, campaign.id, mail, clock=clock)


def leave_out(
    ledger: Ledger, campaign: Campaign, newsroom: Newsroom, *, now: dt.datetime
) -> tuple[str, ...]:
    """Cancel deliveries to those who have opted out, bounced or been deleted; return addresses.

    They stay in the ledger, since a recipient may be missing from a list by mistake.

    Raises:
        RecipientError: if a list is faulty, or the campaign's list is missing.
    """
    waiting = [it.recipient for it in deliveries(ledger, campaign.id) if it.state in WAITING]
    left = gone(waiting, campaign, newsroom)
    for address in left.silent:
        withdraw(ledger, address, now=now)
    for address in left.deleted:  # those who still get a correction of what they have
        withdraw(ledger, address, now=now, corrections=False)
    return left.silent + left.deleted


@contextlib.contextmanager
def try_lock(lock: Path) -> Iterator[bool]:
    """Yield whether *lock* was acquired; the system releases it when the process dies.

    Raises:
        LedgerError: if *lock* can't be written.
    """
    with contextlib.ExitStack() as stack:
        try:
            is_ours = stack.enter_context(hold_lock(lock, wait=False))
        except OSError as error:
            raise broken(lock, error) from error
        yield is_ours


LOCK = "send-due.lock"
AGAIN = dt.timedelta(minutes=1)  # as often as a timer would run the same campaign
NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The end of a campaign's turn; *findings* say what stopped it, if anything."""

    campaign: int
    findings: tuple[Finding, ...] = ()


def send_due(
    ledger: Ledger, newsroom: Newsroom, *, clock: Clock = OUR_CLOCK
) -> Iterator[Delivery | Wait | Turn]:
    """Send all that is due, unless another process does; yield each delivery, wait and turn.

    No campaign waits for the rate limit of another, nor does one that falls due meanwhile. An error
    in one doesn't stop others. A campaign has one turn a minute.

    Raises:
        LedgerError: if the ledger can't be read or written.
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
    """Send one campaign; turn its errors into findings."""
    try:
        yield from depart(line, ledger, campaign, newsroom, now=clock.now(), clock=clock)
    except PressverkError as error:
        yield Turn(campaign=campaign.id, findings=error.findings)
    else:
        yield Turn(campaign=campaign.id)
