"""Releases and reports in languages from right to left have their side column on the right."""

from pathlib import Path

import pypdfium2
import pytest
from report import INDEX, write_report
from sample_newsroom import ARTICLE

from pressverk.build import pipeline
from pressverk.model import Newsroom


def left_edges(newsroom: Newsroom, source: Path, *texts: str, page: int = 0) -> list[float]:
    """Return how far from the left, of the width of the *page*, each of *texts* begins."""
    (outcome,) = pipeline.build(newsroom.root, [source], jobs=1)
    assert not outcome.failed, outcome.findings
    pdf = newsroom.root / "output" / f"{source.parent.name}.pdf"
    found_page = pypdfium2.PdfDocument(pdf)[page]
    page_text = found_page.get_textpage()
    found = []
    for text in texts:
        index = page_text.get_text_range().index(text)
        found.append(page_text.get_charbox(index)[0] / found_page.get_width())
    return found


@pytest.mark.parametrize(("language", "is_mirrored"), [("en", False), ("ar", True), ("he", True)])
def test_the_side_column_stands_where_reading_begins(
    newsroom: Newsroom, language: str, *, is_mirrored: bool
) -> None:
    source = newsroom.root / "articles" / "pris" / "index.md"
    source.write_text(ARTICLE.replace("title:", f"language: {language}\ntitle:"), "utf-8")
    kind, contact, page = left_edges(newsroom, source, "Press release", "Media contact", "page 1")
    if is_mirrored:
        assert min(kind, contact, page) > 0.7
    else:
        assert max(kind, contact, page) < 0.1


@pytest.mark.parametrize(("language", "is_mirrored"), [("en", False), ("ar", True)])
def test_what_hangs_beside_the_text_of_a_report_hangs_where_reading_begins(
    newsroom: Newsroom, language: str, *, is_mirrored: bool
) -> None:
    index = INDEX.replace("language: en", f"language: {language}")
    bodies = ("## Words\n\nText.", "Text.\n\n/// page-break\n///\n\nMore.")
    source = write_report(newsroom.root, *bodies, index=index)
    (number,) = left_edges(newsroom, source, "1.1", page=3)
    folio, running = left_edges(newsroom, source, "3", "A year of work", page=5)
    if is_mirrored:
        assert min(number, folio, running) > 0.6
    else:
        assert max(number, folio, running) < 0.3


def test_a_reference_in_english_words_keeps_its_number_behind_them(newsroom: Newsroom) -> None:
    index = INDEX.replace("language: en", "language: ar")
    source = write_report(newsroom.root, "Se [](#part2).", "Text.", index=index)
    words, number = left_edges(newsroom, source, "on page", "\N{NO-BREAK SPACE}2", page=3)
    assert words < number


@pytest.mark.parametrize(("language", "is_mirrored"), [("en", False), ("ar", True)])
def test_openers_and_backs_of_reports_are_mirrored_too(
    newsroom: Newsroom, language: str, *, is_mirrored: bool
) -> None:
    index = INDEX.replace("language: en", f"language: {language}")
    source = write_report(newsroom.root, "## Words\n\nText.", index=index)
    chapter = next((source.parent / "chapters").glob("*.md"))
    opened = chapter.read_text("utf-8").replace("title:", "opener: surface\ntitle:", 1)
    chapter.write_text(opened, "utf-8")
    (number,) = left_edges(newsroom, source, "1", page=3)
    (website,) = left_edges(newsroom, source, "2019", page=5)
    assert (number > 0.6) is is_mirrored
    assert website > 0.3
    pdf = pypdfium2.PdfDocument(newsroom.root / "output" / f"{source.parent.name}.pdf")
    assert len(pdf) == 6
