"""The command that brings spreadsheets in as files of data."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from pressverk.cli.console import print_findings, say, say_json, shown, with_progress
from pressverk.cli.import_options import AS_JSON, files_argument, folder_option
from pressverk.errors import PressverkError
from pressverk.i18n import _, ngettext
from pressverk.intake.model import Note, NoteKind
from pressverk.intake.spreadsheets import (
    Imported,
    Written,
    WrittenState,
    import_tables,
    write_tables,
)
from pressverk.intake.spreadsheets.headers import key_of
from pressverk.model import Finding
from pressverk.newsroom.paths import INDEX

DATA = "data"


@click.command(
    "import-data",
    help=_(
        "Import spreadsheets as data files.\n\n"
        "FILES are .xlsx, .ods or .csv. Each table in them becomes a CSV file with a drafted "
        "schema beside it, whose guesses and questions are marked. Formulas and macros are not "
        "run, and files that were edited since are not overwritten."
    ),
)
@files_argument(dir_okay=False)
@folder_option(_("The report's folder of data; this folder if you stand in no report."))
@click.option(
    "--name",
    metavar=_("NAME"),
    default="",
    help=_("What the data are called; as the file if left out."),
)
@click.option(
    "--sheet",
    "sheets",
    metavar=_("NAME"),
    multiple=True,
    help=_("Which sheet to read; all if left out."),
)
@click.option(
    "--update", is_flag=True, help=_("Replace files that were edited; keep them as .old.")
)
@click.option("--dry-run", is_flag=True, help=_("Show what would be written, and write nothing."))
@AS_JSON
def import_data(
    files: tuple[Path, ...],
    folder: Path | None,
    name: str,
    sheets: tuple[str, ...],
    *,
    update: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Import spreadsheets as data files."""
    if name and key_of(name) != name:
        hint = _("small letters a–z, digits and underscores, such as {name}", name=key_of(name))
        raise click.BadParameter(hint, param_hint="--name")
    target = folder or _usual_folder()
    reports: list[dict[str, Any]] = []
    failed = 0
    outcomes = _outcomes(files, target, name, sheets, update=update, dry_run=dry_run)
    for path, imported, written, findings in with_progress(
        outcomes, len(files), _("reading tables")
    ):
        failed += bool(findings)
        if as_json:
            reports.append(_report(path, imported, written, findings))
        else:
            print_findings(findings)
            _print_written(imported, written, dry_run=dry_run)
    if as_json:
        say_json({"files": reports})
    sys.exit(1 if failed else 0)


def _usual_folder() -> Path:
    """Return the data folder of the report in the current folder, or the current folder."""
    here = Path.cwd()
    is_report = (here / DATA).is_dir() or (here / INDEX).is_file()
    return here / DATA if is_report else here


def _outcomes(
    files: Sequence[Path],
    folder: Path,
    name: str,
    sheets: Sequence[str],
    *,
    update: bool,
    dry_run: bool,
) -> Iterator[tuple[Path, Imported | None, list[Written], tuple[Finding, ...]]]:
    """Yield what became of each file; one that can't be read stops no other."""
    taken: set[str] = set()
    for path in files:
        imported = None
        try:
            imported = import_tables(path, file=shown(path), name=name, sheets=sheets, taken=taken)
            taken |= {table.name for table in imported.tables}
            written = write_tables(imported, folder, update=update, dry_run=dry_run)
        except PressverkError as error:
            yield path, imported, [], error.findings
        else:
            yield path, imported, written, ()


def _print_written(imported: Imported | None, written: Sequence[Written], *, dry_run: bool) -> None:
    for each in written:
        table = each.table
        say(
            _(
                "{path}  {rows}, {columns}, from {origin}",
                path=shown(each.csv),
                rows=ngettext("{count} row", "{count} rows", table.row_count),
                columns=ngettext("{count} column", "{count} columns", len(table.columns)),
                origin=table.origin,
            )
        )
        say(f"{shown(each.schema)}  {_state(each, dry_run=dry_run)}")
        if each.differences:
            say(each.differences, newline=False)
        print_findings(_placed(finding, each) for finding in table.questions)
        _print_notes(table.notes)
    if imported is not None and written:
        _print_notes(imported.notes)


def _state(written: Written, *, dry_run: bool) -> str:
    if written.saved:
        names = ", ".join(shown(path) for path in written.saved)
        return _("what was edited is kept in {names}", names=names)
    if written.state is WrittenState.KEPT:
        return _("was edited, and is left as it is")
    if written.state is WrittenState.UNCHANGED:
        return _("unchanged")
    if dry_run:
        return _("would be written")
    return _("a draft: check what is marked in it")


def _print_notes(notes: Sequence[Note]) -> None:

    labels = {NoteKind.LEFT_OUT: _("left out"), NoteKind.CHANGED: _("changed")}
    for note in notes:
        place = f" {note.anchor}" if note.anchor else ""
        text = f" [{note.text}]" if note.text else ""
        say(f"{labels.get(note.kind, note.kind)}{place}: {note.message}{text}")


def _placed(finding: Finding, written: Written) -> Finding:
    """Return *finding* at its line of the schema as it was written."""
    place = replace(finding.place, file=shown(written.schema))
    if written.state is WrittenState.KEPT:
        place = replace(place, line=None)
    return replace(finding, place=place)


def _report(
    path: Path,
    imported: Imported | None,
    written: Sequence[Written],
    findings: Sequence[Finding],
) -> dict[str, Any]:
    return {
        "file": shown(path),
        "errors": [_finding_report(each) for each in findings],
        "tables": [
            {
                "name": each.table.name,
                "csv": shown(each.csv),
                "schema": shown(each.schema),
                "state": each.state,
                "origin": each.table.origin,
                "differences": each.differences,
                "rows": each.table.row_count,
                "columns": list(each.table.columns),
                "questions": [_finding_report(_placed(q, each)) for q in each.table.questions],
                "notes": [_note_report(note) for note in each.table.notes],
            }
            for each in written
        ],
        "notes": [_note_report(note) for note in (imported.notes if imported else ())],
    }


def _finding_report(finding: Finding) -> dict[str, Any]:
    return {
        "file": finding.place.file,
        "line": finding.place.line,
        "rule": finding.rule,
        "message": finding.message,
    }


def _note_report(note: Note) -> dict[str, str]:
    return {
        "kind": note.kind,
        "rule": note.rule,
        "cell": note.anchor,
        "message": note.message,
        "text": note.text,
    }
