"""A draft as the two files of data: CSV, and a schema whose comments say what was guessed."""

import csv
import io
import json
from collections.abc import Iterator, Sequence

from pressverk.i18n import _
from pressverk.intake.deciding import undecided_key
from pressverk.intake.model import Note, NoteKind
from pressverk.intake.spreadsheets.columns import ALWAYS_MISSING, Column, Question
from pressverk.intake.spreadsheets.draft_model import Draft
from pressverk.intake.spreadsheets.keys_and_totals import families
from pressverk.intake.spreadsheets.sheets import clean
from pressverk.model import Finding
from pressverk.statistics.datasets.dataset import Dataset, Kind
from pressverk.statistics.datasets.reading import parse_dataset
from pressverk.statistics.datasets.schemas import parse_schema


def csv_of(draft: Draft) -> bytes:
    """Return the rows of *draft* as CSV: UTF-8, semicolons, no spaces in numbers."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow([column.key for column in draft.columns])
    writer.writerows(zip(*(column.values for column in draft.columns), strict=True))
    return text.getvalue().encode()


def schema_of(draft: Draft) -> str:
    """Return the schema of *draft* as TOML, with its guesses, questions and notes as comments."""
    return "\n".join(_lines(draft)) + "\n"


def check(draft: Draft) -> tuple[Dataset | None, list[Finding]]:
    """Return what the drafted files are read as, or their faults."""
    schema, faults = parse_schema(schema_of(draft), f"{draft.name}.toml")
    if schema is None:
        return None, faults
    return parse_dataset(csv_of(draft), schema, f"{draft.name}.csv", draft.name)


def make_readable(draft: Draft) -> None:
    """Take back the guesses that would be faults when the files are read, and ask instead."""
    if check(draft)[0]:
        return
    holes = _counts_with_holes(draft)
    for doubtful in (holes, [column for column in draft.columns if column.people]):
        if doubtful and not check(draft)[0]:
            _ask_of_people(draft, doubtful)
    if check(draft)[0]:
        return
    draft.doubtful_totals |= draft.totals
    draft.totals = {}
    for column in draft.columns:
        column.total_of = ()
    if check(draft)[0]:
        return
    for column in draft.columns:
        if column.key not in draft.key or column.kind is not Kind.CATEGORY:
            column.kind, column.missing, column.unit = Kind.TEXT, ALWAYS_MISSING, ""
            column.decimals, column.guesses = None, {}


def _counts_with_holes(draft: Draft) -> list[Column]:
    """Return the counts of people whose totals lack parts, and those that are summed with them."""
    by_key = {column.key: column for column in draft.columns}
    rows = range(len(draft.columns[0].values))
    groups = [
        [row, *parts]
        for name, label in draft.totals.items()
        for row, parts in families(by_key, draft.key, name, label, rows)
    ]
    found = {
        column.key
        for column in draft.columns
        if column.people and any(column.is_absent(row) for group in groups for row in group)
    }
    for column in draft.columns:
        family = [column, *(by_key[part] for part in column.total_of)]
        if column.total_of and column.people:
            holes = any(each.is_absent(row) for each in family for row in rows)
            if holes or found & {each.key for each in family}:
                found |= {each.key for each in family}
    return [column for column in draft.columns if column.people and column.key in found]


def _ask_of_people(draft: Draft, columns: Sequence[Column]) -> None:
    for column in columns:
        column.people = False
        column.guesses.pop("people", None)
    if any(question.rule == "people" for question in draft.questions):
        return
    message = _(
        "do {names} count people? Then small numbers have to be hidden: fill in the values that "
        "are missing in totals and their parts, and set people = true",
        names=", ".join(repr(column.heading.written) for column in columns),
    )
    draft.ask("people", ("columns", columns[0].key), message)


def _lines(draft: Draft) -> Iterator[str]:
    yield _comment(_("Draft, imported from {origin}.", origin=draft.origin))
    yield _comment(_("Check the guesses, and answer the questions; then remove the comments."))
    yield from _questions(draft.questions, ("title",))
    yield f"title = {_text(draft.title)}"
    yield from _questions(draft.questions, ("source",))
    yield f"source = {_text(draft.source)}"
    if draft.note:
        yield f"note = {_text(draft.note)}"
    if draft.numbers != "sv" or any(each.location == ("numbers",) for each in draft.questions):
        yield from _questions(draft.questions, ("numbers",))
        yield f"numbers = {_text(draft.numbers)}"
    if draft.doubtful_totals:
        yield "# perturbed = true"
    yield from _questions(draft.questions, ("key",))
    yield f"key = {_list(draft.key)}"
    for name, label in draft.totals.items():
        yield from ("", f"[totals.{name}]", f"total = {_text(label)}")
    for name, label in draft.doubtful_totals.items():
        yield ""
        yield from _questions(draft.questions, ("totals", name))
        yield from (f"# [totals.{name}]", f"# total = {_text(label)}")
    for column in draft.columns:
        yield ""
        yield from _column_lines(column, draft)
    if draft.notes:
        yield ""
        yield from map(_note_line, draft.notes)


def _column_lines(column: Column, draft: Draft) -> Iterator[str]:
    location = ("columns", column.key)
    yield from _questions(draft.questions, location)
    yield f"[columns.{column.key}]"
    yield from _key(draft, column, "type", _text(column.kind))
    yield from _label_lines(column, draft)
    if column.unit:
        yield from _key(draft, column, "unit", _text(column.unit))
    if column.decimals is not None and column.kind in {Kind.DECIMAL, Kind.PERCENT}:
        yield f"decimals = {column.decimals}"
    if column.categories:
        yield f"# categories = {_list(column.categories)}"
    if column.missing != ALWAYS_MISSING:
        yield from _key(draft, column, "missing", _list(column.missing))
    if column.people:
        yield from _key(draft, column, "people", "true")
    if column.total_of:
        column.guesses.setdefault("total_of", _("guess: it adds up in all rows"))
        yield from _key(draft, column, "total_of", _list(column.total_of))
    people = [each.key for each in draft.columns if each.people]
    if column.kind is Kind.PERCENT and people:
        yield f"# derived_from = {_text(people[0])}"


def _label_lines(column: Column, draft: Draft) -> Iterator[str]:
    label = _label(column)
    if not label or label == column.key:
        return
    if column.heading.is_from_title:
        column.guesses.setdefault("label", _("guess: from the title"))
    if column.heading.is_joined:
        column.guesses.setdefault("label", _("guess: from a header of several rows"))
    yield from _key(draft, column, "label", _text(label))


def _label(column: Column) -> str:
    """Return the header of *column*, without its unit, which has a key of its own."""
    heading = column.heading
    unit = "%" if column.kind is Kind.PERCENT else column.unit
    return heading.label if heading.unit == unit or not heading.written else heading.written


def _key(draft: Draft, column: Column, key: str, value: str) -> Iterator[str]:
    yield from _questions(draft.questions, ("columns", column.key, key))
    guess = column.guesses.get(key)
    yield f"{key} = {value}" + (f"  {_comment(guess)}" if guess else "")


def _questions(questions: list[Question], location: tuple[str, ...]) -> Iterator[str]:
    for question in questions:
        if question.location == location:
            yield _comment(undecided_key(question.rule, question.text))


def _note_line(note: Note) -> str:
    kinds = {NoteKind.LEFT_OUT: _("Left out"), NoteKind.CHANGED: _("Changed")}
    head = f"{kinds.get(note.kind, '')} {note.anchor}".strip()
    return _comment(f"{head}: {note.message}" + (f" [{note.text}]" if note.text else ""))


def _comment(text: str) -> str:
    return f"# {clean(text)}"


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def _list(texts: tuple[str, ...]) -> str:
    return f"[{', '.join(map(_text, texts))}]"
