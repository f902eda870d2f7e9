"""Email addresses: which are valid, how they are written in mail, and which are the same."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

MOST = 200_000  # validated addresses that are cached, since validation is slow


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A valid address: its *local* part as written and its *domain* in ASCII (IDNA A-labels)."""

    local: str
    domain: str


@lru_cache(maxsize=MOST)
def parse_address(text: str) -> Address:
    """Return the address written in *text*, without asking the network whether it exists.

    >>> parse_address("redaktion@åäö.example")
    Address(local='redaktion', domain='xn--4cab6c.example')

    Raises:
        ValueError: if *text* is no address, or could be read as an encoded word (RFC 2047).
    """
    if "=?" in text or "?=" in text:
        raise ValueError(text)
    try:
        found = validate_email(text, check_deliverability=False, allow_display_name=False)
    except EmailNotValidError as error:
        raise ValueError(str(error)) from error
    if found.ascii_domain is None:
        raise ValueError(text)
    return Address(local=found.local_part, domain=found.ascii_domain.lower())


def on_the_wire(address: Address) -> str:
    """Return *address* as it is written in SMTP commands.

    >>> on_the_wire(parse_address("Redaktion@ÅÄÖ.example"))
    'Redaktion@xn--4cab6c.example'
    """
    return f"{address.local}@{address.domain}"


def needs_smtputf8(address: Address) -> bool:
    """Return whether only a server with SMTPUTF8 (RFC 6531) accepts *address*.

    >>> needs_smtputf8(parse_address("åsa@example.com"))
    True
    """
    return not address.local.isascii()


def normalise(address: str) -> str:
    """Return one normal form for all spellings of the valid *address*.

    Servers may distinguish case in the local part (RFC 5321, 2.4), but none of today's do, and
    nobody wants a release twice.

    >>> normalise("Redaktion@ÅÄÖ.example") == normalise("redaktion@xn--4cab6c.example")
    True

    Raises:
        ValueError: if it is no address.
    """
    return unicodedata.normalize("NFC", on_the_wire(parse_address(address)).lower())
