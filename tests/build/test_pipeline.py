import datetime as dt
import errno
import fcntl
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from multiprocessing import forkserver
from pathlib import Path

import page
import pikepdf
import pytest
from process_groups import processes_in, processes_left
from sample_newsroom import ARTICLE, article

from pressverk.build import manifest, pipeline
from pressverk.build.outcomes import Outcome
from pressverk.errors import OutputError, sentence
from pressverk.newsroom.paths import find_articles


def build(root: Path, jobs: int | None = 1) -> dict[str, Outcome]:
    outcomes = pipeline.build(root, find_articles(root), jobs=jobs)
    return {outcome.source.parent.name: outcome for outcome in outcomes}


def test_an_article_becomes_a_valid_pdf_and_its_web_version(root: Path) -> None:
    edition = build(root)["pris"].edition
    assert edition is not None
    assert edition.pdf == root / "output" / "pris.pdf"
    assert edition.web
    for profile in ("ua1", "2a"):
        assert page.is_pdf_compliant(edition.pdf, profile=profile)
    assert "<h1>Ett pris</h1>" in edition.web.read_text(encoding="utf-8")


def test_the_pdf_says_what_it_is_and_takes_its_dates_from_the_article(root: Path) -> None:
    text = ARTICLE.replace("contacts:", "updated: 2018-12-01\nkeywords: [pris, skola]\ncontacts:")
    article(root / "articles" / "a", text)
    edition = build(root)["a"].edition
    assert edition is not None
    assert edition.pdf
    with pikepdf.open(edition.pdf) as pdf:
        info = {str(key): str(value) for key, value in pdf.docinfo.items()}
        assert info["/Title"] == "Ett pris"
        assert info["/Author"] == "Exempelstad"
        assert info["/Subject"] == "Kommunen har fått ett pris för sitt arbete."
        assert info["/Keywords"] == "pris, skola"
        assert info["/CreationDate"].startswith("D:20181123")
        assert info["/ModDate"].startswith("D:20181201")
        assert str(pdf.Root.Lang) == "sv"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert pdf.Root.OutputIntents[0].DestOutputProfile.read_bytes()[16:20] == b"RGB "
        assert "/PageLabels" in pdf.Root
        with pdf.open_outline() as outline:
            assert outline.root[0].title == "Ett pris"


def test_where_no_processes_can_be_started_one_does_it_all(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    article(root / "articles" / "annat")
    monkeypatch.setattr(forkserver, "ensure_running", refuse)
    outcomes = build(root, jobs=2)
    assert all(outcome.edition for outcome in outcomes.values())
    assert len(outcomes) == 2


def test_where_processes_cannot_fork_workers_are_begun_anew(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(root, jobs=1)
    forked = (root / "output" / "pris.pdf").read_bytes()
    shutil.rmtree(root / "output")
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])  # Windows
    build(root, jobs=1)
    assert (root / "output" / "pris.pdf").read_bytes() == forked


def test_an_edition_is_the_same_to_the_byte_in_another_folder_and_process(
    root: Path, tmp_path: Path
) -> None:
    first = build(root)["pris"].edition
    elsewhere = tmp_path / "någon annanstans"
    shutil.copytree(root, elsewhere, ignore=shutil.ignore_patterns("output", ".pressverk"))
    run = [sys.executable, "-c", "from pressverk.cli.main import main; main()", "build"]
    subprocess.run(run, cwd=elsewhere, check=True, capture_output=True)
    assert first is not None
    for name in ("pris.pdf", "pris.html"):
        assert (elsewhere / "output" / name).read_bytes() == (root / "output" / name).read_bytes()


def test_many_workers_make_the_same_editions_as_one(root: Path) -> None:
    for number in range(3):
        article(root / "articles" / f"a{number}", ARTICLE.replace("Ett pris", f"Pris {number}"))
    build(root, jobs=1)
    alone = {path.name: path.read_bytes() for path in (root / "output").iterdir()}
    shutil.rmtree(root / "output")
    build(root, jobs=2)
    assert {path.name: path.read_bytes() for path in (root / "output").iterdir()} == alone


def test_what_is_unchanged_is_not_made_again(root: Path) -> None:
    build(root)
    pdf = root / "output" / "pris.pdf"
    before = pdf.stat().st_ino
    assert build(root)["pris"].edition is None
    assert pdf.stat().st_ino == before


def test_an_article_that_looks_newer_but_says_the_same_is_not_made_again(root: Path) -> None:
    build(root)
    os.utime(root / "articles" / "pris" / "index.md")
    assert build(root)["pris"].edition is None


