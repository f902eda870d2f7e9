"""The command that tells of deliveries, and how others tell of a campaign."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from difflib import get_close_matches
from typing import Any
from zoneinfo import ZoneInfo

import click

from pressverk.cli.console import root_here, say, say_json
from pressverk.delivery.ledger import queries
from pressverk.delivery.ledger.rows import Campaign, CampaignState, Delivery, Kind
from pressverk.delivery.ledger.states import State
from pressverk.delivery.ledger.store import ledger_path, open_ledger
from pressverk.delivery.ledger.transitions import DEADLINE, EARLIER_COPY
from pressverk.delivery.reasons import in_words
from pressverk.delivery.sender.sending import needs_approval
from pressverk.errors import DeliveryError
from pressverk.i18n import N_, NN_, _, ngettext
from pressverk.model import Finding, Newsroom, Place
from pressverk.newsroom.config import read_newsroom

HASH_SHOWN = 12  # digits of a hash that people compare by eye
STATES = {
    State.QUEUED: N_("queued"),
    State.CLAIMED: N_("being sent"),
    State.DATA_STARTED: N_("being sent, begun"),
    State.ACCEPTED: N_("accepted"),
    State.DEFERRED: N_("deferred"),
    State.FAILED: N_("failed"),
    State.UNCERTAIN: N_("uncertain"),
    State.CANCELLED: N_("cancelled"),
}
COUNTS = {
    State.QUEUED: NN_("{count} queued", "{count} queued"),
    State.CLAIMED: NN_("{count} being sent", "{count} being sent"),
    State.DATA_STARTED: NN_("{count} being sent, begun", "{count} being sent, begun"),
    State.ACCEPTED: NN_("{count} accepted", "{count} accepted"),
    State.DEFERRED: NN_("{count} deferred", "{count} deferred"),
    State.FAILED: NN_("{count} failed", "{count} failed"),
    State.UNCERTAIN: NN_("{count} uncertain", "{count} uncertain"),
    State.CANCELLED: NN_("{count} cancelled", "{count} cancelled"),
}
KINDS = {
    Kind.RELEASE: N_("release"),
    Kind.CORRECTION: N_("correction"),
    Kind.FOLLOW_UP: N_("follow-up"),
}
# What ended without a word of a server.
UNSAID = {
    DEADLINE: N_("its deadline passed"),
    EARLIER_COPY: N_("an earlier copy may have arrived"),
}


@click.command(
    help=_(
        "Show who got what, and when.\n\n"
        "SLUG is the publication's name; all publications if left out."
    )
)
@click.argument("slug", metavar=_("[SLUG]"), required=False)
@click.option("--json", "as_json", is_flag=True, help=_("Print it as JSON, with whole hashes."))
def deliveries(slug: str | None, *, as_json: bool) -> None:
    """Show deliveries."""
    newsroom = read_newsroom(root_here())
    found: list[tuple[Campaign, list[Delivery]]] = []
    path = ledger_path(newsroom.root)
    if path.exists():
        with open_ledger(path) as ledger:
            campaigns = queries.campaigns(ledger)
            if slug is not None and campaigns:
                campaigns = _those_of(slug, campaigns)
            found = [(each, queries.deliveries(ledger, each.id)) for each in campaigns]
    if as_json:
        say_json(_table(found), default=_plain)
        return
    if not found:
        say(_("nothing was sent"))
    zone = ZoneInfo(newsroom.time_zone)
    for campaign, sent in found:
        say(_standing(campaign, newsroom))
        for one in sent:
            say(f"  {_line(one, zone)}")


def _those_of(slug: str, campaigns: Sequence[Campaign]) -> list[Campaign]:
    """Return those of *campaigns* that are of one publication, or fail with the nearest name."""
    found = [each for each in campaigns if each.slug == slug]
    if found:
        return found
    near = get_close_matches(slug, {each.slug for each in campaigns}, n=1)
    if near:
        message = _("nothing of {slug!r} was sent; did you mean {near!r}?", slug=slug, near=near[0])
    else:
        message = _("nothing of {slug!r} was sent; pressverk deliveries shows all", slug=slug)
    place = Place(file=slug)
    raise DeliveryError([Finding(place=place, message=message, rule="no-deliveries")])


def heading(campaign: Campaign) -> str:
    """Return what a campaign is and how far it has come, in a line; and why it is paused."""
    counts = ", ".join(ngettext(*COUNTS[state], count) for state, count in campaign.counts.items())
    heading = _(
        "{number}: {slug} to {list_name}, {kind}, PDF {sha256}…: {counts}",
        number=campaign.id,
        slug=campaign.slug,
        list_name=campaign.list_name,
        kind=_(KINDS[campaign.kind]),
        sha256=campaign.edition_sha256[:HASH_SHOWN],
        counts=counts or _("nobody left"),
    )
    if campaign.state is not CampaignState.PAUSED or not _is_waiting(campaign):
        return heading
    return _(
        "{heading}; paused: {reason}; to go on: {command}",
        heading=heading,
        reason=in_words(campaign.reason),
        command=_command_of(campaign),
    )


def _standing(campaign: Campaign, newsroom: Newsroom) -> str:
    """Return where a campaign stands, and that nobody has approved it if that is so."""
    told = standing(campaign, newsroom, dt.datetime.now(dt.UTC))
    if newsroom.mail and _is_waiting(campaign) and needs_approval(campaign, newsroom.mail):
        return _("{heading}; isn't approved", heading=told)
    return told


def _is_waiting(campaign: Campaign) -> bool:
    return not {State.QUEUED, State.DEFERRED}.isdisjoint(campaign.counts)


def standing(campaign: Campaign, newsroom: Newsroom, now: dt.datetime) -> str:
    """Return what a campaign is, how far it has come, and when it leaves if that is to come."""
    if campaign.not_before <= now or not _is_waiting(campaign):
        return heading(campaign)
    return _(
        "{heading}; leaves {moment}, by: pressverk send-due",
        heading=heading(campaign),
        moment=clock(campaign.not_before, newsroom),
    )


def clock(moment: dt.datetime, newsroom: Newsroom) -> str:
    """Return *moment* by the newsroom's clocks, to the minute."""
    return f"{moment.astimezone(ZoneInfo(newsroom.time_zone)):%Y-%m-%d %H:%M}"


