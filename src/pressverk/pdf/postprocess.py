"""A typeset PDF -> PDF/A-3a for the archive, or PDF/X-4 for the printer.

The archive's edition has the files that it was made from inside (ISO 19005-3). The printer's
edition (ISO 15930-7) is for offset printing on coated paper: colours are written as inks, crop
marks stand outside the bleed, links, which the standard forbids on the page, are removed; the tags
stay.
"""

import io
import uuid
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import pikepdf
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, NumberTree, String

from pressverk.model import Document, Enclosure
from pressverk.pdf.print_pages import add_marks
from pressverk.pdf.saving import bytes_of
from pressverk.pdf.separation import profile, separate


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


CONDITION = "FOGRA39"
CONFORMANCE = "PDF/X-4"
CMYK = 4  # components
PDFA = ("{http://www.aiim.org/pdfa/ns/id/}", "{http://www.aiim.org/pdfa/ns/extension/}")


def for_printers(pdf: bytes) -> bytes:
    """Return *pdf*, a PDF/A-2a file, as a PDF/X-4 file."""
    book = pikepdf.open(io.BytesIO(pdf))
    separate(book)
    for page in book.pages:
        _set_boxes(page)
        add_marks(book, page)
        _drop_links(page.obj)
    _forget_links(book)
    book.Root.OutputIntents = Array([_intent(book)])
    book.docinfo["/Trapped"] = Name("/False")
    book.docinfo["/GTS_PDFXVersion"] = String(CONFORMANCE)
    identifier = f"uuid:{uuid.uuid5(uuid.NAMESPACE_OID, sha256(pdf).hexdigest())}"
    _declare_pdfx(book, identifier)
    return bytes_of(book)


def _declare_pdfx(book: pikepdf.Pdf, identifier: str) -> None:
    """Declare PDF/X in the XMP metadata in the place of PDF/A (ISO 15930-7, 6.3)."""
    with book.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as packet:
        for name in [name for name in packet if name.startswith(PDFA)]:
            del packet[name]
        packet["pdfxid:GTS_PDFXVersion"] = CONFORMANCE
        packet["xmpMM:DocumentID"] = identifier
        packet["xmpMM:VersionID"] = "1"
        packet["xmpMM:RenditionClass"] = "default"
        packet["pdf:Trapped"] = "False"


def _set_boxes(page: pikepdf.Page) -> None:
    """Give the page its trim box; typesetting has set it where the sheet is larger."""
    if "/TrimBox" not in page.obj:
        page.obj.TrimBox = page.obj.MediaBox
    if "/BleedBox" not in page.obj:
        page.obj.BleedBox = page.obj.MediaBox


def _drop_links(page: Any) -> None:
    if "/Annots" in page:
        del page["/Annots"]
    if "/Tabs" in page:
        del page["/Tabs"]


def _forget_links(book: pikepdf.Pdf) -> None:
    """Take the links' areas out of the tags: their text stays, as text."""
    root = book.Root.StructTreeRoot
    stack: list[Any] = list(root.K)
    while stack:
        element = stack.pop()
        found = element.get("/K", Array())
        kids = list(found) if isinstance(found, Array) else [found]
        kept = [kid for kid in kids if not _is_area(kid)]
        if len(kept) < len(kids):
            element.S = Name.Span
            element.K = Array(kept)
        stack += [kid for kid in kept if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
    parents = NumberTree(root.ParentTree)
    for key in [key for key, owner in parents.items() if not isinstance(owner, Array)]:
        del parents[key]


def _is_area(kid: Any) -> bool:
    return isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == Name.OBJR


def _intent(book: pikepdf.Pdf) -> Any:
    destination = book.make_stream(profile())
    destination.N = CMYK
    return Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier=String(CONDITION),
        OutputCondition=String("Offset, coated paper, ISO 12647-2"),
        RegistryName=String("http://www.color.org"),
        Info=String("ISO Coated v2 300% (basICColor)"),
        DestOutputProfile=destination,
    )


def postprocess(pdf: bytes, document: Document) -> bytes:
    """Return *pdf*, *document* as it was typeset, as its edition has it."""
    if document.edition == "archive":
        return enclose(pdf, document.enclosures)
    if document.edition in {"print", "cover"}:
        return for_printers(pdf)
    return pdf
