"""``pressverk fix``: the difference first, then the file, whole; a report with its chapters."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sample_newsroom import ARTICLE

from pressverk.cli.main import main

Run = Callable[..., Result]
SLIP = f"{ARTICLE}\n##Rubrik\n"


@pytest.fixture
def run(root: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(root)
    return lambda *words: CliRunner().invoke(main, list(words), catch_exceptions=False)


@pytest.fixture
def index(root: Path) -> Path:
    return root / "articles/pris/index.md"


def test_the_difference_is_shown_and_the_file_written(run: Run, index: Path) -> None:
    index.write_text(SLIP, "utf-8")
    result = run("fix", "pris", "--yes")
    assert result.exit_code == 0
    assert "-##Rubrik\n+## Rubrik\n" in result.stdout
    assert result.stdout.endswith("articles/pris/index.md: corrected\n")
    assert index.read_text("utf-8") == f"{ARTICLE}\n## Rubrik\n"
    assert run("fix", "pris").stdout == "nothing that has only one answer\n"


def test_a_dry_run_writes_nothing(run: Run, index: Path) -> None:
    index.write_text(SLIP, "utf-8")
    assert "+## Rubrik" in run("fix", "pris", "--dry-run").stdout
    assert index.read_text("utf-8") == SLIP


def test_whoever_says_no_keeps_the_file(
    run: Run, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pressverk.cli.console.is_at_terminal", lambda: True)
    monkeypatch.setattr("pressverk.cli.console.is_yes", lambda _question: False)
    index.write_text(SLIP, "utf-8")
    assert run("fix", "pris").exit_code == 1
    assert index.read_text("utf-8") == SLIP


def test_line_ends_and_byte_order_mark_stay_as_they_were(run: Run, index: Path) -> None:
    index.write_bytes(b"\xef\xbb\xbf" + SLIP.replace("\n", "\r\n").encode())
    run("fix", "pris", "--yes")
    expected = SLIP.replace("##R", "## R").replace("\n", "\r\n").encode()
    assert index.read_bytes() == b"\xef\xbb\xbf" + expected


def test_what_has_two_answers_is_reported_and_left(run: Run, index: Path) -> None:
    text = f"{SLIP}\n| Norra | 12 |\n| Södra | 14 |\n"
    index.write_text(text, "utf-8")
    result = run("fix", "pris", "--yes")
    assert result.exit_code == 1
    assert "articles/pris/index.md:13:" in result.stderr
    assert index.read_text("utf-8") == text.replace("##R", "## R")


def test_a_file_that_is_written_meanwhile_is_not_overwritten(
    run: Run, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.write_text(SLIP, "utf-8")
    newer = SLIP + "Mer.\n"
    monkeypatch.setattr("pressverk.cli.fix.ask", lambda *_a, **_k: index.write_text(newer, "utf-8"))
    result = run("fix", "pris")
    assert result.exit_code == 1
    assert "changed in the meantime" in result.stderr
    assert index.read_text("utf-8") == newer


def test_the_chapters_of_a_report_are_fixed_with_it(run: Run, root: Path) -> None:
    run("new", "annual-report", "Rapport")
    folder = root / "articles/rapport"
    chapter = min(folder.glob("*/*.md"))
    chapter.write_text(chapter.read_text("utf-8") + "\n##Mer\n", "utf-8")
    index = folder / "index.md"
    index.write_text("\n" + index.read_text("utf-8"), "utf-8")
    assert "-##Mer\n+## Mer\n" in run("fix", "rapport", "--yes").stdout
    assert chapter.read_text("utf-8").endswith("\n## Mer\n")
    assert index.read_text("utf-8").startswith("---\n")
