"""The dialect: Python-Markdown with the extensions that an article may use.

The extensions leave plain elements behind; the other modules of this package
turn them into the HTML that layouts are promised.
"""

import re
from typing import Any, ClassVar
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.extensions import Extension
from markdown.extensions.abbr import AbbrTreeprocessor
from markdown.extensions.attr_list import get_attrs_and_remainder
from markdown.extensions.sane_lists import SaneOListProcessor, SaneUListProcessor
from markdown.extensions.tables import TableProcessor
from markdown.inlinepatterns import (
    BACKTICK_RE,
    BacktickInlineProcessor,
    ImageInlineProcessor,
    InlineProcessor,
    SubstituteTagInlineProcessor,
)
from markdown.treeprocessors import Treeprocessor
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from pressverk.content.markup.attributes import AUTHORED, MARK, ClassMarker
from pressverk.readers.names import ATTRIBUTES, CLASSES, WIDTHS

EXTENSIONS = (
    "abbr",
    "attr_list",
    "def_list",
    "footnotes",
    "pymdownx.highlight",
    "pymdownx.saneheaders",
    "pymdownx.superfences",
)
CONFIGURATION: dict[str, dict[str, Any]] = {
    "footnotes": {"BACKLINK_TEXT": ""},
    "pymdownx.highlight": {
        "use_pygments": False,
        "css_class": f"{MARK}highlight",
        "language_prefix": f"{MARK}language-",
    },
    "pymdownx.superfences": {"disable_indented_code_blocks": True},
}
ESCAPABLE = "\"'<&|~:/^=%$§–—@"
# Brackets one level deep, then attributes; possessive, so that nothing is tried twice.
PASSAGE = r"(?<!\!)\[((?:[^\[\]]++|\[[^\[\]]*+\])*+)\]\{:?([^{}\n]++)\}"
PIPES = "pipes"
# As in CommonMark, only a first number is taken for the beginning of a list within a text.
# A number in the text of a report; between two backticks it is code.
ASKS = re.compile(r"(?<!`)`[ ]?=([ ]*[^`\s=][^`\n]*)`")
ASKING = "asks-for-a-number"
BULLET = re.compile(r"\n(?= {0,3}[-*+] )")
FIRST_NUMBER = re.compile(r"\n(?= {0,3}1\. )")


def new_markdown() -> Markdown:
    """Return a converter for one body."""
    return Markdown(
        extensions=[*EXTENSIONS, DialectExtension(), DialectBlocks()],
        extension_configs=CONFIGURATION,
        tab_length=4,
    )


def attributes_of(text: str) -> dict[str, str]:
    """Return what an attribute list says, its classes joined.

    >>> attributes_of("#id .no-row-headers lang=en")
    {'id': 'id', 'class': 'no-row-headers', 'lang': 'en'}
    """
    attributes: dict[str, str] = {}
    for name, value in get_attrs_and_remainder(text)[0]:
        if name == ".":
            attributes["class"] = " ".join(filter(None, (attributes.get("class"), value)))
        else:
            called = ATTRIBUTES.get(name.lower(), name)
            attributes[called] = called if value is None else value
    return attributes


