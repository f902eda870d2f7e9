"""Where reports come to: an mbox file, a Maildir, or a mailbox of an IMAP server."""

import imaplib
import mailbox
import ssl
from collections.abc import Iterator
from contextlib import closing
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pressverk.credentials import MAIL_PASSWORD, SERVICE, mail_secret
from pressverk.errors import DeliveryError
from pressverk.model import Finding, Place
from pressverk.translation import _

SCHEME = "imaps://"
PORT = 993  # RFC 8314
PATIENCE = 60.0  # seconds
LARGEST = 20_000_000  # octets of a message; a report is our message and some lines


def messages_in(place: str) -> Iterator[Message]:
    """Yield the messages in *place*, and leave it as it is.

    *place* is a file, a folder or ``imaps://user@host/mailbox``.

    Raises:
        DeliveryError: when it can't be read.
    """
    if place.startswith(SCHEME):
        yield from _on_server(place)
        return
    path = Path(place)
    is_maildir = all((path / name).is_dir() for name in ("cur", "new"))
    if not is_maildir and not path.is_file():
        raise _refusal(place, _("is no mbox file and no Maildir; check the name"))
    try:
        if is_maildir:
            yield from mailbox.Maildir(path, create=False)
        else:
            with closing(mailbox.mbox(path, create=False)) as file:
                yield from file
    except OSError as error:
        raise _refusal(place, _("can't be read ({reason})", reason=error.strerror)) from error


def _on_server(place: str) -> Iterator[Message]:
    host, port, user, name = _parts_of(place)
    secret = mail_secret(user, host)
    if not secret:
        message = _(
            "no password for {user!r}; give it in {variable} or with: {command}",
            user=user,
            variable=MAIL_PASSWORD,
            command=_keeping(user, host),
        )
        raise _refusal(place, message)
    context = ssl.create_default_context()
    try:
        with imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=PATIENCE) as server:
            server.login(user, secret)
            yield from _found(server, name)
    except (OSError, imaplib.IMAP4.error) as error:
        raise _refusal(place, _("can't be read ({reason})", reason=error)) from error


def _parts_of(place: str) -> tuple[str, int, str, str]:
    """Return the host, port, user and mailbox that *place* names."""
    try:
        address = urlsplit(place)
        host, port = address.hostname or "", address.port or PORT
    except ValueError as error:
        raise _refusal(SCHEME, _("write it as imaps://user@host/mailbox")) from error
    if address.password:
        command = _keeping(unquote(address.username or ""), host)
        message = _("a password doesn't belong there; keep it with: {command}", command=command)
        raise _refusal(f"{SCHEME}{host}", message)
    user, name = unquote(address.username or ""), unquote(address.path.strip("/")) or "INBOX"
    if not host or not user:
        raise _refusal(place, _("write it as imaps://user@host/mailbox"))
    if not name.isascii() or not name.isprintable() or '"' in name or "\\" in name:
        raise _refusal(place, _("the mailbox's name may hold letters a–z and digits; rename it"))
    return host, port, user, name


def _found(server: imaplib.IMAP4_SSL, name: str) -> Iterator[Message]:
    """Yield the reports in the mailbox *name*; none is marked as read."""
    answer, _count = server.select(f'"{name}"', readonly=True)
    if answer != "OK":
        raise imaplib.IMAP4.error(name)
    header = ("HEADER", "Content-Type", "delivery-status", "SMALLER", str(LARGEST))
    _answer, numbers = server.search(None, *header)
    for number in (numbers[0] or b"").split():
        _answer, fetched = server.fetch(number.decode(), "(BODY.PEEK[])")
        for part in fetched:
            if isinstance(part, tuple):
                yield message_from_bytes(part[1])


def _keeping(user: str, host: str) -> str:
    return f"keyring set {SERVICE} {user}@{host}"


def _refusal(place: str, message: str) -> DeliveryError:
    return DeliveryError([Finding(place=Place(file=place), message=message, rule="mailbox")])
