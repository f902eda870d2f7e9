"""Worker processes: a failure in one doesn't affect the build or other documents.

Each worker has a thread here that gives it one job at a time. So the job of a worker that dies is
known, and nothing else is lost: `ProcessPoolExecutor` would give up all its jobs.
"""

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from threading import Lock, Thread, local
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, Self, TypeVar, cast

from pressverk.errors import PressverkError
from pressverk.model import Limits

if TYPE_CHECKING:
    from multiprocessing.connection import _ConnectionBase as Connection
    from multiprocessing.context import SpawnContext

# Imported by the process that workers are forked from.
HEAVY = ("pressverk.build.preload", "pressverk.build.prepare")
MEGABYTE = 1_000_000  # bytes
# Signals of a process that can't go on. Windows lacks some.
CRASHES = frozenset({"SIGABRT", "SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE", "SIGTRAP"})

P = ParamSpec("P")
T = TypeVar("T")
Job = tuple[Callable[..., object], tuple[object, ...], dict[str, object]]


class Cause(StrEnum):
    """Why a job has no result."""

    LOST = "lost"  # its process was killed by someone else, or exited
    CRASH = "crash"  # its process ended itself, as a library does that can't go on
    TIME = "time"
    MEMORY = "memory"
    FAULT = "fault"  # a fault of the program


class JobError(Exception):
    """A job has no result, for a reason that has no place in a document.

    *details* is the traceback of a program fault, or the signal of a crash.
    """

    def __init__(self, cause: Cause, details: str = "") -> None:
        self.cause, self.details = cause, details
        super().__init__(cause, details)


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    connection: "Connection[Any, Any]"
    is_busy: bool = False

    def end(self) -> None:
        """End the process; a busy one is killed, an idle one cleans up first."""
        if self.is_busy:
            self.process.kill()
        else:
            self.connection.close()
        self.process.join()


class Executor(Protocol):
    """What runs jobs in other processes, *size* of them at once."""

    @property
    def size(self) -> int:
        """The number of jobs that run at once."""

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Return a future for the result of *function*, for its PressverkError, or a JobError."""


class Pool:
    """At most *workers* processes, each started on demand."""

    def __init__(self, workers: int, limits: Limits) -> None:
        self.size = workers
        self._limits = limits
        self._threads = ThreadPoolExecutor(max_workers=workers)
        self._own = local()
        self._lock = Lock()
        self._workers: list[_Worker] = []
        self._is_closed = False
        self._context = cast("SpawnContext", multiprocessing.get_context(start_method()))
        self._has_processes = warm_up()

    def __enter__(self) -> Self:
        """Return the pool."""
        return self

    def __exit__(self, *_error: object) -> None:
        """End all workers, even busy ones."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            self._is_closed = True
        for worker in self._workers:
            worker.end()
        self._threads.shutdown()

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Call *function* in a worker, and return a future for its result.

        The future raises what *function* raises if it is a PressverkError, otherwise a JobError.
        """
        job = function, args, kwargs
        return cast("Future[T]", self._threads.submit(self._run, job))

    def _run(self, job: Job) -> object:
        if not self._has_processes:
            with self._lock:
                return _result(_answer(*job))
        worker = self._given(job)
        try:
            is_in_time = worker.connection.poll(self._limits.seconds)
            answer = worker.connection.recv() if is_in_time else JobError(Cause.TIME)
        except (EOFError, OSError):
            answer = JobError(Cause.LOST)
        if isinstance(answer, JobError) and answer.cause is not Cause.FAULT:
            worker.process.kill()
            worker.process.join()  # otherwise it would get the next job
            answer = _as_crash(worker.process.exitcode) or answer
        worker.is_busy = False
        return _result(answer)

    def _given(self, job: Job) -> _Worker:
        """Give *job* to this thread's worker, a new one if it has died, and return the worker."""
        worker: _Worker | None = getattr(self._own, "worker", None)
        if worker is not None and worker.process.is_alive():
            worker.is_busy = True
            with contextlib.suppress(OSError):
                worker.connection.send(job)
                return worker
        if worker is not None:
            with self._lock:
                self._workers.remove(worker)
            worker.end()
        worker = self._own.worker = self._start()
        worker.connection.send(job)
        return worker

    def _start(self) -> _Worker:
        with self._lock:
            if self._is_closed:
                raise JobError(Cause.LOST)
            ours, theirs = self._context.Pipe()
            process = self._context.Process(
                target=_serve, args=(theirs, self._limits.megabytes), daemon=True
            )
            with _main_out_of_sight():
                process.start()
            theirs.close()
            worker = _Worker(process=process, connection=ours, is_busy=True)
            self._workers.append(worker)
        return worker