class DialectExtension(Extension):
    """Adds passages with attributes, escaped spaces and line ends, and tables with spans."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the processors."""
        md.ESCAPED_CHARS.extend(set(ESCAPABLE) - set(md.ESCAPED_CHARS))
        md.inlinePatterns.register(NoBreakSpaceProcessor(r"\\ ", md), "no-break-space", 181)
        md.inlinePatterns.register(CodeProcessor(BACKTICK_RE), "backtick", 190)
        line_break = SubstituteTagInlineProcessor(r"\\\n", "br")
        md.inlinePatterns.register(line_break, "escaped-line-end", 179)
        # Before notes, whose calls would be numbers in captions.
        picture = ImageInlineProcessor(r"!\[(?!\^[^\]]*\])", md)
        md.inlinePatterns.register(picture, "image_link", 176)
        known = md.treeprocessors["abbr"].abbrs  # type: ignore[attr-defined]  # the extension's
        md.treeprocessors.register(AbbreviationProcessor(md, known), "abbr", 7)
        md.inlinePatterns.register(PassageProcessor(PASSAGE, md), "passage", 135)
        # After all that is read inline, before attribute lists.
        md.treeprocessors.register(ClassMarker(md), "class-marker", 9)
        # After attribute lists.
        md.treeprocessors.register(SwedishNames(md), "swedish-names", 7)
        md.parser.blockprocessors.register(SpanningTableProcessor(md.parser), "table", 75)
        md.parser.blockprocessors.register(NumberedListProcessor(md.parser), "olist", 40)
        md.parser.blockprocessors.register(BulletListProcessor(md.parser), "ulist", 30)


class AbbreviationProcessor(AbbrTreeprocessor):
    """Finds abbreviations that end or begin with punctuation too: bl.a., C++."""

    def run(self, root: Element) -> None:
        """Mark them."""
        if self.abbrs:
            longest_first = sorted(self.abbrs, key=len, reverse=True)
            names = "|".join(re.escape(name) for name in longest_first)
            self.RE = re.compile(rf"(?<!\w)(?:{names})(?!\w)")
            self.iter_element(root)


class CodeProcessor(BacktickInlineProcessor):
    """Marks code that asks for a number: between single backticks, an equals sign and more."""

    def handleMatch(  # type: ignore[override]  # noqa: N802 - the library's name; its stubs are wider
        self, m: re.Match[str], data: str
    ) -> tuple[Any, int | None, int | None]:
        """Return the code."""
        code, start, end = super().handleMatch(m, data)
        if start is not None and isinstance(code, Element) and ASKS.match(data, start):
            code.set("class", ASKING)
        return code, start, end


class SwedishNames(Treeprocessor):
    """Gives attributes, classes and widths their English names."""

    def run(self, root: Element) -> None:
        """Rename them."""
        for element in root.iter():
            for name in [name for name in element.attrib if name.lower() in ATTRIBUTES]:
                element.set(ATTRIBUTES[name.lower()], element.attrib.pop(name))
            if names := element.get("class"):
                element.set("class", " ".join(CLASSES.get(each, each) for each in names.split()))
            if (width := element.get("width")) in WIDTHS:
                element.set("width", WIDTHS[width])


class NoBreakSpaceProcessor(InlineProcessor):
    r"""Turns ``\ `` into a no-break space."""

    def handleMatch(  # type: ignore[override]  # noqa: N802 - the library's name; its stubs are wider
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002 - the library's signature
    ) -> tuple[str, int, int]:
        """Return the space."""
        return "\xa0", m.start(), m.end()


class PassageProcessor(InlineProcessor):
    """Turns ``[passage]{lang=en}`` into a span."""

    def handleMatch(  # type: ignore[override]  # noqa: N802 - the library's name; its stubs are wider
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002 - the library's signature
    ) -> tuple[Element, int, int]:
        """Return the span, its text still to be read as Markdown."""
        attributes = attributes_of(m[2])
        attributes[AUTHORED] = attributes.pop("class", "")
        span = Element("span", attributes)
        span.text = m[1]
        return span, m.start(), m.end()


class NumberedListProcessor(SaneOListProcessor):
    """Reads numbered lists; a bullet on their own level begins another list."""

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Build the list, and leave what begins the other one for later."""
        _part(blocks, BULLET)
        super().run(parent, blocks)


class BulletListProcessor(SaneUListProcessor):
    """Reads bullet lists; a first number on their own level begins another list."""

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Build the list, and leave what begins the other one for later."""
        _part(blocks, FIRST_NUMBER)
        super().run(parent, blocks)


def _part(blocks: list[str], boundary: re.Pattern[str]) -> None:
    """Divide the first of *blocks* before the first line that is a *boundary*."""
    if match := boundary.search(blocks[0]):
        blocks[:1] = [blocks[0][: match.start()], blocks[0][match.end() :]]


