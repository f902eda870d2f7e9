"""Plan a campaign: every message in the ledger, and nothing of an older edition beside it."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pressverk.addresses import normalise
from pressverk.campaigns.audience import Audience
from pressverk.campaigns.moments import PATIENCE, Wish, departure
from pressverk.campaigns.release import (
    Release,
    embargo_of,
    messages_of,
    settings_of,
    signed,
)
from pressverk.errors import DeliveryError
from pressverk.folders import from_root
from pressverk.ledger.decisions import cancel, plan_anew
from pressverk.ledger.opening import Opened, open_campaign
from pressverk.ledger.reading import campaigns, deliveries, kept_messages, readers_of
from pressverk.ledger.rows import Campaign, CampaignState, Kind, Plan
from pressverk.ledger.states import IN_HAND, WAITING
from pressverk.ledger.store import Ledger
from pressverk.model import Finding, Message, Place
from pressverk.translation import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A campaign as it was planned.

    *known* get the edition by another campaign, or have got it. *earlier* have an earlier edition,
    and are left out. *called_off* are the campaigns that an older edition was waiting in.
    """

    campaign: int
    known: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    called_off: tuple[int, ...] = ()


def plan(
    ledger: Ledger, release: Release, audience: Audience, wish: Wish, *, by: str, now: dt.datetime
) -> Planned:
    """Keep the messages of *release* to *audience* in the ledger, to leave when *wish* says.

    What was planned before and hasn't begun is planned anew when anything is different: then it
    has to be approved again. What has begun goes on as it was; only who was added is new.

    Raises:
        DeliveryError: when an older edition is still on its way, when all have one already, when
            it would leave before its embargo, or has begun and can't be moved.
        MailError: when a message can't be written or signed.
        LedgerError: when the ledger can't be written.
    """
    called_off = _make_way(ledger, release, audience, now)
    audience, earlier = _without_readers(ledger, release, audience)
    before = _same(ledger, release, audience)
    if before and _has_begun(ledger, before):
        opened = _go_on(ledger, release, audience, wish, before, by=by, now=now)
    else:
        opened = _begin(ledger, release, audience, wish, before, by=by, now=now)
    own = {each.recipient for each in deliveries(ledger, opened.campaign)}
    return Planned(
        campaign=opened.campaign,
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
        raise _refusal(_place_of(release), _("has begun to leave and can't be moved"), "begun")
    moment = before.not_before
    messages = _messages(release, audience, max(moment, now))
    return _open(ledger, release, audience, moment, messages, by=by, now=now)


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
    kept = before if before and before.state is not CampaignState.CANCELLED else None
    moment = departure(
        wish,
        embargo=embargo_of(release),
        planned=kept.not_before if kept else None,
        now=now,
        place=_place_of(release),
    )
    messages = _messages(release, audience, max(kept.created if kept else now, moment))
    if kept and kept.not_before == moment and _are_kept(ledger, kept, messages):
        return Opened(campaign=kept.id, queued=0, known=())
    if before and not plan_anew(
        ledger, before.id, not_before=moment, deadline=moment + PATIENCE, now=now
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
        deadline=max(moment, now) + PATIENCE,
        created_by=by,
        corrects=audience.corrects,
    )
    # Signed beforehand: the ledger is locked while it takes them.
    ready = list(signed(messages, settings_of(release.newsroom)))
    return open_campaign(ledger, to_be, ready, now=now)


def _make_way(
    ledger: Ledger, release: Release, audience: Audience, now: dt.datetime
) -> tuple[int, ...]:
    """Call off what waits of other editions to the same audience; nothing may have begun."""
    called_off = []
    for other in campaigns(ledger, slug=release.edition.slug):
        is_waiting = not (WAITING | IN_HAND).isdisjoint(other.counts)
        if other.edition_sha256 == release.edition.sha256 or not is_waiting:
            continue
        if other.list_name != audience.list_name or _has_begun(ledger, other):
            message = _(
                "an older edition is on its way to {list_name}; wait, or call it off: {command}",
                list_name=other.list_name,
                command=f"pressverk cancel {other.id}",
            )
            raise _refusal(_place_of(release), message, "older-edition")
        cancel(ledger, other.id, now=now)
        called_off.append(other.id)
    return tuple(called_off)


def _without_readers(
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
    left = tuple(each for each in audience.recipients if normalise(each.address) not in have_one)
    earlier = tuple(each.address for each in audience.recipients if each not in left)
    if not left:
        message = _(
            "all on the list have an older edition; correct it: pressverk correct {slug}",
            slug=slug,
        )
        raise _refusal(_place_of(release), message, "older-edition")
    return replace(audience, recipients=left), earlier


def _same(ledger: Ledger, release: Release, audience: Audience) -> Campaign | None:
    same = (release.edition.sha256, audience.list_name, audience.kind)
    found = campaigns(ledger, slug=release.edition.slug)
    return next((it for it in found if (it.edition_sha256, it.list_name, it.kind) == same), None)


def _messages(release: Release, audience: Audience, date: dt.datetime) -> list[Message]:
    return list(messages_of(release, audience.recipients, date, corrects=audience.corrects))


def _has_begun(ledger: Ledger, campaign: Campaign) -> bool:
    return any(each.tries for each in deliveries(ledger, campaign.id))


def _are_kept(ledger: Ledger, campaign: Campaign, messages: Sequence[Message]) -> bool:
    """Tell whether the ledger holds just these messages; a signature comes before the rest."""
    kept = kept_messages(ledger, campaign.id)
    bodies = {body: hashlib.sha256(body).hexdigest() for body in {it.body for it in messages}}
    return kept.keys() == {it.recipient for it in messages} and all(
        kept[it.recipient][0].endswith(it.head) and kept[it.recipient][1] == bodies[it.body]
        for it in messages
    )


def _place_of(release: Release) -> Place:
    source = release.publication.articles[0].source
    return Place(file=from_root(source, release.newsroom.root))


def _refusal(place: Place, message: str, rule: str) -> DeliveryError:
    return DeliveryError([Finding(place=place, message=message, rule=rule)])
