"""CSV with places: RFC 4180, its cells each with the line and column where they begin."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

DELIMITERS = (",", ";", "\t")
NEW_LINE = re.compile(r"\r\n|\r|\n")
QUOTED = r'"((?:[^"]|"")*+)"'
CELL = r'(?:{quoted}|((?:[^"\r\n{delimiter}][^\r\n{delimiter}]*+)?))({delimiter}|\r\n|\r|\n|\Z)'


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What stands between two delimiters, and where it begins, from 1."""

    text: str
    line: int
    column: int


class CellError(Exception):
    """The text stops being CSV at a place."""

    def __init__(self, line: int, column: int) -> None:
        self.line, self.column = line, column
        super().__init__(f"{line}:{column}")


def delimiter_of(text: str) -> str:
    r"""Return the delimiter that the first line of *text* uses most.

    >>> delimiter_of("name;email\nA, B;a@example.com"), delimiter_of("email")
    (';', ',')
    """
    first = NEW_LINE.split(re.sub(QUOTED, "", text), maxsplit=1)[0]
    return max(DELIMITERS, key=first.count)


def rows_of(text: str, delimiter: str) -> Iterator[list[Cell]]:
    r"""Yield the rows of *text* that aren't blank; quoted cells may hold new lines.

    >>> [[cell.text for cell in row] for row in rows_of('a,"b\n""c"\n\nd,\n', ",")]
    [['a', 'b\n"c'], ['d', '']]

    Raises:
        CellError: where a quotation mark has no partner, or text stands after one.
    """
    cell = re.compile(CELL.format(quoted=QUOTED, delimiter=re.escape(delimiter)))
    offset, line, start = 0, 1, 0
    row: list[Cell] = []
    while row or offset < len(text):
        column = offset - start + 1
        match = cell.match(text, offset)
        if match is None:
            raise CellError(line, column)
        content = match[2] if match[1] is None else match[1].replace('""', '"')
        row.append(Cell(text=content, line=line, column=column))
        for inner in NEW_LINE.finditer(text, offset, match.end()):
            line, start = line + 1, inner.end()
        offset = match.end()
        if match[3] != delimiter:
            if any(each.text.strip() for each in row):
                yield row
            row = []
