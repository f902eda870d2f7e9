"""HTML -> plain text; tables in columns if they fit, else as a list for each row."""

import re
import textwrap
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from pressverk.content.typography.refine import INLINE, UNTOUCHED
from pressverk.html import BLANKS, parse

Wrap = Callable[[str, int], list[str]]
TextOf = Callable[[Any], str]
GAP = "  "
ENDLESS = 1_000_000  # characters a line
SPANNED = "\0"


def table_lines(table: Any, width: int, wrap: Wrap, text_of: TextOf) -> list[str]:
    """Return *table* as lines of at most *width* characters.

    *text_of* returns the text of a cell or caption, *wrap* breaks it into lines.
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
    """Return the texts of *rows*, padded to the same length.

    A cell that spans columns is in the first, and the others are SPANNED; one that spans rows is in
    each.
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
    """Return the columns that are aligned to the right."""
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
    """Return a list for each row: each of its cells, labelled with its column heads."""
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
    """Yield the non-empty cells of *row*, each with its heads."""
    starts = [column for column, text in enumerate(row) if text != SPANNED]
    for start, end in pairwise([*starts, len(row)]):
        if row[start]:
            yield ", ".join(filter(None, labels[start:end])), row[start]


def _shown(grid: list[list[str]]) -> list[list[str]]:
    return [["" if text == SPANNED else text for text in row] for row in grid]


WIDTH = 72
UNDERLINES = {"h1": "=", "h2": "-"}
LOWER_UNDERLINE = "~"
LINKS = ("http:", "https:", "mailto:", "tel:")
BREAK = "\u2028"
BLANK = f" \t\r\n{BREAK}"


def plain_text(html: str, *, width: int = WIDTH) -> str:
    r"""Return the fragment *html* as lines of *width* characters; only long words exceed it.

    >>> print(plain_text("<h2>Hej</h2><ul><li>Ett &amp; <b>två</b></li></ul>"))
    Hej
    ---
    <BLANKLINE>
    - Ett & två
    """
    return "\n".join(_blocks(parse(html), width))


def wrap(text: str, width: int = WIDTH) -> list[str]:
    r"""Return *text* as lines, without breaks at no-break spaces, which become plain spaces.

    >>> wrap("Klockan 10\xa0000", 12)
    ['Klockan', '10 000']
    """
    lines: list[str] = []
    for part in text.strip(BLANK).split(BREAK):
        collapsed = BLANKS.sub(" ", part).strip(" ")
        lines += textwrap.wrap(
            collapsed, width, break_long_words=False, break_on_hyphens=False, expand_tabs=False
        ) or [""]
    return [_plain_spaces(line) for line in lines]


def underlined(text: str, character: str, width: int = WIDTH) -> list[str]:
    """Return the heading *text* underlined with the character *character*."""
    lines = wrap(text, width)
    return [*lines, character * min(width, max(map(len, lines)))]


def _plain_spaces(text: str) -> str:
    return re.sub("[\xa0\u202f\u2007]", " ", text).replace("\xad", "")


def _blocks(element: Any, width: int) -> list[str]:
    """Return the content of *element* as lines, with empty lines between blocks."""
    blocks: list[list[str]] = []
    inline = element.text or ""
    for child in element:
        if child.tag in BLOCKS:
            blocks += [wrap(inline, width), BLOCKS[child.tag](child, width)]
            inline = child.tail or ""
        else:
            inline += _inline(child) + (child.tail or "")
    blocks.append(wrap(inline, width))
    return _parted([block for block in blocks if any(block)])


def _parted(blocks: list[list[str]]) -> list[str]:
    return [line for block in blocks for line in ("", *block)][1:]


def _heading(element: Any, width: int) -> list[str]:
    return underlined(_content(element), UNDERLINES.get(element.tag, LOWER_UNDERLINE), width)


def _quotation(element: Any, width: int) -> list[str]:
    return _indented(_blocks(element, width - 4), "    ")


def _box(element: Any, width: int) -> list[str]:
    return _indented(_blocks(element, width - 2), "| ")


def _table(element: Any, width: int) -> list[str]:
    return table_lines(element, width, wrap, _content)


def _code(element: Any, _width: int) -> list[str]:
    return _indented("".join(element.itertext()).strip("\n").split("\n"), "    ")


def _rule(_element: Any, _width: int) -> list[str]:
    return ["* * *"]


def _list(element: Any, width: int) -> list[str]:
    items = element.findall("li")
    marks = [f"{number}. " for number in _numbers(element, len(items))]
    if element.tag == "ul":
        marks = ["- "] * len(items)
    indent = max(map(len, marks), default=0)
    blocks = [
        _indented(_tight(item, width - indent), " " * indent, mark.rjust(indent))
        for item, mark in zip(items, marks, strict=True)
    ]
    if any(item.find("p") is not None for item in items):
        return _parted(blocks)
    return [line for block in blocks for line in block]


def _tight(item: Any, width: int) -> list[str]:
    """Return the lines of an *item*, without empty lines unless it has paragraphs."""
    lines = _blocks(item, width) or [""]
    return lines if item.find("p") is not None else [line for line in lines if line]


def _numbers(element: Any, count: int) -> list[int]:
    if element.get("reversed") is not None:
        start = int(element.get("start", count))
        return list(range(start, start - count, -1))
    start = int(element.get("start", "1"))
    return list(range(start, start + count))


def _definitions(element: Any, width: int) -> list[str]:
    lines: list[str] = []
    for child in element:
        if child.tag == "dt":
            lines += wrap(_content(child), width)
        else:
            lines += _indented(_blocks(child, width - 4), "    ")
    return lines


def _indented(lines: list[str], indent: str, first: str | None = None) -> list[str]:
    starts = [indent if first is None else first] + [indent] * (len(lines) - 1)
    return [f"{start}{line}".rstrip() for start, line in zip(starts, lines, strict=True)]


def _content(element: Any) -> str:
    """Return the text of *element*, with the addresses of its links."""
    return (element.text or "") + "".join(_inline(child) + (child.tail or "") for child in element)


def _inline(element: Any) -> str:
    if element.tag == "br":
        return BREAK
    text = _content(element)
    if element.tag not in INLINE | UNTOUCHED:
        return f"{BREAK}{text}{BREAK}"
    if element.tag == "q":
        return f"”{text}”"
    address = element.get("href", "") if element.tag == "a" else ""
    if address.startswith(LINKS) and not _shows(text, address):
        return f"{text} <{address.removeprefix('mailto:')}>"
    return text


def _shows(text: str, address: str) -> bool:
    """Return whether the *text* of a link shows its *address*, or is a telephone number."""
    shown = text.strip().removesuffix("/")
    bare = re.sub("^(mailto:|https?://)", "", address).removesuffix("/")
    return address.startswith("tel:") or shown in {bare, address.removesuffix("/")}


BLOCKS = {
    **dict.fromkeys(("p", "div", "section", "figure", "figcaption", "footer"), _blocks),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _heading),
    **dict.fromkeys(("ul", "ol"), _list),
    "aside": _box,
    "blockquote": _quotation,
    "dl": _definitions,
    "hr": _rule,
    "pre": _code,
    "table": _table,
}
