"""A grid -> a draft of a file of data: typed columns, key, totals, title, source and note."""

import re
from collections.abc import Sequence

from pressverk.i18n import _
from pressverk.intake.spreadsheets.body import Grid
from pressverk.intake.spreadsheets.columns import PEOPLE_NAMES, Column, draft_column
from pressverk.intake.spreadsheets.draft_model import Draft
from pressverk.intake.spreadsheets.draft_texts import ask_of_columns, ask_of_numbers, name_draft
from pressverk.intake.spreadsheets.headers import Heading, key_of, unique
from pressverk.intake.spreadsheets.keys_and_totals import find_column_totals, find_key
from pressverk.intake.spreadsheets.sheets import changed, letters
from pressverk.intake.spreadsheets.total_rows import (
    check_totals,
    note_left_out,
    sort_totals,
    total_cells,
)
from pressverk.intake.spreadsheets.written_values import (
    is_ambiguous,
    is_value,
    is_year,
    number_language,
)
from pressverk.statistics.datasets.dataset import Kind


def draft_of(grid: Grid, file: str, name: str, title: str) -> Draft:
    """Return the draft of *grid*, from the source *file*, as the data called *name*.

    *title* is what they are about if the sheet doesn't say.
    """
    language, is_guess = _language(grid)
    totals = total_cells(grid)
    plain = [row for row in range(len(grid.rows)) if row not in totals]
    if not plain:
        plain, totals = list(range(len(grid.rows))), {}
    columns = _columns(grid, plain, language)
    key = _key_with_totals(grid, columns, language) or find_key(columns, range(len(plain)))
    kept, gone = sort_totals(grid, totals, columns, key)
    rows = sorted([*plain, *kept])
    note_left_out(grid, gone, plain, columns, language)
    draft = Draft(
        name=name,
        origin=_origin(grid, file),
        columns=_columns(grid, rows, language),
        key=key,
        numbers=language,
        notes=grid.notes,
        numbers_of_rows=[grid.numbers[row] for row in rows],
    )
    if is_guess:
        ask_of_numbers(draft)
    _set_key(draft, grid)
    for row in kept:
        draft.totals[grid.headings[totals[row]].key] = grid.rows[row][totals[row]]
    check_totals(draft)
    find_column_totals(draft.columns, language)
    name_draft(draft, grid, title)
    _count_people_by_title(draft)
    _spread_people(draft.columns)
    ask_of_columns(draft, grid)
    return draft


def _key_with_totals(grid: Grid, columns: Sequence[Column], language: str) -> tuple[str, ...]:
    """Return the key of all rows, totals too; none when a column would lose its type by them.

    *columns* are those of the rows without totals, in which fewer columns may seem enough.
    """
    rows = list(range(len(grid.rows)))
    drafted = _columns(grid, rows, language)
    words = {Kind.TEXT, Kind.CATEGORY}
    changed_type = any(
        each.kind is not before.kind and not words >= {each.kind, before.kind}
        for each, before in zip(drafted, columns, strict=True)
    )
    first = next((place for place, each in enumerate(drafted) if each.measured), len(drafted))
    return () if changed_type else find_key(drafted[:first], rows)


def _language(grid: Grid) -> tuple[str, bool]:
    """Return how the numbers are written, and whether that is a guess."""
    texts = [text for row in grid.rows for text in row if is_value(text)]
    found = number_language(texts)
    if not any(map(is_ambiguous, texts)):
        return "sv", False  # each can be written so, whatever it was
    if found:
        return found, False
    return ("en" if grid.table.sheet.delimiter == "," else "sv"), True


def _columns(grid: Grid, rows: Sequence[int], language: str) -> list[Column]:
    return [
        draft_column(
            heading,
            [grid.rows[row][place] for row in rows],
            language,
            _shown_decimals(grid, rows, place),
        )
        for place, heading in enumerate(grid.headings)
    ]


def _shown_decimals(grid: Grid, rows: Sequence[int], place: int) -> dict[int, int]:
    column = grid.columns[place]
    if column is None:
        return {}
    shown = grid.table.sheet.decimals
    found = {row: shown.get((grid.numbers[row], column)) for row in rows}
    return {row: count for row, count in found.items() if count is not None}


def _set_key(draft: Draft, grid: Grid) -> None:
    """Set the key columns; when no columns identify the rows, add one that numbers them."""
    rows = range(len(draft.columns[0].values))
    if draft.key and find_key([c for c in draft.columns if c.key in draft.key], rows):
        return
    draft.key = find_key(draft.columns, rows)
    if draft.key:
        return
    key = unique("rad", {column.key for column in draft.columns})
    heading = Heading(key=key, label=_("Row"), written="")
    values = [str(number) for number in range(1, len(rows) + 1)]
    draft.columns.insert(0, Column(heading=heading, kind=Kind.TEXT, values=values))
    draft.key = (key,)
    message = _(
        "which columns identify a row? None do, so the rows were numbered in {name!r}; "
        "name the columns here once no two rows are alike",
        name=key,
    )
    draft.ask("no-key", ("key",), message)
    at = grid.table.sheet.place(grid.numbers[0], grid.table.columns[0])
    draft.notes.append(changed("numbered-rows", _("the rows were numbered"), at=at))


def _count_people_by_title(draft: Draft) -> None:
    """Guess that columns named by years count the people whom the title names."""
    if not PEOPLE_NAMES.search(key_of(draft.title)):
        return
    for column in draft.columns:
        is_count = column.kind is Kind.INTEGER and not column.unit
        is_negative = any(re.match(r"-\d", text) for text in column.values)
        if is_count and is_year(column.heading.label) and not is_negative:
            column.people = True
            column.guesses["people"] = _("guess: by the title; small numbers are hidden")


def _spread_people(columns: Sequence[Column]) -> None:
    """Let sums and their parts count people together: the small-number guard needs both."""
    by_key = {column.key: column for column in columns}
    for _round in columns:
        for column in columns:
            family = [column, *(by_key[part] for part in column.total_of)]
            if column.total_of and (column.people or all(each.people for each in family[1:])):
                for each in family:
                    each.people = True
                    each.guesses.setdefault(
                        "people", _("guess: by the header; small numbers are hidden")
                    )


def _origin(grid: Grid, file: str) -> str:
    table = grid.table
    first, last = table.columns[0], table.columns[-1]
    top = (table.header or table.body)[0].number
    cells = f"{letters(first)}{top}:{letters(last)}{table.body[-1].number}"
    sheet = f"{table.sheet.name}!" if table.sheet.name else ""
    return f"{file}, {sheet}{cells}"
