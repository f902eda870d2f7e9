"""The structure tree written into a PDF (ISO 32000-1, 14.7), with ActualText where it is needed.

A PDF reader gets text through each font's ToUnicode map, one meaning a glyph: a no-break
space that shares the space's glyph, small capitals, right-to-left runs and added hyphens come
out wrong. ActualText (ISO 32000-1, 14.9.4) is written where the text that is read back differs
from the text that was meant.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pydyf
import weasyprint

from pressverk.pdf.tags.builder import Tree
from pressverk.pdf.tags.tree import Annotation, Artifact, Content, StructureElement
from pressverk.pdf.tags.words import SOFT_HYPHEN
from pressverk.pdf.weasyprint.internals import Box, Element, Stream, TaggedPage

_GLYPHS = re.compile(rb"<([0-9a-f]+)>")
# The ends of operators with their operands.
SHOW, SET_FONT = frozenset({b" TJ", " TJ"}), frozenset({b" Tf", " Tf"})
BEGIN = frozenset({b"BDC", b"BMC"})
HALVES = range(0xD800, 0xE000)  # two of these are one character in UTF-16
# Characters without a glyph that a reader wouldn't miss.
_UNHEARD = dict.fromkeys(map(ord, "\xad\u200b\u200e\u200f\u2060\u2066\u2067\u2068\u2069\ufeff\r\n"))
# Joiners have no glyph either, but words and emoji are spelled with them.
_UNSEEN = {**_UNHEARD, 0x200C: None, 0x200D: None}


@dataclass(slots=True, kw_only=True)
class Mark:
    """One marked-content sequence: *index* is where *stream* holds its property list."""

    page: int
    box: Box
    identifier: int
    stream: Stream
    index: int
    text: str

    def become_artifact(self, properties: Mapping[str, str]) -> None:
        """Take the sequence out of the text."""
        self.stream.stream[self.index - 1] = "/Artifact"
        property_list = self.stream.stream[self.index]
        property_list.clear()
        property_list.update(properties)

    def set_actual_text(self, content: Content) -> None:
        """Say what *content* means where its glyphs don't."""
        if not content.text or content.text == self.text or _is_cut_short(content):
            return
        if content.text.endswith(SOFT_HYPHEN) or _seen(content.text) != _seen(self.text):
            hyphen = SOFT_HYPHEN if content.text.endswith(SOFT_HYPHEN) else ""
            meant = content.text.translate(_UNHEARD) + hyphen
            self.stream.stream[self.index]["ActualText"] = pydyf.String(meant)


def _seen(text: str) -> str:
    return text.translate(_UNSEEN)


def _is_cut_short(content: Content) -> bool:
    """Return whether the line ends in an ellipsis that stands for more than was painted."""
    line = content.line
    return line is not None and (line.text_overflow, line.block_ellipsis) != ("clip", "none")


def read_marks(
    pdf: pydyf.PDF, pages: Sequence[TaggedPage], fonts: Mapping[int, Any]
) -> Iterator[Mark]:
    """Yield every sequence that the *pages* painted, on themselves or in groups of theirs."""
    owners = {id(page.painted): number for number, page in enumerate(pages)}
    own = {id(page.page_stream): number for number, page in enumerate(pages)}
    painted = [[*page.painted] for page in pages]
    meanings = {font.hash.encode(): _Meanings(font) for font in fonts.values()}
    for stream in pdf.objects:
        if not isinstance(stream, Stream):
            continue
        page = own.get(id(stream), owners.get(id(stream._tags)))  # noqa: SLF001
        if page is not None:
            for index, identifier, text in _sequences(stream.stream, meanings):
                yield Mark(
                    page=page,
                    box=painted[page][identifier],
                    identifier=identifier,
                    stream=stream,
                    index=index,
                    text=text,
                )


