"""Whom an edition goes to: those on a list, or those who got an edition before."""

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
    """Those whom a campaign goes to, and why; *list_name* is what the ledger calls them.

    *corrects* is the SHA-256 of the edition that they got before, *answers* the Message-IDs of
    what they got, by normalised address.
    """

    kind: Kind
    list_name: str
    recipients: tuple[Recipient, ...]
    corrects: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Whom somebody wants to write to: a list or a *group* of it, or who got the *earlier* slug."""

    kind: Kind = Kind.RELEASE
    list_name: str = ""
    group: str | None = None
    earlier: str = ""


def audiences(
    whom: Whom, newsroom: Newsroom, ledger: Ledger | None, edition_sha256: str
) -> tuple[tuple[Audience, ...], tuple[Finding, ...]]:
    """Return those who are to get the edition of that SHA-256, and advice.

    Only who got something before is looked up in the *ledger*.

    Raises:
        RecipientError: with every fault of a list, and when nobody is left.
        DeliveryError: when nobody got anything before.
    """
    if whom.kind is Kind.RELEASE or ledger is None:
        found, advice = on_list(whom.list_name, newsroom, group=whom.group)
        return (found,), advice
    return readers(ledger, newsroom, whom.earlier, whom.kind, other_than=edition_sha256), ()


def on_list(
    name: str, newsroom: Newsroom, *, group: str | None = None
) -> tuple[Audience, tuple[Finding, ...]]:
    """Return those on the list called *name*, or in a *group* of it, and advice.

    Raises:
        RecipientError: with every fault of any list, and when nobody is left.
    """
    recipients, advice = read_addressees(name, newsroom, group=group)
    audience = Audience(kind=Kind.RELEASE, list_name=called(name, group), recipients=recipients)
    return audience, advice


def called(name: str, group: str | None) -> str:
    """Return what the ledger calls a *group* of the list *name*.

    >>> called("redaktioner", None), called("redaktioner", "lokalt")
    ('redaktioner', 'redaktioner/lokalt')
    """
    return f"{name}/{group}" if group else name


def _list_of(name: str) -> str:
    """Return the list that the ledger calls *name*.

    >>> _list_of(called("redaktioner", "lokalt"))
    'redaktioner'
    """
    return name.partition("/")[0]


def readers(
    ledger: Ledger, newsroom: Newsroom, slug: str, kind: Kind, *, other_than: str
) -> tuple[Audience, ...]:
    """Return who got an edition of *slug* *other_than* the one of that SHA-256, newest first.

    Each edition has its own audience, for a message answers the one that it corrects. Nobody is in
    two. Who opted out or bounced since then is in none; who was deleted gets corrections alone.

    Raises:
        DeliveryError: when there is nobody.
        RecipientError: with every fault of the first list that has any.
    """
    editions = [
        each.edition_sha256
        for each in reversed(campaigns(ledger, slug=slug))
        if each.edition_sha256 != other_than
    ]
    silent, known = left_alone(newsroom), by_address(newsroom)
    told: set[str] = set()
    found = []
    for sha256 in dict.fromkeys(editions):
        addresses = {normalise(each): each for each in readers_of(ledger, sha256)}
        answers = message_ids_of(ledger, sha256)
        recipients = tuple(
            known.get(key) or unlisted(address, newsroom)
            for key, address in addresses.items()
            if key not in silent and key not in told
            if kind is Kind.CORRECTION or key in known
        )
        told |= addresses.keys()
        if recipients:
            name = f"readers-{sha256[:SHOWN]}"
            found.append(
                Audience(
                    kind=kind,
                    list_name=name,
                    recipients=recipients,
                    corrects=sha256,
                    answers=answers,
                )
            )
    if not found:
        message = _(
            "nobody got an earlier edition; send it: pressverk send {slug} --to LIST", slug=slug
        )
        raise DeliveryError([Finding(place=Place(file=slug), message=message, rule="no-readers")])
    return tuple(found)


def by_address(newsroom: Newsroom) -> dict[str, Recipient]:
    """Return all who are on a list, by their normalised addresses."""
    return {
        normalise(each.address): each
        for path in find_lists(newsroom.root)
        for each in read_list(path, newsroom)[0]
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """Addresses that aren't to be written to: *silent* opted out or bounced, *deleted* are gone."""

    silent: tuple[str, ...]
    deleted: tuple[str, ...]


def gone(addresses: Iterable[str], campaign: Campaign, newsroom: Newsroom) -> Gone:
    """Return those of *addresses* that *campaign* isn't for any more.

    A correction goes also to those who are on no list any more: they got what it corrects.

    Raises:
        RecipientError: when a list is faulty; when there are any *addresses* and the list that
            the campaign is for is missing, for that may be a slip.
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
    """Return who is on no list: not any more, or never was."""
    return Recipient(
        address=address,
        name="",
        organisation="",
        language=newsroom.language,
        lists=(),
        source="",
        added=dt.date.min,
    )
