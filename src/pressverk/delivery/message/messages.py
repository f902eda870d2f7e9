"""A letter and a recipient -> a message: the bytes that are sent."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote

from pressverk.addresses import needs_smtputf8, normalise, on_the_wire, parse_address
from pressverk.delivery.message.compose import Letter
from pressverk.delivery.message.headers import (
    Field,
    address_field,
    fixed_field,
    links_field,
    serialise,
)
from pressverk.errors import MailError
from pressverk.formats import megabytes
from pressverk.i18n import _, words_of
from pressverk.model import Finding, MailSettings, Message, Place, Recipient, Severity

MUCH = 5_000_000  # octets; many servers take 10 MB, some readers' mailboxes little


def address_letter(letter: Letter, recipient: Recipient, *, occasion: str = "") -> Message:
    """Return *letter* as it is sent to *recipient*.

    *occasion* tells sendings apart that aren't the same message, such as a test before the
    release: clients show only one message of an id.

    Raises:
        MailError: when the name or address can't stand in a header.
    """
    try:
        message_id = message_id_of(letter, letter.edition_sha256, recipient.address, occasion)
        address = parse_address(recipient.address)
        to = address_field("To", recipient.name or recipient.newsroom, recipient.address)
        head = serialise([*letter.fields, to, *_own_fields(letter, recipient, message_id)])
    except ValueError as error:
        raise MailError([_refused(recipient)]) from error
    digest = hashlib.sha256(head)
    digest.update(letter.body)
    return Message(
        recipient=on_the_wire(address),
        message_id=message_id,
        subject=letter.subject,
        head=head,
        body=letter.body,
        sha256=digest.hexdigest(),
        needs_smtputf8=letter.needs_smtputf8 or needs_smtputf8(address),
    )


def address_all(
    recipients: Iterable[Recipient], letter_in: Callable[[str], Letter], *, occasion: str = ""
) -> Iterator[Message]:
    """Yield a message for each of *recipients*, in their languages.

    *letter_in* composes the letter in a language; it is called once for each that anybody reads.

    Raises:
        MailError: as ``address_letter``.
    """
    letters: dict[str, Letter] = {}
    for recipient in recipients:
        language = words_of(recipient.language)
        if language not in letters:
            letters[language] = letter_in(language)
        yield address_letter(letters[language], recipient, occasion=occasion)


def size_of(message: Message) -> int:
    """Return the octets of *message*, as servers count them (RFC 1870)."""
    return len(message.head) + len(message.body)


def size_advice(message: Message, place: Place) -> tuple[Finding, ...]:
    """Return advice when *message* is so large that newsrooms may not get it."""
    size = size_of(message)
    if size <= MUCH:
        return ()
    advice = _(
        "the message is {size} MB, and some newsrooms take no more than {most} MB; use smaller "
        "pictures",
        size=megabytes(size),
        most=MUCH // 1_000_000,
    )
    return (Finding(place=place, message=advice, rule="large-message", severity=Severity.ADVICE),)


def message_id_of(letter: Letter, edition_sha256: str, address: str, occasion: str = "") -> str:
    """Return the Message-ID of an edition to *address*: always the same, and nobody else's."""
    parts = "\0".join((edition_sha256, normalise(address), occasion))
    domain = parse_address(letter.settings.from_address).domain
    return f"<{hashlib.sha256(parts.encode()).hexdigest()[:40]}@{domain}>"


def _own_fields(letter: Letter, recipient: Recipient, message_id: str) -> list[Field]:
    fields = [fixed_field("Message-ID", message_id)]
    if letter.corrects:
        earlier = message_id_of(letter, letter.corrects, recipient.address)
        fields += [fixed_field("In-Reply-To", earlier), fixed_field("References", earlier)]
    links = _unsubscribe_links(letter.settings, recipient.address)
    fields.append(links_field("List-Unsubscribe", links))
    if letter.settings.unsubscribe_url:
        fields.append(fixed_field("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return [*fields, letter.type_field]


def _unsubscribe_links(settings: MailSettings, address: str) -> list[str]:
    mailbox = quote(on_the_wire(parse_address(settings.unsubscribe)), safe="@+!$'*")
    links = [f"mailto:{mailbox}?subject={quote(address, safe='@')}"]
    if settings.unsubscribe_url:
        who = quote(address, safe="")
        links.insert(0, settings.unsubscribe_url.replace("{address}", who))
    return links


def _refused(recipient: Recipient) -> Finding:
    message = _(
        "the recipient {address!r} ({name!r}) can't stand in a header; take away '=?' and signs "
        "that can't be seen",
        address=recipient.address,
        name=recipient.name or recipient.newsroom,
    )
    return Finding(place=Place(file=recipient.address), message=message, rule="header")
