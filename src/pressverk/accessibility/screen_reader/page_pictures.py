"""PDF -> pictures of its pages, by PDFium."""

import io
from collections.abc import Iterator

import pypdfium2

from pressverk.accessibility.reader import UnreadablePdfError
from pressverk.i18n import _
from pressverk.model import Finding, Place

WIDTH, HEIGHT = 1000, 4000  # pixels at most: sharp enough to read, small enough for many pages
QUALITY = 80


def page_pictures(data: bytes, file: str) -> Iterator[bytes]:
    """Yield a WebP picture of each page of the PDF *data*, turned the way it is shown.

    Raises:
        UnreadablePdfError: when PDFium can't draw it; *file* is its name, for the place.
    """
    try:
        document = pypdfium2.PdfDocument(data)
        try:
            for page in document:
                yield _picture(page)
                page.close()
        finally:
            document.close()
    except pypdfium2.PdfiumError as error:
        message = _("its pages can't be drawn; check that the file is whole")
        finding = Finding(place=Place(file=file), message=message, rule="pdf-undrawable")
        raise UnreadablePdfError([finding]) from error


def _picture(page: pypdfium2.PdfPage) -> bytes:
    width, height = page.get_size()
    picture = page.render(scale=min(WIDTH / max(width, 1), HEIGHT / max(height, 1))).to_pil()
    file = io.BytesIO()
    picture.convert("RGB").save(file, "WEBP", quality=QUALITY, method=4)
    return file.getvalue()
