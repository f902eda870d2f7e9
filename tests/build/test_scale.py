"""Hundreds of articles: a bounded number is in progress, and what was built stays built."""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import page
import pytest
from click.testing import CliRunner
from process_groups import processes_left
from sample_newsroom import ARTICLE, article

from pressverk import files
from pressverk.build import manifest
from pressverk.build.outcomes import AHEAD, Executors, run_tasks
from pressverk.build.worker import Made, Task
from pressverk.cli.main import main
from pressverk.content import embargo
from pressverk.model import Newsroom

BUILD = [sys.executable, "-c", "from pressverk.cli.main import main; main()", "build", "-j", "2"]


class Executor:
    """Two workers whose every job is done when the next is given; it counts those in progress."""

    size = 2

    def __init__(self) -> None:
        self.open: list[Future[Any]] = []
        self.most = 0

    def submit(self, _function: Callable[..., Any], /, *_args: Any, **_kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.open.append(future)
        self.most = max(self.most, len(self.open))
        if len(self.open) == AHEAD * self.size:
            for each in self.open:
                each.set_result((Made(kind="email", failed=True),))
            self.open.clear()
        return future


def many(root: Path, count: int) -> list[str]:
    names = [f"a{number:03}" for number in range(count)]
    for name in names:
        article(root / "articles" / name, ARTICLE.replace("Ett pris", f"Pris {name}"))
    return names


def test_tasks_are_begun_as_workers_become_free(newsroom: Newsroom) -> None:
    executor, begun = Executor(), 0

    def tasks() -> Iterator[Task]:
        nonlocal begun
        while begun < 400:
            begun += 1
            yield Task(source=newsroom.root / "a.md", now=embargo.building_time(), known={})

    outcomes = run_tasks(tasks(), newsroom, Executors(pool=executor, typesetters=executor))
    next(outcomes)
    assert begun <= AHEAD * Executor.size
    assert 1 + len(list(outcomes)) == begun == 400
    assert executor.most <= AHEAD * Executor.size


def test_an_interrupted_build_goes_on_where_it_stopped(root: Path) -> None:
    names = [*many(root, 200), "pris"]
    process = subprocess.Popen(
        BUILD, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    assert process.stdout is not None
    for _line in range(30):
        process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
    _rest, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert errors == b"stopped; the next build goes on from here\n"
    assert processes_left(process.pid) == []
    assert not list((root / "output").rglob("*.part"))
    records = {name: record for name in names if (record := manifest.load(root, name))}
    assert 30 <= len(records) < 150
    assert all(manifest.are_whole(record, root) for record in records.values())
    before = {name: (root / "output" / f"{name}.pdf").stat().st_ino for name in records}
    again = subprocess.run(BUILD, cwd=root, check=True, capture_output=True, text=True)
    assert f"built: {201 - len(records)}, unchanged: {len(records)}, failed: 0" in again.stdout
    assert {name: (root / "output" / f"{name}.pdf").stat().st_ino for name in records} == before
    assert page.is_pdf_compliant(root / "output" / "a199.pdf", profile="ua1")


def test_errors_among_many_are_reported_again_at_the_end(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    for name in many(root, 30)[3:5]:
        file = root / "articles" / name / "index.md"
        file.write_text(ARTICLE.replace("2018-11-23", "i maj"), "utf-8")
    result = CliRunner().invoke(main, ["build", "-j", "2"], catch_exceptions=False)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1] == "built: 29, unchanged: 0, failed: 2"
    last = result.stderr.splitlines()[-2:]
    assert sorted(line.partition(": ")[0] for line in last) == [
        f"error articles/{name}/index.md:4:7" for name in ("a003", "a004")
    ]


def test_a_full_disk_stops_the_build_and_keeps_what_is_built(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    many(root, 40)
    written, replace = 0, files.replace_file

    def until_it_is_full(path: Path, data: bytes, *, durable: bool = False) -> None:
        nonlocal written
        written += path.suffix == ".pdf"
        if written > 10:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        replace(path, data, durable=durable)

    with monkeypatch.context() as full:
        full.setattr(files, "replace_file", until_it_is_full)
        result = CliRunner().invoke(main, ["build", "-j", "2"], catch_exceptions=False)
    assert result.exit_code == 1
    assert result.stderr.count("No space left on device") == 1
    assert len(list((root / "output").glob("*.pdf"))) == 10
    again = CliRunner().invoke(main, ["build", "-j", "2"], catch_exceptions=False)
    assert "built: 31, unchanged: 10, failed: 0" in again.stdout
