"""Send a message to try it out."""

from pressverk.delivery.sender.envelopes import envelope_for, prepare_body
from pressverk.delivery.smtp.outcomes import NoSessionError, Outcome
from pressverk.delivery.smtp.session import PATIENT, Timeouts, close_session, open_session
from pressverk.delivery.smtp.transmission import transmit
from pressverk.errors import DeliveryError
from pressverk.model import MailSettings, Message


def send_test(
    message: Message, mail: MailSettings, *, secret: str | None = None, timeouts: Timeouts = PATIENT
) -> Outcome:
    """Send *message* by itself, to whoever tries it out: no list is read and no ledger written.

    Raises:
        DeliveryError: when there is no server to hand it to.
    """
    try:
        session = open_session(mail.smtp, secret, timeouts=timeouts)
    except NoSessionError as error:
        raise DeliveryError([error.finding]) from error
    envelope = envelope_for(
        mail,
        message.recipient,
        message.head,
        prepare_body(message.body),
        needs_smtputf8=message.needs_smtputf8,
    )
    outcome = transmit(session, envelope, lambda: True)
    close_session(session)
    return outcome
