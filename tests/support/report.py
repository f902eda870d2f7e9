"""A small report to test with. All its names and numbers are sample data."""

from pathlib import Path

from pressverk.content.reports.reading import read_report
from pressverk.errors import ArticleError
from pressverk.model import Finding, Newsroom, Publication

INDEX = """\
---
layout: annual-report
language: en
title: A year of work
date: 2019-02-15
lead: What was done in a year.
contacts: [press]
chapters: [chapters/*.md]
---
"""
CHAPTER = "---\ntitle: {title}\n---\n\n{body}\n"
PUPILS_CSV = "year;school;pupils\n2017;North;20\n2017;South;31\n2018;North;24\n2018;South;30\n"
PUPILS_TOML = """\
title = "Pupils"
source = "Exempel"
key = ["year", "school"]

[columns.year]
type = "year"
label = "Year"

[columns.school]
type = "category"
label = "School"

[columns.pupils]
type = "integer"
label = "Pupils"
people = true
"""


def write_report(root: Path, *bodies: str, index: str = INDEX) -> Path:
    """Write a report whose chapters have these bodies, and return its file."""
    folder = root / "articles" / "report"
    (folder / "chapters").mkdir(parents=True, exist_ok=True)
    for number, body in enumerate(bodies, 1):
        text = CHAPTER.format(title=f"Chapter {number}", body=body)
        (folder / "chapters" / f"{number:02}-part{number}.md").write_text(text, encoding="utf-8")
    path = folder / "index.md"
    path.write_text(index, encoding="utf-8")
    return path


def write_data(root: Path, csv: str = PUPILS_CSV, toml: str = PUPILS_TOML) -> None:
    """Give the report its data."""
    folder = root / "articles" / "report" / "data"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pupils.csv").write_text(csv, encoding="utf-8")
    (folder / "pupils.toml").write_text(toml, encoding="utf-8")


def publication(path: Path, newsroom: Newsroom) -> Publication:
    """Return the report, which must be without faults."""
    return read_report(path, newsroom)[0]


def faults(path: Path, newsroom: Newsroom) -> list[tuple[str, str]]:
    """Return the rules that the report breaks, each with where."""
    try:
        read_report(path, newsroom)
    except ArticleError as error:
        return [(each.rule, _where(each)) for each in error.findings]
    return []


def _where(finding: Finding) -> str:
    file = finding.place.file.removeprefix("articles/report/")
    return f"{file}:{finding.place.line}" if finding.place.line else file
