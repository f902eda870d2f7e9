"""Rows that say they are the sum of others: declared, asked about, or left out with a note."""

from collections.abc import Sequence

from pressverk.i18n import _
from pressverk.intake.spreadsheets.body import Grid
from pressverk.intake.spreadsheets.columns import Column, draft_column
from pressverk.intake.spreadsheets.draft_model import Draft
from pressverk.intake.spreadsheets.keys_and_totals import (
    families,
    is_total,
    is_whole_total,
    row_sums,
)
from pressverk.intake.spreadsheets.sheets import left_out
from pressverk.intake.spreadsheets.written_values import is_value, is_year
from pressverk.statistics.datasets.dataset import Kind


def total_cells(grid: Grid) -> dict[int, int]:
    """Return the rows that are called totals, with the place of the cell that says so."""
    found = {}
    for number, row in enumerate(grid.rows):
        place = next((at for at, text in enumerate(row) if is_total(text)), None)
        before = row[:place] if place is not None else []
        if place is not None and not any(is_value(each) and not is_year(each) for each in before):
            found[number] = place
    return found


def sort_totals(
    grid: Grid, totals: dict[int, int], columns: Sequence[Column], key: Sequence[str]
) -> tuple[list[int], list[int]]:
    """Return the rows of totals that can be declared as such, and those that can't.

    A total can when it has a value in all columns of the key, and the sums of groups don't stand
    among the rows.
    """
    by_key = {column.key: column for column in columns}
    places = {heading.key: place for place, heading in enumerate(grid.headings)}
    labels: dict[int, str] = {}
    for row, place in totals.items():
        if is_whole_total(grid.rows[row][place]):
            labels[place] = grid.rows[row][place]
    kept: list[int] = []
    gone: list[int] = []
    for row, place in totals.items():
        name = grid.headings[place].key
        is_declared = (
            name in key
            and by_key[name].kind in {Kind.CATEGORY, Kind.TEXT}
            and labels.get(place) == grid.rows[row][place]
            and all(grid.rows[row][places[each]] for each in key)
        )
        (kept if is_declared else gone).append(row)
    seen: set[tuple[str, ...]] = set()
    for row in list(kept):
        values = tuple(grid.rows[row][places[each]] for each in key)
        if values in seen:
            kept.remove(row)
            gone.append(row)
        seen.add(values)
    return kept, sorted(gone)


def note_left_out(
    grid: Grid,
    gone: Sequence[int],
    plain: Sequence[int],
    columns: Sequence[Column],
    language: str,
) -> None:
    """Note which rows of totals are left out, and whether they add up."""
    before = -1
    for row in gone:
        text = " ".join(filter(None, grid.rows[row]))
        place = next(at for at, each in enumerate(grid.rows[row]) if is_total(each))
        is_whole = is_whole_total(grid.rows[row][place])
        parts = [at for at, each in enumerate(plain) if is_whole or before < each < row]
        again = _with_total(grid, row, columns, plain, language)
        sums = list(row_sums(again, len(plain), parts, language))
        if not is_whole:
            before = row
        wrong = [column.heading.written for column, whole, made in sums if whole != made]
        if wrong:
            message = _(
                "a row of totals is not imported, as totals are added up from the rows; it is "
                "not the sum of its rows in {columns}",
                columns=", ".join(repr(each) for each in wrong),
            )
        else:
            message = _("a row of totals is not imported, as totals are added up from the rows")
        grid.notes.append(left_out("total-row", message, text=text, at=grid.at(row, place)))


def _with_total(
    grid: Grid, row: int, columns: Sequence[Column], plain: Sequence[int], language: str
) -> list[Column]:
    """Return *columns* with the row of a total added last, those that stay numbers with it."""
    found = []
    for place, column in enumerate(columns):
        texts = [*(grid.rows[each][place] for each in plain), grid.rows[row][place]]
        again = draft_column(column.heading, texts, language, {})
        if again.kind is column.kind:
            found.append(again)
    return found


def check_totals(draft: Draft) -> None:
    """Ask about totals that aren't the sum of their rows; they aren't declared then."""
    columns = {column.key: column for column in draft.columns}
    rows = range(len(draft.columns[0].values))
    for name, label in list(draft.totals.items()):
        if name not in draft.key:
            del draft.totals[name]
            continue
        wrong = [
            (column, row, whole, made)
            for row, parts in families(columns, draft.key, name, label, rows)
            for column, whole, made in row_sums(draft.columns, row, parts, draft.numbers)
            if whole != made
        ]
        if not wrong:
            continue
        del draft.totals[name]
        draft.doubtful_totals[name] = label
        column, row, whole, made = wrong[0]
        message = _(
            "is {label!r} the sum of the other rows? In {column!r} (row {row}) it is {whole}, and "
            "they make {made}. If the numbers were perturbed by who publishes them, remove # "
            "before [totals.{name}] and before perturbed = true; if it is another total, leave it",
            label=label,
            column=column.heading.written,
            row=draft.numbers_of_rows[row],
            whole=whole,
            made=made,
            name=name,
        )
        draft.ask("total-differs", ("totals", name), message)
