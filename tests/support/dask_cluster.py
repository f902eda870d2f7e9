"""A real Dask scheduler with workers, on loopback."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

DASK = [sys.executable, "-m", "dask"]
SCHEDULER = [*DASK, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
WORKER = [*DASK, "worker", "--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard", "--no-nanny"]


@dataclass(slots=True, kw_only=True)
class Cluster:
    """A scheduler with its *address*, and the processes of its *workers*."""

    address: str
    folder: Path
    options: Sequence[str]
    environment: Mapping[str, str]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def add_worker(self, **environment: str) -> None:
        """Start a worker with more in its environment."""
        command = [*WORKER, *self.options, "--local-directory", str(self.folder), self.address]
        with (self.folder / f"worker-{len(self.workers)}.log").open("wb") as log:
            self.workers.append(
                subprocess.Popen(
                    command, stderr=log, stdout=log, env={**self.environment, **environment}
                )
            )


@contextmanager
def dask_cluster(
    folder: Path, *, workers: int = 2, options: Sequence[str] = (), protocol: str = "tcp"
) -> Iterator[Cluster]:
    """Yield a cluster whose working files lie in *folder*; end it afterwards."""
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    log = folder / "scheduler.log"
    command = [*SCHEDULER, "--protocol", protocol, *options]
    with log.open("wb") as file:
        scheduler = subprocess.Popen(command, stdout=file, stderr=file, env=environment)
    try:
        address = _address_in(log, scheduler)
        cluster = Cluster(address=address, folder=folder, options=options, environment=environment)
        for _number in range(workers):
            cluster.add_worker()
        try:
            yield cluster
        finally:
            for worker in cluster.workers:
                worker.kill()
                worker.wait()
    finally:
        scheduler.kill()
        scheduler.wait()


def _address_in(log: Path, scheduler: "subprocess.Popen[bytes]") -> str:
    """Return the address that the scheduler tells."""
    while scheduler.poll() is None:
        if match := re.search(r"Scheduler at:\s+(\S+:\d+)", log.read_text("utf-8", "replace")):
            return match[1]
        time.sleep(0.05)
    raise ChildProcessError(log.read_text("utf-8", "replace"))
