"""Structure elements for HTML elements, each in a place where it may stand.

What a box becomes depends on its element (the table in ``mapping``) and on what it stands in:
these are the rules for the second part (ISO 32000-1, 14.8.4; ISO 14289-1, 7). A footnote is a
Reference at its call and a Note right after it; ruby is one assembly for each base and its
annotation (14.8.4.4).
"""

from bisect import bisect_left, bisect_right
from operator import attrgetter
from typing import NamedTuple

from pressverk.pdf.tags import figures, forms, lists
from pressverk.pdf.tags.accessible_name import BREAKS, UNKNOWN_LANGUAGE, language_of, title_of
from pressverk.pdf.tags.mapping import (
    GROUPING,
    INLINE,
    PSEUDO_ELEMENTS,
    ROW_GROUPS,
    WITH_TITLE,
    structure_type,
)
from pressverk.pdf.tags.source_text import SourceTexts
from pressverk.pdf.tags.tree import Annotation, Content, StructureElement
from pressverk.pdf.weasyprint.internals import Box, Element, Matrix, boxes

# A note inside one of these would be read as part of a title or a link's text.
TITLES = ("H1", "H2", "H3", "H4", "H5", "H6", "Link", "Caption", "TOCI")


def put_at_call(note: StructureElement, call: StructureElement) -> None:
    """Make *note* the next sibling of *call*, a Reference.

    A call in a heading, caption or link gets its note after that; not so in the caption of a
    table, which holds nothing beside its caption and rows.
    """
    assert call.parent is not None  # noqa: S101  # a Reference always stands in something
    holder = call.parent.nearest(*TITLES)
    home = holder.parent if holder is not None else None
    if home is None or home.type in {"Table", "TOC"}:
        home = call.parent
    note.parent, note.order = home, call.order
    note.parent.kids.append(note)


# What is in these is heard as one: nothing in it gets an element of its own.
FLAT = frozenset({"Figure", "Formula"})
BLOCKS = BREAKS - {"br"}
FEWEST_PARTS = 2
PARENTS = {
    "LI": frozenset({"L", "TOC"}),
    "THead": frozenset({"Table"}),
    "TBody": frozenset({"Table"}),
    "TFoot": frozenset({"Table"}),
    "TR": ROW_GROUPS | {"Table"},
    "TH": frozenset({"TR"}),
    "TD": frozenset({"TR"}),
    "RB": frozenset({"Ruby"}),
    "RT": frozenset({"Ruby"}),
}


class Place(NamedTuple):
    """Where the walk over the boxes is.

    *block* separates one paragraph of lines from the next; *links* are the identities of the
    boxes on the page that are clickable, *height* is the page's.
    """

    page: int
    height: float
    links: frozenset[int]
    order: int = 0
    line: Box = None
    block: int = 0
    matrix: Matrix | None = None


