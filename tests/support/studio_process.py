"""The studio as people start it: a process of its own, on a newsroom of its own."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from repository import ROOT

from pressverk.newsroom.scaffold import new_newsroom

OPEN = re.compile(r"is open at (\S+)")
LINK = re.compile(r"http://127\.0\.0\.1:\d+/enter\?key=\S+")
PROGRAM = [sys.executable, "-c", "from pressverk.cli.main import main; main()"]
SECONDS = 10  # that a process has to end once it is told to


@dataclass(frozen=True, slots=True, kw_only=True)
class StudioProcess:
    """A studio that runs; *link* logs in once."""

    root: Path
    link: str
    process: subprocess.Popen[str]

    @property
    def address(self) -> str:
        """What all its addresses begin with."""
        return self.link.partition("/enter")[0]


def run_pressverk(root: Path, *arguments: str) -> None:
    """Run a command of the program in *root*, and fail with what it printed if it fails."""
    done = subprocess.run(
        [*PROGRAM, *arguments],
        cwd=root,
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def running_studio(root: Path, port: int = 0) -> Iterator[StudioProcess]:
    """Serve the newsroom *root* until the block ends."""
    command = [*PROGRAM, "studio", "--port", str(port), "--no-browser"]
    process = subprocess.Popen(
        command, cwd=root, env=_environment(), stdout=subprocess.PIPE, text=True
    )
    try:
        yield StudioProcess(root=root, link=_link(process), process=process)
    finally:
        process.terminate()
        try:
            process.wait(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()


@contextmanager
def running_office(folder: Path) -> Iterator[str]:
    """Serve the studio that ``make studio-demo`` begins, in *folder*; yield its address."""
    command = [sys.executable, "-W", "ignore", str(ROOT / "tests/support/studio_demo.py")]
    environment = _environment() | {"PYTHONPATH": str(ROOT / "tests/support")}
    process = subprocess.Popen(
        [*command, str(folder), str(_free_port()), str(_free_port())],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        found = OPEN.search(process.stdout.readline())
        assert found
        yield found[1]
    finally:
        process.terminate()
        process.wait(timeout=30)
        if process.stdout:
            process.stdout.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _link(process: subprocess.Popen[str]) -> str:
    """Return the link that the studio prints when its port is open."""
    printed = []
    for line in process.stdout or ():
        printed.append(line)
        if found := LINK.search(line):
            return found[0]
    raise AssertionError("".join(printed))


def _environment() -> dict[str, str]:
    """Return the environment of somebody who reads Swedish; output comes at once."""
    return os.environ | {"PRESSVERK_LANGUAGE": "sv", "PYTHONUNBUFFERED": "1"}


def sample_newsroom(folder: Path) -> Path:
    """Make a newsroom in *folder* as ``pressverk init`` does, with its first article built."""
    new_newsroom(folder)
    run_pressverk(folder, "build")
    return folder
