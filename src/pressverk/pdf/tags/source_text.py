"""Where each box comes from, noted before layout and carried along by every copy.

Layout cuts text into lines and drops the spaces it cut at, moves floats behind the line
they stand in, and reorders flex items. What was written is known only before.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pressverk.pdf.tags.accessible_name import accessible_name
from pressverk.pdf.weasyprint.internals import (
    Box,
    Element,
    bookmark_label,
    boxes,
    get_link,
    parse_url,
)
from pressverk.pdf.weasyprint.text_transform import written


@dataclass(slots=True, eq=False)
class SourceText:
    """The text of one text box before layout; *previous* is the text box before it.

    *written* is the same text without changes of case. *read_to* is how far it has been found
    again in the text of the pages; it may also be *left_out*, as decoration. Text that
    *starts* a block may be set as nothing but a first letter, which has a box of its own.
    """

    text: str
    written: str
    previous: "SourceText | None"
    starts: bool = False
    read_to: int = 0
    left_out: bool = False

    @property
    def unread(self) -> str:
        """What hasn't been found on any page."""
        return self.text[self.read_to :].strip()

    @property
    def lost(self) -> str:
        """What should be on a page and isn't."""
        is_letter = self.starts and sum(map(str.isalnum, self.unread)) <= 1
        return "" if self.left_out or is_letter else self.unread


@dataclass(slots=True, kw_only=True)
class SourceTexts:
    """What layout takes apart.

    *notes* are the elements set at the foot of a page, *parents* say what each element
    stands in, *texts* are those that have to be on a page. *headed* are the tables with a head.
    """

    parents: dict[Element, Element]
    texts: list[SourceText] = field(default_factory=list)
    notes: set[Element] = field(default_factory=set)
    headed: set[Element] = field(default_factory=set)


def note_source_texts(
    root: Box, html: Element, base_url: str, footnotes: Iterable[Box] = ()
) -> SourceTexts:
    """Note each box's place in the source under *root*, and the text of text boxes.

    A footnote counts at its call. Two things that WeasyPrint forgets are corrected on the way:
    white space in footnotes collapses, and blocks in links, and links that are flex or grid
    items, can be clicked. *footnotes* find their calls there again, too.
    """
    called = {note.element: note for note in footnotes}
    sources = SourceTexts(parents={child: parent for parent in html.iter() for child in parent})
    links = {inside: link for link in html.iter("a") for inside in link.iter()}
    labelled: list[Box] = []
    previous: SourceText | None = None
    order = 0
    starts = False
    stack = [(root, True)]
    while stack:
        box, is_due = stack.pop()
        order += 1
        box.reading_order = order
        if isinstance(box, boxes.TextBox):
            box.source = previous = SourceText(box.text, written(box.text), previous, starts)
            starts = starts and (not box.text.strip() or "::" in box.element_tag)
            if is_due and _is_to_be_seen(box):
                sources.texts.append(previous)
            continue
        starts = starts or box.first_letter_style is not None
        is_due = is_due and not _may_be_dropped(box)
        _correct(box, sources)
        stack.extend((child, is_due) for child in reversed(box.children))
        if note := _note_called(box, called):
            stack.append((_take_note(note, sources, links), is_due))
        elif box.link is None and isinstance(box, boxes.BlockLevelBox) and box.element in links:
            box.link = _link_to(links[box.element], base_url)
        if box.bookmark_label and box.style["bookmark_label"] == (("content()", "text"),):
            labelled.append(box)
    for box in labelled:
        label = accessible_name(box.element, sources.notes)
        box.bookmark_label = bookmark_label(label, box.reading_order)
    return sources


def _correct(box: Box, sources: SourceTexts) -> None:
    position = box.style["position"][0]
    if isinstance(box, boxes.TableBox) and box.children and box.children[0].is_header:
        sources.headed.add(box.element)
    if position == "note()":
        sources.notes.add(box.element)
    if position in {"note()", "running()"}:
        _take_out_of_outline(box)
    elif box.is_outside_marker:
        _set_in_line(box)


def _set_in_line(marker: Box) -> None:
    """Leave the text that a style gives *marker* in its line.

    WeasyPrint 70 has the text share the style of the marker, which is placed absolutely.
    """
    for box in marker.descendants():
        if isinstance(box, boxes.TextBox) and box.style["position"] == "absolute":
            box.style = box.style.copy()
            box.style["position"] = "static"


def _is_to_be_seen(box: Box) -> bool:
    """Return whether the text of *box* is written and shown; layout remakes what it generates."""
    style = box.style
    is_shown = style["visibility"] == "visible" and style["font_size"] > 0
    return bool(is_shown and "::" not in box.element_tag)


def _may_be_dropped(box: Box) -> bool:
    """Return whether a style says that not all of *box* need be shown."""
    style = box.style
    is_cut = style["max_lines"] != "none" or style["continue"] == "discard"
    return bool(is_cut or box.is_running())


def _take_out_of_outline(running: Box) -> None:
    """Keep what stands in page margins from being a bookmark of every page."""
    for box in running.descendants():
        box.bookmark_label = None


def _note_called(box: Box, called: dict[Element, Box]) -> Box | None:
    """Return the footnote that *box* calls.

    A call that is a flex or grid item has been made a block, which WeasyPrint 70 gives no
    note; layout finds the note of any box in a line.
    """
    if not (box.element_tag or "").endswith("::footnote-call"):
        return None
    note = called.pop(box.element, None)
    if note is not None and box.footnote is None:
        text = next(inner for inner in box.descendants() if isinstance(inner, boxes.TextBox))
        text.footnote = note
    return note


def _take_note(note: Box, sources: SourceTexts, links: dict[Element, Element]) -> Box:
    """Return the box of a footnote as it would be in the flow; it is in no link."""
    note.process_whitespace()
    note.process_text_transform()
    sources.notes.add(note.element)
    for element in note.element.iter():
        if element.tag != "a":
            links.pop(element, None)
    return note


def _link_to(element: Element, base_url: str) -> tuple[str, tuple[str, str]] | None:
    address = parse_url(element.get("href"), base_url, allow_relative=True)
    link: tuple[str, tuple[str, str]] | None = get_link(address, base_url) if address else None
    return link
