"""Commands about the machine and its editors."""

import json
import sys

import click
from click.shell_completion import get_completion_class

from pressverk.cli.console import explained
from pressverk.translation import _


@click.command(
    help=_(
        "Print a JSON Schema for editors.\n\n"
        "Of the front matter of articles, reports and chapters, or of newsroom.toml."
    )
)
@click.argument(
    "name",
    type=click.Choice(["article", "report", "chapter", "newsroom"]),
    default="article",
)
def schema(name: str) -> None:
    """Print a JSON Schema."""
    from pressverk.schema import json_schema

    click.echo(json.dumps(json_schema(name), ensure_ascii=False, indent=2))


@click.command(
    help=_("Tell what this machine lacks.\n\nEach thing comes with the command that mends it.")
)
@explained
def doctor() -> None:
    """Tell what is missing."""
    from pressverk.diagnosis import diagnose

    ill = 0
    for symptom in diagnose():
        ill += symptom.remedy is not None
        mark = click.style("✗", fg="red") if symptom.remedy else click.style("✓", fg="green")
        remedy = _(": is missing or too old; run: {command}", command=symptom.remedy)
        click.echo(f"{mark} {symptom.subject}{remedy if symptom.remedy else ''}")
    sys.exit(1 if ill else 0)


@click.command(
    help=_("Print a completion script.\n\nIt completes commands and articles in bash, zsh or fish.")
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print a completion script."""
    completer = get_completion_class(shell)
    if completer:
        click.echo(
            completer(
                click.get_current_context().find_root().command,
                {},
                "pressverk",
                "_PRESSVERK_COMPLETE",
            ).source()
        )
