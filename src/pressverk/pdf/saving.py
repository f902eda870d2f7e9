"""PDFs that were opened and changed, as bytes.

Streams whose end is unambiguous: after a carriage return, a line ends in two characters.

A line ends before ``endstream``, and isn't part of the stream. A carriage return that belongs to
the data makes one end of line with the line feed after it, so that the stream seems to be a byte
shorter than its Length (ISO 19005-2, 6.1.7.1). One stream in 256 is so by chance.
"""

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
    return with_plain_ends(target.getvalue())


HEAD, PLAIN_HEAD = b">>\nstream\n", b">>stream\n"
END, PLAIN_END = b"\r\nendstream", b"\r\r\nendstream"


def with_plain_ends(pdf: bytes) -> bytes:
    """Return *pdf* with streams that end where their Length says.

    The end takes the byte that is spared before the stream, so that all offsets stay true.
    """
    pieces: list[bytes] = []
    start = 0
    while (end := pdf.find(END, start)) >= 0:
        after = end + len(END)
        head = pdf.rfind(HEAD, start, end)
        if head >= 0:
            data = pdf[head + len(HEAD) : end]
            pieces += (pdf[start:head], PLAIN_HEAD, data, PLAIN_END)
        else:
            pieces.append(pdf[start:after])
        start = after
    return b"".join((*pieces, pdf[start:])) if pieces else pdf
