"""The root command; the others are in one module for each noun, imported when they are run."""

import errno
import importlib
import os
import platform
import sys
from collections.abc import Mapping
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from typing import Any, cast

import click
from click.shell_completion import CompletionItem

import pressverk
from pressverk.build.system_libraries import missing_libraries, version_of
from pressverk.cli.console import print_findings, say, shortened, shown
from pressverk.errors import PressverkError
from pressverk.formats import printable
from pressverk.i18n import N_, _, configure_click, reason_of
from pressverk.model import Finding, Place

# The module of each command, and its line in the list of commands: the first sentence of its help.
# Asking the commands themselves would import them all.
COMMANDS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    N_("In a browser"): {
        "studio": (
            "studio:studio",
            N_("Write, look, listen, approve and send in a browser."),
        ),
        "backup": (
            "backup:backup",
            N_("Copy the newsroom to one file, also while the studio runs."),
        ),
    },
    N_("Articles and editions"): {
        "init": ("newsroom:init", N_("Create a newsroom.")),
        "new": ("newsroom:new", N_("Create an article.")),
        "import": ("import_:import_", N_("Import material made elsewhere.")),
        "import-data": (
            "import_data:import_data",
            N_("Import spreadsheets as data files."),
        ),
        "build": ("build:build", N_("Build editions that aren't current.")),
        "check": ("check:check", N_("Check articles and PDFs.")),
        "fix": ("fix:fix", N_("Fix what has only one answer in articles.")),
        "listen": ("listen:listen", N_("Print what a listener hears.")),
        "status": ("status:status", N_("Show what is out of date, and left-over editions.")),
        "clean": ("status:clean", N_("Remove left-over editions, and trim caches.")),
        "typeset": ("typeset:typeset", N_("Typeset any HTML file.")),
    },
    N_("Sending"): {
        "recipients": (
            "recipients:recipients",
            N_("Keep the lists of recipients, the CSV files in contacts/."),
        ),
        "send": ("send:send", N_("Send an edition to a list.")),
        "approve": ("campaigns:approve", N_("Approve what a colleague wants to send.")),
        "send-due": ("send:send_due", N_("Send all that is due.")),
        "correct": ("send:correct", N_("Send a correction to those who got the faulty edition.")),
        "cancel": ("campaigns:cancel", N_("Cancel what hasn't been sent.")),
        "deliveries": ("campaigns:deliveries", N_("Show who got what, and when.")),
        "resend": (
            "campaigns:resend",
            N_("Queue uncertain or failed deliveries again."),
        ),
        "accept-uncertain": (
            "campaigns:accept_uncertain",
            N_("Mark uncertain deliveries as accepted."),
        ),
        "reports": ("campaigns:reports", N_("Read delivery reports.")),
        "export": ("campaigns:export", N_("Export a campaign for the registry.")),
        "password": ("password:password", N_("Store the mail server's password.")),
    },
    N_("This machine"): {
        "help": ("help_:help_", N_("Look something up in the handbook.")),
        "doctor": ("doctor:doctor", N_("Show what this machine lacks.")),
        "schema": ("schema:schema", N_("Print a JSON Schema for editors.")),
        "completion": ("completion:completion", N_("Print a completion script.")),
    },
}


# Faults of the machine, not of the program.
KEPT_FROM_US = frozenset(
    (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EIO, errno.ELOOP)
)


class LazyGroup(click.Group):
    """A group that imports a command when it is run, but not to list it.

    Click's documentation calls it "Lazily Loading Subcommands".
    """

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        for commands in COMMANDS.values():
            for name, (_target, summary) in commands.items():
                self.add_command(click.Command(name, help=_(summary)))

    def main(self, *args: Any, **settings: Any) -> Any:
        """Run the command line, with Click's own messages in the language of messages."""
        configure_click()
        return super().main(*args, **settings)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, imported."""
        for commands in COMMANDS.values():
            if cmd_name in commands:
                module, _colon, name = commands[cmd_name][0].partition(":")
                found = getattr(importlib.import_module(f"pressverk.cli.{module}"), name)
                return _translated(cast("click.Command", found))
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands with their descriptions, in sections."""
        longest = max(map(len, self.commands))
        for heading, commands in COMMANDS.items():
            with formatter.section(_(heading)):
                rows = [(f"{name:<{longest}}", self.commands[name].help or "") for name in commands]
                formatter.write_dl(rows)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the commands, and the root's options, that begin with *incomplete*."""
        found = [
            CompletionItem(name, help=command.help)
            for name, command in self.commands.items()
            if name.startswith(incomplete)
        ]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; print errors that press officers can fix, and exit with status 1.

        Values from the command line are escaped like all other output.
        """
        try:
            return super().invoke(ctx)
        except PressverkError as error:
            print_findings(error.findings)
        except click.ClickException as error:
            error.message = shortened(printable(error.message))  # type: ignore[misc] # Final
            raise
        except OSError as error:
            # cffi raises it for a missing library, during any import.
            faults = missing_libraries() or _unusable(error)
            if not faults:
                raise
            print_findings(faults)
        sys.exit(1)


def _translated(command: click.Command) -> click.Command:
    """Return *command* with its usage in the language of messages, since Click's is English."""
    command.options_metavar = _("[OPTIONS]")
    if isinstance(command, click.Group):
        command.subcommand_metavar = _("COMMAND [ARGS]...")
        for each in command.commands.values():
            _translated(each)
    return command


def _unusable(error: OSError) -> tuple[Finding, ...]:
    """Return a finding for a file that can't be accessed, none for an error that may be ours."""
    if error.errno not in KEPT_FROM_US or not error.filename:
        return ()
    message = _("can't be used ({reason}); check its rights and its disk", reason=reason_of(error))
    place = Place(file=shown(Path(os.fsdecode(error.filename))))
    return (Finding(place=place, message=message, rule="unusable"),)


def _show_versions(context: click.Context, _option: click.Parameter, value: bool) -> None:  # noqa: FBT001 - Click passes it by position
    """Print the versions that a report of a fault should name."""
    if not value or context.resilient_parsing:
        return
    missing = _("missing")
    say(f"pressverk {pressverk.__version__}")
    say(f"WeasyPrint {version('weasyprint')}")
    say(f"Pango {version_of('libpango-1.0.so.0') or missing}")
    say(f"HarfBuzz {version_of('libharfbuzz.so.0') or missing}")
    say(f"Python {platform.python_version()}")
    context.exit()


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_("Make accessible press releases and reports from Markdown, and deliver them."),
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_versions,
    help=_("Show the version, and those of what typesets."),
)
@click.pass_context
def main(context: click.Context) -> None:
    """Prepare what all commands share."""
    if os.environ.get("NO_COLOR"):
        context.color = False
    for stream in (sys.stdout, sys.stderr):
        if isinstance(
            stream, TextIOWrapper
        ):  # Windows writes files in encodings that lack characters
            stream.reconfigure(errors="replace")


_translated(main)
