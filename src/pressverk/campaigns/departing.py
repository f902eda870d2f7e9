"""Let a campaign leave, to those of its recipients who still want it."""

import contextlib
import datetime as dt
import fcntl
from collections.abc import Iterator
from pathlib import Path

from pressverk.addresses import normalise
from pressverk.campaigns.approval import refuse_changed
from pressverk.campaigns.release import settings_of
from pressverk.credentials import mail_secret
from pressverk.dispatch.sending import send
from pressverk.ledger.decisions import withdraw
from pressverk.ledger.reading import deliveries
from pressverk.ledger.rows import Campaign, Delivery, Kind
from pressverk.ledger.states import WAITING
from pressverk.ledger.store import Ledger, broken
from pressverk.model import MailSettings, Newsroom
from pressverk.recipients import find_lists, left_alone, read_list
from pressverk.whole_files import open_lock


def depart(
    ledger: Ledger, campaign: Campaign, newsroom: Newsroom, *, now: dt.datetime
) -> Iterator[Delivery]:
    """Send what is due of *campaign*, and tell of each delivery as it was tried.

    Raises:
        DeliveryError: as ``dispatch.sending.send``; when nothing has left yet, and the PDF on disk
            is another.
        RecipientError: when a list is faulty, for then nobody knows who opted out.
        MailError: when the newsroom has no settings for mail.
        LedgerError: when the ledger can't be written.
    """
    mail = settings_of(newsroom)
    if not any(each.tries for each in deliveries(ledger, campaign.id)):
        refuse_changed(campaign, newsroom.root)
    leave_out(ledger, campaign, newsroom, now=now)
    yield from send(ledger, campaign.id, mail, secret=secret_of(mail))


def leave_out(
    ledger: Ledger, campaign: Campaign, newsroom: Newsroom, *, now: dt.datetime
) -> tuple[str, ...]:
    """Call off what waits for those who opted out, bounced or were deleted since, and name them.

    A correction goes also to those who are on no list any more: they got what it corrects.

    Raises:
        RecipientError: when a list is faulty.
    """
    silent = left_alone(newsroom)
    listed = {
        normalise(each.address)
        for path in find_lists(newsroom.root)
        for each in read_list(path, newsroom)[0]
    }
    unwanted = [
        each.recipient
        for each in deliveries(ledger, campaign.id)
        if each.state in WAITING
        and (
            normalise(each.recipient) in silent
            or (campaign.kind is Kind.RELEASE and normalise(each.recipient) not in listed)
        )
    ]
    for address in unwanted:
        withdraw(ledger, address, now=now)
    return tuple(unwanted)


@contextlib.contextmanager
def alone(lock: Path) -> Iterator[bool]:
    """Tell whether nobody else is within; whoever dies within is out.

    Raises:
        LedgerError: when *lock* can't be written.
    """
    try:
        file = open_lock(lock)
    except OSError as error:
        raise broken(lock, error) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def secret_of(mail: MailSettings) -> str | None:
    """Return the password that the newsroom's server asks for, None where it asks for none.

    Raises:
        DeliveryError: when the keyring can't be opened.
    """
    if mail.smtp.auth == "none" or mail.smtp.username is None:
        return None
    return mail_secret(mail.smtp.username, mail.smtp.host)
