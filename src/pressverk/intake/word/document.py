"""The body of a document: paragraphs and tables as headings, lists, quotations, figures, boxes."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lxml.html import Element, HtmlElement

from pressverk.i18n import _
from pressverk.intake.assembly import Number, Piece, assemble, box_of_cell
from pressverk.intake.model import NoteKind
from pressverk.intake.runs import Paragraph
from pressverk.intake.style_names import Role, list_depth
from pressverk.intake.word.context import Context
from pressverk.intake.word.drawings import Drawings
from pressverk.intake.word.package import NAMESPACES, q, value_of
from pressverk.intake.word.paragraphs import ParagraphReader, alternative, note_tracked_changes
from pressverk.intake.word.styles import Style, outline_level
from pressverk.intake.word.tables import write_table

TRANSPARENT = frozenset(
    map(q, ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag"))
)


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
                message = _("a part in another format isn't imported; copy it from Word")
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
        if element.tag == "td":
            element = box_of_cell(list(element), self.context)
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
        """Return whether a paragraph holds anything: an empty one keeps its notes, if any."""
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
        counted = self.context.numbering.count(number, depth or 0) if number else None
        by_name = list_depth(style.name)
        return counted if by_name is None or counted is None else replace(counted, depth=by_name)

    def _is_joined_to_next(self, properties: Any) -> bool:
        """Return whether the end of a paragraph was deleted, a change that is tracked."""
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
