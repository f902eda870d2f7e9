"""Many files are read by workers: in order, and no file takes the others with it."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from pressverk.errors import IntakeError
from pressverk.intake import reading, workers
from pressverk.intake.importing import Order, import_files
from pressverk.intake.imports import Status
from pressverk.intake.model import SourceDocument
from pressverk.intake.reading import Reading, read_each
from pressverk.intake.sources import read_source
from pressverk.model import Newsroom


def page(folder: Path, number: int) -> Path:
    path = folder / f"{number:03}.html"
    path.write_text(
        f"<html lang=sv><body><main><h1>Sida {number}</h1><p>Ingress {number}.</p>"
        f"<p>Här står text nummer {number} som är lång nog.</p></main></body></html>",
        "utf-8",
    )
    return path


@pytest.fixture
def pages(tmp_path: Path) -> list[Path]:
    return [page(tmp_path, number) for number in range(24)]


def killing(path: Path) -> Iterator[SourceDocument]:
    """Read a page as usual, but end the worker where its name says so."""
    if "dödlig" in path.name:
        os.kill(os.getpid(), signal.SIGKILL)
    return read_source(path)


def kill_some(path: Path, newsroom: Newsroom, layout: str) -> Reading:
    """Do a worker's work; one that is handed over with this module."""
    vars(reading)["read_source"] = killing  # in the worker alone
    return reading.read_whole(path, newsroom, layout)


def test_pages_come_back_in_their_order(pages: list[Path], newsroom: Newsroom) -> None:
    found = list(workers.read_in_workers(pages, newsroom, "press-release", workers=2))
    assert [each.source for each in found] == pages
    assert [each.made[0].imported.title for each in found] == [f"Sida {n}" for n in range(24)]


def test_a_file_that_ends_its_worker_is_reported_and_the_others_are_read(
    pages: list[Path], newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    deadly = pages[7].with_name("007-dödlig.html")
    pages[7].rename(deadly)
    pages[7] = deadly
    monkeypatch.setattr(workers, "read_limited", kill_some)
    found = list(workers.read_in_workers(pages, newsroom, "press-release", workers=2))
    assert [each.source for each in found] == pages
    assert [each.source for each in found if each.findings] == [deadly]
    assert [f.rule for each in found for f in each.findings] == ["lost"]
    assert all(each.made for each in found if each.source != deadly)


def test_a_file_that_takes_too_long_is_reported(
    pages: list[Path], newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(_path: Path) -> Iterator[SourceDocument]:
        while True:
            pass

    before = signal.signal(signal.SIGALRM, workers.stop)
    monkeypatch.setattr(workers, "LONGEST", 0.05)
    monkeypatch.setattr(reading, "read_source", endless)
    try:
        found = workers.read_limited(pages[0], newsroom, "press-release")
    finally:
        signal.signal(signal.SIGALRM, before)
    assert [finding.rule for finding in found.findings] == ["time"]


def test_more_files_than_a_pool_lives_for_are_all_read(
    pages: list[Path], newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "LIFE", 10)
    found = list(workers.read_in_workers(pages, newsroom, "press-release", workers=2))
    assert [each.source for each in found] == pages


def test_many_files_and_few_give_the_same_articles(pages: list[Path], newsroom: Newsroom) -> None:
    broken = pages[3].with_name("trasig.docx")
    broken.write_bytes(b"PK\x03\x04")
    order = Order(newsroom=newsroom, folder=newsroom.root / "articles", layout="press-release")
    many = list(import_files([*pages, broken], order))
    assert [len(step.findings) for step in many] == [0] * 24 + [1]
    again = [step for path in pages for step in import_files([path], order)]
    assert {each.status for step in again for each in step.outcomes} == {Status.UNCHANGED}


def test_faults_are_reported_by_rule(tmp_path: Path, newsroom: Newsroom) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    found = reading.read_whole(tmp_path / "a.pdf", newsroom, "press-release")
    assert found.made == ()
    assert [finding.rule for finding in found.findings] == ["other-format"]
    with pytest.raises(IntakeError):
        list(read_source(tmp_path / "a.pdf"))


@pytest.mark.parametrize("error", [AssertionError(), RuntimeError("x"), SyntaxError("x")])
def test_what_nobody_foresaw_in_a_file_is_reported_and_ends_nothing(
    error: Exception, pages: list[Path], newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_path: Path) -> None:
        raise error

    monkeypatch.setattr("pressverk.intake.reading.read_source", failing)
    (reading,) = read_each(pages[0], newsroom, "press-release")
    assert [finding.rule for finding in reading.findings] == ["unforeseen"]
