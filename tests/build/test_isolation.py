"""What happens to one article happens to no other."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
import spoiled
from click.testing import CliRunner
from report import INDEX, write_data, write_report
from sample_newsroom import ARTICLE, article

from pressverk.build import pipeline, worker
from pressverk.build.outcomes import Outcome
from pressverk.cli.main import main
from pressverk.content.pictures.svg import prepare_drawing
from pressverk.errors import ArticleError
from pressverk.model import Place
from pressverk.newsroom.paths import find_articles

Spoil = Callable[[str], dict[str, Outcome]]


@pytest.fixture
def spoil(root: Path, monkeypatch: pytest.MonkeyPatch) -> Spoil:
    """Return a function that builds an article of that name, which spoils, beside a good one."""
    monkeypatch.setattr(worker, "make_editions", spoiled.make_editions)

    def build(name: str) -> dict[str, Outcome]:
        article(root / "articles" / name)
        outcomes = pipeline.build(root, find_articles(root), jobs=2)
        return {outcome.source.parent.name: outcome for outcome in outcomes}

    return build


def limit(root: Path, line: str) -> None:
    with (root / "newsroom.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[limits]\n{line}\n")


def test_a_fault_of_the_program_is_reported_for_its_article_with_a_log(
    root: Path, spoil: Spoil
) -> None:
    outcomes = spoil("raises")
    assert outcomes["pris"].edition
    (finding,) = outcomes["raises"].findings
    assert outcomes["raises"].failed
    assert finding.rule == "program-fault"
    assert "KeyError: 7" in finding.message
    assert ".pressverk/log/raises.txt" in finding.message
    log = (root / ".pressverk" / "log" / "raises.txt").read_text("utf-8")
    assert "articles/raises/index.md" in log
    assert "Traceback (most recent call last)" in log
    assert "spoiled.py" in log


def test_a_fault_whose_log_cannot_be_written_shows_its_traceback(root: Path, spoil: Spoil) -> None:
    (root / ".pressverk").mkdir()
    (root / ".pressverk" / "log").write_text("in the way")
    (finding,) = spoil("raises")["raises"].findings
    assert "Traceback (most recent call last)" in finding.message


def test_a_check_prints_the_traceback_and_writes_nothing(root: Path, spoil: Spoil) -> None:
    del spoil
    article(root / "articles" / "raises")
    outcomes = {o.source.parent.name: o for o in pipeline.check(root, find_articles(root), jobs=1)}
    assert not outcomes["pris"].failed
    assert "spoiled.py" in outcomes["raises"].findings[0].message
    assert not (root / ".pressverk").exists()


def test_a_fault_of_the_program_ends_the_command_with_1_and_no_traceback(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "make_editions", spoiled.make_editions)
    monkeypatch.chdir(root)
    article(root / "articles" / "raises")
    result = CliRunner().invoke(main, ["build"], catch_exceptions=False)
    assert result.exit_code == 1
    assert "output/pris.pdf" in result.stdout
    assert "articles/raises/index.md: a fault of the program" in result.stderr
    assert "Traceback" not in result.output


def test_a_worker_that_aborts_takes_its_article_alone(spoil: Spoil) -> None:
    outcomes = spoil("aborts")
    assert outcomes["pris"].edition
    assert [finding.rule for finding in outcomes["aborts"].findings] == ["worker-crashed"]


def test_a_chart_engine_that_aborts_takes_its_report_alone(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "make_editions", spoiled.make_editions_without_charts)
    write_data(root)
    chart = "```chart\nid: fig\nkind: bar\ndata: pupils\nx: year\ny: pupils\ncaption: Pupils\n```"
    index = write_report(root, chart, index=INDEX)
    outcomes = {each.source: each for each in pipeline.build(root, find_articles(root), jobs=1)}
    (finding,) = outcomes[index].findings
    assert finding.rule == "worker-crashed"
    assert "SIGABRT" in finding.message
    assert outcomes[root / "articles" / "pris" / "index.md"].edition


def test_a_drawing_that_resvg_aborts_at_is_reported_at_its_place(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aborting = root / "python"
    aborting.write_text("#!/bin/sh\nkill -ABRT $$\n")
    aborting.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(aborting))
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text direction="rtl">a'
    with pytest.raises(ArticleError) as caught:
        prepare_drawing(drawing + b"</text></svg>", name="a.svg", place=Place(file="a.md", line=3))
    assert [(f.rule, f.place.line) for f in caught.value.findings] == [("drawing-undrawn", 3)]


def test_an_article_that_takes_too_long_is_ended_and_reported(root: Path, spoil: Spoil) -> None:
    limit(root, "seconds = 20")
    outcomes = spoil("hangs")
    assert outcomes["pris"].edition
    (finding,) = outcomes["hangs"].findings
    assert finding.rule == "over-time"
    assert "took longer than 20 seconds" in finding.message


def test_an_article_that_takes_too_much_memory_is_ended_and_reported(
    root: Path, spoil: Spoil
) -> None:
    limit(root, "megabytes = 2000")
    outcomes = spoil("eats")
    assert outcomes["pris"].edition
    (finding,) = outcomes["eats"].findings
    assert finding.rule == "over-memory"
    assert "needs more than 2000 MB" in finding.message


def test_killed_workers_lose_what_they_had_and_nothing_else(root: Path) -> None:
    for number in range(19):
        article(root / "articles" / f"a{number}", ARTICLE.replace("Ett pris", f"Pris {number}"))
    built, lost, kills = 0, 0, [9, 3]
    for outcome in pipeline.build(root, find_articles(root), jobs=2):
        built += outcome.edition is not None
        lost += [finding.rule for finding in outcome.findings] == ["worker-lost"]
        if kills and built == kills[-1]:
            kills.pop()
            for process in multiprocessing.active_children():
                os.kill(process.pid or 0, signal.SIGKILL)
    assert built + lost == 20
    assert 1 <= lost <= 4
    outcomes = list(pipeline.build(root, find_articles(root), jobs=2))
    assert sum(outcome.edition is not None for outcome in outcomes) == lost
    assert not any(outcome.failed for outcome in outcomes)


def test_an_interrupted_build_ends_its_workers(root: Path, spoil: Spoil) -> None:
    del spoil
    article(root / "articles" / "hangs")
    outcomes = pipeline.build(root, find_articles(root), jobs=2)
    assert next(outcomes).edition
    assert isinstance(outcomes, Generator)
    outcomes.close()
    assert multiprocessing.active_children() == []
