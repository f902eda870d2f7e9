"""Finishing: what is done to a typeset PDF for its edition, and to all of them at last."""

from pressverk.finishing.archive import enclose
from pressverk.finishing.ends import with_plain_ends
from pressverk.finishing.printers import for_printers
from pressverk.model import Page

__all__ = ["enclose", "finish", "for_printers"]


def finish(pdf: bytes, page: Page) -> bytes:
    """Return *pdf*, *page* as it was typeset, as its edition has it."""
    if page.edition == "archive":
        pdf = enclose(pdf, page.enclosures)
    elif page.edition == "print":
        pdf = for_printers(pdf)
    return with_plain_ends(pdf)
