import hashlib
from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest
from sample_message import KEY, NOON, PDF, SETTINGS

from pressverk.content.articles import compose, read_article
from pressverk.delivery.message.compose import MessageTemplate, compose_template
from pressverk.model import Edition, Newsroom, Publication, Section, SectionKind


@pytest.fixture
def report(newsroom: Newsroom, root: Path) -> Publication:
    article, _advice = read_article(root / "articles" / "pris" / "index.md", newsroom)
    chapter = Section(
        kind=SectionKind.CHAPTER, name="lage", number="1", title="Lägesbild", articles=()
    )
    return replace(
        compose(article),
        slug="rapport-2026",
        layout="annual-report",
        title="Årsrapport & mer",
        subtitle="Våldsförebyggande arbete",
        notice="Exempeldata.",
        sections=(chapter, replace(chapter, name="bilaga", number="", title="Bilagor")),
    )


def template_of(
    report: Publication, newsroom: Newsroom, correction: str | None = None
) -> MessageTemplate:
    edition = Edition(
        slug=report.slug,
        pdf=Path("a.pdf"),
        web=Path("a.html"),
        sha256=hashlib.sha256(PDF).hexdigest(),
        page_count=1,
    )
    room = replace(newsroom, mail=SETTINGS)
    return compose_template(
        edition, PDF, report, room, language="en", date=NOON, key=KEY, correction=correction
    )


def test_a_report_goes_with_a_covering_letter(report: Publication, newsroom: Newsroom) -> None:
    template = template_of(report, newsroom)
    assert (template.subject, template.attachment) == ("Årsrapport & mer", "rapport-2026.pdf")
    assert template.text.split("\n\n")[1:8] == [
        "Årsrapport & mer\n================",
        "Våldsförebyggande arbete",
        "Exempeldata.",
        "Kommunen har fått ett pris för sitt arbete.",
        "The report is attached as a PDF: rapport-2026.pdf.",
        "Contents\n--------",
        "- 1 Lägesbild\n- Bilagor",
    ]
    root = lxml.html.document_fromstring(template.html)
    assert [item.text_content() for item in root.iter("li")] == ["1 Lägesbild", "Bilagor"]
    assert [each.tag for each in root.iter("h1", "h2")] == ["h1", "h2", "h2", "h2"]


def test_a_corrected_report_says_so_first(report: Publication, newsroom: Newsroom) -> None:
    template = template_of(report, newsroom, correction="Tabell 2 var fel.")
    assert template.text.startswith("*** Correction *** This replaces the report")
    assert "Tabell 2 var fel." in template.html
