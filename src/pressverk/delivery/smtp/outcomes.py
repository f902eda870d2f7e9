"""What can come of handing a message to a mail server."""

from dataclasses import dataclass
from enum import StrEnum

from pressverk.delivery.reasons import Reason, sentence_of
from pressverk.model import Finding, Place

LONGEST_KEPT = 1000  # octets of a server's words


class Phase(StrEnum):
    """How far a message got; each is what the server answers to."""

    CONNECT = "connect"
    EHLO = "ehlo"
    STARTTLS = "starttls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    BODY = "body"  # from its first byte to the answer to the final dot


class Verdict(StrEnum):
    """What became of a message, as far as the server told."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    FAILED = "failed"
    UNCERTAIN = "uncertain"  # the connection was lost before the answer
    SENDER_REFUSED = "sender_refused"  # no message of this sender would be taken
    WITHHELD = "withheld"  # we thought better of it before the first byte


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A verdict, the phase it fell in, and the server's words; *code* is None without any."""

    verdict: Verdict
    phase: Phase
    code: int | None = None
    text: str = ""


def is_final(outcome: Outcome) -> bool:
    """Return whether nothing more can be said on the connection: it is lost, or out of step."""
    if outcome.code is None or outcome.code == 421:
        return True
    return outcome.code < 400 and outcome.verdict is not Verdict.ACCEPTED


class NoSessionError(Exception):
    """No message can be handed over, and *why*; *lasting* tells that trying again won't help."""

    def __init__(self, place: str, why: Reason, *, lasting: bool) -> None:
        self.why, self.lasting = why, lasting
        message = sentence_of(why)
        self.finding = Finding(place=Place(file=place), message=message, rule=why.code)
        super().__init__(message)


def readable(text: bytes) -> str:
    r"""Return a server's words as they can be kept and shown: one line, no escape sequences.

    >>> readable(b"2.0.0 Ok:\nqueued\x1b[2J")
    '2.0.0 Ok: queued [2J'
    """
    words = text[:LONGEST_KEPT].decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else " " for letter in words)
