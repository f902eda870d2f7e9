"""The text of an OpenDocument: paragraphs, lists, tables, frames, notes."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from lxml.html import Element, HtmlElement

from pressverk.i18n import _
from pressverk.intake.assembly import (
    Level,
    Number,
    Piece,
    assemble,
    box_of_cell,
    entitle,
    head_by_hand,
)
from pressverk.intake.charts import leave_chart_out
from pressverk.intake.containers import Container
from pressverk.intake.gathering import Gathering
from pressverk.intake.model import NoteKind, SourcePicture
from pressverk.intake.opendocument.styles import NAMESPACES, Style, Styles, q
from pressverk.intake.runs import Format, Paragraph, append_comment, append_run
from pressverk.intake.style_names import Role

SKIPPED = frozenset(
    map(q, ("text:sequence-decls", "text:variable-decls", "text:user-field-decls", "office:forms",
            "text:tracked-changes", "text:alphabetical-index-auto-mark-file", "text:note-citation"))
)  # fmt: skip
CONTENTS = frozenset(
    map(q, ("text:table-of-content", "text:illustration-index", "text:table-index",
            "text:alphabetical-index", "text:object-index", "text:user-index"))
)  # fmt: skip
BULLET = Level(bullet=True, none=False, start=1, style="", compound=False)


@dataclass(slots=True, kw_only=True)
class Text(Gathering):
    """A document on its way: its parts and styles, and the texts of its notes by label."""

    container: Container
    styles: Styles
    footnotes: dict[str, list[HtmlElement]] = field(default_factory=dict)
    counts: dict[tuple[str, int], int] = field(default_factory=dict)


class BodyReader:
    """Reads what stands in an element, block by block."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.paragraph = Paragraph(element=Element("p"))

    def pieces(self, parent: Any) -> list[Piece]:
        """Return what stands in *parent*, in reading order."""
        found: list[Piece] = []
        for child in parent:
            if child.tag in {q("text:p"), q("text:h")}:
                found += self._paragraph(child)
            elif child.tag == q("text:list"):
                found += self._list(child, child.get(q("text:style-name"), ""), 0)
            elif child.tag == q("table:table"):
                found.append(Piece(element=self._table(child)))
            elif child.tag == q("draw:frame"):
                found += (Piece(element=each) for each in self._frame(child))
            elif child.tag in CONTENTS:
                self._leave_contents_out(child)
            elif isinstance(child.tag, str) and child.tag not in SKIPPED:
                found += self.pieces(child)
        return found

    def _paragraph(self, element: Any) -> Iterator[Piece]:
        style = self.text.styles.find("paragraph", element.get(q("text:style-name")))
        outer, self.paragraph = self.paragraph, Paragraph(element=Element("p"))
        self._inline(element, self._look(Format(), style, is_heading=style.sets_apart), style)
        read, self.paragraph = self.paragraph, outer
        level = style.level
        if element.tag == q("text:h"):
            written = element.get(q("text:outline-level"), "")
            level = int(written) if written.isdecimal() else level or 1
        if read.hidden.strip():
            message = _("hidden text is left out")
            self.text.note(NoteKind.LEFT_OUT, "hidden-text", message, read.hidden.strip())
        if read.text or len(read.element) > len(read.element.findall("br")):
            yield Piece(element=read.element, role=style.role, paragraph=read, level=level)
        yield from (Piece(element=each) for each in read.floating)

    def _look(self, look: Format, style: Style, *, is_heading: bool = False) -> Format:
        """Return *look* with what *style* changes of it."""
        looks = style.looks
        weight = looks.get(q("fo:font-weight"))
        if weight and not is_heading:
            look = replace(look, bold=weight in {"bold", "600", "700", "800", "900"})
        if slant := looks.get(q("fo:font-style")):
            look = replace(look, italic=slant in {"italic", "oblique"} and not is_heading)
        if line := looks.get(q("style:text-line-through-style")):
            look = replace(look, struck=line != "none")
        if position := looks.get(q("style:text-position")):
            raised = {"super": "sup", "sub": "sub"}.get(position.split()[0], "")
            look = replace(look, raised=raised)
        if style.language:
            look = replace(look, language=style.language)
        return look

    def _inline(self, element: Any, look: Format, style: Style) -> None:
        self._put(element.text, look, style)
        for child in element:
            if isinstance(child.tag, str):
                self._part(child, look, style)
            self._put(child.tail, look, style)

    def _part(self, child: Any, look: Format, style: Style) -> None:
        tag = child.tag
        if tag == q("text:span"):
            own = self.text.styles.find("text", child.get(q("text:style-name")))
            self._inline(child, self._look(look, own), own if own.looks else style)
        elif tag == q("text:a"):
            self._inline(child, replace(look, address=child.get(q("xlink:href"), "")), style)
        elif tag == q("text:s") or tag == q("text:tab"):
            self._put(" ", look, style)
        elif tag == q("text:line-break"):
            self.paragraph.element.append(Element("br"))
        elif tag == q("text:note"):
            self._note(child)
        elif tag == q("office:annotation"):
            self._annotation(child)
        elif tag == q("draw:frame") or tag.startswith(q("draw:x")[:-1]):
            self.paragraph.floating += self._frame(child)
        elif tag == q("text:ruby-text"):
            self._put(" (", look, style)
            self._inline(child, look, style)
            self._put(")", look, style)
        elif tag not in SKIPPED:
            self._inline(child, look, style)

    def _put(self, text: str | None, look: Format, style: Style) -> None:
        if not text:
            return
        if style.looks.get(q("text:display")) == "none":
            self.paragraph.hidden += text
            return
        letters = sum(map(str.isalpha, text))
        paragraph = self.paragraph
        paragraph.letters += letters
        paragraph.bold += letters if look.bold else 0
        if letters:
            paragraph.size = max(paragraph.size, style.size or self.text.size)
        language = look.language or self.text.styles.default.language
        self.text.shares[language] += letters
        append_run(paragraph.element, " ".join(text.split("\n")), replace(look, language=language))

    def _note(self, note: Any) -> None:
        label = f"fn{note.get(q('text:id'), '') or len(self.text.called)}"
        self.text.called.append(label)
        raised, link = Element("sup"), Element("a", href=f"#{label}")
        link.text = str(len(self.text.called))
        raised.append(link)
        self.paragraph.element.append(raised)
        body = note.find("text:note-body", NAMESPACES)
        if body is not None:
            self.text.footnotes[label] = self._blocks(body)

    def _annotation(self, element: Any) -> None:
        who = element.findtext("dc:creator", "?", NAMESPACES)
        texts = ("".join(each.itertext()) for each in element.iter(q("text:p")))
        text = " ".join(" ".join(texts).split())
        if text:
            comment = _("Comment by {who}: {text}", who=who, text=text)
            append_comment(self.paragraph.element, comment)

    def _blocks(self, parent: Any) -> list[HtmlElement]:
        outer = self.paragraph
        blocks = assemble(self.pieces(parent), self.text)
        self.paragraph = outer
        return blocks

    def _frame(self, frame: Any) -> Iterator[HtmlElement]:
        alternative = " ".join(
            (
                frame.findtext("svg:desc", "", NAMESPACES)
                or frame.findtext("svg:title", "", NAMESPACES)
            ).split()
        )
        image = frame.find("draw:image", NAMESPACES)
        box = frame if frame.tag != q("draw:frame") else frame.find("draw:text-box", NAMESPACES)
        thing = frame.find("draw:object", NAMESPACES)
        if thing is not None:
            yield self._object(thing, alternative)
        elif image is not None:
            figure = self._picture(image.get(q("xlink:href"), ""), alternative)
            if self.text.styles.is_cropped(frame.get(q("draw:style-name"))):
                message = _("a cropped picture can't be cropped here; it shows all that it holds")
                self.text.note(NoteKind.DECIDE, "cropping", message, at=figure)
            yield figure
        if box is not None:
            yield from self._box(box)

    def _box(self, box: Any) -> Iterator[HtmlElement]:
        blocks = self._blocks(box)
        if not any(
            each.text_content().strip() or each.find(".//img") is not None for each in blocks
        ):
            return
        if any(each.tag == "figure" for each in blocks) and len(blocks) <= 2:
            yield from blocks  # a picture with its caption, as LibreOffice frames them
            return
        aside = Element("aside", {"class": "fact"})
        aside.extend(blocks)
        entitle(aside)
        message = _("a text box has become a fact box; see whether it is one, and its place")
        self.text.note(NoteKind.DECIDE, "text-box", message, at=aside)
        yield aside

    def _picture(self, address: str, alternative: str) -> HtmlElement:
        name = posixpath.normpath(address)
        if name not in self.text.container.names:
            place = Element("p")
            message = _(
                "a picture isn't in the document, it only names {name}; put the file here if it"
                " belongs",
                name=f"'{address[:200]}'",
            )
            self.text.note(NoteKind.DECIDE, "linked-picture", message, alternative, at=place)
            return place
        data = self.text.container.read(name)
        self.text.pictures[name] = SourcePicture(name=posixpath.basename(name), data=data)
        figure = Element("figure")
        figure.append(Element("img", src=name, alt=alternative))
        return figure

    def _object(self, thing: Any, alternative: str) -> HtmlElement:
        """Return an object as text: an equation as such, others as a note that they were there."""
        place = Element("p")
        name = posixpath.join(posixpath.normpath(thing.get(q("xlink:href"), "")), "content.xml")
        root = self.text.container.xml(name) if name in self.text.container.names else None
        if root is not None and root.tag == q("math:math"):
            for annotation in root.findall(".//math:annotation", NAMESPACES):
                annotation.getparent().remove(annotation)
            place.text = " ".join("".join(root.itertext()).split())
            message = _("an equation is written as text; see whether it says the same")
            self.text.note(NoteKind.DECIDE, "equation", message, place.text, at=place)
            return place
        if root is not None and (chart := root.find(".//chart:chart", NAMESPACES)) is not None:
            return leave_chart_out(_rows_of_chart(chart), _said(chart), alternative, self.text)
        texts = (
            [] if root is None else ["".join(each.itertext()) for each in root.iter(q("text:p"))]
        )
        message = _("a chart or another object is left out; make it again")
        text = "\n".join(filter(None, (alternative, *(" ".join(each.split()) for each in texts))))
        self.text.note(NoteKind.LEFT_OUT, "embedded-object", message, text, at=place)
        return place

    def _list(self, element: Any, style: str, depth: int) -> Iterator[Piece]:
        style = element.get(q("text:style-name")) or style
        level = self.text.styles.list_level(style, depth) or BULLET
        goes_on = element.get(q("text:continue-numbering")) == "true" or element.get(
            q("text:continue-list")
        )
        if not goes_on or (style, depth) not in self.text.counts:
            self.text.counts[style, depth] = level.start - 1
        for item in element:
            if item.tag in {q("text:list-item"), q("text:list-header")}:
                yield from self._item(item, style, depth, level)

    def _item(self, item: Any, style: str, depth: int, level: Level) -> Iterator[Piece]:
        is_numbered = item.tag == q("text:list-item") and not level.none
        for child in item:
            if child.tag == q("text:list"):
                yield from self._list(child, style, depth + 1)
                continue
            for piece in self.pieces([child]):
                if piece.level:
                    yield piece
                elif is_numbered:
                    is_numbered = False
                    self.text.counts[style, depth] += 1
                    value = self.text.counts[style, depth]
                    named = self._named_depth(child)
                    shown = depth if named is None else max(depth, named)
                    piece.number = Number(series=style, depth=shown, level=level, value=value)
                    piece.role = Role.BODY
                    yield piece
                else:
                    piece.continues = not level.none
                    yield piece

    def _named_depth(self, paragraph: Any) -> int | None:
        """Return how deep the item is by its style, since Word's lists differ by those."""
        return self.text.styles.find("paragraph", paragraph.get(q("text:style-name"))).depth

    def _table(self, table: Any) -> HtmlElement:
        rows = list(_rows(table, in_head=False))
        cells = [cell for row, _head in rows for cell in row.iterchildren(q("table:table-cell"))]
        if len(cells) == 1:
            return box_of_cell(self._blocks(cells[0]), self.text)
        element = Element("table")
        section: HtmlElement | None = None
        for row, in_head in rows:
            tag = "thead" if in_head else "tbody"
            if section is None or section.tag != tag:
                section = Element(tag)
                element.append(section)
            section.append(self._row(row, in_head=in_head))
        return head_by_hand(element)

    def _row(self, row: Any, *, in_head: bool) -> HtmlElement:
        element = Element("tr")
        for cell in row.iterchildren(q("table:table-cell")):
            each = Element("th" if in_head else "td", {"scope": "col"} if in_head else {})
            for name, attribute in (("columns", "colspan"), ("rows", "rowspan")):
                span = cell.get(q(f"table:number-{name}-spanned"), "1")
                if span.isdecimal() and int(span) > 1:
                    each.set(attribute, span)
            each.extend(self._blocks(cell))
            element.append(each)
        return element

    def _leave_contents_out(self, element: Any) -> None:
        texts = ("".join(each.itertext()) for each in element.iter(q("text:p")))
        text = "\n".join(filter(None, (" ".join(each.split()) for each in texts)))
        message = _("the table of contents is left out; reports make their own")
        self.text.note(NoteKind.LEFT_OUT, "table-of-contents", message, text)


