"""Tables: rows in the order a listener gets them, spans, and which cell is headed by which."""

from collections.abc import Iterator, Mapping

from pressverk.pdf.tags.grids import Cell, Grid, form_grid, header_cells
from pressverk.pdf.tags.mapping import CELLS
from pressverk.pdf.tags.tree import StructureElement
from pressverk.pdf.weasyprint.internals import Element

SCOPES = {"row": "Row", "rowgroup": "Row", "col": "Column", "colgroup": "Column"}
ALL = {"Row", "Column", None}  # the Scope of header cells; data has none


def arrange_tables(root: StructureElement) -> None:
    """Give the cells of every table in *root* their spans, Scope, Headers and ID."""
    tables = [element for element in root.descendants() if element.type == "Table"]
    for number, table in enumerate(tables, start=1):
        _keep_one_head(table)
        table.kids.sort(key=_position)
        _arrange(table, number)


def _keep_one_head(table: StructureElement) -> None:
    """Let a head further down a table be rows of it: a table has one (ISO 32000-1, table 337)."""
    for kind in ("THead", "TFoot"):
        _first, *others = [group for group in table.children() if group.type == kind] or [table]
        for group in others:
            group.type = "TBody"


def _position(kid: object) -> int:
    """Return where a part of a table is read: its caption first, its foot last."""
    kind = kid.type if isinstance(kid, StructureElement) else ""
    return {"Caption": 0, "TFoot": 2}.get(kind, 1)


def _arrange(table: StructureElement, number: int) -> None:
    found = {part.source: part for part in _rows_and_cells(table)}
    grid = form_grid(table.source, found)
    _fill(grid, found)
    scopes = {cell: _scope(grid, cell) for cell in grid.cells if cell.is_header}
    for cell in grid.cells:
        _describe(found[cell.element], cell, scopes)
    if not _is_told_by_scope(grid, scopes):
        _name_headers(number, header_cells(grid), found)


def _rows_and_cells(table: StructureElement) -> Iterator[StructureElement]:
    for group in table.children():
        rows = [group] if group.type == "TR" else group.children()
        for row in rows:
            yield row
            yield from (cell for cell in row.children() if cell.type in CELLS)


def _fill(grid: Grid, found: Mapping[Element, StructureElement]) -> None:
    """End rows that are too short with empty cells: all rows of a PDF table are as wide."""
    for number, row in enumerate(grid.rows):
        for column in range(grid.column_count):
            if (number, column) not in grid.slots:
                found[row].append("TD", order=found[row].order)


def _describe(element: StructureElement, cell: Cell, scopes: Mapping[Cell, str]) -> None:
    if cell in scopes:
        element.set_attribute("Table", "Scope", f"/{scopes[cell]}")
    if cell.width > 1:
        element.set_attribute("Table", "ColSpan", cell.width)
    if cell.height > 1:
        element.set_attribute("Table", "RowSpan", cell.height)


def _scope(grid: Grid, cell: Cell) -> str:
    """Return the Scope nearest to what HTML makes of a header cell; PDF asks for one."""
    if cell.scope:
        return SCOPES[cell.scope]
    return "Row" if grid.heads_rows(cell) else "Column"


def _is_told_by_scope(grid: Grid, scopes: Mapping[Cell, str]) -> bool:
    """Return whether a reader that knows Scope alone finds the headers of every cell.

    Only the plainest table is left to that: headers in the first row or column, without
    spans. Readers differ on all others, and HTML leaves empty headers out.
    """
    if any(cell.element.get("headers") is not None for cell in grid.cells):
        return False
    first_row = [cell for cell in grid.cells if cell.row == 0]
    first_column = [cell for cell in grid.cells if cell.column == 0]
    if any({scopes.get(cell) for cell in line} == ALL for line in (first_row, first_column)):
        return False  # in HTML one kind of header hides the other from data behind both
    return all(
        (cell.height, cell.width) == (1, 1)
        and cell.scope not in {"rowgroup", "colgroup"}
        and (cell.row == 0 if scope == "Column" else cell.column == 0)
        and not (cell.is_empty and _heads_data(grid, cell, scope))
        and (cell.scope or grid.heads_columns(cell) or grid.heads_rows(cell))
        for cell, scope in scopes.items()
    )


def _heads_data(grid: Grid, cell: Cell, scope: str) -> bool:
    return cell.column in grid.data_columns if scope == "Column" else cell.row in grid.data_rows


def _name_headers(
    number: int, heads: Mapping[Cell, list[Cell]], found: Mapping[Element, StructureElement]
) -> None:
    """Name the header cells, and list in each cell those that head it.

    A reader adds the headers of headers (ISO 32000-1, table 349), so a header cell lists its
    own only where every cell it heads has them too.
    """
    heading = {head for listed in heads.values() for head in listed}
    named = [cell for cell in heads if cell in heading or cell.is_header]
    names = {cell: f"table-{number}-{position}" for position, cell in enumerate(named, start=1)}
    for cell, name in names.items():
        found[cell.element].entries["ID"] = name
    silent = {
        head for listed in heads.values() for head in listed if not set(heads[head]) <= set(listed)
    }
    for cell, listed in heads.items():
        if cell not in silent and (listed or not cell.is_header):
            identifiers = [names[head] for head in listed]
            found[cell.element].set_attribute("Table", "Headers", identifiers)
