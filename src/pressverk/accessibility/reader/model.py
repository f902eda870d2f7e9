"""Types of a tagged PDF: a tree of ``Tag`` whose leaves are content items on pages.

Pages count from 1. Areas are in points, from the lower left corner of the page's crop box, before
rotation.
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

    *font* is the PostScript name without subset tag, *size* the height of an em on the page in
    points, *colour* the fill in sRGB from 0 to 1, None if it is a pattern or there is no fill.
    """

    text: str
    area: Area
    font: str
    size: float
    colour: Colour | None
    is_visible: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One content item: what a page paints with one marked-content identifier.

    *text* is what is read: ActualText if given, and spaces where glyphs are apart. *painted* is
    the text of the glyphs, including soft hyphens and unmapped glyphs (U+FFFD). *areas* has one
    rectangle for each line and each drawing. *ends_words* is True if the document paints a space
    wherever a word ends at a line's end.
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
    """A link, form field or similar. A link leads to *uri*, or to the page *target* of the file."""

    page: int
    subtype: str
    contents: str | None = None
    uri: str | None = None
    target: int | None = None
    value: str | None = None
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tag:
    """A structure element; *type* is the standard type that the role map has for *role*.

    *language* is its own or inherited. *attributes* are named by owner and key, such as
    ``Table.Scope``, and include those of its classes.
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
    """Painted content that isn't read; *kind* is its Type, such as ``Pagination``."""

    kind: str | None
    subtype: str | None
    content: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """An item of the outline; the outermost have level 1."""

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
    """A PDF as read; *root* is the root of the structure tree; its kids are the top elements.

    *untagged* is painted content that is neither in the tree nor an artifact, and
    *untagged_annotations* are links and fields that the tree doesn't contain. *findings* reports
    damage: what could not be read and was skipped.
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
