"""The standard's algorithms for tables (HTML, 4.9.12), step by step and without haste."""

from xml.etree.ElementTree import Element

Slot = tuple[int, int]


class Model:
    """A table formed as the standard says; ``slots`` holds the cells over each slot."""

    def __init__(self, table: Element) -> None:
        self.slots: dict[Slot, list[Element]] = {}
        self.anchor: dict[Element, Slot] = {}
        self.size: dict[Element, tuple[int, int]] = {}
        self.group: dict[Element, object] = {}
        self.column_groups: list[range] = []
        self.height = 0
        for columns in (child for child in table if child.tag == "colgroup"):
            start = self.column_groups[-1].stop if self.column_groups else 0
            spans = [int(column.get("span", "1")) for column in columns if column.tag == "col"]
            width = sum(spans) if spans else int(columns.get("span", "1"))
            self.column_groups.append(range(start, start + width))
        for rows in row_groups(table):
            self.process(rows)

    def process(self, rows: list[Element]) -> None:
        first = self.height
        end = first + len(rows)
        for y, row in enumerate(rows, start=first):
            x = 0
            for cell in (child for child in row if child.tag in {"td", "th"}):
                while self.slots.get((x, y)):
                    x += 1
                width = max(int(cell.get("colspan", "1")), 1)
                height = int(cell.get("rowspan", "1"))
                # A span of 0, or past the end of the group, ends with the group.
                height = end - y if height == 0 else min(height, end - y)
                self.anchor[cell], self.size[cell] = (x, y), (width, height)
                self.group[cell] = rows[0]
                for column in range(x, x + width):
                    for line in range(y, y + height):
                        self.slots.setdefault((column, line), []).append(cell)
                x += width
        self.height += len(rows)

    def covered(self, *, columns: range | None = None, rows: range | None = None) -> list[Element]:
        return [
            cell
            for (x, y), cells in self.slots.items()
            for cell in cells
            if (columns is None or x in columns) and (rows is None or y in rows)
        ]

    def is_column_header(self, cell: Element) -> bool:
        scope = _scope(cell)
        (_x, y), (_width, height) = self.anchor[cell], self.size[cell]
        rows = range(y, y + height)
        return scope == "col" or (
            scope == "" and all(other.tag == "th" for other in self.covered(rows=rows))
        )

    def is_row_header(self, cell: Element) -> bool:
        scope = _scope(cell)
        (x, _y), (width, _height) = self.anchor[cell], self.size[cell]
        columns = range(x, x + width)
        return scope == "row" or (
            scope == ""
            and not self.is_column_header(cell)
            and all(other.tag == "th" for other in self.covered(columns=columns))
        )

    def headers(self, principal: Element, ids: dict[str, Element]) -> set[Element]:
        found: list[Element] = []
        if "headers" in principal.attrib:
            found = [ids[name] for name in principal.get("headers", "").split() if name in ids]
        else:
            (px, py), (width, height) = self.anchor[principal], self.size[principal]
            for y in range(py, py + height):
                self.scan(principal, found, (px, y), -1, 0)
            for x in range(px, px + width):
                self.scan(principal, found, (x, py), 0, -1)
            for cell, (x, y) in self.anchor.items():
                before = x <= px + width - 1 and y <= py + height - 1
                if cell.tag != "th" or not before:
                    continue
                # Wider than the standard: without groups in the markup, the span is the group.
                spans, rows = self.size[cell]
                spanned = rows == 1 or py < y + rows
                in_group = self.group[cell] is self.group[principal] and spanned
                if _scope(cell) == "rowgroup" and in_group:
                    found.append(cell)
                groups = [columns for columns in self.column_groups if x in columns]
                columns = groups[0] if groups else range(x, x + spans)
                if _scope(cell) == "colgroup" and px in columns:
                    found.append(cell)
        return {cell for cell in found if cell is not principal and not is_empty(cell)}

    def scan(self, principal: Element, found: list[Element], start: Slot, dx: int, dy: int) -> None:
        x, y = start
        opaque: list[Element] = []
        in_block = principal.tag == "th"
        block = [principal] if in_block else []
        while True:
            x, y = x + dx, y + dy
            if x < 0 or y < 0:
                return
            here = self.slots.get((x, y), [])
            if len(here) != 1:
                continue
            (current,) = here
            if current.tag == "th":
                in_block = True
                block.append(current)
                axis = 0 if dx == 0 else 1
                blocked = any(
                    self.anchor[other][axis] == self.anchor[current][axis]
                    and self.size[other][axis] == self.size[current][axis]
                    for other in opaque
                )
                heads = self.is_column_header if dx == 0 else self.is_row_header
                if not blocked and heads(current):
                    found.append(current)
            elif in_block:
                in_block = False
                opaque += block
                block = []


def row_groups(table: Element) -> list[list[Element]]:
    """Return the rows of *table* by row group, the foot last; loose rows are a group too."""
    groups: list[list[Element]] = []
    feet: list[list[Element]] = []
    is_loose = False
    for child in table:
        if child.tag == "tr":
            if not is_loose:
                groups.append([])
            groups[-1].append(child)
        elif child.tag in {"thead", "tbody", "tfoot"}:
            rows = [row for row in child if row.tag == "tr"]
            (feet if child.tag == "tfoot" else groups).append(rows)
        is_loose = child.tag == "tr"
    return [rows for rows in groups + feet if rows]


def is_empty(cell: Element) -> bool:
    return len(cell) == 0 and not (cell.text or "").strip()


def _scope(cell: Element) -> str:
    scope = cell.get("scope", "").lower()
    return scope if scope in {"row", "col", "rowgroup", "colgroup"} else ""
