"""Releases in languages from right to left have their side column on the right."""

import pypdfium2
import pytest
from sample_newsroom import ARTICLE

from pressverk.build import pipeline
from pressverk.model import Newsroom


def left_edges(newsroom: Newsroom, language: str, *texts: str) -> list[float]:
    """Return how far from the left, of the width of the page, each of *texts* begins."""
    source = newsroom.root / "articles" / "pris" / "index.md"
    source.write_text(ARTICLE.replace("title:", f"language: {language}\ntitle:"), "utf-8")
    (outcome,) = pipeline.build(newsroom.root, [source], jobs=1)
    assert outcome.edition is not None, outcome.findings
    page = pypdfium2.PdfDocument(outcome.edition.pdf)[0]
    page_text = page.get_textpage()
    found = []
    for text in texts:
        index, _count = page_text.search(text).get_next()
        found.append(page_text.get_charbox(index)[0] / page.get_width())
    return found


@pytest.mark.parametrize(("language", "is_mirrored"), [("en", False), ("ar", True), ("he", True)])
def test_the_side_column_stands_where_reading_begins(
    newsroom: Newsroom, language: str, *, is_mirrored: bool
) -> None:
    kind, contact, page = left_edges(newsroom, language, "Press release", "Media contact", "page 1")
    if is_mirrored:
        assert min(kind, contact, page) > 0.7
    else:
        assert max(kind, contact, page) < 0.1
