"""Commands that send editions."""

import sys
from dataclasses import replace
from pathlib import Path

import click

from pressverk.cli.console import (
    YES,
    ArticleArgument,
    ask,
    current_user,
    is_at_terminal,
    now_in_utc,
    print_findings,
    root_here,
    root_of,
    say,
)
from pressverk.cli.preview import TEMPORARY, audiences_of, rehearse, show, try_out
from pressverk.cli.sending import past_waits, print_outcome, send_and_report
from pressverk.delivery.campaigns.approval import refuse_without_login
from pressverk.delivery.campaigns.audience import Audience, Whom
from pressverk.delivery.campaigns.guards import Doubt, refuse_doubtful
from pressverk.delivery.campaigns.planning import Planned, leaves_at, plan_all
from pressverk.delivery.campaigns.release import (
    Release,
    advice_on,
    read_release,
)
from pressverk.delivery.campaigns.schedule import SendOptions, moment_of
from pressverk.delivery.campaigns.send import Turn
from pressverk.delivery.campaigns.send import send_due as sent
from pressverk.delivery.campaigns.summary import summary_lines, summary_of
from pressverk.delivery.ledger.queries import kept_correction
from pressverk.delivery.ledger.rows import Kind
from pressverk.delivery.ledger.store import Ledger, ledger_path, open_ledger
from pressverk.delivery.sender.scheduler import Clock
from pressverk.delivery.timer import write_units
from pressverk.i18n import _, ngettext
from pressverk.model import Newsroom
from pressverk.newsroom.config import read_newsroom
from pressverk.newsroom.paths import slug_of

CONFIRM = click.option(
    "--confirm",
    "confirmed",
    type=click.Choice(["past-embargo", "unfinished-text"]),
    multiple=True,
    help=_("Send it though it looks like a slip: what the message says; may be repeated."),
)
AT = click.option(
    "--at",
    metavar=_("MOMENT"),
    help=_("Not before: a day and a time by the newsroom's clocks, YYYY-MM-DD HH:MM, or now."),
)
UNDER_EMBARGO = click.option(
    "--under-embargo", is_flag=True, help=_("Send it before its embargo, marked as embargoed.")
)
PREVIEW = click.option(
    "--preview",
    is_flag=False,
    flag_value=TEMPORARY,
    metavar=_("[FILE]"),
    help=_("Show the message in the browser, or write it to FILE as a web page; send nothing."),
)


@click.command(
    help=_(
        "Send an edition to a list.\n\n"
        "ARTICLE is sent as it was built. Run it again to go on where it was: nobody gets it "
        "twice."
    )
)
@click.argument("article", type=ArticleArgument())
@click.option("--to", "list_name", metavar=_("LIST"), help=_("A list in contacts/, by its name."))
@click.option("--group", metavar=_("GROUP"), help=_("Only a group within the list."))
@click.option(
    "--follows",
    metavar=_("EARLIER"),
    help=_("Send it to those who got this earlier article instead of to a list."),
)
@AT
@UNDER_EMBARGO
@PREVIEW
@click.option(
    "--dry-run",
    is_flag=False,
    flag_value=TEMPORARY,
    metavar=_("[DIR]"),
    help=_("Write every message as a file, to DIR if given, and a summary; send nothing."),
)
@click.option("--test-to", metavar=_("ADDRESS"), help=_("Send one message here; no list is read."))
@CONFIRM
@YES
def send(
    article: Path,
    *,
    list_name: str | None,
    group: str | None,
    follows: str | None,
    at: str | None,
    under_embargo: bool,
    preview: str | None,
    dry_run: str | None,
    test_to: str | None,
    confirmed: tuple[str, ...],
    yes: bool,
) -> None:
    """Send an edition."""
    newsroom = _newsroom_of(article)
    options = _options(at, newsroom, under_embargo=under_embargo, confirmed=confirmed)
    release = _release_of(article, newsroom)
    if preview:
        show(release, options, preview)
    elif test_to:
        try_out(release, test_to)
    elif bool(list_name) == bool(follows):
        raise click.UsageError(_("name whom to send to: --to LIST, or --follows EARLIER"))
    else:
        whom = (
            Whom(list_name=list_name, group=group)
            if list_name
            else Whom(kind=Kind.FOLLOW_UP, earlier=follows or "")
        )
        if dry_run:
            rehearse(release, options, whom, dry_run)
        else:
            _plan_and_depart(release, options, whom, yes=yes)


@click.command(
    help=_(
        "Send a correction to those who got the faulty edition.\n\n"
        "ARTICLE is corrected and built again. Nobody else gets it, and nobody gets it twice."
    )
)
@click.argument("article", type=ArticleArgument())
@click.option(
    "--message",
    metavar=_("TEXT"),
    help=_("What was wrong, in a sentence; as said before if left out."),
)
@AT
@UNDER_EMBARGO
@PREVIEW
@CONFIRM
@YES
def correct(
    article: Path,
    *,
    message: str | None,
    at: str | None,
    under_embargo: bool,
    preview: str | None,
    confirmed: tuple[str, ...],
    yes: bool,
) -> None:
    """Send a correction."""
    newsroom = _newsroom_of(article)
    options = _options(at, newsroom, under_embargo=under_embargo, confirmed=confirmed)
    release = _release_of(article, newsroom, correction=message or "")
    if message is None:
        release = replace(release, correction=_said_before(release))
    if preview:
        show(release, options, preview)
    else:
        whom = Whom(kind=Kind.CORRECTION, earlier=slug_of(article, newsroom.root))
        _plan_and_depart(release, options, whom, yes=yes)


