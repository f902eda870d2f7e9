"""All that is mended of how WeasyPrint lays out, for whoever measures and whoever prints."""

from collections.abc import Iterator
from contextlib import contextmanager

from pressverk.structure.bounds import bounded_work
from pressverk.structure.first_letters import letters_set_apart_once
from pressverk.structure.line_breaks import full_lines
from pressverk.structure.weasyprint_internals import Element


@contextmanager
def mended_layout(html: Element) -> Iterator[None]:
    """Let *html* be laid out in bounded work, with full lines and plain first letters."""
    with full_lines(), letters_set_apart_once(), bounded_work(html):
        yield
