"""The one connection that all campaigns of a sender leave by."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pressverk.delivery.sender.refusals import ALIKE, NO_STREAK, Streak, longer
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

LOST_IN_A_ROW = 3  # connections lost before we leave the server in peace


@dataclass(slots=True, kw_only=True)
class Line:
    """A connection that is opened when it is needed, and what the server made of it lately."""

    smtp: SmtpSettings
    secret: str | None
    timeouts: Timeouts
    session: Session | None = None
    has_accepted: bool = False  # since the connection was opened
    lost: int = 0
    streak: Streak = NO_STREAK


@contextlib.contextmanager
def line_to(smtp: SmtpSettings, secret: str | None, timeouts: Timeouts = PATIENT) -> Iterator[Line]:
    """Have a line to the server for as long as this lasts; nothing is opened yet."""
    line = Line(smtp=smtp, secret=secret, timeouts=timeouts)
    try:
        yield line
        if line.session:
            close_session(line.session)
    finally:
        if line.session:
            drop_session(line.session)


def hand_over(line: Line, envelope: Envelope, start: Callable[[], bool]) -> Outcome:
    """Hand *envelope* to the server, as ``transmit`` does.

    A connection that has been used may be closed by the server whenever it likes. Where that
    shows before anything of the text has left, another is opened at once, and only once.

    Raises:
        NoSessionError: when there is no connection to be had; nothing has left then.
    """
    session = _ready_session(line)
    was_used = session.used
    outcome = transmit(session, envelope, start)
    if was_used and is_final(outcome) and _has_kept_back(outcome):
        outcome = transmit(_ready_session(line), envelope, start)
    _remember(line, outcome)
    return outcome


def _has_kept_back(outcome: Outcome) -> bool:
    """Tell whether nothing of the text has left, and that by no wish of ours."""
    return outcome.verdict is Verdict.DEFERRED and outcome.phase is not Phase.BODY


def is_hung_up_on(line: Line) -> bool:
    """Tell whether the server does nothing but hang up."""
    return line.lost >= LOST_IN_A_ROW


def is_refused(line: Line) -> bool:
    """Tell whether the server refuses us, whoever the recipient is."""
    return line.streak.count >= ALIKE and not line.has_accepted


def _remember(line: Line, outcome: Outcome) -> None:
    is_loss = is_final(outcome) and outcome.verdict is not Verdict.WITHHELD
    line.lost = line.lost + 1 if is_loss else 0
    line.streak = longer(line.streak, outcome)
    line.has_accepted |= outcome.verdict is Verdict.ACCEPTED


def _ready_session(line: Line) -> Session:
    """Return a connection that takes a message, a new one if the one at hand is stale."""
    if line.session and is_ready(line.session):
        return line.session
    if line.session:
        drop_session(line.session)
        line.session = None
    line.session = open_session(line.smtp, line.secret, timeouts=line.timeouts)
    line.has_accepted = False
    return line.session
