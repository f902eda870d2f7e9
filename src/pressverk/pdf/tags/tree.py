"""The logical tree: structure elements and their content.

A tree is built from laid-out boxes before they are painted, so it names content by its box;
the writer finds out which marked-content identifier the box was painted under.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from pressverk.pdf.weasyprint.internals import Box, Element


class Artifact(Enum):
    """What a listener isn't given (ISO 32000-1, 14.8.2.2)."""

    LAYOUT = "Layout", None
    PAGINATION = "Pagination", None
    HEADER = "Pagination", "Header"
    FOOTER = "Pagination", "Footer"


@dataclass(slots=True, kw_only=True, eq=False)
class Content:
    """Text or a picture on one page; *text* is what is meant to be heard.

    *line* and *block* are what it was set in: where they change, a word may have ended; it
    has where content stands *apart*, behind a leader.
    *order* is the place in the source, from 1.
    """

    page: int
    box: Box
    order: int
    text: str = ""
    line: Box = None
    block: int = 0
    apart: bool = False


@dataclass(slots=True, kw_only=True, eq=False)
class Annotation:
    """A link's clickable area on one page."""

    page: int
    box: Box
    order: int
    description: str = ""


@dataclass(slots=True, eq=False)
class StructureElement:
    """One structure element, whatever number of lines, columns or pages it runs over.

    *entries* are those of its dictionary whose values are text: Lang, Alt, E, T, ID.
    *attributes* are grouped by owner: Layout, List, Table.
    """

    type: str
    parent: "StructureElement | None" = None
    source: Element = None
    order: int = 0
    kids: list["StructureElement | Content | Annotation"] = field(default_factory=list)
    entries: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, dict[str, Any]] = field(default_factory=dict)

    def append(self, kind: str, source: Element = None, order: int = 0) -> "StructureElement":
        """Return a new last child."""
        child = StructureElement(kind, self, source, order)
        self.kids.append(child)
        return child

    def set_attribute(self, owner: str, key: str, value: object) -> None:
        """Set one attribute of *owner*."""
        self.attributes.setdefault(owner, {})[key] = value

    def children(self) -> Iterator["StructureElement"]:
        """Yield the child elements."""
        return (kid for kid in self.kids if isinstance(kid, StructureElement))

    def child(self, kind: str) -> "StructureElement | None":
        """Return the first child of a type."""
        return next((child for child in self.children() if child.type == kind), None)

    def nearest(self, *kinds: str) -> "StructureElement | None":
        """Return the element itself, or its nearest ancestor, that has one of *kinds*."""
        element: StructureElement | None = self
        while element is not None and element.type not in kinds:
            element = element.parent
        return element

    def descendants(self) -> Iterator["StructureElement"]:
        """Yield the element and all elements in it, parents first."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            stack.extend(
                [kid for kid in reversed(element.kids) if isinstance(kid, StructureElement)]
            )

    def contents(self) -> Iterator[Content]:
        """Yield the content in reading order."""
        stack: list[StructureElement | Content | Annotation] = [self]
        while stack:
            item = stack.pop()
            if isinstance(item, StructureElement):
                stack.extend(reversed(item.kids))
            elif isinstance(item, Content):
                yield item