def _said(chart: Any) -> str:
    """Return the titles of a chart and of its axes."""
    path = ".//text:p[not(ancestor::table:table)]"
    texts = ("".join(each.itertext()) for each in chart.xpath(path, namespaces=NAMESPACES))
    return "\n".join(filter(None, (" ".join(text.split()) for text in texts)))


def _rows_of_chart(chart: Any) -> list[list[str]]:
    """Return the table that a chart carries along."""
    table = chart.find(".//table:table", NAMESPACES)
    if table is None:
        return []
    rows = [
        [_value(cell) for cell in row.iterchildren(q("table:table-cell"))]
        for row in table.iter(q("table:table-row"))
    ]
    return [row for row in rows if any(row)]


def _value(cell: Any) -> str:
    """Return what a cell of a chart's table holds; LibreOffice writes NaN for nothing."""
    value = cell.get(q("office:value"), "")
    text = " ".join("".join(cell.itertext()).split())
    return value if value and value != "NaN" else text.replace("NaN", "")


def _rows(element: Any, *, in_head: bool) -> Iterator[tuple[Any, bool]]:
    for child in element:
        if child.tag == q("table:table-row"):
            yield child, in_head
        elif child.tag == q("table:table-header-rows"):
            yield from _rows(child, in_head=True)
        elif child.tag in {q("table:table-rows"), q("table:table-row-group")}:
            yield from _rows(child, in_head=in_head)
