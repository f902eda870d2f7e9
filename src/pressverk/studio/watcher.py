"""Files that other programs change: noticed, kept as versions, and told to open browsers."""

import asyncio
import logging
from contextlib import suppress
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from watchfiles import Change, awatch

from pressverk.delivery.ledger.faults import LEDGER_FILE
from pressverk.errors import PressverkError
from pressverk.newsroom.paths import ARTICLES, INDEX, NEWSROOM_FILE, STATE
from pressverk.studio.articles import open_text
from pressverk.studio.events import Event
from pressverk.studio.pages import Studio
from pressverk.studio.store.versions import last_revision

LOG = logging.getLogger("pressverk.studio")
LOOKS_AGAIN = 2_000  # milliseconds after which folders that came or went are noticed


async def watch(studio: Studio, stop: asyncio.Event) -> None:
    """Look at the newsroom's files until *stop* is set; a folder that comes or goes is noticed."""
    root = studio.options.root
    try:
        while not stop.is_set():
            places = _places(root)
            async for changes in awatch(
                *places,
                watch_filter=_is_of_interest,
                stop_event=stop,
                rust_timeout=LOOKS_AGAIN,
                yield_on_timeout=True,
            ):
                paths = {Path(path) for _change, path in changes}
                has_moved = _places(root) != places
                if has_moved:
                    paths |= {root / NEWSROOM_FILE, *(root / ARTICLES).rglob("*.md")}
                if paths:
                    await run_in_threadpool(notice, studio, paths)
                if has_moved:
                    break
    except OSError:  # too many files for the system to watch: the desk still looks when it is asked
        LOG.exception("watching")


def _places(root: Path) -> dict[Path, int]:
    """Return the files and folders to watch that there are, each with its inode."""
    wanted = (root / ARTICLES, root / STATE, root / NEWSROOM_FILE)
    return {path: path.stat().st_ino for path in wanted if path.exists()}


def notice(studio: Studio, paths: set[Path]) -> None:
    """Keep what was written at *paths* by other programs as versions, and tell of it."""
    root = studio.options.root
    if any(path.parent == root / STATE for path in paths):
        studio.events.tell(Event(kind="campaign"))
    if any(path.name == NEWSROOM_FILE for path in paths):
        studio.events.tell(Event(kind="article"))
    with suppress(PressverkError):
        for name, file in studio.articles.all().items():
            touched = {path for path in paths if _belongs(path, file)}
            if touched:
                _notice_article(studio, name, file, touched)


def _notice_article(studio: Studio, name: str, file: Path, touched: set[Path]) -> None:
    detail = "files"
    if file in touched:
        with suppress(PressverkError):  # one that is half written; there is another event for it
            before = last_revision(studio.store, name)
            text = open_text(studio.store, studio.options.root, name)
            detail = "saved" if before == text.revision else "outside"
    studio.readings.of({name: file})
    studio.events.tell(Event(kind="article", article=name, detail=detail))


def _belongs(path: Path, article: Path) -> bool:
    return path == article or (article.name == INDEX and path.is_relative_to(article.parent))


def _is_of_interest(_change: Change, path: str) -> bool:
    """Return whether a change at *path* may matter to somebody."""
    name = path.rpartition("/")[2]
    if f"/{STATE}/" in path:
        return name in {LEDGER_FILE, f"{LEDGER_FILE}-wal"}
    return not name.startswith((".", "~$")) and not name.endswith((".part", ".swp", "~"))