class Elements:
    """The structure elements made so far, found again by HTML element and pseudo-element.

    *unnamed* collects pictures and formulas without an alternative.
    """

    def __init__(self, sources: SourceTexts) -> None:
        self.unnamed: list[StructureElement] = []
        self._sources = sources
        self._known: dict[tuple[Element, str], StructureElement] = {}
        self._paragraphs: dict[tuple[StructureElement, int], StructureElement] = {}
        self._contents: set[StructureElement] = set()
        self._note_count = 0

    def of(self, box: Box, parent: StructureElement, place: Place) -> StructureElement:
        """Return the element of *box*: its own, or *parent* where the markup says nothing."""
        if box.element is None or parent.type in FLAT:
            return parent
        key = (box.element, box.element_tag)
        element = self._known.get(key)
        if element is None:
            parent = self._parent_of(box, parent)
            make = self._pseudo_element if "::" in box.element_tag else self._element
            element = self._known[key] = make(box, parent, place)
        return element

    def _parent_of(self, box: Box, parent: StructureElement) -> StructureElement:
        """Return the element of what *box* is written in, which it may not be laid out in.

        Blocks are set outside of the inline elements that they stand in.
        """
        if "::" in box.element_tag:
            return parent
        outer = self._sources.parents.get(box.element)
        return parent if outer is None else self._known.get((outer, outer.tag), parent)

    def figure(self, box: Box, parent: StructureElement, place: Place) -> StructureElement:
        """Return the Figure of a picture."""
        if parent.type in FLAT:
            return parent
        key = (box.element, box.element_tag)
        if key not in self._known:
            parent = self._parent_of(box, parent)
            alone = figures.stands_alone(box, parent) and parent.type not in {"L", "LI", "TOC"}
            home = parent if alone else self.home(parent, place.order, place.block)
            figure = self._known[key] = home.append("Figure", box.element, place.order)
            self._declare(figure)
            self._picture(figure, box, place)
        return self._known[key]

    def home(self, parent: StructureElement, order: int, block: int) -> StructureElement:
        """Return what text directly in *parent* goes to.

        *block* separates one anonymous paragraph from the next.
        """
        if parent.type in {"L", "TOC"}:
            parent = lists.last_item(parent, order)
        if parent.type == "LI":
            return lists.body(parent, order)
        if parent.type == "Ruby":
            return _ruby_base(parent, order)
        if parent.type not in GROUPING:
            return parent
        key = (parent, block)
        if key not in self._paragraphs:
            self._paragraphs[key] = self._paragraph(parent, order)
        return self._paragraphs[key]

    def part_paragraphs(self) -> None:
        """Divide loose text where something else stands in it: a float that layout moved away.

        It would be read together, and what stood within it after it.
        """
        orders: dict[StructureElement, list[int]] = {}
        for paragraph in [each for each in self._paragraphs.values() if each.type == "P"]:
            parent = paragraph.parent
            if parent is None or len(paragraph.kids) < FEWEST_PARTS:
                continue
            if parent not in orders:
                orders[parent] = sorted(kid.order for kid in parent.kids)
            _divide(paragraph, parent, orders[parent])

    def _paragraph(self, parent: StructureElement, order: int) -> StructureElement:
        if parent not in self._contents:
            return parent.append("P", order=order)
        contents = parent.child("TOC") or parent.append("TOC", order=order)
        return contents.append("TOCI", order=order)

    def _pseudo_element(self, box: Box, parent: StructureElement, place: Place) -> StructureElement:
        kind = PSEUDO_ELEMENTS.get(box.element_tag.rpartition("::")[2])
        if kind is None or (kind == "Lbl" and parent.type not in {"LI", "TOCI", "Note"}):
            return parent
        if kind == "Lbl":
            return parent.append(kind, box.element, place.order)
        call = self.home(parent, place.order, place.block).append(kind, box.element, place.order)
        put_at_call(self._note(box, place), call)
        return call

    def _note(self, box: Box, place: Place) -> StructureElement:
        """Return the Note of a footnote, which layout may set on a page before its call's."""
        key = (box.element, box.element.tag)
        if key not in self._known:
            note = self._known[key] = StructureElement("Note", source=box.element)
            self._declare(note)
            self._complete(note, box, place)
        return self._known[key]

    def _element(self, box: Box, parent: StructureElement, place: Place) -> StructureElement:
        if box.element_tag in {"html", "body"}:
            return parent
        if box.element in self._sources.notes:
            return self._note(box, place)
        kind = self._kind(box, parent)
        if kind is None:
            return parent
        home = self._home_for(kind, box, parent, place)
        element = home.append(kind, box.element, place.order)
        self._declare(element)
        self._complete(element, box, place)
        return element

    def _kind(self, box: Box, parent: StructureElement) -> str | None:
        """Return the type *box* gets where it stands."""
        kind = structure_type(box.element)
        if kind in PARENTS and parent.type not in PARENTS[kind]:
            kind = None
        elif kind == "Caption":
            kind = _caption(parent)
        elif kind in {"Lbl", "LBody"}:
            kind = kind if parent.nearest("L") else None
        elif kind == "P" and _holds_blocks(box.element):
            kind = None
        elif kind == "Figure" and box.element.get("role") not in {"img", "image"}:
            kind = None  # a picture that wasn't found: its alternative is set as text
        elif kind == "LI" and parent.type == "TOC":
            kind = "TOCI"
        elif kind == "L" and self._lists_contents(parent):
            kind = "TOC"
        if kind is None and language_of(box.element) is not None:
            kind = "Span" if _is_inline(box) else "Div"
        return kind

    def _lists_contents(self, parent: StructureElement) -> bool:
        return parent in self._contents or parent.type in {"TOC", "TOCI"}

    def _home_for(
        self, kind: str, box: Box, parent: StructureElement, place: Place
    ) -> StructureElement:
        """Return the element that a new element of *kind* goes into."""
        order, block = place.order, place.block
        if kind in {"LI", "TOCI"} or kind in PARENTS:
            return parent
        if kind in {"Lbl", "LBody"}:
            return lists.definition_item(parent, kind, order) or self.home(parent, order, block)
        if parent.type in {"L", "TOC"}:
            parent = lists.last_item(parent, order)
        if parent.type == "LI":
            parent = lists.body(parent, order)
        if kind == "P" and parent in self._contents and box.element.find(".//a") is not None:
            parent = self._paragraph(parent, order)
        is_word = kind == "Form" or (kind in FLAT and _is_inline(box))
        if is_word or (kind in INLINE and not _holds_blocks(box.element)):
            parent = self.home(parent, order, block)
        if kind == "Link" and parent.nearest("TOCI") and not parent.nearest("Reference"):
            parent = parent.append("Reference", order=order)
        return parent

    def _declare(self, element: StructureElement) -> None:
        """Add what the HTML element says about itself."""
        source = element.source
        language = language_of(source)
        if language is not None:
            element.entries["Lang"] = language or UNKNOWN_LANGUAGE
        if source.tag in {"abbr", "acronym"} and (title := source.get("title")):
            element.entries["E"] = title

    def _complete(self, element: StructureElement, box: Box, place: Place) -> None:
        """Add what only elements of this type have."""
        source = element.source
        if element.type in WITH_TITLE and (title := title_of(source)):
            element.entries["T"] = title
        if element.type in {"Sect", "Index"} and lists.is_contents_list(source):
            self._contents.add(element)
        elif element.type == "LI":
            lists.number(element, box)
        elif element.type == "Note":
            self._note_count += 1
            element.entries["ID"] = f"note-{self._note_count}"
        elif element.type == "Form":
            forms.describe(element, self._sources.parents)
        elif element.type in FLAT:
            self._picture(element, box, place)

    def _picture(self, figure: StructureElement, box: Box, place: Place) -> None:
        if not figures.describe(figure, box, place.matrix, place.height):
            self.unnamed.append(figure)


