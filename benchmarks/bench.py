"""Compare the speed of ``pressverk build`` with WeasyPrint's command and Typst; see README.md."""

import argparse
import os
import platform
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from contenders import Contender, clear, contenders, pressverk, run
from memory import peak_of
from newsrooms import make_newsroom

MEASURED = ("pressverk", "weasyprint", "typst")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How much is measured: releases that are built, newsrooms with nothing to do, rounds."""

    releases: int
    idle: tuple[int, ...]
    rounds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table; *seconds* are those of every round."""

    name: str
    seconds: tuple[float, ...]

    @property
    def best(self) -> float:
        """The least disturbed round."""
        return min(self.seconds)


FULL = Scale(releases=50, idle=(50, 1000), rounds=3)
QUICK = Scale(releases=8, idle=(8, 100), rounds=1)


def main() -> None:
    """Measure and print, as the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer releases, one round")
    parser.add_argument("--rounds", type=int, help="how many times each is run")
    options = parser.parse_args()
    scale = QUICK if options.quick else FULL
    rounds = options.rounds or scale.rounds
    print(machine())
    with TemporaryDirectory(prefix="bench-") as folder:
        measure_builds(Path(folder), scale.releases, rounds)
        measure_idle(Path(folder), scale.idle, rounds)


def machine() -> str:
    """Return what the figures depend on besides the program."""
    programs = ", ".join(f"{name} {version(name)}" for name in MEASURED)
    cores = len(os.sched_getaffinity(0))
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{cores} cores, load {load()}; {system}; {programs}"


def load() -> str:
    """Return how many processes wanted a core lately: much above 0 at the start disturbs."""
    return f"{os.getloadavg()[0]:.1f}"


def measure_builds(folder: Path, releases: int, rounds: int) -> None:
    """Print what building takes, beside the other ways to print the same releases."""
    newsroom = folder / "newsroom"
    make_newsroom(newsroom, releases)
    everyone = contenders(newsroom, folder)
    seconds = timed(everyone, rounds)
    ours = everyone[0]
    print(f"\n{releases} distinct releases with a picture each, best of {rounds}\n")
    print(table([Row(name=one.name, seconds=seconds[one.name]) for one in everyone], releases))
    clear(ours)
    print(f"\n{ours.name}: {peak_of(ours.commands[0], ours.folder) / 1e6:.0f} MB at its peak")


def measure_idle(folder: Path, sizes: Iterable[int], rounds: int) -> None:
    """Print what a build takes that finds everything current."""
    print("\npressverk build with nothing to do\n")
    for size in sizes:
        newsroom = folder / f"idle-{size}"
        make_newsroom(newsroom, size, pictures=False)
        build = pressverk(newsroom)
        run(build)
        seconds = [stopwatch(partial(run, build)) for _round in range(rounds + 2)]
        print(f"{size:>6} articles {min(seconds):>8.2f} s   median {median(seconds):.2f} s")


def timed(everyone: Sequence[Contender], rounds: int) -> Mapping[str, tuple[float, ...]]:
    """Return the seconds of every round; all take part in each, so that all are disturbed alike."""
    seconds: dict[str, tuple[float, ...]] = {one.name: () for one in everyone}
    for _round in range(rounds):
        for one in everyone:
            clear(one)
            seconds[one.name] += (stopwatch(partial(run, one)),)
    return seconds


def stopwatch(action: Callable[[], None]) -> float:
    """Return how many seconds *action* takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def table(rows: Sequence[Row], releases: int) -> str:
    """Return *rows* with the ratio of each to the first.

    >>> rows = [Row(name="ours", seconds=(3.0, 2.0)), Row(name="theirs", seconds=(5.0,))]
    >>> print(table(rows, 10))
                                                  seconds   each, ms   ratio
    ours                                             2.00        200    1.00
    theirs                                           5.00        500    2.50
    """
    lines = [f"{'':<44}{'seconds':>9}{'each, ms':>11}{'ratio':>8}"]
    for row in rows:
        each, ratio = 1000 * row.best / releases, row.best / rows[0].best
        lines.append(f"{row.name:<44}{row.best:>9.2f}{each:>11.0f}{ratio:>8.2f}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
