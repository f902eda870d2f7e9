"""Reports as they are printed: bound, in their editions, after edits."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from report import INDEX, PUPILS_CSV, write_data, write_report
from tag_reader import read

from pressverk.build import pipeline, worker
from pressverk.build.outcomes import Outcome
from pressverk.build.pool import Pool
from pressverk.model import Newsroom

CHART = (
    "```chart\nid: fig\nkind: line\ndata: pupils\nx: year\ny: pupils\nseries: school\n"
    "caption: Pupils\n```"
)


def build(newsroom: Newsroom, path: Path, *editions: str) -> dict[str, Outcome]:
    outcomes = list(pipeline.build(newsroom.root, [path], editions=editions, jobs=1))
    return {outcome.edition.kind if outcome.edition else "": outcome for outcome in outcomes}


def words(path: Path) -> list[str]:
    """Return the words of the tags, in their order."""
    return " ".join(_texts(read(path.read_bytes()).root)).split()


def without_numbers(said: list[str]) -> list[str]:
    return [word for word in said if not re.fullmatch(r"\d+\W?", word)]


def _texts(tag: Any) -> Iterator[str]:
    for kid in tag.kids:
        if hasattr(kid, "kids"):
            yield from _texts(kid)
        elif hasattr(kid, "text"):
            yield kid.text


@pytest.fixture
def report(newsroom: Newsroom) -> Path:
    index = INDEX.replace("chapters:", "releases: [pris]\nchapters:")
    write_data(newsroom.root)
    first = f"See [](#more).[^1]\n\n[^1]: A note.\n\n{CHART}\n\n[Words]{{index}} here."
    return write_report(newsroom.root, first, "## More {#more}\n\nText.", index=index)


def test_all_editions_of_a_report_say_the_same(newsroom: Newsroom, report: Path) -> None:
    build(newsroom, report, "email", "archive", "print")
    folder = newsroom.root / "output"
    email = words(folder / "report.pdf")
    assert words(folder / "report.archive.pdf") == email
    # Printed chapters begin on right-hand pages, so their pages have other numbers.
    printed = words(folder / "report.print.pdf")
    assert without_numbers(printed) == without_numbers(email)
    assert len(email) > 60


def test_what_is_said_in_print_is_said_on_the_web(newsroom: Newsroom, report: Path) -> None:
    build(newsroom, report)
    web = (newsroom.root / "output" / "report.html").read_text("utf-8")
    shown = set(re.findall(r"[^\W\d_]{4,}", re.sub(r"<[^>]*>", " ", web.partition("<body")[2])))
    printed = set(
        re.findall(r"[^\W\d_]{4,}", " ".join(words(newsroom.root / "output" / "report.pdf")))
    )
    only_printed = {"Figures", "Tables", "Index", "page"}  # lists that lead to pages
    assert printed - only_printed <= shown


def test_the_archive_holds_chapters_and_guarded_data(newsroom: Newsroom, report: Path) -> None:
    write_data(newsroom.root, PUPILS_CSV.replace("2017;North;20", "2017;North;3"))
    build(newsroom, report, "archive")
    with pikepdf.open(newsroom.root / "output" / "report.archive.pdf") as pdf:
        enclosed = {
            name: file.get_file().read_bytes().decode() for name, file in pdf.attachments.items()
        }
    assert {"report.md", "report-part1.md", "report-part2.md", "pris.md", "pupils.csv"} <= set(
        enclosed
    )
    assert "2017,North,.." in enclosed["pupils.csv"]


def test_after_an_edit_the_report_is_what_a_whole_build_makes(
    newsroom: Newsroom, report: Path
) -> None:
    build(newsroom, report)
    chapter = report.parent / "chapters" / "02-part2.md"
    chapter.write_text(chapter.read_text() + "\nOne more sentence, and another.\n")
    build(newsroom, report)
    pdf = newsroom.root / "output" / "report.pdf"
    after_edit = pdf.read_bytes()
    for path in sorted((newsroom.root / ".pressverk").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    build(newsroom, report)
    assert pdf.read_bytes() == after_edit


def test_parts_are_set_again_only_when_they_look_different(
    newsroom: Newsroom, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(newsroom, report)
    typeset: list[str] = []
    before = Pool.submit

    def noting(pool: Pool, function: Callable[..., Any], *args: Any, **named: Any) -> Future[Any]:
        if function is worker.typeset_part:
            typeset.append(args[0].address.rpartition("/")[2])
        return before(pool, function, *args, **named)

    monkeypatch.setattr(Pool, "submit", noting)
    chapter = report.parent / "chapters" / "02-part2.md"
    chapter.write_text(chapter.read_text().replace("Text.", "Words."))
    build(newsroom, report)
    assert typeset == ["part2"]


def test_a_chapter_that_grows_moves_the_numbers_after_it(newsroom: Newsroom, report: Path) -> None:
    build(newsroom, report)
    pdf = newsroom.root / "output" / "report.pdf"
    assert "on page 2" in " ".join(words(pdf))
    chapter = report.parent / "chapters" / "01-part1.md"
    chapter.write_text(chapter.read_text() + "\n\nMore text." * 90)
    build(newsroom, report)
    text = " ".join(words(pdf))
    assert "on page 2" not in text
    assert re.search(r"section 2\.1 on page [3-9]", text)


def test_more_notes_than_three_pages_hold_called_on_one_page_are_all_read(
    newsroom: Newsroom,
) -> None:
    calls = " ".join(f"word[^{number}]" for number in range(150))
    notes = "\n\n".join(f"[^{number}]: Remark{number}." for number in range(150))
    build(newsroom, write_report(newsroom.root, f"{calls}\n\n{notes}"))
    read_aloud = " ".join(words(newsroom.root / "output" / "report.pdf"))
    assert {f"Remark{number}." for number in range(150)} <= set(read_aloud.split())
