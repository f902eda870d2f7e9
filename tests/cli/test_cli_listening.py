import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
import weasyprint
from click.testing import CliRunner, Result
from repository import ROOT

from pressverk.cli.main import main

Run = Callable[..., Result]


@pytest.fixture
def run(root: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs a command in the newsroom."""
    monkeypatch.chdir(root)
    runner = CliRunner()
    return lambda *words: runner.invoke(main, list(words), catch_exceptions=False)


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """Return a PDF that another program tagged."""
    html = """<html lang=sv><title>Prov</title><style>@page{@top-left{content:"Huvud"}}</style>
        <h1>Rubrik</h1><svg width=9 height=9><circle r=5 /></svg>"""
    path = tmp_path / "annans.pdf"
    path.write_bytes(weasyprint.HTML(string=html).write_pdf(pdf_tags=True))
    return path


def test_an_article_is_heard_when_it_is_built(run: Run) -> None:
    result = run("listen", "pris")
    assert result.exit_code == 1
    assert "output/pris.pdf: not built yet; run: pressverk build pris" in result.stderr
    run("build")
    result = run("listen", "pris")
    assert result.exit_code == 0
    assert result.stdout.startswith("Document: ")
    assert "\nHeading level 1: " in result.stdout
    assert result.stderr == ""


def test_an_article_that_was_changed_since_is_not_heard(run: Run, root: Path) -> None:
    run("build")
    article = root / "articles" / "pris" / "index.md"
    article.write_text(article.read_text(encoding="utf-8") + "\nMer.\n", encoding="utf-8")
    result = run("listen", "pris")
    assert result.exit_code == 1
    assert (
        "is older than its article, its layout or newsroom.toml; run: pressverk build pris"
        in result.stderr
    )


def test_any_pdf_is_heard_and_what_is_missed_is_reported(run: Run, foreign: Path) -> None:
    result = run("listen", str(foreign), "--pages")
    assert result.exit_code == 0
    assert "[page 1]\nHeading level 1: Rubrik\nPicture without description\n" in result.stdout
    assert "a picture has no description" in result.stderr
    assert "'Huvud' is shown but not heard" in result.stderr


def test_a_pdf_without_tags_is_reported(run: Run, tmp_path: Path) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    file = io.BytesIO()
    pdf.save(file)
    path = tmp_path / "tom.pdf"
    path.write_bytes(file.getvalue())
    assert "has no tags" in run("listen", str(path)).stderr


def test_a_file_that_is_no_pdf_is_reported(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "brev.pdf"
    path.write_text("Hej", encoding="utf-8")
    result = run("listen", str(path))
    assert result.exit_code == 1
    assert "brev.pdf: can't be read as PDF" in result.stderr


def test_json_and_a_page_are_written(run: Run, foreign: Path, tmp_path: Path) -> None:
    page = tmp_path / "hort.html"
    result = run("listen", str(foreign), "--html", str(page))
    assert result.stdout == f"{page}\n"
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert json.loads(run("listen", str(foreign), "--json").stdout)["title"] == "Prov"


def test_the_gate_opens_for_what_was_approved_and_shuts_when_it_changes(
    run: Run, root: Path
) -> None:
    result = run("check", "--transcript")
    assert result.exit_code == 1
    assert "articles/pris/index.spoken.txt: not approved yet" in result.stderr
    run("build")
    result = run("listen", "pris", "--approve")
    assert result.stdout == "articles/pris/index.spoken.txt\n"
    approved = root / "articles" / "pris" / "index.spoken.txt"
    assert approved.read_text(encoding="utf-8") == run("listen", "pris").stdout
    result = run("check", "pris", "--transcript")
    assert (result.exit_code, result.stdout) == (0, "no errors\n")
    article = root / "articles" / "pris" / "index.md"
    article.write_text(article.read_text(encoding="utf-8") + "\nEtt nytt stycke.\n", "utf-8")
    result = run("check", "--transcript")
    assert result.exit_code == 1
    assert re.search(
        r"index\.spoken\.txt:\d+: the transcript differs from the approved one", result.stderr
    )
    assert "\n+Ett nytt stycke.\n" in result.stderr
    assert run("check").exit_code == 0


def test_pdfs_are_not_approved(run: Run, foreign: Path) -> None:
    for words in (("listen", "--approve"), ("check", "--transcript")):
        result = run(*words, str(foreign))
        assert result.exit_code == 2


def test_the_example_of_the_documentation_sounds_as_it_is_written(run: Run, root: Path) -> None:
    page = (ROOT / "docs" / "listening.md").read_text(encoding="utf-8")
    body, heard = (
        re.findall(rf"^```{kind}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)[0]
        for kind in ("markdown", "text")
    )
    path = root / "articles" / "pris" / "index.md"
    front_matter = path.read_text(encoding="utf-8").split("---\n")[1]
    path.write_text(f"---\n{front_matter}---\n{body}", encoding="utf-8")
    run("build", "pris")
    assert heard in run("listen", "pris").stdout
