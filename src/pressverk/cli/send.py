"""Commands by which editions leave, or are shown as they would."""

import contextlib
import sys
from pathlib import Path

import click

from pressverk.cli.console import ArticleArgument, root_here, root_of, say, tell
from pressverk.cli.departures import current_user, depart_and_tell, now_in_utc
from pressverk.cli.due import depart_in_turns
from pressverk.cli.rehearsing import TEMPORARY, Find, rehearse, show, try_out
from pressverk.delivery.campaigns.audience import Audience, on_list, readers
from pressverk.delivery.campaigns.planning import Planned, plan
from pressverk.delivery.campaigns.release import Release, advice_on, read_release
from pressverk.delivery.campaigns.schedule import SendOptions, moment_of
from pressverk.delivery.campaigns.send import try_lock
from pressverk.delivery.ledger.rows import Kind
from pressverk.delivery.ledger.store import ledger_path, open_ledger
from pressverk.delivery.timer import write_units
from pressverk.files import only_writer
from pressverk.i18n import _
from pressverk.model import Newsroom
from pressverk.newsroom.config import read_newsroom
from pressverk.newsroom.paths import STATE, slug_of

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
) -> None:
    """Send an edition."""
    newsroom = _newsroom_of(article)
    wish = _wish(at, newsroom, under_embargo=under_embargo)
    release = _release_of(article, newsroom)
    if preview:
        show(release, wish, preview)
    elif test_to:
        try_out(release, test_to)
    elif bool(list_name) == bool(follows):
        raise click.UsageError(_("name whom to send to: --to LIST, or --follows EARLIER"))
    else:
        find = (
            _those_on(list_name, group) if list_name else _readers_of(follows or "", Kind.FOLLOW_UP)
        )
        if dry_run:
            rehearse(release, wish, find, dry_run)
        else:
            _plan_and_depart(release, wish, find)


@click.command(
    help=_(
        "Send a correction to those who got the faulty edition.\n\n"
        "ARTICLE is mended and built again. Nobody else gets it, and nobody gets it twice."
    )
)
@click.argument("article", type=ArticleArgument())
@click.option("--message", default="", metavar=_("TEXT"), help=_("What was wrong, in a sentence."))
@AT
@UNDER_EMBARGO
@PREVIEW
def correct(
    article: Path, *, message: str, at: str | None, under_embargo: bool, preview: str | None
) -> None:
    """Send a correction."""
    newsroom = _newsroom_of(article)
    wish = _wish(at, newsroom, under_embargo=under_embargo)
    release = _release_of(article, newsroom, correction=message)
    if preview:
        show(release, wish, preview)
    else:
        _plan_and_depart(
            release, wish, _readers_of(slug_of(article, newsroom.root), Kind.CORRECTION)
        )


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
    """Send what is due; nothing while another timer's turn still lasts."""
    newsroom = read_newsroom(root_here())
    if units:
        _write_units(newsroom.root, units)
        return
    path = ledger_path(newsroom.root)
    if not path.exists():
        return
    with try_lock(path.parent / "send-due.lock") as is_alone, open_ledger(path) as ledger:
        went_well = depart_in_turns(ledger, newsroom) if is_alone else True
    sys.exit(0 if went_well else 1)


def _newsroom_of(article: Path) -> Newsroom:

    return read_newsroom(root_of([article]))


def _release_of(article: Path, newsroom: Newsroom, *, correction: str | None = None) -> Release:
    """Return what the article is sent as, and tell all advice about it."""
    release, advice = read_release(article, newsroom, correction=correction)
    tell((*advice, *advice_on(release, now_in_utc())))
    return release


def _wish(at: str | None, newsroom: Newsroom, *, under_embargo: bool) -> SendOptions:

    try:
        moment = moment_of(at, newsroom.time_zone, now_in_utc()) if at else None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--at") from error
    return SendOptions(at=moment, under_embargo=under_embargo)


def _those_on(list_name: str, group: str | None) -> Find:
    """Return what finds those on a list."""

    def find(release: Release) -> tuple[Audience, ...]:

        audience, advice = on_list(list_name, release.newsroom, group=group)
        tell(advice)
        return (audience,)

    return find


def _readers_of(earlier: str, kind: Kind) -> Find:
    """Return what finds those who got an edition of *earlier* before."""

    def find(release: Release) -> tuple[Audience, ...]:

        newsroom, sha256 = release.newsroom, release.edition.sha256
        with open_ledger(ledger_path(newsroom.root)) as ledger:
            return readers(ledger, newsroom, earlier, kind, other_than=sha256)

    return find


def _plan_and_depart(release: Release, wish: SendOptions, find: Find) -> None:
    """Plan a campaign for each audience, let it leave, and exit by how it went."""
    root, by = release.newsroom.root, current_user()
    with contextlib.ExitStack() as stack:
        # Of two editions at once, neither would see the other; nor who opts out in between.
        with only_writer(root / STATE):
            audiences = find(release)
            ledger = stack.enter_context(open_ledger(ledger_path(root)))
            campaigns = [
                plan(ledger, release, audience, wish, by=by, now=now_in_utc())
                for audience in audiences
            ]
        for planned in campaigns:
            _tell_of_others(planned, release.edition.slug)
        went_well = [
            depart_and_tell(ledger, planned.campaign, release.newsroom)
            for planned in campaigns
            if planned.campaign
        ]
    sys.exit(0 if all(went_well) else 1)


def _tell_of_others(planned: Planned, slug: str) -> None:
    """Tell of campaigns that were called off, and of those who get nothing by this one."""
    for number in planned.called_off:
        say(_("campaign {number} of an older edition is called off", number=number))
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
