"""AUTH (RFC 4954). Not smtplib's, which takes passwords of ASCII letters only."""

import base64
import smtplib

from pressverk.delivery.smtp.outcomes import NoSessionError, readable
from pressverk.i18n import _
from pressverk.model import Finding, Place, SmtpSettings


def log_in(smtp: smtplib.SMTP, settings: SmtpSettings, secret: str | None, place: str) -> None:
    """Log in the way the settings say; the connection is secured already.

    Raises:
        NoSessionError: when there is no *secret*, or the server refuses it.
    """
    user = settings.username or ""
    if not secret:
        message = _("no password for {user!r}; give it with: pressverk password", user=user)
        raise _refusal(place, message, "no-password", lasting=True)
    mechanism = settings.auth.upper()
    offered = smtp.esmtp_features.get("auth", "").upper().split()
    if mechanism not in offered:
        message = _(
            "the server doesn't offer to log in by {mechanism!r} but by {offered!r}; change 'auth'",
            mechanism=settings.auth,
            offered=" ".join(offered).lower(),
        )
        raise _refusal(place, message, "mail-auth", lasting=True)
    code, text = _converse(smtp, mechanism, _words(mechanism, user, secret))
    if code == 235:
        return
    said: dict[str, object] = {"user": user, "code": code, "reply": readable(text)}
    if 500 <= code < 600:
        message = _(
            "the mail server refuses to let {user!r} in ({code} {reply!r}); check 'username' and "
            "the password",
            **said,
        )
        raise _refusal(place, message, "mail-auth", lasting=True)
    message = _(
        "the mail server can't let {user!r} in now ({code} {reply!r}); try again later", **said
    )
    raise _refusal(place, message, "mail-auth", lasting=False)


def _words(mechanism: str, user: str, secret: str) -> list[str]:
    """Return what to say: the initial response, then an answer to each challenge."""
    if mechanism == "PLAIN":
        return [f"\0{user}\0{secret}"]
    if mechanism == "LOGIN":
        return [user, secret]
    # A challenge is then an error in JSON, and what it is answered with is nothing.
    return [f"user={user}\x01auth=Bearer {secret}\x01\x01", ""]


def _converse(smtp: smtplib.SMTP, mechanism: str, words: list[str]) -> tuple[int, bytes]:
    first, *others = [base64.b64encode(word.encode()).decode("ascii") for word in words]
    code, text = smtp.docmd("AUTH", f"{mechanism} {first}")
    for answer in others:
        if code != 334:
            break
        code, text = smtp.docmd(answer)
    return code, text


def _refusal(place: str, message: str, rule: str, *, lasting: bool) -> NoSessionError:
    finding = Finding(place=Place(file=place), message=message, rule=rule)
    return NoSessionError(finding, lasting=lasting)
