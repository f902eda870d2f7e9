"""The root command; each other command is a module's of its noun, imported when it is run."""

import errno
import importlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import click
from click.shell_completion import CompletionItem

import pressverk
from pressverk.build.system_libraries import missing_libraries
from pressverk.cli.console import printable, shortened, shown, tell
from pressverk.errors import PressverkError
from pressverk.i18n import N_, _, configure_click
from pressverk.model import Finding, Place

configure_click()

# Where each command is, and what the list of commands says about it: the first sentence of its
# help. To ask the commands themselves would import them all.
COMMANDS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    N_("Articles and editions"): {
        "init": ("newsroom:init", N_("Make a newsroom of your own.")),
        "new": ("newsroom:new", N_("Begin a new article.")),
        "import": ("import_:import_", N_("Take in what was made elsewhere.")),
        "import-data": (
            "import_data:import_data",
            N_("Bring spreadsheets in as files of data."),
        ),
        "build": ("build:build", N_("Build editions that aren't current.")),
        "check": ("check:check", N_("Check articles and PDFs.")),
        "fix": ("fix:fix", N_("Mend what has only one answer in articles.")),
        "listen": ("listen:listen", N_("Tell what a listener hears.")),
        "status": ("status:status", N_("Show what is out of date, and editions left over.")),
        "clean": ("status:clean", N_("Remove editions left over, and what caches needn't keep.")),
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
        "cancel": ("campaigns:cancel", N_("Call off what hasn't left.")),
        "deliveries": ("campaigns:deliveries", N_("Show who got what, and when.")),
        "resend": (
            "campaigns:resend",
            N_("Queue once more what is uncertain, or what failed."),
        ),
        "accept-uncertain": (
            "campaigns:accept_uncertain",
            N_("Take what is uncertain for accepted."),
        ),
        "reports": ("campaigns:reports", N_("Read delivery reports.")),
        "export": ("campaigns:export", N_("Write a bundle for the registrar.")),
        "password": ("password:password", N_("Keep the mail server's password.")),
    },
    N_("This machine"): {
        "help": ("help_:help_", N_("Look something up in the handbook, which is in Swedish.")),
        "doctor": ("doctor:doctor", N_("Tell what this machine lacks.")),
        "schema": ("schema:schema", N_("Print a JSON Schema for editors.")),
        "completion": ("completion:completion", N_("Print a completion script.")),
    },
}


# The machine's faults, not the program's.
KEPT_FROM_US = frozenset(
    (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EIO, errno.ELOOP)
)


class LazyGroup(click.Group):
    """A group that imports a command when it is run, and not to list it.

    Click's documentation calls it "Lazily Loading Subcommands".
    """

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        for commands in COMMANDS.values():
            for name, (_target, summary) in commands.items():
                self.add_command(click.Command(name, help=_(summary)))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, imported."""
        for commands in COMMANDS.values():
            if cmd_name in commands:
                module, _colon, name = commands[cmd_name][0].partition(":")
                found = getattr(importlib.import_module(f"pressverk.cli.{module}"), name)
                return _translated(cast("click.Command", found))
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands with what they are for, a section for each kind."""
        longest = max(map(len, self.commands))
        for heading, commands in COMMANDS.items():
            with formatter.section(_(heading)):
                rows = [(f"{name:<{longest}}", self.commands[name].help or "") for name in commands]
                formatter.write_dl(rows)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the commands, and the root's options, that begin like *incomplete*."""
        found = [
            CompletionItem(name, help=command.help)
            for name, command in self.commands.items()
            if name.startswith(incomplete)
        ]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what press officers can mend is told in sentences, with status 1.

        Words from the command line are shown as all else that is printed.
        """
        try:
            return super().invoke(ctx)
        except PressverkError as error:
            tell(error.findings)
        except click.ClickException as error:
            error.message = shortened(printable(error.message))  # type: ignore[misc] # Final
            raise
        except OSError as error:
            # cffi raises it when a library is missing, in the middle of any import.
            faults = missing_libraries() or _unusable(error)
            if not faults:
                raise
            tell(faults)
        sys.exit(1)


def _translated(command: click.Command) -> click.Command:
    """Return *command*, its usage in the language of messages: Click's own is English."""
    command.options_metavar = _("[OPTIONS]")
    if isinstance(command, click.Group):
        command.subcommand_metavar = _("COMMAND [ARGS]...")
        for each in command.commands.values():
            _translated(each)
    return command


def _unusable(error: OSError) -> tuple[Finding, ...]:
    """Return which file the system keeps from us; nothing of an error that may be our own."""
    if error.errno not in KEPT_FROM_US or not error.filename:
        return ()
    message = _("can't be used ({reason}); check its rights and its disk", reason=error.strerror)
    place = Place(file=shown(Path(os.fsdecode(error.filename))))
    return (Finding(place=place, message=message, rule="unusable"),)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_("Make accessible press releases and reports from Markdown, and deliver them."),
)
@click.version_option(
    pressverk.__version__,
    prog_name="pressverk",
    message="%(prog)s %(version)s",
    help=_("Show the version."),
)
@click.pass_context
def main(context: click.Context) -> None:
    """Set what all commands share."""
    if os.environ.get("NO_COLOR"):
        context.color = False


_translated(main)
