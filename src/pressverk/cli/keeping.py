"""Commands that keep the record: bundles for the registrar, and what servers report later."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pressverk.cli.campaigns import CAMPAIGN
from pressverk.cli.console import explained, is_at_terminal, root_here, shown
from pressverk.cli.departures import now_in_utc
from pressverk.i18n import _
from pressverk.newsroom.paths import from_root

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pressverk.delivery.bounces.apply_report import Applied
    from pressverk.delivery.ledger.store import Ledger
    from pressverk.model import Newsroom


@click.command(
    help=_(
        "Write a bundle for the registrar.\n\n"
        "CAMPAIGN is its number in pressverk deliveries, DIR a folder that isn't there yet. It "
        "gets the PDF, every message, the list with states and times, and hashes."
    )
)
@CAMPAIGN
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@explained
def export(number: int, folder: Path) -> None:
    """Write a bundle."""
    from pressverk.delivery import export
    from pressverk.delivery.ledger.store import ledger_path, open_ledger

    with open_ledger(ledger_path(root_here())) as ledger:
        export.export(ledger, number, folder.absolute())
    click.echo(shown(folder))


@click.command(
    help=_(
        "Read delivery reports.\n\n"
        "MAILBOX is an mbox file, a Maildir, a saved message, a folder of those (.eml), or "
        "imaps://user@host/mailbox. What the reports say is set on the deliveries. An address "
        "that doesn't work is left out from now on if you say so, or if its mail came back again "
        "and again over days."
    )
)
@click.argument("place", metavar="MAILBOX")
@click.option("--yes", "-y", is_flag=True, help=_("Leave out who can't be reached, unasked."))
@explained
def reports(place: str, *, yes: bool) -> None:
    """Read delivery reports."""
    from pressverk.delivery.bounces.apply_report import apply_reports
    from pressverk.delivery.bounces.mailboxes import messages_in
    from pressverk.delivery.bounces.parsing import read_message
    from pressverk.delivery.ledger.store import ledger_path, open_ledger
    from pressverk.newsroom.config import read_newsroom

    newsroom = read_newsroom(root_here())
    readings = [read_message(message) for message in messages_in(place)]
    found = [report for reading in readings for report in reading.reports]
    puzzling = [reading.puzzle for reading in readings if reading.puzzle]
    with open_ledger(ledger_path(newsroom.root)) as ledger:
        outcome = apply_reports(ledger, newsroom, found, now=now_in_utc())
        for applied in outcome.applied:
            click.echo(_line(applied))
        count = len(outcome.applied)
        click.echo(_("{count} new, of {found} reports", count=count, found=len(found)))
        _leave_out(ledger, newsroom, outcome.applied, yes=yes)
    if outcome.strange:
        text = _("passed over, as they name another than they are about: {count}")
        click.echo(text.format(count=outcome.strange))
    if puzzling:
        click.echo(_("not understood: {count}; look at them", count=len(puzzling)))
    for heading in puzzling:
        click.echo(f"  {heading}")


def _line(applied: "Applied") -> str:
    state = _("reached") if applied.delivered else _("not reached")
    return f"{applied.recipient}  {state}  {applied.status} {applied.diagnostic}".rstrip()


def _leave_out(
    ledger: "Ledger", newsroom: "Newsroom", applied: "Iterable[Applied]", *, yes: bool
) -> None:
    """Leave out those of whom it is certain, or somebody says, that they can't be reached."""
    from pressverk.delivery.bounces.apply_report import leave_out

    gone: list[str] = []
    for one in {each.recipient: each for each in applied if each.is_gone}.values():
        question = _("{address} doesn't work; leave it out of the lists?", address=one.recipient)
        if one.is_certain or yes or (is_at_terminal() and click.confirm(question)):
            gone.append(one.recipient)
        else:
            command = f"pressverk recipients bounced {one.recipient}"
            click.echo(_("still written to; to leave it out: {command}", command=command))
    lists = leave_out(ledger, newsroom, gone, now=now_in_utc()) if gone else ()
    if lists:
        names = ", ".join(from_root(path, newsroom.root) for path in lists)
        text = _(
            "marked as bounced in {lists}: {addresses}", lists=names, addresses=", ".join(gone)
        )
        click.echo(text)
