"""The command line: the only place that prints and the only one that exits."""

import os

import click

import pressverk
from pressverk.cli.data_import import import_data
from pressverk.cli.deciding import accept_uncertain, approve, cancel, resend
from pressverk.cli.delivery import deliveries, password
from pressverk.cli.importing import import_
from pressverk.cli.keeping import export, reports
from pressverk.cli.listening import listen
from pressverk.cli.machine import completion, doctor, schema
from pressverk.cli.newsrooms import init, new
from pressverk.cli.printing import build, check, typeset
from pressverk.cli.recipients import recipients
from pressverk.cli.sending import correct, send, send_due
from pressverk.translation import _, speak

speak()


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
    import_data,
):
    main.add_command(command)
