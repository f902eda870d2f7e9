"""Commands about what was planned and sent: look, approve, call off, send again, keep a record."""

import datetime as dt
import getpass
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from pressverk.cli.console import (
    YES,
    ArticleArgument,
    Number,
    ask,
    is_at_terminal,
    is_yes,
    root_here,
    root_of,
    say,
    say_json,
    shown,
    tell,
)
from pressverk.delivery.bounces.apply_report import Applied, apply_reports, leave_out
from pressverk.delivery.bounces.mailboxes import messages_in
from pressverk.delivery.bounces.parsing import read_message
from pressverk.delivery.campaigns import decisions
from pressverk.delivery.campaigns.approval import Changes, changes_since, needs_approval, to_approve
from pressverk.delivery.campaigns.approval import approve as approved
from pressverk.delivery.campaigns.audience import called
from pressverk.delivery.campaigns.release import read_release
from pressverk.delivery.campaigns.summary import Summary, summary_of, waiting_audience
from pressverk.delivery.export import export as write_bundle
from pressverk.delivery.ledger import operator, queries
from pressverk.delivery.ledger.rows import Campaign, CampaignState, Delivery, Kind
from pressverk.delivery.ledger.states import WAITING, State
from pressverk.delivery.ledger.store import Ledger, ledger_path, open_ledger
from pressverk.delivery.ledger.transitions import DEADLINE, EARLIER_COPY
from pressverk.delivery.reasons import in_words
from pressverk.delivery.timer import missing_timer
from pressverk.errors import DeliveryError
from pressverk.i18n import N_, NN_, _, ngettext
from pressverk.model import Finding, Newsroom, Place
from pressverk.newsroom.config import read_newsroom
from pressverk.newsroom.paths import from_root, slug_of

CAMPAIGN = click.argument("number", metavar=_("CAMPAIGN"), type=Number(min=1))
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


def now_in_utc() -> dt.datetime:
    """Return the moment it is."""
    return dt.datetime.now(dt.UTC)


def current_user() -> str:
    """Return who is at work: ``PRESSVERK_USER``, or whom the system knows.

    Raises:
        DeliveryError: when it knows nobody, as in a container.
    """
    try:
        return os.environ.get("PRESSVERK_USER") or getpass.getuser()
    except (KeyError, OSError) as error:  # OSError from Python 3.13 on
        message = _(
            "nobody knows you by name here (user {number}); say who you are in PRESSVERK_USER",
            number=os.getuid(),
        )
        place = Place(file="PRESSVERK_USER")
        raise DeliveryError([Finding(place=place, message=message, rule="no-user")]) from error


@click.command(
    help=_(
        "Approve what a colleague wants to send.\n\n"
        "It holds for the PDF, the messages, the list and the time, until any of them changes. "
        "Look first: pressverk send ARTICLE --preview."
    )
)
@click.argument("article", type=ArticleArgument())
@click.option("--to", "list_name", metavar=_("LIST"), help=_("A list, when it waits for several."))
@click.option("--group", help=_("Only a group within the list."))
@YES
def approve(article: Path, *, list_name: str | None, group: str | None, yes: bool) -> None:
    """Approve a campaign."""
    root = root_of([article])
    newsroom = read_newsroom(root)
    release, advice = read_release(article, newsroom)
    tell(advice)
    name = called(list_name, group) if list_name else None
    with open_ledger(ledger_path(root)) as ledger:
        found = to_approve(ledger, slug_of(article, root), name, root)
        audience = waiting_audience(ledger, found, newsroom)
        say(standing(found, newsroom, now_in_utc()))
        for subject in queries.subjects(ledger, found.id):
            say(f"  {subject}")
        tell_summary(summary_of(release, [audience], found.not_before), newsroom, now_in_utc())
        for line in _changes_in_words(changes_since(ledger, found), found, newsroom):
            say(f"  {line}")
        ask(_("Approve it?"), yes=yes)
        approved(ledger, found, by=current_user(), now=now_in_utc())
        say(_("approved by {person}", person=current_user()))


