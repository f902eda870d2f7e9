"""How full the pages of the sample newsroom are, read from its PDFs."""

import shutil
from pathlib import Path

import pytest
from repository import ROOT

from pages import Measures, measure
from pressverk.build import pipeline
from pressverk.newsroom.paths import find_articles

REPORT = ROOT / "articles" / "valdsforebyggande-arbete-2018" / "index.md"
ENGLISH = ROOT / "articles" / "parks-after-dark-2026" / "index.md"
RELEASES = [source for source in find_articles(ROOT) if source not in {REPORT, ENGLISH}]


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("redaktion")
    for name in ("newsroom.toml", "logo.svg"):
        shutil.copy(ROOT / name, root)
    shutil.copytree(ROOT / "articles", root / "articles")
    return root


def measured(root: Path, source: Path) -> Measures:
    (outcome,) = pipeline.build(root, [root / source.relative_to(ROOT)], editions=["email"])
    assert outcome.edition is not None
    assert outcome.edition.pdf is not None
    return measure(outcome.edition.pdf.read_bytes())


@pytest.fixture(scope="module")
def report(newsroom: Path) -> Measures:
    return measured(newsroom, REPORT)


def test_no_page_of_the_report_is_much_empty_but_the_last_of_chapters(report: Measures) -> None:
    blank = report.inner_blank
    assert len(blank) > 30
    assert {page: share for page, share in blank.items() if share > 0.15} == {}
    assert sum(blank.values()) / len(blank) <= 0.08


def test_the_lines_of_the_report_stand_on_the_grid(report: Measures) -> None:
    assert report.lines > 500
    assert report.on_grid >= 0.95


def test_pages_of_the_report_begin_at_one_height(report: Measures) -> None:
    assert len(report.first_lines) == 1
    assert report.first_lines.total() >= 8


def test_no_line_of_the_report_is_alone_on_its_page(report: Measures) -> None:
    assert (report.widows, report.orphans) == ((), ())


def test_few_words_of_the_report_are_divided_and_none_in_heads_and_captions(
    report: Measures,
) -> None:
    assert len(report.divided) <= 35  # of some 580 lines
    assert report.divided_heads == ()


def test_figures_of_the_report_stand_near_their_first_reference(report: Measures) -> None:
    chapters = {name: far for name, far in report.distances.items() if name.split()[1][0].isdigit()}
    assert len(chapters) > 10
    assert {name: far for name, far in chapters.items() if abs(far) > 2} == {}


def test_pages_of_the_english_report_stand_on_the_grid_and_near_their_figures(
    newsroom: Path,
) -> None:
    found = measured(newsroom, ENGLISH)
    assert found.on_grid >= 0.95
    assert (found.widows, found.orphans) == ((), ())
    assert {name: far for name, far in found.distances.items() if abs(far) > 2} == {}


@pytest.mark.parametrize("source", RELEASES, ids=lambda path: path.parent.name)
def test_pages_of_releases_are_filled_and_their_lines_stand_on_the_grid(
    newsroom: Path, source: Path
) -> None:
    found = measured(newsroom, source)
    assert {page: share for page, share in found.inner_blank.items() if share > 0.15} == {}
    assert found.divided_heads == ()
    assert found.lines >= 10
    assert found.on_grid >= 0.95
