"""Commands that tell of deliveries, and the password that they need."""

import datetime as dt
import json
from dataclasses import asdict
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from pressverk.cli.console import explained, root_here
from pressverk.delivery.ledger.transitions import DEADLINE, EARLIER_COPY
from pressverk.delivery.reasons import in_words
from pressverk.errors import DeliveryError
from pressverk.i18n import N_, _
from pressverk.model import Finding, Place
from pressverk.newsroom.paths import NEWSROOM_FILE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pressverk.delivery.ledger.rows import Campaign, Delivery
    from pressverk.model import Newsroom

HASH_SHOWN = 12  # digits of a hash that people compare by eye
STATES = {
    "queued": N_("queued"),
    "claimed": N_("being sent"),
    "data_started": N_("being sent, begun"),
    "accepted": N_("accepted"),
    "deferred": N_("deferred"),
    "failed": N_("failed"),
    "uncertain": N_("uncertain"),
    "cancelled": N_("cancelled"),
}
# How many there are of each, as languages other than English bend the words.
ONE = {
    "queued": N_("1 queued"),
    "claimed": N_("1 being sent"),
    "data_started": N_("1 being sent, begun"),
    "accepted": N_("1 accepted"),
    "deferred": N_("1 deferred"),
    "failed": N_("1 failed"),
    "uncertain": N_("1 uncertain"),
    "cancelled": N_("1 cancelled"),
}
MANY = {
    "queued": N_("{count} queued"),
    "claimed": N_("{count} being sent"),
    "data_started": N_("{count} being sent, begun"),
    "accepted": N_("{count} accepted"),
    "deferred": N_("{count} deferred"),
    "failed": N_("{count} failed"),
    "uncertain": N_("{count} uncertain"),
    "cancelled": N_("{count} cancelled"),
}
KINDS = {
    "release": N_("release"),
    "correction": N_("correction"),
    "follow-up": N_("follow-up"),
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
@click.argument("slug", required=False)
@click.option("--json", "as_json", is_flag=True, help=_("Print it as JSON, with whole hashes."))
@explained
def deliveries(slug: str | None, *, as_json: bool) -> None:
    """Show deliveries."""
    from pressverk.delivery.ledger import queries
    from pressverk.delivery.ledger.store import ledger_path, open_ledger
    from pressverk.newsroom.config import read_newsroom

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
        click.echo(json.dumps(_table(found), ensure_ascii=False, indent=2, default=_plain))
        return
    if not found:
        click.echo(_("nothing was sent"))
    zone = ZoneInfo(newsroom.time_zone)
    for campaign, sent in found:
        click.echo(_standing(campaign, newsroom))
        for one in sent:
            click.echo(f"  {_line(one, zone)}")


@click.command(
    help=_(
        "Keep the mail server's password.\n\n"
        "It goes to the system's keyring and never to a file of the newsroom."
    )
)
@explained
def password() -> None:
    """Keep the password."""
    from pressverk.newsroom.config import read_newsroom
    from pressverk.newsroom.credentials import keep_mail_secret

    mail = read_newsroom(root_here()).mail
    if mail is None or mail.smtp.username is None:
        message = _("names no user of a mail server; write [mail.smtp] with a username")
        place = Place(file=NEWSROOM_FILE)
        raise DeliveryError([Finding(place=place, message=message, rule="no-mail-user")])
    user, host = mail.smtp.username, mail.smtp.host
    prompt = _("Password of {user} at {host}", user=user, host=host)
    keep_mail_secret(user, host, click.prompt(prompt, hide_input=True))


def _those_of(slug: str, campaigns: "Sequence[Campaign]") -> "list[Campaign]":
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


def heading(campaign: "Campaign") -> str:
    """Return what a campaign is and how far it has come, in a line; and why it is paused."""
    counts = ", ".join(
        _(ONE[state]) if count == 1 else _(MANY[state], count=count)
        for state, count in campaign.counts.items()
    )
    heading = _(
        "{number}: {slug} to {list_name}, {kind}, PDF {sha256}…: {counts}",
        number=campaign.id,
        slug=campaign.slug,
        list_name=campaign.list_name,
        kind=_(KINDS[campaign.kind]),
        sha256=campaign.edition_sha256[:HASH_SHOWN],
        counts=counts or _("nobody left"),
    )
    if campaign.state != "paused" or not _is_waiting(campaign):
        return heading
    return _(
        "{heading}; paused: {reason}; to go on: {command}",
        heading=heading,
        reason=in_words(campaign.reason),
        command=_command_of(campaign),
    )


def _standing(campaign: "Campaign", newsroom: "Newsroom") -> str:
    """Return where a campaign stands, and that nobody has approved it if that is so."""
    from pressverk.delivery.sender.sending import needs_approval

    told = standing(campaign, newsroom, dt.datetime.now(dt.UTC))
    if newsroom.mail and _is_waiting(campaign) and needs_approval(campaign, newsroom.mail):
        return _("{heading}; isn't approved", heading=told)
    return told


def _is_waiting(campaign: "Campaign") -> bool:
    return not {"queued", "deferred"}.isdisjoint(campaign.counts)


def standing(campaign: "Campaign", newsroom: "Newsroom", now: dt.datetime) -> str:
    """Return what a campaign is, how far it has come, and when it leaves if that is to come."""
    if campaign.not_before <= now or not _is_waiting(campaign):
        return heading(campaign)
    return _(
        "{heading}; leaves {moment}, by: pressverk send-due",
        heading=heading(campaign),
        moment=clock(campaign.not_before, newsroom),
    )


def clock(moment: dt.datetime, newsroom: "Newsroom") -> str:
    """Return *moment* by the newsroom's clocks, to the minute."""
    return f"{moment.astimezone(ZoneInfo(newsroom.time_zone)):%Y-%m-%d %H:%M}"


def _command_of(campaign: "Campaign") -> str:
    """Return the command that lets a campaign go on, as far as the ledger knows it."""
    if campaign.kind == "correction":
        return f"pressverk correct {campaign.slug} …"
    if campaign.kind == "follow-up":
        return f"pressverk send {campaign.slug} --follows …"
    return f"pressverk send {campaign.slug} {to_list(campaign.list_name)}"


def to_list(list_name: str) -> str:
    """Return the options that name a list, and a group within it, as the ledger calls them.

    >>> to_list("redaktioner"), to_list("redaktioner/radio")
    ('--to redaktioner', '--to redaktioner --group radio')
    """
    name, _slash, group = list_name.partition("/")
    return f"--to {name} --group {group}" if group else f"--to {name}"


def _line(one: "Delivery", zone: ZoneInfo) -> str:
    """Return one delivery, its last change by the newsroom's clocks, and the server's words."""
    moment = f"{one.changed.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    said = one.reply or _(UNSAID.get(one.phase, ""))
    told = " ".join(str(part) for part in (one.code, said) if part)
    line = f"{moment}  {_(STATES[one.state]):<17}  {one.recipient}  {one.sha256[:HASH_SHOWN]}…"
    return f"{line}  {told}" if told else line


def _table(found: "Sequence[tuple[Campaign, Sequence[Delivery]]]") -> list[dict[str, Any]]:
    return [
        asdict(campaign) | {"deliveries": [asdict(one) for one in sent]} for campaign, sent in found
    ]


def _plain(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    raise TypeError(value)
