"""What the files of each article say, read in a worker and remembered until they change.

Content is untrusted: what takes too long or too much memory ends its worker, not the studio.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from pressverk import __version__
from pressverk.build.pool import JobError, Pool
from pressverk.delivery.campaigns.overview import Reading, read, title_in
from pressverk.errors import PressverkError
from pressverk.model import Limits
from pressverk.newsroom.paths import NEWSROOM_FILE
from pressverk.newsroom.stamps import look_at, stamp_of
from pressverk.studio.events import Event, Events
from pressverk.studio.store.database import Store

if TYPE_CHECKING:
    from concurrent.futures import Future

LIMITS = Limits(seconds=60, megabytes=1024)


class Readings:
    """All readings of a newsroom; those that are out of date are made anew behind the scenes."""

    def __init__(self, root: Path, store: Store, events: Events) -> None:
        self.root, self.store, self.events = root, store, events
        self._lock = Lock()
        self._pool: Pool | None = None
        self._is_closed = False
        self._asked: dict[str, str] = {}
        self._known: dict[str, tuple[str, Reading]] = {}
        for row in store.rows("SELECT * FROM readings"):
            with suppress(TypeError, ValueError):  # of another version
                self._known[row["article"]] = (row["stamp"], Reading(**json.loads(row["reading"])))

    def of(self, files: Mapping[str, Path]) -> dict[str, tuple[Reading | None, bool]]:
        """Return the last reading of each article, and whether it is current; the others begin."""
        house = self._house()
        found = {}
        for name, path in files.items():
            stamp = stamp_of(path, house)
            known = self._known.get(name)
            is_current = known is not None and known[0] == stamp
            found[name] = (known[1] if known else None, is_current)
            if not is_current:
                self._ask(name, path, stamp)
        return found

    def remember(self, readings: Mapping[str, Reading], files: Mapping[str, Path]) -> None:
        """Keep *readings* of *files* as they are now."""
        house = self._house()
        for name, reading in readings.items():
            self._known[name] = (stamp_of(files[name], house), reading)
            self._keep(name)

    def _house(self) -> str:
        """Return what all articles depend on."""
        return f"{__version__} {look_at(self.root / NEWSROOM_FILE)}"

    def title(self, name: str, path: Path | None) -> str:
        """Return the title of the article *name* in *path*: the last known, else as written."""
        known = self._known.get(name)
        title = known[1].title if known else ""
        return title or (title_in(path, self.root) if path else "") or name

    def close(self) -> None:
        """End the worker."""
        with self._lock:
            pool, self._pool = self._pool, None
            self._is_closed = True
        if pool:
            pool.__exit__()

    def _ask(self, name: str, path: Path, stamp: str) -> None:
        with self._lock:
            if self._is_closed or self._asked.get(name) == stamp:
                return
            self._asked[name] = stamp
            if self._pool is None:
                self._pool = Pool(1, LIMITS)
            future = self._pool.submit(read, path, self.root)
        future.add_done_callback(lambda done: self._take(name, stamp, done))

    def _take(self, name: str, stamp: str, done: "Future[Reading]") -> None:
        """Keep what a worker has read; called in a thread of the pool."""
        if done.cancelled() or self._is_closed:
            return
        try:
            reading = done.result()
        except PressverkError as error:
            reading = Reading(title="", errors=len(error.findings))
        except JobError:
            reading = Reading(title="", errors=1)
        self._known[name] = (stamp, reading)
        self._keep(name)
        self.events.tell(Event(kind="article", article=name, detail="read"))

    def _keep(self, name: str) -> None:
        """Keep a reading for the next start of the studio, if that can be."""
        stamp, reading = self._known[name]
        with suppress(PressverkError), self.store.changes() as changes:
            changes.execute(
                "INSERT OR REPLACE INTO readings VALUES (?, ?, ?)",
                (name, stamp, json.dumps(asdict(reading), ensure_ascii=False)),
            )
