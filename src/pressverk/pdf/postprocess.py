"""What is done to a typeset PDF for the archive and for printers."""

from pressverk.model import Page
from pressverk.pdf.archive import enclose
from pressverk.pdf.pdfx import for_printers
from pressverk.pdf.saving import with_plain_ends


def postprocess(pdf: bytes, page: Page) -> bytes:
    """Return *pdf*, *page* as it was typeset, as its edition has it."""
    if page.edition == "archive":
        return with_plain_ends(enclose(pdf, page.enclosures))
    if page.edition == "print":
        return with_plain_ends(for_printers(pdf))
    return pdf
