"""The command that checks the installation and the mail set-up."""

import datetime as dt
import os
import shlex
import subprocess
import sys

import click

from pressverk.build.doctor import run_checks
from pressverk.cli.console import is_yes, root_here, say
from pressverk.errors import NewsroomError
from pressverk.i18n import _


@click.command(
    help=_("Show what this machine lacks.\n\nEach thing comes with the command that fixes it.")
)
@click.option(
    "--fix",
    "is_fixing",
    is_flag=True,
    help=_("Run the commands that fix what is missing, after a question."),
)
@click.option(
    "--mail",
    is_flag=True,
    help=_("Ask the mail server and name servers instead whether mail can be sent."),
)
def doctor(*, is_fixing: bool, mail: bool) -> None:
    """Print what is missing."""
    is_well = _check_mail() if mail else _check_machine()
    if is_fixing and not mail and not is_well:
        is_well = _fix() and _check_machine()
    sys.exit(0 if is_well else 1)


def _check_machine() -> bool:
    checks = list(run_checks())
    for check in checks:
        remedy = _(": is missing or too old; run: {command}", command=check.remedy)
        say(f" {check.subject}{remedy if check.remedy else ''}", mark=_mark(check.remedy))
    return _check_timer() and all(check.remedy is None for check in checks)


def _fix() -> bool:
    """Run the commands that fix the machine; return whether any was run and all went well."""
    told = tuple(dict.fromkeys(check.remedy for check in run_checks() if check.remedy))
    for command in told:
        say(f"  {command}")
    # What is exported in a process of its own is exported nowhere.
    commands = [command for command in told if not command.startswith("export ")]
    if not commands or not is_yes(_("Run this?")):
        return False
    return all(_run(command) for command in commands)


def _run(command: str) -> bool:
    # The commands are our own constants.
    return subprocess.run(command_line(command), check=False).returncode == 0  # noqa: S603


def command_line(command: str) -> list[str]:
    """Return the arguments of *command*: without questions, without sudo for root, our own pip."""
    arguments = shlex.split(command, posix=sys.platform != "win32")
    if arguments[0] == "sudo" and getattr(os, "geteuid", lambda: 1)() == 0:
        del arguments[0]
    if "apt-get" in arguments:
        arguments.insert(arguments.index("install") + 1, "--yes")
    if arguments[0] == "pip":
        arguments[:1] = [sys.executable, "-m", "pip"]
    return arguments


def _check_timer() -> bool:
    """Report planned mail of the current newsroom that no timer sends."""
    # Imported here, since these packages may be what is missing.
    from pressverk.delivery.ledger.store import ledger_path, open_ledger  # noqa: PLC0415
    from pressverk.delivery.timer import missing_timer  # noqa: PLC0415

    try:
        path = ledger_path(root_here())
    except NewsroomError:
        return True
    if not path.exists():
        return True
    with open_ledger(path) as ledger:
        missing = missing_timer(ledger, now=dt.datetime.now(dt.UTC))
    if missing:
        say(f" {missing.message}", mark=_mark(missing))
    return missing is None


def _check_mail() -> bool:
    # Imported here, since these packages may be what is missing.
    from pressverk.delivery.campaigns.release import secret_of, settings_of  # noqa: PLC0415
    from pressverk.delivery.doctor import examine_mail  # noqa: PLC0415
    from pressverk.newsroom.config import read_newsroom  # noqa: PLC0415

    settings = settings_of(read_newsroom(root_here()))
    is_well = True
    for answer in examine_mail(settings, secret_of(settings)):
        is_well = is_well and not answer.fault
        mark = "–" if answer.neutral else _mark(answer.fault) if answer.known else "?"
        say(f" {answer.subject}{f': {answer.fault}' if answer.fault else ''}", mark=mark)
    return is_well


def _mark(fault: object) -> str:
    return click.style("✗", fg="red") if fault else click.style("✓", fg="green")