class SpanningTableProcessor(TableProcessor):
    """Reads pipe tables; a cell without even a space between its pipes extends the one before.

    A row with more cells than the head keeps them: they are reported, not dropped.
    """

    def __init__(self, parser: BlockParser) -> None:
        super().__init__(parser, {"use_align_attribute": True})

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Build the table, marked as one of pipes."""
        super().run(parent, blocks)
        parent[-1].set("class", PIPES)

    def _build_row(self, row: str, parent: Element, align: Any) -> None:
        tr = SubElement(parent, "tr")
        cells = self._split_row(row)  # type: ignore[attr-defined]  # not in the library's stubs
        cells += [" "] * (len(align) - len(cells))
        for number, text in enumerate(cells):
            if text or not number:
                cell = SubElement(tr, "th" if parent.tag == "thead" else "td")
                cell.text = text.strip(" ")
                if number < len(align) and align[number]:
                    cell.set("align", align[number])
            else:
                tr[-1].set("colspan", str(int(tr[-1].get("colspan", "1")) + 1))


class DialectBlocks(BlocksExtension):  # type: ignore[misc]  # pymdownx has no types, as below
    """Adds the blocks between ``///`` lines."""

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: Any) -> None:  # noqa: N802, ARG002 - its signature
        """Register the blocks."""
        for block in ALL_BLOCKS:
            block_mgr.register(block, {})


class Fact(Block):  # type: ignore[misc]
    """A fact box; its title gets its level when all headings are known."""

    NAME: ClassVar[str] = "fact"
    ARGUMENT: ClassVar[bool | None] = True

    def on_create(self, parent: Element) -> Element:
        """Return the box with its title in it."""
        aside = SubElement(parent, "aside", {"class": "fact"})
        title = SubElement(aside, "h6", {"class": "fact-title"})
        title.text = self.argument
        return aside


class PullQuote(Block):  # type: ignore[misc]
    """A sentence pulled out of the text."""

    NAME: ClassVar[str] = "pull-quote"

    def on_create(self, parent: Element) -> Element:
        """Return the empty quotation."""
        return SubElement(parent, "aside", {"class": "pull-quote"})


class PageBreak(Block):  # type: ignore[misc]
    """A new page."""

    NAME: ClassVar[str] = "page-break"

    def on_create(self, parent: Element) -> Element:
        """Return the break."""
        return SubElement(parent, "div", {"class": "page-break"})


class Lang(Block):  # type: ignore[misc]
    """Paragraphs in another language."""

    NAME: ClassVar[str] = "lang"
    ARGUMENT: ClassVar[bool | None] = True

    def on_create(self, parent: Element) -> Element:
        """Return the division with its language."""
        return SubElement(parent, "div", {"lang": self.argument})


class Division(Block):  # type: ignore[misc]
    """A part of the text that is set in a way of its own, and is called what it is."""

    def on_create(self, parent: Element) -> Element:
        """Return the empty division."""
        return SubElement(parent, "div", {"class": self.NAME})


class Timeline(Division):
    """What happened when: a list of times, each with what happened."""

    NAME: ClassVar[str] = "timeline"


class MarginNote(Division):
    """A note beside the text."""

    NAME: ClassVar[str] = "margin-note"


class Columns(Division):
    """Text in two columns."""

    NAME: ClassVar[str] = "columns"


class Landscape(Division):
    """A part on pages that lie, for wide tables."""

    NAME: ClassVar[str] = "landscape"


class Portrait(Division):
    """A picture of somebody beside what they say."""

    NAME: ClassVar[str] = "portrait"


DIVISIONS = (Timeline, MarginNote, Columns, Landscape, Portrait)
ALL_BLOCKS = (Fact, PullQuote, PageBreak, Lang, *DIVISIONS)
BLOCKS = {block.NAME: block.ARGUMENT for block in ALL_BLOCKS}
