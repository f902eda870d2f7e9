"""What happens, told to all browsers that listen: files changed, people coming and going."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

QUEUE = 100  # events that a slow browser may lag behind


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened; *article* is empty where it concerns none."""

    kind: str
    article: str = ""
    detail: str = ""


@dataclass(slots=True)
class Events:
    """Who listens. Tell it from any thread."""

    _listeners: set["asyncio.Queue[Event | None]"] = field(default_factory=set)
    _loop: asyncio.AbstractEventLoop | None = None
    _writers: dict[str, list[str]] = field(default_factory=dict)

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Deliver events in *loop* from now on."""
        self._loop = loop

    def tell(self, event: Event) -> None:
        """Tell all who listen."""
        self._send(event)

    def stop(self) -> None:
        """Tell all who listen that there will be no more."""
        self._send(None)

    def listen(self) -> "asyncio.Queue[Event | None]":
        """Return a queue of what happens from now on; None in it is the end."""
        queue: asyncio.Queue[Event | None] = asyncio.Queue(QUEUE)
        self._listeners.add(queue)
        return queue

    def leave(self, queue: "asyncio.Queue[Event | None]") -> None:
        """Put nothing more into *queue*."""
        self._listeners.discard(queue)

    def writers(self, article: str) -> tuple[str, ...]:
        """Return who has *article* open, each once."""
        return tuple(dict.fromkeys(self._writers.get(article, ())))

    @contextmanager
    def writing(self, article: str, name: str) -> Iterator[None]:
        """Have *name* among those who have *article* open, and tell when they come and go."""
        self._writers.setdefault(article, []).append(name)
        self.tell(self._presence(article))
        try:
            yield
        finally:
            self._writers[article].remove(name)
            self.tell(self._presence(article))

    @property
    def count(self) -> int:
        """How many listen."""
        return len(self._listeners)

    def _presence(self, article: str) -> Event:
        return Event(kind="presence", article=article, detail=", ".join(self.writers(article)))

    def _send(self, event: Event | None) -> None:
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._put, event)

    def _put(self, event: Event | None) -> None:
        for queue in self._listeners:
            if queue.full():
                queue.get_nowait()  # the oldest: a page that lags reloads anyway
            queue.put_nowait(event)
