"""A campaign in detail: its standing, its readers, what may be decided, its mail."""

import datetime as dt
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from zoneinfo import ZoneInfo

from pressverk.addresses import normalise
from pressverk.delivery.campaigns.approval import needs_approval
from pressverk.delivery.campaigns.audience import by_address
from pressverk.delivery.campaigns.overview import Standing
from pressverk.delivery.campaigns.wording import (
    KINDS,
    STATES,
    counts_in_words,
    is_waiting,
    last_said,
    readers_in_words,
)
from pressverk.delivery.ledger import queries
from pressverk.delivery.ledger.rows import Campaign, CampaignState, Delivery
from pressverk.delivery.ledger.states import IN_HAND, State
from pressverk.delivery.ledger.store import Ledger, ledger_path, open_ledger
from pressverk.delivery.reasons import in_words
from pressverk.errors import RecipientError
from pressverk.formats import local_moment, recent_moment
from pressverk.i18n import _
from pressverk.model import Finding, Newsroom, Recipient

ORDER = (
    State.FAILED, State.UNCERTAIN, State.DATA_STARTED, State.CLAIMED, State.DEFERRED, State.QUEUED,
    State.ACCEPTED, State.CANCELLED,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One who gets a campaign: who it is, what became of it in words, when, and what was said."""

    address: str
    name: str
    organisation: str
    state: State
    words: str
    at: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A campaign as it is shown; *where* is its standing in words.

    *acts* are what somebody may decide about it now.
    """

    campaign: Campaign
    kind: str
    to: str
    standing: Standing
    where: str
    counts: str
    is_unapproved: bool
    readers: tuple[Reader, ...]
    acts: frozenset[str]
    subjects: tuple[str, ...]
    faults: tuple[Finding, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether something of it is still to leave, or to be decided."""
        return bool(self.acts) or bool(self.faults)


def campaigns_of(
    article: str, newsroom: Newsroom, *, now: dt.datetime, faults: Sequence[Finding] = ()
) -> list[Shown]:
    """Return the campaigns of *article*, the newest first; *faults* keep them from leaving.

    Raises:
        LedgerError: when the ledger can't be read.
    """
    path = ledger_path(newsroom.root)
    if not path.exists():
        return []
    people = people_on_lists(newsroom)
    with open_ledger(path) as ledger:
        return [
            shown(ledger, each, newsroom, people, now=now, faults=faults)
            for each in reversed(queries.campaigns(ledger, slug=article))
        ]


def shown(
    ledger: Ledger,
    campaign: Campaign,
    newsroom: Newsroom,
    people: Mapping[str, Recipient],
    *,
    now: dt.datetime,
    faults: Sequence[Finding] = (),
) -> Shown:
    """Return *campaign* as it is shown; *people* are those on lists by normalised address."""
    is_unapproved = is_waiting(campaign) and needs_approval(campaign, newsroom)
    standing, where = _where(campaign, newsroom, now, is_unapproved=is_unapproved)
    due = queries.next_due(ledger, campaign.id)
    if standing == Standing.PLANNED and campaign.not_before <= now and due and due > now:
        at = due.astimezone(ZoneInfo(newsroom.time_zone))
        where = _("the rest is tried again at {clock}", clock=f"{at:%H:%M}")
    found = queries.deliveries(ledger, campaign.id)
    zone = ZoneInfo(newsroom.time_zone)
    return Shown(
        campaign=campaign,
        kind=_(KINDS[campaign.kind]),
        to=readers_in_words(campaign.list_name, campaign.kind),
        standing=standing,
        where=where,
        counts=counts_in_words(campaign),
        is_unapproved=is_unapproved,
        readers=tuple(
            _reader(one, people, zone, now)
            for one in sorted(found, key=lambda one: (ORDER.index(one.state), one.id))
        ),
        acts=_acts(campaign, now, is_unapproved=is_unapproved),
        subjects=queries.subjects(ledger, campaign.id),
        faults=tuple(faults) if is_waiting(campaign) else (),
    )


def _where(
    campaign: Campaign,
    newsroom: Newsroom,
    now: dt.datetime,
    *,
    is_unapproved: bool,
) -> tuple[Standing, str]:
    """Return the standing of *campaign*, and the same in words."""
    if campaign.state is CampaignState.CANCELLED:
        return Standing.DRAFT, _("called off")
    if not IN_HAND.isdisjoint(campaign.counts):
        return Standing.PLANNED, _("is leaving now")
    if not is_waiting(campaign):
        return _after(campaign)
    if campaign.state is CampaignState.PAUSED:
        return Standing.FAULTY, _("paused: {reason}", reason=in_words(campaign.reason))
    leaves = when(campaign, newsroom, now)
    return (
        (Standing.WAITING, _("waits for approval; {when}", when=leaves))
        if is_unapproved
        else (Standing.PLANNED, leaves)
    )


def _after(campaign: Campaign) -> tuple[Standing, str]:
    """Return how what has left ended."""
    if State.UNCERTAIN in campaign.counts:
        return Standing.WAITING, _("has left; somebody has to decide about what is uncertain")
    if State.FAILED in campaign.counts:
        return Standing.FAULTY, _("has left; not everybody was reached")
    return Standing.SENT, _("has left")


def when(campaign: Campaign, newsroom: Newsroom, now: dt.datetime) -> str:
    """Return when *campaign* leaves, in words."""
    if campaign.not_before <= now:
        return _("leaves as soon as it may")
    return _("leaves {moment}", moment=local_moment(campaign.not_before, newsroom.time_zone))


def _acts(campaign: Campaign, now: dt.datetime, *, is_unapproved: bool) -> frozenset[str]:
    waits, acts = is_waiting(campaign), set()
    if waits and campaign.state is not CampaignState.CANCELLED:
        acts.add("cancel")
        if campaign.not_before <= now and not is_unapproved:
            acts.add("go-on")
    if State.UNCERTAIN in campaign.counts:
        acts |= {"resend-uncertain", "accept-uncertain"}
    if State.FAILED in campaign.counts:
        acts.add("resend-failed")
    return frozenset(acts)


def _reader(
    one: Delivery, people: Mapping[str, Recipient], zone: ZoneInfo, now: dt.datetime
) -> Reader:
    known = people.get(normalise(one.recipient))
    return Reader(
        address=one.recipient,
        name=known.name if known else "",
        organisation=known.organisation if known else "",
        state=one.state,
        words=_(STATES[one.state]),
        at=recent_moment(one.changed.astimezone(zone), now),
        said=last_said(one),
    )


def people_on_lists(newsroom: Newsroom) -> dict[str, Recipient]:
    """Return all who are on a list by normalised address; nobody while a list is faulty."""
    try:
        return by_address(newsroom)
    except RecipientError:
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A message as its reader sees it."""

    subject: str
    sender: str
    reply_to: str
    attachment: str
    text: str
    html: str


def mail_of(ledger: Ledger, campaign: Campaign) -> Mail | None:
    """Return the first message of *campaign*, None where none is left."""
    found = queries.deliveries(ledger, campaign.id)
    if not found:
        return None
    message = message_from_bytes(queries.message_bytes(ledger, found[0].id), policy=default)
    html, text = (_part(message, kind) for kind in ("html", "plain"))
    names = [part.get_filename() or "" for part in message.iter_attachments()]
    return Mail(
        subject=str(message["Subject"]),
        sender=str(message["From"]),
        reply_to=str(message["Reply-To"] or ""),
        attachment=", ".join(filter(None, names)),
        text=text,
        html=_with_pictures(html, message),
    )


def _with_pictures(html: str, message: EmailMessage) -> str:
    """Return the *html* of *message* with its pictures in it, as a page by itself can show them."""
    for part in message.walk():
        cid, content = str(part["Content-ID"] or "").strip("<>"), part.get_payload(decode=True)
        if cid and isinstance(content, bytes):
            data = b64encode(content).decode()
            html = html.replace(f"cid:{cid}", f"data:{part.get_content_type()};base64,{data}")
    return html


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """When a campaign was approved, or began to arrive, in *words*."""

    campaign: Campaign
    words: str
    at: dt.datetime


def milestones(article: str, root: Path) -> list[Milestone]:
    """Return what of *article* was approved and sent, the latest first.

    Raises:
        LedgerError: when the ledger can't be read.
    """
    path = ledger_path(root)
    if not path.exists():
        return []
    with open_ledger(path) as ledger:
        found = [
            Milestone(campaign=campaign, words=words, at=at)
            for campaign in queries.campaigns(ledger, slug=article)
            for at, words in _events(ledger, campaign)
        ]
    return sorted(found, key=lambda each: each.at, reverse=True)


def _events(ledger: Ledger, campaign: Campaign) -> Iterator[tuple[dt.datetime, str]]:
    """Yield when *campaign* was approved and when it began to arrive, in words."""
    last = queries.last_approved(ledger, campaign)
    name = readers_in_words(campaign.list_name, campaign.kind)
    if last and campaign.edition_sha256 in last.seen.get("pdf", ()):
        yield last.at, _("approved by {person}, for {list_name}", person=last.by, list_name=name)
    found = queries.deliveries(ledger, campaign.id)
    if sent := [one.changed for one in found if one.state is State.ACCEPTED]:
        kind = _(KINDS[campaign.kind])
        yield min(sent), _("sent to {list_name} ({kind})", list_name=name, kind=kind)
