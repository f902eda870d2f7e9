"""Pages of a PDF: a name for what is painted on each, their lines, and their pictures."""

import hashlib
import io
from collections.abc import Iterator

import pikepdf
import pypdfium2

from pressverk.build.preview.model import PreviewPage
from pressverk.build.preview.places import PageLine

PIXELS = 16_000_000  # in one picture, at most


def pages_of(pdf: bytes) -> tuple[PreviewPage, ...]:
    """Return the pages of *pdf*, named by what is painted on them.

    A page that looks the same has the same name, whatever changed on others: only what it uses
    of the resources that all pages share is part of it. Fonts are left out, since their names say
    them apart, and their subsets grow with any page.
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return tuple(_page(page) for page in document.pages)


def _page(page: pikepdf.Page) -> PreviewPage:
    content = page.obj.Contents.read_bytes()
    digest = hashlib.sha256(content)
    for kind in ("/XObject", "/Pattern", "/Shading", "/ExtGState"):
        for name, value in sorted(page.obj.Resources.get(kind, {}).items()):
            if name.encode() in content:
                _add(digest, value, depth=0)
    left, bottom, right, top = (float(number) for number in page.mediabox)
    width, height = right - left, top - bottom
    digest.update(f"{width} {height}".encode())
    return PreviewPage(name=digest.hexdigest()[:32], width=width, height=height)


def _add(digest: "hashlib._Hash", value: pikepdf.Object, depth: int) -> None:
    """Add what *value* paints to *digest*."""
    if depth > 8:
        return
    if isinstance(value, pikepdf.Stream):
        digest.update(value.read_raw_bytes())
    if isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        for key, inner in sorted(value.items()):
            if key not in {"/Parent", "/Font", "/StructParents"}:
                digest.update(key.encode())
                _add(digest, inner, depth + 1)
    elif isinstance(value, pikepdf.Array):
        for inner in value:
            _add(digest, inner, depth + 1)
    else:
        digest.update(str(value).encode())


def lines_of(pdf: bytes) -> Iterator[PageLine]:
    """Yield the lines of all pages of *pdf*."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        for number, page in enumerate(document):
            height, text = page.get_height(), page.get_textpage()
            for index in range(text.count_rects()):
                left, bottom, right, top = text.get_rect(index)
                yield PageLine(
                    page=number,
                    box=(
                        round(left, 1),
                        round(height - top, 1),
                        round(right - left, 1),
                        round(top - bottom, 1),
                    ),
                    text=text.get_text_bounded(left, bottom, right, top),
                )
            text.close()
            page.close()
    finally:
        document.close()


def draw_page(pdf: bytes, number: int, scale: float) -> bytes:
    """Return a PNG of the page *number* (from 0) of *pdf*, at *scale* pixels a point."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[number]
        width, height = page.get_size()
        most = (PIXELS / (width * height)) ** 0.5
        picture = page.render(scale=min(scale, most)).to_pil()
        file = io.BytesIO()
        picture.save(file, "PNG", compress_level=1)
        return file.getvalue()
    finally:
        document.close()
