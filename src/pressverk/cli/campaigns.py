"""Commands by which people decide about campaigns: approve, call off, send again."""

from collections.abc import Callable
from pathlib import Path

import click

from pressverk.addresses import normalise
from pressverk.build import built_editions
from pressverk.cli.console import ArticleArgument, Number, root_here, root_of, say
from pressverk.cli.delivery import heading, standing
from pressverk.cli.departures import current_user, now_in_utc
from pressverk.delivery.campaigns.approval import approve as approved
from pressverk.delivery.campaigns.audience import called, gone
from pressverk.delivery.campaigns.schedule import deadline_of
from pressverk.delivery.ledger import operator, queries
from pressverk.delivery.ledger.states import State
from pressverk.delivery.ledger.store import Ledger, ledger_path, open_ledger
from pressverk.i18n import _, ngettext
from pressverk.newsroom.config import read_newsroom
from pressverk.newsroom.paths import slug_of

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
def approve(article: Path, *, list_name: str | None, group: str | None) -> None:
    """Approve a campaign."""
    root = root_of([article])
    newsroom = read_newsroom(root)
    built_editions.built_edition(article, root)
    name = called(list_name, group) if list_name else None
    with open_ledger(ledger_path(root)) as ledger:
        slug = slug_of(article, root)
        found = approved(ledger, slug, name, root, by=current_user(), now=now_in_utc())
        say(standing(found, newsroom, now_in_utc()))
        for subject in queries.subjects(ledger, found.id):
            say(f"  {subject}")
        say(_("approved by {person}", person=current_user()))


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
@click.option("--uncertain", "state", flag_value=State.UNCERTAIN, help=_("Those with no answer."))
@click.option("--failed", "state", flag_value=State.FAILED, help=_("Those that were turned down."))
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
    """Queue what is *state* once more, but for those who aren't to be written to any more."""
    found = queries.campaign(ledger, number)
    in_state = [it.recipient for it in queries.deliveries(ledger, number) if it.state is state]
    left = gone(in_state, found, read_newsroom(root_here()))
    without = {normalise(address) for address in left.silent + left.deleted}
    if without:
        say(_("left out, as they opted out, bounced or were deleted: {count}", count=len(without)))
    now = now_in_utc()
    return operator.resend(
        ledger, number, state, now=now, deadline=deadline_of(now), without=without
    )


def _decide(number: int, decide: Callable[[Ledger], int]) -> None:
    """Do what was decided about a campaign, and tell how many deliveries it changed."""
    with open_ledger(ledger_path(root_here())) as ledger:
        queries.campaign(ledger, number)
        count = decide(ledger)
        say(ngettext("{count} changed", "{count} changed", count))
        say(heading(queries.campaign(ledger, number)))
