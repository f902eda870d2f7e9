"""Tables whose cells a listener can't place."""

from collections.abc import Iterator

from pressverk.accessibility.checks.observation import Observation, page_of, shown
from pressverk.accessibility.reader import Tag, TaggedPdf, text_of, walk
from pressverk.i18n import _
from pressverk.model import Severity

FEWEST = 2  # rows and columns of what must be a table and not a frame


def tables(pdf: TaggedPdf) -> Iterator[Observation]:
    """Yield tables without headers, and headers without text."""
    for table in walk(pdf.root):
        if table.type != "Table":
            continue
        rows = [list(_own(row, "TH", "TD")) for row in _own(table, "TR")]
        if not any(cell.type == "TH" for row in rows for cell in row):
            yield from _headless(table, rows)
        else:
            yield from _empty_headers(table, rows)


def _headless(table: Tag, rows: list[list[Tag]]) -> Iterator[Observation]:
    full = [row for row in rows if sum(bool(text_of(cell)) for cell in row) >= FEWEST]
    if len(full) < FEWEST:
        return
    message = _(
        "the table that begins {text!r} has no header cells; mark those that head a column or row",
        text=shown(" ".join(map(text_of, full[0]))),
    )
    yield Observation(
        rule="table-without-headers",
        message=message,
        page=page_of(table),
        passage=text_of(full[0][0]),
        severity=Severity.ERROR,
    )


def _empty_headers(table: Tag, rows: list[list[Tag]]) -> Iterator[Observation]:
    """Yield empty header cells, except a corner above row headers, which heads no data."""
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell.type != "TH" or text_of(cell):
                continue
            is_corner = column == 0 and all(
                below[0].type == "TH" for below in rows[number + 1 :] if below
            )
            if is_corner and number == 0:
                continue
            message = _(
                "header cell {column} in row {row} of a table is empty; say what it heads",
                column=column + 1,
                row=number + 1,
            )
            yield Observation(
                rule="empty-header",
                message=message,
                page=page_of(table),
                passage=next((text for text in map(text_of, row) if text), ""),
            )


def _own(tag: Tag, *types: str) -> Iterator[Tag]:
    """Yield what is of some *types* in *tag*, but not in a table in it."""
    for kid in tag.kids:
        if isinstance(kid, Tag):
            if kid.type in types:
                yield kid
            elif kid.type != "Table":
                yield from _own(kid, *types)