class _Meanings(dict[int, str]):
    """The texts of a font's glyphs by their numbers; a glyph without one says nothing."""

    def __init__(self, font: Any) -> None:
        super().__init__(font.to_unicode)
        # A glyph is two bytes, or one; read as UTF-16, its number is a character to translate.
        self.encoding = "latin-1" if font.bitmap else "utf-16-be"
        self.has_halves = not font.bitmap and any(glyph in HALVES for glyph in self)

    def __missing__(self, _glyph: int) -> str:
        return ""

    def read(self, shown: bytes) -> str:
        """Return the text of the operand of a TJ operator."""
        codes = bytes.fromhex(b"".join(_GLYPHS.findall(shown)).decode("ascii"))
        if self.has_halves:
            return "".join(
                self[int.from_bytes(codes[start : start + 2], "big")]
                for start in range(0, len(codes), 2)
            )
        return codes.decode(self.encoding, "surrogatepass").translate(self)


def _sequences(
    items: Sequence[Any], meanings: Mapping[bytes, _Meanings]
) -> Iterator[tuple[int, int, str]]:
    """Yield index, identifier and text of each marked-content sequence in a stream."""
    current = depth = 0
    texts: list[str] = []
    font: _Meanings | None = None
    for index, item in enumerate(items):
        if isinstance(item, dict):
            if "MCID" in item:
                current, depth, texts = index, 0, []
            continue
        operator = item[-3:]
        if operator in SHOW:
            texts.append(font.read(item) if font is not None else "")
        elif operator in SET_FONT:
            font = meanings.get(item[1:].split(b" ", 1)[0])
        elif operator in BEGIN:
            depth += 1
        elif operator == b"EMC":
            depth -= 1
            if depth == 0 and current:
                yield current, items[current]["MCID"], "".join(texts)
                current = 0


# Of an annotation: printed, and not hidden (ISO 14289-1, 7.18.1).
PRINT = 4


def write_tree(pdf: pydyf.PDF, document: weasyprint.Document, tree: Tree) -> Mapping[int, Element]:
    """Put *tree* in *pdf* in place of the empty one that WeasyPrint wrote.

    Return what each object was written for: structure elements and annotations, by their numbers.
    """
    marks = _match_marks(pdf, document, tree)
    writer = _Writer(pdf, document.pages, marks)
    writer.write(tree.root)
    return writer.sources


Marks = dict[tuple[int, int], Mark]


def _match_marks(pdf: pydyf.PDF, document: weasyprint.Document, tree: Tree) -> Marks:
    """Return the mark of each piece of content; what is painted besides becomes an artifact."""
    contents = {(content.page, id(content.box)): content for content in tree.root.contents()}
    marks: Marks = {}
    for mark in read_marks(pdf, document.pages, document.fonts):
        key = mark.page, id(mark.box)
        if content := contents.get(key):
            mark.set_actual_text(content)
            marks[key] = mark
        else:
            kind = tree.artifacts.get(key, Artifact.LAYOUT)
            names = zip(("Type", "Subtype"), kind.value, strict=True)
            mark.become_artifact({key: f"/{name}" for key, name in names if name})
    return marks


