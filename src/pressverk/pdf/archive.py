"""The archive's edition: PDF/A-3a, with what it was made from inside (ISO 19005-3)."""

import io
from collections.abc import Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from pressverk.model import Enclosure
from pressverk.pdf.saving import bytes_of
from pressverk.pdf.xmp import as_part_3


def enclose(pdf: bytes, enclosures: Sequence[Enclosure]) -> bytes:
    """Return *pdf*, a PDF/A-2a file, as a PDF/A-3a file that has *enclosures* in it.

    Each says how it relates to the document (ISO 19005-3, Annex E) and carries its date.
    """
    book = pikepdf.open(io.BytesIO(pdf))
    book.Root.Metadata.write(as_part_3(book.Root.Metadata.read_bytes()))
    files = [book.make_indirect(_file(book, each)) for each in enclosures]
    if files:
        book.Root.AF = Array(files)
        names = book.Root.get("/Names", Dictionary())
        flat = Array()
        order = sorted(zip(enclosures, files, strict=True), key=lambda pair: pair[0].name.encode())
        for enclosure, file in order:
            flat.append(String(enclosure.name))
            flat.append(file)
        names.EmbeddedFiles = Dictionary(Names=flat)
        book.Root.Names = names
    return bytes_of(book)


def _file(book: pikepdf.Pdf, enclosure: Enclosure) -> Any:
    stream = book.make_stream(enclosure.data)
    stream.Type = Name.EmbeddedFile
    stream.Subtype = Name(f"/{enclosure.media_type}")
    modified = String(f"D:{enclosure.modified:%Y%m%d}000000Z")
    stream.Params = Dictionary(Size=len(enclosure.data), ModDate=modified)
    return Dictionary(
        Type=Name.Filespec,
        F=String(enclosure.name),
        UF=String(enclosure.name),
        Desc=String(enclosure.description),
        AFRelationship=Name(f"/{enclosure.relationship}"),
        EF=Dictionary(F=stream, UF=stream),
    )
