"""PDF -> TaggedPdf."""

import contextlib
import io
from collections.abc import Iterator, Mapping
from typing import Any

import pikepdf
from lxml.etree import LxmlError, XMLParser, fromstring
from pikepdf.settings import set_qpdf_limits

from pressverk.accessibility.reader import objects
from pressverk.accessibility.reader.annotations import (
    Destinations,
    is_spoken,
    read_annotation,
    read_bookmarks,
    read_destinations,
)
from pressverk.accessibility.reader.interpreter import PageContent, read_pages
from pressverk.accessibility.reader.model import Annotation, Area, PageBox, TaggedPdf
from pressverk.accessibility.reader.tree import Leaves, read_tree
from pressverk.errors import PressverkError
from pressverk.i18n import N_, _
from pressverk.model import Finding, Place

MOST_UNPACKED = 20_000_000  # bytes of a stream; its operators take a hundred times that in memory
XML = XMLParser(resolve_entities=False, no_network=True)
TITLE = ".//dc:title/rdf:Alt/rdf:li"
NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
FAULTS = {
    "too-deep": N_("tags nested too deep were skipped ({count}); create the PDF again"),
    "unknown-kid": N_("entries that are neither tag nor content ({count}); create the PDF again"),
    "element-twice": N_("tags that stand in several places ({count}); create the PDF again"),
    "content-twice": N_("content that has several tags ({count}); create the PDF again"),
    "no-page": N_("content that is tagged without a page ({count}); create the PDF again"),
    "no-content": N_("tags for content that doesn't exist ({count}); create the PDF again"),
    "no-object": N_("tags for links or fields that don't exist ({count}); create the PDF again"),
}


class UnreadablePdfError(PressverkError):
    """A file is not a PDF, or can't be opened."""


def read_tagged_pdf(data: bytes, file: str) -> TaggedPdf:
    """Return the tagged PDF in *data*; *file* is its name, for the place of findings.

    What is damaged is reported in ``findings``, and the rest is read.

    Raises:
        UnreadablePdfError: if it isn't a PDF, or needs a password.
    """
    place = Place(file=file)
    try:
        with _bounded(), pikepdf.open(io.BytesIO(data)) as pdf:
            return _read(pdf, place)
    except pikepdf.PasswordError as error:
        message = _("is protected by a password; save it without one")
        raise UnreadablePdfError(
            [Finding(place=place, message=message, rule="pdf-password")]
        ) from error
    except (pikepdf.PdfError, ValueError, RuntimeError, MemoryError) as error:
        # ValueError for impossible offsets, RuntimeError and MemoryError for streams that
        # decompress to more than the limit.
        message = _("can't be read as PDF; check that the file is whole")
        raise UnreadablePdfError(
            [Finding(place=place, message=message, rule="pdf-unreadable")]
        ) from error


@contextlib.contextmanager
def _bounded() -> Iterator[None]:
    """Make QPDF refuse streams that decompress to more than any page's content takes."""
    before = set_qpdf_limits(flate_max_memory=MOST_UNPACKED, run_length_max_memory=MOST_UNPACKED)
    try:
        yield
    finally:
        set_qpdf_limits(**before)  # type: ignore[arg-type]  # what it has returned itself


def _read(pdf: pikepdf.Pdf, place: Place) -> TaggedPdf:
    atlas, pages = read_destinations(pdf), read_pages(pdf)
    boxes = [_crop_box(page) for page in pdf.pages]
    annotations = dict(_annotations(pdf, boxes, atlas))
    content = {
        (number, key): item
        for number, page in enumerate(pages, 1)
        for key, item in page.marked.items()
    }

    def annotation(source: Any, page: int | None) -> Annotation | None:
        key = objects.key_of(source)
        if key in annotations:
            return annotations[key]
        return read_annotation(source, page, boxes[page - 1], atlas) if page and key else None

    tree = read_tree(pdf, Leaves(content=content, page_of=atlas.page, annotation=annotation))
    unread = [item for key, item in content.items() if key not in tree.content and item.runs]
    unmarked = [item for page in pages for item in page.unmarked]
    mark_info = objects.entry(pdf.Root, "/MarkInfo")
    preferences = objects.entry(pdf.Root, "/ViewerPreferences")
    return TaggedPdf(
        title=_title(pdf),
        shows_title=objects.entry(preferences, "/DisplayDocTitle") is True,
        language=objects.text(objects.entry(pdf.Root, "/Lang")),
        is_tagged=objects.entry(mark_info, "/Marked") is True and bool(tree.root.kids),
        pages=tuple(map(_page_box, pdf.pages, boxes)),
        root=tree.root,
        artifacts=tuple(artifact for page in pages for artifact in page.artifacts),
        untagged=tuple(sorted(unmarked + unread, key=lambda item: item.page)),
        untagged_annotations=tuple(
            found
            for key, found in annotations.items()
            if key not in tree.annotations and found.subtype
        ),
        bookmarks=tuple(read_bookmarks(pdf, atlas)),
        findings=(*_damage(pages, place), *_faults(tree.faults, place)),
    )


def _annotations(
    pdf: pikepdf.Pdf, boxes: list[Area], atlas: Destinations
) -> Iterator[tuple[objects.Key, Annotation]]:
    """Yield the links and fields of all pages, by object number."""
    for number, page in enumerate(pdf.pages, 1):
        for source in objects.items(page.obj.get("/Annots")):
            key = objects.key_of(source)
            if key and is_spoken(source):
                yield key, read_annotation(source, number, boxes[number - 1], atlas)


def _crop_box(page: pikepdf.Page) -> Area:
    sides = objects.numbers(page.cropbox)
    left, bottom, right, top = sides if len(sides) == 4 else (0.0, 0.0, 595.0, 842.0)
    return Area(
        left=min(left, right),
        bottom=min(bottom, top),
        right=max(left, right),
        top=max(bottom, top),
    )


def _page_box(page: pikepdf.Page, box: Area) -> PageBox:
    rotation = objects.integer(page.get("/Rotate")) or 0
    return PageBox(width=box.right - box.left, height=box.top - box.bottom, rotation=rotation % 360)


def _title(pdf: pikepdf.Pdf) -> str | None:
    """Return the title in the metadata stream; it takes precedence over document information."""
    stream = objects.entry(pdf.Root, "/Metadata")
    title = None
    if isinstance(stream, pikepdf.Stream):
        with contextlib.suppress(pikepdf.PdfError, LxmlError):
            # pikepdf logs faults of XMP packets with tracebacks.
            title = fromstring(stream.read_bytes(), XML).findtext(TITLE, namespaces=NAMESPACES)
    return title or objects.text(objects.entry(pdf.trailer.get("/Info"), "/Title"))


def _damage(pages: list[PageContent], place: Place) -> Iterator[Finding]:
    for number, page in enumerate(pages, 1):
        if page.damage is not None:
            message = _("the page can't be read to its end; create the PDF again")
            where = Place(file=place.file, page=number)
            yield Finding(place=where, message=message, rule="damaged-page")


def _faults(faults: Mapping[str, int], place: Place) -> Iterator[Finding]:
    for name, count in faults.items():
        yield Finding(place=place, message=_(FAULTS[name], count=count), rule=f"tags-{name}")
