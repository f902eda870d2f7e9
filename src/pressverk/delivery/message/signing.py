"""DKIM (RFC 6376): the sender's domain vouches for a message, byte for byte."""

import hashlib
from dataclasses import replace

from pressverk.errors import MailError
from pressverk.i18n import _
from pressverk.model import DkimSettings, Finding, Message, Place
from pressverk.newsroom.paths import NEWSROOM_FILE

# Signed once more than they stand, so that nobody can add a second one on the way.
SEALED = (b"from", b"to", b"subject", b"reply-to", b"date", b"message-id")


def sign(message: Message, settings: DkimSettings, key: str) -> Message:
    """Return *message* with a signature of all its bytes before its other headers.

    *key* is the private key as PEM; its public half stands in DNS at
    ``selector._domainkey.domain``.

    Raises:
        MailError: when the key is no RSA key, or the extra ``dkim`` isn't installed.
    """
    try:
        import dkim  # noqa: PLC0415 - an extra
    except ImportError as error:
        message_ = _("mail can't be signed; install the extra: pip install 'pressverk[dkim]'")
        raise MailError([_finding(message_)]) from error

    signer = dkim.DKIM(message.head)
    signer.body = message.body  # as it is: it is large, and its lines needn't be found again
    names = signer.all_sign_headers()
    try:
        field = signer.sign(
            settings.selector.encode(),
            settings.domain.encode(),
            key.encode(),
            include_headers=[*names, *SEALED],
        )
    except (dkim.DKIMException, ValueError) as error:
        message_ = _(
            "the key for selector {selector!r} can't be used; give a private RSA key as PEM",
            selector=settings.selector,
        )
        raise MailError([_finding(message_)]) from error
    head = field + message.head
    digest = hashlib.sha256(head)
    digest.update(message.body)
    return replace(message, head=head, sha256=digest.hexdigest())


def _finding(message: str) -> Finding:
    place = Place(file=f"{NEWSROOM_FILE} [mail.dkim]")
    return Finding(place=place, message=message, rule="dkim")
