"""What browsers and supervisors ask without a person: events as they happen, health."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict
from ipaddress import ip_address

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse

from pressverk.delivery.campaigns.overview import deliveries_by_state
from pressverk.studio.events import Event
from pressverk.studio.identity.access import may_see
from pressverk.studio.options import fingerprint
from pressverk.studio.pages import Call, page
from pressverk.studio.store.sessions import is_open

MOST_ARTICLES = 50  # that one browser writes in
STREAM_LASTS = 1800.0  # seconds; then the browser asks again, and who it is is seen anew
PULSE = 15.0  # seconds after which something is sent, so that no proxy hangs up


async def events(call: Call) -> Response:
    """Send what happens, as server-sent events, until the browser goes or the studio stops.

    Whoever writes in articles says so: ``?writing=lekpark&writing=bibliotek``.
    """
    stream = StreamingResponse(_stream(call), media_type="text/event-stream")
    stream.headers["x-accel-buffering"] = "no"
    return stream


async def _stream(call: Call) -> AsyncIterator[str]:
    events, queue = call.studio.events, call.studio.events.listen()
    with ExitStack() as stack:
        stack.callback(events.leave, queue)
        for article in call.request.query_params.getlist("writing")[:MOST_ARTICLES]:
            if call.studio.articles.find(article) and may_see(call.store, call.person, article):
                stack.enter_context(events.writing(article, call.person.name))
        yield "retry: 2000\n\n"
        until = time.monotonic() + STREAM_LASTS
        while time.monotonic() < until:
            try:
                event = await asyncio.wait_for(queue.get(), PULSE)
            except TimeoutError:
                if call.session and not is_open(call.store, call.session.hash):
                    return
                yield ": still here\n\n"
                continue
            if event is None:
                return
            if not event.article or may_see(call.store, call.person, event.article):
                yield _written(event)


def _written(event: Event) -> str:
    return f"event: {event.kind}\ndata: {json.dumps(asdict(event))}\n\n"


def health(call: Call) -> Response:
    """Tell whether the studio can do its work."""
    call.store.rows("SELECT 1")
    return JSONResponse({"status": "ok", "newsroom": fingerprint(call.root)})


def metrics(call: Call) -> Response:
    """Return counts for a supervisor on this machine, as Prometheus reads them."""
    if not _is_near(call):
        raise HTTPException(404)
    studio, now = call.studio, time.time()
    lines = [
        *_metric("pressverk_answers_total", "counter", "status", studio.metrics.answers),
        *_metric("pressverk_deliveries", "gauge", "state", deliveries_by_state(call.root)),
    ]
    [[sessions]] = studio.store.rows("SELECT count(*) FROM sessions")
    [[versions]] = studio.store.rows("SELECT count(*) FROM versions")
    last = studio.scheduler.last_run
    values = {
        "pressverk_uptime_seconds": now - studio.metrics.began,
        "pressverk_sessions": sessions,
        "pressverk_versions": versions,
        "pressverk_articles": len(studio.articles.all()),
        "pressverk_listeners": studio.events.count,
        "pressverk_scheduler_age_seconds": now - last.timestamp() if last else -1,
    }
    for name, value in values.items():
        lines += [f"# TYPE {name} gauge", f"{name} {value:.10g}"]
    return PlainTextResponse("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")


def _metric(name: str, kind: str, label: str, values: Mapping[str, int]) -> list[str]:
    rows = (f'{name}{{{label}="{key}"}} {value}' for key, value in sorted(values.items()))
    return [f"# TYPE {name} {kind}", *rows]


def _is_near(call: Call) -> bool:
    """Return whether *call* comes from this machine."""
    client = call.request.client
    try:
        return client is not None and ip_address(client.host).is_loopback
    except ValueError:
        return False


PAGES = (
    page("/events", "events", events, for_scripts=True),
    page("/metrics", "metrics", metrics, is_open=True),
    page("/health", "health", health, is_open=True),
)
