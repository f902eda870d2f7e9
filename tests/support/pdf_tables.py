"""What a PDF reader finds in a table (ISO 32000-1, 14.8.5.7)."""

from collections.abc import Iterator

from tag_reader import Tag

Slot = tuple[int, int]


def reader_headers(table: Tag) -> dict[Slot, set[str]]:
    """Return the texts of the headers of each cell by its first column and row."""
    return {
        slot: {head.text for head in heads} for slot, (_cell, heads) in read_table(table).items()
    }


def read_table(table: Tag) -> dict[Slot, tuple[Tag, set[Tag]]]:
    """Return each cell of *table* with those that head it, by its first column and row."""
    rows = [*_rows(table)]
    slots: dict[Slot, Tag] = {}
    place: dict[Tag, tuple[range, range]] = {}
    ends: dict[Tag | None, int] = {}
    for y, row in enumerate(rows):
        group = row.parent
        ends[group] = max(ends.get(group, 0), y + 1)
    for y, row in enumerate(rows):
        x = 0
        for cell in (kid for kid in row.kids if isinstance(kid, Tag)):
            while (x, y) in slots:
                x += 1
            columns = range(x, x + int(cell.attributes.get("Table.ColSpan", 1)))
            lines = range(y, y + int(cell.attributes.get("Table.RowSpan", 1)))
            place[cell] = columns, lines
            for line in lines:
                for column in columns:
                    slots.setdefault((column, line), cell)
            x = columns.stop
    named = {cell.entries["ID"]: cell for cell in place if "ID" in cell.entries}
    return {
        (columns.start, lines.start): (cell, heads_of(cell, slots, place, named))
        for cell, (columns, lines) in place.items()
    }


def heads_of(
    cell: Tag,
    slots: dict[Slot, Tag],
    place: dict[Tag, tuple[range, range]],
    named: dict[str, Tag],
) -> set[Tag]:
    if "Table.Headers" in cell.attributes:
        found: set[Tag] = set()
        todo = [named[name] for name in cell.attributes["Table.Headers"]]
        while todo:  # the headers of headers head the cell too (table 349)
            head = todo.pop()
            if head not in found:
                found.add(head)
                todo += [named[name] for name in head.attributes.get("Table.Headers", [])]
        return found - {cell}
    columns, lines = place[cell]
    paths = [
        ([(x, y) for x in range(columns.start - 1, -1, -1)], {"Row", "Both"}) for y in lines
    ] + [([(x, y) for y in range(lines.start - 1, -1, -1)], {"Column", "Both"}) for x in columns]
    heads: set[Tag] = set()
    for path, scopes in paths:
        met = False
        for slot in path:
            other = slots.get(slot)
            if other is None:
                continue
            is_head = other.type == "TH"
            if met and not is_head:
                break
            if is_head and other.attributes.get("Table.Scope") in scopes:
                met = True
                heads.add(other)
    return heads - {cell}


def _rows(table: Tag) -> Iterator[Tag]:
    """Yield the rows of *table* itself, and not of tables in it."""
    for part in (kid for kid in table.kids if isinstance(kid, Tag)):
        if part.type == "TR":
            yield part
        elif part.type != "Caption":
            yield from (row for row in part.kids if isinstance(row, Tag) and row.type == "TR")
