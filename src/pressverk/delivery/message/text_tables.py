"""Tables as text: in columns where they fit, else a list for each row."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

Wrap = Callable[[str, int], list[str]]
TextOf = Callable[[Any], str]
GAP = "  "
ENDLESS = 1_000_000  # signs to a line
SPANNED = "\0"


def table_lines(table: Any, width: int, wrap: Wrap, text_of: TextOf) -> list[str]:
    """Return *table* as lines of at most *width* signs.

    *text_of* gives the text of a cell or caption, which *wrap* makes lines of.
    """
    caption = [line for each in table.iter("caption") for line in wrap(text_of(each), width)]
    rows = [row for row in table.iter("tr") if len(row)]
    grid = _grid(rows, lambda cell: " ".join(filter(None, wrap(text_of(cell), ENDLESS))))
    heads = len(table.findall("thead/tr"))
    widths = [max(map(len, column)) for column in zip(*_shown(grid), strict=True)]
    if not grid:
        return caption
    if sum(widths) + len(GAP) * (len(widths) - 1) <= width:
        lines = _columns(_shown(grid), widths, heads, _numeric(rows, len(widths)))
    else:
        lines = _records(grid, heads, width, wrap)
    return [*caption, *([""] if caption else []), *lines]


def _grid(rows: list[Any], text_of: TextOf) -> list[list[str]]:
    """Return the texts of *rows*, all as long.

    A cell that spans columns stands in the first, and the others are SPANNED; one that spans
    rows stands in each.
    """
    grid: list[dict[int, str]] = [{} for _row in rows]
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while column in grid[number]:
                column += 1
            text = text_of(cell)
            height, breadth = (_span(cell, name) for name in ("rowspan", "colspan"))
            for down in range(min(height, len(rows) - number)):
                for right in range(breadth):
                    grid[number + down][column + right] = SPANNED if right else text
            column += breadth
    breadth = max((max(row, default=-1) + 1 for row in grid), default=0)
    return [[row.get(column, "") for column in range(breadth)] for row in grid]


def _span(cell: Any, name: str) -> int:
    value = cell.get(name, "1")
    return min(int(value), 100) if value.isdecimal() and int(value) else 1


def _numeric(rows: list[Any], count: int) -> set[int]:
    """Return the columns that are set to the right."""
    aligned: set[int] = set()
    for row in rows:
        if len(row) == count:
            for column, cell in enumerate(row):
                if {"number", "right"} & set(cell.get("class", "").split()):
                    aligned.add(column)
    return aligned


def _columns(grid: list[list[str]], widths: list[int], heads: int, numeric: set[int]) -> list[str]:
    lines = []
    for number, row in enumerate(grid, 1):
        cells = [
            text.rjust(widths[column]) if column in numeric else text.ljust(widths[column])
            for column, text in enumerate(row)
        ]
        lines.append(GAP.join(cells).rstrip())
        if number == heads:
            lines.append(GAP.join("-" * width for width in widths))
    return lines


def _records(grid: list[list[str]], heads: int, width: int, wrap: Wrap) -> list[str]:
    """Return a list for each row: each of its cells with what the heads call it."""
    labels = [" ".join(filter(None, column)) for column in zip(*_shown(grid[:heads]), strict=True)]
    labels = labels or [""] * len(grid[0])
    lines: list[str] = []
    for row in grid[heads:]:
        lines += [""] if lines else []
        for column, (label, text) in enumerate(_cells(row, labels)):
            first, *rest = wrap(f"{label}: {text}" if label else text, width - 2)
            lines += [f"- {first}" if column else first]
            lines += [f"  {line}" if column else line for line in rest]
    return lines


def _cells(row: list[str], labels: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the cells of *row* that hold something, each with the heads it stands under."""
    starts = [column for column, text in enumerate(row) if text != SPANNED]
    for start, end in pairwise([*starts, len(row)]):
        if row[start]:
            yield ", ".join(filter(None, labels[start:end])), row[start]


def _shown(grid: list[list[str]]) -> list[list[str]]:
    return [["" if text == SPANNED else text for text in row] for row in grid]
