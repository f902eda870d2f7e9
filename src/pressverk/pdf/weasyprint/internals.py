"""Every WeasyPrint internal that this package uses, in one place.

WeasyPrint promises nothing about these names; ``tests/pdf/tags/test_weasyprint_internals.py``
fails when an upgrade moves one, and says which. The tag tree exchanges none of them: pages of
a subclass keep what they painted, and the finisher, a public hook, puts the tree in. Those that
``shortcuts``, ``layout_patches`` and ``streams`` exchange are given back after each page.
"""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, Protocol
from unicodedata import normalize

import pydyf
import weasyprint
from cssselect2 import compiler as selectors
from cssselect2.parser import RelationalSelector
from fontTools.ttLib import TTFont
from weasyprint import images, layout
from weasyprint.anchors import make_page_bookmark_tree, rectangle_aabb
from weasyprint.css import AnonymousStyle, ComputedStyle
from weasyprint.css.computed_values import COMPUTER_FUNCTIONS, PHYSICAL_FUNCTIONS
from weasyprint.css.functions import check_math
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES
from weasyprint.css.tokens import Pending
from weasyprint.document import Page
from weasyprint.formatting_structure import boxes
from weasyprint.formatting_structure.build import build_formatting_structure, create_anonymous_boxes
from weasyprint.html import get_html_metadata, parse_url
from weasyprint.images import SVGImage
from weasyprint.layout import background, block, inline, layout_document, page
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.layout.percent import percentage
from weasyprint.matrix import Matrix
from weasyprint.pdf import fonts as pdf_fonts
from weasyprint.pdf.metadata import DocumentMetadata
from weasyprint.pdf.stream import Stream
from weasyprint.svg import SVG
from weasyprint.text import line_break
from weasyprint.text.constants import LST_TO_ISO, PANGO_DIRECTION
from weasyprint.text.ffi import FROM_UNITS, ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import font_features, get_font_description
from weasyprint.text.line_break import Layout, line_size
from weasyprint.text.line_break import _font_style_cache_key as font_style_key
from weasyprint.urls import get_link

__all__ = [
    "COMPUTER_FUNCTIONS",
    "FROM_UNITS",
    "INHERITED",
    "INITIAL_NOT_COMPUTED",
    "INITIAL_VALUES",
    "LEANED_ON",
    "LST_TO_ISO",
    "PANGO_DIRECTION",
    "PHYSICAL_FUNCTIONS",
    "SUPPORTED_SERIES",
    "SVG",
    "VARIANT",
    "AnonymousStyle",
    "Box",
    "ComputedStyle",
    "Element",
    "Layout",
    "Matrix",
    "Pending",
    "RelationalSelector",
    "SVGImage",
    "Stream",
    "TaggedPage",
    "block",
    "bookmark_label",
    "boxes",
    "check_math",
    "create_anonymous_boxes",
    "declared",
    "digit_glyphs",
    "ffi",
    "font_features",
    "font_style_key",
    "get_font_description",
    "get_link",
    "gobject",
    "images",
    "inline",
    "is_first_letter",
    "lay_out",
    "layout",
    "line_break",
    "line_size",
    "order_of",
    "page",
    "pango",
    "parse_url",
    "pdf_fonts",
    "percentage",
    "placed",
    "pyphen",
    "rectangle_aabb",
    "replaced",
    "selectors",
    "unicode_to_char_p",
]

pyphen = line_break.pyphen
SUPPORTED_SERIES = "70."
VARIANT = "pdf/a-2a"

# Box trees and ElementTree elements have no types of their own.
Box = Any
Element = Any

# What is read of each class, beyond the names imported above.
LEANED_ON: Mapping[Any, tuple[str, ...]] = {
    boxes.Box: (
        "children",
        "colspan",
        "content_box_x",
        "content_box_y",
        "copy",
        "descendants",
        "first_letter_style",
        "footnote",
        "is_floated",
        "is_for_root_element",
        "is_grid_item",
        "is_leader",
        "is_note",
        "is_outside_marker",
        "link_annotation",
        "transformation_matrix",
        "bookmark_label",
        "is_running",
        "link",
        "process_text_transform",
        "process_whitespace",
    ),
    background.Background: ("color", "layers"),
    background.BackgroundLayer: (
        "image",
        "painting_area",
        "position",
        "positioning_area",
        "repeat",
        "size",
    ),
    boxes.TableRowGroupBox: ("is_header", "is_footer"),
    boxes.ParentBox: ("copy_with_children",),
    boxes.TextBox: ("copy_with_text",),
    Page: ("paint",),
    Stream: ("marked", "clone", "add_font", "add_group", "_resources"),
    boxes: ("transform",),
    selectors: ("_compile_node",),
    block: (
        "avoid_page_break",
        "block_container_layout",
        "block_level_layout_switch",
        "block_level_page_break",
        "float_layout",
        "remove_placeholders",
        "table_layout",
    ),
    layout: ("make_all_pages",),
    layout.LayoutContext: (
        "_excluded_shapes",
        "broken_out_of_flow",
        "current_footnote_area",
        "current_page",
        "current_page_footnotes",
        "footnotes",
        "in_column",
        "page_bottom",
        "reported_footnotes",
        "running_elements",
    ),
    page: ("block_level_layout",),
    boxes.BlockBox: ("get_wrapped_table", "is_table_wrapper"),
    inline: (
        "first_letter_to_box",
        "get_next_linebox",
        "split_first_line",
    ),
    AnonymousStyle: ("__missing__", "parent_style"),
    ComputedStyle: ("__missing__", "cascaded", "parent_style"),
    images: ("SVGImage",),
    pdf_fonts: ("ffi",),
    Layout: ("deactivate", "get_first_line", "reactivate", "set_text", "setup"),
    line_break: ("_font_style_cache_key", "get_next_word_boundaries", "pyphen"),
    pyphen.Pyphen: ("iterate",),
    weasyprint.Document: ("_build_layout_context", "write_pdf"),
    pydyf.Stream: ("show_text", "set_font_size", "begin_marked_content", "end_marked_content"),
}


