"""Send a campaign; it can be killed at any moment and continues where it was.

The body that its messages share is prepared once.
"""

import datetime as dt
import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from email.utils import parseaddr
from functools import partial
from pathlib import Path

from pressverk.addresses import normalise, on_the_wire, parse_address
from pressverk.delivery.ledger.claims import (
    body_of,
    claim,
    living_worker,
    recover,
    report,
    start,
)
from pressverk.delivery.ledger.faults import changed_message
from pressverk.delivery.ledger.locks import is_alive
from pressverk.delivery.ledger.operator import pause
from pressverk.delivery.ledger.queries import campaign, deadline_of, delivery
from pressverk.delivery.ledger.rows import Campaign, CampaignState, Claim, Delivery, Wait
from pressverk.delivery.ledger.states import Event
from pressverk.delivery.ledger.store import Ledger
from pressverk.delivery.ledger.transitions import Reply
from pressverk.delivery.reasons import Reason, in_words, reason, sentence_of
from pressverk.delivery.sender.connection import (
    LOST_IN_A_ROW,
    SmtpConnection,
    deliver,
    is_hung_up_on,
    is_refused,
    is_too_large,
)
from pressverk.delivery.sender.scheduler import OUR_CLOCK, Clock
from pressverk.delivery.smtp.outcomes import NoSessionError, Outcome, Verdict
from pressverk.delivery.smtp.session import PATIENT, Timeouts, close_session, open_session
from pressverk.delivery.smtp.transmission import Envelope, stuffed, transmit
from pressverk.errors import DeliveryError
from pressverk.i18n import _
from pressverk.model import Finding, MailSettings, Message, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body as *plain* bytes, and the dot-stuffed *text* that is sent."""

    plain: bytes
    text: bytes


def prepare_body(body: bytes) -> Body:
    """Return *body* prepared for sending, which all recipients share."""
    return Body(plain=body, text=stuffed(body))


def envelope_for(
    mail: MailSettings, recipient: str, head: bytes, body: Body, *, needs_smtputf8: bool
) -> Envelope:
    """Return the envelope for *recipient*.

    Its sender is that of *head*: the settings may have changed since it was stored.

    Raises:
        ValueError: if *head* doesn't end with a line end, since *body* is dot-stuffed separately.
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


FIRST = dt.timedelta(minutes=5)  # greylisting servers need some minutes
LONGEST = dt.timedelta(hours=4)


def next_try(now: dt.datetime, tries: int, dice: random.Random) -> dt.datetime:
    """Return when to try again after *tries* attempts: exponential backoff with jitter.

    >>> now = dt.datetime(2018, 11, 23, 10, 0)
    >>> soon, late = (next_try(now, tries, random.Random(1)) - now for tries in (1, 20))
    >>> FIRST <= soon <= 1.5 * FIRST, LONGEST <= late <= 1.5 * LONGEST
    (True, True)
    """
    pause = min(FIRST * (1 << min(tries - 1, 10)), LONGEST)
    return now + pause * (1 + dice.random() / 2)


# Longer than the slowest delivery may take; a dead sender is noticed at once by its lock.
LEASE = dt.timedelta(minutes=90)
_EVENTS = {
    Verdict.ACCEPTED: Event.ACCEPT,
    Verdict.DEFERRED: Event.DEFER,
    Verdict.FAILED: Event.FAIL,
    Verdict.UNCERTAIN: Event.LOSE,
    Verdict.SENDER_REFUSED: Event.RELEASE,
}


@dataclass(slots=True, kw_only=True)
class _Sender:
    """A sender of one campaign: its ledger, its connection, and cached texts."""

    ledger: Ledger
    number: int
    name: str
    mail: MailSettings
    line: SmtpConnection
    clock: Clock
    bodies: dict[str, Body] = field(default_factory=dict)


def send_over(
    line: SmtpConnection,
    ledger: Ledger,
    number: int,
    mail: MailSettings,
    *,
    clock: Clock = OUR_CLOCK,
) -> Iterator[Delivery | Wait]:
    """Send what is due of the campaign; yield each delivery after its attempt.

    If the rate limit holds it back, it yields a ``Wait``; the caller lets that time pass. It
    doesn't wait for deferred deliveries: call it again at ``next_due``. Any number of senders can
    work on one campaign at the same time, and each can be killed at any moment: the next one
    continues.

    Raises:
        DeliveryError: if the campaign isn't approved, is paused or cancelled; if the server rejects
        the sender, which pauses the campaign, or can't be reached. What wasn't sent is still
        queued. LedgerError: if the ledger can't be written; then nothing more is sent.
    """
    ledger.check_tables("campaigns", "approvals", "deliveries")
    found = campaign(ledger, number)
    if refusal := _objection(found, mail):
        raise DeliveryError([refusal])
    alive = partial(is_alive, _workers(ledger))
    with living_worker(_workers(ledger)) as name:
        sender = _Sender(ledger=ledger, number=number, name=name, mail=mail, line=line, clock=clock)
        recover(ledger, alive, now=clock.now())
        while True:
            taken = _claim(sender)
            if isinstance(taken, Claim):
                if tried := _deliver(sender, taken):
                    yield tried
            elif recover(ledger, alive, now=clock.now()):
                continue
            elif isinstance(taken, Wait):
                yield taken
            else:
                return


