"""Commands that keep the record: bundles for the registrar, and what servers report later."""

from pathlib import Path

import click

from pressverk.cli.campaigns import CAMPAIGN
from pressverk.cli.console import root_here, say, shown
from pressverk.cli.departures import now_in_utc
from pressverk.delivery.bounces.apply_report import Applied, apply_reports
from pressverk.delivery.bounces.mailboxes import messages_in
from pressverk.delivery.bounces.parsing import Report, heading_of, looks_like_a_report, reports_in
from pressverk.delivery.export import export as write_bundle
from pressverk.delivery.ledger.store import ledger_path, open_ledger
from pressverk.i18n import _, ngettext
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
        "imaps://user@host/mailbox. What the reports say is set on the deliveries, and addresses "
        "that don't work are left out from now on."
    )
)
@click.argument("place", metavar=_("MAILBOX"))
def reports(place: str) -> None:
    """Read delivery reports."""
    newsroom = read_newsroom(root_here())
    found: list[Report] = []
    puzzling: list[str] = []
    for message in messages_in(place):
        told = reports_in(message)
        found += told
        if not told and looks_like_a_report(message):
            puzzling.append(heading_of(message))
    count = 0
    with open_ledger(ledger_path(newsroom.root)) as ledger:
        for noted in apply_reports(ledger, newsroom, found, now=now_in_utc()):
            count += 1
            say(_line(noted, newsroom.root))
    text = ngettext(
        "{new} new, of {count} report", "{new} new, of {count} reports", len(found), new=count
    )
    say(text)
    if puzzling:
        say(_("not understood: {count}; look at them", count=len(puzzling)))
    for heading in puzzling:
        say(f"  {heading}")


def _line(noted: Applied, root: Path) -> str:
    state = _("reached") if noted.delivered else _("not reached")
    line = f"{noted.recipient}  {state}  {noted.status} {noted.diagnostic}".rstrip()
    if not noted.lists:
        return line
    lists = ", ".join(from_root(path, root) for path in noted.lists)
    return _("{line}; marked as bounced in {lists}", line=line, lists=lists)
