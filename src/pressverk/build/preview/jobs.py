"""What the preview gives its workers to do. Only they import what it takes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pressverk.build.preview.model import PreviewRequest, Typeset
from pressverk.model import Finding, Newsroom

DONE: set[str] = set()  # in this process


def do_once(
    function: Callable[[PreviewRequest, Newsroom], Any], request: PreviewRequest, newsroom: Newsroom
) -> bool:
    """Call *function*, unless this process did so before; return whether it was called."""
    if function.__qualname__ in DONE:
        return False
    DONE.add(function.__qualname__)
    function(request, newsroom)
    return True


def make_preview(request: PreviewRequest, newsroom: Newsroom) -> Typeset:
    """Return the pages of the text in *request*, or what keeps it from having any."""
    from pressverk.build.preview import worker

    return worker.make_preview(request, newsroom)


def check_pdf(pdf: bytes, source: Path, newsroom: Newsroom, language: str) -> tuple[Finding, ...]:
    """Return where *pdf* breaks its profiles, and what its tags mean wrongly."""
    from pressverk.build.preview import worker

    return worker.check_pdf(pdf, source, newsroom, language)


def draw_page(pdf: bytes, number: int, scale: float) -> bytes:
    """Return a PNG of the page *number* (from 0) of *pdf*, at *scale* pixels a point."""
    from pressverk.build.preview import page_images

    return page_images.draw_page(pdf, number, scale)


def show_as_html(request: PreviewRequest, newsroom: Newsroom) -> str:
    """Return the text in *request* as its HTML version.

    Raises:
        PressverkError: when it can't be read or laid out.
    """
    from pressverk.build.preview import views

    return views.show_as_html(request, newsroom)


def show_as_heard(pdf: bytes, name: str, language: str) -> str:
    """Return what a listener hears of *pdf*, a passage a line.

    Raises:
        PressverkError: when it can't be read.
    """
    from pressverk.build.preview import views

    return views.show_as_heard(pdf, name, language)