@pytest.mark.parametrize(
    "name", ["articles/pris/index.md", "newsroom.toml", "logo.svg", "layouts/press-release/own.css"]
)
def test_a_change_in_what_it_is_made_of_makes_it_again(root: Path, name: str) -> None:
    build(root)
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    new = old.replace("Priset", "Utmärkelsen").replace("1f5c6b", "1f5c60").replace("H44", "H40")
    path.write_text(new + "\n", encoding="utf-8")
    assert build(root)["pris"].edition is not None


def test_a_lost_edition_is_made_again(root: Path) -> None:
    build(root)
    (root / "output" / "pris.html").unlink()
    assert build(root)["pris"].edition is not None


def test_a_faulty_article_does_not_stop_the_others(root: Path) -> None:
    article(root / "articles" / "fel", ARTICLE.replace("2018-11-23", "i maj"))
    outcomes = build(root)
    assert outcomes["pris"].edition is not None
    assert outcomes["fel"].failed
    assert [sentence(finding) for finding in outcomes["fel"].findings] == [
        "articles/fel/index.md:4:7: date is 'i maj'; give a date such as 2026-12-01"
    ]


def test_two_articles_with_one_name_are_reported_and_neither_wins(root: Path) -> None:
    (root / "articles" / "pris.md").write_text(ARTICLE, encoding="utf-8")
    outcomes = list(pipeline.build(root, find_articles(root), jobs=1))
    assert [outcome.failed for outcome in outcomes] == [True, True]
    assert not (root / "output" / "pris.pdf").exists()


def test_a_folder_with_swedish_letters_and_spaces_becomes_an_edition(root: Path) -> None:
    article(root / "articles" / "Årets pris på ön")
    edition = build(root)["Årets pris på ön"].edition
    assert edition is not None
    assert edition.pdf
    assert edition.pdf.name == "Årets pris på ön.pdf"


def test_a_check_writes_nothing(root: Path) -> None:
    (outcome,) = pipeline.check(root, find_articles(root), jobs=1)
    assert not outcome.failed
    assert sorted(path.name for path in root.iterdir()) == ["articles", "logo.svg", "newsroom.toml"]


def test_a_check_reports_what_tags_mean_and_how_they_sound(root: Path) -> None:
    (root / "articles" / "pris" / "index.spoken.txt").write_text("Något annat\n", "utf-8")
    (outcome,) = pipeline.check(root, find_articles(root), by_ear=True, jobs=1)
    assert [finding.rule for finding in outcome.findings] == ["transcript-language"]


def test_a_check_reports_an_embargo_that_passed_on_the_articles_day_and_no_other(
    root: Path,
) -> None:
    text = ARTICLE.replace("date: 2018-11-23", "date: 2018-11-23\nembargo: 2018-11-23 10:00")
    source = article(root / "articles" / "tidigt", text)

    def told(moment: str) -> list[str]:
        now = dt.datetime.fromisoformat(moment)
        (outcome,) = pipeline.check(root, [source], jobs=1, now=now)
        return [each.rule for each in outcome.findings]

    assert told("2018-11-23T09:00+01:00") == []
    assert told("2018-11-23T11:00+01:00") == ["past-embargo"]
    assert told("2018-11-24T00:30+01:00") == []
    list(pipeline.build(root, [source], jobs=1, now=dt.datetime(2018, 11, 20, tzinfo=dt.UTC)))
    assert told("2018-11-23T11:00+01:00") == []  # it was built under its embargo


def test_a_check_of_pdfs_names_each(root: Path, tmp_path: Path) -> None:
    build(root)
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7")
    files = {"good": root / "output" / "pris.pdf", "bad": tmp_path / "bad.pdf"}
    good, bad = pipeline.check_pdfs(files)
    assert (good.failed, good.findings) == (False, ())
    assert (bad.failed, [finding.place.file for finding in bad.findings]) == (True, ["bad"])


