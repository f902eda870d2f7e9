"""Lines for findings that only know a text."""

from pathlib import Path

import pytest

from pressverk.build import pipeline
from pressverk.build.locating import located, located_in
from pressverk.model import Finding, Newsroom, Place, Severity


def about(subject: str, file: str = "a.md") -> Finding:
    return Finding(place=Place(file=file, page=2), message="m", rule="r", subject=subject)


@pytest.mark.parametrize(
    ("subject", "text", "expected"),
    [
        ("ᚠ", "a\nbc ᚠ ᚠ", (2, 4)),
        ("ᚠ", "a\n&#x16a0;", (2, 1)),
        ("ᚠ", "&#5792;", (1, 1)),
        ("ᚠ", 'title: "\\u16A0"', (1, 9)),
        ("é", "cafe\u0301", (1, 4)),
        ("Antal elever per skola", "x\n| **Antal** elever\xa0per skola |", (2, 5)),
        ("gone", "here", (None, None)),
        ("twice", "a\ntwice twice", (2, 1)),
        ("twice", "twice\ntwice", (None, None)),
        ("…", "x &hellip;", (1, 3)),
        ("!!", "!!", (None, None)),
    ],
)
def test_the_place_of_a_subject_is_where_it_is_written(
    subject: str, text: str, expected: tuple[int | None, int | None]
) -> None:
    (found,) = located_in((about(subject),), "a.md", text)
    assert (found.place.line, found.place.column) == expected
    assert (found.place.file, found.place.page) == ("a.md", 2)


def test_the_file_that_a_finding_names_is_looked_into_first(tmp_path: Path) -> None:
    for name in ("a.md", "b.md", "c.png"):
        (tmp_path / name).write_text("xᚠ", "utf-8")
    (found,) = located((about("ᚠ", "b.md"),), ["a.md", "b.md", "c.png", "gone.md"], tmp_path)
    assert (found.place.file, found.place.line, found.place.column) == ("b.md", 1, 2)


@pytest.mark.parametrize("where", ["body", "lead", "caption", "note"])
def test_a_missing_glyph_has_its_line(newsroom: Newsroom, where: str) -> None:
    texts = dict.fromkeys(["body", "lead", "caption", "note"], "plain") | {where: "runan ᚠ här"}
    source = newsroom.root / "articles" / "runa.md"
    source.write_text(
        f"---\nlayout: press-release\ntitle: Runa\ndate: 2026-05-04\nlead: {texts['lead']}.\n"
        "contacts: [press]\n---\n"
        f"{texts['body']}.[^1]\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\nTable: {texts['caption']}\n\n"
        f"[^1]: {texts['note']}.\n",
        "utf-8",
    )
    (outcome,) = pipeline.build(newsroom.root, [source], jobs=1)
    findings = [finding for finding in outcome.findings if finding.rule == "missing-sign"]
    assert findings, outcome.findings
    written = source.read_text("utf-8").splitlines()
    assert [written[(finding.place.line or 0) - 1].count("ᚠ") for finding in findings] == [1]
    assert {finding.severity for finding in findings} == {Severity.ERROR}
