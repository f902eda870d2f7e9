"""Let a campaign leave, to those of its recipients who still want it."""

import contextlib
import datetime as dt
import functools
from collections.abc import Callable, Iterator
from pathlib import Path

from pressverk.delivery.campaigns.approval import refuse_changed
from pressverk.delivery.campaigns.audience import gone
from pressverk.delivery.campaigns.release import settings_of
from pressverk.delivery.ledger.operator import withdraw
from pressverk.delivery.ledger.queries import deliveries, has_begun
from pressverk.delivery.ledger.rows import Campaign, Delivery, Wait
from pressverk.delivery.ledger.states import WAITING
from pressverk.delivery.ledger.store import Ledger, broken
from pressverk.delivery.sender.connection import SmtpConnection, connection_to
from pressverk.delivery.sender.sending import send_over
from pressverk.files import hold_lock
from pressverk.model import MailSettings, Newsroom
from pressverk.newsroom.credentials import mail_secret


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


def secret_of(mail: MailSettings) -> str | None:
    """Return the password that the newsroom's server asks for, None where it asks for none.

    Raises:
        DeliveryError: when the keyring can't be opened.
    """
    if mail.smtp.auth == "none" or mail.smtp.username is None:
        return None
    return mail_secret(mail.smtp.username, mail.smtp.host)