def _as_crash(exit_code: int | None) -> JobError | None:
    """Return the crash that *exit_code* of a process stands for; None for other ends.

    Libraries in Rust and C abort the process when they can't go on.
    """
    names = {it.value: it.name for it in signal.Signals if it.name in CRASHES}
    name = names.get(-exit_code) if exit_code is not None else None
    return JobError(Cause.CRASH, name) if name else None


def core_count() -> int:
    """Return the number of cores that this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def start_method() -> str:
    """Return how workers are started: forked, or spawned on Windows, which can't fork."""
    methods = multiprocessing.get_all_start_methods()
    return "forkserver" if "forkserver" in methods else "spawn"


def warm_up() -> bool:
    """Have the process that workers are forked from begin to import; return whether it can be."""
    if start_method() != "forkserver":
        return True
    try:
        multiprocessing.get_context("forkserver").set_forkserver_preload(list(HEAVY))
        forkserver.ensure_running()
    except OSError:  # processes or sockets aren't allowed, as in some containers
        return False
    return True


@contextlib.contextmanager
def _main_out_of_sight() -> Iterator[None]:
    """Keep a worker from running the main module again, which it doesn't need.

    multiprocessing reads it from here (`multiprocessing.spawn.get_preparation_data`).
    """
    main = sys.modules["__main__"]
    seen = {name: main.__dict__.pop(name, None) for name in ("__file__", "__spec__")}
    main.__spec__ = None
    try:
        yield
    finally:
        main.__dict__.update({name: value for name, value in seen.items() if value is not None})


def _serve(connection: "Connection[Any, Any]", megabytes: int) -> None:
    """Run the jobs that arrive on *connection*, until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupted build ends its workers
    _end_with_parent()
    _bound_memory(megabytes)
    gc.freeze()  # imports stay; the collector needn't scan them
    while True:
        try:
            job = connection.recv()
        except EOFError:
            return
        connection.send_bytes(_pickled(_answer(*job)))


def _answer(
    function: Callable[..., object], args: tuple[object, ...], kwargs: dict[str, object]
) -> object:
    """Return the result of *function*, or its error."""
    try:
        return function(*args, **kwargs)
    except PressverkError as error:
        return error
    except MemoryError:
        return JobError(Cause.MEMORY)
    except Exception:  # noqa: BLE001 - whatever it is, it is reported, and the others go on
        return JobError(Cause.FAULT, traceback.format_exc())


def _pickled(answer: object) -> bytes:
    try:
        return bytes(ForkingPickler.dumps(answer))
    except MemoryError:
        answer = JobError(Cause.MEMORY)
    except Exception:  # noqa: BLE001 - as above
        answer = JobError(Cause.FAULT, traceback.format_exc())
    return bytes(ForkingPickler.dumps(answer))


def _result(answer: object) -> object:
    if isinstance(answer, PressverkError | JobError):
        raise answer
    return answer


def _bound_memory(megabytes: int) -> None:
    """Limit this process to *megabytes* more than it has now; more raises MemoryError.

    Only writable memory counts: the chart engine reserves 32 GB of addresses and uses little. Only
    Linux enforces this limit, and reports current use (proc(5), statm).
    """
    if sys.platform != "linux":
        return
    import resource  # noqa: PLC0415 - not everywhere

    with contextlib.suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text().split()[5])
        most = pages * os.sysconf("SC_PAGE_SIZE") + megabytes * MEGABYTE
        _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def _end_with_parent() -> None:
    """End this worker when the build that started it is killed, whatever it is doing."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=_outlive, args=(parent,), daemon=True).start()


def _outlive(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
