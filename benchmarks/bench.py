"""Compare the speed of ``pressverk build`` with WeasyPrint's command and Typst; see README.md."""

import argparse
import compileall
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from contenders import Contender, clear, contenders, pressverk, run
from newsrooms import make_newsroom
from processes import Cost, cost_of, peak_of
from tree import compare

SOURCES = Path(__file__).parent.parent / "src"
DELIVERY = Path(__file__).with_name("delivery.py")
REPORTS = Path(__file__).with_name("reports.py")
BOOKS = Path(__file__).with_name("books.py")
SCALE = Path(__file__).with_name("scale.py")
NAMES = 53  # the width of the column
MEASURED = ("pressverk", "weasyprint", "typst")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How much is measured: releases built, idle newsrooms, rounds, recipients, pages tagged.

    *archives* are numbers of releases in large newsrooms.
    """

    releases: int
    idle: tuple[int, ...]
    rounds: int
    recipients: int
    archives: tuple[int, ...]
    chapters: tuple[str, ...] = ()
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table: the least disturbed round by the clock, and by the processor's."""

    name: str
    cost: Cost


FULL = Scale(
    releases=50, idle=(50, 1000), rounds=3, recipients=2000, pages=500, archives=(100, 1000, 10_000)
)
QUICK = Scale(
    releases=8,
    idle=(8, 100),
    rounds=1,
    recipients=200,
    pages=50,
    archives=(10, 20),
    chapters=("3",),
)


def main() -> None:
    """Measure and print, as the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer releases, one round")
    parser.add_argument("--rounds", type=int, help="how many times each is run")
    options = parser.parse_args()
    scale = QUICK if options.quick else FULL
    rounds = options.rounds or scale.rounds
    print(machine())
    # Else a checkout is compiled in each run where Python is told to keep no bytecode.
    compileall.compile_dir(SOURCES, quiet=2)
    with TemporaryDirectory(prefix="bench-") as folder:
        measure_builds(Path(folder), scale.releases, rounds)
        measure_idle(Path(folder), scale.idle, rounds)
    print(f"\nthe tag tree, beside that of WeasyPrint\n\n{compare(scale.pages)}", flush=True)
    for reports in (REPORTS, BOOKS):
        subprocess.run([sys.executable, str(reports), *scale.chapters], check=True)
    subprocess.run([sys.executable, str(SCALE), *map(str, scale.archives)], check=True)
    print("\npressverk send to a mail server on loopback\n", flush=True)
    subprocess.run([sys.executable, str(DELIVERY), str(scale.recipients)], check=True)


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
    costs = measured(everyone, rounds)
    ours = everyone[0]
    print(f"\n{releases} distinct releases with a picture each, best of {rounds}\n")
    print(table([Row(name=one.name, cost=costs[one.name]) for one in everyone], releases))
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
        costs = [cost_of(partial(run, build)) for _round in range(rounds + 2)]
        best = least(costs)
        print(f"{size:>6} articles {best.seconds:>7.2f} s {best.processor:>7.2f} s of cpu")


def measured(everyone: Sequence[Contender], rounds: int) -> Mapping[str, Cost]:
    """Return the least of every round; all take part in each, so that all are disturbed alike."""
    costs: dict[str, list[Cost]] = {one.name: [] for one in everyone}
    for _round in range(rounds):
        for one in everyone:
            clear(one)
            costs[one.name].append(cost_of(partial(run, one)))
    return {name: least(rounds_of_one) for name, rounds_of_one in costs.items()}


def least(costs: Sequence[Cost]) -> Cost:
    """Return the shortest time and the least processor time, which needn't be of one round."""
    return Cost(
        seconds=min(cost.seconds for cost in costs),
        processor=min(cost.processor for cost in costs),
    )


def table(rows: Sequence[Row], releases: int) -> str:
    """Return *rows* with the ratio of each to the first.

    >>> ours = Row(name="ours", cost=Cost(seconds=2.0, processor=3.0))
    >>> theirs = Row(name="theirs", cost=Cost(seconds=5.0, processor=9.0))
    >>> print(table([ours, theirs], 10))
                                                           seconds  each, ms   ratio  cpu, s   ratio
    ours                                                      2.00       200    1.00    3.00    1.00
    theirs                                                    5.00       500    2.50    9.00    3.00
    """
    lines = [f"{'':<{NAMES}}{'seconds':>9}{'each, ms':>10}{'ratio':>8}{'cpu, s':>8}{'ratio':>8}"]
    ours = rows[0].cost
    for row in rows:
        seconds, processor = row.cost.seconds, row.cost.processor
        lines.append(
            f"{row.name:<{NAMES}}{seconds:>9.2f}{1000 * seconds / releases:>10.0f}"
            f"{seconds / ours.seconds:>8.2f}{processor:>8.2f}{processor / ours.processor:>8.2f}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
