"""Tables: rows in the order in which they are read, spans, and which cell heads which.

The grid is formed and header cells are assigned as in the HTML standard, 4.9.12, widened for
headers of groups that aren't marked up.
"""

from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pressverk.pdf.tags.mapping import CELLS
from pressverk.pdf.tags.tree import StructureElement
from pressverk.pdf.weasyprint.internals import Element

MAX_COLSPAN, MAX_ROWSPAN = 1000, 65534
GROUPS = frozenset({"thead", "tbody", "tfoot"})
CELL_ELEMENTS = frozenset({"td", "th"})


@dataclass(slots=True, kw_only=True, eq=False)
class Cell:
    """A cell with its slots: *column* and *row* count from 0; *group* is its row group."""

    element: Element
    row: int
    column: int
    height: int
    width: int
    group: int

    @property
    def is_header(self) -> bool:
        """Whether the cell is a ``th``."""
        return bool(self.element.tag == "th")

    @property
    def scope(self) -> str:
        """The state of the scope attribute; empty for auto."""
        scope = (self.element.get("scope") or "").strip().lower()
        return scope if scope in {"row", "col", "rowgroup", "colgroup"} else ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing but white space is in it."""
        return len(self.element) == 0 and not (self.element.text or "").strip()


@dataclass(slots=True)
class Grid:
    """A formed table; *slots* maps row and column to the one cell there, or None for several."""

    cells: list[Cell] = field(default_factory=list)
    slots: dict[tuple[int, int], Cell | None] = field(default_factory=dict)
    rows: list[Element] = field(default_factory=list)
    column_count: int = 0
    column_groups: list[range] = field(default_factory=list)
    data_rows: set[int] = field(default_factory=set)
    data_columns: set[int] = field(default_factory=set)
    _runs: dict[int, list[int]] = field(default_factory=dict)

    def heads_columns(self, cell: Cell) -> bool:
        """Return whether a header cell is a column header."""
        if cell.scope:
            return cell.scope == "col"
        return self.data_rows.isdisjoint(range(cell.row, cell.row + cell.height))

    def heads_rows(self, cell: Cell) -> bool:
        """Return whether a header cell is a row header."""
        if cell.scope:
            return cell.scope == "row"
        columns = range(cell.column, cell.column + cell.width)
        return not self.heads_columns(cell) and self.data_columns.isdisjoint(columns)

    def slots_above(self, row: int, column: int) -> Iterator[tuple[int, int]]:
        """Yield slots above, upwards, one for each run of cells that look the same to a scan."""
        starts = self._runs.get(column)
        if starts is None:
            starts = self._runs[column] = [*self._run_starts(column)]
        for position in range(bisect_left(starts, row) - 1, -1, -1):
            yield starts[position], column

    def _run_starts(self, column: int) -> Iterator[int]:
        previous: object = None
        for row in range(len(self.rows)):
            cell = self.slots.get((row, column))
            if cell is None or not cell.is_header:
                like: object = "data" if cell is not None else "none"
            elif self.heads_columns(cell):
                like = cell
            else:
                like = (cell.column, cell.width)
            if like != previous:
                yield row
            previous = like

    def add(self, cell: Cell) -> None:
        """Place *cell*."""
        self.cells.append(cell)
        for row in range(cell.row, cell.row + cell.height):
            for column in range(cell.column, cell.column + cell.width):
                self.slots[row, column] = None if (row, column) in self.slots else cell
        self.column_count = max(self.column_count, cell.column + cell.width)
        if not cell.is_header:
            self.data_rows.update(range(cell.row, cell.row + cell.height))
            self.data_columns.update(range(cell.column, cell.column + cell.width))


def form_grid(table: Element, shown: Container[Element] | None = None) -> Grid:
    """Return the grid of *table*; its foot comes last, wherever it is written.

    Rows and cells that aren't among *shown* take no part.
    """
    grid = Grid(column_groups=list(_column_groups(table)))
    for number, rows in enumerate(_row_groups(table)):
        shown_rows = [row for row in rows if shown is None or row in shown]
        _add_group(grid, shown_rows, number, shown)
    return grid


def _row_groups(table: Element) -> list[list[Element]]:
    """Return the rows of *table* by row group; loose rows share the group they fall in."""
    groups: list[list[Element]] = []
    feet: list[list[Element]] = []
    loose: list[Element] | None = None
    for child in table:
        if child.tag == "tr":
            if loose is None:
                groups.append(loose := [])
            loose.append(child)
        elif child.tag in GROUPS:
            loose = None
            rows = [row for row in child if row.tag == "tr"]
            (feet if child.tag == "tfoot" else groups).append(rows)
    return groups + feet


def _column_groups(table: Element) -> Iterator[range]:
    start = 0
    for group in table.iter("colgroup"):
        columns = [child for child in group if child.tag == "col"]
        width = sum(span(column, "span", 1, MAX_COLSPAN) for column in columns)
        width = width or span(group, "span", 1, MAX_COLSPAN)
        yield range(start, start + width)
        start += width


def _add_group(
    grid: Grid, rows: Sequence[Element], number: int, shown: Container[Element] | None
) -> None:
    first = len(grid.rows)
    for offset, row in enumerate(rows):
        column = 0
        for element in row:
            if element.tag not in CELL_ELEMENTS or (shown is not None and element not in shown):
                continue
            while (first + offset, column) in grid.slots:
                column += 1
            width = span(element, "colspan", 1, MAX_COLSPAN)
            height = span(element, "rowspan", 0, MAX_ROWSPAN)
            rest = len(rows) - offset
            grid.add(
                Cell(
                    element=element,
                    row=first + offset,
                    column=column,
                    height=min(height or rest, rest),
                    width=width,
                    group=number,
                )
            )
            column += width
    grid.rows += rows


def span(element: Element, attribute: str, least: int, most: int) -> int:
    """Return a span attribute as HTML reads it: leading digits count, nonsense is 1."""
    text = (element.get(attribute) or "").strip()
    digits = text[
        : next((i for i, character in enumerate(text) if not character.isdecimal()), len(text))
    ]
    number = int(digits) if digits.isascii() and digits else 1
    return 1 if number < least else min(number, most)


def header_cells(grid: Grid) -> dict[Cell, list[Cell]]:
    """Return the cells that head each cell, in the order the standard finds them."""
    named = {
        cell.element.get("id"): cell for cell in reversed(grid.cells) if cell.element.get("id")
    }
    row_groups_heads = [cell for cell in grid.cells if cell.is_header and cell.scope == "rowgroup"]
    column_group_heads = [
        cell for cell in grid.cells if cell.is_header and cell.scope == "colgroup"
    ]
    heads: dict[Cell, list[Cell]] = {}
    for cell in grid.cells:
        if cell.element.get("headers") is not None:
            found = [named[name] for name in cell.element.get("headers").split() if name in named]
        else:
            found = [
                *_scanned(grid, cell),
                *_of_row_group(row_groups_heads, cell),
                *_of_column_group(grid, column_group_heads, cell),
            ]
        heads[cell] = [
            head for head in dict.fromkeys(found) if head is not cell and not head.is_empty
        ]
    return heads


def _of_row_group(heads: Iterable[Cell], cell: Cell) -> Iterator[Cell]:
    for head in heads:
        within = head.column < cell.column + cell.width and head.row < cell.row + cell.height
        # Beyond the standard: a header of several rows covers those that it spans, as people
        # write it who don't divide the table into groups.
        spanned = head.height == 1 or cell.row < head.row + head.height
        if head.group == cell.group and within and spanned:
            yield head


def _of_column_group(grid: Grid, heads: Iterable[Cell], cell: Cell) -> Iterator[Cell]:
    for head in heads:
        groups = [group for group in grid.column_groups if head.column in group]
        # Beyond the standard: where no <colgroup> is, a header covers the columns that it spans.
        groups = groups or [range(head.column, head.column + head.width)]
        together = any(cell.column in group for group in groups)
        within = head.column < cell.column + cell.width and head.row < cell.row + cell.height
        if together and within:
            yield head


def _scanned(grid: Grid, cell: Cell) -> Iterator[Cell]:
    for row in range(cell.row, cell.row + cell.height):
        path = [(row, column) for column in range(cell.column - 1, -1, -1)]
        yield from _scan(grid, cell, path, leftwards=True)
    for column in range(cell.column, cell.column + cell.width):
        yield from _scan(grid, cell, grid.slots_above(cell.row, column), leftwards=False)


def _scan(
    grid: Grid, principal: Cell, path: Iterable[tuple[int, int]], *, leftwards: bool
) -> Iterator[Cell]:
    """Yield the headers met on *path*; a header behind data hides one of its own extent."""
    hidden: set[tuple[int, int]] = set()
    block: list[Cell] = [principal] if principal.is_header else []
    for slot in path:
        cell = grid.slots.get(slot)
        if cell is None:
            continue
        if not cell.is_header:
            hidden.update(_extent(head, leftwards=leftwards) for head in block)
            block = []
            continue
        block.append(cell)
        heads = grid.heads_rows(cell) if leftwards else grid.heads_columns(cell)
        if heads and _extent(cell, leftwards=leftwards) not in hidden:
            yield cell


def _extent(cell: Cell, *, leftwards: bool) -> tuple[int, int]:
    return (cell.row, cell.height) if leftwards else (cell.column, cell.width)


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
    """Let a head further down a table be rows of it: a table has one (ISO 32000-1, table 337).

    It has rows, too: where there is a head alone, it is those.
    """
    if table.child("TBody") is None and table.child("TR") is None:
        for group in table.children():
            group.type = "TBody" if group.type in {"THead", "TFoot"} else group.type
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
    if not _is_clear_by_scope(grid, scopes):
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


def _is_clear_by_scope(grid: Grid, scopes: Mapping[Cell, str]) -> bool:
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
