import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from word_documents import p, style, word

from pressverk.cli.main import main

Run = Callable[..., Result]
LEAD = "Kommunen har fått ett pris för sitt arbete."


@pytest.fixture
def run(root: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs a command in the newsroom."""
    monkeypatch.chdir(root)
    runner = CliRunner()
    return lambda *words: runner.invoke(main, list(words), catch_exceptions=False)


@pytest.fixture
def brev(tmp_path: Path) -> Path:
    folder = tmp_path / "från Word"
    folder.mkdir()
    blocks = [p("Ett nytt pris", style="Title"), p(LEAD), p("Ett."), p("Två.")]
    return word(folder / "Brev till pressen.docx", *blocks, styles=style("Title"))


def test_a_word_file_becomes_an_article_that_builds(run: Run, brev: Path) -> None:
    imported = run("import", str(brev))
    assert imported.stdout == "articles/ett-nytt-pris/index.md: imported, 2 to decide\n"
    assert run("build", "ett-nytt-pris").exit_code == 0


def test_check_counts_what_is_still_to_decide(run: Run, brev: Path) -> None:
    run("import", str(brev))
    checked = run("check", "ett-nytt-pris")
    assert checked.exit_code == 0
    assert "still to decide: 2\nno errors\n" in checked.stdout
    assert "articles/ett-nytt-pris/index.md:4:1: to decide (date):" in checked.stderr


def test_nothing_undecided_is_sent(run: Run, brev: Path, root: Path) -> None:
    toml = root / "newsroom.toml"
    mail = (
        '[mail]\nfrom_address = "press@exempel.se"\nunsubscribe = "av@exempel.se"\n'
        'approval = false\n[mail.smtp]\nhost = "localhost"\nport = 9\nsecurity = "none"\n'
        'auth = "none"\n'
    )
    toml.write_text(f"{toml.read_text(encoding='utf-8')}\n{mail}", encoding="utf-8")
    (root / "contacts").mkdir()
    (root / "contacts" / "redaktioner.csv").write_text(
        "email,source,added,opted_out\na@example.com,Exempel,2026-01-01,\n", encoding="utf-8"
    )
    run("import", str(brev))
    run("build", "ett-nytt-pris")
    sent = run("send", "ett-nytt-pris", "--to", "redaktioner")
    assert sent.exit_code == 1
    assert "error articles/ett-nytt-pris/index.md:4:1: to decide (date)" in sent.stderr


def test_a_folder_is_opened_and_a_faulty_file_in_it_ends_in_1(run: Run, brev: Path) -> None:
    (brev.parent / "trasig.docx").write_bytes(b"PK\x03\x04")
    (brev.parent / "~$ev.docx").write_bytes(b"x")
    (brev.parent / "anteckning.exe").write_bytes(b"x")
    result = run("import", str(brev.parent))
    assert result.exit_code == 1
    assert "trasig.docx: is damaged" in result.stderr
    assert "ett-nytt-pris" in result.stdout
    assert "anteckning" not in result.output


def test_programs_get_the_outcome_as_json(run: Run, brev: Path) -> None:
    [row] = json.loads(run("import", str(brev), "--json").stdout)["imported"]
    assert (row["status"], row["article"]) == ("new", "articles/ett-nytt-pris/index.md")
    assert [note["rule"] for note in row["notes"]] == ["date", "contacts"]
    [again] = json.loads(run("import", str(brev), "--json").stdout)["imported"]
    assert again["status"] == "unchanged"


def test_a_dry_run_says_what_it_would_do(run: Run, brev: Path, root: Path) -> None:
    result = run("import", str(brev), "--dry-run")
    assert "ett-nytt-pris" in result.stdout
    assert result.stdout.endswith("a dry run: nothing was written\n")
    assert not (root / "articles" / "ett-nytt-pris").exists()


def test_articles_may_lie_elsewhere_in_the_newsroom_only(run: Run, brev: Path, root: Path) -> None:
    assert run("import", str(brev), "--to", "/tmp").exit_code == 2  # noqa: S108 - refused
    assert run("import", str(brev), "--to", "utkast").exit_code == 0
    assert (root / "utkast" / "ett-nytt-pris" / "index.md").is_file()


def test_an_unknown_layout_is_reported_before_anything_is_read(run: Run, brev: Path) -> None:
    result = run("import", str(brev), "--layout", "pressmeddelande")
    assert result.exit_code == 1
    assert "press-release" in result.stderr


def test_an_update_shows_the_difference(run: Run, brev: Path) -> None:
    run("import", str(brev))
    blocks = [p("Ett nytt pris", style="Title"), p(LEAD), p("Ett."), p("Tre.")]
    word(brev, *blocks, styles=style("Title"))
    assert "--update" in run("import", str(brev)).stdout
    updated = run("import", str(brev), "--update")
    assert "-Två.\n+Tre.\n" in updated.stdout
