"""Spreadsheet files -> files of data in a folder, never over what was edited since."""

import contextlib
import difflib
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from pressverk.errors import IntakeError
from pressverk.files import make_folder, write_whole
from pressverk.i18n import _
from pressverk.intake.model import Note
from pressverk.intake.spreadsheets.body import grid_of
from pressverk.intake.spreadsheets.columns import Question
from pressverk.intake.spreadsheets.data_files import csv_of, make_readable, schema_of
from pressverk.intake.spreadsheets.draft import draft_of
from pressverk.intake.spreadsheets.draft_model import Draft
from pressverk.intake.spreadsheets.headers import key_of, unique
from pressverk.intake.spreadsheets.reading import read_sheets
from pressverk.intake.spreadsheets.sheets import Sheet, clean, left_out
from pressverk.intake.spreadsheets.table_detection import FoundTable, find_tables
from pressverk.model import Finding, Place, Severity
from pressverk.readers.csv import LARGEST, MOST_ROWS
from pressverk.readers.toml import line_of
from pressverk.statistics.datasets.reading import parse_dataset
from pressverk.statistics.datasets.schemas import parse_schema

MEGABYTE = 1_000_000
MANIFEST = ".imported.json"  # what import wrote, to know what was edited since
KEPT = ".old"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedTable:
    """A table as its two files, with its questions and notes.

    *questions* are advice at the lines of the schema that they change.
    """

    name: str
    origin: str
    csv: bytes
    schema: str
    row_count: int
    columns: tuple[str, ...]
    questions: tuple[Finding, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What a spreadsheet file gave: its tables, and what is in none of them."""

    file: str
    tables: tuple[ImportedTable, ...]
    notes: tuple[Note, ...] = ()


class WrittenState(StrEnum):
    """What became of a table's files."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    KEPT = "kept"  # the schema was edited and still fits; the CSV file is written


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A table's files, and what became of them.

    *saved* are copies of edited files that are replaced. *differences* are those between edited
    files and what replaces them, as in a unified diff.
    """

    table: ImportedTable
    csv: Path
    schema: Path
    state: WrittenState
    saved: tuple[Path, ...] = ()
    differences: str = ""


def import_tables(
    path: Path, *, file: str, name: str = "", sheets: Sequence[str] = (), taken: Iterable[str] = ()
) -> Imported:
    """Return the tables in the spreadsheet *path*, called *file* in findings.

    *name* is what the data will be called, *sheets* those to read, all if none; *taken* are names
    that other files have.

    Raises:
        IntakeError: when the file can't be read, or holds no table.
    """
    found, notes = read_sheets(path, file)
    found = _chosen(found, sheets, file)
    tables: list[tuple[Sheet, FoundTable]] = []
    is_alone = sum(bool(sheet.rows) for sheet in found) == 1
    for sheet in found:
        notes += sheet.notes
        there, texts = find_tables(sheet, is_alone=is_alone)
        tables += [(sheet, table) for table in there]
        for text in texts:
            message = _("a text outside of the tables is not imported")
            at = sheet.place(text.row, text.column)
            notes.append(left_out("text-outside", message, text=text.text, at=at))
    if not tables:
        raise IntakeError([_error(file, "no-table", _why_no_table(found, notes))])
    names = list(_names(tables, name or path.stem, set(taken)))
    title = clean(path.stem.replace("_", " ")) or names[0]
    drafts = [
        draft_of(grid_of(table), file, each, title)
        for (_sheet, table), each in zip(tables, names, strict=True)
    ]
    return Imported(
        file=file, tables=tuple(_imported(draft, file) for draft in drafts), notes=tuple(notes)
    )


def write_tables(
    imported: Imported, folder: Path, *, update: bool = False, dry_run: bool = False
) -> list[Written]:
    """Write the tables of *imported* into *folder*; nothing when any of them can't be.

    Files that were edited since they were imported are left alone, unless *update*: then they are
    kept beside, as ``.old``. A schema that was edited stays when the new CSV file fits it.

    Raises:
        IntakeError: when a file was edited, or wasn't imported.
        OutputError: when a file can't be written.
    """
    manifest = _read_manifest(folder)
    plans = [_plan(table, folder, manifest, update=update) for table in imported.tables]
    faults = [fault for _written, found in plans for fault in found]
    if faults:
        raise IntakeError(faults)
    results = [written for written, _found in plans]
    if not dry_run:
        make_folder(folder)
        for written in results:
            _write(written)
            manifest[written.table.name] = _hashes(written)
        write_whole(folder / MANIFEST, json.dumps(manifest, indent=1, sort_keys=True).encode())
    return results


def _chosen(found: Sequence[Sheet], wanted: Sequence[str], file: str) -> list[Sheet]:
    names = {sheet.name.casefold(): sheet for sheet in found}
    missing = [name for name in wanted if name.casefold() not in names]
    if missing:
        known = ", ".join(sheet.name for sheet in found if sheet.name) or "–"
        message = _("has no sheet {name!r}; there are {known}", name=missing[0], known=known)
        raise IntakeError([_error(file, "no-sheet", message)])
    return [names[name.casefold()] for name in wanted] or list(found)


def _names(tables: Sequence[tuple[Sheet, FoundTable]], stem: str, taken: set[str]) -> Iterator[str]:
    """Yield a name for each table: that of the file, and of the sheet where there are several."""
    base = key_of(stem) or "data"
    several = len({sheet.name for sheet, _table in tables}) > 1
    for sheet, _table in tables:
        name = f"{base}_{key_of(sheet.name)}".rstrip("_") if several else base
        name = unique(name, taken)
        taken.add(name)
        yield name


def _imported(draft: Draft, file: str) -> ImportedTable:
    make_readable(draft)
    csv, schema = csv_of(draft), schema_of(draft)
    count = len(draft.columns[0].values)
    if count >= MOST_ROWS or len(csv) > LARGEST:
        message = _(
            "has a table of {count} rows and {size} MB; at most {most} rows and {largest} MB are "
            "read. Save what is needed of it",
            count=count,
            size=-(-len(csv) // MEGABYTE),
            most=MOST_ROWS,
            largest=LARGEST // MEGABYTE,
        )
        raise IntakeError([_error(file, "data-too-large", message)])
    return ImportedTable(
        name=draft.name,
        origin=draft.origin,
        csv=csv,
        schema=schema,
        row_count=count,
        columns=tuple(column.key for column in draft.columns),
        questions=tuple(
            sorted(
                (_finding(question, draft, schema) for question in draft.questions),
                key=lambda finding: finding.place.line or 0,
            )
        ),
        notes=tuple(draft.notes),
    )


def _finding(question: Question, draft: Draft, schema: str) -> Finding:
    place = Place(file=f"{draft.name}.toml", line=_line(question.location, schema))
    rule, text = question.rule, question.text
    return Finding(place=place, message=text, rule=rule, severity=Severity.ADVICE)


def _line(location: tuple[str, ...], schema: str) -> int | None:
    if location[0] == "totals":
        lines = schema.splitlines()
        head = f"# [totals.{location[1]}]"
        return lines.index(head) + 1 if head in lines else None
    return line_of(schema, location)


def _why_no_table(sheets: Sequence[Sheet], notes: Sequence[Note]) -> str:
    """Return what is in *sheets* instead of a table, and what to do."""
    rows = [row for sheet in sheets for row in sheet.rows]
    if any(note.rule == "formula-without-value" for note in notes):
        return _(
            "has formulas without saved results; open it in Excel or LibreOffice, save it, and "
            "import it again"
        )
    if not rows:
        return _("is empty: no cell has a value; is it the right file?")
    if len(rows) == 1:
        return _(
            "has a single row with something in it; there must be a row of column names, and one "
            "row of values below it"
        )
    return _(
        "has no table: texts stand in it, but no row of column names above rows with values. Put "
        "the table in a sheet of its own, with one row of column names"
    )


def _error(file: str, rule: str, message: str) -> Finding:
    return Finding(place=Place(file=file), message=message, rule=rule)


def _plan(
    table: ImportedTable, folder: Path, manifest: Mapping[str, Any], *, update: bool
) -> tuple[Written, list[Finding]]:
    """Return what to do with the files of *table*, and why it can't be done."""
    csv, schema = folder / f"{table.name}.csv", folder / f"{table.name}.toml"
    known = manifest.get(table.name, {})
    new = {csv: table.csv, schema: table.schema.encode()}
    there = {path: path.read_bytes() for path in new if path.is_file()}
    edited = [
        path
        for path, content in there.items()
        if content != new[path] and _hash(content) != known.get(path.suffix)
    ]
    state = WrittenState.UNCHANGED if there == new else WrittenState.WRITTEN
    saved: tuple[Path, ...] = ()
    if edited == [schema] and not update and _fits(table, there[schema]):
        state, edited = WrittenState.KEPT, []
    differences = ""
    if update and edited:
        differences = "".join(_difference(path, there[path], new[path]) for path in edited)
        saved, edited = tuple(path.with_name(path.name + KEPT) for path in edited), []
    message = _(
        "was edited since, or not imported; give another --name, or replace it with --update"
    )
    faults = [_error(str(path), "edited-since", message) for path in edited]
    written = Written(
        table=table, csv=csv, schema=schema, state=state, saved=saved, differences=differences
    )
    return written, faults


def _difference(path: Path, old: bytes, new: bytes) -> str:
    """Return what of the edited file *path* is replaced, and by what."""
    before, after = (
        content.decode("utf-8-sig", "replace").splitlines(keepends=True) for content in (old, new)
    )
    return "".join(difflib.unified_diff(before, after, path.name + KEPT, path.name, n=1))


def _fits(table: ImportedTable, schema: bytes) -> bool:
    """Return whether the new CSV file can be read by the schema that somebody edited."""
    with contextlib.suppress(UnicodeDecodeError):
        parsed, _faults = parse_schema(schema.decode("utf-8-sig"), "")
        return parsed is not None and parse_dataset(table.csv, parsed, "", "")[0] is not None
    return False


def _write(written: Written) -> None:
    for path in written.saved:
        write_whole(path, path.with_name(path.name.removesuffix(KEPT)).read_bytes())
    if written.state is WrittenState.UNCHANGED:
        return
    write_whole(written.csv, written.table.csv)
    if written.state is not WrittenState.KEPT:
        write_whole(written.schema, written.table.schema.encode())


def _hashes(written: Written) -> dict[str, str]:
    """Return what was imported: an edited schema that was kept stays edited."""
    return {".csv": _hash(written.table.csv), ".toml": _hash(written.table.schema.encode())}


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
