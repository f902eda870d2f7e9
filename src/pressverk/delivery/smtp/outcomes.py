"""The possible outcomes of a transmission to a mail server."""

from dataclasses import dataclass
from enum import StrEnum

from pressverk.delivery.reasons import Reason, sentence_of
from pressverk.model import Finding, Place

LONGEST_KEPT = 1000  # octets of a server's reply


class Phase(StrEnum):
    """The phase of a transmission that the server's last reply is to."""

    CONNECT = "connect"
    EHLO = "ehlo"
    STARTTLS = "starttls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    BODY = "body"  # from its first byte to the answer to the final dot


class Verdict(StrEnum):
    """The result of a transmission, as far as it is known."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    FAILED = "failed"
    UNCERTAIN = "uncertain"  # the connection was lost before the reply
    SENDER_REFUSED = "sender_refused"  # no message of this sender would be accepted
    WITHHELD = "withheld"  # we aborted before the first byte


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A verdict, its phase, and the server's reply; *code* is None without one."""

    verdict: Verdict
    phase: Phase
    code: int | None = None
    text: str = ""


def is_final(outcome: Outcome) -> bool:
    """Return whether the connection can't be used any more: it is lost, or out of step."""
    if outcome.code is None or outcome.code == 421:
        return True
    return outcome.code < 400 and outcome.verdict is not Verdict.ACCEPTED


class NoSessionError(Exception):
    """No session can be opened, and *why*; *lasting* means that trying again won't help."""

    def __init__(self, place: str, why: Reason, *, lasting: bool) -> None:
        self.why, self.lasting = why, lasting
        message = sentence_of(why)
        self.finding = Finding(place=Place(file=place), message=message, rule=why.code)
        super().__init__(message)


def readable(text: bytes) -> str:
    r"""Return a server's reply as printable text: one line, no escape sequences.

    >>> readable(b"2.0.0 Ok:\nqueued\x1b[2J")
    '2.0.0 Ok: queued [2J'
    """
    words = text[:LONGEST_KEPT].decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else " " for letter in words)
