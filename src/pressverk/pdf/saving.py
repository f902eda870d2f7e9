"""PDFs that were opened and changed, as bytes."""

import io

import pikepdf


def bytes_of(book: pikepdf.Pdf, version: str = "") -> bytes:
    """Return *book* as a file of *version* or later: always the same bytes for the same book."""
    target = io.BytesIO()
    book.save(
        target,
        min_version=version,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return target.getvalue()
