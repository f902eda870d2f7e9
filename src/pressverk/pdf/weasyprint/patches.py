"""All that is mended of how WeasyPrint lays out, for whoever measures and whoever prints."""

from collections.abc import Iterator
from contextlib import contextmanager

from pressverk.pdf.weasyprint.bounds import bounded_work
from pressverk.pdf.weasyprint.first_letters import letters_set_apart_once
from pressverk.pdf.weasyprint.internals import Element
from pressverk.pdf.weasyprint.line_breaks import full_lines


@contextmanager
def mended_layout(html: Element) -> Iterator[None]:
    """Let *html* be laid out in bounded work, with full lines and plain first letters."""
    with full_lines(), letters_set_apart_once(), bounded_work(html):
        yield
