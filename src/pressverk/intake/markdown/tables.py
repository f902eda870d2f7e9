"""Tables: with pipes where that says everything, and as HTML where it doesn't."""

from dataclasses import replace
from typing import Protocol

from pressverk.intake.markdown.blocks import (
    Block,
    Cell,
    Kind,
    Listing,
    Row,
    Run,
    Runs,
    Table,
    Text,
    parts_of,
)
from pressverk.intake.markdown.inline import Style


class LineWriter(Protocol):
    """What writes the lines in cells."""

    in_line: Style
    html: Style
    spelt_out: Style

    def line(self, runs: Runs, style: Style) -> str:
        """Return *runs* as one line."""


def write_table(table: Table, writer: LineWriter) -> str:
    """Return *table*, its caption on the line before."""
    table = _squared(_with_whole_head(table))
    if _fits_pipes(table):
        return _with_pipes(table, writer)
    return _as_html(table, writer)


def _with_whole_head(table: Table) -> Table:
    """Return *table* with all rows in its head that a cell there extends over.

    A cell can't extend out of its section (HTML, 4.9.12): columns below would be misplaced.
    """
    ends = (at + cell.rows for at, row in enumerate(table.head) for cell in row)
    more = max(ends, default=0) - len(table.head)
    if not 0 < more < len(table.rows):
        return table
    head = (*table.head, *table.rows[:more])
    return _with_whole_head(replace(table, head=head, rows=table.rows[more:]))


def _squared(table: Table) -> Table:
    """Return *table* with empty cells where a row ends too early; not where cells span rows."""
    rows = (*table.head, *table.rows)
    if any(cell.rows > 1 for row in rows for cell in row):
        return table
    width = max(map(_width, rows))

    def filled(row: Row) -> Row:
        return (*row, *(Cell(blocks=()) for _missing in range(width - _width(row))))

    return replace(table, head=tuple(map(filled, table.head)), rows=tuple(map(filled, table.rows)))


def _width(row: Row) -> int:
    return sum(cell.columns for cell in row)


def _fits_pipes(table: Table) -> bool:
    rows = (*table.head, *table.rows)
    widths = {_width(row) for row in rows}
    cells = [cell for row in rows for cell in row]
    return (
        len(table.head) == 1
        and len(widths) == 1
        and bool(table.rows)
        and all(cell.rows == 1 for cell in cells)
        and all(isinstance(block, Text) for cell in cells for block in cell.blocks)
        and not any(cell.header for row in table.rows for cell in row[1:])
        and any(has_text(cell) for cell in table.head[0])
    )


def _with_pipes(table: Table, writer: LineWriter) -> str:
    caption = writer.line(_one_line(table.caption), writer.spelt_out)
    has_row_headers = all(row[0].header for row in table.rows)
    attributes = "" if has_row_headers or not caption else " {.no-row-headers}"
    if table.id and caption:
        attributes = f"{attributes[:-1]} #{table.id}}}" if attributes else f" {{#{table.id}}}"
    head = _row(table.head[0], writer)
    width = _width(table.head[0])
    lines = [head, "|" + "---|" * width, *(_row(row, writer) for row in table.rows)]
    if caption:
        lines[:0] = [f"Table: {caption}{attributes}", ""]
    return "\n".join(lines)


def _row(row: Row, writer: LineWriter) -> str:
    texts = []
    for cell in row:
        lines = [
            writer.line(block.runs, writer.in_line)
            for block in cell.blocks
            if isinstance(block, Text)
        ]
        texts.append(f" {'<br>'.join(filter(None, lines))} " + "|" * cell.columns)
    return "|" + "".join(texts)


def has_text(cell: Cell) -> bool:
    """Return whether *cell* says anything."""
    return any(map(_says_anything, cell.blocks))


def _says_anything(block: Block) -> bool:
    own = block.runs if isinstance(block, Text) else ()
    has_own = any(run.kind is not Kind.TEXT or run.text.strip() for run in own)
    return has_own or any(map(_says_anything, parts_of(block)))


def _one_line(runs: Runs) -> Runs:
    return tuple(Run(" ") if run.kind is Kind.BREAK else run for run in runs)


def _as_html(table: Table, writer: LineWriter) -> str:
    """Return *table* as HTML, a row a line."""
    lines = [f'<table id="{table.id}">' if table.id else "<table>"]
    if caption := writer.line(_one_line(table.caption), writer.html):
        lines.append(f"<caption>{caption}</caption>")
    lines += _section("thead", table.head, writer)
    lines += _section("tbody", table.rows, writer)
    return "\n".join([*lines, "</table>"])


def _section(tag: str, rows: tuple[Row, ...], writer: LineWriter) -> list[str]:
    if not rows:
        return []
    return [f"<{tag}>", *(_html_row(row, tag, writer) for row in rows), f"</{tag}>"]


def _html_row(row: Row, section: str, writer: LineWriter) -> str:
    cells = []
    for cell in row:
        in_head = section == "thead"
        tag = "th" if cell.header or in_head else "td"
        scope = _scope(cell, in_head=in_head) if tag == "th" else ""
        attributes = [f' scope="{scope}"'] if scope else []
        attributes += [f' colspan="{cell.columns}"'] if cell.columns > 1 else []
        attributes += [f' rowspan="{cell.rows}"'] if cell.rows > 1 else []
        cells.append(f"<{tag}{''.join(attributes)}>{_content(cell.blocks, writer)}</{tag}>")
    return f"<tr>{''.join(cells)}</tr>"


def _scope(cell: Cell, *, in_head: bool) -> str:
    if in_head:
        return "colgroup" if cell.columns > 1 else "col"
    return cell.header if cell.header in {"row", "rowgroup", "col", "colgroup"} else "row"


def _content(blocks: tuple[Block, ...], writer: LineWriter) -> str:
    texts = []
    for block in blocks:
        if isinstance(block, Listing):
            tag = "ul" if block.start is None else "ol"
            items = (f"<li>{_content(item, writer)}</li>" for item in block.items)
            texts.append(f"<{tag}>{''.join(items)}</{tag}>")
        elif isinstance(block, Text):
            text = writer.line(block.runs, writer.html)
            texts.append(text if len(blocks) == 1 else f"<p>{text}</p>")
    return "".join(texts)
