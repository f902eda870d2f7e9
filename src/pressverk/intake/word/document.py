"""The body of a document: paragraphs and tables as headings, lists, quotations, figures, boxes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml.html import Element, HtmlElement

from pressverk.intake.model import NoteKind
from pressverk.intake.release_parts import part_credit
from pressverk.intake.word.context import Context
from pressverk.intake.word.drawings import Drawings
from pressverk.intake.word.numbering import Number
from pressverk.intake.word.package import NAMESPACES, q, value_of
from pressverk.intake.word.paragraphs import (
    Paragraph,
    ParagraphReader,
    alternative,
    note_tracked_changes,
)
from pressverk.intake.word.styles import Role, Style, outline_level
from pressverk.intake.word.tables import write_table
from pressverk.translation import _

TRANSPARENT = frozenset(
    map(q, ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag"))
)
LONGEST_HEADING = 100
SENTENCE_END = re.compile(r"[.!:;,…–-][”\"’')]*$")


@dataclass(slots=True)
class Piece:
    """An element of the body, and what it was in Word."""

    element: HtmlElement
    role: Role = Role.BODY
    number: Number | None = None
    paragraph: Paragraph | None = None
    level: int = 0


class BodyReader:
    """Reads the paragraphs and tables of a part."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.reader = ParagraphReader(context, Drawings(self._inner_blocks))
        self.open: Paragraph | None = None  # a paragraph whose end was deleted

    def pieces(self, parent: Any) -> list[Piece]:
        """Return what stands in *parent*, in reading order."""
        found: list[Piece] = []
        for child in parent:
            if child.tag == q("w:p"):
                found += self._paragraph(child)
            elif child.tag == q("w:tbl"):
                found.append(self._table(child))
            elif child.tag in TRANSPARENT:
                if self._is_contents(child):
                    self._leave_contents_out(child)
                else:
                    found += self.pieces(child)
            elif child.tag == q("mc:AlternateContent"):
                found += self.pieces(alternative(child))
            elif child.tag == q("w:altChunk"):
                place = Element("p")
                message = _("a part in another format isn't taken in; copy it from Word")
                self.context.note(NoteKind.DECIDE, "other-format", message, at=place)
                found.append(Piece(element=place))
            elif child.tag in {q("w:del"), q("w:moveFrom")}:
                note_tracked_changes(self.context)
        return found

    def _inner_blocks(self, parent: Any, context: Context) -> list[HtmlElement]:
        """Return the blocks in a text box, whose text is read in between."""
        del context
        outer, style, opened = self.reader.paragraph, self.reader.style, self.open
        self.open = None
        blocks = assemble(self.pieces(parent), self.context)
        self.reader.paragraph, self.reader.style, self.open = outer, style, opened
        return blocks

    def _table(self, table: Any) -> Piece:
        style = self.context.styles[value_of(table, "w:tblPr/w:tblStyle")]
        element = write_table(
            table, lambda cell: assemble(self.pieces(cell), self.context), style.name
        )
        if element.tag == "aside" and not element.xpath("./h2 | ./h3 | ./h4"):
            _entitle(element, self.context)
        return Piece(element=element)

    def _paragraph(self, paragraph: Any) -> Iterator[Piece]:
        properties = paragraph.find("w:pPr", NAMESPACES)
        style = self._style(properties)
        was_in_contents = self.context.in_contents
        into, self.open = self.open, None
        read = self.reader.read(paragraph, style, into)
        if self._is_joined_to_next(properties):
            self.open = read
            return
        if read.hidden.strip():
            message = _("hidden text is left out")
            self.context.note(NoteKind.LEFT_OUT, "hidden-text", message, read.hidden.strip())
        if style.role is Role.CONTENTS or (was_in_contents and self.context.in_contents):
            self._note_contents(read.text)
            return
        if self._keeps(read):
            level = self._level(properties, style)
            number = None if level else self._number(properties, style)
            yield Piece(
                element=read.element, role=style.role, number=number, paragraph=read, level=level
            )
        yield from (Piece(element=each) for each in read.floating)

    def _keeps(self, read: Paragraph) -> bool:
        """Tell whether a paragraph holds anything: an empty one keeps its notes, if any."""
        element = read.element
        return (
            bool(read.text)
            or element.get("data-note") is not None
            or len(element) > len(element.findall("br"))
        )

    def _style(self, properties: Any) -> Style:
        name = "" if properties is None else value_of(properties, "w:pStyle")
        return self.context.styles[name or self.context.styles.paragraph_default]

    def _level(self, properties: Any, style: Style) -> int:
        own = None if properties is None else outline_level(properties)
        return style.level if own is None else own

    def _number(self, properties: Any, style: Style) -> Number | None:
        number, depth = style.numbering
        if properties is not None:
            found = properties.find("w:numPr", NAMESPACES)
            if found is not None:
                number = value_of(found, "w:numId", number or "")
                written = value_of(found, "w:ilvl")
                depth = int(written) if written.isdecimal() else depth
        return self.context.numbering.count(number, depth or 0) if number else None

    def _is_joined_to_next(self, properties: Any) -> bool:
        """Tell whether the end of a paragraph was deleted, a change that is tracked."""
        deleted = properties is not None and properties.find("w:rPr/w:del", NAMESPACES) is not None
        if deleted:
            note_tracked_changes(self.context)
        return deleted

    def _is_contents(self, element: Any) -> bool:
        gallery = value_of(element, "w:sdtPr/w:docPartObj/w:docPartGallery")
        return gallery in {"Table of Contents", "Table of Figures"}

    def _leave_contents_out(self, element: Any) -> None:
        for paragraph in element.iter(q("w:p")):
            read = self.reader.read(paragraph, Style())
            self._note_contents(read.text)

    def _note_contents(self, text: str) -> None:
        if text:
            message = _("the table of contents is left out; reports make their own")
            self.context.note(NoteKind.LEFT_OUT, "table-of-contents", message, text)


