"""Sources of delivery reports: saved messages, an mbox file, a Maildir, or an IMAP mailbox."""

import imaplib
import re
import socket
import ssl
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from pressverk.delivery.bounces.apply_report import MACHINES, MOST_READ, Reading, read_message
from pressverk.delivery.smtp.outcomes import readable
from pressverk.errors import DeliveryError
from pressverk.i18n import _, reason_of
from pressverk.model import Finding, Place
from pressverk.newsroom.credentials import MAIL_PASSWORD, SERVICE, mail_secret

SCHEME = "imaps://"
PORT = 993  # RFC 8314
PATIENCE = 60.0  # seconds
LARGEST = 20_000_000  # octets of a message; a report is our message and some more lines
SAVED = ".eml"
LARGEST_FILE = 2_000_000_000
LONGEST_PIECE = 65_536  # octets of a line that are read at a time
LONGEST_VISIT = 600.0  # seconds at a server, in total
MARK = b"From "
IN_ANY_MESSAGE = re.compile(
    rb"^(?:From|Date|Received|Return-Path|Message-ID):", re.IGNORECASE | re.MULTILINE
)
# RFC 3501, 6.4.4: reports, and other mail of servers that may be reports in their own format.
WANTED = (
    *("OR" for _each in MACHINES), "OR",
    "HEADER", "Content-Type", "delivery-status", "HEADER", "X-Failed-Recipients", '""',
    *(word for name in MACHINES for word in ("FROM", name)), "SMALLER", str(LARGEST),
)  # fmt: skip


def messages_in(place: str) -> Iterator[bytes]:
    """Yield the beginning of each message in *place*, which isn't changed.

    *place* is an mbox file, a Maildir, a message saved as a file, a folder of such (``.eml``), or
    ``imaps://user@host/mailbox``.

    Raises:
        DeliveryError: if it can't be read.
    """
    if place.startswith(SCHEME):
        yield from _on_server(place)
        return
    try:
        yield from _in_folder(Path(place)) if Path(place).is_dir() else _in_file(Path(place))
    except OSError as error:
        message = _("can't be read ({reason}); check its name and rights", reason=reason_of(error))
        raise _refusal(place, message) from error


def readings_in(place: str) -> list[Reading]:
    """Return what the messages in *place*, as in ``messages_in``, report.

    Raises:
        DeliveryError: if it can't be read.
    """
    return [read_message(message) for message in messages_in(place)]


def _in_folder(folder: Path) -> Iterator[bytes]:
    if all((folder / name).is_dir() for name in ("cur", "new")):
        for path in sorted((*(folder / "new").iterdir(), *(folder / "cur").iterdir())):
            with _opened(path) as file:
                yield file.read(MOST_READ)
        return
    saved = sorted(path for path in folder.iterdir() if path.suffix.lower() == SAVED)
    if not saved:
        raise _refusal(
            str(folder), _("is not a Maildir and has no saved messages, *.eml; name another folder")
        )
    for path in saved:
        yield from _in_file(path)


def _in_file(path: Path) -> Iterator[bytes]:
    with _opened(path) as file:
        start = file.read(len(MARK))
        file.seek(0)
        if start in (b"", MARK):
            yield from _in_mbox(file)
            return
        content = file.read(MOST_READ)
    if not IN_ANY_MESSAGE.search(content.partition(b"\n\n")[0]):
        raise _refusal(str(path), _("is neither a mailbox nor a message; save it as mbox or .eml"))
    yield content


