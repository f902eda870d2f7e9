"""What a tag tree tells a listener, in the same facts as ``html_facts``."""

from collections.abc import Iterator
from typing import Any

from heard import Fact, Piece, text_of, word_facts
from pdf_tables import read_table
from tag_reader import Tag, TagDocument, Text

BLOCKS = {
    "Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index",
    "P", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD",
    "THead", "TBody", "TFoot", "Note", "Form",
}  # fmt: skip
PICTURES = {"Figure", "Formula"}
PASSAGES: dict[str, tuple[Any, ...]] = {
    **{f"H{level}": ("heading", level) for level in range(1, 7)},
    "P": ("paragraph",),
    "Code": ("code",),
    "Quote": ("quote", "q"),
    "BlockQuote": ("quote", "blockquote"),
}
SPACE = Piece(text=" ")


class TagFacts:
    """The facts of a read PDF."""

    def __init__(self, document: TagDocument) -> None:
        self.document = document
        self.facts: list[Fact] = []

    def language(self, tag: Tag) -> str:
        found: Tag | None = tag
        while found is not None:
            if "Lang" in found.entries:
                return found.entries["Lang"]
            found = found.parent
        return str(self.document.pdf.Root.get("/Lang", ""))

    def pieces(self, tag: Tag, *, top: bool = True) -> Iterator[Piece]:
        if tag.type == "Note" and not top:
            return
        if _is_sign(tag) or _is_call(tag):
            return
        if tag.type in PICTURES:
            alternative = tag.entries.get("Alt", "")
            yield Piece(text=alternative, lang=self.language(tag), is_picture=True)
            return
        space = [SPACE] if tag.type in BLOCKS else []
        yield from space
        lang = self.language(tag)
        for kid in tag.kids:
            if isinstance(kid, Tag):
                yield from self.pieces(kid, top=False)
            elif isinstance(kid, Text):
                yield Piece(text=kid.text, lang=lang)
        yield from space

    def text(self, tag: Tag) -> str:
        return text_of(self.pieces(tag))

    def read(self) -> list[Fact]:
        root = self.document.root
        self.facts += word_facts(self.pieces(root), self.language(root))
        for tag in root:
            self.tag(tag)
        self.notes(root)
        return self.facts

    def say(self, kind: str, *what: Any) -> None:
        self.facts.append((kind, what))

    def tag(self, tag: Tag) -> None:
        if tag.type in PICTURES:
            self.say("figure", tag.entries.get("Alt", ""), self.language(tag))
        elif tag.type == "Table":
            self.table(tag)
        elif tag.type == "L":
            self.listing(tag)
        elif tag.type == "Link":
            targets = {link.target for link in tag.links}
            self.say("link", self.text(tag), *(targets or ["nowhere"]))
        elif tag.type in PASSAGES:
            self.say(*PASSAGES[tag.type], self.text(tag))
        elif tag.type == "Caption":
            parent = tag.parent
            holder = "table" if parent is not None and parent.type == "Table" else "figure"
            self.say("caption", holder, self.text(tag))
        if "E" in tag.entries:
            self.say("abbreviation", self.text(tag), tag.entries["E"])

    def listing(self, tag: Tag) -> None:
        items = [kid for kid in tag.kids if isinstance(kid, Tag) and kid.type == "LI"]
        if not items:
            return
        parts = [[kid for kid in item.kids if isinstance(kid, Tag)] for item in items]
        terms = [kid for kid in parts[0] if kid.type == "Lbl" and not _is_sign(kid)]
        if terms:
            self.say("list", len(items), "".join(self.text(term) for term in terms))
        else:
            self.say("list", len(items), self.text(items[0]))
        for _item, kids in zip(items, parts, strict=True):
            labels = [kid for kid in kids if kid.type == "Lbl"]
            bodies = [text for kid in kids if kid.type == "LBody" if (text := self.text(kid))]
            if any(not _is_sign(label) for label in labels):
                self.say("definition", *(self.text(label) for label in labels), "->", *bodies)
            else:
                label = "".join(text.text for label in labels for text in label.texts).strip()
                number = label if label[:-1].lstrip("-").isdecimal() else ""
                self.say("item", number, " ".join(bodies))
                self.say("item", "", " ".join(bodies))

    def table(self, table: Tag) -> None:
        cells = read_table(table)
        rows = [row for row in table if row.type == "TR" and _holder(row) is table]
        columns = max(
            (x + int(c.attributes.get("Table.ColSpan", 1)) for (x, _), (c, _) in cells.items()),
            default=0,
        )
        self.say("table", len(rows), columns)
        for cell, heads in cells.values():
            kind = "data cell" if cell.type == "TD" else "header cell"
            told = frozenset(filter(None, (self.text(head) for head in heads)))
            self.say(kind, self.text(cell), told if cell.type == "TD" else None)

    def notes(self, root: Tag) -> None:
        """Tell after which word each note is called."""
        calls: list[str] = []
        before: list[Piece] = []
        self._walk_notes(root, before, calls)

    def _walk_notes(self, tag: Tag, before: list[Piece], calls: list[str]) -> None:
        if _is_call(tag):
            told = text_of(before).split()
            calls.append(told[-1] if told else "")
            return
        if tag.type == "Note":
            self.say("note", calls.pop(0) if calls else "no call", self.text(tag))
            return
        if _is_sign(tag):
            return
        if tag.type in BLOCKS:
            before.clear()
        if tag.type in PICTURES:
            before += self.pieces(tag)
            return
        for kid in tag.kids:
            if isinstance(kid, Tag):
                self._walk_notes(kid, before, calls)
            elif isinstance(kid, Text):
                before.append(Piece(text=kid.text))
        if tag.type in BLOCKS:
            before.clear()


def _holder(row: Tag) -> Tag | None:
    holder = row.parent
    while holder is not None and holder.type != "Table":
        holder = holder.parent
    return holder


def _is_sign(tag: Tag) -> bool:
    """Return whether *tag* is the generated number or sign of an item or note."""
    if tag.type != "Lbl" or tag.parent is None:
        return False
    parent = tag.parent
    listing = parent.parent
    if parent.type != "LI" or listing is None:
        return True
    return listing.attributes.get("List.ListNumbering") not in {None, "None"} or not any(
        isinstance(kid, Tag) and kid.type == "LBody" for kid in parent.kids
    )


def _is_call(tag: Tag) -> bool:
    return tag.type == "Reference" and not any(kid.type == "Link" for kid in tag)


def facts_of_tags(document: TagDocument) -> list[Fact]:
    """Return what the tags of *document* tell."""
    return TagFacts(document).read()
