"""HTML -> tagged PDF: the steps in order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pydyf
import weasyprint

from pressverk.pdf.checks.edges import (
    HeadlessTable,
    WideTable,
    excess_lines,
    headless_tables,
    text_off_page,
    wide_tables,
)
from pressverk.pdf.checks.legibility import FaintText, faint_texts
from pressverk.pdf.deferred_numbers import DeferredNumbers, defer_numbers
from pressverk.pdf.runs import mark_runs
from pressverk.pdf.tags.accessible_name import label_by_reference
from pressverk.pdf.tags.builder import Tree, build_tree
from pressverk.pdf.tags.elements import part_rubies
from pressverk.pdf.tags.forms import STYLES as FIELD_STYLES
from pressverk.pdf.tags.links import arrange_links, settle_links
from pressverk.pdf.tags.lists import number_lists
from pressverk.pdf.tags.metadata import (
    complete_metadata,
    sharpen_pictures,
    write_identifier,
    write_page_labels,
)
from pressverk.pdf.tags.source_text import SourceTexts, note_source_texts
from pressverk.pdf.tags.tables import arrange_tables
from pressverk.pdf.tags.tree import Annotation, Content, StructureElement
from pressverk.pdf.tags.words import separate_words
from pressverk.pdf.tags.writer import write_tree
from pressverk.pdf.weasyprint.internals import VARIANT, Box, Element, lay_out
from pressverk.pdf.weasyprint.own_pages import lay_out_without_own_pages
from pressverk.pdf.weasyprint.patches import layout_patches, stream_patch
from pressverk.pdf.weasyprint.side_column import lay_out_beside
from pressverk.pdf.weasyprint.text_transform import text_transform_patch

# Headings by role are in the outline, as those by tag are; hidden ones aren't.
STYLES = (
    '[role="heading"] { bookmark-level: 2; bookmark-label: content(text) }\n'
    + "".join(
        f'[role="heading"][aria-level="{level}"] {{ bookmark-level: {level} }}\n'
        for level in range(1, 7)
    )
    + '[aria-hidden="true"], [aria-hidden="true"] * { bookmark-level: none !important }\n'
    # Characters of WeasyPrint's own that say nothing, and that few fonts have.
    "select::before { content: '' } ::note-callback { content: '' }\n"
    "caption { break-after: avoid }\n"
    # Closed, and shown by scripts only (HTML, 15.3.2).
    "dialog:not([open]), [popover] { display: none }\n"
    # What of formulas can be set as text.
    "msup > :last-child, msub > :last-child { font-size: 70%; line-height: 0 }\n"
    "msup > :last-child { vertical-align: super } msub > :last-child { vertical-align: sub }\n"
    "annotation, annotation-xml { display: none }\n" + FIELD_STYLES
)

LEVELS = ("H1", "H2", "H3", "H4", "H5", "H6")
# Kept in the tree with nothing in them: a grid needs its empty cells.
MAY_BE_EMPTY = frozenset({"Document", "TR", "TH", "TD"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """A finished PDF.

    *unnamed* are the pictures and formulas without an alternative, *lost* is text that
    WeasyPrint set on no page, *cut* text that runs off the page of that number, *wide* are tables
    without room, *headless* those that go on without their head, *missing* is what the document
    doesn't say about itself: ``title``, ``lang``; *faint* is text that is hard to see,
    *skipped* are headings too deep for the one before, and the level that they may have,
    *dead_ends* are where links that can't be followed would lead. *source* is its HTML, and
    *objects* says which element of it an object of the PDF was written for, by its number. Deferred
    numbers *can_be_filled*, unless something else depends on them. *excess_lines* is how many lines
    of text it is too long for one page, where its body says ``data-pages="1"``.
    """

    data: bytes
    page_count: int
    source: Element
    is_empty: bool
    unnamed: tuple[Element, ...]
    lost: tuple[str, ...]
    cut: tuple[tuple[int, str], ...]
    wide: tuple[WideTable, ...]
    headless: tuple[HeadlessTable, ...]
    missing: tuple[str, ...]
    faint: tuple[FaintText, ...]
    skipped: tuple[tuple[Element, int], ...]
    dead_ends: tuple[str, ...]
    excess_lines: int
    can_be_filled: bool
    objects: Mapping[int, Element]


def render(
    html: weasyprint.HTML,
    *,
    stylesheets: list[weasyprint.CSS],
    fonts: Any,
    counters: Any,
) -> Rendering:
    """Return *html* as a tagged PDF, PDF/UA-1 and PDF/A-2a in one.

    Files that *html* attaches stay out: PDF/A-2 holds none (ISO 19005-2, 6.8).
    """
    source = html.etree_element
    deferred = defer_numbers(source)
    number_lists(source)
    label_by_reference(source)
    dead_ends = settle_links(source)
    mark_runs(source)
    options = {"stylesheets": stylesheets, "fonts": fonts, "counters": counters}
    document, sources = _laid_out(html, deferred, options)
    deferred.note_pages(document.pages)
    tree = _tagged(document, sources)
    missing = complete_metadata(document.metadata, source)
    document.metadata.attachments = []
    objects: dict[int, Element] = {}
    with stream_patch():
        finish = partial(_finish, tree=tree, objects=objects)
        data = document.write_pdf(finisher=finish, pdf_variant=VARIANT)
    written = [element.entries for element in tree.root.descendants()]
    painted = [font.to_unicode for font in document.fonts.values()]
    deferred.note_written(text for texts in (*written, *painted) for text in texts.values())
    return Rendering(
        data=data,
        page_count=len(document.pages),
        source=source,
        is_empty=not tree.root.kids,
        unnamed=tuple(element.source for element in tree.unnamed),
        lost=tuple(text.lost for text in sources.texts if text.lost),
        cut=tuple(text_off_page(document.pages)),
        wide=tuple(wide_tables(document.pages)),
        headless=tuple(headless_tables(document.pages, sources.headed)),
        missing=missing,
        faint=tuple(faint_texts(document.pages)),
        skipped=tuple(skipped_levels(tree.root)),
        dead_ends=dead_ends,
        excess_lines=excess_lines(document.pages, source),
        can_be_filled=deferred.can_be_filled,
        objects=objects,
    )


def _laid_out(
    html: weasyprint.HTML, deferred: DeferredNumbers, options: Mapping[str, Any]
) -> tuple[weasyprint.Document, SourceTexts]:
    """Return the pages of *html*, and the texts that their boxes were made from."""
    source = html.etree_element
    noted: list[SourceTexts] = []

    def prepare(root: Box, footnotes: Sequence[Box]) -> None:
        deferred.note_boxes(box for each in (root, *footnotes) for box in each.descendants())
        noted.append(note_source_texts(root, source, html.base_url, footnotes))

    with layout_patches(source), text_transform_patch():
        beside = partial(
            lay_out_beside,
            source,
            lambda prepare: lay_out(html, prepare=prepare, **options),
            prepare,
        )
        document = lay_out_without_own_pages(source, beside)
    return document, noted[-1]


def _tagged(document: weasyprint.Document, sources: SourceTexts) -> Tree:
    """Return the structure tree of *document* (ISO 32000-1, 14.7)."""
    tree = build_tree(document.pages, sources)
    separate_words(tree.root)
    prune(tree.root)
    part_rubies(tree.root)
    arrange_tables(tree.root)
    arrange_links(tree.root, document.pages, sources.notes)
    return tree


def _finish(
    document: weasyprint.Document, pdf: pydyf.PDF, *, tree: Tree, objects: dict[int, Element]
) -> None:
    objects.update(write_tree(pdf, document, tree))
    write_page_labels(pdf, document.pages)
    write_identifier(pdf)
    sharpen_pictures(pdf)
    if not document.metadata.lang:
        del pdf.catalog["Lang"]  # WeasyPrint writes an empty one


def skipped_levels(root: StructureElement) -> Iterator[tuple[Element, int]]:
    """Yield the headings that skip a level, and the level that they may have at most.

    The first may have any: a part of a report goes on where another ended.
    """
    deepest = len(LEVELS)
    for element in root.descendants():
        if element.type in LEVELS and element.source is not None:
            level = LEVELS.index(element.type) + 1
            if level > deepest + 1:
                yield element.source, deepest + 1
            deepest = level


def prune(root: StructureElement) -> None:
    """Take elements without content out of the tree; an area to click on is no content."""
    for element in reversed([*root.descendants()]):
        element.kids = [kid for kid in element.kids if _says_something(kid)]


def _says_something(kid: StructureElement | Content | Annotation) -> bool:
    if isinstance(kid, StructureElement):
        return kid.type in MAY_BE_EMPTY or any(not isinstance(k, Annotation) for k in kid.kids)
    return isinstance(kid, Annotation) or bool(kid.text) or not hasattr(kid.box, "text")
