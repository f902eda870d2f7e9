"""What the tags of a PDF say, as frozen types: a tree of ``Tag``, whose leaves are on pages.

Pages count from 1. Areas are in points, in the page's own space as it is shown: from the lower
left corner of its crop box, before rotation.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from pressverk.model import Finding

Colour: TypeAlias = tuple[float, float, float]
Attribute: TypeAlias = "str | float | bool | tuple[Attribute, ...] | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A rectangle on a page."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Glyphs that were shown together.

    *font* is its PostScript name without the tag of the subset, *size* the height of an em on
    the page in points, *colour* the fill in sRGB from 0 to 1: None when it is a pattern or none.
    """

    text: str
    area: Area
    font: str
    size: float
    colour: Colour | None
    is_visible: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One content item: what a page paints under one marked-content identifier.

    *text* is what is read: ActualText where it is given, and spaces where glyphs stand apart.
    *painted* is what the glyphs say, a soft hyphen or a glyph without meaning (U+FFFD) included.
    *areas* holds one rectangle for each line, and one for each drawing. *ends_words* tells that
    the document paints a space wherever a word ends with its line.
    """

    page: int
    text: str
    painted: str
    areas: tuple[Area, ...] = ()
    runs: tuple[Run, ...] = ()
    language: str | None = None
    paints_graphics: bool = False
    ends_words: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """A link, form field or the like. A link leads to *uri*, or into the file: to *target*."""

    page: int
    subtype: str
    contents: str | None = None
    uri: str | None = None
    target: int | None = None
    value: str | None = None
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tag:
    """A structure element; *type* is the standard one that the role map gives for *role*.

    *language* is its own or inherited. *attributes* are named by owner and key, such as
    ``Table.Scope``, those of its classes included.
    """

    type: str
    role: str
    language: str | None = None
    alt: str | None = None
    actual_text: str | None = None
    expansion: str | None = None
    title: str | None = None
    id: str | None = None
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    kids: tuple["Tag | Content | Annotation", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """What is painted and isn't read; *kind* is its Type, such as ``Pagination``."""

    kind: str | None
    subtype: str | None
    content: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """A line of the outline; the outermost have level 1."""

    level: int
    title: str
    page: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBox:
    """The size of a page in points, before its *rotation* (clockwise, in degrees)."""

    width: float
    height: float
    rotation: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggedPdf:
    """A PDF as read; *root* is the structure tree's root, whose kids are its top elements.

    *untagged* is what is painted and is neither in the tree nor an artifact, and
    *untagged_annotations* the links and fields that the tree doesn't reach. *findings* tells
    of damage: what could not be read, and was passed over.
    """

    title: str | None
    shows_title: bool
    language: str | None
    is_tagged: bool
    pages: tuple[PageBox, ...]
    root: Tag
    artifacts: tuple[Artifact, ...] = ()
    untagged: tuple[Content, ...] = ()
    untagged_annotations: tuple[Annotation, ...] = ()
    bookmarks: tuple[Bookmark, ...] = ()
    findings: tuple[Finding, ...] = ()
