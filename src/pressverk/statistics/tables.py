"""Tables from data: a fenced block ``table`` -> HTML."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from html import escape
from itertools import groupby
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from pressverk.i18n import _, catalogue
from pressverk.model import Finding, Place
from pressverk.readers.names import TOTALS, with_swedish_data_names
from pressverk.statistics.datasets.blocks import (
    OneOrMore,
    OrderName,
    Where,
    findings_of,
    read_block,
)
from pressverk.statistics.datasets.dataset import (
    Cell,
    Column,
    Dataset,
    Kind,
    Mark,
    Status,
    Value,
    in_language,
)
from pressverk.statistics.datasets.query import (
    Order,
    Query,
    QueryError,
    Table,
    TableColumn,
    TableRow,
    unknown,
)
from pressverk.statistics.datasets.selection import select
from pressverk.statistics.datasets.wording import in_brief, write_value
from pressverk.validation import Key, Locate, Strict, Text, give, one_of

# Rows that a group has on average, when the first of their heads stands once above them.
ROWS_IN_GROUP = 4
# In characters: what separates columns, and how many a table holds in the text column and beyond.
COLUMN_GAP, TEXT_COLUMN, WIDE_TABLE = 3, 72, 108
WIDE_COLUMNS = 7  # the shipped layouts let a table of so many take the side column

Total = Annotated[
    Literal["rows", "columns", "both"],
    give("rows, columns or both: what to add up"),
    one_of(TOTALS.values(), TOTALS),
]


class TableKeys(Strict):
    """The keys of a table block."""

    model_config = ConfigDict(json_schema_extra=with_swedish_data_names)

    data: Text = Field(description="the name of a file of data")
    caption: Text = Field(description="what the table shows")
    rows: OneOrMore = Field(description="the columns that head the rows")
    columns: OneOrMore = Field(description="the columns to show")
    id: Key | None = Field(None, description="to refer to the table by")
    split: OneOrMore = Field(default=[], description="columns whose values stand above")
    where: Where = Field(default={}, description="which rows to keep")
    order: OrderName = Order.GIVEN
    total: Total | None = None
    decimals: Annotated[int, Field(ge=0, le=6), give("a number from 0 to 6")] | None = None
    unit: Text | None = Field(None, description="what numbers count, when the data don't say")
    note: Text | None = None
    source: Text | None = Field(None, description="instead of that of the data")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableBlock:
    """A table as an article asks for it; *locate* returns the place of one of its keys."""

    data: str
    caption: str
    query: Query
    locate: Locate
    id: str | None = None
    decimals: int | None = None
    unit: str | None = None
    note: str | None = None
    source: str | None = None


def parse_table(text: str, place: Place) -> tuple[TableBlock | None, tuple[Finding, ...]]:
    """Return the table in *text*, the YAML of a block whose fence is at *place*."""
    written, locate, faults = read_block(TableKeys, text, place)
    if written is None:
        return None, tuple(faults)
    query = Query(
        rows=tuple(written.rows),
        columns=tuple(written.columns),
        split=tuple(written.split),
        where={name: tuple(values) for name, values in written.where.items()},
        order=written.order,
        total_row=written.total in {"rows", "both"},
        total_column=written.total in {"columns", "both"},
    )
    block = TableBlock(
        data=written.data,
        caption=written.caption,
        query=query,
        locate=locate,
        id=written.id,
        decimals=written.decimals,
        unit=written.unit,
        note=written.note,
        source=written.source,
    )
    return block, ()


def table_html(
    block: TableBlock, datasets: Mapping[str, Dataset], language: str
) -> tuple[str, tuple[Finding, ...]]:
    """Return *block* as HTML for a document in *language*, or why it can't be built.

    *datasets* have passed disclosure control.
    """
    if block.data not in datasets:
        message = unknown(_("data"), block.data, sorted(datasets))
        place = block.locate(("data",))
        return "", (Finding(place=place, message=message, rule="unknown-data"),)
    try:
        table = select(datasets[block.data], block.query)
    except QueryError as error:
        return "", tuple(findings_of(error.faults, block.locate))
    return _Setting(block, table, language).html(), ()


class _Setting:
    """One table on its way to HTML."""

    def __init__(self, block: TableBlock, table: Table, language: str) -> None:
        self.block = block
        self.language = language
        self.gettext = catalogue(language).gettext
        measures = {column.measure.name for column in table.columns}
        self.one_measure = len(measures) == 1 and bool(table.split)
        written = _written_decimals(table)
        columns = (
            replace(each, measure=_as_shown(each.measure, written, block.unit))
            for each in table.columns
        )
        self.table = replace(table, columns=tuple(columns))
        self.is_grouped = len(table.stub) > 1 and _groups_pay(table)

    def html(self) -> str:
        name = f' id="{escape(self.block.id)}"' if self.block.id else ""
        share = _share(self.table, self.head_words(), self.is_grouped)
        style = f' style="--column: {share:.1f}%"' if share else ""
        return "\n".join(
            (
                '<div class="data-table">',
                f"<table{name}{style}>",
                f"<caption>{self.caption()}</caption>",
                f"<thead>\n{self.head()}\n</thead>",
                *self.bodies(),
                "</table>",
                *(f'<p class="table-note">{note}</p>' for note in self.notes()),
                f'<p class="table-source">{self.source()}</p>',
                "</div>",
            )
        )

    def bodies(self) -> Iterator[str]:
        """Yield the row groups: one, or one for each value of the first column that heads rows."""
        groups = groupby(self.table.rows, key=_group_of) if self.is_grouped else [(None, None)]
        for key, members in groups:
            rows = [self.row(row) for row in members or self.table.rows]
            if key is not None:
                width = len(self.table.stub) - 1 + len(self.table.columns)
                text = self.value(key, self.table.stub[0])
                rows.insert(0, f'<tr><th scope="rowgroup" colspan="{width}">{text}</th></tr>')
            kind = ' class="group"' if key is not None else ""
            lines = "\n".join(rows)
            yield f"<tbody{kind}>\n{lines}\n</tbody>"

    def head_words(self) -> Iterator[str]:
        """Yield the words of the heads of the columns of numbers."""
        for column in self.table.columns:
            if column.measure.measured:
                heads = (
                    [] if self.one_measure else [in_language(column.measure.label, self.language)]
                )
                keys = column.keys if not column.is_total else ()
                texts = map(self.text, keys, self.table.split)
                yield from " ".join((*heads, *texts)).split()

    def caption(self) -> str:
        caption = escape(self.block.caption, quote=False)
        if not self.one_measure:
            return caption
        return f'{caption} <span class="measure">{self.label(self.table.columns[0].measure)}</span>'

    def label(self, column: Column) -> str:
        """Return the head of *column*, with its unit."""
        label = escape(in_language(column.label, self.language), quote=False)
        unit = in_language(column.unit, self.language)
        if not unit and column.kind is Kind.PERCENT:
            unit = "%"
        return f'{label} <span class="unit">{escape(unit, quote=False)}</span>' if unit else label

    def head(self) -> str:
        """Return the header rows: split values above, then the names of columns."""
        depth = len(self.table.split) + (not self.one_measure)
        span = f' rowspan="{depth}"' if depth > 1 else ""
        shown = self.table.stub[1:] if self.is_grouped else self.table.stub
        stub = [f'<th scope="col"{span}>{self.label(column)}</th>' for column in shown]
        levels = [
            [*(stub if not level else []), *self.level(level)]
            for level in range(len(self.table.split))
        ]
        if not self.one_measure:
            leaves = [self.leaf(column) for column in self.table.columns]
            levels.append([*(stub if not levels else []), *leaves])
        return "\n".join(f"<tr>{''.join(level)}</tr>" for level in levels)

    def leaf(self, column: TableColumn) -> str:
        side = ' class="number"' if column.measure.measured else ""
        return f'<th scope="col"{side}>{self.label(column.measure)}</th>'

    def level(self, level: int) -> Iterator[str]:
        """Yield the heads of one level of split columns; equal neighbours become one cell."""
        column = self.table.split[level]
        is_last = self.one_measure and level == len(self.table.split) - 1
        groups = groupby(
            self.table.columns, key=lambda each: (each.is_total, each.keys[: level + 1])
        )
        for (is_total, keys), members in groups:
            width = len(list(members))
            if is_total and level:
                continue
            deep = len(self.table.split) if is_total else 1
            spans = f' colspan="{width}"' if width > 1 else ""
            spans += f' rowspan="{deep}"' if deep > 1 else ""
            text = self.gettext("Total") if is_total else self.value(keys[level], column)
            is_leaf = is_last or (is_total and self.one_measure)
            scope = "colgroup" if width > 1 else "col"
            side = ' class="number"' if is_leaf else ""
            yield f'<th scope="{scope}"{side}{spans}>{text}</th>'

    def value(self, value: Value, column: Column) -> str:
        return escape(self.text(value, column), quote=False)

    def text(self, value: Value, column: Column) -> str:
        if isinstance(value, dt.date):
            return in_brief(value, self.language)
        return write_value(value, column, self.language, self.block.decimals)

    def row(self, row: TableRow) -> str:
        hidden = 1 if self.is_grouped else 0
        keys, stub = row.keys[hidden:], self.table.stub[hidden:]
        if row.is_total and all(key is None for key in row.keys):
            wide = f' colspan="{len(keys)}"' if len(keys) > 1 else ""
            heads = f'<th scope="row"{wide}>{self.gettext("Total")}</th>'
        else:
            heads = "".join(
                f'<th scope="row">{self.value(key, column)}</th>'
                for key, column in zip(keys, stub, strict=True)
            )
        cells = "".join(map(self.cell, row.cells, self.table.columns))
        kind = ' class="total"' if row.is_total else ""
        return f"<tr{kind}>{heads}{cells}</tr>"

    def cell(self, cell: Cell, column: TableColumn) -> str:
        measure = column.measure
        side = ' class="number"' if measure.measured else ""
        if cell.mark is not Mark.NONE and measure.measured:
            return f"<td{side}>{self.sign(cell.mark)}</td>"
        if cell.value in {None, ""}:
            return f"<td{side}></td>"
        text = self.value(cell.value, measure)
        if cell.status is Status.PRELIMINARY:
            text += f'<abbr class="status" title="{self.gettext("preliminary")}">p</abbr>'
        return f"<td{side}>{text}</td>"

    def sign(self, mark: Mark) -> str:
        if mark is Mark.NIL:
            return "–"
        texts = self.gettext
        meaning = texts("not available") if mark is Mark.MISSING else texts("not shown")
        return f'<abbr title="{meaning}">..</abbr>'

    def notes(self) -> Iterator[str]:
        """Yield the notes below the table, the author's first."""
        texts = self.gettext
        for note in (self.block.note, in_language(self.table.note, self.language)):
            if note:
                yield escape(note, quote=False)
        if self.table.perturbed:
            yield texts(
                "The numbers were changed slightly at random to protect people, so a total may "
                "differ from the sum of its parts."
            )
        cells = [cell for row in self.table.rows for cell in row.cells]
        if any(cell.status is Status.PRELIMINARY for cell in cells):
            yield texts("p: preliminary figure.")
        marks = {cell.mark for cell in cells}
        if Mark.NIL in marks:
            yield texts("–: nil.")
        if Mark.MISSING in marks:
            yield texts("..: not available.")
        if Mark.SUPPRESSED in marks:
            yield texts(
                "..: not shown. Counts under {threshold} are hidden, and others from which they "
                "could be worked out, so that no one can be recognised."
            ).format(threshold=self.table.threshold)

    def source(self) -> str:
        label = self.gettext("Source")
        return f"{label}: {escape(self.block.source or self.table.source, quote=False)}"


