"""Text that runs over the edge of its page, where no one can see it."""

from collections.abc import Iterator, Sequence

from pressverk.structure.weasyprint_internals import Box, TaggedPage, boxes

TOLERANCE = 1.0  # CSS pixels; glyphs are narrower than their boxes


def text_off_page(pages: Sequence[TaggedPage]) -> Iterator[tuple[int, str]]:
    """Yield the number of each page that text runs over the right or lower edge of, and the text.

    Text wholly to the left or above is meant to be hidden, as pages for screens hide it. Pages
    with transforms are passed over: boxes don't know where a transform puts them.
    """
    for number, page in enumerate(pages, 1):
        for box in page.painted:
            if _is_text(box) and _is_outside(box, page) and not _is_transformed(page):
                yield number, box.text.strip()
                break


def _is_text(box: Box) -> bool:
    return isinstance(box, boxes.TextBox) and any(
        sign.isprintable() and not sign.isspace() for sign in box.text
    )


def _is_outside(box: Box, page: TaggedPage) -> bool:
    right, bottom = box.position_x + box.width, box.position_y + box.height
    return bool(right > page.width + TOLERANCE or bottom > page.height + TOLERANCE)


def _is_transformed(page: TaggedPage) -> bool:
    return any(box.style["transform"] for box in page.box.descendants())