class _Writer:
    def __init__(self, pdf: pydyf.PDF, pages: Sequence[TaggedPage], marks: Marks) -> None:
        self.pdf = pdf
        self.marks = marks
        self.pages = pages
        self.page_references = pdf.page_references
        self.parents: dict[int, Any] = {number: {} for number in range(len(pages))}
        self.identifiers: dict[str, bytes] = {}
        self.group_keys: dict[int, int] = {}
        self.written_attributes: dict[str, bytes] = {}
        self.sources: dict[int, Element] = {}

    def write(self, root: StructureElement) -> None:
        structure_root = self._object(self.pdf.catalog["StructTreeRoot"])
        old_document = self._object(structure_root["K"][0])
        old_document.clear()
        self._element(root, structure_root.reference, old_document)
        tree = self._object(structure_root["ParentTree"])
        tree["Nums"] = pydyf.Array(self._numbers())
        structure_root["ParentTreeNextKey"] = len(self.parents)
        if self.identifiers:
            names = pydyf.Array()
            for name, reference in sorted(self.identifiers.items()):
                names += [pydyf.String(name), reference]
            structure_root["IDTree"] = pydyf.Dictionary({"Names": names})

    def _object(self, reference: bytes) -> Any:
        return self.pdf.objects[int(reference.split()[0])]

    def _numbers(self) -> list[Any]:
        numbers: list[Any] = []
        for key, parent in self.parents.items():
            if isinstance(parent, dict):
                length = max(parent, default=-1) + 1
                parent = pydyf.Array(parent.get(mcid, "null") for mcid in range(length))  # noqa: PLW2901
            numbers += [key, parent]
        return numbers

    def _element(
        self, element: StructureElement, parent: bytes, made: pydyf.Dictionary | None = None
    ) -> tuple[bytes, int | None]:
        """Write *element* below *parent*; return its reference and the first page it is on."""
        dictionary = made
        if dictionary is None:
            dictionary = pydyf.Dictionary()
            self.pdf.add_object(dictionary)
        reference = dictionary.reference
        self._note_source(dictionary, element)
        dictionary.update({"Type": "/StructElem", "S": f"/{element.type}", "P": parent})
        for key, value in element.entries.items():
            dictionary[key] = pydyf.String(value)
        if "ID" in element.entries:
            self.identifiers[element.entries["ID"]] = reference
        if element.attributes:
            dictionary["A"] = self._attributes(element.attributes)
        page = next((kid.page for kid in element.kids if isinstance(kid, Content)), None)
        kids = pydyf.Array()
        for kid in element.kids:
            if isinstance(kid, Content):
                kids += self._content(kid, reference, page)
            elif isinstance(kid, StructureElement):
                child, first = self._element(kid, reference)
                kids.append(child)
                page = first if page is None else page
            else:
                kids.append(self._annotation(kid, reference))
                self._note_source(kid.box.link_annotation, element)
        if page is not None:
            dictionary["Pg"] = self.page_references[page]
        dictionary["K"] = kids
        return reference, page

    def _note_source(self, written: pydyf.Object, element: StructureElement) -> None:
        """Note what *written* was made of: *element*'s source, or that of what is around it."""
        found: StructureElement | None = element
        while found is not None and found.source is None:
            found = found.parent
        if found is not None:
            self.sources[written.number] = found.source

    def _content(self, content: Content, parent: bytes, page: int | None) -> list[Any]:
        mark = self.marks.get((content.page, id(content.box)))
        if mark is None:
            return []
        if mark.stream is self.pages[content.page].page_stream:
            self.parents[content.page][mark.identifier] = parent
            if content.page == page:
                return [mark.identifier]
            stream = {}
        else:
            self.parents[self._group_key(mark)][mark.identifier] = parent
            stream = {"Stm": mark.stream.reference}
        reference = {
            "Type": "/MCR",
            "Pg": self.page_references[content.page],
            **stream,
            "MCID": mark.identifier,
        }
        return [pydyf.Dictionary(reference)]

    def _attributes(self, groups: dict[str, dict[str, Any]]) -> bytes:
        """Return the attributes as they are written; most elements share theirs with others."""
        key = repr(groups)
        if key not in self.written_attributes:
            self.written_attributes[key] = _attributes(groups).data
        return self.written_attributes[key]

    def _group_key(self, mark: Mark) -> int:
        """Return the parent-tree key of the form that *mark* is in."""
        key = self.group_keys.get(id(mark.stream))
        if key is None:
            key = self.group_keys[id(mark.stream)] = len(self.parents)
            self.parents[key] = {}
            mark.stream.extra["StructParents"] = key
        return key

    def _annotation(self, area: Annotation, parent: bytes) -> pydyf.Dictionary:
        annotation = area.box.link_annotation
        key = len(self.parents)
        self.parents[key] = parent
        annotation["StructParent"] = key
        annotation["F"] = PRINT
        annotation["Contents"] = pydyf.String(area.description)
        return pydyf.Dictionary(
            {
                "Type": "/OBJR",
                "Obj": annotation.reference,
                "Pg": self.page_references[area.page],
            }
        )


def _attributes(groups: dict[str, dict[str, Any]]) -> pydyf.Object:
    written = [
        pydyf.Dictionary({"O": f"/{owner}", **{key: _value(value) for key, value in group.items()}})
        for owner, group in groups.items()
    ]
    return written[0] if len(written) == 1 else pydyf.Array(written)


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return pydyf.Array(pydyf.String(item) if isinstance(item, str) else item for item in value)
    return value
