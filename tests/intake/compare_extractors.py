"""Print which library finds the main content of the sample pages best.

For each: how much of the stories its text has and how much else; the same for the element that
``main_content`` finds by it, which Pressverk goes on from; and the time a page. Besides
trafilatura it needs what Pressverk doesn't use: ``pip install readability-lxml resiliparse``.
"""

import importlib
import importlib.util
import logging
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import lxml.html
from sample_pages import SamplePage, sample_pages

from pressverk.intake.article_html import prepare
from pressverk.intake.main_content import element_of
from pressverk.intake.notes import Notes
from pressverk.intake.page_text import WORDS, text_of

Extract = Callable[[str], str]


def extractors() -> Iterator[tuple[str, Extract]]:
    """Yield the libraries that are installed."""
    extract: Any = importlib.import_module("trafilatura").extract

    def by_trafilatura(**wishes: bool) -> Extract:
        return lambda html: extract(html, include_comments=False, **wishes) or ""

    yield "trafilatura", by_trafilatura()
    yield "trafilatura, fast, recall", by_trafilatura(fast=True, favor_recall=True)
    yield "trafilatura, precision", by_trafilatura(favor_precision=True)
    if importlib.util.find_spec("readability"):
        document: Any = importlib.import_module("readability").Document
        yield (
            "readability-lxml",
            lambda html: text_of(lxml.html.fromstring(document(html).summary() or "<p></p>")),
        )
    if importlib.util.find_spec("resiliparse"):
        plain: Any = importlib.import_module("resiliparse.extract.html2text").extract_plain_text
        wishes = {"main_content": True, "list_bullets": False, "alt_texts": False}
        yield "resiliparse", lambda html: plain(html, **wishes)


def words(text: str) -> Counter[str]:
    """Return the words of *text* with how often they stand there."""
    return Counter(WORDS.findall(text))


def wanted(page: SamplePage) -> Counter[str]:
    """Return the words that the article of *page* must have."""
    return words(" ".join([page.story.lead, *page.story.texts()]))


def element_text(page: SamplePage, text: str) -> str:
    """Return the text of the element of *page* that *text* leads to."""
    body = lxml.html.document_fromstring(page.html).find("body")
    prepare(body, Notes())
    return text_of(element_of(body, text))


def score(found: Counter[str], expected: Counter[str]) -> tuple[float, float]:
    """Return the recall and the precision of *found*."""
    both = sum((found & expected).values())
    return both / sum(expected.values()), both / max(1, sum(found.values()))


def main() -> None:
    """Print the comparison as a table."""
    logging.disable(logging.CRITICAL)
    pages = sample_pages()
    sys.stdout.write(f"{len(pages)} pages of {len({page.system for page in pages})} systems\n\n")
    columns = ("library", "recall", "precision", "recall of element", "precision", "ms a page")
    sys.stdout.write(f"| {' | '.join(columns)} |\n")
    sys.stdout.write("|---|---:|---:|---:|---:|---:|\n")
    for name, extract in extractors():
        extract(pages[0].html)
        start = time.perf_counter()
        texts = [extract(page.html) for page in pages]
        milliseconds = (time.perf_counter() - start) / len(pages) * 1000
        scores = [
            (
                *score(words(text), wanted(page)),
                *score(words(element_text(page, text)), wanted(page)),
            )
            for page, text in zip(pages, texts, strict=True)
        ]
        means = [sum(column) / len(pages) for column in zip(*scores, strict=True)]
        numbers = " | ".join(f"{each:.3f}" for each in means)
        sys.stdout.write(f"| {name} | {numbers} | {milliseconds:.1f} |\n")


if __name__ == "__main__":
    main()
