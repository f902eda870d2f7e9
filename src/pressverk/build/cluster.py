"""Documents typeset by a Dask cluster.

Dask runs the jobs of a worker that is lost on another one, and keeps what several jobs need, such
as fonts and pictures, on the workers that have it.
"""

import logging
import traceback
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager, suppress
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any, ParamSpec, TypeVar, cast
from uuid import uuid4

from pressverk.build import remote
from pressverk.build.pool import Cause, JobError
from pressverk.build.remote import Job, Reply, packed
from pressverk.errors import ClusterError, PressverkError
from pressverk.i18n import _, in_our_words, message_language
from pressverk.model import Document, Finding, Limits, Place, Resource

INSTALL = "pip install 'pressverk[cluster]'"
CONNECTING = 10  # seconds until there must be a scheduler, and as many until there is a worker
DESERTED = 30  # seconds without any worker, or without the scheduler
LOOKS = 1  # seconds between two looks at the cluster
KEPT = 256_000_000  # bytes of pictures, fonts and stylesheets that workers keep for other jobs

DaskFuture = Any  # Dask's clients and futures have few types
P = ParamSpec("P")
T = TypeVar("T")


@contextmanager
def cluster_at(address: str, limits: Limits) -> Iterator["Cluster"]:
    """Yield the cluster of the scheduler at *address*; each job is held to *limits*.

    Certificates of ``tls://`` addresses are taken from Dask's configuration.

    Raises:
        ClusterError: if Dask isn't installed, nobody answers, there are no workers, or one has
            other versions than this machine.
    """
    try:
        from distributed import Client  # noqa: PLC0415 - not always installed
    except ImportError as error:
        message = _("building on a cluster needs Dask; run: {command}", command=INSTALL)
        raise _error(address, message, "no-dask") from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # we report what it logs
    try:
        client: Any = cast("Any", Client)(address, timeout=CONNECTING, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        message = _(
            "no scheduler can be reached there ({reason}); check the address, the certificates, "
            "and that it runs",
            reason=in_our_words(str(error).partition("\n")[0] or type(error).__name__),
        )
        raise _error(address, message, "no-scheduler") from error
    cluster = Cluster(client, address, limits)
    try:
        cluster.begin()
        yield cluster
    finally:
        cluster.end()
        with suppress(Exception):  # whatever it is, all is written that will be
            client.close(timeout=1)


class Cluster:
    """An executor whose workers are those of a Dask scheduler, as many as there are."""

    def __init__(self, client: Any, address: str, limits: Limits) -> None:
        self._client, self._address, self._limits = client, address, limits
        self._lock = Lock()
        self._waiting: dict[str, tuple[DaskFuture, Future[Any]]] = {}
        self._kept: OrderedDict[str, tuple[DaskFuture, int]] = OrderedDict()
        self._ended = Event()
        self._loss: ClusterError | None = None
        self._threads = 1
        self._watch = Thread(target=self._look, daemon=True)

    @property
    def size(self) -> int:
        """The number of jobs that run at once."""
        return self._threads

    def begin(self) -> None:
        """Wait for a worker, and compare the versions of all.

        Raises:
            ClusterError: if there is no worker, or one has other versions.
        """
        try:
            self._client.wait_for_workers(1, timeout=CONNECTING)
        except TimeoutError as error:
            message = _("the scheduler has no workers; start some and build again")
            raise _error(self._address, message, "no-workers") from error
        self._compare_versions()
        self._count_threads()
        self._watch.start()

    def end(self) -> None:
        """Let go of all jobs."""
        self._ended.set()
        if self._watch.is_alive():
            self._watch.join(timeout=LOOKS)
        self._waiting.clear()
        self._kept.clear()

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Call *function* on a worker, and return a future for its result.

        The future raises what *function* raises if it is a PressverkError; a JobError if the job
        has no result; a ClusterError if the cluster is lost.
        """
        future: Future[Any] = Future()
        if self._loss or kwargs:
            future.set_exception(self._loss or TypeError(kwargs))
            return future
        documents = [each for each in args if isinstance(each, Document)]
        job = Job(
            function=function,
            args=tuple(packed(each) if isinstance(each, Document) else each for each in args),
            limits=self._limits,
            versions=remote.versions(),
            language=message_language(),
        )
        resources = (each for document in documents for each in document.resources.values())
        try:
            needed = {resource.sha256: self._sent(resource) for resource in resources}
        except OSError as error:  # a file was removed after the document was laid out
            future.set_exception(_as_job_error(error))
            return future
        key = f"pressverk-{uuid4().hex}"
        answer = self._client.submit(remote.run, job, needed, key=key, pure=False)
        with self._lock:
            self._waiting[key] = answer, future
        answer.add_done_callback(self._take)
        return future

    def _sent(self, resource: Resource) -> DaskFuture:
        """Return the content of *resource* on the cluster; it is sent once.

        As a job it is made again on another worker if its worker is lost; scattered data isn't.
        """
        with self._lock:
            if resource.sha256 in self._kept:
                self._kept.move_to_end(resource.sha256)
                return self._kept[resource.sha256][0]
            data = resource.data if resource.path is None else resource.path.read_bytes()
            key = f"pressverk-resource-{resource.sha256}"
            sent = self._client.submit(bytes, data, key=key, pure=True)
            self._kept[resource.sha256] = sent, len(data or b"")
            while sum(size for _sent, size in self._kept.values()) > KEPT:
                self._kept.popitem(last=False)
            return sent

    def _take(self, answer: DaskFuture) -> None:
        with self._lock:
            if answer.key not in self._waiting:
                return
            _answer, future = self._waiting.pop(answer.key)
        try:
            future.set_result(self._checked(answer.result()))
        except (PressverkError, JobError) as error:
            future.set_exception(error)
        except CancelledError:
            future.set_exception(self._loss or self._lost())
        except Exception as error:  # noqa: BLE001 - whatever it is, it is about this job
            future.set_exception(_as_job_error(error))

    def _checked(self, reply: Reply) -> object:
        """Return the answer of *reply*, whose PDF must have come as it was made."""
        if reply.has_other_versions:
            self._compare_versions()
            raise JobError(Cause.LOST)
        if isinstance(reply.answer, PressverkError | JobError):
            raise reply.answer
        if remote.digest_of(reply.answer) != reply.sha256:
            raise JobError(Cause.LOST)
        return reply.answer

    def _compare_versions(self) -> None:
        own = remote.versions()
        for worker, theirs in self._client.run(remote.prepare, on_error="return").items():
            if isinstance(theirs, Exception):
                message = _(
                    "the worker {worker} has no Pressverk like this one ({reason}); install the "
                    "same version there",
                    worker=worker,
                    reason=in_our_words(str(theirs).partition("\n")[0] or type(theirs).__name__),
                )
                raise _error(self._address, message, "worker-unlike")
            if theirs != own:
                message = _(
                    "the worker {worker} would make other editions: {differences}; install the "
                    "same versions there",
                    worker=worker,
                    differences=_differences(own, theirs),
                )
                raise _error(self._address, message, "worker-unlike")

    def _count_threads(self) -> bool:
        """Note how many jobs run at once; return whether there are workers."""
        threads = int(sum(self._client.nthreads().values()))
        self._threads = max(1, threads)
        return threads > 0

    def _look(self) -> None:
        """Give up all jobs once the cluster has been without workers or scheduler too long."""
        since = monotonic()
        while not self._ended.wait(LOOKS):
            with suppress(Exception):  # the scheduler is gone, at least for now
                if self._client.status == "running" and self._count_threads():
                    since = monotonic()
            if monotonic() - since > DESERTED:
                self._loss = self._lost()
                with self._lock:
                    waiting, self._waiting = self._waiting, {}
                for _answer, future in waiting.values():
                    future.set_exception(self._loss)
                return

    def _lost(self) -> ClusterError:
        message = _(
            "the cluster is gone: its scheduler doesn't answer, or it has no workers; what is "
            "built is kept, and the next build goes on from there"
        )
        return _error(self._address, message, "cluster-lost")


def _as_job_error(error: Exception) -> JobError:
    from distributed.scheduler import KilledWorker  # noqa: PLC0415 - as above

    if isinstance(error, KilledWorker):  # several workers were lost with it
        return JobError(Cause.LOST)
    return JobError(Cause.FAULT, "".join(traceback.format_exception(error)))


def _differences(own: Mapping[str, str], theirs: Mapping[str, str]) -> str:
    """Return what differs, with the version there and here.

    >>> _differences({"pango": "15006", "brotli": "1.1"}, {"pango": "15200", "brotli": "1.1"})
    'pango 15200 (here 15006)'
    """
    none = "–"
    return ", ".join(
        f"{name} {theirs.get(name, none)} ({_('here')} {own.get(name, none)})"
        for name in sorted(own.keys() | theirs.keys())
        if own.get(name) != theirs.get(name)
    )


def _error(address: str, message: str, rule: str) -> ClusterError:
    return ClusterError([Finding(place=Place(file=address), message=message, rule=rule)])
