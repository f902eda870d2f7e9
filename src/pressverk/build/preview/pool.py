"""The preview that all who write share: warm workers, a queue a person, pictures of pages kept."""

import asyncio
import contextlib
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from pressverk.build.faults import Log, fault_of
from pressverk.build.pool import Cause, JobError, Pool, core_count
from pressverk.build.preview import jobs
from pressverk.build.preview.bounded import BoundedCache
from pressverk.build.preview.model import SCALES, Preview, PreviewRequest, Typeset, digest_of
from pressverk.build.preview.queue import NewestFirst
from pressverk.errors import PressverkError
from pressverk.model import Finding, Limits, Newsroom
from pressverk.newsroom.paths import from_root, slug_of

LIMITS = Limits(seconds=20)  # the text has been changed long before
PICTURES, PDFS = 64_000_000, 64_000_000  # bytes kept
TRIES, RESTS = 10, 0.1  # of warming a worker up, and seconds between them
PAGES = 20_000  # whose PDF is known


Warming = tuple[Callable[[PreviewRequest, Newsroom], Any], PreviewRequest]


class SupersededError(Exception):
    """A newer text of the same person took the place of this one before it was begun."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Waiting:
    request: PreviewRequest
    newsroom: Newsroom
    answer: "asyncio.Future[Preview]"


class PreviewPool:
    """Typesets texts and draws their pages; to be used in one event loop.

    *workers* are as many as there are cores if left out. A text that takes longer than *limits*
    allow is ended with its worker, and another worker takes its place.
    """

    def __init__(self, limits: Limits = LIMITS, *, workers: int | None = None) -> None:
        self._limits = limits
        self._free = self._workers = workers or core_count()
        self._pool = Pool(self._workers, self._limits)
        self._texts: NewestFirst[_Waiting] = NewestFirst()
        self._others: deque[tuple[Callable[..., Any], tuple[Any, ...], asyncio.Future[Any]]] = (
            deque()
        )
        self._running: set[asyncio.Task[None]] = set()
        self._warming: asyncio.Task[None] | None = None
        self._pdfs: BoundedCache[tuple[Path, str]] = BoundedCache(PDFS)
        self._pictures: BoundedCache[tuple[str, float]] = BoundedCache(PICTURES)
        self._pages: OrderedDict[tuple[Path, str], tuple[str, int]] = OrderedDict()
        self._drawing: dict[tuple[str, float], asyncio.Future[bytes]] = {}

    def warm_up(
        self, requests: Sequence[PreviewRequest], newsroom: Newsroom, then: Sequence[Warming] = ()
    ) -> None:
        """Have each worker typeset one of *requests*, so that the first page comes at once.

        After that each does what *then* says, a worker at a time: the others are there for people.
        """
        firsts = islice(cycle(requests), self._workers)
        made = [self._later(jobs.make_preview, each, newsroom) for each in firsts]
        for each in made:
            each.add_done_callback(_forget)  # nobody waits for it
        self._warming = asyncio.ensure_future(self._warm(made, newsroom, then))

    async def _warm(
        self, made: "list[asyncio.Future[Any]]", newsroom: Newsroom, then: Sequence[Warming]
    ) -> None:
        await asyncio.gather(*made, return_exceptions=True)
        for function, request in then:
            done = 0
            for _try in range(TRIES * self._workers):  # nobody can say which worker is next
                with contextlib.suppress(JobError, PressverkError):
                    done += await self._later(jobs.do_once, function, request, newsroom)
                if done == self._workers:
                    break
                await asyncio.sleep(RESTS)

    async def preview(self, request: PreviewRequest, newsroom: Newsroom) -> Preview:
        """Return the pages of the text in *request*.

        Raises:
            SupersededError: when the person has sent a newer text before this one was begun.
        """
        answer: asyncio.Future[Preview] = asyncio.get_running_loop().create_future()
        older = self._texts.put(
            request.key, _Waiting(request=request, newsroom=newsroom, answer=answer)
        )
        if older is not None and not older.answer.done():
            older.answer.set_exception(SupersededError())
        self._begin()
        return await answer

    async def picture(self, source: Path, name: str, scale: float) -> bytes | None:
        """Return a PNG of the page *name* of *source*, nearly at *scale*; None if it is forgotten.

        A page is drawn once, and only when it is asked for.
        """
        scale = min(SCALES, key=lambda each: abs(each - scale))
        if (source, name) not in self._pages:
            return None
        if (kept := self._pictures.get((name, scale))) is not None:
            return kept
        if (name, scale) not in self._drawing:
            text, number = self._pages[source, name]
            pdf = self._pdfs.get((source, text))
            if pdf is None:
                return None
            drawing = self._later(jobs.draw_page, pdf, number, scale)
            self._drawing[name, scale] = drawing
            drawing.add_done_callback(lambda done: self._keep_picture((name, scale), done))
        try:
            return await asyncio.shield(self._drawing[name, scale])
        except JobError:
            return None

    async def check(
        self, source: Path, text: str, newsroom: Newsroom, language: str
    ) -> tuple[Finding, ...]:
        """Return what is wrong with the PDF and its tags, of the *text* of that SHA-256."""
        pdf = self.pdf(source, text)
        if pdf is None:
            return ()
        try:
            return tuple(await self._later(jobs.check_pdf, pdf, source, newsroom, language))
        except JobError as error:
            return (self._fault(error, source, newsroom.root),)

    def pdf(self, source: Path, text: str) -> bytes | None:
        """Return the PDF of the *text* of that SHA-256, if it was typeset not long ago."""
        return self._pdfs.get((source, text))

    def run(self, function: Callable[..., Any], *args: Any) -> "asyncio.Future[Any]":
        """Have *function*, which takes long, called in a jobs."""
        return self._later(function, *args)

    async def close(self) -> None:
        """End all workers; those who wait get nothing."""
        tasks = [*self._running, *filter(None, [self._warming])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(self._pool.__exit__)

    def _later(self, function: Callable[..., Any], *args: Any) -> "asyncio.Future[Any]":
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._others.append((function, args, answer))
        self._begin()
        return answer

    def _begin(self) -> None:
        """Give the free workers what waits: pictures of pages first, since they are quick."""
        while self._free and (work := self._next()):
            self._free -= 1
            task = asyncio.ensure_future(work)
            self._running.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._running.discard(task)
        self._free += 1
        if not task.cancelled():
            self._begin()

    def _next(self) -> Any:
        if self._others:
            return self._answer(*self._others.popleft())
        if taken := self._texts.take():
            return self._typeset(*taken)
        return None

    async def _answer(
        self, function: Callable[..., Any], args: tuple[Any, ...], answer: "asyncio.Future[Any]"
    ) -> None:
        try:
            result = await asyncio.wrap_future(self._pool.submit(function, *args))
        except asyncio.CancelledError:
            answer.cancel()
            raise
        except Exception as error:  # noqa: BLE001 - it is the answer
            _settle(answer, error)
        else:
            _settle(answer, result)

    async def _typeset(self, owner: Any, waiting: _Waiting) -> None:
        try:
            preview = await self._preview(waiting.request, waiting.newsroom)
        except asyncio.CancelledError:
            waiting.answer.cancel()
            raise
        else:
            _settle(waiting.answer, preview)
        finally:
            self._texts.done(owner)

    async def _preview(self, request: PreviewRequest, newsroom: Newsroom) -> Preview:
        """Return the pages of *request*; a worker that was ended by others gets a second try."""
        for is_last in (False, True):
            try:
                made: Typeset = await asyncio.wrap_future(
                    self._pool.submit(jobs.make_preview, request, newsroom)
                )
            except JobError as error:
                if error.cause is Cause.LOST and not is_last:
                    continue
                fault = self._fault(error, request.source, newsroom.root)
                return Preview(text=digest_of(request.text), findings=(fault,))
            self._keep(request.file, made)
            return made.preview
        raise AssertionError

    def _fault(self, error: JobError, source: Path, root: Path) -> Finding:
        log = Log(root=root, slug=slug_of(source, root))
        return fault_of(error, from_root(source, root), self._limits, log)

    def _keep(self, file: Path, made: Typeset) -> None:
        if not made.pdf:
            return
        self._pdfs.put((file, made.preview.text), made.pdf)
        for number, page in enumerate(made.preview.pages):
            self._pages[file, page.name] = made.preview.text, number
            self._pages.move_to_end((file, page.name))
        while len(self._pages) > PAGES:
            self._pages.popitem(last=False)

    def _keep_picture(self, key: tuple[str, float], drawing: "asyncio.Future[bytes]") -> None:
        self._drawing.pop(key, None)
        if not drawing.cancelled() and drawing.exception() is None:
            self._pictures.put(key, drawing.result())


def _settle(answer: "asyncio.Future[Any]", result: object) -> None:
    """Give *result* to the caller that waits, unless it has gone."""
    if answer.done():
        return
    if isinstance(result, Exception):
        answer.set_exception(result)
    else:
        answer.set_result(result)


def _forget(answer: "asyncio.Future[Any]") -> None:
    """Take note of *answer*, so that asyncio doesn't report its fault as unseen."""
    if not answer.cancelled():
        answer.exception()