def tell_summary(summary: Summary, newsroom: Newsroom, now: dt.datetime) -> None:
    """Tell what is about to leave, for whom and when."""
    lines = [
        _("headline: {title}", title=summary.headline),
        _("pages of the PDF: {count}", count=summary.pages),
    ]
    lines += [f"  | {line}" for line in summary.first_lines]
    for each in summary.readers:
        groups = ", ".join(f"{group} {number}" for group, number in each.groups)
        told = _("readers on {list_name}: {count}", list_name=each.list_name, count=each.count)
        lines.append(f"{told} ({groups})" if groups else told)
    moment = clock(summary.leaves, newsroom) if summary.leaves > now else _("at once")
    lines.append(_("leaves: {moment}", moment=moment))
    embargo = clock(summary.embargo, newsroom) if summary.embargo else _("none")
    lines.append(_("embargo: {moment}", moment=embargo))
    for line in lines:
        say(f"  {line}")


def _changes_in_words(changes: Changes | None, campaign: Campaign, newsroom: Newsroom) -> list[str]:
    """Return what changed since it was last approved, a line each."""
    if changes is None:
        return []
    told = {
        _("the PDF is another"): changes.is_other_pdf,
        _("the message is another"): changes.is_other_text,
        _("readers added: {count}", count=changes.added): changes.added,
        _("readers removed: {count}", count=changes.removed): changes.removed,
    }
    if changes.moment:
        before, now = (clock(each, newsroom) for each in (changes.moment, campaign.not_before))
        told[_("it leaves {now}, not {before}", now=now, before=before)] = True
    head = _(
        "since {person} approved it on {moment}:",
        person=changes.by,
        moment=clock(changes.at, newsroom),
    )
    lines = [f"  {line}" for line, is_so in told.items() if is_so]
    return [head, *(lines or [f"  {_('nothing changed')}"])]


@click.command(
    help=_("Call off what hasn't left.\n\nCAMPAIGN is its number in pressverk deliveries.")
)
@CAMPAIGN
def cancel(number: int) -> None:
    """Call off a campaign."""
    _decide(number, lambda ledger: operator.cancel(ledger, number, now=now_in_utc()))


@click.command(
    help=_(
        "Queue once more what is uncertain, or what failed.\n\n"
        "CAMPAIGN is its number in pressverk deliveries. Someone may get an uncertain one twice."
    )
)
@CAMPAIGN
@click.option(
    "--uncertain", "state", flag_value=State.UNCERTAIN.value, help=_("Those with no answer.")
)
@click.option(
    "--failed", "state", flag_value=State.FAILED.value, help=_("Those that were turned down.")
)
def resend(number: int, state: str | None) -> None:
    """Queue deliveries once more."""
    if state is None:
        raise click.UsageError(_("say which: --uncertain or --failed"))
    _decide(number, lambda ledger: _resend(ledger, number, State(state)))


@click.command(
    "accept-uncertain",
    help=_(
        "Take what is uncertain for accepted.\n\n"
        "CAMPAIGN is its number in pressverk deliveries. Those with no answer get nothing more."
    ),
)
@CAMPAIGN
def accept_uncertain(number: int) -> None:
    """Take uncertain deliveries for accepted."""
    _decide(number, lambda ledger: operator.settle(ledger, number, now=now_in_utc()))


def _resend(ledger: Ledger, number: int, state: State) -> int:
    """Queue what is *state* once more, and tell how many were left out of it."""
    newsroom = read_newsroom(root_here())
    done = decisions.resend(ledger, number, state, newsroom, now=now_in_utc())
    if done.left_out:
        say(_("left out, as they opted out, bounced or were deleted: {count}", count=done.left_out))
    return done.queued


def _decide(number: int, decide: Callable[[Ledger], int]) -> None:
    """Do what was decided about a campaign, and tell how many deliveries it changed."""
    with open_ledger(ledger_path(root_here())) as ledger:
        queries.campaign(ledger, number)
        count = decide(ledger)
        say(ngettext("{count} changed", "{count} changed", count))
        say(heading(queries.campaign(ledger, number)))


@click.command(
    help=_(
        "Write a bundle for the registrar.\n\n"
        "CAMPAIGN is its number in pressverk deliveries, DIR a folder that isn't there yet. It "
        "gets the PDF, every message, the list with states and times, and hashes."
    )
)
@CAMPAIGN
@click.argument("folder", metavar=_("DIR"), type=click.Path(path_type=Path))
def export(number: int, folder: Path) -> None:
    """Write a bundle."""
    with open_ledger(ledger_path(root_here())) as ledger:
        write_bundle(ledger, number, folder.absolute())
    say(shown(folder))


