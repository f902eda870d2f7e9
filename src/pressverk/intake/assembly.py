"""Pieces of a document of an office program -> blocks, each in one element."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml.html import Element, HtmlElement

from pressverk.i18n import _
from pressverk.intake.accounting import line_of
from pressverk.intake.gathering import Gathering
from pressverk.intake.model import Note, NoteKind
from pressverk.intake.notes import Notes
from pressverk.intake.release_parts import mark_abbreviations, part_credit, take_contacts
from pressverk.intake.runs import Paragraph
from pressverk.intake.style_names import Role
from pressverk.model import Contact

GUESSED = "guessed-heading"
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
LONGEST_HEADING = 100
SENTENCE_END = re.compile(r"[.!:;,…–-][”\"’')]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A level of a list; *style* is that of HTML's ``type``, *compound* a number such as 1.1."""

    bullet: bool
    none: bool
    start: int
    style: str
    compound: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """Where a paragraph stands in lists.

    *series* identifies its list, *value* counts in its level.
    """

    series: str
    depth: int
    level: Level
    value: int


@dataclass(slots=True)
class Piece:
    """An element of the body, and what it was in Word."""

    element: HtmlElement
    role: Role = Role.BODY
    number: Number | None = None
    paragraph: Paragraph | None = None
    level: int = 0
    continues: bool = False  # belongs to the item of a list that came last


def assemble(pieces: Iterable[Piece], gathering: Gathering) -> list[HtmlElement]:
    """Return *pieces* as blocks: what belongs together in one element."""
    blocks: list[HtmlElement] = []
    lists = _Lists()
    previous: Piece | None = None
    for piece in pieces:
        if piece.continues and lists.opened:
            lists.opened[-1][0][-1].append(piece.element)
        elif piece.number is not None:
            lists.add(piece.element, piece.number, blocks, gathering)
        else:
            lists.close()
            _add(piece, previous, blocks)
        previous = piece
    return _with_captions(blocks)


def _add(piece: Piece, previous: Piece | None, blocks: list[HtmlElement]) -> None:
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

    def add(
        self, element: HtmlElement, number: Number, blocks: list[HtmlElement], gathering: Gathering
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
                gathering.note(NoteKind.CHANGED, "numbering", message)
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


def _with_captions(blocks: list[HtmlElement]) -> list[HtmlElement]:
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
    return kept


def _is_credit(block: HtmlElement, blocks: list[HtmlElement]) -> bool:
    """Return whether a paragraph right after a figure is about it: it names who took it."""
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
        each = blocks[number] if 0 <= number < len(blocks) else None
        if each is not None and each.tag in tags and not each.xpath("./caption | ./figcaption"):
            return each
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


def guess_headings(pieces: list[Piece], gathering: Gathering) -> None:
    """Make headings of the paragraphs that were made bold and large by hand, and ask about them."""
    body = gathering.size
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
        gathering.note(NoteKind.DECIDE, GUESSED, message, text, at=piece.element)
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


def entitle(box: HtmlElement) -> str:
    """Make the first paragraph of *box* its title when it is short and bold; return its text."""
    first = box[0] if len(box) else None
    if first is None or first.tag != "p":
        return "" if first is None else line_of(first)
    text = line_of(first)
    is_plain = bool(first.xpath(".//text()[normalize-space()][not(ancestor::strong)]"))
    if text and len(text) < LONGEST_HEADING and not is_plain and len(box) > 1:
        first.tag = "h3"
        for strong in first.xpath(".//strong"):
            strong.drop_tag()
    return text


def box_of_cell(blocks: list[HtmlElement], gathering: Gathering) -> HtmlElement:
    """Return the only cell of a table as a box, or as what it is: pictures."""
    if blocks and all(block.tag == "figure" for block in blocks):
        element = Element("div")
        element.extend(blocks)
        return element
    element = Element("aside", {"class": "fact"})
    element.extend(blocks)
    text = entitle(element)
    message = _("a table of one cell has become a fact box; see whether it is one")
    gathering.note(NoteKind.CHANGED, "single-cell", message, text)
    return element


def take_release_parts(body: HtmlElement, gathering: Gathering) -> tuple[Contact, ...]:
    """Take the contacts out of *body* and return them; mark the abbreviations in it."""
    notes = Notes()
    contacts = take_contacts(body, notes)
    mark_abbreviations(body)
    gathering.notes[:] = [note for note in gathering.notes if not _is_gone(note, body)]
    gathering.notes += notes.found
    return contacts


def _is_gone(note: Note, body: HtmlElement) -> bool:
    """Return whether the heading that *note* asks about is no longer in *body*."""
    if note.rule != GUESSED:
        return False
    places = body.xpath(".//*[@data-note=$anchor]", anchor=note.anchor)
    for place in places:
        if place.tag not in HEADINGS:
            del place.attrib["data-note"]
    return not any(place.tag in HEADINGS for place in places)


def take_title(pieces: list[Piece]) -> tuple[str, list[Piece]]:
    """Return the title, and *pieces* without it: the first, if its style is that of titles."""
    first = next((piece for piece in pieces if piece.element.text_content().strip()), None)
    if first is None or first.role is not Role.TITLE:
        return "", pieces
    title = line_of(first.element)
    return title, [piece for piece in pieces if piece is not first]


def take_lead(pieces: list[Piece]) -> tuple[str, list[Piece]]:
    """Return the lead, and *pieces* without it: what has its style, right at the beginning."""
    first = next((p for p in pieces if p.element.tag != "figure" and p.paragraph), None)
    if first is None or first.role is not Role.LEAD or first.element.xpath(".//comment()"):
        return "", pieces
    lead = line_of(first.element)
    return lead, [piece for piece in pieces if piece is not first]


def head_by_hand(table: HtmlElement) -> HtmlElement:
    """Return *table* with headers where its first row or column is bold; they stay plain."""
    rows = [row for section in table for row in section.iterchildren("tr")]
    if table.find("thead") is None and len(rows) > 1 and all(map(_is_bold, rows[0])):
        head = Element("thead")
        head.append(rows.pop(0))
        table.insert(0, head)
        for cell in head[0]:
            cell.tag = "th"
            cell.set("scope", "col" if cell.get("colspan") is None else "colgroup")
    body = [row for row in rows if row.getparent().tag != "thead" and len(row)]
    if body and all(_is_bold(row[0]) for row in body):
        for row in body:
            row[0].tag = "th"
            row[0].set("scope", "row" if row[0].get("rowspan") is None else "rowgroup")
    for strong in table.xpath(".//th//strong"):
        strong.drop_tag()
    return table


def _is_bold(cell: HtmlElement) -> bool:
    """Return whether all the words in *cell* are bold."""
    words = cell.xpath(".//text()[normalize-space()]")
    return bool(words) and not cell.xpath(".//text()[normalize-space()][not(ancestor::strong)]")
