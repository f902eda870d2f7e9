"""Commands that keep the lists of recipients."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from pressverk.addresses import normalise, parse_address
from pressverk.cli.console import root_here, say, tell
from pressverk.delivery.ledger.operator import forget, withdraw
from pressverk.delivery.ledger.store import Ledger, ledger_path, open_ledger
from pressverk.delivery.recipients import add as added
from pressverk.delivery.recipients import (
    begin_list,
    bounce,
    find_list,
    find_lists,
    is_at,
    left_alone,
    list_path,
    read_list,
    recipient_of,
    remove,
    write_list,
)
from pressverk.delivery.recipients import opt_out as opted_out
from pressverk.errors import RecipientError
from pressverk.files import only_writer
from pressverk.i18n import _, ngettext
from pressverk.model import Finding, Newsroom, Place, Recipient
from pressverk.newsroom.config import read_newsroom
from pressverk.newsroom.paths import STATE, from_root

Change = Callable[[tuple["Recipient", ...]], tuple["Recipient", ...]]


@click.group(help=_("Keep the lists of recipients, the CSV files in contacts/."))
def recipients() -> None:
    """Keep lists."""


@recipients.command(
    "list",
    help=_("Show who is on a list.\n\nLISTS are their names; all lists if left out."),
)
@click.argument("names", metavar=_("[LISTS]..."), nargs=-1)
def show(names: tuple[str, ...]) -> None:
    """Show lists."""
    newsroom = read_newsroom(root_here())
    paths = [find_list(name, newsroom.root) for name in names] or find_lists(newsroom.root)
    if not paths:
        say(_("no lists in {folder}", folder="contacts/"))
    silent = left_alone(newsroom)
    for path in paths:
        found, advice = read_list(path, newsroom)
        tell(advice)
        is_silent = [normalise(each.address) in silent for each in found]
        file = from_root(path, newsroom.root)
        count = is_silent.count(False)
        say(
            ngettext(
                "{file}: {count} is written to", "{file}: {count} are written to", count, file=file
            )
        )
        for recipient, is_left_alone in zip(found, is_silent, strict=True):
            say(f"  {_line(recipient, is_left_alone=is_left_alone)}")


@recipients.command(
    help=_("Add an address to a list.\n\nLIST is its name; its file is made if it isn't there.")
)
@click.argument("name", metavar=_("LIST"))
@click.argument("address", metavar=_("ADDRESS"))
@click.option("--source", metavar=_("TEXT"), required=True, help=_("Where the address comes from."))
@click.option("--name", "person", metavar=_("NAME"), default="", help=_("Whose it is."))
@click.option(
    "--organisation",
    "--newsroom",
    "medium",
    metavar=_("NAME"),
    default="",
    help=_("The organisation it belongs to."),
)
@click.option(
    "--language",
    metavar=_("TAG"),
    default="",
    help=_("The language of labels; the newsroom's if left out."),
)
@click.option(
    "--group",
    "groups",
    metavar=_("GROUP"),
    multiple=True,
    help=_("A group within the list; may be repeated."),
)
def add(
    name: str,
    address: str,
    *,
    source: str,
    person: str,
    medium: str,
    language: str,
    groups: tuple[str, ...],
) -> None:
    """Add an address."""
    newsroom = read_newsroom(root_here())
    file = from_root(list_path(name, newsroom.root), newsroom.root)
    values = {
        "name": person,
        "email": address,
        "organisation": medium,
        "language": language,
        "lists": " ".join(groups),
        "source": source,
        "added": _today(newsroom).isoformat(),
    }
    recipient = recipient_of(values, file, newsroom.language)
    with only_writer(newsroom.root / STATE):
        path = begin_list(name, newsroom.root)
    _change([path], newsroom, lambda before: added(before, recipient, file))


@recipients.command("opt-out", help=_("Write no more to an address, whichever lists it is on."))
@click.argument("address", metavar=_("ADDRESS"))
def opt_out(address: str) -> None:
    """Opt an address out."""
    newsroom = read_newsroom(root_here())
    today = _today(newsroom)
    _change_wherever(address, newsroom, lambda before: opted_out(before, address, today))
    _call_off(newsroom, lambda ledger: withdraw(ledger, address, now=dt.datetime.now(dt.UTC)))


@recipients.command(
    "bounced", help=_("Write no more to an address that doesn't work, whichever lists it is on.")
)
@click.argument("address", metavar=_("ADDRESS"))
def mark_bounced(address: str) -> None:
    """Mark an address as one that doesn't work."""
    newsroom = read_newsroom(root_here())
    today = _today(newsroom)
    _change_wherever(address, newsroom, lambda before: bounce(before, address, today))
    _call_off(newsroom, lambda ledger: withdraw(ledger, address, now=dt.datetime.now(dt.UTC)))


@recipients.command(help=_("Remove an address from all lists; nothing of it is kept there."))
@click.argument("address", metavar=_("ADDRESS"))
def delete(address: str) -> None:
    """Remove an address."""
    newsroom = read_newsroom(root_here())
    _change_wherever(address, newsroom, lambda before: remove(before, address))
    _call_off(newsroom, lambda ledger: forget(ledger, address, now=dt.datetime.now(dt.UTC)))


def _change_wherever(address: str, newsroom: Newsroom, change: Change) -> None:
    """Make *change* to every list that *address* is on, or fail when it is on none."""
    try:
        parse_address(address)
    except ValueError as error:
        message = _("{value!r} is no email address", value=address)
        raise click.BadParameter(message, param_hint=_("ADDRESS")) from error
    paths = [
        path
        for path in find_lists(newsroom.root)
        if any(is_at(each, address) for each in read_list(path, newsroom)[0])
    ]
    if not paths:
        message = _(
            "{address!r} is on no list; pressverk recipients list shows all", address=address
        )
        place = Place(file="contacts")
        raise RecipientError([Finding(place=place, message=message, rule="on-no-list")])
    _change(paths, newsroom, change)


def _call_off(newsroom: Newsroom, decide: Callable[[Ledger], int]) -> None:
    """Let what waits in the ledger follow the lists at once, whoever is sending."""
    path = ledger_path(newsroom.root)
    if not path.exists():
        return
    with open_ledger(path) as ledger:
        count = decide(ledger)
    if count:
        say(_("called off, as it hadn't begun to leave: {count}", count=count))


def _change(paths: list[Path], newsroom: Newsroom, change: Change) -> None:
    """Make *change* to the lists *paths*, one writer at a time, and tell which were changed."""
    with only_writer(newsroom.root / STATE):
        for path in paths:
            write_list(path, change(read_list(path, newsroom)[0]))
            say(from_root(path, newsroom.root))


def _today(newsroom: Newsroom) -> dt.date:
    return dt.datetime.now(ZoneInfo(newsroom.time_zone)).date()


def _line(recipient: Recipient, *, is_left_alone: bool) -> str:
    states = [
        _("opted out {day}", day=recipient.opted_out) if recipient.opted_out else "",
        _("bounced {day}", day=recipient.bounced) if recipient.bounced else "",
    ]
    if is_left_alone and not any(states):
        states.append(_("left alone, as another list says"))
    parts = (
        recipient.address,
        recipient.name,
        recipient.organisation,
        recipient.language,
        " ".join(recipient.lists),
        *states,
    )
    return "  ".join(filter(None, parts))
