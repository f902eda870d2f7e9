"""Reasons why a campaign is paused: codes in the ledger, and sentences for people.

The ledger keeps codes, since those who read it may use another language.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from pressverk.i18n import N_, _, in_our_words

SENTENCES: Mapping[str, str] = {
    "no-password": N_("no password for {user!r}; give it with: pressverk password"),
    "mail-auth-not-offered": N_(
        "the server doesn't offer to log in by {mechanism!r} but by {offered!r}; change 'auth'"
    ),
    "mail-auth": N_(
        "the mail server refuses to let {user!r} in ({code} {reply!r}); check 'username' and "
        "the password"
    ),
    "mail-auth-later": N_(
        "the mail server can't let {user!r} in now ({code} {reply!r}); try again later"
    ),
    "mail-in-the-open": N_(
        "a password would be sent in the open; set security to 'starttls' or 'tls'"
    ),
    "no-starttls": N_("the server offers no STARTTLS, and nothing is sent without; check 'port'"),
    "mail-certificate": N_(
        "the server's certificate or encryption can't be trusted ({reason}); check 'host' and "
        "'port', or tell whoever runs the server"
    ),
    "mail-unreachable": N_(
        "the mail server can't be reached ({reason}); check 'host' and 'port' and the network"
    ),
    "no-mail-server": N_(
        "what answers is not a mail server, as it says {reply!r}; check 'host' and 'port'"
    ),
    "mail-refused": N_("the mail server refuses us ({code} {reply!r}); ask whoever runs it"),
    "sender-refused": N_(
        "the mail server takes nothing of ours ({code} {reply!r}, after {phase}); fix it, then "
        "send again"
    ),
    "message-too-large": N_(
        "the message is too large for the mail server ({code} {reply!r}); make the PDF "
        "smaller, or have it take more, run: {command}, and send again"
    ),
    "refused-alike": N_(
        "the mail server refused all of the last {count} in the same way ({code} {reply!r}, "
        "after {phase}), so the recipients are hardly the reason; fix it, run: {command}, and "
        "send again"
    ),
    "connection-lost": N_("the connection was lost {count} times in a row; try again later"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A *code* in ``SENTENCES``, and the *values* for the fields of its sentence."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


def reason(code: str, /, **values: object) -> Reason:
    """Return the reason with that code.

    >>> in_words(kept(reason("mail-unreachable", reason="timed out"))).partition(";")[0]
    "the mail server can't be reached (timed out)"
    """
    return Reason(code=code, values=values)


def sentence_of(why: Reason) -> str:
    """Return *why* in the language of messages."""
    said = why.values.get("reason")
    reason = {"reason": in_our_words(str(said))} if said else {}
    return _(SENTENCES[why.code], **{**why.values, **reason})


def kept(why: Reason) -> str:
    """Return *why* in the ledger's format."""
    return json.dumps([why.code, why.values], ensure_ascii=False, sort_keys=True, default=str)


def in_words(text: str) -> str:
    """Return a stored reason in the language of messages; older ledgers have sentences."""
    try:
        code, values = json.loads(text)
        return sentence_of(Reason(code=code, values=values))
    except (ValueError, TypeError, KeyError):
        return text
