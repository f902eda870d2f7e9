"""The command that prints shell completion scripts."""

import click
from click.shell_completion import get_completion_class

from pressverk.cli.console import say
from pressverk.i18n import _


@click.command(
    help=_("Print a completion script.\n\nIt completes commands and articles in bash, zsh or fish.")
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print a completion script."""
    completer = get_completion_class(shell)
    if completer:
        root = click.get_current_context().find_root().command
        say(completer(root, {}, "pressverk", "_PRESSVERK_COMPLETE").source())
