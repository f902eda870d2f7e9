"""What people type where their program has a form for it: speech, lists and captions by hand.

Each function takes the blocks of a body and returns them as the dialect has them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from pressverk.intake.markdown.blocks import (
    Block,
    Cell,
    Code,
    Definitions,
    Fact,
    Figure,
    Kind,
    Listing,
    Quotation,
    Row,
    Rule,
    Run,
    Runs,
    Table,
    Text,
    parts_of,
    plain,
)

BULLET = re.compile(r"\s*[•·▪‣◦●○■□–—-][ \xa0\t]+")
DASH = re.compile(r"[ \xa0]*[–—−‒-][ \xa0]+(?=\S)")
SENTENCE = re.compile(r"[.!?…][”\"’')]*(?:\s|$)|,\s+(?:\w+\s+){0,3}(?:säger|said|says)\b")
DASHES = "–—-"
LONGEST_SOURCE = 120
DEEPEST_HEADING = 6


def read_habits(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return *blocks* with speech and lists that were typed by hand as what they are."""
    parted = [part for block in blocks for part in _speakers(block)]
    read: list[Block] = []
    for bullet, group in groupby(parted, key=_bullet):
        members = list(group)
        if bullet and _is_list(members):
            read.append(_as_list(members))
        else:
            read += [_within(each) if isinstance(each, Text) else _inside(each) for each in members]
    return tuple(read)


def _inside(block: Block) -> Block:
    """Return *block* with the habits within it read."""
    match block:
        case Quotation(blocks=(*blocks, Text() as last), source=()) if blocks and _is_source(last):
            source = _without_start(last.runs, DASH)
            return replace(block, blocks=read_habits(blocks), source=source)
        case Quotation(blocks=blocks) | Fact(blocks=blocks):
            return replace(block, blocks=read_habits(blocks))
    return block


def _is_source(block: Text) -> bool:
    """Return whether the last paragraph of a quotation names its source: a dash, no sentence."""
    text = plain(block.runs)
    return bool(DASH.match(text)) and len(text) < LONGEST_SOURCE and not SENTENCE.search(text)


def _within(block: Text) -> Text:
    """Return *block* with the dash of speech, if it is any."""
    text = plain(block.runs)
    if block.level or not DASH.match(text) or not SENTENCE.search(text):
        return block
    return replace(block, runs=(Run("– "), *_without_start(block.runs, DASH)))


def _speakers(block: Block) -> Iterator[Block]:
    """Yield the paragraphs of *block*, one for each line that begins with a dash or a bullet."""
    if not isinstance(block, Text) or block.level:
        yield block
        return
    lines: list[list[Run]] = [[]]
    for index, run in enumerate(block.runs):
        following = plain(block.runs[index + 1 :][:1]) if run.kind is Kind.BREAK else ""
        if run.kind is Kind.BREAK and re.match(r"[–•·-](?:\s|$)", following):
            lines.append([])
        else:
            lines[-1].append(run)
    for number, line in enumerate(lines):
        yield replace(block, runs=tuple(line), anchors=() if number else block.anchors)


def _bullet(block: Block) -> str:
    """Return the bullet that a paragraph begins with, one dash for all kinds; nothing if none."""
    if not isinstance(block, Text) or block.level:
        return ""
    match = BULLET.match(plain(block.runs))
    return ("-" if match[0].strip() in DASHES else match[0].strip()) if match else ""


def _is_list(blocks: list[Block]) -> bool:
    """Return whether paragraphs that begin with a bullet or a dash are items, and not speech."""
    texts = [plain(block.runs) for block in blocks if isinstance(block, Text)]
    if all(text[0] not in DASHES for text in texts):
        return True
    return len(texts) > 1 and not any(SENTENCE.search(text) for text in texts)


def _as_list(blocks: list[Block]) -> Block:
    items = tuple(
        (replace(block, runs=_without_start(block.runs, BULLET), anchors=()),)
        for block in blocks
        if isinstance(block, Text)
    )
    anchors = tuple(anchor for block in blocks for anchor in block.anchors)
    return Listing(items=items, language=blocks[0].language, anchors=anchors)


def _without_start(runs: Runs, pattern: re.Pattern[str]) -> Runs:
    """Return *runs* without what *pattern* matches at their beginning, in one run or more."""
    match = pattern.match("".join(run.text for run in runs if run.kind is Kind.TEXT))
    left = match.end() if match else 0
    rest: list[Run] = []
    for run in runs:
        if run.kind is not Kind.TEXT or not left:
            rest.append(run)
            continue
        taken = min(left, len(run.text))
        left -= taken
        if run.text[taken:]:
            rest.append(replace(run, text=run.text[taken:]))
    return tuple(rest)