@click.command(
    help=_(
        "Read delivery reports.\n\n"
        "MAILBOX is an mbox file, a Maildir, a saved message, a folder of those (.eml), or "
        "imaps://user@host/mailbox. What the reports say is set on the deliveries. An address "
        "that doesn't work is left out from now on if you say so, or if its mail came back again "
        "and again over days."
    )
)
@click.argument("place", metavar=_("MAILBOX"))
@click.option("--yes", "-y", is_flag=True, help=_("Leave out who can't be reached, unasked."))
def reports(place: str, *, yes: bool) -> None:
    """Read delivery reports."""
    newsroom = read_newsroom(root_here())
    readings = [read_message(message) for message in messages_in(place)]
    found = [report for reading in readings for report in reading.reports]
    puzzling = [reading.puzzle for reading in readings if reading.puzzle]
    with open_ledger(ledger_path(newsroom.root)) as ledger:
        outcome = apply_reports(ledger, newsroom, found, now=now_in_utc())
        for applied in outcome.applied:
            say(_applied_line(applied))
        count = len(outcome.applied)
        of_all = ngettext("of {count} report", "of {count} reports", len(found))
        say(_("{new} new, {of_all}", new=count, of_all=of_all))
        _leave_out(ledger, newsroom, outcome.applied, yes=yes)
    if outcome.strange:
        text = _("passed over, as they name another than they are about: {count}")
        say(text.format(count=outcome.strange))
    if puzzling:
        say(_("not understood: {count}; look at them", count=len(puzzling)))
    for heading in puzzling:
        say(f"  {heading}")


def _applied_line(applied: Applied) -> str:
    state = _("reached") if applied.delivered else _("not reached")
    return f"{applied.recipient}  {state}  {applied.status} {applied.diagnostic}".rstrip()


def _leave_out(
    ledger: Ledger, newsroom: Newsroom, applied: Iterable[Applied], *, yes: bool
) -> None:
    """Leave out those of whom it is certain, or somebody says, that they can't be reached."""
    gone: list[str] = []
    for one in {each.recipient: each for each in applied if each.is_gone}.values():
        question = _("{address} doesn't work; leave it out of the lists?", address=one.recipient)
        if one.is_certain or yes or (is_at_terminal() and is_yes(question)):
            gone.append(one.recipient)
        else:
            command = f"pressverk recipients bounced {one.recipient}"
            say(_("still written to; to leave it out: {command}", command=command))
    lists = leave_out(ledger, newsroom, gone, now=now_in_utc()) if gone else ()
    if lists:
        names = ", ".join(from_root(path, newsroom.root) for path in lists)
        text = _(
            "marked as bounced in {lists}: {addresses}", lists=names, addresses=", ".join(gone)
        )
        say(text)


@click.command(
    help=_(
        "Show who got what, and when.\n\n"
        "SLUG is the publication's name; all publications if left out."
    )
)
@click.argument("slug", required=False)
@click.option("--json", "as_json", is_flag=True, help=_("Print it as JSON, with whole hashes."))
def deliveries(slug: str | None, *, as_json: bool) -> None:
    """Show deliveries."""
    newsroom = read_newsroom(root_here())
    found: list[tuple[Campaign, list[Delivery]]] = []
    missing = None
    path = ledger_path(newsroom.root)
    if path.exists():
        with open_ledger(path) as ledger:
            campaigns = queries.campaigns(ledger)
            if slug is not None and campaigns:
                campaigns = _those_of(slug, campaigns)
            found = [(each, queries.deliveries(ledger, each.id)) for each in campaigns]
            missing = missing_timer(ledger, now=now_in_utc())
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
    tell((missing,) if missing else ())


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
    told = standing(campaign, newsroom, now_in_utc())
    if _is_waiting(campaign) and needs_approval(campaign, newsroom):
        return _("{heading}; isn't approved", heading=told)
    return told


def _is_waiting(campaign: Campaign) -> bool:
    return not WAITING.isdisjoint(campaign.counts)


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
    said = one.reply or (_(UNSAID[one.phase]) if one.phase in UNSAID else "")
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
