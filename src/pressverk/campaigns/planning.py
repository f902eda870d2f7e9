"""Plan a campaign: every message in the ledger, and nothing of an older edition beside it."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pressverk.campaigns.audience import Audience
from pressverk.campaigns.earlier import make_way, refuse_a_return, without_readers
from pressverk.campaigns.moments import Wish, deadline_of, departure
from pressverk.campaigns.release import (
    Release,
    embargo_of,
    messages_of,
    place_of,
    refusal,
    settings_of,
    signed,
)
from pressverk.ledger.decisions import plan_anew
from pressverk.ledger.opening import Opened, open_campaign
from pressverk.ledger.reading import campaigns, deliveries, has_begun, kept_messages
from pressverk.ledger.rows import Campaign, CampaignState, Kind, Plan
from pressverk.ledger.states import IN_HAND, WAITING
from pressverk.ledger.store import Ledger
from pressverk.model import Message
from pressverk.translation import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A campaign as it was planned; None where all have had the edition by other campaigns.

    *known* get the edition by another campaign, or have got it. *earlier* have an earlier edition,
    and are left out. *called_off* are the campaigns that an older edition was waiting in.
    """

    campaign: int | None
    known: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    called_off: tuple[int, ...] = ()


def plan(
    ledger: Ledger, release: Release, audience: Audience, wish: Wish, *, by: str, now: dt.datetime
) -> Planned:
    """Keep the messages of *release* to *audience* in the ledger, to leave when *wish* says.

    What was planned before and hasn't begun is planned anew when anything is different, or its
    deadline has passed: then it has to be approved again. What has begun goes on as it was; only
    who was added is new.

    Raises:
        DeliveryError: when an older edition is still on its way, when all have one already, when
            it would leave before its embargo, or has begun and can't be moved; when it corrects
            an edition that came after it.
        MailError: when a message can't be written or signed.
        LedgerError: when the ledger can't be written.
    """
    refuse_a_return(ledger, release, audience)
    called_off = make_way(ledger, release, audience, now)
    audience, earlier = without_readers(ledger, release, audience)
    before = _same(ledger, release, audience)
    if before and has_begun(ledger, before.id):
        opened = _go_on(ledger, release, audience, wish, before, by=by, now=now)
    else:
        opened = _begin(ledger, release, audience, wish, before, by=by, now=now)
    number = opened.campaign
    own = {each.recipient for each in deliveries(ledger, number)} if number else set()
    return Planned(
        campaign=number,
        known=tuple(each for each in opened.known if each not in own),
        earlier=earlier,
        called_off=called_off,
    )


def _go_on(
    ledger: Ledger,
    release: Release,
    audience: Audience,
    wish: Wish,
    before: Campaign,
    *,
    by: str,
    now: dt.datetime,
) -> Opened:
    """Add to what has begun who isn't in it yet; what it has stays as it is."""
    if wish.at:
        raise refusal(release, _("has begun to leave and can't be moved"), "begun")
    moment = before.not_before
    messages = _messages(release, audience, max(moment, now))
    opened = _open(ledger, release, audience, moment, messages, by=by, now=now)
    is_done = not opened.queued and (WAITING | IN_HAND).isdisjoint(before.counts)
    if audience.kind is Kind.CORRECTION and is_done and not _is_said(ledger, before, messages):
        message = _(
            "all who are to have this correction have it already; to correct it once more, mend "
            "the article, or say when it was updated ('updated: YYYY-MM-DD'), and build it"
        )
        raise refusal(release, message, "corrected-already")
    return opened


def _begin(
    ledger: Ledger,
    release: Release,
    audience: Audience,
    wish: Wish,
    before: Campaign | None,
    *,
    by: str,
    now: dt.datetime,
) -> Opened:
    """Plan what hasn't begun, or leave it as it was planned *before* when nothing is different."""
    is_over = before and (before.state is CampaignState.CANCELLED or before.deadline <= now)
    kept = None if is_over else before
    moment = departure(
        wish,
        embargo=embargo_of(release),
        planned=kept.not_before if kept else None,
        now=now,
        time_zone=release.newsroom.time_zone,
        place=place_of(release),
    )
    messages = _messages(release, audience, max(kept.created if kept else now, moment))
    if kept and kept.not_before == moment and _are_kept(ledger, kept, messages):
        return Opened(campaign=kept.id, queued=0, known=())
    if before and not plan_anew(
        ledger, before.id, not_before=moment, deadline=deadline_of(moment), now=now
    ):  # it began this very moment
        return _go_on(ledger, release, audience, Wish(), before, by=by, now=now)
    return _open(ledger, release, audience, moment, messages, by=by, now=now)


def _open(
    ledger: Ledger,
    release: Release,
    audience: Audience,
    moment: dt.datetime,
    messages: Iterable[Message],
    *,
    by: str,
    now: dt.datetime,
) -> Opened:
    to_be = Plan(
        kind=audience.kind,
        slug=release.edition.slug,
        list_name=audience.list_name,
        edition_sha256=release.edition.sha256,
        not_before=moment,
        deadline=deadline_of(max(moment, now)),
        created_by=by,
        corrects=audience.corrects,
    )
    # Signed beforehand: the ledger is locked while it takes them.
    ready = list(signed(messages, settings_of(release.newsroom)))
    return open_campaign(ledger, to_be, ready, now=now)


def _same(ledger: Ledger, release: Release, audience: Audience) -> Campaign | None:
    same = (release.edition.sha256, audience.list_name, audience.kind)
    found = campaigns(ledger, slug=release.edition.slug)
    return next((it for it in found if (it.edition_sha256, it.list_name, it.kind) == same), None)


def _messages(release: Release, audience: Audience, date: dt.datetime) -> list[Message]:
    return list(messages_of(release, audience.recipients, date, corrects=audience.corrects))


def _is_said(ledger: Ledger, campaign: Campaign, messages: Sequence[Message]) -> bool:
    """Tell whether what *messages* say is what the campaign said."""
    said = {body for _head, body in kept_messages(ledger, campaign.id).values()}
    return said.issuperset(hashlib.sha256(it.body).hexdigest() for it in messages)


def _are_kept(ledger: Ledger, campaign: Campaign, messages: Sequence[Message]) -> bool:
    """Tell whether the ledger holds just these messages; a signature comes before the rest."""
    kept = kept_messages(ledger, campaign.id)
    bodies = {body: hashlib.sha256(body).hexdigest() for body in {it.body for it in messages}}
    return kept.keys() == {it.recipient for it in messages} and all(
        kept[it.recipient][0].endswith(it.head) and kept[it.recipient][1] == bodies[it.body]
        for it in messages
    )
