"""Pages of a PDF as pictures, by PDFium, and where two of them look different.

PDFium isn't thread-safe: its callers hold the lock PDFIUM.
"""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest

import pypdfium2
from PIL import Image, ImageChops, ImageFilter

from pressverk.accessibility.reader import UnreadablePdfError
from pressverk.i18n import _
from pressverk.model import Finding, Place

PDFIUM = threading.RLock()
QUALITY = 80
HIGHEST = 4  # pictures' heights, in their widths
WIDTH = 500  # pixels at which pages are compared: a changed letter shows
VISIBLE = 24  # of 255, by which a pixel differs
JOIN = 9  # pixels within which differences are one


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A page that differs: *before* and *after* are its numbers, None where it wasn't or isn't.

    *areas* are where on the page after, as fractions of its width and height: left, top, width,
    height.
    """

    before: int | None
    after: int | None
    areas: tuple[tuple[float, float, float, float], ...] = ()


@contextmanager
def opened(data: bytes, file: str) -> Iterator[pypdfium2.PdfDocument]:
    """Have the PDF *data* open, and PDFium for oneself.

    Raises:
        UnreadablePdfError: when PDFium can't draw it; *file* is its name, for the place.
    """
    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(data)
            try:
                yield document
            finally:
                document.close()
        except pypdfium2.PdfiumError as error:
            message = _("its pages can't be drawn; check that the file is whole")
            finding = Finding(place=Place(file=file), message=message, rule="pdf-undrawable")
            raise UnreadablePdfError([finding]) from error


def draw_page(data: bytes, number: int, width: int, file: str) -> bytes | None:
    """Return page *number* of the PDF *data*, from 1, *width* pixels wide as WebP; None if none.

    Raises:
        UnreadablePdfError: as ``opened``.
    """
    with opened(data, file) as document:
        if not 1 <= number <= len(document):
            return None
        return as_webp(_drawn(document[number - 1], width))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page as a picture shows it; sizes are in points."""

    number: int
    width: int
    height: int


def sheets_of(data: bytes, file: str) -> tuple[Sheet, ...]:
    """Return the pages of the PDF *data* as they are shown.

    Raises:
        UnreadablePdfError: as ``opened``.
    """
    with opened(data, file) as document:
        sizes = [page.get_size() for page in document]
    return tuple(
        Sheet(number=number, width=round(width), height=round(height))
        for number, (width, height) in enumerate(sizes, 1)
    )


def changed_pages(before: bytes, after: bytes, file: str) -> tuple[Change, ...]:
    """Return the pages that look different in two PDFs, compared by their numbers.

    Raises:
        UnreadablePdfError: as ``opened``.
    """
    pairs = zip_longest(_all_drawn(before, file), _all_drawn(after, file))
    return tuple(
        change
        for number, (old, new) in enumerate(pairs, 1)
        if (change := _change(number, old, new)) is not None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesChanged:
    """The pages of two PDFs, and those that look different."""

    before: tuple[Sheet, ...]
    after: tuple[Sheet, ...]
    changes: tuple[Change, ...]


def pages_changed(before: bytes, after: bytes, file: str) -> PagesChanged:
    """Return the pages of two PDFs, compared by their numbers.

    Raises:
        UnreadablePdfError: as ``opened``.
    """
    return PagesChanged(
        before=sheets_of(before, file),
        after=sheets_of(after, file),
        changes=changed_pages(before, after, file),
    )


def _all_drawn(data: bytes, file: str) -> list[Image.Image]:
    with opened(data, file) as document:
        return [_drawn(page, WIDTH).convert("L") for page in document]


def _change(number: int, old: Image.Image | None, new: Image.Image | None) -> Change | None:
    if old is None or new is None or old.size != new.size:
        return Change(before=number if old else None, after=number if new else None)
    areas = tuple(_areas(old, new))
    return Change(before=number, after=number, areas=areas) if areas else None


def _areas(old: Image.Image, new: Image.Image) -> Iterator[tuple[float, float, float, float]]:
    """Yield the bands of the page that differ, from its top."""
    difference = ImageChops.difference(old, new).point(lambda value: 255 * (value > VISIBLE))
    rows = difference.filter(ImageFilter.MaxFilter(JOIN)).resize(
        (1, old.height), Image.Resampling.BOX
    )
    marked = [value > 0 for value in rows.tobytes()]
    top = None
    for at, is_marked in enumerate((*marked, False)):
        if is_marked and top is None:
            top = at
        elif not is_marked and top is not None:
            box = difference.crop((0, top, old.width, at)).getbbox()
            if box:
                left, right = max(box[0] - JOIN, 0), min(box[2] + JOIN, old.width)
                yield (
                    left / old.width,
                    top / old.height,
                    (right - left) / old.width,
                    (at - top) / old.height,
                )
            top = None


def _drawn(page: pypdfium2.PdfPage, width: int) -> Image.Image:
    wide, high = page.get_size()
    scale = min(width / max(wide, 1), width * HIGHEST / max(high, 1))
    picture: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
    page.close()
    return picture


def as_webp(picture: Image.Image) -> bytes:
    """Return *picture* as a WebP file."""
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=QUALITY, method=4)
    return file.getvalue()
