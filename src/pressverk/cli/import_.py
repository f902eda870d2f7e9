"""The command that takes in material made elsewhere."""

import sys
from pathlib import Path
from typing import Any

import click

from pressverk.cli.console import (
    print_findings,
    root_here,
    say,
    say_difference,
    say_json,
    shown,
    with_progress,
)
from pressverk.cli.import_options import AS_JSON, files_argument, folder_option
from pressverk.files import only_writer
from pressverk.i18n import N_, _
from pressverk.intake.importing import Order, Step, import_files
from pressverk.intake.imports import Outcome, Status
from pressverk.intake.model import NoteKind
from pressverk.intake.sources import files_in
from pressverk.layout.themes import find_layout
from pressverk.model import Place
from pressverk.newsroom.config import read_newsroom
from pressverk.newsroom.paths import ARTICLES, STATE

SENTENCES = {
    Status.NEW: N_("{path}: imported, {count} to decide"),
    Status.UNCHANGED: N_("{path}: is there already, nothing has changed"),
    Status.CHANGED: N_("{path}: was imported before and differs now; import it with --update"),
    Status.UPDATED: N_("{path}: updated, {count} to decide"),
    Status.CLASHED: N_("{path}: updated but where both were changed; see below"),
    Status.DUPLICATE: N_("{path}: has the same words, and is there already; nothing is imported"),
}


@click.command(
    "import",
    help=_(
        "Import material made elsewhere.\n\n"
        "FILES are Word documents, OpenDocument texts, saved web pages, text copied from a page, "
        "feeds or exports of WordPress, or folders of those. Each becomes an article."
    ),
)
@files_argument(dir_okay=True)
@folder_option(_("The folder for the articles; the newsroom's articles/ if left out."))
@click.option(
    "--layout",
    metavar=_("LAYOUT"),
    default="press-release",
    show_default=True,
    help=_("The articles' layout."),
)
@click.option(
    "--update",
    is_flag=True,
    help=_("Take changes of what was imported before into its article, except what you changed."),
)
@click.option("--dry-run", is_flag=True, help=_("Show what would be done; write nothing."))
@AS_JSON
def import_(
    files: tuple[Path, ...],
    folder: Path | None,
    layout: str,
    *,
    update: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Import files."""
    newsroom = read_newsroom(root_here())
    find_layout(layout, newsroom.root, Place(file=layout))
    target = folder.resolve() if folder else newsroom.root / ARTICLES
    if not target.is_relative_to(newsroom.root):
        raise click.BadParameter(_("lies outside the newsroom"), param_hint="--to")
    order = Order(newsroom=newsroom, folder=target, layout=layout, update=update, dry_run=dry_run)
    sources = list(dict.fromkeys(files_in(files)))
    rows: list[dict[str, Any]] = []
    failed = 0
    with only_writer(newsroom.root / STATE):
        steps = import_files(sources, order)
        for step in with_progress(steps, len(sources), _("importing")):
            failed += bool(step.findings)
            if as_json:
                rows += _rows(step)
            else:
                _print_step(step, difference=update or dry_run)
    if as_json:
        say_json({"imported": rows})
    elif not sources:
        say(_("nothing to import there"))
    elif dry_run:
        say(_("a dry run: nothing was written"))
    sys.exit(1 if failed else 0)


def _print_step(step: Step, *, difference: bool) -> None:
    print_findings(step.findings)
    for outcome in step.outcomes:
        count = sum(note.kind is NoteKind.DECIDE for note in outcome.imported.notes)
        say(_(SENTENCES[outcome.status], path=shown(outcome.article), count=count))
        if difference and outcome.difference:
            say_difference(outcome.difference.splitlines())
        for clash in outcome.clashes if difference else ():
            say(_("changed by you and in the source; yours stays, the source has:"))
            say("".join(f"  {line}\n" for line in clash.splitlines()).rstrip("\n"))


def _rows(step: Step) -> list[dict[str, Any]]:
    failures = [
        {"source": str(step.source), "status": "failed", "rule": each.rule, "message": each.message}
        for each in step.findings
    ]
    return [*(_row(step.source, outcome) for outcome in step.outcomes), *failures]


def _row(source: Path, outcome: Outcome) -> dict[str, Any]:
    return {
        "source": str(source),
        "status": outcome.status,
        "article": shown(outcome.article),
        "title": outcome.imported.title,
        "notes": [
            {"kind": note.kind, "rule": note.rule, "message": note.message, "text": note.text}
            for note in outcome.imported.notes
        ],
        "difference": outcome.difference,
        "clashes": list(outcome.clashes),
    }
