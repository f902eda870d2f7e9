"""What is done to a typeset PDF for the archive and for printers."""

from pressverk.model import Document
from pressverk.pdf.archive import enclose
from pressverk.pdf.pdfx import for_printers


def postprocess(pdf: bytes, document: Document) -> bytes:
    """Return *pdf*, *document* as it was typeset, as its edition has it."""
    if document.edition == "archive":
        return enclose(pdf, document.enclosures)
    if document.edition == "print":
        return for_printers(pdf)
    return pdf
