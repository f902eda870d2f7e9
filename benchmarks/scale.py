"""How building grows with the number of releases, what a saved one takes, and what a cluster adds.

`python benchmarks/scale.py 100 1000 10000`; see README.md.
"""

import os
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from contenders import clear, pressverk, run
from newsrooms import make_newsroom
from processes import Cost, cost_of, peak_of

COUNTS = (100, 1000, 10_000)
SAVES = 50  # of one release, whose median is printed
PICTURES = 8  # that the releases share
DASK = [sys.executable, "-m", "dask"]
LOOPBACK = ["--host", "127.0.0.1", "--no-dashboard"]


def main() -> None:
    """Measure and print, for as many releases as the command line names."""
    counts = tuple(map(int, sys.argv[1:])) or COUNTS
    with TemporaryDirectory(prefix="scale-") as folder:
        measure(Path(folder), counts, SAVES)


def measure(folder: Path, counts: Sequence[int], saves: int) -> None:
    """Print what *counts* of releases take, and *saves* of one of them."""
    print(
        "\nreleases      seconds  each, cpu ms   ratio  peak, MB  nothing to do, s  stopped in, s"
    )
    first = 0.0
    for count in counts:
        newsroom = folder / f"scale-{count}"
        make_newsroom(newsroom, count, shared=PICTURES)
        build = pressverk(newsroom)
        cost = cost_of(partial(run, build))
        idle = cost_of(partial(run, build))
        clear(build)
        peak = peak_of(build.commands[0], newsroom)
        stop = interrupted(build.commands[0], newsroom)
        each = 1000 * cost.processor / count
        first = first or each
        print(
            f"{count:>8}{cost.seconds:>13.1f}{each:>14.1f}{each / first:>8.2f}{peak / 1e6:>10.0f}"
            f"{idle.seconds:>18.2f}{stop:>15.2f}",
            flush=True,
        )
    smallest = folder / f"scale-{counts[0]}"
    print(f"\na saved release: {1000 * saved(smallest, saves):.0f} ms, median of {saves}")
    here, there = clustered(smallest)
    print(
        f"on a cluster of two workers: {there.seconds:.1f} s, {there.processor:.1f} s of cpu; "
        f"--jobs 2: {here.seconds:.1f} s, {here.processor:.1f} s ({_ratio(there, here)})"
    )


def _ratio(one: Cost, other: Cost) -> str:
    return f"{one.seconds / other.seconds:.2f}, cpu {one.processor / other.processor:.2f}"


def interrupted(command: Sequence[str], newsroom: Path) -> float:
    """Return how long a build of what is stale goes on after an interruption, in seconds."""
    shutil.rmtree(newsroom / "output")
    with subprocess.Popen(
        command, cwd=newsroom, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        if process.stdout is None:
            raise ValueError(command)
        process.stdout.readline()
        begun = time.perf_counter()
        process.send_signal(signal.SIGINT)
        process.communicate()
        return time.perf_counter() - begun


def saved(newsroom: Path, times: int) -> float:
    """Return the median of the seconds from saving a release until its PDF is there."""
    text = next((newsroom / "articles").glob("*/index.md"))
    pdf = newsroom / "output" / f"{text.parent.name}.pdf"
    before, seconds = text.read_text("utf-8"), []
    command = [*pressverk(newsroom).commands[0], "--watch"]
    with subprocess.Popen(
        command, cwd=newsroom, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        lines = iter(process.stdout or ())
        _next_round(lines)
        for number in range(times + 1):  # the first warms up
            was = pdf.stat().st_mtime_ns
            begun = time.perf_counter()
            text.write_text(before.replace("lead: ", f"lead: Ändring {number} "), "utf-8")
            while pdf.stat().st_mtime_ns == was:
                time.sleep(0.002)
            seconds.append(time.perf_counter() - begun)
            _next_round(lines)
        process.send_signal(signal.SIGINT)
    return statistics.median(seconds[1:])


def _next_round(lines: Iterator[str]) -> None:
    """Read until a round of watching has ended, which is told with its seconds."""
    for line in lines:
        if line.rstrip().endswith(" s)"):
            return
    raise ValueError("watching ended")


def clustered(newsroom: Path) -> tuple[Cost, Cost]:
    """Return what the releases take with two processes here, and on a cluster of two workers.

    A cluster runs for long: what starting it takes isn't counted.
    """
    build = pressverk(newsroom)
    command = [*build.commands[0], "--jobs", "2"]

    def build_with(*options: str) -> None:
        clear(build)
        subprocess.run(
            [*command, *options],
            cwd=newsroom,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def on_cluster(*, again: bool) -> None:
        with cluster(newsroom) as address:
            build_with("--scheduler", address)
            if again:
                build_with("--scheduler", address)

    here, once, twice = (
        cost_of(action)
        for action in (
            build_with,
            partial(on_cluster, again=False),
            partial(on_cluster, again=True),
        )
    )
    there = Cost(seconds=twice.seconds - once.seconds, processor=twice.processor - once.processor)
    return here, there


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """Yield the address of a Dask scheduler with two workers, on loopback."""
    file = folder / "scheduler.json"
    options = [*LOOPBACK, "--port", "0", "--scheduler-file", str(file)]
    scheduler = _started([*DASK, "scheduler", *options], folder)
    worker = [*DASK, "worker", *LOOPBACK, "--nthreads", "1", "--no-nanny"]
    workers = [_started([*worker, "--scheduler-file", str(file)], folder) for _number in range(2)]
    try:
        while not file.exists():
            time.sleep(0.05)
        time.sleep(1)  # until it is written
        yield next(part for part in file.read_text("utf-8").split('"') if part.startswith("tcp:"))
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()
        file.unlink(missing_ok=True)
        shutil.rmtree(folder / "dask-scratch-space", ignore_errors=True)


def _started(command: Sequence[str], folder: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


if __name__ == "__main__":
    os.environ.setdefault("PRESSVERK_LANGUAGE", "en")
    main()
