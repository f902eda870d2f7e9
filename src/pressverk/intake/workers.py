"""Files read by worker processes: side by side, within limits, and none stops the others."""

import contextlib
import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from pressverk.intake.reading import Reading, lost, read_whole
from pressverk.model import Newsroom

AHEAD = 4  # files that each worker has waiting for it
LONGEST = 120  # seconds for one file
MEGABYTES = 1_500  # that a worker may take
LIFE = 1_000  # files that workers read until new ones take their place
# What the process that workers are forked from imports.
HEAVY = ("pressverk.intake.reading", "pressverk.intake.web_page", "pressverk.intake.word.reading")


def read_in_workers(
    paths: Sequence[Path], newsroom: Newsroom, layout: str, workers: int | None = None
) -> Iterator[Reading]:
    """Yield what comes of each of *paths*, in their order; as many workers as cores if left out.

    A file that ends its worker is reported; those that were being read beside it are read again.
    """
    workers = workers or os.cpu_count() or 1
    for start in range(0, len(paths), LIFE):
        waiting = deque(paths[start : start + LIFE])
        while waiting:
            yield from _read(waiting, newsroom, layout, workers)
            if waiting:  # the pool broke: the file that did it is the first, or soon after
                suspects = [waiting.popleft() for _each in range(min(workers, len(waiting)))]
                for path in suspects:
                    yield _read_alone(path, newsroom, layout)


def _read(waiting: deque[Path], newsroom: Newsroom, layout: str, workers: int) -> Iterator[Reading]:
    """Yield what comes of the files *waiting*, taken from its left, until the pool breaks."""
    running: deque[Future[Reading]] = deque()
    paths = iter(tuple(waiting))
    with _pool(workers) as pool, contextlib.suppress(BrokenProcessPool):
        while True:
            while len(running) < workers * AHEAD and (path := next(paths, None)):
                running.append(pool.submit(read_limited, path, newsroom, layout))
            if not running:
                return
            reading = running.popleft().result()
            waiting.popleft()
            yield reading


def _read_alone(path: Path, newsroom: Newsroom, layout: str) -> Reading:
    """Return what comes of the file *path* in a worker of its own."""
    with _pool(1) as pool:
        try:
            return pool.submit(read_limited, path, newsroom, layout).result()
        except BrokenProcessPool:
            return lost(path)


def _pool(workers: int) -> ProcessPoolExecutor:
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(list(HEAVY))
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin)


def _begin() -> None:
    """Let a worker be interrupted by its parent alone, and take no more memory than it may.

    Linux alone keeps the limit of memory, and Windows no limit of time.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not everywhere

    signal.signal(signal.SIGALRM, stop)
    with contextlib.suppress(OSError, ValueError):
        _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (MEGABYTES * 1_000_000, hard))


def stop(_signal: int, _frame: object) -> None:
    """Report what is running as out of time.

    Raises:
        TimeoutError: at once.
    """
    raise TimeoutError


def read_limited(path: Path, newsroom: Newsroom, layout: str) -> Reading:
    """Return what comes of the file *path* within the time that one file may take."""
    _set_alarm(LONGEST)
    try:
        return read_whole(path, newsroom, layout)
    finally:
        _set_alarm(0)


def _set_alarm(seconds: float) -> None:
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, seconds)
