from pathlib import Path

import pytest

from pressverk.accessibility.screen_reader import approved_path, compare
from pressverk.model import Finding

HEARD = "Document: Prov\nLanguage: Swedish\n\nett\ntvå\ntre\nfyra\nfem\n"


@pytest.fixture
def article(tmp_path: Path) -> Path:
    return tmp_path / "var.md"


def compared(article: Path, heard: str) -> tuple[Finding, ...]:
    return compare(article, heard, slug="var", file="articles/var.spoken.txt")


def test_what_was_approved_lies_beside_the_article() -> None:
    assert approved_path(Path("articles/var.md")) == Path("articles/var.spoken.txt")
    assert approved_path(Path("articles/v.1.md")) == Path("articles/v.1.spoken.txt")


def test_what_is_heard_as_approved_is_well(article: Path) -> None:
    approved_path(article).write_text(HEARD, encoding="utf-8")
    assert compared(article, HEARD) == ()


def test_without_an_approved_transcript_the_way_to_one_is_reported(article: Path) -> None:
    (finding,) = compared(article, HEARD)
    assert finding.rule == "transcript-unapproved"
    assert finding.message.endswith("run: pressverk listen --approve var")


def test_a_difference_is_shown_with_its_lines_and_place(article: Path) -> None:
    approved_path(article).write_text(HEARD, encoding="utf-8")
    (finding,) = compared(article, HEARD.replace("fyra", "4"))
    assert finding.rule == "transcript-changed"
    assert finding.place.line == 7
    assert finding.message.splitlines()[1:] == [
        "--- approved",
        "+++ said now",
        "@@ line 5 @@",
        " två",
        " tre",
        "-fyra",
        "+4",
        " fem",
    ]


@pytest.mark.parametrize("heard", [HEARD + "sex\n", HEARD.removesuffix("fem\n"), HEARD + "\n"])
def test_what_comes_or_goes_at_the_end_is_a_difference(article: Path, heard: str) -> None:
    approved_path(article).write_text(HEARD, encoding="utf-8")
    (finding,) = compared(article, heard)
    assert finding.rule == "transcript-changed"


def test_approval_in_another_language_is_reported_as_that(article: Path) -> None:
    approved_path(article).write_text(HEARD.replace("Document", "Dokument"), encoding="utf-8")
    (finding,) = compared(article, HEARD)
    assert finding.rule == "transcript-language"
    assert "it begins 'Dokument'" in finding.message


def test_an_approved_transcript_that_is_no_text_is_reported(article: Path) -> None:
    approved_path(article).write_bytes(b"\xff\xfe")
    (finding,) = compared(article, HEARD)
    assert finding.rule == "transcript-unreadable"