def _command_of(campaign: Campaign) -> str:
    """Return the command that lets a campaign go on, as far as the ledger knows it."""
    if campaign.kind is Kind.CORRECTION:
        return f"pressverk correct {campaign.slug} …"
    if campaign.kind is Kind.FOLLOW_UP:
        return f"pressverk send {campaign.slug} --follows …"
    return f"pressverk send {campaign.slug} {to_list(campaign.list_name)}"


def to_list(list_name: str) -> str:
    """Return the options that name a list, and a group within it, as the ledger calls them.

    >>> to_list("redaktioner"), to_list("redaktioner/radio")
    ('--to redaktioner', '--to redaktioner --group radio')
    """
    name, _slash, group = list_name.partition("/")
    return f"--to {name} --group {group}" if group else f"--to {name}"


def _line(one: Delivery, zone: ZoneInfo) -> str:
    """Return one delivery, its last change by the newsroom's clocks, and the server's words."""
    moment = f"{one.changed.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    said = one.reply or _(UNSAID.get(one.phase, ""))
    told = " ".join(str(part) for part in (one.code, said) if part)
    line = f"{moment}  {_(STATES[one.state]):<17}  {one.recipient}  {one.sha256[:HASH_SHOWN]}…"
    return f"{line}  {told}" if told else line


def _table(found: Sequence[tuple[Campaign, Sequence[Delivery]]]) -> list[dict[str, Any]]:
    return [
        asdict(campaign) | {"deliveries": [asdict(one) for one in sent]} for campaign, sent in found
    ]


def _plain(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    raise TypeError(value)
