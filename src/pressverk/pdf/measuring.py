"""A document laid out, but not painted: how many pages it takes and what is on which."""

from typing import Any

import weasyprint

from pressverk.pdf.tags.lists import number_lists
from pressverk.pdf.weasyprint.internals import lay_out
from pressverk.pdf.weasyprint.patches import mended_layout


def measure(
    html: weasyprint.HTML, *, stylesheets: list[weasyprint.CSS], fonts: Any, counters: Any
) -> tuple[int, dict[str, int]]:
    """Return how many pages *html* takes, and on which of them, from 0, each id stands."""
    number_lists(html.etree_element)
    with mended_layout(html.etree_element):
        document = lay_out(
            html,
            stylesheets=stylesheets,
            fonts=fonts,
            counters=counters,
            prepare=lambda _root, _footnotes: None,
        )
    places: dict[str, int] = {}
    for number, page in enumerate(document.pages):
        for name in page.anchors:
            places.setdefault(name, number)
    return len(document.pages), places
