from pathlib import Path

import page
import pikepdf
import pytest
from sample_newsroom import ARTICLE, article

from pressverk.build import manifest, pipeline
from pressverk.build.editions import RECIPES
from pressverk.model import Edition
from pressverk.newsroom.paths import find_articles


def build(root: Path, *editions: str) -> list[Edition]:
    outcomes = list(pipeline.build(root, find_articles(root), editions=editions, jobs=1))
    assert not any(outcome.failed for outcome in outcomes)
    return [outcome.edition for outcome in outcomes if outcome.edition]


def test_each_edition_has_its_own_file(root: Path) -> None:
    made = build(root, *RECIPES)
    assert {edition.kind for edition in made} == set(RECIPES)
    files = {path.name for path in (root / "output").iterdir()}
    assert files == {"pris.pdf", "pris.html", "pris.archive.pdf", "pris.print.pdf"}


def test_an_edition_is_made_once(root: Path) -> None:
    assert len(build(root, "archive", "print")) == 2
    assert build(root, "archive", "print") == []
    assert len(build(root)) == 1


def test_the_archives_edition_carries_the_article_as_written(root: Path) -> None:
    (edition,) = build(root, "archive")
    assert edition.pdf is not None
    for profile in ("ua1", "3a"):
        assert page.is_pdf_compliant(edition.pdf, profile=profile)
    with pikepdf.open(edition.pdf) as pdf:
        enclosed = pdf.attachments["pris.md"].get_file().read_bytes()
    assert enclosed.decode() == ARTICLE


def test_the_printers_edition_has_bleed_around_its_pages(root: Path) -> None:
    (edition,) = build(root, "print")
    assert edition.pdf is not None
    with pikepdf.open(edition.pdf) as pdf:
        sheet, trim = pdf.pages[0].mediabox, pdf.pages[0].trimbox
    assert float(sheet[2] - sheet[0]) > float(trim[2] - trim[0]) == pytest.approx(595.28, abs=0.1)


def test_a_report_is_made_in_the_editions_it_names(root: Path) -> None:
    report = root / "articles" / "report"
    (report / "chapters").mkdir(parents=True)
    (report / "chapters" / "01.md").write_text("---\ntitle: One\n---\n\nText.\n")
    (report / "index.md").write_text(
        ARTICLE.split("---\n\n")[0].replace("press-release", "annual-report")
        + "chapters: [chapters/*.md]\neditions: [web, archive]\n---\n"
    )
    build(root)
    files = {path.name for path in (root / "output").iterdir()}
    assert files == {"pris.pdf", "pris.html", "report.html", "report.archive.pdf"}


def test_a_changed_chapter_makes_a_report_stale_and_a_new_one_too(root: Path) -> None:
    report = root / "articles" / "report"
    (report / "chapters").mkdir(parents=True)
    chapter = report / "chapters" / "01.md"
    chapter.write_text("---\ntitle: One\n---\n\nText.\n")
    (report / "index.md").write_text(
        ARTICLE.split("---\n\n")[0].replace("press-release", "annual-report")
        + "chapters: [chapters/*.md]\n---\n"
    )
    assert len(build(root)) == 2
    assert build(root) == []
    chapter.write_text("---\ntitle: One\n---\n\nOther text.\n")
    assert len(build(root)) == 1
    (report / "chapters" / "02.md").write_text("---\ntitle: Two\n---\n\nText.\n")
    assert len(build(root)) == 1


def test_what_is_heard_of_a_report_is_no_part_of_it(root: Path) -> None:
    report = root / "articles" / "report"
    (report / "chapters").mkdir(parents=True)
    (report / "chapters" / "01.md").write_text("---\ntitle: One\n---\n\nText.\n")
    (report / "index.md").write_text(
        ARTICLE.split("---\n\n")[0].replace("press-release", "annual-report")
        + "chapters: [chapters/*.md]\n---\n"
    )
    build(root)
    (report / "index.spoken.txt").write_text("Rubrik")
    house = manifest.environment_of(root)
    record = manifest.load(root, "report")
    assert record is not None
    assert manifest.is_current(record, house, root, manifest.look_at)


def test_a_twin_alone_needs_no_typesetting(root: Path) -> None:
    article(root / "articles" / "annat")
    made = build(root, "web")
    assert all(edition.pdf is None and edition.web for edition in made)