@pytest.mark.parametrize("name", ["", "/lock"])
def test_what_cannot_be_written_of_the_state_is_named(
    root: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def read_only(*_arguments: object, **_named: object) -> tuple[int, str]:
        raise OSError(errno.EROFS, "Read-only file system")

    if name:
        (root / ".pressverk").mkdir()
    monkeypatch.setattr(tempfile if name else Path, "mkstemp" if name else "mkdir", read_only)
    with pytest.raises(OutputError, match=rf"\.pressverk{name}: can't be written .Read-only"):
        build(root)


def test_a_lock_that_the_file_system_cannot_hold_is_reported(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(*_arguments: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", no_locks)
    with pytest.raises(
        OutputError, match=r"\.pressverk/lock: is in a folder where files can't be locked"
    ):
        build(root)


def test_an_unwritable_output_folder_is_reported(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_only(**_arguments: object) -> tuple[int, str]:
        raise OSError(errno.EROFS, "Read-only file system")

    build(root)
    old = (root / "output" / "pris.pdf").read_bytes()
    (root / "articles" / "pris" / "index.md").write_text(ARTICLE + "\nMer.\n", encoding="utf-8")
    monkeypatch.setattr(tempfile, "mkstemp", read_only)
    outcome = build(root)["pris"]
    assert outcome.failed
    assert "Read-only file system" in outcome.findings[-1].message
    assert (root / "output" / "pris.pdf").read_bytes() == old


def test_an_output_folder_that_is_a_file_is_reported(root: Path) -> None:
    (root / "output").write_text("in the way")
    outcome = build(root)["pris"]
    assert outcome.failed
    assert outcome.findings[-1].rule == "unwritable"


def test_a_newsroom_that_cannot_be_written_to_is_reported(root: Path) -> None:
    (root / ".pressverk").write_text("in the way")
    with pytest.raises(OutputError, match=r"\.pressverk"):
        build(root)


def test_a_killed_build_is_finished_by_the_next(root: Path) -> None:
    for number in range(6):
        article(root / "articles" / f"a{number}", ARTICLE.replace("Ett pris", f"Pris {number}"))
    run = [sys.executable, "-c", "from pressverk.cli.main import main; main()", "build", "-j", "1"]
    process = subprocess.Popen(run, cwd=root, stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None
    process.stdout.readline()
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    for pdf in (root / "output").glob("*.pdf"):
        assert page.is_pdf_compliant(pdf, profile="ua1")
    build(root, jobs=2)
    names = {path.name for path in (root / "output").iterdir()}
    slugs = ["pris", *(f"a{number}" for number in range(6))]
    assert names == {f"{slug}{suffix}" for slug in slugs for suffix in (".pdf", ".html")}


def test_two_builds_at_once_make_one_whole_set(root: Path) -> None:
    for number in range(4):
        article(root / "articles" / f"a{number}", ARTICLE.replace("Ett pris", f"Pris {number}"))
    run = [sys.executable, "-c", "from pressverk.cli.main import main; main()", "build", "-j", "1"]
    both = [subprocess.Popen(run, cwd=root, stdout=subprocess.DEVNULL) for _number in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    assert len(list((root / "output").iterdir())) == 10
    # Asking the records, not a third build: it would differ when the program has changed meanwhile.
    for slug in ("pris", "a0", "a1", "a2", "a3"):
        record = manifest.load(root, slug)
        assert record is not None
        assert len(record.outputs) == 2
        assert manifest.are_whole(record, root)


def test_a_run_with_nothing_to_do_imports_nothing_heavy(root: Path) -> None:
    folder = root / "articles" / "report"
    (folder / "chapters").mkdir(parents=True)
    (folder / "chapters" / "01.md").write_text("---\ntitle: One\n---\n\nText.\n")
    (folder / "index.md").write_text(
        ARTICLE.split("---\n\n")[0].replace("press-release", "annual-report")
        + "chapters: [chapters/*.md]\neditions: [web, archive]\n---\n"
    )
    build(root)
    time.sleep(0.01)
    program = (
        "import sys; from pressverk.cli.main import main\n"
        "try: main(['build'])\n"
        "finally: print(' '.join(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, check=True, capture_output=True, text=True
    )
    assert "everything is current (3)" in done.stdout
    heavy = {"weasyprint", "pydantic", "lxml", "PIL", "jinja2", "markdown", "page", "babel", "rich"}
    assert not heavy & set(done.stdout.split())


def test_a_killed_build_leaves_no_process_behind(root: Path) -> None:
    for number in range(8):
        article(root / "articles" / f"a{number}", ARTICLE.replace("Ett pris", f"Pris {number}"))
    run = [sys.executable, "-c", "from pressverk.cli.main import main; main()", "build", "-j", "2"]
    process = subprocess.Popen(run, cwd=root, stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None
    process.stdout.readline()
    assert len(processes_in(process.pid)) > 2
    process.kill()
    process.communicate()
    assert processes_left(process.pid) == []
