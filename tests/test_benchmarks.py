"""What is compared must be the same work; how long it takes is not tested."""

import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from repository import ROOT

import delivery
import reports
import scale
import studio
import tree
from contenders import Contender, clear, contenders, run
from newsrooms import make_newsroom
from pressverk.pdf.validation import violations
from processes import peak_of

BENCHMARKS = ROOT / "benchmarks"
NAMES = ("release-0000", "release-0001")
TAGGED = ("pressverk", "typst")
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """A contender's PDFs, by the names of the releases."""

    name: str
    pdfs: Mapping[str, bytes]


@pytest.fixture(scope="module")
def prints(tmp_path_factory: pytest.TempPathFactory) -> list[Print]:
    folder = tmp_path_factory.mktemp("bench")
    make_newsroom(folder / "newsroom", len(NAMES))
    return [_printed(one) for one in contenders(folder / "newsroom", folder)]


def test_every_contender_prints_every_release(prints: list[Print]) -> None:
    assert len(prints) == len({one.name for one in prints}) == 11
    assert all(data.startswith(b"%PDF-") for one in prints for data in one.pdfs.values())


@pytest.mark.parametrize("release", NAMES)
def test_every_contender_prints_the_same_words_on_as_many_pages(
    prints: list[Print], release: str
) -> None:
    ours, *others = (_words(one.pdfs[release]) for one in prints)
    assert sum(ours.values()) > 300
    for one, theirs in zip(prints[1:], others, strict=True):
        assert theirs == ours, one.name


def test_the_releases_are_distinct(prints: list[Print]) -> None:
    one, other = (_words(prints[0].pdfs[name]) for name in NAMES)
    assert one != other


def test_the_tagged_contenders_keep_the_standards_that_ours_keeps(prints: list[Print]) -> None:
    kept = {one.name: violations(one.pdfs[NAMES[0]], "") == [] for one in prints}
    assert all(holds for name, holds in kept.items() if name.startswith(TAGGED)), kept


def test_the_library_prints_what_the_command_prints(prints: list[Print]) -> None:
    pdfs = {one.name: one.pdfs for one in prints}
    command, library = "weasyprint command, 2 at a time", "weasyprint library, warm, 2 processes"
    assert pdfs[library] == pdfs[command]


def test_photographs_are_scaled_down_by_whoever_can(prints: list[Print]) -> None:
    widths = {one.name: _picture_width(one.pdfs[NAMES[0]]) for one in prints}
    scaled = {name for name, width in widths.items() if width == widths["pressverk build"]}
    assert widths["pressverk build"] < 700
    assert widths.keys() - scaled == {
        name for name in widths if name.startswith("typst") and name.endswith("photograph")
    }


def test_what_a_run_leaves_does_not_spare_the_next_one_work(tmp_path: Path) -> None:
    left = tmp_path / "output", tmp_path / "one.pdf"
    left[0].mkdir()
    left[1].touch()
    one = Contender(name="one", folder=tmp_path, commands=(), made=tmp_path, leftovers=left)
    clear(one)
    clear(one)
    assert not list(tmp_path.iterdir())


def test_memory_counts_the_processes_that_a_command_starts(tmp_path: Path) -> None:
    hog = "import time; much = b'x' * 50_000_000; time.sleep(.5)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hog!r}])"
    assert peak_of([sys.executable, "-c", parent], tmp_path) > 50 * MEGABYTE


# In a process of its own, since it waits for whatever its process has started.
ORPHAN = """
import subprocess, sys
from processes import cost_of
busy = "import time\\nwhile time.process_time() < .3: pass"
parent = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {busy!r}])"
print(cost_of(lambda: subprocess.run([sys.executable, "-c", parent], check=True)).processor)
"""


def test_processor_time_counts_processes_that_outlive_their_parents() -> None:
    printed = subprocess.check_output([sys.executable, "-c", ORPHAN], cwd=BENCHMARKS)
    assert float(printed) > 0.3


# In a process of its own for the same reason.
IDLE = "import sys, bench; from pathlib import Path; bench.measure_idle(Path(sys.argv[1]), (2,), 1)"


def test_idle_builds_are_measured(tmp_path: Path) -> None:
    command = [sys.executable, "-c", IDLE, str(tmp_path)]
    assert b"2 articles" in subprocess.check_output(command, cwd=BENCHMARKS)


def test_tag_trees_are_measured() -> None:
    assert "pressverk" in tree.compare(4)


def test_a_report_is_printed_by_everyone_and_built_again_after_an_edit(tmp_path: Path) -> None:
    newsroom = tmp_path / "report"
    reports.make_report(newsroom, 1)
    build = reports.build_of(newsroom)
    everyone = [build, *reports.others(newsroom, tmp_path / "others")]
    assert len(everyone) == 4
    for one in everyone:
        clear(one)
        run(one)
        with pikepdf.open(next(one.made.glob("*.pdf"))) as pdf:
            assert len(pdf.pages) > 8
    before = (newsroom / "output" / "report.pdf").read_bytes()
    reports.edit(newsroom, 0)
    run(build)
    assert (newsroom / "output" / "report.pdf").read_bytes() != before


# In a process of its own for the same reason.
BOOK = (
    "import books, sys; from pathlib import Path;"
    "print(books.table(books.measured(Path(sys.argv[1]), 2)))"
)


def test_a_law_book_is_built_again_after_edits_and_beside_weasyprint(tmp_path: Path) -> None:
    command = [sys.executable, "-c", BOOK, str(tmp_path)]
    printed = subprocess.check_output(command, cwd=BENCHMARKS, text=True)
    rows = printed.splitlines()[1:]
    assert len(rows) == 5
    assert int(rows[0].split()[2]) > 15
    assert "weasyprint command, pdf/ua-1" in rows[-1]


def test_a_delivery_is_measured() -> None:
    cost = delivery.measure_delivery(5)
    assert cost.taken == 5
    assert "5 recipients" in delivery.report(cost)


def _printed(contender: Contender) -> Print:
    clear(contender)
    run(contender)
    pdfs = {name: (contender.made / f"{name}.pdf").read_bytes() for name in NAMES}
    return Print(name=contender.name, pdfs=pdfs)


def _picture_width(pdf: bytes) -> int:
    with pikepdf.open(BytesIO(pdf)) as document:
        (width,) = {
            int(image.Width) for sheet in document.pages for image in sheet.get_images().values()
        }
    return width


def _words(pdf: bytes) -> Counter[str]:
    """Return how often each word is printed, page numbers and running heads included."""
    document = pypdfium2.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return Counter(" ".join(texts).split())


def test_growth_watching_and_clusters_are_measured(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    scale.measure(tmp_path, (2, 3), saves=1)
    lines = capfd.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[2:4]] == ["2", "3"]
    assert "a saved release: " in lines[5]
    assert "on a cluster of two workers: " in lines[6]


def test_a_keystroke_is_measured_for_one_and_for_many(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studio, "WRITERS", 2)
    newsroom = tmp_path / "newsroom"
    make_newsroom(newsroom, 2)

    studio.measure_start(newsroom)
    with ThreadPoolExecutor(1) as thread:  # Playwright keeps a loop in the tests' own
        for writers in (1, 2):
            measured = thread.submit(studio.measure_typing, newsroom, writers=writers, keystrokes=2)
            measured.result()

    printed = capsys.readouterr().out
    assert "cold start: desk" in printed
    assert "1 writer(s), 2 keystrokes each" in printed
    assert "2 writer(s), 2 keystrokes each" in printed
    assert printed.count("MB a writer") == 2
