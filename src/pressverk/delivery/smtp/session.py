"""Open a session with a mail server: connect, start TLS, log in (RFC 4954).

The login is not smtplib's, which accepts only ASCII passwords.
"""

import base64
import smtplib
import socket
import ssl
from dataclasses import dataclass

from pressverk.delivery.reasons import reason
from pressverk.delivery.smtp.connection import Connection, TlsConnection
from pressverk.delivery.smtp.outcomes import NoSessionError, readable
from pressverk.model import SmtpSettings
from pressverk.newsroom.config import is_loopback


def log_in(smtp: smtplib.SMTP, settings: SmtpSettings, secret: str | None, place: str) -> None:
    """Log in as the settings say; the connection is already encrypted.

    Raises:
        NoSessionError: if there is no *secret*, or the server rejects it.
    """
    user = settings.username or ""
    if not secret:
        raise NoSessionError(place, reason("no-password", user=user), lasting=True)
    mechanism = settings.auth.upper()
    offered = smtp.esmtp_features.get("auth", "").upper().split()
    if mechanism not in offered:
        why = reason(
            "mail-auth-not-offered", mechanism=settings.auth, offered=" ".join(offered).lower()
        )
        raise NoSessionError(place, why, lasting=True)
    code, text = _converse(smtp, mechanism, _words(mechanism, user, secret))
    if code == 235:
        return
    said: dict[str, object] = {"user": user, "code": code, "reply": readable(text)}
    lasting = 500 <= code < 600
    why = reason("mail-auth" if lasting else "mail-auth-later", **said)
    raise NoSessionError(place, why, lasting=lasting)


def _words(mechanism: str, user: str, secret: str) -> list[str]:
    """Return the initial response, then the response to each challenge."""
    if mechanism == "PLAIN":
        return [f"\0{user}\0{secret}"]
    if mechanism == "LOGIN":
        return [user, secret]
    # A challenge is then an error in JSON, and the response to it is empty.
    return [f"user={user}\x01auth=Bearer {secret}\x01\x01", ""]


def _converse(smtp: smtplib.SMTP, mechanism: str, words: list[str]) -> tuple[int, bytes]:
    first, *others = [base64.b64encode(word.encode()).decode("ascii") for word in words]
    code, text = smtp.docmd("AUTH", f"{mechanism} {first}")
    for answer in others:
        if code != 334:
            break
        code, text = smtp.docmd(answer)
    return code, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Time-outs in seconds: to connect, then the minima of RFC 5321, 4.5.3.2."""

    connect: float = 60  # a press officer is waiting
    command: float = 300
    data: float = 120
    block: float = 180
    end: float = 600


PATIENT = Timeouts()
HOSTNAME_MISMATCH = 62  # X509_V_ERR_HOSTNAME_MISMATCH of OpenSSL
# OpenSSL's errors when no TLS version or cipher is shared.
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
    """A session with a server; *used* is whether it has transmitted a message."""

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
    """Connect to the server and log in with *secret*, a password or token.

    *context* checks certificates, by default against the system's authorities.

    Raises:
        NoSessionError: if it can't be reached, has an invalid certificate, or refuses us.
    """
    place = f"{settings.host}:{settings.port}"
    if settings.security == "none" and settings.auth != "none" and not is_loopback(settings.host):
        raise NoSessionError(place, reason("mail-in-the-open"), lasting=True)
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
        raise _refused(place, error.smtp_code, error.smtp_error) from error
    except (OSError, smtplib.SMTPException) as error:
        _drop(smtp)
        raise _unreached(place, error) from error
    except NoSessionError:
        _drop(smtp)
        raise
    sock = smtp.sock
    if sock is None:
        raise RuntimeError("a session without a connection")
    # Otherwise the final dot waits for the server's acknowledgement (Nagle's algorithm).
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return Session(smtp=smtp, sock=sock, timeouts=timeouts)


def is_ready(session: Session) -> bool:
    """Return whether the session is ready for another message; a stale one must be reopened."""
    if not session.used:
        return True
    if session.smtp.has_spoken():  # it is closing, or out of turn
        return False
    try:
        session.sock.settimeout(session.timeouts.command)
        code, _text = session.smtp.rset()
    except (OSError, smtplib.SMTPException):
        return False
    return code == 250


def close_session(session: Session) -> None:
    """Send QUIT, without waiting long for the reply."""
    try:
        session.sock.settimeout(5)
        session.smtp.quit()
    except (OSError, smtplib.SMTPException):
        _drop(session.smtp)


def drop_session(session: Session) -> None:
    """Close the connection at once: the server discards a text without its final dot."""
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
        raise _refused(place, code, text)


def _secure(smtp: Connection, host: str, place: str, context: ssl.SSLContext) -> None:
    if not smtp.has_extn("starttls"):
        raise NoSessionError(place, reason("no-starttls"), lasting=True)
    try:
        smtp.secure(context, host)
    except smtplib.SMTPResponseException as error:
        raise _refused(place, error.smtp_code, error.smtp_error) from error


def _unreached(place: str, error: OSError | smtplib.SMTPException) -> NoSessionError:
    """Return the error for a failed connection.

    An invalid certificate won't become valid by itself; other failures may be temporary.
    """
    said = error.reason if isinstance(error, ssl.SSLError) else None
    if isinstance(error, ssl.SSLCertVerificationError) or said in NOTHING_IN_COMMON:
        words = getattr(error, "verify_message", "") or _in_words(said or str(error))
        if getattr(error, "verify_code", None) == HOSTNAME_MISMATCH:
            words = "hostname mismatch"
        return NoSessionError(place, reason("mail-certificate", reason=words), lasting=True)
    words = _in_words(said) if said else getattr(error, "strerror", None) or str(error)
    return NoSessionError(place, reason("mail-unreachable", reason=words), lasting=False)


def _in_words(constant: str) -> str:
    return constant.replace("_", " ").lower()


def _refused(place: str, code: int, text: bytes | str) -> NoSessionError:
    words = readable(text) if isinstance(text, bytes) else text
    if code < 0:
        return NoSessionError(place, reason("no-mail-server", reply=words), lasting=False)
    why = reason("mail-refused", code=code, reply=words)
    return NoSessionError(place, why, lasting=500 <= code < 600)


def _our_name() -> str:
    """Return our name for EHLO, without asking a name server, which may be slow."""
    name = socket.gethostname()
    return name if "." in name and name.isascii() else "[127.0.0.1]"
