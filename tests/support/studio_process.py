"""The studio as people start it: a process of its own, on a newsroom of its own."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pressverk.newsroom.scaffold import new_newsroom

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
