"""A campaign in words: what it is, its progress, and when it is sent."""

import datetime as dt
from zoneinfo import ZoneInfo

from pressverk.delivery.ledger.rows import Campaign, CampaignState, Delivery, Kind
from pressverk.delivery.ledger.states import WAITING, State
from pressverk.delivery.ledger.transitions import DEADLINE, EARLIER_COPY
from pressverk.delivery.reasons import in_words
from pressverk.i18n import N_, NN_, _, ngettext
from pressverk.model import Newsroom

HASH_SHOWN = 12  # digits of a hash that people compare


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


# Causes that ended a delivery without a reply of a server.
UNSAID = {
    DEADLINE: N_("its deadline passed"),
    EARLIER_COPY: N_("an earlier copy may have arrived"),
}


def heading(campaign: Campaign) -> str:
    """Return a line with what a campaign is, its progress, and why it is paused."""
    heading = _(
        "{number}: {slug} to {list_name}, {kind}, PDF {sha256}…: {counts}",
        number=campaign.id,
        slug=campaign.slug,
        list_name=readers_in_words(campaign.list_name, campaign.kind),
        kind=_(KINDS[campaign.kind]),
        sha256=campaign.edition_sha256[:HASH_SHOWN],
        counts=counts_in_words(campaign),
    )
    if campaign.state is not CampaignState.PAUSED or not is_waiting(campaign):
        return heading
    return _(
        "{heading}; paused: {reason}; to go on: {command}",
        heading=heading,
        reason=in_words(campaign.reason),
        command=_command_of(campaign),
    )


def readers_in_words(list_name: str, kind: Kind) -> str:
    """Return who is on *list_name*: a correction goes to no list, but to those who got an edition.

    >>> readers_in_words("redaktioner", Kind.RELEASE)
    'redaktioner'
    """
    if kind is Kind.CORRECTION:
        return _("those who got the faulty edition")
    return _("those who got an earlier edition") if kind is Kind.FOLLOW_UP else list_name


def last_said(delivery: Delivery) -> str:
    """Return what a server last said of *delivery*, or why it ended without a word of one."""
    words = delivery.reply or (_(UNSAID[delivery.phase]) if delivery.phase in UNSAID else "")
    return " ".join(str(part) for part in (delivery.code, words) if part)


def counts_in_words(campaign: Campaign) -> str:
    """Return how far *campaign* has come."""
    counts = ", ".join(ngettext(*COUNTS[state], count) for state, count in campaign.counts.items())
    return counts or _("nobody left")


def is_waiting(campaign: Campaign) -> bool:
    """Return whether any delivery of it is still waiting."""
    return not WAITING.isdisjoint(campaign.counts)


def standing(campaign: Campaign, newsroom: Newsroom, now: dt.datetime) -> str:
    """Return what a campaign is, its progress, and when it is sent if that is in the future."""
    if campaign.not_before <= now or not is_waiting(campaign):
        return heading(campaign)
    return _(
        "{heading}; leaves {moment}, by: pressverk send-due",
        heading=heading(campaign),
        moment=clock(campaign.not_before, newsroom),
    )


def clock(moment: dt.datetime, newsroom: Newsroom) -> str:
    """Return *moment* in the newsroom's time zone, to the minute."""
    return f"{moment.astimezone(ZoneInfo(newsroom.time_zone)):%Y-%m-%d %H:%M}"


def _command_of(campaign: Campaign) -> str:
    """Return the command that continues a campaign, as far as the ledger knows it."""
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
