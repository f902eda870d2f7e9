"""Tables as screen readers read them: a grid, and the header cells of each cell.

ISO 32000-1, 14.8.5.7: Headers by ID; otherwise header cells to the left and above, by Scope.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pressverk.accessibility.reader.model import Tag

CELLS = ("TH", "TD")
ROW_GROUPS = ("THead", "TBody", "TFoot")
MOST_COLUMNS, MOST_SLOTS = 1000, 1_000_000  # more are damage, or an attack
MOST_HEADS = 50  # header cells of one cell; nobody listens to more

Slot = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cell:
    """A cell at its first row and column, counted from 0; *among_data* when its row has data."""

    tag: Tag
    row: int
    column: int
    rows: int
    columns: int
    among_data: bool

    @property
    def is_header(self) -> bool:
        """Whether it is a header cell."""
        return self.tag.type == "TH"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The cells of a table, row by row.

    *above* and *left* have the header cells for each position, from the outside in; *named* are
    the cells by ID.
    """

    rows: tuple[tuple[Cell, ...], ...]
    width: int
    above: Mapping[Slot, tuple[Cell, ...]]
    left: Mapping[Slot, tuple[Cell, ...]]
    named: Mapping[str, Cell]


def grid_of(table: Tag) -> Grid:
    """Return the cells of *table* itself, without those of nested tables."""
    sources = list(_rows(table))
    rows: list[tuple[Cell, ...]] = []
    slots: dict[Slot, Cell] = {}
    covered = 0
    for number, source in enumerate(sources):
        column, cells = 0, list[Cell]()
        tags = [kid for kid in _tags(source.kids) if kid.type in CELLS]
        among_data = any(tag.type == "TD" for tag in tags)
        for tag in tags:
            while (number, column) in slots:
                column += 1
            height = _span(tag, "RowSpan", len(sources) - number)
            width = _span(tag, "ColSpan", MOST_COLUMNS)
            covered += height * width
            if covered > MOST_SLOTS:
                height = width = 1
            cell = Cell(
                tag=tag,
                row=number,
                column=column,
                rows=height,
                columns=width,
                among_data=among_data,
            )
            for slot in _slots(cell):
                slots.setdefault(slot, cell)
            cells.append(cell)
            column += width
        rows.append(tuple(cells))
    width = max((column + 1 for _row, column in slots), default=0)
    down = ([(row, column) for row in range(len(rows))] for column in range(width))
    across = ([(row, column) for column in range(width)] for row in range(len(rows)))
    return Grid(
        rows=tuple(rows),
        width=width,
        above=_heads(down, slots, lambda head: scopes(head)[0]),
        left=_heads(across, slots, lambda head: scopes(head)[1]),
        named={cell.tag.id: cell for cells in rows for cell in cells if cell.tag.id},
    )


def headers_of(cell: Cell, grid: Grid) -> list[Cell]:
    """Return the header cells of *cell*: those of its columns from the top, then of its rows.

    A header cell that spans several of its rows or columns is included once.
    """
    explicit = cell.tag.attributes.get("Table.Headers")
    if isinstance(explicit, tuple) and explicit:
        found = _named(explicit, grid.named)
    else:
        columns = range(cell.column, cell.column + cell.columns)
        rows = range(cell.row, cell.row + cell.rows)
        found = [head for column in columns for head in grid.above.get((cell.row, column), ())]
        found += [head for row in rows for head in grid.left.get((row, cell.column), ())]
    return [head for head in dict.fromkeys(found) if head is not cell]


def scopes(cell: Cell) -> tuple[bool, bool]:
    """Return whether a header cell applies to its columns, and to its rows.

    Without Scope, the first cell of a row with data is a row header, and others in the first row
    are column headers.
    """
    scope = cell.tag.attributes.get("Table.Scope")
    if scope in {"Row", "Column", "Both"}:
        return scope in {"Column", "Both"}, scope in {"Row", "Both"}
    of_row = cell.column == 0 and (cell.row > 0 or cell.among_data)
    return cell.row == 0 and not of_row, of_row


def _named(ids: Iterable[object], named: Mapping[str, Cell]) -> list[Cell]:
    """Return the cells with *ids*, and the header cells of these in turn."""
    found: dict[Cell, None] = {}
    waiting = list(ids)[::-1]
    while waiting and len(found) < MOST_HEADS:
        name = waiting.pop()
        head = named.get(name) if isinstance(name, str) else None
        if head is None or head in found:
            continue
        found[head] = None
        further = head.tag.attributes.get("Table.Headers")
        waiting += reversed(further) if isinstance(further, tuple) else []
    return list(found)


def _heads(
    paths: Iterable[Iterable[Slot]], slots: Mapping[Slot, Cell], is_head: Callable[[Cell], bool]
) -> dict[Slot, tuple[Cell, ...]]:
    """Return the header cells before each position, on the path *paths* from the edge.

    They are the nearest ones, up to the next data cell.
    """
    found: dict[Slot, tuple[Cell, ...]] = {}
    for path in paths:
        heads: tuple[Cell, ...] = ()
        is_over = False
        for slot in path:
            found[slot] = heads
            cell = slots.get(slot)
            if cell is None:
                continue
            if not cell.is_header:
                is_over = True
            elif is_head(cell):
                heads = (cell,) if is_over else (*heads, cell)[:MOST_HEADS]
                is_over = False
    return found


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
