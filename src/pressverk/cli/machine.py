"""Commands about the machine and its editors."""

import json
import sys

import click
from click.shell_completion import get_completion_class

from pressverk.cli.console import explained, root_here
from pressverk.i18n import _


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
    from pressverk.cli.json_schemas import json_schema

    click.echo(json.dumps(json_schema(name), ensure_ascii=False, indent=2))


@click.command(
    help=_("Tell what this machine lacks.\n\nEach thing comes with the command that mends it.")
)
@click.option(
    "--mail",
    is_flag=True,
    help=_("Ask the mail server and name servers instead whether mail can be sent."),
)
@explained
def doctor(*, mail: bool) -> None:
    """Tell what is missing."""
    ill = _examine_mail() if mail else _examine_machine()
    sys.exit(1 if ill else 0)


def _examine_machine() -> int:
    from pressverk.build.doctor import run_checks

    ill = 0
    for symptom in run_checks():
        ill += symptom.remedy is not None
        remedy = _(": is missing or too old; run: {command}", command=symptom.remedy)
        click.echo(f"{_mark(symptom.remedy)} {symptom.subject}{remedy if symptom.remedy else ''}")
    return ill + _examine_timer()


def _examine_timer() -> int:
    """Tell of mail that is planned and that no timer will send."""
    import datetime as dt

    from pressverk.delivery.ledger.store import ledger_path, open_ledger
    from pressverk.delivery.timer import missing_timer
    from pressverk.errors import NewsroomError

    try:
        path = ledger_path(root_here())
    except NewsroomError:
        return 0
    if not path.exists():
        return 0
    with open_ledger(path) as ledger:
        missing = missing_timer(ledger, now=dt.datetime.now(dt.UTC))
    if missing is None:
        return 0
    click.echo(f"{_mark(missing)} {missing.message}")
    return 1


def _examine_mail() -> int:
    from pressverk.delivery.campaigns.release import settings_of
    from pressverk.delivery.campaigns.send import secret_of
    from pressverk.delivery.doctor import examine_mail
    from pressverk.newsroom.config import read_newsroom

    settings = settings_of(read_newsroom(root_here()))
    ill = 0
    for answer in examine_mail(settings, secret_of(settings)):
        ill += bool(answer.fault)
        mark = "–" if answer.neutral else _mark(answer.fault) if answer.known else "?"
        click.echo(f"{mark} {answer.subject}{f': {answer.fault}' if answer.fault else ''}")
    return ill


def _mark(fault: object) -> str:
    return click.style("✗", fg="red") if fault else click.style("✓", fg="green")


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