class Prepare(Protocol):
    """Sees the boxes of a document once, after whitespace is collapsed and before layout."""

    def __call__(self, root: Box, footnotes: Sequence[Box]) -> None: ...


class BookmarkLabel(str):
    """The label of a bookmark, with the place of its heading in the source."""

    __slots__ = ("order",)
    order: int


def bookmark_label(label: str, order: int) -> BookmarkLabel:
    """Return *label* without soft hyphens, for a heading whose place in the source is *order*."""
    made = BookmarkLabel(label.replace("\N{SOFT HYPHEN}", ""))
    made.order = order
    return made


def order_of(label: str) -> int:
    """Return where the heading called *label* stands in the source, 0 when that isn't known."""
    return getattr(label, "order", 0)


class TaggedDocument(weasyprint.Document):  # type: ignore[misc]  # weasyprint has no types
    """A document whose outline has the order of the source, which layout may leave."""

    def make_bookmark_tree(self, scale: float = 1, transform_pages: bool = False) -> Any:  # noqa: FBT001, FBT002
        """Return the bookmarks of all pages, as WeasyPrint wants them."""
        root: list[Any] = []
        skipped: list[int] = []
        by_depth, level = [root], 0
        marks = [
            (mark, its_page, number)
            for number, its_page in enumerate(self.pages)
            for mark in its_page.bookmarks
        ]
        if all(order_of(mark[1]) for mark, _page, _number in marks):
            marks.sort(key=lambda each: order_of(each[0][1]))
        for mark, its_page, number in marks:
            down = its_page.height * scale if transform_pages else 0
            matrix = Matrix(a=scale, d=-scale if transform_pages else scale, f=down)
            one = SimpleNamespace(bookmarks=[mark])
            level = make_page_bookmark_tree(one, skipped, by_depth, level, number, matrix)
        return root


class TaggedPage(Page):  # type: ignore[misc]  # weasyprint has no types
    """A page that remembers which box it painted under which marked-content identifier.

    WeasyPrint's own tag builder then finds nothing on the page, and writes an empty tree.
    """

    def __init__(self, page_box: Box, number: int) -> None:
        super().__init__(page_box)
        self.links: list[Any] = [(*link, placed(box)) for *link, box in self.links]
        self.bookmarks: list[Any] = [
            (level, bookmark_label(label, order_of(label)), *place)
            for level, label, *place in self.bookmarks
        ]
        self.box = page_box
        self.number = number
        self.page_stream: Stream | None = None
        self.when_painted: Callable[[TaggedPage, Stream], None] | None = None
        self.painted: dict[Box, dict[str, Any]] = {}

    def paint(self, stream: Stream, scale: float = 1) -> None:
        """Paint the page; content drawn in groups shares the page's identifiers."""
        super().paint(stream, scale)
        if self.when_painted is not None:
            self.when_painted(self, stream)
        for font in stream._fonts.values():  # noqa: SLF001
            _read_spaces_as_spaces(font.to_unicode)
            _read_pieces_as_themselves(font)
        self.page_stream, self.painted = stream, stream._tags  # noqa: SLF001
        stream._tags = {}  # noqa: SLF001
        self._page_box = self.box.copy_with_children([])


def placed(box: Box) -> Box:
    """Return *box* itself where layout left something in its place."""
    return box._box if isinstance(box, AbsolutePlaceholder) else box  # noqa: SLF001


@contextmanager
def replaced(owner: Any, **substitutes: Any) -> Iterator[None]:
    """Put *substitutes* in the place of what *owner* has under their names, for a while."""
    originals = {name: getattr(owner, name) for name in substitutes}
    for name, substitute in substitutes.items():
        setattr(owner, name, substitute)
    try:
        yield
    finally:
        for name, original in originals.items():
            setattr(owner, name, original)


