"""The root command; each other command is a module's of its noun."""

import os

import click

import pressverk
from pressverk.cli.build import build, check, typeset
from pressverk.cli.campaigns import (
    accept_uncertain,
    approve,
    cancel,
    deliveries,
    export,
    reports,
    resend,
)
from pressverk.cli.import_ import import_
from pressverk.cli.import_data import import_data
from pressverk.cli.listen import listen
from pressverk.cli.machine import completion, doctor, schema
from pressverk.cli.newsroom import init, new, password
from pressverk.cli.recipients import recipients
from pressverk.cli.send import correct, send, send_due
from pressverk.i18n import _, configure_click

configure_click()


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_("Make accessible press releases and reports from Markdown, and deliver them."),
)
@click.version_option(pressverk.__version__, prog_name="pressverk", help=_("Show the version."))
@click.pass_context
def main(context: click.Context) -> None:
    """Set what all commands share."""
    if os.environ.get("NO_COLOR"):
        context.color = False


for command in (
    build,
    check,
    listen,
    new,
    import_,
    import_data,
    init,
    schema,
    doctor,
    typeset,
    completion,
    recipients,
    send,
    send_due,
    approve,
    cancel,
    resend,
    accept_uncertain,
    correct,
    deliveries,
    export,
    reports,
    password,
):
    main.add_command(command)
