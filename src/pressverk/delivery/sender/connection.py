"""The connection that all campaigns of a sender share, and whether a server rejects the sender.

Many servers check the sender only after the first recipient, and the size only after the whole text
(RFC 5321, 4.2.5; Postfix: ``smtpd_delay_reject``); so a repeated rejection concerns the sender.
"""

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pressverk.delivery.smtp.outcomes import Outcome, Phase, Verdict, is_final
from pressverk.delivery.smtp.session import (
    PATIENT,
    Session,
    Timeouts,
    close_session,
    drop_session,
    is_ready,
    open_session,
)
from pressverk.delivery.smtp.transmission import Envelope, transmit
from pressverk.model import SmtpSettings

ALIKE = 3  # recipients in a row rejected the same way until it counts as a rejection of the sender
# RFC 3463, RFC 6531: faults of a recipient's address or mailbox.
_OF_RECIPIENT = re.compile(r"5\.(?:1\.(?:[1-6]|10)|2\.\d+|6\.7)\b")
_TOO_LARGE = re.compile(r"5\.3\.4\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectionStreak:
    """The number of recipients in a row that were rejected the same way, and the reply."""

    gist: str = ""
    count: int = 0


NO_STREAK = RejectionStreak()


def is_too_large(outcome: Outcome) -> bool:
    """Return whether the message is too large for the server, whoever the recipient is."""
    return outcome.verdict is Verdict.FAILED and bool(_TOO_LARGE.match(outcome.text))


def longer(streak: RejectionStreak, outcome: Outcome) -> RejectionStreak:
    """Return *streak* with *outcome* added, or a new one that begins with it.

    >>> from pressverk.delivery.smtp.outcomes import Phase
    >>> text = "5.7.1 <a@example.com>: Sender address rejected"
    >>> refused = Outcome(verdict=Verdict.FAILED, phase=Phase.RCPT, code=554, text=text)
    >>> longer(longer(NO_STREAK, refused), refused)
    RejectionStreak(gist='554 5.7.1 Sender address rejected', count=2)
    """
    if outcome.verdict is not Verdict.FAILED or _OF_RECIPIENT.match(outcome.text):
        return NO_STREAK
    gist = _gist(outcome)
    return RejectionStreak(gist=gist, count=streak.count + 1 if gist == streak.gist else 1)


def _gist(outcome: Outcome) -> str:
    """Return the reply without what differs each time: addresses and message numbers."""
    status, *words = outcome.text.split() or [""]
    kept = [word for word in words if not re.search(r"[@\d]", word)]
    return " ".join((str(outcome.code), status, *kept))


LOST_IN_A_ROW = 3  # connections lost before we give up on the server


@dataclass(slots=True, kw_only=True)
class SmtpConnection:
    """A connection that is opened on demand, and recent failures."""

    smtp: SmtpSettings
    secret: str | None
    timeouts: Timeouts
    session: Session | None = None
    has_accepted: bool = False  # since the connection was opened
    lost: int = 0
    streak: RejectionStreak = NO_STREAK


@contextlib.contextmanager
def connection_to(
    smtp: SmtpSettings, secret: str | None, timeouts: Timeouts = PATIENT
) -> Iterator[SmtpConnection]:
    """Yield a connection to the server, which is opened on demand and closed at the end."""
    line = SmtpConnection(smtp=smtp, secret=secret, timeouts=timeouts)
    try:
        yield line
        if line.session:
            close_session(line.session)
    finally:
        if line.session:
            drop_session(line.session)


def deliver(line: SmtpConnection, envelope: Envelope, start: Callable[[], bool]) -> Outcome:
    """Deliver *envelope* to the server, as ``transmit`` does.

    The server may close a used connection at any time. If that is noticed before any of the text is
    sent, another one is opened immediately, once.

    Raises:
        NoSessionError: if no connection can be opened; nothing has been sent then.
    """
    session = _ready_session(line)
    was_used = session.used
    outcome = transmit(session, envelope, start)
    if was_used and is_final(outcome) and _has_kept_back(outcome):
        outcome = transmit(_ready_session(line), envelope, start)
    _remember(line, outcome)
    return outcome


def _has_kept_back(outcome: Outcome) -> bool:
    """Return whether nothing of the text was sent, and not because we withheld it."""
    return outcome.verdict is Verdict.DEFERRED and outcome.phase is not Phase.BODY


def is_hung_up_on(line: SmtpConnection) -> bool:
    """Return whether the server keeps closing connections."""
    return line.lost >= LOST_IN_A_ROW


def is_refused(line: SmtpConnection) -> bool:
    """Return whether the server rejects us, whoever the recipient is."""
    return line.streak.count >= ALIKE and not line.has_accepted


def _remember(line: SmtpConnection, outcome: Outcome) -> None:
    is_loss = is_final(outcome) and outcome.verdict is not Verdict.WITHHELD
    line.lost = line.lost + 1 if is_loss else 0
    line.streak = longer(line.streak, outcome)
    line.has_accepted |= outcome.verdict is Verdict.ACCEPTED


def _ready_session(line: SmtpConnection) -> Session:
    """Return a session that is ready for a message, a new one if the current one is stale."""
    if line.session and is_ready(line.session):
        return line.session
    if line.session:
        drop_session(line.session)
        line.session = None
    line.session = open_session(line.smtp, line.secret, timeouts=line.timeouts)
    line.has_accepted = False
    return line.session
