"""Commands that keep the record: bundles for the registrar, and what servers report later."""

from collections.abc import Iterable
from pathlib import Path

import click

from pressverk.cli.campaigns import CAMPAIGN
from pressverk.cli.console import ask, is_at_terminal, root_here, say, shown
from pressverk.cli.departures import now_in_utc
from pressverk.delivery.bounces.apply_report import Applied, apply_reports, leave_out
from pressverk.delivery.bounces.mailboxes import messages_in
from pressverk.delivery.bounces.parsing import read_message
from pressverk.delivery.export import export as write_bundle
from pressverk.delivery.ledger.store import Ledger, ledger_path, open_ledger
from pressverk.i18n import _, ngettext
from pressverk.model import Newsroom
from pressverk.newsroom.config import read_newsroom
from pressverk.newsroom.paths import from_root


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
            say(_line(applied))
        count = len(outcome.applied)
        text = ngettext(
            "{new} new, of {count} report", "{new} new, of {count} reports", len(found), new=count
        )
        say(text)
        _leave_out(ledger, newsroom, outcome.applied, yes=yes)
    if outcome.strange:
        text = _("passed over, as they name another than they are about: {count}")
        say(text.format(count=outcome.strange))
    if puzzling:
        say(_("not understood: {count}; look at them", count=len(puzzling)))
    for heading in puzzling:
        say(f"  {heading}")


def _line(applied: Applied) -> str:
    state = _("reached") if applied.delivered else _("not reached")
    return f"{applied.recipient}  {state}  {applied.status} {applied.diagnostic}".rstrip()


def _leave_out(
    ledger: Ledger, newsroom: Newsroom, applied: Iterable[Applied], *, yes: bool
) -> None:
    """Leave out those of whom it is certain, or somebody says, that they can't be reached."""
    gone: list[str] = []
    for one in {each.recipient: each for each in applied if each.is_gone}.values():
        question = _("{address} doesn't work; leave it out of the lists?", address=one.recipient)
        if one.is_certain or yes or (is_at_terminal() and ask(question)):
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
