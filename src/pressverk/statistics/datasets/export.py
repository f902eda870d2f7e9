"""A dataset as a CSV file for others: what is hidden in it stays hidden."""

import csv
import datetime as dt
import io
from decimal import Decimal

from pressverk.statistics.datasets.dataset import Cell, Column, Dataset, Mark
from pressverk.statistics.datasets.query import Query
from pressverk.statistics.datasets.selection import select

SIGNS = {Mark.MISSING: "..", Mark.SUPPRESSED: "..", Mark.NIL: "–"}
DANGEROUS = ("=", "+", "-", "@", "\t")


def to_csv(dataset: Dataset) -> bytes:
    r"""Return *dataset* as CSV (RFC 4180): UTF-8, commas, decimal points, ``..`` for the hidden.

    Counts of people are hidden as long as no guard has let them through.
    """
    names = [column.name for column in dataset.columns]
    everything = select(dataset, whole_file(dataset))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(names)
    for row in everything.rows:
        cells = dict(zip((each.name for each in everything.stub), row.keys, strict=True))
        shown = {name: Cell(value=value) for name, value in cells.items()} | {
            column.measure.name: cell
            for column, cell in zip(everything.columns, row.cells, strict=True)
        }
        writer.writerow([_written(shown[column.name], column) for column in dataset.columns])
    return text.getvalue().encode()


def whole_file(dataset: Dataset) -> Query:
    """Return the query for all that *dataset* holds, to be published when the file is."""
    return Query(
        rows=dataset.key,
        columns=tuple(each.name for each in dataset.columns if each.name not in dataset.key),
    )


def _written(cell: Cell, column: Column) -> str:
    if cell.mark is not Mark.NONE:
        return SIGNS[cell.mark]
    if isinstance(cell.value, Decimal):
        return f"{cell.value:f}"
    if isinstance(cell.value, int | dt.date):
        return str(cell.value)
    text = str(cell.value or "")
    # A spreadsheet would take it for a formula.
    return f"'{text}" if text.startswith(DANGEROUS) and not column.measured else text
