"""What browsers and supervisors ask without a person: events as they happen, health."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import asdict

from starlette.responses import JSONResponse, Response, StreamingResponse

from pressverk.studio.events import Event
from pressverk.studio.identity.access import may_see
from pressverk.studio.pages import Call, Page

PULSE = 15.0  # seconds after which something is sent, so that no proxy hangs up


async def events(call: Call) -> Response:
    """Send what happens, as server-sent events, until the browser goes or the studio stops.

    Whoever writes in an article says so: ``?writing=lekpark``.
    """
    stream = StreamingResponse(_stream(call), media_type="text/event-stream")
    stream.headers["x-accel-buffering"] = "no"
    return stream


async def _stream(call: Call) -> AsyncIterator[str]:
    events, article = call.studio.events, call.request.query_params.get("writing", "")
    queue = events.listen()
    with ExitStack() as stack:
        stack.callback(events.leave, queue)
        if call.studio.articles.find(article) and may_see(call.studio.store, call.person, article):
            stack.enter_context(events.writing(article, call.person.name))
        yield "retry: 2000\n\n"
        while True:
            try:
                event = await asyncio.wait_for(queue.get(), PULSE)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            if event is None:
                return
            if not event.article or may_see(call.studio.store, call.person, event.article):
                yield _written(event)


def _written(event: Event) -> str:
    return f"event: {event.kind}\ndata: {json.dumps(asdict(event))}\n\n"


def health(call: Call) -> Response:
    """Tell whether the studio can do its work."""
    call.studio.store.rows("SELECT 1")
    return JSONResponse({"status": "ok"})


PAGES = (
    Page(path="/events", name="events", handler=events, needs=None),
    Page(path="/health", name="health", handler=health, needs=None, is_open=True),
)
