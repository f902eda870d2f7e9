"""Tables: rows in the order a listener gets them, spans, and which cell is headed by which."""

from collections.abc import Iterable, Iterator, Mapping

from pressverk.structure.grids import Cell, Grid, form_grid, header_cells
from pressverk.structure.mapping import CELLS
from pressverk.structure.tree import StructureElement
from pressverk.structure.weasyprint_internals import Element

SCOPES = {"row": "Row", "rowgroup": "Row", "col": "Column", "colgroup": "Column"}


def arrange_tables(root: StructureElement) -> None:
    """Give the cells of every table in *root* their spans, Scope, Headers and ID."""
    tables = [element for element in root.descendants() if element.type == "Table"]
    for number, table in enumerate(tables, start=1):
        table.kids.sort(key=_position)
        _arrange(table, number)


def _position(kid: object) -> int:
    """Return where a part of a table is read: its caption first, its foot last."""
    kind = kid.type if isinstance(kid, StructureElement) else ""
    return {"Caption": 0, "TFoot": 2}.get(kind, 1)


def _arrange(table: StructureElement, number: int) -> None:
    found = {cell.source: cell for cell in _cells(table)}
    grid = form_grid(table.source)
    scopes = {cell: _scope(grid, cell) for cell in grid.cells if cell.is_header}
    shown = [cell for cell in grid.cells if cell.element in found]
    for cell in shown:
        _describe(found[cell.element], cell, scopes)
    if not _is_told_by_scope(grid, scopes):
        _name_headers(number, shown, header_cells(grid), found)


def _cells(table: StructureElement) -> Iterator[StructureElement]:
    for group in table.children():
        rows = [group] if group.type == "TR" else group.children()
        for row in rows:
            yield from (cell for cell in row.children() if cell.type in CELLS)


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
    number: int,
    cells: Iterable[Cell],
    heads: Mapping[Cell, list[Cell]],
    found: Mapping[Element, StructureElement],
) -> None:
    """Name the header cells, and list in each cell those that head it.

    A reader adds the headers of headers (ISO 32000-1, table 349), so a header cell lists its
    own only where every cell it heads has them too.
    """
    cells = list(cells)
    names = {}
    heading = {head for cell in cells for head in heads[cell] if head.element in found}
    ordered = [cell for cell in cells if cell in heading or cell.is_header]
    for position, cell in enumerate(ordered, start=1):
        names[cell] = found[cell.element].entries["ID"] = f"table-{number}-{position}"
    silent = {
        head for cell in cells for head in heads[cell] if not set(heads[head]) <= {*heads[cell]}
    }
    for cell in cells:
        if cell not in silent:
            listed = [names[head] for head in heads[cell] if head in names]
            if listed or not cell.is_header:
                found[cell.element].set_attribute("Table", "Headers", listed)