def level_headings(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return *blocks* with headings from level two on, none of which skips a level."""
    return tuple(_levelled(blocks, 1))


def _levelled(blocks: Iterable[Block], above: int) -> Iterator[Block]:
    opened: list[int] = []
    for block in blocks:
        if isinstance(block, Text) and block.level:
            while opened and opened[-1] >= block.level:
                opened.pop()
            opened.append(block.level)
            yield replace(block, level=min(above + len(opened), DEEPEST_HEADING))
        elif isinstance(block, Fact):
            inner = min(above + len(opened) + 1, DEEPEST_HEADING)
            yield replace(block, blocks=tuple(_levelled(block.blocks, inner)))
        else:
            yield block


def simplify(blocks: Iterable[Block], *, within: str = "") -> tuple[Block, ...]:
    """Return *blocks*, with what a block can't hold moved after it.

    *within* is what they stand in: ``list``, ``quotation``, ``fact`` or nothing.
    """
    return tuple(part for block in blocks for part in _simplified(block, within))


def _simplified(block: Block, within: str) -> Iterator[Block]:
    match block:
        case Text(level=level) if level and within in {"list", "quotation"}:
            yield replace(block, level=0, runs=_strong(block.runs))
        case Listing():
            yield from _list_pieces(block)
        case Quotation():
            yield from _quotation_pieces(block, within)
        case Fact():
            yield from _fact_pieces(block, within)
        case Definitions():
            yield from _definition_pieces(block, within)
        case Table():
            yield from _table_pieces(block, within)
        case _:
            yield block


def _strong(runs: Runs) -> Runs:
    return tuple(
        run
        if run.kind is not Kind.TEXT or ("strong", "") in run.marks
        else replace(run, marks=(("strong", ""), *run.marks))
        for run in runs
    )


def _fits(block: Block) -> bool:
    """Return whether *block* may stand in a list item or a quotation."""
    return isinstance(block, Text | Listing)


def _list_pieces(block: Listing) -> Iterator[Block]:
    """Yield the list in pieces around what can't stand in it."""
    items: list[tuple[Block, ...]] = []
    number = block.start
    anchors = block.anchors
    for item in block.items:
        current: list[Block] = []
        for part in simplify(item, within="list"):
            if _fits(part):
                current.append(part)
                continue
            if current:
                items.append(tuple(current))
                current = []
            if items:
                yield replace(block, items=tuple(items), start=number, anchors=anchors)
                number, items, anchors = _next(number, items), [], ()
            yield part
        if current:
            items.append(tuple(current))
    if items:
        yield replace(block, items=tuple(items), start=number, anchors=anchors)


def _next(number: int | None, items: list[tuple[Block, ...]]) -> int | None:
    return None if number is None else number + len(items)


def _fact_pieces(block: Fact, within: str) -> Iterator[Block]:
    if within:
        yield Text(runs=_strong(block.title), anchors=block.anchors)
        yield from simplify(block.blocks, within=within)
    else:
        yield replace(block, blocks=simplify(block.blocks, within="fact"))


def _quotation_pieces(block: Quotation, within: str) -> Iterator[Block]:
    if within in {"list", "quotation"}:
        yield from simplify(block.blocks, within=within)
        if block.source:
            yield Text(runs=block.source)
        return
    inner: list[Block] = []
    for part in simplify(block.blocks, within="quotation"):
        if _fits(part):
            inner.append(part)
            continue
        if inner:
            yield replace(block, blocks=tuple(inner), source=())
            inner = []
        yield part
    if inner or block.source:
        yield replace(block, blocks=tuple(inner))


def _definition_pieces(block: Definitions, within: str) -> Iterator[Block]:
    if within in {"list", "quotation"}:
        for term, blocks in block.entries:
            yield Text(runs=_strong(term))
            yield from simplify(blocks, within=within)
        return
    entries: list[tuple[Runs, tuple[Block, ...]]] = []
    for term, blocks in block.entries:
        parts = simplify(blocks, within="list")
        fitting = tuple(part for part in parts if isinstance(part, Text))
        if plain(term) and fitting == parts and parts:
            entries.append((term, parts))
            continue
        if entries:
            yield replace(block, entries=tuple(entries))
            entries = []
        if plain(term):
            yield Text(runs=_strong(term))
        yield from parts
    if entries:
        yield replace(block, entries=tuple(entries))


def _table_pieces(block: Table, within: str) -> Iterator[Block]:
    """Yield the table; one that only places things on a page, as what it places.

    A single cell, or a picture in a cell, marks such a table.
    """
    rows = (*block.head, *block.rows)
    is_layout = len(rows) == 1 and len(rows[0]) == 1
    if is_layout or any(_holds_picture(part) for part in parts_of(block)):
        if plain(block.caption):
            yield Text(runs=block.caption)
        parts = (part for row in rows for each in row for part in each.blocks)
        yield from simplify(parts, within=within)
        return

    def cell(each: Cell) -> Cell:
        parts = simplify(each.blocks, within="list")
        return replace(each, blocks=tuple(text for part in parts for text in _as_texts(part)))

    def cells(rows: tuple[Row, ...]) -> tuple[Row, ...]:
        return tuple(tuple(cell(each) for each in row) for row in rows)

    yield replace(block, head=cells(block.head), rows=cells(block.rows))


def _holds_picture(block: Block) -> bool:
    return isinstance(block, Figure) or any(map(_holds_picture, parts_of(block)))


def _as_texts(block: Block) -> Iterator[Block]:
    """Yield *block* as it can stand in a cell: what has no form there, as paragraphs."""
    match block:
        case Table(caption=caption):
            yield Text(runs=caption)
            for row in (*block.head, *block.rows):
                for each in row:
                    yield from each.blocks
        case Code(text=text):
            yield from (Text(runs=(Run(line, (("code", ""),)),)) for line in text.split("\n"))
        case Rule():
            return
        case _:
            yield block