def _caption(parent: StructureElement) -> str:
    """Return Caption where a caption may stand, and P elsewhere."""
    if parent.type == "Table":
        return "Caption"
    holder = parent.source
    in_figure = holder is not None and (holder.tag == "figure" or holder.get("role") == "figure")
    return "Caption" if in_figure else "P"


def _ruby_base(ruby: StructureElement, order: int) -> StructureElement:
    """Return the RB that text directly in *ruby* goes to: each annotation ends one."""
    last = ruby.kids[-1] if ruby.kids else None
    if isinstance(last, StructureElement) and last.type == "RB":
        return last
    return ruby.append("RB", order=order)


def _holds_blocks(element: Element) -> bool:
    return len(element) > 0 and any(
        child.tag in BLOCKS for child in element.iter() if child is not element
    )


def _is_inline(box: Box) -> bool:
    return isinstance(box, boxes.InlineLevelBox) and not isinstance(box, boxes.BlockLevelBox)


def part_rubies(root: StructureElement) -> None:
    """Give each pair of base and annotation in *root* a Ruby of its own.

    HTML has several in one element; PDF's Ruby holds one RB and what stands over it.
    """
    for ruby in [element for element in root.descendants() if element.type == "Ruby"]:
        pairs = _pairs(ruby)
        if ruby.parent is None or len(pairs) < 2:
            continue
        parts = [_part(ruby, pair) for pair in pairs]
        where = ruby.parent.kids.index(ruby)
        ruby.parent.kids[where : where + 1] = parts


def _pairs(ruby: StructureElement) -> list[list[StructureElement]]:
    pairs: list[list[StructureElement]] = []
    for child in ruby.children():
        if child.type == "RB" or not pairs:
            pairs.append([])
        pairs[-1].append(child)
    return pairs


def _part(ruby: StructureElement, pair: list[StructureElement]) -> StructureElement:
    part = StructureElement("Ruby", ruby.parent, ruby.source, pair[0].order)
    part.entries.update(ruby.entries)
    for child in pair:
        child.parent = part
        part.kids.append(child)
    return part


def _divide(paragraph: StructureElement, parent: StructureElement, orders: list[int]) -> None:
    """Divide *paragraph* at the *orders* of its siblings that lie within it."""
    kids = sorted(paragraph.kids, key=attrgetter("order"))
    own = bisect_right(orders, paragraph.order), bisect_left(orders, kids[-1].order)
    cuts = [order for order in orders[slice(*own)] if order > kids[0].order]
    parts: dict[int, list[StructureElement | Content | Annotation]] = {}
    for kid in kids:
        parts.setdefault(bisect_left(cuts, kid.order), []).append(kid)
    paragraph.kids, *others = parts.values()
    for part in others:
        new = parent.append("P", order=part[0].order)
        new.kids = part
        for kid in part:
            if isinstance(kid, StructureElement):
                kid.parent = new
