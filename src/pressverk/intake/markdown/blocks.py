"""A body between HTML and Markdown: blocks of text, and runs of the same formatting in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

Mark = tuple[str, str]  # an inline element and what it says: ("a", "https://…"), ("strong", "")


class Kind(StrEnum):
    """What a run is: text, or something that stands in the text."""

    TEXT = "text"
    BREAK = "break"
    NOTE = "note"  # the call of a note; its text is the note's id
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one formatting: *marks* from the outermost on."""

    text: str
    marks: tuple[Mark, ...] = ()
    kind: Kind = Kind.TEXT


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What all blocks may have: a *language* of their own, *anchors* of notes, an *id*."""

    language: str = ""
    anchors: tuple[str, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Block):
    """A paragraph, or a heading when it has a *level* (1 is a title)."""

    runs: Runs
    level: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Code(Block):
    """Preformatted text."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Block):
    """A break between two parts of the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Block):
    """A list; *start* is its first number, None for bullets, *style* that of HTML's ``type``."""

    items: tuple[tuple[Block, ...], ...]
    start: int | None = None
    style: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions(Block):
    """Terms and what they mean, each a term's runs and the blocks of its definitions."""

    entries: tuple[tuple[Runs, tuple[Block, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation(Block):
    """A block quotation and its source."""

    blocks: tuple[Block, ...]
    source: Runs = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact(Block):
    """A fact box."""

    title: Runs
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Block):
    """A picture with what is known about it; *decorative* when it says nothing."""

    source: str
    alternative: str
    caption: Runs = ()
    photographer: str = ""
    illustrator: str = ""
    decorative: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a table; *header* is its scope, empty in a cell of data."""

    blocks: tuple[Block, ...]
    header: str = ""
    columns: int = 1
    rows: int = 1


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Block):
    """A table: *head* are the rows that name its columns."""

    caption: Runs
    head: tuple[Row, ...]
    rows: tuple[Row, ...]


def parts_of(block: Block) -> Iterator[Block]:
    """Yield the blocks right within *block*."""
    match block:
        case Listing(items=items):
            for item in items:
                yield from item
        case Definitions(entries=entries):
            for _term, blocks in entries:
                yield from blocks
        case Quotation(blocks=blocks) | Fact(blocks=blocks):
            yield from blocks
        case Table(head=head, rows=rows):
            for row in (*head, *rows):
                for cell in row:
                    yield from cell.blocks


def anchors_in(block: Block) -> Iterator[str]:
    """Yield the anchors of *block* and of all within it."""
    yield from block.anchors
    for part in parts_of(block):
        yield from anchors_in(part)


def plain(runs: Runs) -> str:
    """Return the text of *runs*, line ends as spaces.

    >>> plain((Run("a "), Run("b", (("em", ""),)), Run("", (), Kind.BREAK), Run("c")))
    'a b c'
    """
    texts = (
        run.text if run.kind is Kind.TEXT else " " if run.kind is Kind.BREAK else "" for run in runs
    )
    return " ".join("".join(texts).replace("\xa0", " ").split())


def is_blank(runs: Runs) -> bool:
    """Return whether *runs* hold nothing but spaces and line ends."""
    return all(
        run.kind is Kind.BREAK or (run.kind is Kind.TEXT and not run.text.strip()) for run in runs
    )
