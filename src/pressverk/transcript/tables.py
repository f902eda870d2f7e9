"""Tables as a reader understands them: a grid, and the header cells of each cell.

ISO 32000-1, 14.8.5.7: Headers by their IDs; without, what Scope says to the left and above.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pressverk.tagged_pdf import Tag

CELLS = ("TH", "TD")
ROW_GROUPS = ("THead", "TBody", "TFoot")
MOST_COLUMNS = 1000  # more are damage, or an attack

Slot = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cell:
    """A cell at its first row and column, counted from 0."""

    tag: Tag
    row: int
    column: int
    rows: int
    columns: int

    @property
    def is_header(self) -> bool:
        """Whether it heads others."""
        return self.tag.type == "TH"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The cells of a table, row by row; *slots* tells which cell covers which place."""

    rows: tuple[tuple[Cell, ...], ...]
    slots: Mapping[Slot, Cell]
    width: int


def grid_of(table: Tag) -> Grid:
    """Return the cells of *table* itself, and not of tables in it."""
    sources = list(_rows(table))
    rows: list[tuple[Cell, ...]] = []
    slots: dict[Slot, Cell] = {}
    for number, source in enumerate(sources):
        column, cells = 0, list[Cell]()
        for tag in (kid for kid in _tags(source.kids) if kid.type in CELLS):
            while (number, column) in slots:
                column += 1
            height = _span(tag, "RowSpan", len(sources) - number)
            width = _span(tag, "ColSpan", MOST_COLUMNS)
            cell = Cell(tag=tag, row=number, column=column, rows=height, columns=width)
            for slot in _slots(cell):
                slots.setdefault(slot, cell)
            cells.append(cell)
            column += width
        rows.append(tuple(cells))
    width = max((column + 1 for _row, column in slots), default=0)
    return Grid(rows=tuple(rows), slots=slots, width=width)


def headers_of(cell: Cell, grid: Grid) -> list[Cell]:
    """Return the header cells of *cell*: those of its columns from the top, then of its rows.

    A header cell that covers several of its rows or columns is there once.
    """
    named = {other.tag.id or "": other for row in grid.rows for other in row}
    explicit = cell.tag.attributes.get("Table.Headers")
    if isinstance(explicit, tuple) and explicit:
        found = _named(explicit, named)
    else:
        found = [*_above(cell, grid), *_left(cell, grid)]
    return [head for head in dict.fromkeys(found) if head is not cell]


def scopes(cell: Cell) -> tuple[bool, bool]:
    """Return whether a header cell heads its columns, and its rows.

    Without Scope, one in the first row heads its column, and others in the first column their
    row (ISO 32000-2, table 384).
    """
    scope = cell.tag.attributes.get("Table.Scope")
    if scope in {"Row", "Column", "Both"}:
        return scope in {"Column", "Both"}, scope in {"Row", "Both"}
    return cell.row == 0, cell.row > 0 and cell.column == 0


def _named(ids: Iterable[object], named: Mapping[str, Cell]) -> list[Cell]:
    """Return the cells that *ids* name, and those that head these in turn."""
    found: dict[Cell, None] = {}
    waiting = list(ids)[::-1]
    while waiting:
        name = waiting.pop()
        head = named.get(name) if isinstance(name, str) else None
        if head is None or head in found:
            continue
        found[head] = None
        further = head.tag.attributes.get("Table.Headers")
        waiting += reversed(further) if isinstance(further, tuple) else []
    return list(found)


def _above(cell: Cell, grid: Grid) -> Iterator[Cell]:
    for column in range(cell.column, min(cell.column + cell.columns, grid.width)):
        path = [grid.slots.get((row, column)) for row in range(cell.row - 1, -1, -1)]
        yield from reversed([head for head in _heads(path) if scopes(head)[0]])


def _left(cell: Cell, grid: Grid) -> Iterator[Cell]:
    for row in range(cell.row, cell.row + cell.rows):
        path = [grid.slots.get((row, column)) for column in range(cell.column - 1, -1, -1)]
        yield from reversed([head for head in _heads(path) if scopes(head)[1]])


def _heads(path: Iterable[Cell | None]) -> Iterator[Cell]:
    """Yield the header cells on the way to the edge; a data cell behind one ends it."""
    met = False
    for other in path:
        if other is None:
            continue
        if other.is_header:
            met = True
            yield other
        elif met:
            return


def _slots(cell: Cell) -> Iterator[Slot]:
    for row in range(cell.row, cell.row + cell.rows):
        for column in range(cell.column, cell.column + cell.columns):
            yield row, column


def _span(tag: Tag, name: str, most: int) -> int:
    value = tag.attributes.get(f"Table.{name}")
    return min(max(int(value), 1), most) if isinstance(value, float) else 1


def _rows(table: Tag) -> Iterator[Tag]:
    for part in _tags(table.kids):
        if part.type == "TR":
            yield part
        elif part.type in ROW_GROUPS:
            yield from (row for row in _tags(part.kids) if row.type == "TR")


def _tags(kids: Iterable[object]) -> Iterator[Tag]:
    return (kid for kid in kids if isinstance(kid, Tag))
