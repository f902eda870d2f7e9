"""Each file that is written by hand is opened once a build, and its front matter parsed once."""

import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from report import INDEX, write_data, write_report
from sample_newsroom import article

from pressverk.build.manifest import file_state
from pressverk.build.prepare import read_source
from pressverk.build.worker import Task, make_editions
from pressverk.content.embargo import building_time
from pressverk.content.front_matter import FrontMatterValues, read_values
from pressverk.model import Finding, Newsroom

opened: Counter[str] = Counter()


def _count(event: str, args: tuple[object, ...]) -> None:
    """Count files opened by name; an audit hook sees them whatever function opens them."""
    if event == "open" and isinstance(args[0], str | bytes | os.PathLike):
        opened[os.fsdecode(args[0])] += 1


@contextmanager
def counted_opens() -> Iterator[Counter[str]]:
    if not hasattr(sys, "_pressverk_counts"):
        sys.addaudithook(_count)
        sys._pressverk_counts = True  # type: ignore[attr-defined]
    opened.clear()
    yield opened


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    times: Counter[str] = Counter()

    def counted(front: str, file: str) -> tuple[FrontMatterValues | None, list[Finding]]:
        times[file] += 1
        return read_values(front, file)

    monkeypatch.setattr("pressverk.content.articles.read_values", counted)
    return times


def test_each_file_of_a_report_is_opened_and_parsed_once_for_all_its_editions(
    newsroom: Newsroom, parsed: Counter[str]
) -> None:
    index = INDEX.replace("chapters:", "releases: ['*']\nchapters:", 1)
    source = write_report(newsroom.root, "One.", "Two.", index=index)
    article(newsroom.root / "articles" / "lekpark")
    task = Task(source=source, kinds=("archive", "web"), known={}, now=building_time())
    with counted_opens() as times:
        made = make_editions(task, newsroom)
    assert [each.kind for each in made] == ["archive", "web"]
    assert not any(each.failed for each in made)
    written = {path: times[str(path)] for path in (newsroom.root / "articles").rglob("*.md")}
    assert set(written.values()) == {1}
    assert len(written) == 5
    assert sorted(parsed.values()) == [1, 1, 1, 1, 1]


def test_each_file_of_a_report_is_recorded_with_its_content(newsroom: Newsroom) -> None:
    chart = "kind: bar\ndata: pupils\nx: school\ny: pupils\nwhere: {year: 2018}\ncaption: Pupils"
    source = write_report(newsroom.root, f"One.\n\n```chart\nid: pupils\n{chart}\n```")
    write_data(newsroom.root)
    inputs = read_source(source, newsroom).inputs
    assert inputs == {name: file_state(newsroom.root / name) for name in inputs}