def declared(style: Any, name: str) -> str:
    """Return the value of the custom property *name* that rules give this very box, or "".

    Custom properties are inherited; what is declared for one box isn't meant for those in it.
    WeasyPrint's names of them begin with two underscores.
    """
    if name not in getattr(style, "cascaded", ()):
        return ""
    return "".join(token.serialize() for token in style[name]).strip()


def is_first_letter(box: Box) -> bool:
    """Return whether *box* is a first letter, which may be set apart from its word."""
    return (box.element_tag or "").endswith("::first-letter")


def _read_spaces_as_spaces(to_unicode: dict[int, str]) -> None:
    """Give the glyph of the space its common meaning; the fixed space shares it in most fonts.

    Who copies or searches text without regard to ActualText finds words as they are typed.
    """
    for glyph, text in to_unicode.items():
        if text == "\N{NO-BREAK SPACE}":
            to_unicode[glyph] = " "


def _read_pieces_as_themselves(font: Any) -> None:
    """Give the glyphs that letters are built of their own meaning; ActualText has the letter.

    WeasyPrint 70 gives one piece the whole letter and the others nothing, which no ToUnicode map
    may say (ISO 32000-1, 9.10.3).
    """
    meanings = font.to_unicode
    if "" not in meanings.values():
        return
    own = _own_meanings(font)
    for glyph, text in meanings.items():
        if not text:
            meanings[glyph] = own.get(glyph, "\N{ZERO WIDTH SPACE}")
        elif len(normalize("NFD", text)) > 1:
            meanings[glyph] = own.get(glyph, text)


def _own_meanings(font: Any) -> dict[int, str]:
    """Return the characters of a font by their glyphs."""
    with TTFont(io.BytesIO(font.file_content), fontNumber=font.index, lazy=True) as file:
        characters: dict[int, str] = file.getBestCmap() or {}
        found: dict[int, str] = {}
        for code, name in sorted(characters.items()):
            found.setdefault(file.getGlyphID(name), chr(code))
    return found


# Each digit beside each other, for fonts that move them together.
_DIGIT_PAIRS = "".join(f"{one}{other}" for one in range(10) for other in range(10))


def digit_glyphs(style: Any, stream: Stream) -> tuple[int, ...] | None:
    """Return the glyphs of the ten digits in *style*, which the font in *stream* will have.

    None where one digit can't stand for another: they are not equally wide, or not of one font.
    """
    pango_layout = Layout(style)
    pango_layout.set_text(_DIGIT_PAIRS)
    line, _resume_at = pango_layout.get_first_line()
    run = line.runs[0]
    if run == ffi.NULL or run.next != ffi.NULL or run.data.glyphs.num_glyphs != len(_DIGIT_PAIRS):
        return None
    infos = [*run.data.glyphs.glyphs[0 : len(_DIGIT_PAIRS)]]
    shapes = {
        (digit, info.glyph, info.geometry.width, info.geometry.x_offset, info.geometry.y_offset)
        for digit, info in zip(_DIGIT_PAIRS, infos, strict=True)
    }
    if len(shapes) != 10 or len({shape[2:] for shape in shapes}) != 1:
        return None
    pango_font = run.data.item.analysis.font
    font, font_size = stream.add_font(pango_font)
    for digit, glyph, *_geometry in sorted(shapes):
        font.to_unicode.setdefault(glyph, digit)
        if glyph not in font.widths:
            pango.pango_font_get_glyph_extents(
                pango_font, glyph, stream.ink_rect, stream.logical_rect
            )
            font.widths[glyph] = round(stream.logical_rect.width * 1000 * FROM_UNITS / font_size)
    glyphs = tuple(glyph for _digit, glyph, *_geometry in sorted(shapes))
    is_one_width = len({font.widths[glyph] for glyph in glyphs}) == 1
    return glyphs if is_one_width and not font.bitmap else None


def lay_out(
    html: weasyprint.HTML,
    *,
    stylesheets: list[weasyprint.CSS],
    fonts: Any,
    counters: Any,
    prepare: Prepare,
) -> weasyprint.Document:
    """Return *html* laid out on pages that can be tagged; the steps of ``HTML.render``."""
    options = {
        **weasyprint.DEFAULT_OPTIONS,
        "stylesheets": stylesheets,
        "output_intent": "srgb",
    }
    document_class = TaggedDocument
    context = document_class._build_layout_context(html, fonts, counters, {}, options)  # noqa: SLF001
    root = build_formatting_structure(
        html.etree_element,
        context.style_for,
        context.get_image_from_uri,
        html.base_url,
        context.target_collector,
        counters,
        context.footnotes,
    )
    prepare(root, context.footnotes)
    pages = [
        TaggedPage(box, _page_counter(context.page_maker[number][3]))
        for number, box in enumerate(layout_document(html, root, context), start=1)
    ]
    metadata = DocumentMetadata(**get_html_metadata(html))
    return document_class(pages, metadata, html.url_fetcher, fonts, {}, "srgb")


def _page_counter(state: Any) -> int:
    """Return the value of the page counter that margin boxes saw."""
    _quote_depth, counter_values, _scopes, _groups = state
    number: int = counter_values["page"][-1]
    return number
