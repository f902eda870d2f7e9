"""Where each box comes from, noted before layout and carried along by every copy.

Layout cuts text into lines and drops the spaces it cut at, moves floats behind the line
they stand in, and reorders flex items. What was written is known only before.
"""

from dataclasses import dataclass, field

from pressverk.structure.names import spoken_text
from pressverk.structure.weasyprint_internals import (
    Box,
    Element,
    boxes,
    get_link,
    parse_url,
)


@dataclass(slots=True, eq=False)
class Source:
    """The text of one text box before layout; *previous* is the text box before it."""

    text: str
    previous: "Source | None"


@dataclass(slots=True)
class Sources:
    """The elements that layout moves to the foot of the page."""

    notes: set[Element] = field(default_factory=set)


def note_sources(root: Box, base_url: str) -> Sources:
    """Note each box's place in the source under *root*, and the text of text boxes.

    A footnote counts at its call. Two things that WeasyPrint forgets are mended on the way:
    white space in footnotes collapses, and links stay links as flex and grid items.
    """
    sources = Sources()
    labelled: list[Box] = []
    previous: Source | None = None
    order = 0
    stack = [root]
    while stack:
        box = stack.pop()
        order += 1
        box.reading_order = order
        if isinstance(box, boxes.TextBox):
            box.source = previous = Source(box.text, previous)
            continue
        stack.extend(reversed(box.children))
        if box.link is None and isinstance(box, boxes.BlockLevelBox):
            box.link = _link_of(box, base_url)
        if box.footnote is not None:
            box.footnote.process_whitespace()
            box.footnote.process_text_transform()
            stack.append(box.footnote)
            sources.notes.add(box.footnote.element)
        if box.bookmark_label and box.style["bookmark_label"] == (("content()", "text"),):
            labelled.append(box)
    for box in labelled:
        box.bookmark_label = spoken_text(box.element, sources.notes)
    return sources


def _link_of(box: Box, base_url: str) -> tuple[str, tuple[str, str]] | None:
    element = box.element
    if element is None or element.tag != "a" or "::" in box.element_tag:
        return None
    address = parse_url(element.get("href"), base_url, allow_relative=True)
    link: tuple[str, tuple[str, str]] | None = get_link(address, base_url) if address else None
    return link
