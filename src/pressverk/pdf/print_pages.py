"""Pages as a printer needs them: crop marks outside the bleed, and leaves that can be folded.

A sheet of a book holds four pages, so their number is a multiple of four. Each part begins on the
right, and so has an even number of pages; the back cover is the last page.
"""

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name

from pressverk.model import Pdf
from pressverk.pdf.saving import bytes_of

SHEET = 4  # pages
MARK = 14.0  # points: the length of a crop mark
LINE = 0.25  # points


def add_marks(book: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """Keep what *page* shows within its bleed, and draw crop marks outside of it.

    Nothing changes where the sheet isn't larger than the bleed.
    """
    bleed, trim, media = (
        [float(each) for each in page.obj[name]] for name in ("/BleedBox", "/TrimBox", "/MediaBox")
    )
    if media[0] >= bleed[0]:
        return
    left, bottom, right, top = bleed
    clip = f"q {left:.3f} {bottom:.3f} {right - left:.3f} {top - bottom:.3f} re W n\n"
    lines = "".join(
        f"{a:.3f} {b:.3f} m {c:.3f} {d:.3f} l S\n" for a, b, c, d in _marks(trim, bleed)
    )
    marks = f"\nQ\n/Artifact BMC q {LINE} w 0 0 0 1 K\n{lines}Q EMC\n"
    page.contents_add(book.make_stream(clip.encode()), prepend=True)
    page.contents_add(book.make_stream(marks.encode()))


def _marks(trim: Sequence[float], bleed: Sequence[float]) -> list[tuple[float, ...]]:
    """Return the ends of the lines that lead to the corners of *trim* from outside *bleed*."""
    lines: list[tuple[float, ...]] = []
    for x, out in ((trim[0], -MARK), (trim[2], MARK)):
        edge = bleed[0] if out < 0 else bleed[2]
        lines += [(edge, y, edge + out, y) for y in (trim[1], trim[3])]
        lines += [(x, bleed[1], x, bleed[1] - MARK), (x, bleed[3], x, bleed[3] + MARK)]
    return lines


def with_even_pages(pdf: Pdf) -> Pdf:
    """Return *pdf* with an empty page at its end, unless it has an even number of pages."""
    return with_blanks(pdf, pdf.page_count % 2)


def with_blanks(pdf: Pdf, count: int) -> Pdf:
    """Return *pdf* with *count* empty pages at its end."""
    if not count:
        return pdf
    book = pikepdf.open(io.BytesIO(pdf.data))
    for _number in range(count):
        book.pages.append(pikepdf.Page(_blank(book)))
    data = bytes_of(book, book.pdf_version)
    return replace(pdf, data=data, page_count=pdf.page_count + count)


def _blank(book: pikepdf.Pdf) -> Any:
    first = book.pages[0].obj
    boxes = {key: first[key] for key in ("/MediaBox", "/BleedBox", "/TrimBox") if key in first}
    page = Dictionary(Type=Name.Page, Resources=Dictionary(), Contents=book.make_stream(b""))
    for key, box in boxes.items():
        page[key] = pikepdf.Array(list(box))
    return book.make_indirect(page)


def whole_sheets(pdfs: Sequence[Pdf], *, has_back: bool) -> tuple[Pdf, ...]:
    """Return *pdfs*, the parts of a book, with empty pages before its back cover.

    The last part is the cover if it *has_back*; without one the empty pages end the book.
    """
    missing = -sum(pdf.page_count for pdf in pdfs) % SHEET
    last = len(pdfs) - 2 if has_back and len(pdfs) > 1 else len(pdfs) - 1
    return tuple(
        with_blanks(pdf, missing) if number == last else pdf for number, pdf in enumerate(pdfs)
    )
