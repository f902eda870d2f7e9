"""A grid -> a draft of a file of data: typed columns, key, totals, title, source and note."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pressverk.datasets.dataset import Kind
from pressverk.intake.model import Note
from pressverk.intake.spreadsheets.body import Grid
from pressverk.intake.spreadsheets.columns import Column, Question, draft_column
from pressverk.intake.spreadsheets.headers import Heading, unique
from pressverk.intake.spreadsheets.keys_and_totals import (
    families,
    find_column_totals,
    find_key,
    is_total,
    is_whole_total,
    row_sums,
)
from pressverk.intake.spreadsheets.sheets import changed, left_out, letters
from pressverk.intake.spreadsheets.written_values import (
    is_ambiguous,
    is_value,
    is_year,
    number_language,
)
from pressverk.personal_numbers import masked, personal_numbers
from pressverk.schema import KEY
from pressverk.translation import _

SOURCE = re.compile(r"(?:källa|källor|source|sources)\s*:?\s+(?P<source>\S.*)", re.IGNORECASE)
PLAIN_SHEET = re.compile(r"(?:blad|sheet|ark|tabell|tab)\s*\d*", re.IGNORECASE)
NEARLY = 10  # a total that is off by less may be one of perturbed numbers


@dataclass(slots=True)
class Draft:
    """A file of data as it will be written, and what is asked and told about it."""

    name: str
    origin: str  # file, sheet and cells
    columns: list[Column]
    key: tuple[str, ...]
    title: str = ""
    source: str = ""
    note: str = ""
    numbers: str = "sv"
    totals: dict[str, str] = field(default_factory=dict)
    doubtful_totals: dict[str, str] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    numbers_of_rows: list[int] = field(default_factory=list)

    def ask(self, rule: str, location: tuple[str, ...], text: str) -> None:
        """Add a question whose answer changes what stands at *location*."""
        self.questions.append(Question(rule=rule, location=location, text=text))


def draft_of(grid: Grid, file: str, name: str, title: str) -> Draft:
    """Return the draft of *grid*, from the source *file*, as the data called *name*.

    *title* is what they are about if the sheet doesn't say.
    """
    language, is_guess = _language(grid)
    totals = _total_cells(grid)
    plain = [row for row in range(len(grid.rows)) if row not in totals]
    if not plain:
        plain, totals = list(range(len(grid.rows))), {}
    columns = _columns(grid, plain, language)
    key = find_key(columns, range(len(plain)))
    kept, gone = _sorted_totals(grid, totals, columns, key)
    rows = sorted([*plain, *kept])
    _tell_left_out(grid, gone, plain, columns, language)
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
        _ask_of_numbers(draft)
    _set_key(draft, grid)
    for row in kept:
        draft.totals[grid.headings[totals[row]].key] = grid.rows[row][totals[row]]
    _check_totals(draft)
    find_column_totals(draft.columns, language)
    _spread_people(draft.columns)
    _name(draft, grid, title)
    _ask_of_columns(draft, grid)
    return draft


def _language(grid: Grid) -> tuple[str, bool]:
    """Return how the numbers are written, and whether that is a guess."""
    texts = [text for row in grid.rows for text in row if is_value(text)]
    found = number_language(texts)
    if found:
        return found if found == "sv" or any(map(is_ambiguous, texts)) else "sv", False
    is_guess = any(map(is_ambiguous, texts))
    return ("en" if is_guess and grid.table.sheet.delimiter == "," else "sv"), is_guess


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


def _total_cells(grid: Grid) -> dict[int, int]:
    """Return the rows that are called totals, with the place of the cell that says so."""
    found = {}
    for number, row in enumerate(grid.rows):
        place = next((at for at, text in enumerate(row) if is_total(text)), None)
        before = row[:place] if place is not None else []
        if place is not None and not any(is_value(each) and not is_year(each) for each in before):
            found[number] = place
    return found


def _sorted_totals(
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


def _tell_left_out(
    grid: Grid,
    gone: Sequence[int],
    plain: Sequence[int],
    columns: Sequence[Column],
    language: str,
) -> None:
    """Tell which rows of totals aren't taken in, and whether they are the sums that they say."""
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
                "a row of totals is not taken in, as totals are added up from the rows; "
                "it is not the sum of its rows in {columns}",
                columns=", ".join(repr(each) for each in wrong),
            )
        else:
            message = _("a row of totals is not taken in, as totals are added up from the rows")
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