def _written_decimals(table: Table) -> Mapping[str, int]:
    """Return how many decimals the data have at most, by the name of what was measured."""
    found: dict[str, int] = {}
    for row in table.rows:
        for cell, column in zip(row.cells, table.columns, strict=True):
            exponent = cell.value.as_tuple().exponent if isinstance(cell.value, Decimal) else 0
            decimals = -exponent if isinstance(exponent, int) else 0
            found[column.measure.name] = max(found.get(column.measure.name, 0), decimals)
    return found


def _as_shown(measure: Column, written: Mapping[str, int], unit: str | None) -> Column:
    """Return *measure* with no more decimals than its data have, and the *unit* of its table."""
    if not measure.measured:
        return measure
    decimals = min(measure.decimals, written.get(measure.name, measure.decimals))
    return replace(measure, decimals=decimals, unit={"": unit} if unit else measure.unit)


def _group_of(row: TableRow) -> Value:
    return row.keys[0]


def _groups_pay(table: Table) -> bool:
    """Return whether the rows come in few and long groups by the first column that heads them."""
    keys = [key for key, _rows in groupby(table.rows, key=_group_of) if key is not None]
    is_in_order = len(keys) == len(set(keys))
    return is_in_order and 1 < len(keys) <= len(table.rows) / ROWS_IN_GROUP


def _share(table: Table, head_words: Iterable[str], is_grouped: bool) -> float:  # noqa: FBT001
    """Return how wide columns of numbers are, equal among each other, in percent of the table.

    Widths are counted in characters. It is 0 where there is no room, or a single such column.
    """
    numbers = [number for number, each in enumerate(table.columns) if each.measure.measured]
    values = (str(row.cells[number].value or "") for row in table.rows for number in numbers)
    widest = max((len(text) for text in (*head_words, *values)), default=0) + COLUMN_GAP
    stub = table.stub[1:] if is_grouped else table.stub
    first = len(table.stub) - len(stub)
    keys = (
        max(len(str(row.keys[n + first] or "")) for row in table.rows) for n in range(len(stub))
    )
    texts = sum(each + COLUMN_GAP for each in keys) if table.rows else 0
    columns = len(stub) + len(table.columns)
    room = WIDE_TABLE if columns >= WIDE_COLUMNS else TEXT_COLUMN
    is_all = len(numbers) == len(table.columns)
    if len(numbers) <= 1 or not is_all or texts + widest * len(numbers) > room:
        return 0
    return 100 * widest / room
