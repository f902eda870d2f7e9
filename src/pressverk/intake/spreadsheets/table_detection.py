"""Where the tables of a sheet are, and which texts around them are titles and footnotes."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pressverk.intake.spreadsheets.sheets import Row, Sheet
from pressverk.intake.spreadsheets.written_values import is_value, is_year

MOST_HEADER_ROWS = 4
FOOTNOTE = re.compile(
    r"(?:källa|källor|source|anm(?:ärkning)?|not|fotnot|kommentar|obs|\*|\d\)|[¹²³]|\.\.|–|-)"
    r"(?:[\s.:)*=]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text that stands by itself, and where."""

    row: int
    column: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTable:
    """A table in *sheet*: its columns, counted from 0, its header rows and its body.

    *above* and *below* are the texts around it, in their order.
    """

    sheet: Sheet
    columns: tuple[int, ...]
    header: tuple[Row, ...]
    body: tuple[Row, ...]
    above: tuple[Text, ...] = ()
    below: tuple[Text, ...] = ()


@dataclass(slots=True)
class _Block:
    """Rows of a sheet between empty rows and empty columns."""

    columns: tuple[int, ...]
    rows: list[Row]
    above: list[Text] = field(default_factory=list)
    below: list[Text] = field(default_factory=list)

    def filled(self, row: Row) -> list[int]:
        return [column for column in self.columns if row.cell(column)]


def find_tables(sheet: Sheet, *, is_alone: bool = True) -> tuple[list[FoundTable], list[Text]]:
    """Return the tables of *sheet* as they stand, and the texts that belong to none of them.

    A single column is a table when the sheet *is_alone* in its file; else it is about the others.
    """
    bands = list(_bands(sheet.rows))
    blocks, texts = _blocks(bands)
    if not blocks:
        blocks, texts = _blocks(bands, is_sparse=True)
    if not blocks and is_alone and (only := _single_column(sheet)):
        blocks, texts = [only], []
    for block in blocks:
        _set_texts_aside(block, sheet)
    lost = _share_out(texts, blocks)
    tables = [found for block in blocks if (found := _table(block, sheet))]
    placed = {id(block) for block in blocks if _table(block, sheet)}
    for block in blocks:
        if id(block) not in placed:
            lost += [*block.above, *_texts(block, block.rows), *block.below]
    return tables, lost


def _blocks(
    bands: Sequence[Sequence[Row]], *, is_sparse: bool = False
) -> tuple[list[_Block], list[Text]]:
    """Return the tables in *bands*, and the texts beside them.

    In a sheet that *is_sparse*, where no two rows stand together, any row may be a header.
    """
    blocks: list[_Block] = []
    texts: list[Text] = []
    is_next = False  # to the last block, with nothing but empty rows between
    alone: Row | None = None
    for band in bands:
        for block in _side_by_side(band):
            if alone and _is_header_of(alone, block, is_sparse=is_sparse):
                texts = [text for text in texts if text.row != alone.number]
                block.rows.insert(0, alone)
                block.columns = tuple(sorted({*block.columns, *_filled(alone)}))
            if is_next and _continues(block, blocks[-1]):
                blocks[-1].rows += block.rows
                blocks[-1].columns = tuple(sorted({*blocks[-1].columns, *block.columns}))
            elif _is_table(block):
                blocks.append(block)
            else:
                texts += _texts(block, block.rows)
        is_next = bool(blocks) and blocks[-1].rows[-1] is band[-1]
        alone = band[0] if len(band) == 1 and not is_next else None
    return blocks, texts


def _is_header_of(row: Row, block: _Block, *, is_sparse: bool) -> bool:
    """Return whether *row* names the columns of *block*, though an empty row stands between."""
    named = _filled(row)
    values = [text for text in row.cells if is_value(text) and not is_year(text)]
    if values or len(named) < 2 or is_sparse:
        return is_sparse and len(named) > 1 and not values
    if named != list(block.columns):
        return False
    if any(_is_measured(block, column) for column in named):
        return not _header_length(block)
    return len(named) > 2  # two texts would as well be "Källa" and whose


