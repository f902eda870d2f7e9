"""HTML -> blocks: each word of it, wherever it is, becomes part of a block."""

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from pressverk.intake.markdown.blocks import (
    Block,
    Cell,
    Code,
    Definitions,
    Fact,
    Figure,
    Kind,
    Listing,
    Mark,
    Quotation,
    Rule,
    Run,
    Runs,
    Table,
    Text,
    is_blank,
)
from pressverk.intake.markdown.escaping import visible

HEADINGS = {f"h{level}": level for level in range(1, 7)}
SILENT = frozenset({"script", "style", "template", "head", "title", "link", "meta", "base"})
# Marks in the order in which they are written, from the outermost; those not here stand between.
ORDER = ("a", "lang", "strong", "em")
INNERMOST = ("code",)
MARKS = {
    **{tag: tag for tag in ("strong", "em", "code", "del", "ins", "small", "sub", "sup", "mark")},
    **{tag: tag for tag in ("kbd", "samp", "cite", "q", "dfn")},
    "b": "strong", "i": "em", "s": "del", "strike": "del", "var": "em", "tt": "code",
}  # fmt: skip
PARAGRAPHS = frozenset({
    "p", "div", "section", "article", "main", "header", "nav", "details", "summary", "address",
    "center", "fieldset", "form", "hgroup", "legend", "body", "html", "dd", "li", "dt", "td", "th",
    "tr", "thead", "tbody", "tfoot", "caption", "figcaption", "footer", "aside",
})  # fmt: skip
EDITOR = ("[if", "[endif", "StartFragment", "EndFragment")  # comments of programs
DEEPEST = 40
NOTE_CALL = "#fn"
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


def flow(body: HtmlElement, *, language: str) -> tuple[Block, ...]:
    """Return the blocks of *body*, which is in *language*; the texts of notes aren't among them."""
    return _blocks(body, _Context(language=language))


