"""A few words to a colleague by the newsroom's own mail server, such as that something waits."""

import datetime as dt
import hashlib
import secrets
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from pressverk.addresses import parse_address
from pressverk.delivery.message.headers import (
    HeaderError,
    address_field,
    fixed_field,
    serialise,
    text_field,
)
from pressverk.errors import MailError
from pressverk.i18n import _
from pressverk.model import Finding, MailSettings, Message, Place


def notice_to(
    address: str, subject: str, text: str, settings: MailSettings, now: dt.datetime
) -> Message:
    """Return a message of plain *text* to *address*; nothing answers it by itself (RFC 3834).

    Raises:
        MailError: when *subject* or *address* can't stand in a header.
    """
    content = EmailMessage(policy=SMTP)
    content.set_content(text, cte="quoted-printable")
    _head, _blank, body = content.as_bytes().partition(b"\r\n\r\n")
    domain = parse_address(settings.from_address).domain
    message_id = f"<{secrets.token_hex(20)}@{domain}>"
    try:
        head = serialise(
            [
                address_field("From", settings.from_name, settings.from_address),
                address_field("To", "", address),
                text_field("Subject", subject),
                fixed_field("Date", format_datetime(now)),
                fixed_field("Message-ID", message_id),
                fixed_field("Auto-Submitted", "auto-generated"),
                fixed_field("MIME-Version", "1.0"),
                fixed_field("Content-Type", 'text/plain; charset="utf-8"'),
                fixed_field("Content-Transfer-Encoding", "quoted-printable"),
            ]
        )
    except HeaderError as error:
        message = _("can't stand in the head of a message; write it without special characters")
        finding = Finding(place=Place(file=address), message=message, rule="header")
        raise MailError([finding]) from error
    return Message(
        recipient=address,
        message_id=message_id,
        subject=subject,
        head=head,
        body=body,
        sha256=hashlib.sha256(head + body).hexdigest(),
        needs_smtputf8=not address.isascii(),
    )
