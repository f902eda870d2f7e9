"""Tables: which rows and columns are headers, and which cells are merged."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml.html import Element, HtmlElement

from pressverk.intake.assembly import head_by_hand
from pressverk.intake.word.package import NAMESPACES, is_on, q, value_of

ReadBlocks = Callable[[Any], list[HtmlElement]]
TRANSPARENT = frozenset(map(q, ("w:sdt", "w:sdtContent", "w:customXml", "w:ins")))
# Styles that draw lines and say nothing about rows.
PLAIN = ("table grid", "normal table", "tabellrutnät", "normal tabell", "table normal", "taulukko")
FIRST_ROW, FIRST_COLUMN = 0x0020, 0x0080  # of tblLook (ISO/IEC 29500-1, 17.4.55)


@dataclass(slots=True)
class _Cell:
    blocks: list[HtmlElement]
    columns: int
    merges: str  # restart, continue or nothing
    rows: int = 1
    column: int = 0


def write_table(table: Any, read_blocks: ReadBlocks, style_name: str) -> HtmlElement:
    """Return *table* as HTML; of a table of a single cell only the cell."""
    rows = [
        list(_cells(row, read_blocks)) for row in _children(table, "w:tr") if not _is_deleted(row)
    ]
    rows = [row for row in rows if row]
    if len(rows) == 1 and len(rows[0]) == 1:
        cell = Element("td")
        cell.extend(rows[0][0].blocks)
        return cell
    headers = _header_rows(table, rows, style_name)
    has_row_headers = _has_row_headers(table, rows, headers, style_name)
    _join_rows(rows)
    element = Element("table")
    section = element
    for number, row in enumerate(rows):
        if number in {0, headers}:
            section = Element("thead" if number < headers else "tbody")
            element.append(section)
        section.append(_row(row, in_head=number < headers, row_header=has_row_headers))
    return head_by_hand(element)


def _children(element: Any, name: str) -> Iterator[Any]:
    for child in element:
        if child.tag == q(name):
            yield child
        elif child.tag in TRANSPARENT:
            yield from _children(child, name)


def _is_deleted(row: Any) -> bool:
    return row.find("w:trPr/w:del", NAMESPACES) is not None


def _cells(row: Any, read_blocks: ReadBlocks) -> Iterator[_Cell]:
    column = _number(value_of(row, "w:trPr/w:gridBefore"), 0)
    for cell in _children(row, "w:tc"):
        properties = cell.find("w:tcPr", NAMESPACES)
        merges, columns = "", 1
        if properties is not None:
            found = properties.find("w:vMerge", NAMESPACES)
            merges = "" if found is None else found.get(q("w:val"), "continue")
            columns = _number(value_of(properties, "w:gridSpan"), 1)
            if value_of(properties, "w:hMerge") == "continue":
                continue
        yield _Cell(blocks=read_blocks(cell), columns=columns, merges=merges, column=column)
        column += columns


def _number(text: str, default: int) -> int:
    return max(1, min(int(text), 1000)) if text.isdecimal() and int(text) else default


def _join_rows(rows: list[list[_Cell]]) -> None:
    """Let each cell that goes on below span those rows, and take the others away."""
    above: dict[int, _Cell] = {}
    for row in rows:
        for cell in list(row):
            top = above.get(cell.column)
            if cell.merges == "continue" and top is not None and top.columns == cell.columns:
                top.rows += 1
                top.blocks += [block for block in cell.blocks if block.text_content().strip()]
                row.remove(cell)
            elif cell.merges == "restart":
                above[cell.column] = cell
            else:
                above.pop(cell.column, None)


def _header_rows(table: Any, rows: list[list[_Cell]], style_name: str) -> int:
    """Return how many rows at the top name the columns."""
    marked = 0
    for row in _children(table, "w:tr"):
        properties = row.find("w:trPr", NAMESPACES)
        if properties is None or not is_on(properties, "w:tblHeader"):
            break
        marked += 1
    if marked:
        return min(marked, len(rows))
    if len(rows) < 2:
        return 0
    is_marked = _looks(table, "w:firstRow", FIRST_ROW) and style_name.lower() not in PLAIN
    return int(bool(style_name and is_marked))


def _has_row_headers(table: Any, rows: list[list[_Cell]], headers: int, style_name: str) -> bool:
    """Return whether the first cell of each row names the row."""
    first = [row[0] for row in rows[headers:]]
    is_marked = _looks(table, "w:firstColumn", FIRST_COLUMN) and style_name.lower() not in PLAIN
    has_text = all(any(b.text_content().strip() for b in cell.blocks) for cell in first)
    return bool(first and has_text and style_name and is_marked)


def _looks(table: Any, name: str, bit: int) -> bool:
    """Return whether the look of *table* sets apart what *name* says."""
    look = table.find("w:tblPr/w:tblLook", NAMESPACES)
    if look is None:
        return False
    written = look.get(q(name))
    if written is not None:
        return written in {"1", "true"}
    try:
        return bool(int(look.get(q("w:val"), "0"), 16) & bit)
    except ValueError:
        return False


def _row(row: list[_Cell], *, in_head: bool, row_header: bool) -> HtmlElement:
    element = Element("tr")
    for number, cell in enumerate(row):
        is_row_header = not in_head and row_header and cell.column == 0 and number == 0
        each = Element("th" if in_head or is_row_header else "td")
        if in_head:
            each.set("scope", "col" if cell.columns == 1 else "colgroup")
        elif is_row_header:
            each.set("scope", "row" if cell.rows == 1 else "rowgroup")
        if cell.columns > 1:
            each.set("colspan", str(cell.columns))
        if cell.rows > 1:
            each.set("rowspan", str(cell.rows))
        each.extend(cell.blocks)
        element.append(each)
    return element
