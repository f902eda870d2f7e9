"""The structure tree of a file (ISO 32000-2, 14.7), even if damaged, with standard types.

Nothing here is recursive: trees can be deeper than Python's stack.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from pressverk.accessibility.reader import objects
from pressverk.accessibility.reader.marked_content import ContentKey
from pressverk.accessibility.reader.model import Annotation, Attribute, Content, Tag

# ISO 32000-1, 14.8.4, and what ISO 32000-2, 14.8.4 added.
STANDARD_TYPES = """
    Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private
    P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot
    Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP
    Figure Formula Form
    DocumentFragment Aside Title FENote Sub Em Strong Artifact
"""
STANDARD = frozenset(STANDARD_TYPES.split())
LONGEST_CHAIN = 50


def standard_type(role: str, namespace: Any, root: Any) -> str:
    """Return the standard type that *role*, in *namespace* (PDF 2.0) or none, is mapped to.

    If a chain of mappings leads to no standard type, return its last role.
    """
    role_map = objects.entry(root, "/RoleMap")
    for _step in range(LONGEST_CHAIN):
        in_namespace = objects.entry(objects.entry(namespace, "/RoleMapNS"), f"/{role}")
        if in_namespace is not None:
            mapped, *rest = objects.items(in_namespace) or [None]
            namespace = rest[0] if rest else None
        elif role in STANDARD or _is_heading(role):
            return role
        else:
            mapped = objects.entry(role_map, f"/{role}")
        found = objects.name(mapped)
        if found is None:
            return role
        role = found
    return role


def _is_heading(role: str) -> bool:
    return role[:1] == "H" and role[1:].isdecimal()


DEEPEST = 100  # readers of a Tag may be recursive
DEEPEST_ATTRIBUTE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaves:
    """What elements may refer to: *content* by page and key, and annotations, read on demand."""

    content: Mapping[tuple[int, ContentKey], Content]
    page_of: Callable[[Any], int | None]
    annotation: Callable[[Any, int | None], Annotation | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A tree as read, the leaves it refers to, and the number of its faults."""

    root: Tag
    content: frozenset[tuple[int, ContentKey]]
    annotations: frozenset[objects.Key]
    faults: Mapping[str, int]


@dataclass(slots=True, kw_only=True)
class _Open:
    """An element whose kids are being read."""

    source: Any
    language: str | None
    page: int | None
    waiting: Iterator[Any]
    kids: list[Tag | Content | Annotation] = field(default_factory=list)


def read_tree(pdf: pikepdf.Pdf, leaves: Leaves) -> Tree:
    """Return the structure tree of *pdf*; without one, a root without kids."""
    return _TreeReader(objects.entry(pdf.Root, "/StructTreeRoot"), leaves).read(
        objects.text(objects.entry(pdf.Root, "/Lang"))
    )


class _TreeReader:
    def __init__(self, root: Any, leaves: Leaves) -> None:
        self.root, self.leaves = root, leaves
        self.seen: set[objects.Key] = set()
        self.content: set[tuple[int, ContentKey]] = set()
        self.annotations: set[objects.Key] = set()
        self.faults: Counter[str] = Counter()

    def read(self, language: str | None) -> Tree:
        waiting = iter(objects.items(objects.entry(self.root, "/K")))
        stack = [_Open(source=self.root, language=language, page=None, waiting=waiting)]
        while True:
            top = stack[-1]
            try:
                kid = next(top.waiting)
            except StopIteration:
                tag = self.tag(stack.pop())
                if not stack:
                    break
                stack[-1].kids.append(tag)
                continue
            if (opened := self.kid(kid, top)) is None:
                continue
            if len(stack) >= DEEPEST:
                self.faults["too-deep"] += 1
            else:
                stack.append(opened)
        return Tree(
            root=tag,
            content=frozenset(self.content),
            annotations=frozenset(self.annotations),
            faults=dict(self.faults),
        )

    def kid(self, kid: Any, parent: _Open) -> _Open | None:
        """Add a leaf to *parent*, or return an element that is still to be read."""
        page = self.leaves.page_of(objects.entry(kid, "/Pg")) or parent.page
        identifier = objects.integer(kid)
        if identifier is not None:
            self.claim((None, identifier), page, parent)
        elif objects.entry(kid, "/S") is not None:
            return self.opened(kid, parent, page)
        elif (identifier := objects.integer(objects.entry(kid, "/MCID"))) is not None:
            stream = objects.key_of(objects.entry(kid, "/Stm"))
            self.claim((stream, identifier), page, parent)
        elif (found := objects.entry(kid, "/Obj")) is not None:
            self.claim_object(found, page, parent)
        else:
            self.faults["unknown-kid"] += kid is not None
        return None

    def opened(self, source: Any, parent: _Open, page: int | None) -> _Open | None:
        key = objects.key_of(source)
        if key in self.seen:
            self.faults["element-twice"] += 1
            return None
        if key:
            self.seen.add(key)
        language = objects.text(objects.entry(source, "/Lang"))
        return _Open(
            source=source,
            language=parent.language if language is None else language,
            page=page,
            waiting=iter(objects.items(objects.entry(source, "/K"))),
        )

    def claim(self, key: ContentKey, page: int | None, parent: _Open) -> None:
        found = self.leaves.content.get((page or 0, key))
        if page is None or found is None:
            self.faults["no-page" if page is None else "no-content"] += 1
        elif (page, key) in self.content:
            self.faults["content-twice"] += 1
        else:
            self.content.add((page, key))
            parent.kids.append(found)

    def claim_object(self, found: Any, page: int | None, parent: _Open) -> None:
        key = objects.key_of(found)
        if objects.name(objects.entry(found, "/Type")) == "XObject":
            self.claim((key, None), page, parent)
            return
        annotation = self.leaves.annotation(found, page)
        if annotation is None or key is None:
            self.faults["no-object"] += 1
        else:
            self.annotations.add(key)
            parent.kids.append(annotation)

    def tag(self, finished: _Open) -> Tag:
        source = finished.source
        role = objects.name(objects.entry(source, "/S")) or ""
        return Tag(
            type=standard_type(role, objects.entry(source, "/NS"), self.root),
            role=role,
            language=finished.language,
            alt=objects.text(objects.entry(source, "/Alt")),
            actual_text=objects.text(objects.entry(source, "/ActualText")),
            expansion=objects.text(objects.entry(source, "/E")),
            title=objects.text(objects.entry(source, "/T")),
            id=objects.text(objects.entry(source, "/ID")),
            attributes=dict(self.attributes(source)),
            kids=tuple(finished.kids),
        )

    def attributes(self, source: Any) -> Iterator[tuple[str, Attribute]]:
        """Yield the attributes of an element's classes, then its own, which win (14.7.6)."""
        classes = objects.entry(self.root, "/ClassMap")
        named = map(objects.name, objects.items(objects.entry(source, "/C")))
        groups = [
            group
            for name in named
            if name is not None
            for group in objects.items(objects.entry(classes, f"/{name}"))
        ]
        for group in [*groups, *objects.items(objects.entry(source, "/A"))]:
            owner = objects.name(objects.entry(group, "/O"))
            for key, value in objects.entries(group):
                if owner and key != "O":
                    yield f"{owner}.{key}", _plain(value)


def _plain(value: Any, depth: int = 0) -> Attribute:
    if isinstance(value, pikepdf.Array):
        return tuple(_plain(v, depth + 1) for v in value) if depth < DEEPEST_ATTRIBUTE else ()
    if isinstance(value, bool):
        return value
    if (found := objects.number(value)) is not None:
        return found
    return objects.name(value) or objects.text(value)