def needs_approval(found: Campaign, mail: MailSettings) -> bool:
    """Return whether a colleague has to approve the campaign before anything of it is sent."""
    return mail.approval and not found.approved_by


def _objection(found: Campaign, mail: MailSettings) -> Finding | None:
    """Return why nothing of the campaign may be sent, None if it may."""
    if found.state is CampaignState.CANCELLED:
        message, rule = _("is cancelled; nothing more is sent"), "cancelled"
    elif found.state is CampaignState.PAUSED:
        message, rule = _("is paused: {reason}", reason=in_words(found.reason)), "paused"
    elif needs_approval(found, mail):
        command = f"pressverk approve {found.slug}"
        message = _(
            "isn't approved as it is now; ask a colleague to run: {command}", command=command
        )
        rule = "not-approved"
    else:
        return None
    return Finding(place=Place(file=found.slug), message=message, rule=rule)


def _claim(sender: _Sender) -> Claim | Wait | None:
    return claim(
        sender.ledger,
        sender.number,
        sender.name,
        now=sender.clock.now(),
        lease=LEASE,
        per_minute=sender.mail.per_minute,
        per_domain=sender.mail.per_domain,
    )


def _deliver(sender: _Sender, taken: Claim) -> Delivery | None:
    """Try to deliver the claim *taken*; return the delivery, None if it was removed."""
    envelope = _envelope(sender, taken)
    try:
        outcome = deliver(sender.line, envelope, partial(_begin, sender, taken))
    except NoSessionError as error:
        report(sender.ledger, taken, Event.RELEASE, now=sender.clock.now())
        if error.lasting:
            pause(sender.ledger, sender.number, error.why)
        raise DeliveryError([error.finding]) from error
    if outcome.verdict is not Verdict.WITHHELD:
        _write_down(sender, taken, outcome)
    if why := _reason_to_pause(sender, taken, outcome):
        pause(sender.ledger, sender.number, why)
        raise _stopped(sender, why)
    if is_hung_up_on(sender.line):
        raise _stopped(sender, reason("connection-lost", count=LOST_IN_A_ROW))
    return delivery(sender.ledger, taken.delivery)


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


def _reason_to_pause(sender: _Sender, taken: Claim, outcome: Outcome) -> Reason | None:
    """Return why the other messages would be rejected as well, None if they needn't be."""
    said: dict[str, object] = {
        "code": outcome.code,
        "reply": outcome.text.replace(taken.recipient, "…"),
        "phase": outcome.phase.upper(),
        "command": f"pressverk resend {sender.number} --failed",
    }
    if outcome.verdict is Verdict.SENDER_REFUSED:
        return reason("sender-refused", **said)
    if is_too_large(outcome):
        return reason("message-too-large", **said)
    if is_refused(sender.line):
        return reason("refused-alike", count=sender.line.streak.count, **said)
    return None


def _stopped(sender: _Sender, why: Reason) -> DeliveryError:
    smtp = sender.mail.smtp
    place = Place(file=f"{smtp.host}:{smtp.port}")
    return DeliveryError([Finding(place=place, message=sentence_of(why), rule="mail-stopped")])


def _envelope(sender: _Sender, taken: Claim) -> Envelope:
    """Return the envelope of *taken*, after checking the stored bytes against their hash.

    Raises:
        LedgerError: if they don't match, since the disk or somebody changed them; the claim is
        released.
    """
    if taken.body_sha256 not in sender.bodies:
        sender.bodies[taken.body_sha256] = prepare_body(body_of(sender.ledger, taken.body_sha256))
    body = sender.bodies[taken.body_sha256]
    if not _is_as_kept(taken, body):
        report(sender.ledger, taken, Event.RELEASE, now=sender.clock.now())
        raise changed_message(sender.ledger.path, taken.address)
    return envelope_for(
        sender.mail, taken.recipient, taken.head, body, needs_smtputf8=taken.needs_smtputf8
    )


def _is_as_kept(taken: Claim, body: Body) -> bool:
    digest = hashlib.sha256(taken.head)
    digest.update(body.plain)
    try:
        return digest.hexdigest() == taken.sha256 and normalise(taken.recipient) == taken.address
    except ValueError:  # the address isn't valid any more
        return False


def _workers(ledger: Ledger) -> Path:
    return ledger.path.parent / "senders"


def send_test(
    message: Message, mail: MailSettings, *, secret: str | None = None, timeouts: Timeouts = PATIENT
) -> Outcome:
    """Send *message* as a test: no list is read and the ledger isn't written.

    Raises:
        DeliveryError: if there is no connection to a server.
    """
    try:
        session = open_session(mail.smtp, secret, timeouts=timeouts)
    except NoSessionError as error:
        raise DeliveryError([error.finding]) from error
    envelope = envelope_for(
        mail,
        message.recipient,
        message.head,
        prepare_body(message.body),
        needs_smtputf8=message.needs_smtputf8,
    )
    outcome = transmit(session, envelope, lambda: True)
    close_session(session)
    return outcome
