"""Changes of a newsroom's files as they happen, by watchfiles."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread

from watchfiles._rust_notify import RustNotify

from pressverk.errors import InputError
from pressverk.i18n import _, reason_of
from pressverk.model import Finding, Place
from pressverk.newsroom.paths import OUTPUT

STEP = 20  # ms without a change before changes are reported: editors write in steps
LONGEST = 400  # ms after which they are reported in any case
TIMEOUT = 5000  # ms of one call without a change
PATIENCE = 0.5  # seconds that a wait lasts, between which an interruption is heard
# Network file systems report no changes; watchfiles reads the same variable.
IS_POLLING = os.environ.get("WATCHFILES_FORCE_POLLING", "").lower() in {"1", "true"}
QUIET = False  # prints no events
IGNORES_REFUSALS = True  # folders that may not be read are not watched
POLLS = 300  # ms between two looks at all files, where they are polled

Changes = frozenset[Path]


@contextmanager
def watched(root: Path) -> Iterator[Iterator[Changes]]:
    """Yield an iterator over the paths below *root* that change together, without end.

    Editions, hidden files and those that editors and atomic writes leave for a moment are no
    changes. An empty set says that anything may have changed: a folder is watched from now on.
    """
    watcher = _Watcher(root)
    try:
        watcher.start()
        yield watcher.changes()
    finally:
        watcher.stop()


class _Watcher:
    """Two watches: *root* itself, and the folders in it with all that is in them.

    Folders with thousands of files that are no content, such as ``.git``, aren't watched; and a
    file that is replaced by renaming another is only noticed by a watch on its folder (inotify(7)).
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._queue: SimpleQueue[Changes] = SimpleQueue()
        self._folders: Changes = frozenset()
        self._end = Event()
        self._threads: list[Thread] = []

    def start(self) -> None:
        self._folders = _folders(self.root)
        self._watch(frozenset([self.root]), recursive=False)
        self._watch(self._folders, recursive=True)

    def stop(self) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join()

    def changes(self) -> Iterator[Changes]:
        while True:
            try:
                found = self._queue.get(timeout=PATIENCE)
            except Empty:
                continue
            if (folders := _folders(self.root)) != self._folders:
                self._watch(folders - self._folders, recursive=True)
                self._folders = folders
                yield frozenset()
            yield found

    def _watch(self, paths: Changes, *, recursive: bool) -> None:
        if not paths:
            return
        try:
            source = RustNotify(
                sorted(map(str, paths)),
                QUIET,
                IS_POLLING,
                POLLS,
                recursive,
                IGNORES_REFUSALS,
            )
        except OSError as error:
            raise _unwatchable(self.root, error) from error
        self._threads.append(Thread(target=self._listen, args=(source,), daemon=True))
        self._threads[-1].start()

    def _listen(self, source: RustNotify) -> None:
        with source:
            while (found := source.watch(LONGEST, STEP, TIMEOUT, self._end)) != "stop":
                if not isinstance(found, str):
                    paths = frozenset(Path(path) for _kind, path in found if self._is_content(path))
                    if paths:
                        self._queue.put(paths)

    def _is_content(self, path: str) -> bool:
        names = path.removeprefix(f"{os.fspath(self.root)}/").split("/")
        if names[0] == OUTPUT or names[-1].endswith((".part", ".swp", "~")):
            return False
        return not any(name.startswith((".", "~$")) for name in names)


def _folders(root: Path) -> frozenset[Path]:
    """Return the folders of the newsroom at *root* that hold content or layouts."""
    return frozenset(
        path
        for path in root.iterdir()
        if path.is_dir() and not path.name.startswith(".") and path.name != OUTPUT
    )


def _unwatchable(root: Path, error: OSError) -> InputError:
    message = _(
        "can't be watched ({reason}); the system may watch too few files: raise "
        "fs.inotify.max_user_watches, or build without --watch",
        reason=reason_of(error),
    )
    return InputError([Finding(place=Place(file=str(root)), message=message, rule="unwatchable")])
