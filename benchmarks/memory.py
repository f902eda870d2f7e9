"""The memory that a command and all processes it starts take together."""

import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

INTERVAL = 0.02  # seconds between two looks
SESSION = 3  # the field's place in /proc/<pid>/stat, counted after the name


def peak_of(command: Sequence[str], folder: Path) -> int:
    """Return the greatest memory seen while *command* runs in *folder*, in bytes.

    Shared memory counts once (Pss). Looking slows the command down: don't time it.
    """
    peak = 0
    with subprocess.Popen(
        command,
        cwd=folder,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        while process.poll() is None:
            peak = max(peak, sum(_memory_of(path) for path in _session(process.pid)))
            time.sleep(INTERVAL)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return peak


def _session(leader: int) -> Iterator[Path]:
    """Return the /proc folders of the session's processes."""
    for path in Path("/proc").glob("[0-9]*"):
        try:
            fields = (path / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        if int(fields[SESSION]) == leader:
            yield path


def _memory_of(process: Path) -> int:
    try:
        lines = (process / "smaps_rollup").read_text().splitlines()
    except OSError:  # it has ended
        return 0
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))
