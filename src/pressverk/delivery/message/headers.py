"""Header fields as bytes that every server and client reads as meant, and the DKIM signature.

RFC 5322 for the fields, RFC 2047 for words that aren't ASCII. The standard library's own writing
of structured fields puts encoded words into addresses and folds inside them, so fields are
written here, and read again with the standard library before they are used. DKIM (RFC 6376) signs
with the sender's domain.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from email.errors import MultipartInvariantViolationDefect
from email.header import Header
from email.parser import BytesHeaderParser

from pressverk.addresses import on_the_wire, parse_address
from pressverk.errors import MailError
from pressverk.i18n import _
from pressverk.model import DkimSettings, Finding, Message, Place
from pressverk.newsroom.paths import NEWSROOM_FILE
from pressverk.newsroom.schema import UNSEEN

# Some Pythons (3.11.2) fail on a missing body when only headers are parsed.
OF_BODIES = (MultipartInvariantViolationDefect,)
LONGEST_LINE = 998  # octets, RFC 5322, 2.1.1
FOLD_AT = 76
REFUSED = re.compile(rf"[{UNSEEN}\ud800-\udfff]")
# They only control how letters are joined or hyphenated, and a header doesn't need them.
DROPPED = dict.fromkeys(map(ord, "\xad\u200c\u200d"))
ENCODED = re.compile(r"=\?|\?=")
ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")


class HeaderError(ValueError):
    """A text that must not be in a header, since it could be read as something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A header field: its *name*, and its folded *lines*, without line ends."""

    name: str
    lines: tuple[str, ...]


def text_field(name: str, text: str) -> Field:
    """Return the field of a free *text*, such as Subject.

    >>> text_field("Subject", "Årets pris").lines
    ('=?utf-8?q?=C3=85rets_pris?=',)

    Raises:
        HeaderError: if *text* has invisible characters or could be read as an encoded word.
    """
    return Field(name=name, lines=_words(name, check(text)))


def address_field(name: str, display: str, address: str) -> Field:
    """Return the field of one *address* with its display name, such as To.

    >>> address_field("To", "Åsa, Nytt", "asa@åäö.example").lines
    ('=?utf-8?q?=C3=85sa=2C_Nytt?= <asa@xn--4cab6c.example>',)

    Raises:
        HeaderError: for a *display* name that ``text_field`` would refuse, or an invalid address.
    """
    try:
        written = on_the_wire(parse_address(address))
    except ValueError as error:
        raise HeaderError(address) from error
    if not display:
        return Field(name=name, lines=(written,))
    lines = _phrase(name, check(display))
    if len(lines) == 1 and len(f"{name}: {lines[0]} <{written}>") <= FOLD_AT:
        return Field(name=name, lines=(f"{lines[0]} <{written}>",))
    return Field(name=name, lines=(*lines, f"<{written}>"))


def links_field(name: str, addresses: Iterable[str]) -> Field:
    """Return the field of *addresses* with schemes, such as List-Unsubscribe (RFC 2369).

    It is folded at commas only: clients read a space inside ``<…>`` as part of the address.
    """
    links = [f"<{check(address)}>" for address in addresses]
    return Field(name=name, lines=(*(f"{link}," for link in links[:-1]), links[-1]))


def fixed_field(name: str, *lines: str) -> Field:
    """Return a field with *lines* that are already folded and encoded."""
    return Field(name=name, lines=tuple(map(check, lines)))


def check(text: str) -> str:
    r"""Return *text* as it may be in a header: without soft hyphens and joiners.

    >>> check("kommun\xadstyrelsen")
    'kommunstyrelsen'

    Raises:
        HeaderError: if it has invisible characters or could be read as encoded (RFC 2047).
    """
    kept = text.translate(DROPPED)
    if REFUSED.search(kept) or ENCODED.search(kept):
        raise HeaderError(text)
    return kept


def serialise(fields: Iterable[Field]) -> bytes:
    """Return *fields* as the header of a message, including the empty line that ends it.

    Raises:
        HeaderError: if the bytes, read again, have other fields than were meant.
    """
    meant = list(fields)
    text = "".join(f"{field.name}: " + "\r\n ".join(field.lines) + "\r\n" for field in meant)
    head = f"{text}\r\n".encode()
    if max(map(len, head.split(b"\r\n"))) > LONGEST_LINE or _read(head) != [
        (field.name, " ".join(field.lines)) for field in meant
    ]:
        raise HeaderError(text)
    return head


def _read(head: bytes) -> list[tuple[str, str]]:
    """Return the fields in *head*, unfolded, as the standard library parses them."""
    message = BytesHeaderParser().parsebytes(head)
    defects = [defect for defect in message.defects if not isinstance(defect, OF_BODIES)]
    if defects or message.get_payload():
        raise HeaderError(defects)
    return [(name, _unfolded(value)) for name, value in message.raw_items()]


def _unfolded(value: str) -> str:
    raw = value.encode("ascii", "surrogateescape").decode()
    return raw.replace("\r\n ", " ").removesuffix("\r\n")


def _phrase(name: str, display: str) -> tuple[str, ...]:
    """Return a display name as atoms, as a quoted string or as encoded words."""
    if not display.isascii() or len(display) > FOLD_AT // 2:
        return tuple(_encoded(name, display))
    if ATOMS.fullmatch(display) and display == " ".join(display.split()):
        return (display,)
    quoted = display.replace("\\", "\\\\").replace('"', '\\"')
    return (f'"{quoted}"',)


def _words(name: str, text: str) -> tuple[str, ...]:
    """Return *text* folded at its spaces, or as encoded words if folding would change it."""
    if not text.isascii() or text != " ".join(text.split()):
        return _encoded(name, text)
    lines = [""]
    for word in text.split(" "):
        room = FOLD_AT - (len(name) + 2 if len(lines) == 1 else 1)
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append(word)
        else:
            lines[-1] += f" {word}" if lines[-1] else word
    if max(map(len, lines)) > FOLD_AT:
        return _encoded(name, text)
    return tuple(lines)


def _encoded(name: str, text: str) -> tuple[str, ...]:
    header = Header(text, "utf-8", maxlinelen=FOLD_AT, header_name=name)
    return tuple(header.encode(linesep="\n").split("\n "))


# Oversigned (once more than they occur), so that nobody can add a second one in transit.
SEALED = (b"from", b"to", b"subject", b"reply-to", b"date", b"message-id")


def sign(message: Message, settings: DkimSettings, key: str) -> Message:
    """Return *message* with a DKIM signature before its other headers.

    *key* is the private key as PEM; its public key is in DNS at ``selector._domainkey.domain``.

    Raises:
        MailError: if the key isn't an RSA key, or the extra ``dkim`` isn't installed.
    """
    try:
        import dkim  # noqa: PLC0415 - an extra
    except ImportError as error:
        message_ = _("mail can't be signed; install the extra: pip install 'pressverk[dkim]'")
        raise MailError([_finding(message_)]) from error

    signer = dkim.DKIM(message.head)
    signer.body = message.body  # unparsed: it is large, and its lines are final
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
