"""`pressverk check` tells what tags mean: articles by line, PDFs by page."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from meaning import pdf_of
from sample_newsroom import ARTICLE, article

from pressverk.cli.main import main

LONG = "Priset delas ut varje år, och i år går det till dem som har arbetat med barn och unga."


def check(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["check", *arguments])
    return result.exit_code, result.output


def test_an_article_is_reported_at_its_line(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    article(root / "articles" / "park", f"{ARTICLE}\n{LONG}\n\n**Bakgrund**\n\n{LONG}\n")
    status, output = check()
    assert status == 0
    assert "articles/park/index.md:13:3: 'Bakgrund' looks like a heading; mark it as one" in output


def test_a_pdf_is_reported_with_its_page(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_of("<table><tr><td>År<td>Antal<tr><td>2025<td>12</table>"))
    status, output = check(str(path))
    assert status == 1
    assert "a.pdf, p. 1: the table that begins 'År Antal' has no header cells" in output


def test_what_is_no_pdf_is_reported_once(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7 nothing")
    status, output = check(str(path))
    assert (status, output.count("a.pdf")) == (1, 1)