def _in_mbox(file: BinaryIO) -> Iterator[bytes]:
    """Yield the messages of an mbox file; a line with ``MARK`` begins each (RFC 4155)."""
    message, size, is_start = [b""], 0, True
    while line := file.readline(LONGEST_PIECE):
        if is_start and line.startswith(MARK):
            if size:
                yield b"".join(message)
            message, size = [], 1
        elif size < MOST_READ:
            message.append(line)
            size += len(line)
        is_start = line.endswith(b"\n")
    if size:
        yield b"".join(message)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """Open a regular file; reading anything else may never end."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise _refusal(str(path), _("is not a regular file; move it away or name another"))
    if status.st_size > LARGEST_FILE:
        message = _("is larger than {most} MB; divide it", most=LARGEST_FILE // 1_000_000)
        raise _refusal(str(path), message)
    with path.open("rb") as file:
        yield file


def _on_server(place: str) -> Iterator[bytes]:
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
        with _connected(host, port, context) as server:
            _log_in(server, user, secret)
            yield from _found(server, name)
    except (OSError, ValueError, imaplib.IMAP4.error) as error:  # ValueError: non-ASCII octets
        raise _refusal(place, _("can't be read ({reason})", reason=_words_of(error))) from error


class _Server(imaplib.IMAP4_SSL):
    """An IMAP connection that reads no more of a response than a message can have."""

    def read(self, size: int) -> bytes:
        """Read a literal of *size* octets."""
        if size > 2 * LARGEST:
            raise self.error(_("it sends more than was asked for"))
        return super().read(size)


@contextmanager
def _connected(host: str, port: int, context: ssl.SSLContext) -> Iterator[_Server]:
    """Open a connection that is closed after a time limit, however slow the server is."""
    server = _Server(host, port, ssl_context=context, timeout=PATIENCE)
    timer = threading.Timer(LONGEST_VISIT, _hang_up, [server])
    timer.daemon = True
    timer.start()
    try:
        yield server
        server.logout()
    finally:
        timer.cancel()
        with suppress(OSError):
            server.shutdown()


def _hang_up(server: imaplib.IMAP4_SSL) -> None:
    with suppress(OSError):
        server.socket().shutdown(socket.SHUT_RDWR)


def _log_in(server: imaplib.IMAP4_SSL, user: str, secret: str) -> None:
    """Log in with UTF-8 if the server supports SASL PLAIN (RFC 4616), else with ASCII."""
    if "AUTH=PLAIN" in server.capabilities:
        server.authenticate("PLAIN", lambda _challenge: f"\0{user}\0{secret}".encode())
    elif user.isascii() and secret.isascii():
        server.login(user, secret)
    else:
        raise imaplib.IMAP4.error(_("the server takes passwords in ASCII only; choose such a one"))


def _parts_of(place: str) -> tuple[str, int, str, str]:
    """Return the host, port, user and mailbox that *place* names."""
    try:
        address = urlsplit(place)
        host, port = address.hostname or "", address.port or PORT
    except ValueError as error:
        raise _refusal(SCHEME, _("write it as imaps://user@host/mailbox")) from error
    if address.password:
        command = _keeping(unquote(address.username or ""), host)
        message = _("a password doesn't belong there; store it with: {command}", command=command)
        raise _refusal(f"{SCHEME}{host}", message)
    user, name = unquote(address.username or ""), unquote(address.path.strip("/")) or "INBOX"
    if not host or not user:
        raise _refusal(place, _("write it as imaps://user@host/mailbox"))
    if not name.isascii() or not name.isprintable() or '"' in name or "\\" in name:
        raise _refusal(place, _("the mailbox's name may hold letters a–z and digits; rename it"))
    return host, port, user, name


def _found(server: imaplib.IMAP4_SSL, name: str) -> Iterator[bytes]:
    """Yield the reports in the mailbox *name*, without marking them as read."""
    answer, _count = server.select(f'"{name}"', readonly=True)
    if answer != "OK":
        raise imaplib.IMAP4.error(name)
    answer, numbers = server.search(None, *WANTED)
    if answer != "OK":
        raise imaplib.IMAP4.error(*numbers)
    for number in (numbers[0] or b"").split():
        _answer, fetched = server.fetch(number.decode(), "(BODY.PEEK[])")
        for part in fetched:
            if isinstance(part, tuple):
                yield part[1]


def _words_of(error: Exception) -> str:
    """Return the text of *error*; imaplib has a server's refusal as octets."""
    words = error.args[0] if error.args else ""
    if isinstance(words, bytes):
        return readable(words)
    return reason_of(error) if isinstance(error, OSError) else str(error)


def _keeping(user: str, host: str) -> str:
    return f"keyring set {SERVICE} {user}@{host}"


def _refusal(place: str, message: str) -> DeliveryError:
    return DeliveryError([Finding(place=Place(file=place), message=message, rule="mailbox")])
