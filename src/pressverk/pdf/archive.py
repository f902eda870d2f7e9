"""The archive's edition: PDF/A-3a, with what it was made from inside (ISO 19005-3)."""

import io
from collections.abc import Sequence

import pikepdf
from pikepdf import Array, AttachedFileSpec, Name

from pressverk.model import Enclosure
from pressverk.pdf.saving import bytes_of


def enclose(pdf: bytes, enclosures: Sequence[Enclosure]) -> bytes:
    """Return *pdf*, a PDF/A-2a file, as a PDF/A-3a file that has *enclosures* in it.

    Each says how it relates to the document (ISO 19005-3, Annex E) and carries its date.
    """
    book = pikepdf.open(io.BytesIO(pdf))
    with book.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as packet:
        packet["pdfaid:part"] = "3"
    for enclosure in enclosures:
        file = AttachedFileSpec(
            book,
            enclosure.data,
            description=enclosure.description,
            filename=enclosure.name,
            mime_type=enclosure.media_type,
            creation_date="",
            mod_date=f"D:{enclosure.modified:%Y%m%d}000000Z",
        )
        file.relationship = Name(f"/{enclosure.relationship}")
        book.attachments[enclosure.name] = file
    if enclosures:
        book.Root.AF = Array(book.attachments[enclosure.name].obj for enclosure in enclosures)
    return bytes_of(book)
