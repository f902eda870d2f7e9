"""Send a campaign: what it takes to be killed at any moment and go on where it was."""

import datetime as dt
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from pressverk.dispatch.backoff import next_try
from pressverk.dispatch.envelopes import Body, envelope_for, prepare_body
from pressverk.errors import DeliveryError
from pressverk.ledger.claims import body_of, claim, recover, report, start
from pressverk.ledger.decisions import pause
from pressverk.ledger.reading import campaign, deadline_of, delivery
from pressverk.ledger.rows import Campaign, CampaignState, Claim, Delivery, Wait
from pressverk.ledger.states import Event
from pressverk.ledger.steps import Reply
from pressverk.ledger.store import Ledger
from pressverk.ledger.workers import is_alive, living_worker
from pressverk.model import Finding, MailSettings, Place
from pressverk.translation import _
from pressverk.transport.outcomes import NoSessionError, Outcome, Verdict
from pressverk.transport.session import (
    PATIENT,
    Session,
    Timeouts,
    close_session,
    drop_session,
    is_ready,
    open_session,
)
from pressverk.transport.transmission import Envelope, transmit

# Longer than the slowest delivery may take; a dead sender is noticed at once, without it.
LEASE = dt.timedelta(minutes=45)
LOST_IN_A_ROW = 3  # connections lost before we leave the server in peace
NAP = 5.0  # seconds after which we look whether all was called off
_EVENTS = {
    Verdict.ACCEPTED: Event.ACCEPT,
    Verdict.DEFERRED: Event.DEFER,
    Verdict.FAILED: Event.FAIL,
    Verdict.UNCERTAIN: Event.LOSE,
    Verdict.SENDER_REFUSED: Event.RELEASE,
}


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The time, and how to let it pass; tests have their own."""

    now: Callable[[], dt.datetime] = _utc_now
    sleep: Callable[[float], None] = time.sleep


@dataclass(slots=True, kw_only=True)
class _Sender:
    """One that sends: its ledger, its connection, and the texts that it has at hand."""

    ledger: Ledger
    number: int
    name: str
    mail: MailSettings
    secret: str | None
    timeouts: Timeouts
    clock: Clock
    session: Session | None = None
    lost: int = 0
    bodies: dict[str, Body] = field(default_factory=dict)


def send(
    ledger: Ledger,
    number: int,
    mail: MailSettings,
    *,
    secret: str | None = None,
    timeouts: Timeouts = PATIENT,
    clock: Clock = Clock(),
) -> Iterator[Delivery]:
    """Send what is due of the campaign, and tell of each delivery as it was tried.

    Waits for pace, not for what was deferred: call it again at ``next_due``. Any number of
    senders can work at one campaign at a time, and each can be killed at any moment: the next to
    come goes on.

    Raises:
        DeliveryError: when the campaign isn't approved, is paused or cancelled; when the server
            refuses the sender, which pauses the campaign, or can't be reached. What wasn't sent
            is still queued.
        LedgerError: when the ledger can't be written; then nothing more is sent.
    """
    found = campaign(ledger, number)
    if refusal := _objection(found, mail):
        raise DeliveryError([refusal])
    with living_worker(_workers(ledger)) as name:
        sender = _Sender(
            ledger=ledger,
            number=number,
            name=name,
            mail=mail,
            secret=secret,
            timeouts=timeouts,
            clock=clock,
        )
        try:
            for taken in _claims(sender):
                yield _deliver(sender, taken)
            if sender.session:
                close_session(sender.session)
        finally:
            if sender.session:
                drop_session(sender.session)


def _objection(found: Campaign, mail: MailSettings) -> Finding | None:
    """Return why nothing of the campaign may be sent, None when it may."""
    if found.state is CampaignState.CANCELLED:
        message, rule = _("is cancelled; nothing more is sent"), "cancelled"
    elif found.state is CampaignState.PAUSED:
        message, rule = _("is paused: {reason}", reason=found.reason), "paused"
    elif mail.approval and not found.approved_by:
        message = _("isn't approved as it is now; ask a colleague to run: pressverk approve")
        rule = "not-approved"
    else:
        return None
    return Finding(place=Place(file=found.slug), message=message, rule=rule)


def _claims(sender: _Sender) -> Iterator[Claim]:
    """Yield claims as pace allows, until nothing is due; free on the way what the dead held."""
    ledger, clock = sender.ledger, sender.clock
    alive = partial(is_alive, _workers(ledger))
    recover(ledger, alive, now=clock.now())
    while True:
        now = clock.now()
        taken = claim(
            ledger,
            sender.number,
            sender.name,
            now=now,
            lease=LEASE,
            per_minute=sender.mail.per_minute,
            per_domain=sender.mail.per_domain,
        )
        if isinstance(taken, Claim):
            yield taken
        elif recover(ledger, alive, now=clock.now()):
            continue
        elif isinstance(taken, Wait):
            clock.sleep(min((taken.until - now).total_seconds(), NAP))
        else:
            return


def _deliver(sender: _Sender, taken: Claim) -> Delivery:
    """Try to deliver what was taken, write down what became of it, and return it."""
    session = _ready_session(sender, taken)
    outcome = transmit(session, _envelope(sender, taken), partial(_begin, sender, taken))
    if outcome.verdict is not Verdict.WITHHELD:
        _write_down(sender, taken, outcome)
    if outcome.verdict is Verdict.SENDER_REFUSED:
        raise _stopped(sender, _words_of(outcome), pausing=True)
    sender.lost = sender.lost + 1 if _is_loss(outcome) else 0
    if sender.lost == LOST_IN_A_ROW:
        message = _(
            "the connection was lost {count} times in a row; try again later", count=LOST_IN_A_ROW
        )
        raise _stopped(sender, message, pausing=False)
    return delivery(sender.ledger, taken.delivery)


def _ready_session(sender: _Sender, taken: Claim) -> Session:
    """Return a connection that takes a message, a new one if the one at hand is stale."""
    if sender.session and is_ready(sender.session):
        return sender.session
    if sender.session:
        drop_session(sender.session)
        sender.session = None
    try:
        session = open_session(sender.mail.smtp, sender.secret, timeouts=sender.timeouts)
    except NoSessionError as error:
        report(sender.ledger, taken, Event.RELEASE, now=sender.clock.now())
        if error.lasting:
            pause(sender.ledger, sender.number, error.finding.message)
        raise DeliveryError([error.finding]) from error
    sender.session = session
    return session


def _begin(sender: _Sender, taken: Claim) -> bool:
    return start(sender.ledger, taken, now=sender.clock.now())


def _write_down(sender: _Sender, taken: Claim, outcome: Outcome) -> None:
    now = sender.clock.now()
    later = None
    if outcome.verdict is Verdict.DEFERRED:
        later = next_try(now, taken.tries, random.SystemRandom())
        later = min(later, deadline_of(sender.ledger, sender.number))
    report(
        sender.ledger,
        taken,
        _EVENTS[outcome.verdict],
        now=now,
        reply=Reply(phase=outcome.phase, code=outcome.code, text=outcome.text),
        next_try=later,
    )


def _is_loss(outcome: Outcome) -> bool:
    return outcome.code in {None, 421} and outcome.verdict is not Verdict.WITHHELD


def _words_of(outcome: Outcome) -> str:
    return _(
        "the mail server takes nothing of ours ({code} {reply!r}, after {phase}); mend it, then "
        "send again",
        code=outcome.code,
        reply=outcome.text,
        phase=outcome.phase.upper(),
    )


def _stopped(sender: _Sender, message: str, *, pausing: bool) -> DeliveryError:
    if pausing:
        pause(sender.ledger, sender.number, message)
    smtp = sender.mail.smtp
    place = Place(file=f"{smtp.host}:{smtp.port}")
    return DeliveryError([Finding(place=place, message=message, rule="mail-stopped")])


def _envelope(sender: _Sender, taken: Claim) -> Envelope:
    if taken.body_sha256 not in sender.bodies:
        sender.bodies[taken.body_sha256] = prepare_body(body_of(sender.ledger, taken.body_sha256))
    return envelope_for(
        sender.mail,
        taken.recipient,
        taken.head,
        sender.bodies[taken.body_sha256],
        needs_smtputf8=taken.needs_smtputf8,
    )


def _workers(ledger: Ledger) -> Path:
    return ledger.path.parent / "senders"