def notes_of(body: HtmlElement, *, language: str) -> dict[str, tuple[Block, ...]]:
    """Return the notes of *body* by their ids."""
    items = body.xpath(".//section[contains(concat(' ', @class, ' '), ' footnotes ')]//li[@id]")
    return {item.get("id"): _blocks(item, _Context(language=language)) for item in items}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What holds for all within an element."""

    language: str
    marks: tuple[Mark, ...] = ()
    depth: int = 0
    inner: bool = False  # within a list, table, quotation or box

    def within(self, mark: Mark) -> "_Context":
        """Return the context within one more *mark*."""
        marks = (*(m for m in self.marks if m[0] != mark[0]), mark)
        return replace(self, marks=tuple(sorted(marks, key=_rank)))


def _rank(mark: Mark) -> int:
    if mark[0] in ORDER:
        return ORDER.index(mark[0])
    return len(ORDER) + (mark[0] in INNERMOST)


@dataclass(slots=True)
class _Collector:
    """The blocks so far, and the runs of the paragraph that is still open."""

    blocks: list[Block] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)

    def close(self, context: _Context) -> None:
        """Make the open runs a paragraph, or several where two line ends stand together."""
        for runs in _paragraphs(self.runs):
            self.add(Text(runs=runs, language=context.language))
        self.runs = []

    def add(self, block: Block) -> None:
        """Add *block*, and give it the anchors that wait for one."""
        if self.anchors:
            block = replace(block, anchors=(*block.anchors, *self.anchors))
            self.anchors = []
        self.blocks.append(block)


def _blocks(element: HtmlElement, context: _Context) -> tuple[Block, ...]:
    collector = _Collector()
    _children(element, context, collector)
    collector.close(context)
    if collector.anchors and collector.blocks:
        last = collector.blocks[-1]
        collector.blocks[-1] = replace(last, anchors=(*last.anchors, *collector.anchors))
    return tuple(collector.blocks)


def _children(element: HtmlElement, context: _Context, collector: _Collector) -> None:
    _text(element.text, context, collector)
    for child in element:
        if isinstance(child.tag, str) and child.tag not in SILENT:
            _element(child, context, collector)
        elif child.tag is etree.Comment and not (child.text or "").strip().startswith(EDITOR):
            collector.runs.append(Run(child.text or "", (), Kind.COMMENT))
        _text(child.tail, context, collector)


def _text(text: str | None, context: _Context, collector: _Collector) -> None:
    if text and (cleaned := visible(text)):
        collector.runs.append(Run(cleaned, context.marks))


def _element(element: HtmlElement, context: _Context, collector: _Collector) -> None:
    if anchor := element.get("data-note"):
        collector.anchors.append(anchor)
    context = replace(_in_language(element, context), depth=context.depth + 1)
    if context.depth > DEEPEST:
        for text in element.itertext():
            _text(f" {text} ", context, collector)
        return
    if _is_notes(element):
        return
    tag = element.tag
    if tag in BUILDERS:
        collector.close(context)
        context = replace(context, inner=True)
        for block in BUILDERS[tag](element, context):
            collector.add(block)
    elif tag in PARAGRAPHS:
        collector.close(context)
        _paragraph(element, context, collector)
        collector.close(context)
    else:
        _inline(element, context, collector)


def _paragraph(element: HtmlElement, context: _Context, collector: _Collector) -> None:
    """Take what a plain container holds; a fact box is one by its class."""
    if element.tag == "aside" and "fact" in element.get("class", "").split():
        collector.add(_fact(element, context))
    else:
        _children(element, context, collector)


def _inline(element: HtmlElement, context: _Context, collector: _Collector) -> None:
    if label := _note_call(element):
        collector.runs.append(Run(label, (), Kind.NOTE))
    elif element.tag == "br":
        collector.runs.append(Run("", context.marks, Kind.BREAK))
    elif mark := _mark(element):
        _children(element, context.within(mark), collector)
    else:
        _children(element, context, collector)


def _mark(element: HtmlElement) -> Mark | None:
    """Return what *element* says about the text in it, if anything."""
    match element.tag:
        case "a" if element.get("href"):
            return ("a", element.get("href", ""))
        case "abbr" if element.get("title", "").strip():
            return ("abbr", " ".join(element.get("title", "").split()))
        case "time" if element.get("datetime"):
            return ("time", element.get("datetime", ""))
        case tag if tag in MARKS:
            return (MARKS[tag], "")
    return None


def _in_language(element: HtmlElement, context: _Context) -> _Context:
    """Return the context within *element*: a passage is marked, a block is in its language."""
    language = (element.get("lang") or "").strip()
    if not LANGUAGE.fullmatch(language):
        return context
    if language == context.language:
        return replace(context, marks=tuple(m for m in context.marks if m[0] != "lang"))
    is_block = element.tag in PARAGRAPHS or element.tag in BUILDERS
    if is_block and not context.inner:
        return replace(context, language=language)
    return context.within(("lang", language))


def _note_call(element: HtmlElement) -> str:
    """Return which note *element* calls: a link to it, raised or not."""
    link: Any = element
    if element.tag == "sup" and len(element) == 1 and not (element.text or "").strip():
        link = element[0]
    address = link.get("href", "") if link.tag == "a" else ""
    return address[1:] if address.startswith(NOTE_CALL) else ""


def _is_notes(element: HtmlElement) -> bool:
    return element.tag == "section" and "footnotes" in element.get("class", "").split()


def _paragraphs(runs: Iterable[Run]) -> Iterator[Runs]:
    """Yield the non-empty parts of *runs* between two or more line ends."""
    piece: list[Run] = []
    breaks: list[Run] = []
    for run in runs:
        if run.kind is Kind.BREAK:
            breaks.append(run)
        elif breaks and run.kind is Kind.TEXT and not run.text.strip():
            continue
        else:
            if len(breaks) > 1:
                yield from _unless_blank(piece)
                piece = []
            elif piece:
                piece += breaks
            breaks = []
            piece.append(run)
    yield from _unless_blank(piece)


def _unless_blank(piece: list[Run]) -> Iterator[Runs]:
    if not is_blank(tuple(piece)):
        yield tuple(piece)


def _runs_and_rest(blocks: Iterable[Block]) -> tuple[Runs, list[Block]]:
    """Return the texts of *blocks* as one, and the blocks that are no text."""
    runs: list[Run] = []
    rest: list[Block] = []
    for block in blocks:
        if isinstance(block, Text):
            runs += [Run(" "), *block.runs] if runs else block.runs
        else:
            rest.append(block)
    return tuple(runs), rest


def _heading(element: HtmlElement, context: _Context) -> Iterator[Block]:
    runs, rest = _runs_and_rest(_blocks(element, context))
    if not is_blank(runs):
        yield Text(
            runs=runs,
            level=HEADINGS[element.tag],
            language=context.language,
            id=element.get("id", ""),
        )
    yield from rest


def _listing(element: HtmlElement, context: _Context) -> Iterator[Block]:
    items: list[tuple[Block, ...]] = []
    wild = _Collector()
    _text(element.text, context, wild)
    for child in element:
        if child.tag == "li":
            items.append(_item(child, context))
        elif child.tag in {"ul", "ol"} and items:
            items[-1] = (*items[-1], *_listing(child, context))
        elif isinstance(child.tag, str):
            items.append(_blocks_of_one(child, context))
        loose = _Collector()
        _text(child.tail, context, loose)
        loose.close(context)
        if loose.blocks:
            items.append(tuple(loose.blocks))
    wild.close(context)
    if wild.blocks:
        items.insert(0, tuple(wild.blocks))
    kept = tuple(item for item in items if item)
    if kept:
        start = int(element.get("start")) if _is_number(element.get("start")) else 1
        yield Listing(
            items=kept,
            start=start if element.tag == "ol" else None,
            style=element.get("type", "") if element.tag == "ol" else "",
            language=context.language,
        )


def _is_number(text: str | None) -> bool:
    return bool(text) and str(text).isascii() and str(text).isdecimal() and len(str(text)) < 9


def _item(element: HtmlElement, context: _Context) -> tuple[Block, ...]:
    anchor = element.get("data-note")
    blocks = _blocks(element, _in_language(element, replace(context, depth=context.depth + 1)))
    if anchor and blocks:
        return (replace(blocks[0], anchors=(anchor, *blocks[0].anchors)), *blocks[1:])
    return blocks


def _blocks_of_one(element: HtmlElement, context: _Context) -> tuple[Block, ...]:
    collector = _Collector()
    _element(element, context, collector)
    collector.close(context)
    return tuple(collector.blocks)


def _quotation(element: HtmlElement, context: _Context) -> Iterator[Block]:
    source: Runs = ()
    footers = element.xpath("./footer | ./cite | ./p[last()][count(*)=1]/cite[not(../text())]")
    if footers and not (footers[-1].tail or "").strip() and _is_last(footers[-1], element):
        footer = footers[-1]
        source, rest = _runs_and_rest(_blocks(footer, context))
        inner = _Collector()
        _text(element.text, context, inner)
        for child in element:
            if child is footer or footer.getparent() is child:
                continue
            if isinstance(child.tag, str) and child.tag not in SILENT:
                _element(child, context, inner)
            _text(child.tail, context, inner)
        inner.close(context)
        blocks = (*inner.blocks, *rest)
    else:
        blocks = _blocks(element, context)
    if blocks or source:
        yield Quotation(blocks=tuple(blocks), source=source, language=context.language)


def _is_last(footer: HtmlElement, element: HtmlElement) -> bool:
    """Return whether nothing stands after *footer* in *element*."""
    top = footer if footer.getparent() is element else footer.getparent()
    return top is not None and top.getnext() is None and not (top.tail or "").strip()


def _fact(element: HtmlElement, context: _Context) -> Block:
    blocks = _blocks(element, context)
    title: Runs = ()
    if blocks and isinstance(blocks[0], Text) and blocks[0].level:
        title, blocks = blocks[0].runs, blocks[1:]
    return Fact(title=title, blocks=blocks, language=context.language)


def _figure(element: HtmlElement, context: _Context) -> Iterator[Block]:
    captions = element.xpath("./figcaption | ./*/figcaption")
    inner = _Collector()
    _text(element.text, context, inner)
    for child in element:
        if child not in captions and isinstance(child.tag, str) and child.tag not in SILENT:
            _element(child, context, inner)
        _text(child.tail, context, inner)
    inner.close(context)
    runs, rest = _runs_and_rest(
        block for caption in captions for block in _blocks_of_one(caption, context)
    )
    blocks = list(inner.blocks)
    index = next((n for n, b in enumerate(blocks) if isinstance(b, Figure | Table)), None)
    if index is not None and not is_blank(runs) and is_blank(_caption_of(blocks[index])):
        blocks[index] = replace(blocks[index], caption=runs)  # type: ignore[call-arg]
        runs = ()
    yield from blocks
    if not is_blank(runs):
        yield Text(runs=runs, language=context.language)
    yield from rest


def _caption_of(block: Block) -> Runs:
    return block.caption if isinstance(block, Figure | Table) else ()


def _picture(element: HtmlElement, context: _Context) -> Iterator[Block]:
    classes = element.get("class", "").split()
    title = visible(element.get("title", "")).strip()
    if element.get("src"):
        yield Figure(
            source=element.get("src", ""),
            alternative=visible(element.get("alt", "")).strip(),
            caption=(Run(title),) if title else (),
            photographer=element.get("data-photographer", ""),
            illustrator=element.get("data-illustrator", ""),
            decorative="decorative" in classes or element.get("role") == "presentation",
            language=context.language,
            id=element.get("id", ""),
        )


def _code(element: HtmlElement, context: _Context) -> Iterator[Block]:
    element = deepcopy(element)
    for line_break in element.iter("br"):
        line_break.tail = f"\n{line_break.tail or ''}"
    text = "".join(element.itertext()).replace("\r\n", "\n").strip("\n")
    if text.replace("\xad", "").strip():
        yield Code(text="\n".join(visible_line(line) for line in text.split("\n")))
    del context


def visible_line(line: str) -> str:
    """Return a *line* of preformatted text without what nobody can see; its spaces stay."""
    return "".join(visible(each) if not each.isspace() else " " for each in line.expandtabs(4))


def _rule(element: HtmlElement, context: _Context) -> Iterator[Block]:
    del element, context
    yield Rule()


def _definitions(element: HtmlElement, context: _Context) -> Iterator[Block]:
    entries: list[tuple[Runs, tuple[Block, ...]]] = []
    for child in element.xpath("./dt | ./dd | ./div/dt | ./div/dd"):
        if child.tag == "dt":
            runs, rest = _runs_and_rest(_blocks(child, context))
            entries.append((runs, tuple(rest)))
        elif entries:
            entries[-1] = (entries[-1][0], (*entries[-1][1], *_blocks(child, context)))
        else:
            yield from _blocks(child, context)
    kept = tuple((term, blocks) for term, blocks in entries if not is_blank(term) or blocks)
    if kept:
        yield Definitions(entries=kept, language=context.language)


def _table(element: HtmlElement, context: _Context) -> Iterator[Block]:
    caption, rest = _runs_and_rest(
        block for each in element.iterchildren("caption") for block in _blocks(each, context)
    )
    yield from rest
    head: list[tuple[Cell, ...]] = []
    rows: list[tuple[Cell, ...]] = []
    for row in _rows(element):
        cells = tuple(_cell(each, context) for each in row.iterchildren("td", "th"))
        if cells:
            (head if _is_head(row) and not rows else rows).append(cells)
    if head or rows:
        yield Table(
            caption=caption,
            head=tuple(head),
            rows=tuple(rows),
            language=context.language,
            id=element.get("id", ""),
        )


def _rows(table: HtmlElement) -> Iterator[HtmlElement]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in {"thead", "tbody", "tfoot"}:
            yield from child.iterchildren("tr")


def _is_head(row: HtmlElement) -> bool:
    """Return whether *row* names the columns: it is in the head, or all its cells are headers."""
    parent = row.getparent()
    cells = list(row.iterchildren("td", "th"))
    in_head = parent is not None and parent.tag == "thead"
    return in_head or all(
        cell.tag == "th" and cell.get("scope") not in {"row", "rowgroup"} for cell in cells
    )


def _cell(element: HtmlElement, context: _Context) -> Cell:
    def span(name: str) -> int:
        value = element.get(name)
        return max(1, min(int(value or 1), 1000)) if _is_number(value) else 1

    within = _in_language(element, replace(context, depth=context.depth + 1))
    return Cell(
        blocks=_blocks(element, within),
        header=element.get("scope", "col") if element.tag == "th" else "",
        columns=span("colspan"),
        rows=span("rowspan"),
    )


BUILDERS = {
    **dict.fromkeys(HEADINGS, _heading),
    "ul": _listing,
    "ol": _listing,
    "blockquote": _quotation,
    "figure": _figure,
    "img": _picture,
    "pre": _code,
    "hr": _rule,
    "dl": _definitions,
    "table": _table,
}
