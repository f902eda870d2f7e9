"""The command that copies a newsroom to one file."""

from pathlib import Path

import click

from pressverk.cli.console import root_here, say
from pressverk.delivery.backup import back_up
from pressverk.i18n import _, ngettext


@click.command(
    help=_(
        "Copy the newsroom to one file, also while the studio runs.\n\n"
        "FILE gets the articles, lists, settings, the record of deliveries and the studio's "
        "versions, as .tar.gz. Unpacked in an empty folder it is the newsroom again: tar -xzf FILE."
    )
)
@click.argument("file", metavar=_("FILE"), type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Copy the newsroom."""
    target = file.absolute()
    count = back_up(root_here(), target)
    say(ngettext("{file}: {count} file", "{file}: {count} files", count, file=str(file)))
