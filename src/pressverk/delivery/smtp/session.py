"""AUTH (RFC 4954). Not smtplib's, which takes passwords of ASCII letters only.

Open a session with a mail server: connect, secure it, log in.
"""

import base64
import smtplib
import socket
import ssl
from dataclasses import dataclass

from pressverk.delivery.smtp.connection import Connection, TlsConnection
from pressverk.delivery.smtp.outcomes import NoSessionError, readable
from pressverk.i18n import _
from pressverk.model import Finding, Place, SmtpSettings
from pressverk.newsroom.config import is_loopback


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Seconds to wait for the server: to connect, then the least of RFC 5321, 4.5.3.2."""

    connect: float = 60  # a press officer waits
    command: float = 300
    data: float = 120
    block: float = 180
    end: float = 600


PATIENT = Timeouts()
# What OpenSSL says when no version or cipher of TLS is known to both.
NOTHING_IN_COMMON = frozenset(
    {
        "DH_KEY_TOO_SMALL",
        "NO_PROTOCOLS_AVAILABLE",
        "NO_SHARED_CIPHER",
        "SSLV3_ALERT_HANDSHAKE_FAILURE",
        "TLSV1_ALERT_INSUFFICIENT_SECURITY",
        "TLSV1_ALERT_PROTOCOL_VERSION",
        "UNSAFE_LEGACY_RENEGOTIATION_DISABLED",
        "UNSUPPORTED_PROTOCOL",
    }
)


@dataclass(slots=True, kw_only=True)
class Session:
    """A conversation with a server that takes our mail; *used* when it has taken some."""

    smtp: Connection
    sock: socket.socket
    timeouts: Timeouts
    used: bool = False


def open_session(
    settings: SmtpSettings,
    secret: str | None,
    *,
    timeouts: Timeouts = PATIENT,
    context: ssl.SSLContext | None = None,
) -> Session:
    """Connect to the server and log in, with *secret* as the password or token.

    *context* is what certificates are checked with; the system's authorities if left out.

    Raises:
        NoSessionError: when it can't be reached, isn't who it should be, or refuses us.
    """
    place = f"{settings.host}:{settings.port}"
    if settings.security == "none" and settings.auth != "none" and not is_loopback(settings.host):
        message = _("a password would be sent in the open; set security to 'starttls' or 'tls'")
        raise _no_session(place, message, "mail-in-the-open", lasting=True)
    context = context or ssl.create_default_context()
    smtp = None
    try:
        smtp = _connect(settings, timeouts, context)
        _greet(smtp, place)
        if settings.security == "starttls":
            _secure(smtp, settings.host, place, context)
            _greet(smtp, place)
        if settings.auth != "none":
            log_in(smtp, settings, secret, place)
    except smtplib.SMTPConnectError as error:
        raise _refused(place, error.smtp_code, error.smtp_error, "mail-greeting") from error
    except (OSError, smtplib.SMTPException) as error:
        _drop(smtp)
        raise _unreached(place, error) from error
    except NoSessionError:
        _drop(smtp)
        raise
    sock = smtp.sock
    if sock is None:
        raise RuntimeError("a session without a connection")
    # Else the final dot waits for the server to acknowledge what came before.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return Session(smtp=smtp, sock=sock, timeouts=timeouts)


def is_ready(session: Session) -> bool:
    """Tell whether the session takes another message; a stale one has to be opened anew."""
    if not session.used:
        return True
    if session.smtp.has_spoken():  # goodbye, or out of turn
        return False
    try:
        session.sock.settimeout(session.timeouts.command)
        code, _text = session.smtp.rset()
    except (OSError, smtplib.SMTPException):
        return False
    return code == 250


def close_session(session: Session) -> None:
    """Say goodbye, without waiting long for an answer."""
    try:
        session.sock.settimeout(5)
        session.smtp.quit()
    except (OSError, smtplib.SMTPException):
        _drop(session.smtp)


def drop_session(session: Session) -> None:
    """Hang up at once: a text without its final dot is thrown away by the server."""
    _drop(session.smtp)


def _drop(smtp: Connection | None) -> None:
    if smtp is not None:
        smtp.close()


def _connect(settings: SmtpSettings, timeouts: Timeouts, context: ssl.SSLContext) -> Connection:
    us = _our_name()
    if settings.security == "tls":
        return TlsConnection(
            settings.host, settings.port, us, timeout=timeouts.connect, context=context
        )
    return Connection(settings.host, settings.port, us, timeout=timeouts.connect)


def _greet(smtp: Connection, place: str) -> None:
    code, text = smtp.ehlo()
    if code != 250:
        raise _refused(place, code, text, "mail-greeting")


def _secure(smtp: Connection, host: str, place: str, context: ssl.SSLContext) -> None:
    if not smtp.has_extn("starttls"):
        message = _("the server offers no STARTTLS, and nothing is sent without; check 'port'")
        raise _no_session(place, message, "no-starttls", lasting=True)
    try:
        smtp.secure(context, host)
    except smtplib.SMTPResponseException as error:
        raise _refused(place, error.smtp_code, error.smtp_error, "mail-starttls") from error


def _unreached(place: str, error: OSError | smtplib.SMTPException) -> NoSessionError:
    """Return what to say of a connection that failed.

    A certificate that isn't valid now won't be by itself; all else may have been a hiccup.
    """
    said = error.reason if isinstance(error, ssl.SSLError) else None
    if isinstance(error, ssl.SSLCertVerificationError) or said in NOTHING_IN_COMMON:
        message = _(
            "the server's certificate or encryption can't be trusted ({reason}); check 'host' and "
            "'port', or tell whoever runs the server",
            reason=getattr(error, "verify_message", "") or _in_words(said or str(error)),
        )
        return _no_session(place, message, "mail-certificate", lasting=True)
    message = _(
        "the mail server can't be reached ({reason}); check 'host' and 'port' and the network",
        reason=_in_words(said) if said else getattr(error, "strerror", None) or error,
    )
    return _no_session(place, message, "mail-unreachable", lasting=False)


def _in_words(constant: str) -> str:
    return constant.replace("_", " ").lower()


def _refused(place: str, code: int, text: bytes | str, rule: str) -> NoSessionError:
    words = readable(text) if isinstance(text, bytes) else text
    if code < 0:
        message = _(
            "what answers is no mail server, as it says {reply!r}; check 'host' and 'port'",
            reply=words,
        )
        return _no_session(place, message, "no-mail-server", lasting=False)
    message = _(
        "the mail server refuses us ({code} {reply!r}); ask whoever runs it", code=code, reply=words
    )
    return _no_session(place, message, rule, lasting=500 <= code < 600)


def _no_session(place: str, message: str, rule: str, *, lasting: bool) -> NoSessionError:
    finding = Finding(place=Place(file=place), message=message, rule=rule)
    return NoSessionError(finding, lasting=lasting)


def _our_name() -> str:
    """Return what to call ourselves, without asking a name server, which may be slow."""
    name = socket.gethostname()
    return name if "." in name and name.isascii() else "[127.0.0.1]"
