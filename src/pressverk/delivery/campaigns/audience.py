"""The audience of an edition: those on a list, or those who got an earlier edition."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pressverk.addresses import normalise
from pressverk.delivery.ledger.queries import campaigns, message_ids_of, readers_of
from pressverk.delivery.ledger.rows import Campaign, Kind
from pressverk.delivery.ledger.store import Ledger
from pressverk.delivery.recipients import (
    find_list,
    find_lists,
    left_alone,
    read_addressees,
    read_list,
)
from pressverk.errors import DeliveryError
from pressverk.i18n import _
from pressverk.model import Finding, Newsroom, Place, Recipient

SHOWN = 12  # digits of a hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """The recipients of a campaign; *list_name* is their name in the ledger.

    *corrects* is the SHA-256 of the edition that they got before, *answers* the Message-IDs that
    they got, by normalised address.
    """

    kind: Kind
    list_name: str
    recipients: tuple[Recipient, ...]
    corrects: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """The requested recipients: a list or a *group* of it, or those who got *earlier*, a slug."""

    kind: Kind = Kind.RELEASE
    list_name: str = ""
    group: str | None = None
    earlier: str = ""


def audiences(
    whom: Whom, newsroom: Newsroom, ledger: Ledger | None, edition_sha256: str
) -> tuple[tuple[Audience, ...], tuple[Finding, ...]]:
    """Return the audiences for the edition with that SHA-256, and advice.

    The *ledger* is only used for those who got an earlier edition.

    Raises:
        RecipientError: with all faults of a list, and if nobody is left. DeliveryError: if nobody
        got an earlier edition.
    """
    if whom.kind is Kind.RELEASE or ledger is None:
        found, advice = on_list(whom.list_name, newsroom, group=whom.group)
        return (found,), advice
    return readers(ledger, newsroom, whom.earlier, whom.kind, other_than=edition_sha256), ()


def on_list(
    name: str, newsroom: Newsroom, *, group: str | None = None
) -> tuple[Audience, tuple[Finding, ...]]:
    """Return the audience of the list *name*, or of a *group* of it, and advice.

    Raises:
        RecipientError: with all faults of any list, and if nobody is left.
    """
    recipients, advice = read_addressees(name, newsroom, group=group)
    audience = Audience(kind=Kind.RELEASE, list_name=called(name, group), recipients=recipients)
    return audience, advice


def called(name: str, group: str | None) -> str:
    """Return the name in the ledger for a *group* of the list *name*.

    >>> called("redaktioner", None), called("redaktioner", "lokalt")
    ('redaktioner', 'redaktioner/lokalt')
    """
    return f"{name}/{group}" if group else name


def _list_of(name: str) -> str:
    """Return the list that *name* in the ledger refers to.

    >>> _list_of(called("redaktioner", "lokalt"))
    'redaktioner'
    """
    return name.partition("/")[0]


def readers(
    ledger: Ledger, newsroom: Newsroom, slug: str, kind: Kind, *, other_than: str
) -> tuple[Audience, ...]:
    """Return who got editions of *slug* with another SHA-256 than *other_than*, newest first.

    Each edition has its own audience, since a message answers the one that it corrects. Nobody is
    in two. Those who have opted out or bounced since are in none; deleted recipients get only
    corrections.

    Raises:
        DeliveryError: if there is nobody. RecipientError: with all faults of the first list that
        has any.
    """
    editions = [
        each.edition_sha256
        for each in reversed(campaigns(ledger, slug=slug))
        if each.edition_sha256 != other_than
    ]
    silent, known = left_alone(newsroom), by_address(newsroom)
    served: set[str] = set()
    found = []
    for sha256 in dict.fromkeys(editions):
        addresses = {normalise(each): each for each in readers_of(ledger, sha256)}
        recipients = tuple(
            known.get(key) or unlisted(address, newsroom)
            for key, address in addresses.items()
            if key not in silent and key not in served
            if kind is Kind.CORRECTION or key in known
        )
        served |= addresses.keys()
        if recipients:
            found.append(_who_got(ledger, sha256, kind, recipients))
    if not found:
        message = _(
            "nobody got an earlier edition; send it: pressverk send {slug} --to LIST", slug=slug
        )
        raise DeliveryError([Finding(place=Place(file=slug), message=message, rule="no-readers")])
    return tuple(found)


def _who_got(
    ledger: Ledger, sha256: str, kind: Kind, recipients: tuple[Recipient, ...]
) -> Audience:
    """Return *recipients*, who got the edition *sha256*, with the messages to answer."""
    return Audience(
        kind=kind,
        list_name=f"readers-{sha256[:SHOWN]}",
        recipients=recipients,
        corrects=sha256,
        answers=message_ids_of(ledger, sha256),
    )


def by_address(newsroom: Newsroom) -> dict[str, Recipient]:
    """Return all recipients on lists, by normalised address."""
    return {
        normalise(each.address): each
        for path in find_lists(newsroom.root)
        for each in read_list(path, newsroom)[0]
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """Addresses not to write to: *silent* have opted out or bounced, *deleted* are on no list."""

    silent: tuple[str, ...]
    deleted: tuple[str, ...]


def gone(addresses: Iterable[str], campaign: Campaign, newsroom: Newsroom) -> Gone:
    """Return which of *addresses* must no longer get *campaign*.

    A correction also goes to those who are no longer on a list: they got what it corrects.

    Raises:
        RecipientError: if a list is faulty; if there are *addresses* and the campaign's list is
        missing, since that may be a mistake.
    """
    given = tuple(addresses)
    if given and campaign.kind is Kind.RELEASE:
        find_list(_list_of(campaign.list_name), newsroom.root)
    silent, listed = left_alone(newsroom), by_address(newsroom)
    is_for_the_listed = campaign.kind is not Kind.CORRECTION
    return Gone(
        silent=tuple(it for it in given if normalise(it) in silent),
        deleted=tuple(
            it
            for it in given
            if is_for_the_listed and normalise(it) not in silent and normalise(it) not in listed
        ),
    )


def unlisted(address: str, newsroom: Newsroom) -> Recipient:
    """Return a recipient for an address that isn't on any list."""
    return Recipient(
        address=address,
        name="",
        organisation="",
        language=newsroom.language,
        lists=(),
        source="",
        added=dt.date.min,
    )
