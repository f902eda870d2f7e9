"""The text in a paragraph: runs with their formatting and language, fields, changes, notes."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from lxml.html import Element, HtmlElement

from pressverk.i18n import _
from pressverk.intake.model import NoteKind
from pressverk.intake.runs import Format, Paragraph, append_comment, append_run
from pressverk.intake.style_names import primary
from pressverk.intake.word.context import Context, Field
from pressverk.intake.word.equations import write_equation
from pressverk.intake.word.package import NAMESPACES, q, value_of
from pressverk.intake.word.styles import Style, switches_of
from pressverk.intake.word.symbols import symbol

TRANSPARENT = frozenset(
    map(q, ("w:ins", "w:moveTo", "w:smartTag", "w:sdt", "w:sdtContent", "w:customXml", "w:dir",
            "w:bdo", "w:fldSimple"))
)  # fmt: skip
DELETED = frozenset(map(q, ("w:del", "w:moveFrom")))
EQUATIONS = frozenset(map(q, ("m:oMath", "m:oMathPara")))
CHARACTERS = {
    q("w:tab"): " ", q("w:ptab"): " ", q("w:noBreakHyphen"): "\u2011", q("w:softHyphen"): "\xad",
}  # fmt: skip
HYPERLINK = re.compile(r'HYPERLINK\s+(?:"([^"]*)"|([^\s\\]\S*))?')
Floating = Callable[[Any, Context], Iterator[HtmlElement]]


class ParagraphReader:
    """Reads paragraphs into HTML; *floating* makes elements of what is drawn."""

    def __init__(self, context: Context, floating: Floating) -> None:
        self.context = context
        self.floating = floating
        self.paragraph = Paragraph(element=Element("p"))
        self.style = Style()

    def read(self, paragraph: Any, style: Style, into: Paragraph | None = None) -> Paragraph:
        """Return the *paragraph* in a *style*; its text is added to that of *into*, if given."""
        self.paragraph = into or Paragraph(element=Element("p"))
        self.style = style
        self._children(paragraph, "")
        return self.paragraph

    def _children(self, element: Any, address: str) -> None:
        for child in element:
            if child.tag == q("w:r"):
                self._run(child, address)
            elif child.tag == q("w:hyperlink"):
                self._children(child, self._address(child) or address)
            elif child.tag in TRANSPARENT:
                self._tracked(child)
                self._children(child, address)
            elif child.tag in DELETED:
                self._tracked(child)
            elif child.tag in EQUATIONS:
                self._equation(child)
            elif child.tag == q("mc:AlternateContent"):
                self._children(alternative(child), address)

    def _tracked(self, element: Any) -> None:
        if element.tag in {*DELETED, q("w:ins"), q("w:moveTo")}:
            note_tracked_changes(self.context)

    def _address(self, link: Any) -> str:
        relations = self.context.package.relationships(self.context.part)
        relation = relations.get(link.get(q("r:id"), ""))
        anchor = link.get(q("w:anchor"), "")
        if relation is None or not relation.external:
            return ""
        return f"{relation.target}#{anchor}" if anchor else relation.target

    def _run(self, run: Any, address: str) -> None:
        look, size = self._format(run, address)
        hidden = self._is_hidden(run)
        for child in run:
            self._part(child, look, size, hidden=hidden)

    def _part(self, child: Any, look: Format, size: int, *, hidden: bool) -> None:
        tag = child.tag
        if tag == q("w:fldChar"):
            self._field(child.get(q("w:fldCharType"), ""))
        elif tag == q("w:instrText"):
            if self.context.fields:
                self.context.fields[-1].instruction += child.text or ""
        elif self.context.in_instruction:
            return
        elif tag == q("w:t") or tag in CHARACTERS:
            text = CHARACTERS.get(tag, child.text or "")
            if hidden:
                self.paragraph.hidden += text
            else:
                self._put(text, look, size)
        else:
            self._special(child, look, size)

    def _special(self, child: Any, look: Format, size: int) -> None:
        tag = child.tag
        if tag in {q("w:br"), q("w:cr")}:
            if child.get(q("w:type"), "textWrapping") == "textWrapping":
                self.paragraph.element.append(Element("br"))
        elif tag == q("w:sym"):
            self._put(self._symbol(child), look, size)
        elif tag in {q("w:footnoteReference"), q("w:endnoteReference")}:
            self._call(child)
        elif tag == q("w:commentReference"):
            self._comment(child.get(q("w:id"), ""))
        elif tag == q("w:ruby"):
            self._ruby(child, look.address)
        elif tag == q("mc:AlternateContent"):
            for each in alternative(child):
                self._part(each, look, size, hidden=False)
        elif tag in {q("w:drawing"), q("w:pict"), q("w:object")}:
            self.paragraph.floating += self.floating(child, self.context)

    def _put(self, text: str, look: Format, size: int) -> None:
        letters = sum(map(str.isalpha, text))
        paragraph, context = self.paragraph, self.context
        paragraph.letters += letters
        paragraph.bold += letters if look.bold else 0
        paragraph.italic += letters if look.italic else 0
        paragraph.size = max(paragraph.size, size) if letters else paragraph.size
        context.shares[look.language] += letters
        opened = next((each for each in reversed(context.fields) if each.in_result), None)
        if opened and (match := HYPERLINK.match(opened.instruction.strip())):
            look = replace(look, address=match[1] or match[2] or look.address)
        append_run(paragraph.element, text, look)

    def _format(self, run: Any, address: str) -> tuple[Format, int]:
        """Return how *run* looks, and its size in half points."""
        context, style = self.context, self.style
        switches = {} if style.sets_apart else dict(style.switches)
        raised, size, language = "", style.size or context.styles.size, style.language
        properties = run.find("w:rPr", NAMESPACES)
        if properties is not None:
            character = context.styles[value_of(properties, "w:rStyle")]
            switches |= {**character.switches, **switches_of(properties)}
            raised = value_of(properties, "w:vertAlign", character.raised)
            written = value_of(properties, "w:sz")
            size = int(written) if written.isdecimal() else character.size or size
            tag = value_of(properties, "w:lang")
            language = primary(tag) or character.language or language
        look = Format(
            bold=switches.get("b", False),
            italic=switches.get("i", False),
            struck=switches.get("strike", False) or switches.get("dstrike", False),
            raised={"superscript": "sup", "subscript": "sub"}.get(raised, ""),
            language=language or context.styles.language,
            address=address,
        )
        return look, size

    def _is_hidden(self, run: Any) -> bool:
        properties = run.find("w:rPr", NAMESPACES)
        if properties is None:
            return bool(self.style.switches.get("vanish"))
        character = self.context.styles[value_of(properties, "w:rStyle")]
        switches = {**self.style.switches, **character.switches, **switches_of(properties)}
        return switches.get("vanish", False)

    def _field(self, kind: str) -> None:
        fields = self.context.fields
        if kind == "begin":
            fields.append(Field())
        elif kind == "separate" and fields:
            fields[-1].in_result = True
        elif kind == "end" and fields:
            fields.pop()

    def _symbol(self, child: Any) -> str:
        font, code = child.get(q("w:font"), ""), child.get(q("w:char"), "")
        if character := symbol(font, code):
            return character
        message = _("a symbol of the font {font} is not known here; write it", font=repr(font))
        self.context.note(NoteKind.DECIDE, "symbol", message, at=self.paragraph.element)
        return "□"

    def _call(self, child: Any) -> None:
        kind = "fn" if child.tag == q("w:footnoteReference") else "fne"
        label = f"{kind}{child.get(q('w:id'), '')}"
        if label not in self.context.called:
            self.context.called.append(label)
        raised = Element("sup")
        link = Element("a", href=f"#{label}")
        link.text = str(self.context.called.index(label) + 1)
        raised.append(link)
        self.paragraph.element.append(raised)

    def _comment(self, label: str) -> None:
        if text := self.context.comments.get(label):
            append_comment(self.paragraph.element, text)

    def _ruby(self, child: Any, address: str) -> None:
        for base in child.iterfind("w:rubyBase", NAMESPACES):
            self._children(base, address)
        text = "".join(child.xpath(".//w:rt//w:t/text()", namespaces=NAMESPACES))
        if text:
            self._put(f" ({text})", Format(), 0)

    def _equation(self, child: Any) -> None:
        element = self.paragraph.element
        before = len(self.paragraph.text)
        write_equation(child, element)
        text = self.paragraph.text[before:].strip()
        message = _("an equation is written as text; see whether it says the same")
        self.context.note(NoteKind.DECIDE, "equation", message, text, at=element)


def alternative(element: Any) -> Any:
    """Return the first of the alternatives in *element* that can be read."""
    for choice in element.iterfind("mc:Choice", NAMESPACES):
        if choice.get("Requires", "") in {"wps", "wpg", "wpc", "wpi", "w14", "cx", "cx1", "am3d"}:
            return choice
    fallback = element.find("mc:Fallback", NAMESPACES)
    if fallback is not None:
        return fallback
    return element.find("mc:Choice", NAMESPACES) if len(element) else element


def note_tracked_changes(context: Context) -> None:
    """Note, once, that the document holds changes that were tracked."""
    message = _("tracked changes are taken in as if they were accepted; see whether they are meant")
    context.note(NoteKind.CHANGED, "tracked-changes", message)
