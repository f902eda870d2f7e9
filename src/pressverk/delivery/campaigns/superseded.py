"""What stands in the way of an edition: older ones on their way, and those who have one."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from pressverk.addresses import normalise
from pressverk.delivery.campaigns.audience import Audience
from pressverk.delivery.campaigns.release import Release, refusal
from pressverk.delivery.ledger.operator import cancel
from pressverk.delivery.ledger.queries import campaigns, had_before, has_begun, readers_of
from pressverk.delivery.ledger.rows import Kind
from pressverk.delivery.ledger.states import IN_HAND, WAITING
from pressverk.delivery.ledger.store import Ledger
from pressverk.i18n import _


def refuse_a_return(ledger: Ledger, release: Release, audience: Audience) -> None:
    """Refuse to correct an edition by the very one that it replaced: nobody gets that twice."""
    if audience.kind is not Kind.CORRECTION or audience.corrects is None:
        return
    recipients = {normalise(each.address) for each in audience.recipients}
    before = had_before(ledger, release.edition.sha256, than=audience.corrects)
    count = len(recipients.intersection(map(normalise, before)))
    if count:
        message = _(
            "is the very edition that {count} had before the faulty one; nobody gets one twice: "
            "say in the article when it was updated ('updated: YYYY-MM-DD'), and build it: that "
            "makes it another",
            count=count,
        )
        raise refusal(release, message, "had-before")


def superseded(ledger: Ledger, release: Release, audience: Audience) -> tuple[int, ...]:
    """Return the campaigns in which other editions wait for the same audience.

    Raises:
        DeliveryError: when any has begun, or is for others.
    """
    waiting = []
    for other in campaigns(ledger, slug=release.edition.slug):
        is_waiting = not (WAITING | IN_HAND).isdisjoint(other.counts)
        if other.edition_sha256 == release.edition.sha256 or not is_waiting:
            continue
        if other.list_name != audience.list_name or has_begun(ledger, other.id):
            message = _(
                "an older edition is on its way to {list_name}; wait, or call it off: {command}",
                list_name=other.list_name,
                command=f"pressverk cancel {other.id}",
            )
            raise refusal(release, message, "older-edition")
        waiting.append(other.id)
    return tuple(waiting)


def cancel_superseded(ledger: Ledger, numbers: Iterable[int], now: dt.datetime) -> None:
    """Call off what hasn't begun to leave of the campaigns that are *in_the_way*."""
    for number in numbers:
        cancel(ledger, number, now=now)


def without_readers(
    ledger: Ledger, release: Release, audience: Audience
) -> tuple[Audience, tuple[str, ...]]:
    """Return *audience* without those who have an older edition, and who they are.

    They are told by a correction, which says that it is one.
    """
    if audience.kind is not Kind.RELEASE:
        return audience, ()
    slug, sha256 = release.edition.slug, release.edition.sha256
    others = {each.edition_sha256 for each in campaigns(ledger, slug=slug)} - {sha256}
    have_one = {normalise(reader) for other in others for reader in readers_of(ledger, other)}
    have_one -= {normalise(reader) for reader in readers_of(ledger, sha256)}
    left, earlier = [], []
    for each in audience.recipients:
        if normalise(each.address) in have_one:
            earlier.append(each.address)
        else:
            left.append(each)
    if not left:
        message = _(
            "all on the list have an older edition; correct it: pressverk correct {slug}",
            slug=slug,
        )
        raise refusal(release, message, "older-edition")
    return replace(audience, recipients=tuple(left)), tuple(earlier)
