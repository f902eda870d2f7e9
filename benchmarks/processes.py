"""What a command and all processes it starts take together: time, processor time, memory."""

import contextlib
import ctypes
import os
import resource
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36  # prctl(2)
INTERVAL = 0.02  # seconds between two looks at memory
SESSION = 3  # the field's place in /proc/<pid>/stat, counted after the name


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Seconds by the clock, and of all processors together."""

    seconds: float
    processor: float


def cost_of(action: Callable[[], None]) -> Cost:
    """Return what *action* takes.

    Processes that outlive their parents count, too: once the clock has stopped they are waited
    for. Processes that this one had before are left alone: they may never end.
    """
    _adopt_orphans()
    known = _children()
    before, start = _processor_seconds(), time.perf_counter()
    action()
    seconds = time.perf_counter() - start
    _await_others(known)
    return Cost(seconds=seconds, processor=_processor_seconds() - before)


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
            peak = max(peak, memory_of_session(process.pid))
            time.sleep(INTERVAL)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return peak


def memory_of_session(leader: int) -> int:
    """Return what all processes of the session of *leader* have in memory now, in bytes (Pss)."""
    return sum(_memory_of(path) for path in _session(leader))


def _adopt_orphans() -> None:
    """Have processes whose parent ends become children of this one (Linux)."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _children() -> frozenset[int]:
    texts = [path.read_text() for path in Path("/proc/self/task").glob("*/children")]
    return frozenset(int(child) for text in texts for child in text.split())


def _await_others(known: frozenset[int]) -> None:
    """Wait for all children but the *known* ones, and for those that come of it."""
    while others := _children() - known:
        for child in others:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(child, 0)


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


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
