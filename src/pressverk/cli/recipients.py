"""Commands for the lists of recipients."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from pressverk.addresses import normalise, parse_address
from pressverk.cli.console import print_findings, root_here, say
from pressverk.delivery.campaigns import decisions
from pressverk.delivery.campaigns.decisions import Withdrawn
from pressverk.delivery.recipients import add as added
from pressverk.delivery.recipients import (
    begin_list,
    find_list,
    find_lists,
    left_alone,
    list_path,
    read_list,
    recipient_of,
    write_list,
)
from pressverk.files import only_writer
from pressverk.i18n import _, ngettext
from pressverk.model import Newsroom, Recipient
from pressverk.newsroom.config import read_newsroom
from pressverk.newsroom.paths import STATE, from_root

Change = Callable[[tuple[Recipient, ...]], tuple[Recipient, ...]]


@click.group(help=_("Keep the lists of recipients, the CSV files in contacts/."))
def recipients() -> None:
    """Edit lists of recipients."""


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
        print_findings(advice)
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
@click.option("--name", "person", metavar=_("NAME"), default="", help=_("The name of the person."))
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
    _withdraw(address, decisions.opt_out)


@recipients.command(
    "bounced", help=_("Write no more to an address that doesn't work, whichever lists it is on.")
)
@click.argument("address", metavar=_("ADDRESS"))
def mark_bounced(address: str) -> None:
    """Mark an address as bounced."""
    _withdraw(address, decisions.bounced)


@recipients.command(help=_("Remove an address from all lists; nothing of it is kept there."))
@click.argument("address", metavar=_("ADDRESS"))
def delete(address: str) -> None:
    """Remove an address."""
    _withdraw(address, decisions.delete)


def _withdraw(address: str, decide: Callable[..., Withdrawn]) -> None:
    """Apply *decide* to *address*, and print what it changed."""
    try:
        parse_address(address)
    except ValueError as error:
        message = _("{value!r} is not an email address", value=address)
        raise click.BadParameter(message, param_hint=_("ADDRESS")) from error
    newsroom = read_newsroom(root_here())
    done = decide(address, newsroom, now=dt.datetime.now(dt.UTC))
    for path in done.lists:
        say(from_root(path, newsroom.root))
    if done.called_off:
        say(_("cancelled, as it hadn't begun to leave: {count}", count=done.called_off))


def _change(paths: list[Path], newsroom: Newsroom, change: Change) -> None:
    """Apply *change* to the lists *paths* under the write lock, and print which were changed."""
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
