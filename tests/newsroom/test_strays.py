"""What looks like an article and is none is named, with what to do about it."""

from pathlib import Path

import pytest

from pressverk.model import Severity
from pressverk.newsroom.strays import find_strays


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Pressmeddelande.docx", "pressverk import articles/Pressmeddelande.docx"),
        ("lekpark/index.docx", "pressverk import articles/lekpark/index.docx"),
        ("lekpark/index.md.txt", "rename it to index.md"),
        ("lekpark/Index.md", "rename it to index.md"),
        ("lekpark/lekpark.md", "rename it to index.md"),
        ("lekpark.markdown", "rename it to lekpark.md"),
        ("utkast.txt", "pressverk import articles/utkast.txt"),
        ("2026/lekpark/index.docx", "pressverk import articles/2026/lekpark/index.docx"),
        ("sport/lekpark/index.md", "lies too deep"),
    ],
)
def test_a_file_that_is_no_article_is_reported(root: Path, name: str, told: str) -> None:
    path = root / "articles" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    (finding,) = find_strays(root)
    assert finding.place.file == f"articles/{name}"
    assert told in finding.message
    assert finding.severity is Severity.ADVICE


@pytest.mark.parametrize("name", ["pris/källa.docx", "pris/bild.jpg", ".utkast.docx", "~$a.docx"])
def test_what_lies_beside_an_article_or_is_hidden_is_left(root: Path, name: str) -> None:
    (root / "articles" / name).write_bytes(b"x")
    assert list(find_strays(root)) == []


def test_articles_in_folders_of_years_are_no_strays(root: Path) -> None:
    folder = root / "articles/2026/lekpark"
    folder.mkdir(parents=True)
    (folder / "index.md").write_text("x", "utf-8")
    assert list(find_strays(root)) == []


def test_a_link_that_leads_nowhere_ends_nothing(root: Path) -> None:
    (root / "articles" / "borta.md").symlink_to("ingenstans")
    assert list(find_strays(root)) == []
