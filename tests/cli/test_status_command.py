"""Editions whose article is gone are told, and removed when somebody says so."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sample_newsroom import article

from pressverk.cli.main import main

Run = Callable[..., Result]


@pytest.fixture
def run(root: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs a command in a newsroom from which an article was withdrawn."""
    monkeypatch.chdir(root)
    article(root / "articles" / "borta")

    def invoke(*words: str, answer: str | None = None) -> Result:
        return CliRunner().invoke(main, list(words), input=answer, catch_exceptions=False)

    assert invoke("build").exit_code == 0
    shutil.rmtree(root / "articles" / "borta")
    return invoke


def is_there(root: Path) -> bool:
    return (root / "output" / "borta.pdf").exists()


def test_what_is_left_over_is_reported_by_status_and_by_the_next_build(run: Run) -> None:
    assert run("status").stdout.splitlines() == [
        "borta: its article is gone (output/borta.pdf, output/borta.html)",
        "1 edition is current",
        "the caches take 0 MB",
        "to remove what is left over: pressverk clean",
    ]
    assert run("build").stderr.splitlines() == [
        "advice output/: 1 edition of an article that is gone; see: pressverk status",
        "  more: pressverk help left-over",
    ]
    assert run("build", "pris").stderr == ""


@pytest.mark.parametrize(("answer", "stays"), [("y\n", False), ("ja\n", False), ("\n", True)])
def test_nothing_is_removed_before_somebody_says_yes(
    answer: str, run: Run, root: Path, *, stays: bool
) -> None:
    assert run("clean", answer=answer).exit_code == 0
    assert is_there(root) is stays


def test_nothing_is_removed_where_nobody_can_answer(run: Run, root: Path) -> None:
    assert run("clean", answer="").exit_code == 1
    assert is_there(root)


def test_a_script_says_yes_by_an_option(run: Run, root: Path) -> None:
    assert run("clean", "--yes").stdout.splitlines()[1:] == [
        "removed: output/borta.pdf",
        "removed: output/borta.html",
    ]
    assert not is_there(root)
    assert run("clean", "--yes").stdout == "nothing to remove\n"
    assert run("build").stderr == ""


def test_a_build_that_built_something_trims_what_is_kept(run: Run, root: Path) -> None:
    kept = root / ".pressverk" / "parts"
    kept.mkdir()
    for day, name in enumerate(("oldest", "newest")):
        with (kept / name).open("wb") as file:
            file.truncate(300_000_000)  # sparse: it takes no space
        os.utime(kept / name, (day, day))
    assert run("build", "pris").exit_code == 0
    assert len(list(kept.iterdir())) == 2
    article(root / "articles" / "nytt")
    assert run("build").exit_code == 0
    assert [path.name for path in kept.iterdir()] == ["newest"]
