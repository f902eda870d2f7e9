"""TaggedPdf -> Transcript: the tags from beginning to end, as a screen reader says them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pressverk.accessibility.reader.model import Annotation, Content, Tag, TaggedPdf
from pressverk.accessibility.reader.words import BLOCKS, contents_of
from pressverk.accessibility.screen_reader import formats
from pressverk.accessibility.screen_reader.model import Kind, Part, Passage, Role, Spot, Transcript
from pressverk.accessibility.screen_reader.speech import Kid, note_of, speak, words_of
from pressverk.accessibility.screen_reader.tables import Cell, Grid, grid_of, headers_of, scopes
from pressverk.i18n import _

HEADINGS = {"H": None, "Title": None} | {f"H{level}": level for level in range(1, 10)}
IN_TEXT = ("Figure", "Formula", "Note", "FENote")  # blocks that may be inside a line of text
LINE_TYPES = "Span Quote Code Link Reference Annot Form Ruby RB RT RP Lbl Em Strong Sub BibEntry"
PARTS_OF_A_LINE = frozenset(LINE_TYPES.split())
# Blocks whose first line may follow a label, such as the bullet of a list item.
OPEN = ("LBody", "P", "Div", "Sect", "Part", "Art", "NonStruct")


def announce(pdf: TaggedPdf) -> Transcript:
    """Return the transcript of *pdf*, including what is visible but not read."""
    voice = _Voice(heard=pdf.language)
    return Transcript(
        title=pdf.title,
        language=pdf.language,
        passages=tuple(voice.blocks(pdf.root.kids)),
        unheard=tuple(_unheard(pdf)),
    )


def _unheard(pdf: TaggedPdf) -> Iterator[Passage]:
    """Yield text that no tag holds, and links that no tag leads to."""
    for content in pdf.untagged:
        if parts := speak([content], heard=content.language):
            yield _passage(Kind.UNHEARD, "", parts, [content])
    for link in pdf.untagged_annotations:
        text = link.uri or link.contents or ""
        parts = (Part(role=Role.TEXT, text=text),) if text else ()
        spots = tuple(Spot(page=link.page, area=area) for area in link.areas)
        yield Passage(kind=Kind.UNHEARD, label=_("Link"), parts=parts, spots=spots)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Voice:
    """The depth, the language that a passage begins in, and that of the tag."""

    heard: str | None
    language: str | None = None
    depth: int = 0

    def deeper(self) -> "_Voice":
        return replace(self, depth=self.depth + 1)

    def within(self, tag: Tag) -> "_Voice":
        return replace(self, language=tag.language, depth=self.depth + 1)

    def blocks(self, kids: Iterable[Kid]) -> Iterator[Passage]:
        """Yield the passages of blocks; what is between them is a paragraph."""
        line: list[Kid] = []
        for kid in _with_links_inside(kids):
            if isinstance(kid, Tag) and _is_block(kid):
                yield from self.paragraph(line)
                line = []
                yield from self.block(kid)
            else:
                line.append(kid)
        yield from self.paragraph(line)

    def block(self, tag: Tag) -> Iterator[Passage]:
        voice = replace(self, language=tag.language)
        if tag.type in HEADINGS:
            label = formats.heading(HEADINGS[tag.type])
            yield from voice.labelled(Kind.HEADING, label, tag)
        elif (act := BLOCK_ACTS.get(tag.type)) is not None:
            yield from act(voice, tag)
        elif tag.actual_text is not None or tag.alt is not None:
            yield from voice.passage(Kind.PARAGRAPH, "", [tag])
        else:
            yield from voice.blocks(tag.kids)

    def passage(self, kind: Kind, label: str, kids: Sequence[Kid]) -> Iterator[Passage]:
        """Yield one passage, unless it would be empty."""
        parts = speak(kids, heard=self.heard, language=self.language)
        if parts or label:
            yield replace(_passage(kind, label, parts, kids), depth=self.depth)

    def paragraph(self, kids: Sequence[Kid]) -> Iterator[Passage]:
        """Yield a line of text; pictures or notes without words around them are blocks."""
        heard = [_core(kid) for kid in kids if not _is_blank(kid)]
        alone = [kid for kid in heard if isinstance(kid, Tag) and kid.type in IN_TEXT]
        if heard == alone:
            for tag in alone:
                yield from self.block(tag)
        else:
            yield from self.passage(Kind.PARAGRAPH, "", kids)

    def labelled(self, kind: Kind, label: str, tag: Tag) -> Iterator[Passage]:
        """Yield *tag* with its *label*: its first line in the same passage, then the rest."""
        if tag.actual_text is not None or tag.alt is not None:
            yield from self.passage(kind, label, [replace(tag, type="Span")])
            return
        line, rest = _first_line(tag.kids)
        yield from self.passage(kind, label, line)
        yield from self.deeper().blocks(rest)

    def end(self, text: str) -> Passage:
        return Passage(kind=Kind.END, label=text, depth=self.depth)

    # Tags with announcements

    def figure(self, tag: Tag) -> Iterator[Passage]:
        label = _("Picture") if tag.alt else _("Picture without description")
        yield from self.instead(Kind.FIGURE, label, tag)

    def formula(self, tag: Tag) -> Iterator[Passage]:
        yield from self.instead(Kind.FORMULA, _("Formula"), tag)

    def instead(self, kind: Kind, label: str, tag: Tag) -> Iterator[Passage]:
        """Yield the replacement text of *tag*, or its content if there is none."""
        if tag.alt or tag.actual_text is not None:
            parts = speak([replace(tag, type="Span")], heard=self.heard)
            yield replace(_passage(kind, label, parts, [tag]), depth=self.depth)
            return
        yield replace(_passage(kind, label, (), [tag]), depth=self.depth)
        yield from self.deeper().blocks(tag.kids)

    def caption(self, tag: Tag) -> Iterator[Passage]:
        yield from self.labelled(Kind.CAPTION, _("Caption"), tag)

    def note(self, tag: Tag) -> Iterator[Passage]:
        label, kids = note_of(tag)
        said = _("Footnote {label}", label=label) if label else _("Footnote")
        yield from self.labelled(Kind.NOTE, said, replace(tag, kids=tuple(kids)))

    def quote(self, tag: Tag) -> Iterator[Passage]:
        yield from self.enclosed(Kind.QUOTE, _("Quotation"), tag.kids, _("end of quotation"))

    def enclosed(self, kind: Kind, label: str, kids: Iterable[Kid], end: str) -> Iterator[Passage]:
        yield Passage(kind=kind, label=label, depth=self.depth)
        yield from self.deeper().blocks(kids)
        yield self.end(end)

    # Lists

    def list(self, tag: Tag) -> Iterator[Passage]:
        label = formats.list_of(_count(tag, "LI"))
        yield from self.items(Kind.LIST, label, tag, "LI", _("end of list"))

    def contents(self, tag: Tag) -> Iterator[Passage]:
        label = formats.contents_of(_count(tag, "TOCI"))
        yield from self.items(Kind.CONTENTS, label, tag, "TOCI", _("end of table of contents"))

    def items(self, kind: Kind, label: str, tag: Tag, item: str, end: str) -> Iterator[Passage]:
        """Yield a list whose items are tags of the type *item*."""
        yield from self.named(kind, label, tag)
        for kid in _without_caption(tag):
            if isinstance(kid, Tag) and kid.type == item:
                yield from self.within(kid).labelled(Kind.ITEM, "", kid)
            else:
                yield from self.deeper().blocks([kid])
        yield self.end(end)

    def named(self, kind: Kind, label: str, tag: Tag) -> Iterator[Passage]:
        """Yield the announcement of *tag* with its caption."""
        caption = next((k for k in tag.kids if isinstance(k, Tag) and k.type == "Caption"), None)
        line, rest = _first_line(caption.kids if caption else ())
        parts = speak(line, heard=self.heard, language=caption.language if caption else None)
        found = _passage(kind, label, parts, line)
        yield replace(found, depth=self.depth)
        yield from self.deeper().blocks(rest)

    # Tables

    def table(self, tag: Tag) -> Iterator[Passage]:
        grid = grid_of(tag)
        label = formats.table(grid.width, len(grid.rows))
        yield from self.named(Kind.TABLE, label, tag)
        within = self.deeper()
        for number, row in enumerate(grid.rows, 1):
            said = _("Row {number}", number=number)
            yield Passage(kind=Kind.ROW, label=said, depth=within.depth)
            for cell in row:
                yield from within.deeper().cell(cell, grid)
        yield self.end(_("end of table"))

    def cell(self, cell: Cell, grid: Grid) -> Iterator[Passage]:
        heads = ", ".join(filter(None, (self.words(head) for head in headers_of(cell, grid))))
        kind = Kind.HEADER_CELL if cell.is_header else Kind.CELL
        label = _header_label(cell, heads) if cell.is_header else heads or _("Cell")
        label = formats.spanning(label, cell.columns, cell.rows)
        voice = replace(self, language=cell.tag.language)
        first, *rest = list(voice.labelled(kind, label, cell.tag))
        empty = (Part(role=Role.SAID, text=_("empty cell")),)
        yield first if first.parts or rest else replace(first, parts=empty)
        yield from rest

    def words(self, cell: Cell) -> str:
        return words_of(speak(cell.tag.kids, heard=cell.tag.language))


BLOCK_ACTS: Mapping[str, Callable[[_Voice, Tag], Iterator[Passage]]] = {
    "Figure": _Voice.figure,
    "Formula": _Voice.formula,
    "Caption": _Voice.caption,
    "Note": _Voice.note,
    "FENote": _Voice.note,
    "BlockQuote": _Voice.quote,
    "L": _Voice.list,
    "TOC": _Voice.contents,
    "Table": _Voice.table,
}


def _header_label(cell: Cell, heads: str) -> str:
    of_columns, of_rows = scopes(cell)
    if of_columns and of_rows:
        label = _("Header of column and row")
    elif of_rows:
        label = _("Row header")
    else:
        label = _("Column header")
    return f"{label}, {heads}" if heads else label


def _is_block(kid: Kid) -> bool:
    """Return whether *kid* is a block, or contains one in a type without meaning."""
    if not isinstance(kid, Tag) or kid.type in PARTS_OF_A_LINE or kid.type in IN_TEXT:
        return False
    return kid.type in BLOCKS or kid.type in HEADINGS or any(map(_is_block, kid.kids))


def _with_links_inside(kids: Iterable[Kid]) -> Iterator[Kid]:
    """Yield *kids*; a link around headings becomes headings with the link inside."""
    for kid in kids:
        if not isinstance(kid, Tag) or kid.type != "Link" or not any(map(_has_heading, kid.kids)):
            yield kid
            continue
        annotations = [part for part in kid.kids if isinstance(part, Annotation)]
        for part in kid.kids:
            if isinstance(part, Tag) and _is_block(part):
                yield replace(part, kids=(replace(kid, kids=(*part.kids, *annotations)),))
            elif not isinstance(part, Annotation):
                yield replace(kid, kids=(part, *annotations))


def _has_heading(kid: Kid) -> bool:
    return isinstance(kid, Tag) and (kid.type in HEADINGS or any(map(_has_heading, kid.kids)))


def _first_line(kids: Sequence[Kid]) -> tuple[list[Kid], list[Kid]]:
    """Return the *kids* that are said together with a label, and the rest."""
    line: list[Kid] = []
    kids = list(_with_links_inside(kids))
    for index, kid in enumerate(kids):
        if not isinstance(kid, Tag) or not _is_block(kid):
            line.append(kid)
            continue
        only_label = all(isinstance(k, Tag) and k.type == "Lbl" for k in line)
        if kid.type in OPEN and only_label:
            replaced = kid.alt is not None or kid.actual_text is not None
            inner, rest = ([*kid.kids], []) if replaced else _first_line(kid.kids)
            line += [replace(kid, type="Span", kids=tuple(inner))]
            return line, [*rest, *kids[index + 1 :]]
        return line, [*kids[index:]]
    return line, []


def _is_blank(kid: Kid) -> bool:
    return isinstance(kid, Content) and not kid.text.strip()


def _core(kid: Kid) -> Kid:
    """Return the only kid in nested types without meaning, or *kid* itself."""
    while isinstance(kid, Tag) and kid.type in {"Span", "NonStruct"} and kid.alt is None:
        inner = [item for item in kid.kids if not _is_blank(item)]
        if len(inner) != 1:
            break
        kid = inner[0]
    return kid


def _count(tag: Tag, kind: str) -> int:
    return sum(isinstance(kid, Tag) and kid.type == kind for kid in tag.kids)


def _without_caption(tag: Tag) -> list[Kid]:
    return [kid for kid in tag.kids if not (isinstance(kid, Tag) and kid.type == "Caption")]


def _passage(kind: Kind, label: str, parts: tuple[Part, ...], kids: Iterable[Kid]) -> Passage:
    spots = tuple(
        Spot(page=item.page, area=area)
        for kid in kids
        if not isinstance(kid, Annotation)
        for item in (contents_of(kid) if isinstance(kid, Tag) else [kid])
        for area in item.areas
    )
    return Passage(kind=kind, label=label, parts=parts, spots=spots)
