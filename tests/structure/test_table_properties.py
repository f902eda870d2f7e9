"""Header cells of generated tables: what a PDF reader finds is what HTML says."""

from itertools import count
from xml.etree.ElementTree import Element, SubElement, tostring

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tag_reader import Tag, read_tags
from tagging import faults, html_page

from pressverk.structure.grids import form_grid, header_cells
from pressverk.typesetting import typeset

# The standard's algorithms (HTML, 4.9.12), step by step and without haste.

Slot = tuple[int, int]


class Model:
    """A table formed as the standard says; ``slots`` holds the cells over each slot."""

    def __init__(self, table: Element) -> None:
        self.slots: dict[Slot, list[Element]] = {}
        self.anchor: dict[Element, Slot] = {}
        self.size: dict[Element, tuple[int, int]] = {}
        self.group: dict[Element, Element] = {}
        self.height = 0
        groups = [child for child in table if child.tag in {"thead", "tbody"}]
        groups += [child for child in table if child.tag == "tfoot"]
        for group in groups:
            self.process(group)

    def process(self, group: Element) -> None:
        first = self.height
        rows = [row for row in group if row.tag == "tr"]
        for y, row in enumerate(rows, start=first):
            x = 0
            for cell in row:
                while self.slots.get((x, y)):
                    x += 1
                width = int(cell.get("colspan", "1"))
                height = int(cell.get("rowspan", "1"))
                # A span of 0, or past the end of the group, ends with the group.
                end = first + len(rows)
                height = end - y if height == 0 else min(height, end - y)
                self.anchor[cell], self.size[cell], self.group[cell] = (
                    (x, y),
                    (width, height),
                    group,
                )
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
        scope = cell.get("scope", "")
        (_x, y), (_width, height) = self.anchor[cell], self.size[cell]
        rows = range(y, y + height)
        return scope == "col" or (
            scope == "" and all(other.tag == "th" for other in self.covered(rows=rows))
        )

    def is_row_header(self, cell: Element) -> bool:
        scope = cell.get("scope", "")
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
                if cell.tag == "th" and cell.get("scope") == "rowgroup":
                    same = self.group[cell] is self.group[principal]
                    if same and x <= px + width - 1 and y <= py + height - 1:
                        found.append(cell)
        return {cell for cell in found if cell is not principal and (cell.text or "").strip() != ""}

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


# What a PDF reader finds (ISO 32000-1, 14.8.5.7).


def reader_headers(table: Tag) -> dict[Slot, set[str]]:
    """Return the texts of the headers of each cell by its first column and row."""
    rows = [row for row in table if row.type == "TR"]
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
        (columns.start, lines.start): {head.text for head in heads_of(cell, slots, place, named)}
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


@st.composite
def tables(draw: st.DrawFn) -> Element:
    table = Element("table")
    numbers = count()
    parts = draw(
        st.sampled_from(
            [
                ["tbody"],
                ["thead", "tbody"],
                ["thead", "tbody", "tbody"],
                ["thead", "tfoot", "tbody", "tbody"],
                ["tbody", "tfoot"],
            ]
        )
    )
    cells: list[Element] = []
    width = draw(st.integers(1, 4))
    for part in parts:
        group = SubElement(table, part)
        for _row in range(draw(st.integers(1, 3))):
            row = SubElement(group, "tr")
            for column in range(draw(st.integers(1, width))):
                likely = part == "thead" or column == 0
                tag = draw(
                    st.sampled_from(["th", "th", "td"] if likely else ["td", "td", "td", "th"])
                )
                cell = SubElement(row, tag, id=f"i{next(numbers)}")
                cell.text = draw(st.sampled_from([cell.get("id")] * 6 + [""]))
                if draw(st.integers(0, 4)) == 0:
                    cell.set("colspan", str(draw(st.integers(1, 3))))
                if draw(st.integers(0, 4)) == 0:
                    cell.set("rowspan", str(draw(st.integers(0, 3))))
                if tag == "th" and draw(st.integers(0, 2)) == 0:
                    cell.set("scope", draw(st.sampled_from(["row", "col", "rowgroup", "colgroup"])))
                cells.append(cell)
    heads = [cell.get("id", "") for cell in cells if cell.tag == "th"]
    for cell in cells:
        if heads and draw(st.integers(0, 9)) == 0:
            cell.set("headers", " ".join(draw(st.lists(st.sampled_from(heads), max_size=3))))
    return table


@given(tables())
@settings(max_examples=200, deadline=None)
def test_the_grid_gives_every_cell_the_headers_of_the_standard(table: Element) -> None:
    model = Model(table)
    ids = {cell.get("id", ""): cell for cell in model.anchor}
    found = header_cells(form_grid(table))
    for cell, heads in found.items():
        assert {head.element for head in heads} == model.headers(cell.element, ids)


@given(tables())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_reader_finds_the_headers_of_the_standard(table: Element) -> None:
    model = Model(table)
    assume(all(len(cells) == 1 for cells in model.slots.values()))  # an error in HTML
    ids = {cell.get("id", ""): cell for cell in model.anchor}
    pdf = typeset(html_page(tostring(table, "unicode", method="html")))
    (found,) = read_tags(pdf.data).all("Table")
    read = reader_headers(found)
    for cell, slot in model.anchor.items():
        if cell.tag == "td":
            assert read[slot] == {head.text for head in model.headers(cell, ids)}
    assert faults(pdf) == []
