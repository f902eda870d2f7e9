"""Transmit one message to the server: MAIL, RCPT, DATA, the text; and return the outcome."""

import re
import smtplib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pressverk.delivery.smtp.connection import Connection
from pressverk.delivery.smtp.outcomes import Outcome, Phase, Verdict, is_final, readable
from pressverk.delivery.smtp.session import Session, drop_session
from pressverk.i18n import _

BLOCK = 256 * 1024  # octets that a slow connection must transfer within one time-out
_MAILBOX = re.compile(r"[^\s<>\x00-\x1f\x7f]+@[^\s<>\x00-\x1f\x7f]+")
_VERDICTS = {2: Verdict.ACCEPTED, 4: Verdict.DEFERRED, 5: Verdict.FAILED}

Reply = tuple[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A message ready to be sent: *head* and *body* dot-stuffed, *size* in octets before that."""

    sender: str
    recipient: str
    head: bytes
    body: bytes
    size: int
    needs_smtputf8: bool


def stuffed(text: bytes) -> bytes:
    r"""Return *text*, whole lines, dot-stuffed (RFC 5321, 4.5.2).

    >>> stuffed(b"Hej\r\n.\r\n..och\r\n")
    b'Hej\r\n..\r\n...och\r\n'
    """
    return re.sub(rb"(?m)^\.", b"..", text)


def transmit(session: Session, envelope: Envelope, start: Callable[[], bool]) -> Outcome:
    """Transmit *envelope* to the server.

    *start* is called when the server is ready for the text, before its first byte is sent; if it
    returns False, or raises, the connection is closed and the server gets nothing.
    """
    for mailbox in (envelope.sender, envelope.recipient):
        if not _MAILBOX.fullmatch(mailbox):
            raise ValueError(mailbox)
    session.used = True
    outcome = (
        _unsuited(session.smtp, envelope)
        or _announce(session, envelope)
        or _hand_over(session, envelope, start)
    )
    if is_final(outcome):
        drop_session(session)
    return outcome


def _unsuited(smtp: Connection, envelope: Envelope) -> Outcome | None:
    """Return an outcome if the server's extensions rule the message out, else None."""
    if envelope.needs_smtputf8 and not smtp.has_extn("smtputf8"):
        words = _("the mail server takes no letters beyond a–z in addresses (no SMTPUTF8)")
        # If the recipient's address doesn't need it, the sender's does.
        verdict = Verdict.SENDER_REFUSED if envelope.recipient.isascii() else Verdict.FAILED
        text = f"5.6.7 {words}"  # RFC 6531, 3.5
        return Outcome(verdict=verdict, phase=Phase.MAIL, code=553, text=text)
    most = smtp.esmtp_features.get("size", "")
    if most.isdecimal() and 0 < int(most) < envelope.size:
        text = _(
            "the message has {size} bytes and the mail server takes {most}; make the PDF smaller",
            size=envelope.size,
            most=int(most),
        )
        return Outcome(verdict=Verdict.SENDER_REFUSED, phase=Phase.MAIL, code=552, text=text)
    return None


def _announce(session: Session, envelope: Envelope) -> Outcome | None:
    """Send MAIL, RCPT and DATA; return an outcome if the server objects, None if it is ready."""
    for phase, command in _commands(session.smtp, envelope):
        reply = _ask(session, phase, command)
        if reply is None or reply[0] // 100 != (3 if phase is Phase.DATA else 2):
            return _turned_down(session, phase, reply)
    return None


def _commands(smtp: Connection, envelope: Envelope) -> Iterator[tuple[Phase, str]]:
    options = [f"SIZE={envelope.size}"] if smtp.has_extn("size") else []
    options += ["SMTPUTF8", "BODY=8BITMIME"] if envelope.needs_smtputf8 else []
    yield Phase.MAIL, " ".join([f"MAIL FROM:<{envelope.sender}>", *options])
    yield Phase.RCPT, f"RCPT TO:<{envelope.recipient}>"
    yield Phase.DATA, "DATA"


def _ask(session: Session, phase: Phase, command: str) -> Reply | None:
    timeouts = session.timeouts
    if session.smtp.has_spoken():  # its replies would be read as replies to other commands
        return None
    try:
        session.sock.settimeout(timeouts.data if phase is Phase.DATA else timeouts.command)
        session.sock.sendall(f"{command}\r\n".encode())
    except OSError:
        return None
    return _reply(session.smtp)


def _reply(smtp: Connection) -> Reply | None:
    """Return the server's reply, None if there is none or it is malformed."""
    try:
        code, text = smtp.getreply()
    except (OSError, smtplib.SMTPException):
        return None
    return (code, readable(text)) if 200 <= code < 600 else None


def _turned_down(session: Session, phase: Phase, reply: Reply | None) -> Outcome:
    """Return the outcome of a command that the server refused; it has none of the text."""
    if reply is None:
        spoke = session.smtp.has_spoken()
        text = _("the mail server replied out of turn") if spoke else _("the connection was lost")
        return Outcome(verdict=Verdict.DEFERRED, phase=phase, text=text)
    code, text = reply
    verdict = _VERDICTS.get(code // 100, Verdict.DEFERRED)
    if verdict is Verdict.ACCEPTED:  # an unexpected code isn't treated as permanent
        verdict = Verdict.DEFERRED
    if verdict is Verdict.FAILED and phase is Phase.MAIL:
        verdict = Verdict.SENDER_REFUSED
    return Outcome(verdict=verdict, phase=phase, code=code, text=text)


def _hand_over(session: Session, envelope: Envelope, start: Callable[[], bool]) -> Outcome:
    if session.smtp.has_spoken():
        return _turned_down(session, Phase.DATA, None)
    try:
        begun = start()
    except BaseException:
        drop_session(session)
        raise
    if not begun:
        return Outcome(verdict=Verdict.WITHHELD, phase=Phase.DATA)
    reply = _send_text(session, envelope)
    if reply is None or reply[0] // 100 not in _VERDICTS:
        text = _("the connection was lost before the mail server answered")
        return Outcome(verdict=Verdict.UNCERTAIN, phase=Phase.BODY, text=text)
    code, text = reply
    return Outcome(verdict=_VERDICTS[code // 100], phase=Phase.BODY, code=code, text=text)


def _send_text(session: Session, envelope: Envelope) -> Reply | None:
    """Send the text and return the reply; no final dot is sent if the server spoke before."""
    try:
        session.sock.settimeout(session.timeouts.block)
        for piece in _pieces(envelope):
            if session.smtp.has_spoken():
                return _interrupted(session)
            session.sock.sendall(piece)
        session.sock.settimeout(session.timeouts.end)
    except OSError:
        return None
    return _reply(session.smtp)


def _pieces(envelope: Envelope) -> Iterator[bytes | memoryview]:
    yield envelope.head
    body = memoryview(envelope.body)
    for at in range(0, len(body), BLOCK):
        yield body[at : at + BLOCK]
    last_line = envelope.body or envelope.head
    yield b".\r\n" if last_line.endswith(b"\r\n") else b"\r\n.\r\n"


def _interrupted(session: Session) -> Reply | None:
    """Close a connection whose server spoke before the final dot; return its reply if a refusal.

    A text without its final dot is never accepted; a claim to have accepted it is ignored.
    """
    reply = _reply(session.smtp)
    drop_session(session)
    return reply if reply and reply[0] >= 400 else None