def assemble(pieces: Iterable[Piece], context: Context) -> list[HtmlElement]:
    """Return *pieces* as blocks: what belongs together in one element."""
    blocks: list[HtmlElement] = []
    lists = _Lists()
    previous: Piece | None = None
    for piece in pieces:
        if piece.number is not None:
            lists.add(piece.element, piece.number, blocks, context)
        else:
            if not lists.holds(piece):
                lists.close()
            _add(piece, previous, blocks, context)
        previous = piece
    return _with_captions(blocks, context)


def _add(piece: Piece, previous: Piece | None, blocks: list[HtmlElement], context: Context) -> None:
    element, role = piece.element, piece.role
    if piece.level:
        element.tag = f"h{min(piece.level, 6)}"
        blocks.append(element)
    elif role in {Role.QUOTATION, Role.FACT, Role.CODE}:
        same = previous is not None and previous.role is role and bool(blocks)
        _add_to_group(element, role, blocks, same=same)
    elif role is Role.CAPTION:
        element.set("class", "caption")
        blocks.append(element)
    else:
        blocks.append(element)
    del context


def _add_to_group(
    element: HtmlElement, role: Role, blocks: list[HtmlElement], *, same: bool
) -> None:
    """Put *element* into a quotation, a box or code that has begun, or into a new one."""
    if role is Role.CODE:
        text = "".join(f"\n{e.tail or ''}" if e.tag == "br" else "" for e in element)
        text = element.text_content() if not text else (element.text or "") + text
        if same and blocks[-1].tag == "pre":
            blocks[-1].text = f"{blocks[-1].text}\n{text}"
        else:
            blocks.append(Element("pre"))
            blocks[-1].text = text
        return
    tag = "blockquote" if role is Role.QUOTATION else "aside"
    if not same or blocks[-1].tag != tag:
        blocks.append(Element(tag, {"class": "fact"} if role is Role.FACT else {}))
        if role is Role.FACT:
            element.tag = "h3"
    blocks[-1].append(element)


class _Lists:
    """The list that is open, and its lists within."""

    def __init__(self) -> None:
        self.opened: list[tuple[HtmlElement, Number]] = []

    def close(self) -> None:
        """Let the next item begin a list of its own."""
        self.opened = []

    def holds(self, piece: Piece) -> bool:
        """Tell whether *piece* stands in the middle of a list without ending it: it never does."""
        del piece
        return False

    def add(
        self, element: HtmlElement, number: Number, blocks: list[HtmlElement], context: Context
    ) -> None:
        """Add an item; a list begins where the kind changes or the depth grows."""
        while self.opened and self.opened[-1][1].depth > number.depth:
            self.opened.pop()
        if self.opened and self.opened[-1][1].depth == number.depth and not self._goes_on(number):
            self.opened.pop()
        if not self.opened or self.opened[-1][1].depth < number.depth:
            self._begin(number, blocks)
            if number.level.compound:
                message = _("numbers such as 1.1 are counted for each level by itself here")
                context.note(NoteKind.CHANGED, "numbering", message)
        item = Element("li")
        item.append(element)
        self.opened[-1][0].append(item)
        self.opened[-1] = (self.opened[-1][0], number)

    def _goes_on(self, number: Number) -> bool:
        last = self.opened[-1][1]
        is_same = (
            last.level.bullet == number.level.bullet and last.level.style == number.level.style
        )
        return is_same and (number.level.bullet or number.value == last.value + 1)

    def _begin(self, number: Number, blocks: list[HtmlElement]) -> None:
        listing = Element("ul" if number.level.bullet else "ol")
        if not number.level.bullet and number.value != 1:
            listing.set("start", str(number.value))
        if number.level.style:
            listing.set("type", number.level.style)
        if self.opened and len(self.opened[-1][0]):
            self.opened[-1][0][-1].append(listing)
        else:
            blocks.append(listing)
        self.opened.append((listing, number))


