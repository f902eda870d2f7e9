"""What a listener hears, in order: passages, made of words of the document and of the reader."""

from dataclasses import dataclass
from enum import StrEnum

from pressverk.accessibility.reader import Area


class Kind(StrEnum):
    """What a passage is; the names are stable, for who reads the JSON."""

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
    """Whose words a part is, and whether it begins or ends what is inside of a passage."""

    TEXT = "text"
    SAID = "said"
    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Words of the document (``TEXT``) or of the reader.

    Between a start and its end lies what is announced, such as a link. An end may tell more,
    such as where the link leads.
    """

    role: Role
    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where on which page something of a passage is."""

    page: int
    area: Area


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """What is heard in one go: the *label* that the reader says first, and the *parts*.

    *depth* counts the lists, tables and quotes that it stands in.
    """

    kind: Kind
    label: str = ""
    parts: tuple[Part, ...] = ()
    depth: int = 0
    spots: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """All that is heard of a document, and in *unheard* what is seen on its pages and not heard."""

    title: str | None
    language: str | None
    passages: tuple[Passage, ...]
    unheard: tuple[Passage, ...] = ()
