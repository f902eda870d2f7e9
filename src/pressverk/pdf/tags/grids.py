"""The grid of an HTML table, and which cells head which.

Forming a table and assigning header cells as in the HTML standard, 4.9.12, widened for headers
of groups that aren't marked up.
"""

from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pressverk.pdf.weasyprint.internals import Element

MAX_COLSPAN, MAX_ROWSPAN = 1000, 65534
GROUPS = frozenset({"thead", "tbody", "tfoot"})
CELLS = frozenset({"td", "th"})


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
        """Yield slots above, upwards, one for each run of cells that a scan can't tell apart."""
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
            if element.tag not in CELLS or (shown is not None and element not in shown):
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
    digits = text[: next((i for i, sign in enumerate(text) if not sign.isdecimal()), len(text))]
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
