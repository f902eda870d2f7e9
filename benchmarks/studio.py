"""How soon a keystroke is on the page: the studio, served on loopback, beside other ways.

    .venv/bin/python benchmarks/studio.py [KEYSTROKES]

A writer sends a text, a word changed in it, waits for the pages, fetches the pictures of those that
changed, and at once types on. To that comes what the editor waits for more letters. The others set
the same release anew from the command line, as a watcher does at each save.
"""

import asyncio
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2

from bench import load, machine
from contenders import (
    TAGGED,
    Contender,
    clear,
    laid_out,
    run,
    typst_loops,
    weasyprint_loops,
)
from newsrooms import make_newsroom
from pressverk.studio.identity.cookies import cookie_name
from pressverk.studio.options import StudioOptions
from pressverk.studio.roles import ALL_ROLES
from pressverk.studio.store.database import open_store, store_path
from pressverk.studio.store.people import remember_person
from pressverk.studio.store.sessions import begin_session
from processes import memory_of_session

PRESSVERK = str(Path(sys.executable).with_name("pressverk"))
PAUSE = 0.09  # seconds that the editor waits for more letters (studio/editor/index.js)
WRITERS = 20
ARTICLE = "release-0000"
ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/enter\?key=\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A studio that is served: its address, and when its command was begun."""

    root: Path
    options: StudioOptions
    process: "subprocess.Popen[str]"
    key: str
    begun: float

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.options.port}"


def main() -> None:
    """Measure and print."""
    keystrokes = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    print(machine())
    with TemporaryDirectory(prefix="bench-studio-") as folder:
        newsroom = Path(folder) / "newsroom"
        make_newsroom(newsroom, WRITERS)
        measure_start(newsroom)
        one = measure_typing(newsroom, writers=1, keystrokes=keystrokes)
        measure_typing(newsroom, writers=WRITERS, keystrokes=max(2, keystrokes // 5))
        measure_others(newsroom, Path(folder), one)


def measure_start(newsroom: Path) -> None:
    """Print how long it takes from the command to the first page in the browser, from cold."""
    shutil.rmtree(newsroom / ".pressverk", ignore_errors=True)
    with served(newsroom) as studio, httpx2.Client(base_url=studio.address) as browser:
        browser.get(studio.key, follow_redirects=True).raise_for_status()
        desk = time.perf_counter() - studio.begun
        page = browser.get(f"/write/{ARTICLE}").raise_for_status().text
        picture = re.search(r'<img class="sheet" src="([^"]+)"', page)
        if picture:
            browser.get(picture[1]).raise_for_status()
        seconds = time.perf_counter() - studio.begun
    print(f"\ncold start: desk {desk:.2f} s, first page {seconds:.2f} s (load {load()})")


def measure_typing(newsroom: Path, *, writers: int, keystrokes: int) -> float:
    """Print how soon pages are there, and what memory it takes; return the median in seconds."""
    with served(newsroom) as studio:
        asyncio.run(_all_write(studio, 1, 2))  # all is imported, and the workers are warm
        idle = memory_of_session(studio.process.pid)
        times = asyncio.run(_all_write(studio, writers, keystrokes))
        busy = memory_of_session(studio.process.pid)
    times.sort()
    median, late = statistics.median(times), times[int(len(times) * 0.95)]
    print(
        f"\n{writers} writer(s), {keystrokes} keystrokes each (load {load()}):"
        f" median {median * 1000:.0f} ms, 95 of 100 within {late * 1000:.0f} ms;"
        f" with the editor's wait {(median + PAUSE) * 1000:.0f} and {(late + PAUSE) * 1000:.0f} ms;"
        f" memory {busy / 1e6:.0f} MB, before {idle / 1e6:.0f} MB:"
        f" {(busy - idle) / writers / 1e6:.1f} MB a writer"
    )
    return median


def measure_others(newsroom: Path, folder: Path, studio: float) -> None:
    """Print what it takes to set one release again by other commands, beside *studio*."""
    page = next(iter(laid_out(newsroom)))
    ways: list[Contender] = [
        *weasyprint_loops([page], folder / "weasyprint", {"": (), ", pdf/ua-1": TAGGED}),
        next(iter(typst_loops([page], folder / "typst"))),
    ]
    print("\none release set anew, median of five, beside a keystroke of one writer")
    for way in ways:
        seconds = statistics.median(_seconds(way) for _round in range(5))
        print(f"  {way.name:40} {seconds * 1000:6.0f} ms  {seconds / studio:5.1f} x")


def _seconds(way: Contender) -> float:
    clear(way)
    start = time.perf_counter()
    run(way)
    return time.perf_counter() - start


@contextmanager
def served(root: Path) -> Iterator[Served]:
    """Serve the newsroom *root* as long as it is measured."""
    begun = time.perf_counter()
    with subprocess.Popen(
        (PRESSVERK, "studio", "--port", "0", "--no-browser"),
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    ) as process:
        found = next(match for line in process.stdout or () if (match := ADDRESS.search(line)))
        options = StudioOptions(root=root, port=int(found[1]))
        try:
            _await_answer(f"http://127.0.0.1:{options.port}/health")
            yield Served(root=root, options=options, process=process, key=found[0], begun=begun)
        finally:
            process.send_signal(signal.SIGTERM)


def _await_answer(address: str) -> None:
    while True:
        try:
            httpx2.get(address)
        except httpx2.TransportError:
            time.sleep(0.01)
        else:
            return


async def _all_write(studio: Served, writers: int, keystrokes: int) -> list[float]:
    """Return how long each keystroke of all *writers* took."""
    times = await asyncio.gather(*(_write(studio, number, keystrokes) for number in range(writers)))
    return [each for one in times for each in one]


async def _write(studio: Served, number: int, keystrokes: int) -> list[float]:
    """Have one person type in a release of their own; the first page isn't counted."""
    token, csrf = _log_in(studio, f"writer-{number}-{keystrokes}")
    name = f"release-{number:04}"
    text = (studio.root / "articles" / name / "index.md").read_text("utf-8")
    times: list[float] = []
    shown: set[str] = set()
    async with httpx2.AsyncClient(
        base_url=studio.address,
        cookies={cookie_name(studio.options): token},
        headers={"X-CSRF-Token": csrf},
        timeout=120,
    ) as browser:
        for keystroke in range(keystrokes + 1):
            typed = text.replace(" kommunen ", f" kommunen {'ord ' * (1 + keystroke % 9)}", 1)
            start = time.perf_counter()
            await _show(browser, name, typed, shown)
            times.append(time.perf_counter() - start)
    return times[1:]


async def _show(browser: httpx2.AsyncClient, name: str, text: str, shown: set[str]) -> None:
    """Ask for the pages of *text*, and for the pictures of those that aren't *shown* yet."""
    form = {"mode": "whole", "body": text}
    answer = await browser.post(f"/write/preview/{name}", data=form)
    pages = {page["name"] for page in answer.raise_for_status().json()["pages"]}
    if not pages:
        raise RuntimeError(answer.text)
    new = pages - shown
    pictures = await asyncio.gather(
        *(browser.get(f"/write/page/{page}/150/{name}") for page in new)
    )
    for picture in pictures:
        picture.raise_for_status()
    shown.clear()
    shown.update(pages)


def _log_in(studio: Served, name: str) -> tuple[str, str]:
    """Return the cookie and the token of a session of *name*."""
    store = open_store(store_path(studio.root))
    try:
        person = remember_person(
            store, issuer="benchmark", subject=name, name=name, email="", roles=ALL_ROLES
        )
        token, session = begin_session(store, person)
    finally:
        store.close()
    return token, session.csrf


if __name__ == "__main__":
    main()
