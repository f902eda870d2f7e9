"""A table that goes on over pages says so above its head, where listeners aren't told."""

import re

import pypdfium2
import pytest
from report import write_report
from tag_reader import read

from pressverk.build import pipeline
from pressverk.model import Newsroom

TABLE = "Table: Rader {{#rader}}\n\n| Namn | Antal |\n|---|---|\n{rows}\n\nEfter tabellen.\n"


@pytest.fixture
def pages(newsroom: Newsroom, request: pytest.FixtureRequest) -> tuple[list[str], bytes]:
    rows = "\n".join(f"| Rad {number} | {number} |" for number in range(request.param))
    text = "Före.\n\n" + TABLE.format(rows=rows) + "\n\n" + "Mer text.\n\n" * 40
    source = write_report(newsroom.root, text)
    (outcome,) = pipeline.build(newsroom.root, [source], jobs=1, editions=["email"])
    assert outcome.edition is not None, outcome.findings
    assert outcome.edition.pdf is not None
    data = outcome.edition.pdf.read_bytes()
    found = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))
    texts = [text.replace("\N{NO-BREAK SPACE}", " ") for text in found]
    return texts, data


@pytest.mark.parametrize("pages", [120], indirect=True)
def test_a_table_on_three_pages_says_twice_that_it_goes_on(
    pages: tuple[list[str], bytes],
) -> None:
    texts, data = pages
    continued = [text for text in texts if "Table 1.1 (continued)" in text]
    assert len(continued) >= 2
    assert all(re.search(r"Rad \d+", text) and "Table 1.1 Rader" not in text for text in continued)
    assert "continued" not in read(data).root.text


@pytest.mark.parametrize("pages", [6], indirect=True)
def test_a_table_on_one_page_does_not_go_on(pages: tuple[list[str], bytes]) -> None:
    texts, _data = pages
    assert any("Table 1.1" in text for text in texts)
    assert not any("continued" in text for text in texts)
