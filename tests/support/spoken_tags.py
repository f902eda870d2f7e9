"""Tags made by hand, for tests of what is said of them."""

from typing import Any

from pressverk.accessibility.reader import (
    Annotation,
    Area,
    Bookmark,
    Content,
    PageBox,
    Tag,
    TaggedPdf,
)
from pressverk.accessibility.screen_reader import announce, as_text

__all__ = ["Bookmark", "content", "heard", "lines", "link", "pdf_of", "tag"]


def content(text: str, *, page: int = 1, language: str | None = None) -> Content:
    area = Area(left=10, bottom=20, right=50, top=30)
    return Content(page=page, text=text, painted=text, areas=(area,), language=language)


def tag(kind: str, *kids: Tag | Content | Annotation | str, **entries: Any) -> Tag:
    made = tuple(content(kid) if isinstance(kid, str) else kid for kid in kids)
    entries.setdefault("language", "sv")
    attributes = entries.pop("attributes", {})
    return Tag(type=kind, role=kind, kids=made, attributes=attributes, **entries)


def link(uri: str | None = None, target: int | None = None) -> Annotation:
    return Annotation(page=1, subtype="Link", uri=uri, target=target)


def pdf_of(*kids: Tag, **entries: Any) -> TaggedPdf:
    entries.setdefault("title", "Prov")
    entries.setdefault("language", "sv")
    entries.setdefault("pages", (PageBox(width=200, height=300),))
    return TaggedPdf(
        shows_title=True,
        is_tagged=True,
        root=tag("", *kids),
        **entries,
    )


def heard(*kids: Tag, **entries: Any) -> str:
    """What is heard below the head of the transcript."""
    return as_text(announce(pdf_of(*kids, **entries))).partition("\n\n")[2]


def lines(*kids: Tag, **entries: Any) -> list[str]:
    return heard(*kids, **entries).strip("\n").split("\n")
