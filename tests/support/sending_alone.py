"""Send one campaign over a connection of its own, waiting for its pace."""

from collections.abc import Iterator

from pressverk.delivery.ledger.rows import Delivery
from pressverk.delivery.ledger.store import Ledger
from pressverk.delivery.sender.connection import connection_to
from pressverk.delivery.sender.scheduler import OUR_CLOCK, Clock, run_in_turns
from pressverk.delivery.sender.sending import send_over
from pressverk.delivery.smtp.session import PATIENT, Timeouts
from pressverk.model import MailSettings


def send(
    ledger: Ledger,
    number: int,
    mail: MailSettings,
    *,
    secret: str | None = None,
    timeouts: Timeouts = PATIENT,
    clock: Clock = OUR_CLOCK,
) -> Iterator[Delivery]:
    """Send what is due, and tell of each delivery."""
    with connection_to(mail.smtp, secret, timeouts) as line:
        for event in run_in_turns([send_over(line, ledger, number, mail, clock=clock)], clock):
            if isinstance(event, Delivery):
                yield event
