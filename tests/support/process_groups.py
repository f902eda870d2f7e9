"""The processes of a command that was started with a group of its own."""

import time
from pathlib import Path

PATIENCE = 20  # seconds; they end by themselves, but not at once


def processes_in(leader: int) -> list[int]:
    """Return the processes of *leader*'s process group that still run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _parent, process_group = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(process_group) == leader and state != "Z":
            found.append(int(stat.parent.name))
    return found


def processes_left(leader: int) -> list[int]:
    """Return the processes of *leader*'s process group that still run after some time."""
    deadline = time.monotonic() + PATIENCE
    while processes_in(leader) and time.monotonic() < deadline:
        time.sleep(0.05)
    return processes_in(leader)
