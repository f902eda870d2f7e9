"""How the bytes of streams are written."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import pydyf

LEVEL = 6  # pydyf's 9 takes twice the time for one per cent


@contextmanager
def sealed_streams() -> Iterator[None]:
    """Let pydyf write streams that no reader can mistake the end of, each compressed once.

    A stream whose last byte is a carriage return runs together with the line feed before
    ``endstream``: readers that take both for the end of a line find it one byte short
    (ISO 19005-2, 6.1.7.1). pydyf compresses some streams only while it writes the file, and
    all of them twice when there is an identifier, so its property is exchanged for the while.

    Text gets shorter by the distances of 0 that WeasyPrint writes after most glyphs.
    """
    compressed: dict[int, bytes] = {}

    def data(stream: pydyf.Stream) -> bytes:
        extra = pydyf.Dictionary(stream.extra.copy())
        if stream.compress:
            extra["Filter"] = "/FlateDecode"
        if id(stream) not in compressed:
            compressed[id(stream)] = _content(stream)
        content = compressed[id(stream)]
        extra["Length"] = len(content)
        return b"\n".join((extra.data, b"stream", content, b"endstream"))

    original, show_text = pydyf.Stream.data, pydyf.Stream.show_text
    pydyf.Stream.data = property(data)
    pydyf.Stream.show_text = lambda stream, text: show_text(stream, text.replace(">0<", ""))
    try:
        yield
    finally:
        pydyf.Stream.data, pydyf.Stream.show_text = original, show_text


def _content(stream: pydyf.Stream) -> bytes:
    """Return the bytes between ``stream`` and ``endstream``."""
    raw = b"\n".join(map(pydyf._to_bytes, stream.stream))  # noqa: SLF001
    content = zlib.compress(raw, LEVEL) if stream.compress else raw
    if content.endswith(b"\r") and stream.compress:
        content = zlib.compress(raw + b"\n", LEVEL)
    return content + b"\n" if content.endswith(b"\r") else content
