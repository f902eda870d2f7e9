"""XML read from end to end without a tree of it in memory."""

from collections.abc import Callable
from typing import IO
from xml.parsers import expat

MOST_ELEMENTS = 5_000_000
CHUNK = 1 << 16

Start = Callable[[str, dict[str, str]], None]


class DocumentTypeError(ValueError):
    """A document type, in which entities are declared."""


class TooManyElementsError(ValueError):
    """More elements than any sheet that is read has."""


def scan(
    stream: IO[bytes],
    start: Start | None = None,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Call *start*, *end* and *text* for what stands in *stream*; names are without a prefix.

    Raises:
        DocumentTypeError: when it has a document type.
        TooManyElementsError: when it has more elements than are read.
        expat.ExpatError: when it isn't well-formed.
    """
    parser = expat.ParserCreate()
    count = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MOST_ELEMENTS:
            raise TooManyElementsError
        if start:
            start(name.rpartition(":")[2], attributes)

    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = _refuse_document_type
    if end:
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    if text:
        parser.CharacterDataHandler = text
    while chunk := stream.read(CHUNK):
        parser.Parse(chunk, False)  # noqa: FBT003 - it takes no keywords
    parser.Parse(b"", True)  # noqa: FBT003


def _refuse_document_type(*_declaration: object) -> None:
    raise DocumentTypeError