@click.command(
    "send-due",
    help=_(
        "Send all that is due.\n\n"
        "For a timer to run each minute: what was planned for now, and what servers put off."
    ),
)
@click.option(
    "--units",
    type=click.Path(file_okay=False, path_type=Path),
    metavar=_("DIR"),
    help=_("Write a systemd timer that runs it each minute to DIR; send nothing."),
)
def send_due(units: Path | None) -> None:
    """Send what is due; do nothing while another run lasts."""
    newsroom = read_newsroom(root_here())
    if units:
        _write_units(newsroom.root, units)
        return
    path = ledger_path(newsroom.root)
    if not path.exists():
        return
    went_well = True
    with open_ledger(path) as ledger:
        events = sent(ledger, newsroom, clock=Clock(now=now_in_utc))
        for event in past_waits(events, newsroom):
            if isinstance(event, Turn):
                print_findings(event.findings)
                is_well = not event.findings and print_outcome(ledger, event.campaign, newsroom)
                went_well = went_well and is_well
    sys.exit(0 if went_well else 1)


def _newsroom_of(article: Path) -> Newsroom:

    return read_newsroom(root_of([article]))


def _release_of(article: Path, newsroom: Newsroom, *, correction: str | None = None) -> Release:
    """Return the release of the article, and print advice about it."""
    release, findings = read_release(article, newsroom, correction=correction)
    advice = (each for each in findings if each.rule not in set(Doubt))  # errors here
    print_findings((*advice, *advice_on(release, now_in_utc())))
    return release


def _said_before(release: Release) -> str:
    """Return the text of the correction that is continued, empty for a new one."""
    edition = release.edition
    with open_ledger(ledger_path(release.newsroom.root)) as ledger:
        return kept_correction(ledger, edition.slug, edition.sha256) or ""


def _options(
    at: str | None, newsroom: Newsroom, *, under_embargo: bool, confirmed: tuple[str, ...]
) -> SendOptions:

    try:
        moment = moment_of(at, newsroom.time_zone, now_in_utc()) if at else None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--at") from error
    return SendOptions(at=moment, under_embargo=under_embargo, confirmed=frozenset(confirmed))


def _plan_and_depart(release: Release, options: SendOptions, whom: Whom, *, yes: bool) -> None:
    """Plan a campaign for each audience, send it, and exit with the outcome."""
    refuse_without_login(release.newsroom)
    by, found = current_user(), audiences_of(release, whom)
    with open_ledger(ledger_path(release.newsroom.root)) as ledger:
        _look(ledger, release, options, found, yes=yes)
        campaigns = plan_all(ledger, release, whom, options, by=by, now=now_in_utc())
        for planned in campaigns:
            _report_others(planned, release.edition.slug)
        went_well = [
            send_and_report(ledger, planned.campaign, release.newsroom)
            for planned in campaigns
            if planned.campaign
        ]
    sys.exit(0 if all(went_well) else 1)


def _look(
    ledger: Ledger,
    release: Release,
    options: SendOptions,
    found: tuple[Audience, ...],
    *,
    yes: bool,
) -> None:
    """Ask for confirmation before anything is planned; refuse likely mistakes."""
    newsroom, now = release.newsroom, now_in_utc()
    refuse_doubtful(ledger, release, options.confirmed, now)
    if yes or not is_at_terminal():
        return
    leaves = max(leaves_at(ledger, release, each, options, now) for each in found)
    summary = summary_of(release, found, leaves)
    for line in summary_lines(summary, newsroom, now):
        say(f"  {line}")
    count = sum(each.count for each in summary.readers)
    question = ngettext("Send it to {count} recipient?", "Send it to {count} recipients?", count)
    ask(question, yes=yes)


def _report_others(planned: Planned, slug: str) -> None:
    """Print which campaigns were cancelled, and who gets nothing from this one."""
    for number in planned.called_off:
        say(_("campaign {number} of an older edition is cancelled", number=number))
    if planned.known:
        count = len(planned.known)
        say(_("left out, as they have it already or get it by another list: {count}", count=count))
    if planned.earlier:
        text = _(
            "left out, as they have an older edition: {count}; write to them with: {command}",
            count=len(planned.earlier),
            command=f"pressverk correct {slug}",
        )
        say(text)


def _write_units(root: Path, folder: Path) -> None:

    for path in write_units(folder, root, Path(sys.argv[0])):
        say(str(path))
    say("systemctl --user daemon-reload")
    say("systemctl --user enable --now pressverk-send-due.timer")
