"""Commands for campaigns: show, approve, cancel, resend, export."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace
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
    current_user,
    is_at_terminal,
    is_yes,
    now_in_utc,
    print_findings,
    root_here,
    root_of,
    say,
    say_json,
    shown,
)
from pressverk.delivery.bounces.apply_report import Applied, apply_reports, leave_out
from pressverk.delivery.bounces.mailboxes import readings_in
from pressverk.delivery.campaigns import decisions
from pressverk.delivery.campaigns.approval import approve as approved
from pressverk.delivery.campaigns.approval import (
    changes_in_words,
    changes_since,
    needs_approval,
    refuse_without_login,
    to_approve,
)
from pressverk.delivery.campaigns.audience import called
from pressverk.delivery.campaigns.release import read_release
from pressverk.delivery.campaigns.summary import (
    summary_lines,
    summary_of,
    waiting_audience,
)
from pressverk.delivery.campaigns.wording import (
    HASH_SHOWN,
    STATES,
    heading,
    is_waiting,
    last_said,
    standing,
)
from pressverk.delivery.export import export as write_bundle
from pressverk.delivery.ledger import operator, queries
from pressverk.delivery.ledger.rows import Campaign, Delivery, Kind
from pressverk.delivery.ledger.states import State
from pressverk.delivery.ledger.store import Ledger, ledger_path, open_ledger
from pressverk.delivery.timer import missing_timer
from pressverk.errors import DeliveryError
from pressverk.i18n import NN_, _, ngettext
from pressverk.model import Finding, Newsroom, Place
from pressverk.newsroom.config import read_newsroom
from pressverk.newsroom.paths import from_root, slug_of

CAMPAIGN = click.argument("number", metavar=_("CAMPAIGN"), type=Number(min=1))


@click.command(
    help=_(
        "Approve what a colleague wants to send.\n\n"
        "It holds for the PDF, the messages, the list and the time, until any of them changes. "
        "Look first: pressverk send ARTICLE --preview."
    )
)
@click.argument("article", type=ArticleArgument())
@click.option("--to", "list_name", metavar=_("LIST"), help=_("A list, when it waits for several."))
@click.option("--group", metavar=_("GROUP"), help=_("Only a group within the list."))
@YES
def approve(article: Path, *, list_name: str | None, group: str | None, yes: bool) -> None:
    """Approve a campaign."""
    root = root_of([article])
    newsroom = read_newsroom(root)
    refuse_without_login(newsroom)
    release, advice = read_release(article, newsroom)
    print_findings(advice)
    name = called(list_name, group) if list_name else None
    with open_ledger(ledger_path(root)) as ledger:
        found = to_approve(ledger, slug_of(article, root), name, root)
        audience = waiting_audience(ledger, found, newsroom)
        if found.kind is Kind.CORRECTION:
            said = queries.kept_correction(ledger, found.slug, found.edition_sha256)
            release = replace(release, correction=said)
        say(standing(found, newsroom, now_in_utc()))
        for subject in queries.subjects(ledger, found.id):
            say(f"  {subject}")
        summary = summary_of(release, [audience], found.not_before)
        for line in summary_lines(summary, newsroom, now_in_utc()):
            say(f"  {line}")
        for line in changes_in_words(changes_since(ledger, found), found, newsroom):
            say(f"  {line}")
        ask(_("Approve it?"), yes=yes)
        approved(ledger, found, by=current_user(), now=now_in_utc())
        say(_("approved by {person}", person=current_user()))


@click.command(
    help=_("Cancel what hasn't been sent.\n\nCAMPAIGN is its number in pressverk deliveries.")
)
@CAMPAIGN
def cancel(number: int) -> None:
    """Cancel a campaign."""
    words = NN_("{count} delivery cancelled", "{count} deliveries cancelled")
    _decide(number, lambda ledger: operator.cancel(ledger, number, now=now_in_utc()), words)


@click.command(
    help=_(
        "Queue uncertain or failed deliveries again.\n\n"
        "CAMPAIGN is its number in pressverk deliveries. Someone may get an uncertain one twice."
    )
)
@CAMPAIGN
@click.option(
    "--uncertain", "state", flag_value=State.UNCERTAIN.value, help=_("Those without a reply.")
)
@click.option("--failed", "state", flag_value=State.FAILED.value, help=_("Those that failed."))
def resend(number: int, state: str | None) -> None:
    """Queue deliveries again."""
    if state is None:
        raise click.UsageError(_("say which: --uncertain or --failed"))
    _decide(number, lambda ledger: _resend(ledger, number, State(state)))


@click.command(
    "accept-uncertain",
    help=_(
        "Mark uncertain deliveries as accepted.\n\n"
        "CAMPAIGN is its number in pressverk deliveries. Those without a reply get nothing more."
    ),
)
@CAMPAIGN
def accept_uncertain(number: int) -> None:
    """Mark uncertain deliveries as accepted."""
    _decide(number, lambda ledger: operator.settle(ledger, number, now=now_in_utc()))


def _resend(ledger: Ledger, number: int, state: State) -> int:
    """Queue deliveries in *state* again, and print how many were left out."""
    newsroom = read_newsroom(root_here())
    done = decisions.resend(ledger, number, state, newsroom, now=now_in_utc())
    if done.left_out:
        say(_("left out, as they opted out, bounced or were deleted: {count}", count=done.left_out))
    return done.queued


def _decide(
    number: int,
    decide: Callable[[Ledger], int],
    words: tuple[str, str] = NN_("{count} changed", "{count} changed"),
) -> None:
    """Apply *decide* to a campaign, and print in *words* how many deliveries it changed."""
    with open_ledger(ledger_path(root_here())) as ledger:
        queries.campaign(ledger, number)
        count = decide(ledger)
        say(ngettext(*words, count))
        say(heading(queries.campaign(ledger, number)))


@click.command(
    help=_(
        "Export a campaign for the registry.\n\n"
        "CAMPAIGN is its number in pressverk deliveries, DIR a folder that isn't there yet. It "
        "gets the PDF, every message, the list with states and times, and hashes."
    )
)
@CAMPAIGN
@click.argument("folder", metavar=_("DIR"), type=click.Path(path_type=Path))
def export(number: int, folder: Path) -> None:
    """Export a campaign."""
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
@click.option(
    "--yes", "-y", is_flag=True, help=_("Leave out those who can't be reached, without asking.")
)
def reports(place: str, *, yes: bool) -> None:
    """Read delivery reports."""
    newsroom = read_newsroom(root_here())
    readings = readings_in(place)
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
        text = _("skipped, as they name another than they are about: {count}")
        say(text.format(count=outcome.strange))
    if puzzling:
        say(_("not understood: {count}; look at them", count=len(puzzling)))
    for each in puzzling:
        say(f"  {each}")


def _applied_line(applied: Applied) -> str:
    state = _("reached") if applied.delivered else _("not reached")
    return f"{applied.recipient}  {state}  {applied.status} {applied.diagnostic}".rstrip()


def _leave_out(
    ledger: Ledger, newsroom: Newsroom, applied: Iterable[Applied], *, yes: bool
) -> None:
    """Mark as bounced those who certainly, or by somebody's decision, can't be reached."""
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
    subjects: dict[int, tuple[str, ...]] = {}
    missing = None
    path = ledger_path(newsroom.root)
    if path.exists():
        with open_ledger(path) as ledger:
            campaigns = queries.campaigns(ledger)
            if slug is not None and campaigns:
                campaigns = _those_of(slug, campaigns)
            found = [(each, queries.deliveries(ledger, each.id)) for each in campaigns]
            subjects = {each.id: queries.subjects(ledger, each.id) for each in campaigns}
            missing = missing_timer(ledger, now=now_in_utc())
    if as_json:
        say_json(_table(found), default=_plain)
        return
    if not found:
        say(_("nothing was sent"))
    zone = ZoneInfo(newsroom.time_zone)
    for campaign, sent in found:
        say(_standing(campaign, newsroom))
        for subject in subjects[campaign.id]:
            say(f"  {subject}")
        for one in sent:
            say(f"  {_line(one, zone)}")
    print_findings((missing,) if missing else ())


def _those_of(slug: str, campaigns: Sequence[Campaign]) -> list[Campaign]:
    """Return those of *campaigns* that are of *slug*, or fail with the most similar name."""
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


def _standing(campaign: Campaign, newsroom: Newsroom) -> str:
    """Return the status of a campaign, and whether it lacks approval."""
    words = standing(campaign, newsroom, now_in_utc())
    if is_waiting(campaign) and needs_approval(campaign, newsroom):
        return _("{heading}; isn't approved", heading=words)
    return words


def _line(one: Delivery, zone: ZoneInfo) -> str:
    """Return one delivery as a line: its last change in the newsroom's time zone, and the reply."""
    moment = f"{one.changed.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    width = max(len(_(words)) for words in STATES.values())
    line = f"{moment}  {_(STATES[one.state]):<{width}}  {one.recipient}  {one.sha256[:HASH_SHOWN]}…"
    words = last_said(one)
    return f"{line}  {words}" if words else line


def _table(found: Sequence[tuple[Campaign, Sequence[Delivery]]]) -> list[dict[str, Any]]:
    return [
        asdict(campaign) | {"deliveries": [asdict(one) for one in sent]} for campaign, sent in found
    ]


def _plain(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    raise TypeError(value)
