"""What a table is about, by the texts around it, and what is asked of its columns."""

import re
from collections.abc import Iterator, Sequence

from pressverk.content.checks.article import masked, personal_numbers
from pressverk.i18n import _
from pressverk.intake.spreadsheets.body import Grid
from pressverk.intake.spreadsheets.draft_model import Draft
from pressverk.intake.spreadsheets.sheets import changed
from pressverk.intake.spreadsheets.written_values import is_ambiguous
from pressverk.validation import KEY

SOURCE = re.compile(r"(?:källa|källor|source|sources)\s*:?\s+(?P<source>\S.*)", re.IGNORECASE)
PLAIN_SHEET = re.compile(r"(?:blad|sheet|ark|tabell|tab)\s*\d*", re.IGNORECASE)


def name_draft(draft: Draft, grid: Grid, title: str) -> None:
    """Find title, source and note among the texts above and below the table."""
    titles = [text.text for text in grid.table.above]
    texts = [*titles, *_with_names([text.text for text in grid.table.below])]
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


def _with_names(texts: Sequence[str]) -> Iterator[str]:
    """Yield *texts*, those that only name the next ("Källa:") together with it."""
    name = ""
    for text in texts:
        if text.endswith(":") and not name:
            name = text
        else:
            yield f"{name} {text}".strip()
            name = ""
    if name:
        yield name


def ask_of_numbers(draft: Draft) -> None:
    """Ask what numbers are that would be others in English, such as 1,234."""
    values = (value for column in draft.columns for value in column.values)
    text = next(filter(is_ambiguous, values), None)
    if text is None:  # it stood in a row that was left out
        return
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


def ask_of_columns(draft: Draft, grid: Grid) -> None:
    """Ask about columns without a name, and about personal identity numbers."""
    for column in draft.columns:
        if not column.heading.written and not column.heading.label:
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
            message = _("the mark of a footnote is not imported with the number")
            place = [heading.key for heading in grid.headings].index(column.key)
            at = grid.table.sheet.place(draft.numbers_of_rows[row], grid.columns[place] or 0)
            draft.notes.append(changed("footnote-sign", message, text=text, at=at))
    draft.questions += [question for column in draft.columns for question in column.questions]
