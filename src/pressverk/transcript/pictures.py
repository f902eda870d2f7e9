"""PDF -> pictures of its pages, by PDFium."""

import io
from collections.abc import Iterator

import pypdfium2

WIDTH = 1000  # pixels: sharp enough to read, small enough for hundreds of pages
QUALITY = 80


def page_pictures(data: bytes) -> Iterator[bytes]:
    """Yield a WebP picture of each page of the PDF *data*, turned the way it is shown."""
    document = pypdfium2.PdfDocument(data)
    try:
        for page in document:
            picture = page.render(scale=WIDTH / max(page.get_width(), 1)).to_pil()
            file = io.BytesIO()
            picture.convert("RGB").save(file, "WEBP", quality=QUALITY, method=4)
            yield file.getvalue()
            page.close()
    finally:
        document.close()
