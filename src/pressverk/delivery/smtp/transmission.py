"""Hand one message to the server: MAIL, RCPT, DATA, the text; and tell what became of it."""

import re
import smtplib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pressverk.delivery.smtp.connection import Connection
from pressverk.delivery.smtp.outcomes import Outcome, Phase, Verdict, is_final, readable
from pressverk.delivery.smtp.session import Session, drop_session
from pressverk.i18n import _

BLOCK = 256 * 1024  # octets that a slow connection has to take within one time-out
_MAILBOX = re.compile(r"[^\s<>\x00-\x1f\x7f]+@[^\s<>\x00-\x1f\x7f]+")
_VERDICTS = {2: Verdict.ACCEPTED, 4: Verdict.DEFERRED, 5: Verdict.FAILED}

Reply = tuple[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A message ready to leave: *head* and *body* stuffed, *size* what they were before."""

    sender: str
    recipient: str
    head: bytes
    body: bytes
    size: int
    needs_smtputf8: bool


def stuffed(text: bytes) -> bytes:
    r"""Return *text*, whole lines, with a dot before each line that begins with one (RFC 5321).

    >>> stuffed(b"Hej\r\n.\r\n..och\r\n")
    b'Hej\r\n..\r\n...och\r\n'
    """
    return re.sub(rb"(?m)^\.", b"..", text)


def transmit(session: Session, envelope: Envelope, start: Callable[[], bool]) -> Outcome:
    """Hand *envelope* to the server.

    *start* is called when the server waits for the text and before its first byte leaves; when it
    is False, or raises, the server is hung up on and gets nothing.
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
    """Return the outcome of what the server said beforehand that it won't take."""
    if envelope.needs_smtputf8 and not smtp.has_extn("smtputf8"):
        words = _("the mail server takes no letters beyond a–z in addresses (no SMTPUTF8)")
        # It's the sender's address that needs it, where the recipient's doesn't.
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
    """Say what is to come, and return what the server has against it; None: it waits for it."""
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
    if session.smtp.has_spoken():  # its answers would be taken for those to something else
        return None
    try:
        session.sock.settimeout(timeouts.data if phase is Phase.DATA else timeouts.command)
        session.sock.sendall(f"{command}\r\n".encode())
    except OSError:
        return None
    return _reply(session.smtp)


def _reply(smtp: Connection) -> Reply | None:
    """Return the server's reply, None when there is none or none that makes sense."""
    try:
        code, text = smtp.getreply()
    except (OSError, smtplib.SMTPException):
        return None
    return (code, readable(text)) if 200 <= code < 600 else None


def _turned_down(session: Session, phase: Phase, reply: Reply | None) -> Outcome:
    """Return what comes of a command that the server didn't agree to; it has no text yet."""
    if reply is None:
        spoke = session.smtp.has_spoken()
        text = _("the mail server spoke out of turn") if spoke else _("the connection was lost")
        return Outcome(verdict=Verdict.DEFERRED, phase=phase, text=text)
    code, text = reply
    verdict = _VERDICTS.get(code // 100, Verdict.DEFERRED)
    if verdict is Verdict.ACCEPTED:  # of what makes no sense here, nothing follows for good
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
    """Send the text and return the answer to it; the final dot only if the server keeps still."""
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
    """Hang up on a server that spoke before the final dot, and return its refusal if it is one.

    A text without its dot is never taken; but who claims to have taken it isn't to be trusted.
    """
    reply = _reply(session.smtp)
    drop_session(session)
    return reply if reply and reply[0] >= 400 else None