def _set_key(draft: Draft, grid: Grid) -> None:
    """Set the columns that tell the rows apart; when none do, add one that numbers the rows."""
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
        "what tells the rows apart? No columns do, so they were numbered in {name!r}; "
        "name the columns here once no two rows are alike",
        name=key,
    )
    draft.ask("no-key", ("key",), message)
    at = grid.table.sheet.place(grid.numbers[0], grid.table.columns[0])
    draft.notes.append(changed("numbered-rows", _("the rows were numbered"), at=at))


def _check_totals(draft: Draft) -> None:
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


def _name(draft: Draft, grid: Grid, title: str) -> None:
    """Find title, source and note among the texts above and below the table."""
    texts = [text.text for text in (*grid.table.above, *grid.table.below)]
    titles = [text.text for text in grid.table.above]
    sources = [match["source"] for text in texts if (match := SOURCE.fullmatch(text))]
    rest = [text for text in texts if not SOURCE.fullmatch(text)]
    if titles and titles[0] in rest:
        draft.title = titles[0]
        rest.remove(draft.title)
    elif grid.table.sheet.name and not PLAIN_SHEET.fullmatch(grid.table.sheet.name):
        draft.title = grid.table.sheet.name
    else:
        draft.title = title
        message = _("what are the data about? The title is the name of the file")
        draft.ask("no-title", ("title",), message)
    draft.source = "; ".join(sources)
    if not draft.source:
        draft.source = _("Source not given")
        draft.ask("no-source", ("source",), _("where do the data come from?"))
    elif re.fullmatch(KEY, draft.source):  # else it would be an id in kallor.csv
        draft.source = f"{draft.source}."
    draft.note = " ".join(text if text[-1] in ".:;!?" else f"{text}." for text in rest)


def _ask_of_numbers(draft: Draft) -> None:
    text = next(value for column in draft.columns for value in column.values if is_ambiguous(value))
    read = _("a decimal") if draft.numbers == "sv" else _("a thousand")
    other = "en" if draft.numbers == "sv" else "sv"
    message = _(
        "is {text} a number with decimals, or over a thousand? It is read as {read}; "
        'write numbers = "{other}" for the other',
        text=text,
        read=read,
        other=other,
    )
    draft.ask("number-format", ("numbers",), message)


def _ask_of_columns(draft: Draft, grid: Grid) -> None:
    """Ask about columns without a name, and about personal identity numbers."""
    for column in draft.columns:
        if not column.heading.written and column.heading.label == "":
            message = _("what is the column {name!r}? It has no header", name=column.key)
            column.ask("no-header", "", message)
        number = next((m[0] for v in column.values for m in personal_numbers(v)), None)
        if number:
            message = _(
                "is {number} in {name!r} somebody's personal identity number? "
                "Remove the column from both files",
                number=masked(number),
                name=column.heading.written or column.key,
            )
            column.ask("personal-number", "", message)
        formula = next((text for text in column.values if text.startswith(("=", "@"))), None)
        if formula:
            message = _(
                "is {text!r} in {name!r} meant as text? Excel would run it when it opens the CSV "
                "file; write it without its first character",
                text=formula,
                name=column.heading.written or column.key,
            )
            column.ask("formula-text", "", message)
        for row, text in column.marked:
            message = _("the sign of a footnote is not taken in with the number")
            place = [heading.key for heading in grid.headings].index(column.key)
            at = grid.table.sheet.place(draft.numbers_of_rows[row], grid.columns[place] or 0)
            draft.notes.append(changed("footnote-sign", message, text=text, at=at))
    draft.questions += [question for column in draft.columns for question in column.questions]


def _origin(grid: Grid, file: str) -> str:
    table = grid.table
    first, last = table.columns[0], table.columns[-1]
    top = (table.header or table.body)[0].number
    cells = f"{letters(first)}{top}:{letters(last)}{table.body[-1].number}"
    sheet = f"{table.sheet.name}!" if table.sheet.name else ""
    return f"{file}, {sheet}{cells}"
