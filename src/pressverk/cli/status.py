"""Commands that show the status of editions, and remove what is left over."""

import click

from pressverk.build.status import (
    EditionStatus,
    bound_caches,
    cache_size,
    edition_statuses,
    remove_left_over,
)
from pressverk.cli.console import is_yes, root_here, say
from pressverk.i18n import _, ngettext

MEGABYTE = 1_000_000


@click.command(
    help=_(
        "Show what is out of date, and left-over editions.\n\n"
        "An edition is left over when its article is gone. Nothing is changed."
    )
)
def status() -> None:
    """Show the status of editions."""
    root = root_here()
    statuses = list(edition_statuses(root))
    for each in statuses:
        if each.reason:
            say(_line(each))
    current = sum(not each.reason for each in statuses)
    say(ngettext("{count} edition is current", "{count} editions are current", current))
    say(_("the caches take {size} MB", size=round(cache_size(root) / MEGABYTE)))
    if any(each.is_left_over for each in statuses):
        say(_("to remove what is left over: {command}", command="pressverk clean"))


@click.command(
    help=_(
        "Remove left-over editions, and trim caches.\n\n"
        "Left-over editions are those whose article is gone. What was sent stays in the ledger."
    )
)
@click.option("--yes", is_flag=True, help=_("Don't ask."))
def clean(*, yes: bool) -> None:
    """Remove what is left over."""
    root = root_here()
    left_over = [each for each in edition_statuses(root) if each.is_left_over]
    for each in left_over:
        say(_line(each))
    question = ngettext("Remove {count} edition?", "Remove {count} editions?", len(left_over))
    if left_over and (yes or is_yes(question)):
        for file in remove_left_over(root, left_over):
            say(_("removed: {file}", file=file))
    if freed := bound_caches(root):
        say(_("the caches are {size} MB smaller", size=round(freed / MEGABYTE)))
    elif not left_over:
        say(_("nothing to remove"))


def _line(each: EditionStatus) -> str:
    files = ", ".join(each.files)
    return f"{each.name}: {each.reason}" + (f" ({files})" if each.is_left_over and files else "")
