"""Files that other programs change: noticed, kept as versions, and told to open browsers."""

import asyncio
import logging
from contextlib import suppress
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from watchfiles import Change, awatch

from pressverk.delivery.ledger.store import LEDGER_FILE
from pressverk.errors import PressverkError
from pressverk.newsroom.paths import ARTICLES, INDEX, NEWSROOM_FILE, STATE
from pressverk.studio.articles import open_text
from pressverk.studio.events import Event
from pressverk.studio.pages import Studio
from pressverk.studio.store.versions import last_revision

LOG = logging.getLogger("pressverk.studio")


async def watch(studio: Studio, stop: asyncio.Event) -> None:
    """Look at the newsroom's files until *stop* is set."""
    root = studio.options.root
    places = [path for path in (root / ARTICLES, root / STATE) if path.is_dir()]
    try:
        async for changes in awatch(
            *places, root / NEWSROOM_FILE, watch_filter=_is_of_interest, stop_event=stop
        ):
            paths = {Path(path) for _change, path in changes}
            await run_in_threadpool(notice, studio, paths)
    except OSError:  # too many files for the system to watch: the desk still looks when it is asked
        LOG.exception("watching")


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
