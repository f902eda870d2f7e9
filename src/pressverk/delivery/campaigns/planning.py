"""Plan a campaign: put all messages in the ledger, and cancel waiting older editions.

Waiting older editions are cancelled first, and those who already have one are left out.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pressverk.addresses import normalise
from pressverk.delivery.campaigns.audience import Audience, Whom, audiences
from pressverk.delivery.campaigns.release import (
    Release,
    embargo_of,
    messages_of,
    place_of,
    refusal,
    refuse_undecided,
    settings_of,
    signed,
)
from pressverk.delivery.campaigns.schedule import SendOptions, deadline_of, departure
from pressverk.delivery.campaigns.wording import readers_in_words
from pressverk.delivery.ledger.create import Opened, open_campaign
from pressverk.delivery.ledger.notes import message_key
from pressverk.delivery.ledger.operator import cancel
from pressverk.delivery.ledger.queries import (
    campaigns,
    deliveries,
    had_before,
    has_begun,
    kept_messages,
    readers_of,
)
from pressverk.delivery.ledger.rows import Campaign, CampaignState, Kind, Plan
from pressverk.delivery.ledger.states import IN_HAND, WAITING
from pressverk.delivery.ledger.store import Ledger
from pressverk.files import only_writer
from pressverk.i18n import _
from pressverk.model import Message
from pressverk.newsroom.paths import STATE


def refuse_a_return(ledger: Ledger, release: Release, audience: Audience) -> None:
    """Refuse to correct an edition with the edition that it replaced: nobody gets that twice."""
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
    """Return the campaigns in which other editions are waiting for the same audience.

    Raises:
        DeliveryError: if any has begun, or has other recipients.
    """
    waiting = []
    for other in campaigns(ledger, slug=release.edition.slug):
        is_waiting = not (WAITING | IN_HAND).isdisjoint(other.counts)
        if other.edition_sha256 == release.edition.sha256 or not is_waiting:
            continue
        if other.list_name != audience.list_name or has_begun(ledger, other.id):
            message = _(
                "an older edition is on its way to {list_name}; wait, or cancel it: {command}",
                list_name=readers_in_words(other.list_name, other.kind),
                command=f"pressverk cancel {other.id}",
            )
            raise refusal(release, message, "older-edition")
        waiting.append(other.id)
    return tuple(waiting)


def cancel_superseded(ledger: Ledger, numbers: Iterable[int], now: dt.datetime) -> None:
    """Cancel what hasn't been begun of the superseded campaigns *numbers*."""
    for number in numbers:
        cancel(ledger, number, now=now)


def without_readers(
    ledger: Ledger, release: Release, audience: Audience
) -> tuple[Audience, tuple[str, ...]]:
    """Return *audience* without those who have an older edition, and their addresses.

    They get a correction instead, which says that it is one.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A planned campaign, None if all recipients have the edition from other campaigns.

    *known* get or got the edition from another campaign. *earlier* have an earlier edition, and
    are left out. *called_off* are the cancelled campaigns of older editions.
    """

    campaign: int | None
    known: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    called_off: tuple[int, ...] = ()


