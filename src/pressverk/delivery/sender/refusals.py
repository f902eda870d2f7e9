"""Tell a server that refuses the sender, or the message, from one that refuses a recipient.

Many servers look at the sender only once they know a recipient, and at the size only once they
have it all (RFC 5321, 4.2.5; Postfix: ``smtpd_delay_reject``).
"""

import re
from dataclasses import dataclass

from pressverk.delivery.smtp.outcomes import Outcome, Verdict

ALIKE = 3  # recipients in a row that are refused the same way, before it is taken for the sender
# RFC 3463, RFC 6531: what is wrong with the address or the mailbox of a recipient.
_OF_RECIPIENT = re.compile(r"5\.(?:1\.(?:[1-6]|10)|2\.\d+|6\.7)\b")
_TOO_LARGE = re.compile(r"5\.3\.4\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Streak:
    """How many recipients in a row were refused the same way, and which."""

    gist: str = ""
    count: int = 0


NO_STREAK = Streak()


def is_too_large(outcome: Outcome) -> bool:
    """Tell whether the message is refused to whomever it goes."""
    return outcome.verdict is Verdict.FAILED and bool(_TOO_LARGE.match(outcome.text))


def longer(streak: Streak, outcome: Outcome) -> Streak:
    """Return *streak* with *outcome* added, or the one that begins with it.

    >>> from pressverk.delivery.smtp.outcomes import Phase
    >>> text = "5.7.1 <a@example.com>: Sender address rejected"
    >>> refused = Outcome(verdict=Verdict.FAILED, phase=Phase.RCPT, code=554, text=text)
    >>> longer(longer(NO_STREAK, refused), refused)
    Streak(gist='554 5.7.1 Sender address rejected', count=2)
    """
    if outcome.verdict is not Verdict.FAILED or _OF_RECIPIENT.match(outcome.text):
        return NO_STREAK
    gist = _gist(outcome)
    return Streak(gist=gist, count=streak.count + 1 if gist == streak.gist else 1)


def _gist(outcome: Outcome) -> str:
    """Return what was said, without what differs each time: addresses, and numbers of messages."""
    status, *words = outcome.text.split() or [""]
    kept = [word for word in words if not re.search(r"[@\d]", word)]
    return " ".join((str(outcome.code), status, *kept))