def _filled(row: Row) -> list[int]:
    return [column for column, text in enumerate(row.cells) if text]


def _bands(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield the rows between empty ones."""
    band: list[Row] = []
    for row in rows:
        if band and row.number > band[-1].number + 1:
            yield band
            band = []
        band.append(row)
    if band:
        yield band


def _side_by_side(band: Sequence[Row]) -> Iterator[_Block]:
    """Yield the blocks of *band*: several where an empty column divides tables."""
    used = sorted({column for row in band for column, text in enumerate(row.cells) if text})
    groups: list[list[int]] = [[used[0]]]
    for before, column in pairwise(used):
        if column > before + 1 and _begins_a_table(band, used[used.index(column) :], groups[-1]):
            groups.append([])
        groups[-1].append(column)
    for columns in groups:
        rows = [row for row in band if any(row.cell(column) for column in columns)]
        yield _Block(columns=tuple(columns), rows=rows)


def _begins_a_table(band: Sequence[Row], columns: Sequence[int], before: Sequence[int]) -> bool:
    """Return whether the first of *columns* is the first of a table, and no further numbers."""
    if len(before) < 2 or len(columns) < 2:
        return False
    stub = [row.cell(columns[0]) for row in band if row.cell(columns[0])]
    beside = [row.cell(columns[1]) for row in band if row.cell(columns[1])]
    texts = [text for text in stub if not is_value(text) or is_year(text)]
    return len(stub) > 1 and len(texts) > len(stub) / 2 and any(is_value(each) for each in beside)


def _is_table(block: _Block) -> bool:
    return len(block.columns) > 1 and sum(len(block.filled(row)) > 1 for row in block.rows) > 1


def _single_column(sheet: Sheet) -> _Block | None:
    """Return a sheet of one column as a table: a list."""
    used = {column for row in sheet.rows for column, text in enumerate(row.cells) if text}
    if len(used) != 1 or len(sheet.rows) < 3:
        return None
    return _Block(columns=tuple(used), rows=list(sheet.rows))


def _continues(block: _Block, before: _Block) -> bool:
    """Return whether *block* goes on with the table *before* it: an empty row stands between."""
    if not set(block.columns) <= set(before.columns) or not _header_length(before):
        return False
    if not any(_is_measured(each, column) for each in (block, before) for column in each.columns):
        head = before.rows[0]
        return all(block.rows[0].cell(column) != head.cell(column) for column in block.columns)
    first = next((row for row in block.rows if len(block.filled(row)) > 1), None)
    if first is None:
        return False
    values = [column for column in before.columns if _is_measured(before, column)]
    return not _header_length(block) and any(
        is_value(first.cell(column)) and not is_year(first.cell(column)) for column in values
    )


def _is_measured(block: _Block, column: int) -> bool:
    """Return whether most of *column*, in the lower half of the block, are numbers or dates."""
    texts = [row.cell(column) for row in block.rows[len(block.rows) // 2 :] if row.cell(column)]
    return sum(map(is_value, texts)) * 2 > len(texts)


def _texts(block: _Block, rows: Iterable[Row]) -> list[Text]:
    return [
        Text(row=row.number, column=column, text=row.cell(column))
        for row in rows
        for column in block.filled(row)
    ]


def _set_texts_aside(block: _Block, sheet: Sheet) -> None:
    """Take the rows of one text, above and below, out of the block."""
    if len(block.columns) == 1:
        return
    while len(block.rows) > 2 and _is_title(block, sheet):
        block.above += _texts(block, block.rows[:1])
        del block.rows[0]
    while len(block.rows) > 2 and _is_footnote(block, block.rows[-1]):
        block.below[:0] = _texts(block, block.rows[-1:])
        del block.rows[-1]


def _is_title(block: _Block, sheet: Sheet) -> bool:
    row, below = block.rows[0], block.rows[1]
    filled = block.filled(row)
    if filled != [block.columns[0]]:
        return False
    merge = next((m for m in sheet.merges if (m.row, m.column) == (row.number, filled[0])), None)
    if merge:
        return merge.height == 1
    text = row.cell(filled[0])
    # "Skola" above an empty cell is the header of its column, in the first of two rows
    return bool(below.cell(filled[0])) or len(text) > 20


def _is_footnote(block: _Block, row: Row) -> bool:
    filled = block.filled(row)
    if filled != [block.columns[0]]:
        return False
    text = row.cell(filled[0])
    is_sentence = len(text.split()) > 3 or text.endswith(".")
    return bool(FOOTNOTE.match(text)) or (is_sentence and not is_value(text))


def _share_out(texts: Sequence[Text], blocks: Sequence[_Block]) -> list[Text]:
    """Give each text to the table that it stands above or below; return those without one."""
    lost = []
    between: dict[tuple[int, ...], list[Text]] = {}
    for text in texts:
        before = [each for each in blocks if each.rows[-1].number < text.row]
        after = [each for each in blocks if each.rows[0].number > text.row]
        if FOOTNOTE.match(text.text) and before:
            _nearest(before[::-1], text).below.append(text)
        elif after:
            target = _nearest(after, text)
            between.setdefault((id(target),), []).append(text)
        elif before:
            _nearest(before[::-1], text).below.append(text)
        else:
            lost.append(text)
    for block in blocks:
        block.above[:0] = between.get((id(block),), [])
        block.below.sort(key=lambda text: (text.row, text.column))
    return lost


def _nearest(blocks: Sequence[_Block], text: Text) -> _Block:
    """Return the first of *blocks* that has the column of *text*, or else the first."""
    return next((each for each in blocks if text.column in each.columns), blocks[0])


def _table(block: _Block, sheet: Sheet) -> FoundTable | None:
    length = _header_length(block, sheet)
    header, body = block.rows[:length], block.rows[length:]
    if not body:
        return None
    return FoundTable(
        sheet=sheet,
        columns=block.columns,
        header=tuple(header),
        body=tuple(body),
        above=tuple(block.above),
        below=tuple(block.below),
    )


def _header_length(block: _Block, sheet: Sheet | None = None) -> int:
    """Return how many rows at the top of the block name its columns."""
    measured = [column for column in block.columns if _is_measured(block, column)]
    if not measured:
        return _header_of_texts(block, sheet)
    named = False
    for length, row in enumerate(block.rows[:MOST_HEADER_ROWS]):
        if _is_body(block, row, measured, length):
            return length
        filled = block.filled(row)
        if named and filled == [block.columns[0]]:  # a heading of the rows below
            return length
        named = named or len(filled) > 1
    return min(MOST_HEADER_ROWS, len(block.rows))


def _is_body(block: _Block, row: Row, measured: Sequence[int], length: int) -> bool:
    """Return whether *row* has values; years are names of columns when counts stand below."""
    there = [column for column in measured if is_value(row.cell(column))]
    years = [row.cell(column) for column in there]
    if not there or not all(map(is_year, years)):
        return bool(there)
    if len(years) > 1 and years == sorted(set(years)) and not is_year(row.cell(block.columns[0])):
        return False
    below = block.rows[length + 1 :]
    under = [each.cell(column) for each in below for column in there if each.cell(column)]
    return sum(map(is_year, under)) * 2 > len(under) or not under


def _header_of_texts(block: _Block, sheet: Sheet | None) -> int:
    """Return the length of a header above nothing but texts: two rows when cells are merged."""
    first = block.rows[0].number
    wide = any(m.row == first and m.width > 1 for m in (sheet.merges if sheet else ()))
    return min(2 if wide and len(block.rows) > 2 else 1, len(block.rows))