def plan_all(
    ledger: Ledger,
    release: Release,
    whom: Whom,
    wish: SendOptions,
    *,
    by: str,
    now: dt.datetime,
) -> tuple[Planned, ...]:
    """Plan a campaign for each audience of *whom*.

    This holds the newsroom's write lock: two editions planned at once would not see each other, nor
    an opt-out in between.

    Raises:
        PressverkError: as ``plan`` and ``audiences``.
    """
    with only_writer(release.newsroom.root / STATE):
        found, _advice = audiences(whom, release.newsroom, ledger, release.edition.sha256)
        return tuple(plan(ledger, release, each, wish, by=by, now=now) for each in found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """A request to send an edition to those who don't have an older one."""

    release: Release
    audience: Audience
    key: bytes
    by: str
    now: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """A campaign with all its messages; with *is_new*, they replace those that are waiting."""

    plan: Plan
    messages: tuple[Message, ...]
    is_new: bool


def plan(
    ledger: Ledger,
    release: Release,
    audience: Audience,
    wish: SendOptions,
    *,
    by: str,
    now: dt.datetime,
) -> Planned:
    """Put the messages of *release* to *audience* in the ledger, to be sent when *wish* says.

    A campaign that hasn't begun is replanned if anything differs or its deadline has passed; it
    must then be approved again. One that has begun is continued unchanged; only added recipients
    are new. All messages are composed before anything is changed.

    Raises:
        DeliveryError: if an older edition is being sent, if all have one already, if it would be
        sent before its embargo, or has begun and can't be moved; if it corrects a later edition; if
        something in it is undecided. MailError: if a message can't be written or signed.
        LedgerError: if the ledger can't be written.
    """
    refuse_undecided(release)
    refuse_a_return(ledger, release, audience)
    older = superseded(ledger, release, audience)
    left, _earlier = without_readers(ledger, release, audience)
    order = _Order(release=release, audience=left, key=message_key(ledger), by=by, now=now)
    before = _same(ledger, release, audience)
    begun = before if before and has_begun(ledger, before.id) else None
    draft = _more(order, wish, begun) if begun else _anew(ledger, order, wish, before)
    cancel_superseded(ledger, older, now)
    # Check again: a superseded campaign may have begun meanwhile.
    _left, earlier = without_readers(ledger, release, audience)
    opened = _open(ledger, draft, earlier, now) if draft else None
    if begun and opened and not opened.queued:
        _refuse_another_text(ledger, order, begun)
    number = opened.campaign if opened else (before.id if before else None)
    own = {each.recipient for each in deliveries(ledger, number)} if number else set()
    return Planned(
        campaign=number,
        known=tuple(each for each in opened.known if each not in own) if opened else (),
        earlier=earlier,
        called_off=older,
    )


def _more(order: _Order, wish: SendOptions, before: Campaign) -> _Draft:
    """Return a draft of what is added to a campaign that has begun; its messages are unchanged."""
    if wish.at:
        raise refusal(order.release, _("has begun to leave and can't be moved"), "begun")
    moment = before.not_before
    return _draft(order, moment, _messages(order, max(moment, order.now)), is_new=False)


def leaves_at(
    ledger: Ledger, release: Release, audience: Audience, wish: SendOptions, now: dt.datetime
) -> dt.datetime:
    """Return the time from which *release* would be sent to *audience* if it were planned *now*.

    Raises:
        DeliveryError: as ``departure``.
    """
    before = _same(ledger, release, audience)
    if before and has_begun(ledger, before.id):
        return before.not_before
    return _moment(release, wish, _kept(before, now), now)


def _kept(before: Campaign | None, now: dt.datetime) -> Campaign | None:
    """Return the campaign *before*, None if it was cancelled or its deadline has passed."""
    is_over = before and (before.state is CampaignState.CANCELLED or before.deadline <= now)
    return None if is_over else before


def _moment(
    release: Release, wish: SendOptions, kept: Campaign | None, now: dt.datetime
) -> dt.datetime:
    return departure(
        wish,
        embargo=embargo_of(release),
        planned=kept.not_before if kept else None,
        now=now,
        time_zone=release.newsroom.time_zone,
        place=place_of(release),
        date=release.publication.articles[0].date,
    )


def _anew(
    ledger: Ledger, order: _Order, wish: SendOptions, before: Campaign | None
) -> _Draft | None:
    """Return a draft of a campaign that hasn't begun, None if it is the same as *before*."""
    now = order.now
    kept = _kept(before, now)
    moment = _moment(order.release, wish, kept, now)
    messages = _messages(order, max(kept.created if kept else now, moment))
    if kept and kept.not_before == moment and _are_kept(ledger, kept, messages):
        return None
    return _draft(order, moment, messages, is_new=True)


def _draft(
    order: _Order, moment: dt.datetime, messages: Iterable[Message], *, is_new: bool
) -> _Draft:
    release, audience = order.release, order.audience
    to_be = Plan(
        kind=audience.kind,
        slug=release.edition.slug,
        list_name=audience.list_name,
        edition_sha256=release.edition.sha256,
        not_before=moment,
        deadline=deadline_of(max(moment, order.now)),
        created_by=order.by,
        corrects=audience.corrects,
        correction=release.correction,
    )
    ready = tuple(signed(messages, settings_of(release.newsroom)))
    return _Draft(plan=to_be, messages=ready, is_new=is_new)


def _open(ledger: Ledger, draft: _Draft, without: Iterable[str], now: dt.datetime) -> Opened:
    """Put a draft in the ledger, except for those who have an older edition."""
    left_out = {normalise(address) for address in without}
    messages = [it for it in draft.messages if normalise(it.recipient) not in left_out]
    return open_campaign(ledger, draft.plan, messages, now=now, anew=draft.is_new)


def _refuse_another_text(ledger: Ledger, order: _Order, before: Campaign) -> None:
    """Refuse another text of a correction that everybody has got already."""
    is_done = (WAITING | IN_HAND).isdisjoint(before.counts)
    if order.audience.kind is not Kind.CORRECTION or not is_done:
        return
    as_before = _messages(order, max(before.created, before.not_before))
    if not _is_said(ledger, before, as_before):
        message = _(
            "all who are to have this correction have it already; to correct it again, fix the "
            "article, or say when it was updated ('updated: YYYY-MM-DD'), and build it"
        )
        raise refusal(order.release, message, "corrected-already")


def _same(ledger: Ledger, release: Release, audience: Audience) -> Campaign | None:
    same = (release.edition.sha256, audience.list_name, audience.kind)
    found = campaigns(ledger, slug=release.edition.slug)
    return next((it for it in found if (it.edition_sha256, it.list_name, it.kind) == same), None)


def _messages(order: _Order, date: dt.datetime) -> list[Message]:
    audience = order.audience
    return list(
        messages_of(
            order.release, audience.recipients, date, key=order.key, answers=audience.answers
        )
    )


def _is_said(ledger: Ledger, campaign: Campaign, messages: Sequence[Message]) -> bool:
    """Return whether the text of *messages* is that of the campaign."""
    said = {body for _head, body in kept_messages(ledger, campaign.id).values()}
    return said.issuperset(
        hashlib.sha256(body).hexdigest() for body in {it.body for it in messages}
    )


def _are_kept(ledger: Ledger, campaign: Campaign, messages: Sequence[Message]) -> bool:
    """Return whether the ledger has exactly these messages, apart from their signatures."""
    kept = kept_messages(ledger, campaign.id)
    bodies = {body: hashlib.sha256(body).hexdigest() for body in {it.body for it in messages}}
    return kept.keys() == {it.recipient for it in messages} and all(
        kept[it.recipient][0].endswith(it.head) and kept[it.recipient][1] == bodies[it.body]
        for it in messages
    )