LABEL = re.compile(r"(?:tabell|table|taulukko|diagram)\b", re.IGNORECASE)
CREDIT = re.compile(r"(?:foto|fotograf|photo|bild|illustration|kuva)\s*[:/]", re.IGNORECASE)


def _with_captions(blocks: list[HtmlElement], context: Context) -> list[HtmlElement]:
    """Return *blocks* with captions in the tables and figures that they stand before or after."""
    kept = list(blocks)
    for block in blocks:
        if block.get("class") != "caption":
            if block.tag == "p" and _is_credit(block, kept):
                _give(_neighbour(block, kept, ("figure",)), block, kept)
            continue
        del block.attrib["class"]
        text = block.text_content().strip()
        tags = ("table", "figure") if LABEL.match(text) else ("figure", "table")
        target = next(
            (each for tag in tags if (each := _neighbour(block, kept, (tag,))) is not None), None
        )
        if target is not None:
            _give(target, block, kept)
    for figure in kept:
        if figure.tag == "figure":
            _part_credit(figure)
    del context
    return kept


def _is_credit(block: HtmlElement, blocks: list[HtmlElement]) -> bool:
    """Tell whether a paragraph right after a figure is about it: it names who took it."""
    index = blocks.index(block)
    text = block.text_content().strip()
    is_after = index > 0 and blocks[index - 1].tag == "figure"
    return is_after and len(text) < 300 and bool(part_credit(text)[3])


def _neighbour(
    block: HtmlElement, blocks: list[HtmlElement], tags: tuple[str, ...]
) -> HtmlElement | None:
    """Return the table or figure next to *block* that has no caption yet."""
    index = blocks.index(block)
    order = (index + 1, index - 1) if tags == ("table",) else (index - 1, index + 1)
    for number in order:
        if 0 <= number < len(blocks) and blocks[number].tag in tags:
            if blocks[number].find("caption") is None and blocks[number].find("figcaption") is None:
                return blocks[number]
    return None


def _give(target: HtmlElement | None, block: HtmlElement, blocks: list[HtmlElement]) -> None:
    if target is None:
        return
    blocks.remove(block)
    if target.tag == "table":
        block.tag = "caption"
        target.insert(0, block)
    else:
        block.tag = "figcaption"
        target.append(block)


def _part_credit(figure: HtmlElement) -> None:
    """Make who took a picture an attribute of it, when its caption ends with that."""
    caption, picture = figure.find("figcaption"), figure.find("img")
    if caption is None or picture is None or picture.get("data-photographer"):
        return
    text = " ".join(caption.text_content().split())
    rest, photographer, illustrator, _label = part_credit(text)
    if photographer:
        picture.set("data-photographer", photographer)
    if illustrator:
        picture.set("data-illustrator", illustrator)
    if photographer or illustrator:
        for child in list(caption):
            caption.remove(child)
        caption.text = rest


def _entitle(box: HtmlElement, context: Context) -> None:
    """Make the first paragraph of *box* its title, when it looks like one."""
    first = box[0] if len(box) else None
    if first is None or first.tag != "p":
        return
    text = first.text_content().strip()
    is_bold = not [t for t in first.xpath(".//text()[not(ancestor::strong)]") if t.strip()]
    if text and len(text) < LONGEST_HEADING and is_bold and len(box) > 1:
        first.tag = "h3"
    message = _("a table of one cell has become a fact box; see whether it is one")
    context.note(NoteKind.CHANGED, "single-cell", message, text)


def guess_headings(pieces: list[Piece], context: Context) -> None:
    """Make headings of the paragraphs that were made bold and large by hand, and ask about them."""
    body = context.styles.size
    sizes = sorted(
        {p.paragraph.size for p in pieces if p.paragraph and p.paragraph.size > body + 1},
        reverse=True,
    )
    for number, piece in enumerate(pieces):
        if not _may_be_heading(piece, pieces[number + 1 :], body):
            continue
        size = piece.paragraph.size if piece.paragraph else 0
        piece.level = 2 + (sizes.index(size) if size in sizes else len(sizes))
        piece.level = min(piece.level, 4)
        message = _("this was bold or large, and is taken for a heading; see whether it is one")
        text = piece.element.text_content().strip()
        context.note(NoteKind.DECIDE, "guessed-heading", message, text, at=piece.element)
        for strong in piece.element.xpath(".//strong"):
            strong.drop_tag()


def _may_be_heading(piece: Piece, following: list[Piece], body: int) -> bool:
    paragraph = piece.paragraph
    if paragraph is None or piece.level or piece.number or piece.role is not Role.BODY:
        return False
    text = paragraph.text
    is_bold = paragraph.letters > 0 and paragraph.bold == paragraph.letters
    is_large = paragraph.size > body + 1
    fits = 0 < len(text) <= LONGEST_HEADING and not SENTENCE_END.search(text)
    is_speech = text.startswith(("–", "-", "—", "•"))
    return (is_bold or is_large) and fits and not is_speech and any(p.paragraph for p in following)
