"""An article's files are committed under somebody's name, and nothing else is."""

import subprocess
from pathlib import Path

import pytest

from pressverk.errors import OutputError
from pressverk.newsroom.repository import commit, is_repository


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", "-C", str(folder), *arguments],  # noqa: S607 - whichever there is
        check=True,
        capture_output=True,
        text=True,
    ).stdout


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a newsroom in a repository, without anybody's settings of git."""
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    folder = tmp_path / "redaktion"
    (folder / "articles" / "pris").mkdir(parents=True)
    (folder / "articles" / "pris" / "index.md").write_text("Ett.", encoding="utf-8")
    git(tmp_path, "init", "--quiet", str(folder))
    return folder


def test_a_folder_without_git_is_no_repository(tmp_path: Path, newsroom: Path) -> None:
    assert not is_repository(tmp_path)
    assert is_repository(newsroom)


def test_an_article_is_committed_under_a_name_and_nothing_else_is(newsroom: Path) -> None:
    article = newsroom / "articles" / "pris"
    (newsroom / "hemligt.txt").write_text("x", encoding="utf-8")
    git(newsroom, "add", "hemligt.txt")

    assert commit(article, newsroom, "Pris", name="Anna <b> Exempel", email="anna@exempel.se")

    shown = git(newsroom, "log", "--format=%an <%ae> %s", "--name-only")
    assert shown.split("\n") == [
        "Anna b Exempel <anna@exempel.se> Pris",
        "",
        "articles/pris/index.md",
        "",
    ]
    assert git(newsroom, "diff", "--cached", "--name-only") == "hemligt.txt\n"


def test_what_is_committed_already_isnt_committed_again(newsroom: Path) -> None:
    article = newsroom / "articles" / "pris"
    assert commit(article, newsroom, "Pris", name="Anna", email="")
    assert not commit(article, newsroom, "Pris", name="Anna", email="")


def test_a_name_or_message_is_no_option_or_pattern(newsroom: Path) -> None:
    article = newsroom / "articles" / "--amend*"
    article.mkdir()
    (article / "index.md").write_text("x", encoding="utf-8")

    assert commit(article, newsroom, "--amend", name="-", email="-")

    assert git(newsroom, "log", "--format=%s", "--name-only").split() == [
        "--amend",
        "articles/--amend*/index.md",
    ]


def test_what_git_refuses_is_told(newsroom: Path) -> None:
    (newsroom / ".git" / "index.lock").touch()
    with pytest.raises(OutputError) as raised:
        commit(newsroom / "articles" / "pris", newsroom, "Pris", name="Anna", email="")
    [finding] = raised.value.findings
    assert finding.rule == "git-commit"
    assert "index.lock" in finding.message
