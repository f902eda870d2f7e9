"""Types of a transcript: passages in order, with words of the document and the reader."""

from dataclasses import dataclass
from enum import StrEnum

from pressverk.accessibility.reader.model import Area


class Kind(StrEnum):
    """The kind of a passage; names are stable, since the JSON has them."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    ITEM = "item"
    TABLE = "table"
    ROW = "row"
    HEADER_CELL = "header-cell"
    CELL = "cell"
    FIGURE = "figure"
    CAPTION = "caption"
    FORMULA = "formula"
    QUOTE = "quote"
    NOTE = "note"
    CONTENTS = "contents"
    END = "end"
    UNHEARD = "unheard"


class Role(StrEnum):
    """Who says a part, and whether it begins or ends an announcement inside a passage."""

    TEXT = "text"
    SAID = "said"
    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Words of the document (``TEXT``) or of the screen reader.

    Between START and END is what is announced, such as a link. An end may have a text, such as the
    address of the link.
    """

    role: Role
    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A page and area of a passage."""

    page: int
    area: Area


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """What is said without a break: the *label* that the screen reader says first, and the *parts*.

    *depth* is the number of lists, tables and quotes around it.
    """

    kind: Kind
    label: str = ""
    parts: tuple[Part, ...] = ()
    depth: int = 0
    spots: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """What is said of a document, and in *unheard* what is visible on its pages but not said."""

    title: str | None
    language: str | None
    passages: tuple[Passage, ...]
    unheard: tuple[Passage, ...] = ()
