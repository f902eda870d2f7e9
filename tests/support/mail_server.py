"""A mail server that others wrote (aiosmtpd), which counts mailboxes, on loopback."""

import contextlib
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass  # aiosmtpd looks at all its members, which slots of Python 3.11.2 refuse
class Mailboxes:
    """How many copies each recipient got; *arrived* is told of each, before it is answered."""

    copies: Counter[str] = field(default_factory=Counter)
    arrived: Callable[[int], None] = lambda _count: None

    async def handle_DATA(  # noqa: N802 - its name in aiosmtpd
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        self.copies.update(envelope.rcpt_tos)
        self.arrived(self.copies.total())
        return "250 2.0.0 taken"


@contextlib.contextmanager
def mail_server() -> Iterator[tuple[Mailboxes, int]]:
    """Run the server for as long as this lasts; yield its mailboxes and its port."""
    mailboxes = Mailboxes()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(mailboxes, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield mailboxes, port
    finally:
        controller.stop()
