"""Messages made ready for the server: what all have in common, once."""

from dataclasses import dataclass
from email.parser import BytesHeaderParser
from email.utils import parseaddr

from pressverk.addresses import on_the_wire, parse_address
from pressverk.delivery.smtp.transmission import Envelope, stuffed
from pressverk.model import MailSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body as it is *plain*, and the *text* that is sent, its dots stuffed."""

    plain: bytes
    text: bytes


def prepare_body(body: bytes) -> Body:
    """Return *body* as it is sent, for all recipients to share."""
    return Body(plain=body, text=stuffed(body))


def envelope_for(
    mail: MailSettings, recipient: str, head: bytes, body: Body, *, needs_smtputf8: bool
) -> Envelope:
    """Return what is handed to the server for *recipient*.

    It is from whom *head* is from: the settings may have changed since that was kept.

    Raises:
        ValueError: when *head* isn't whole lines, for then *body* can't have been stuffed alone.
    """
    if not head.endswith(b"\r\n"):
        raise ValueError(head[-20:])
    return Envelope(
        sender=on_the_wire(parse_address(_sender_in(head) or mail.from_address)),
        recipient=recipient,
        head=stuffed(head),
        body=body.text,
        size=len(head) + len(body.plain),
        needs_smtputf8=needs_smtputf8,
    )


def _sender_in(head: bytes) -> str:
    return parseaddr(BytesHeaderParser().parsebytes(head)["From"] or "")[1]
