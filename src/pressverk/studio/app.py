"""The application: the table of pages, who may call each, and what stands around them.

A new page is a row in the PAGES of its screen's module. An action on an article comes before its
name in the address (``/write/paste/{name:path}``), for names hold slashes.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from pressverk.delivery.campaigns.scheduler import Scheduler
from pressverk.studio.articles import ArticleList
from pressverk.studio.events import Event, Events
from pressverk.studio.guard import answer_error, guarded
from pressverk.studio.identity.oidc import Provider
from pressverk.studio.options import StudioOptions
from pressverk.studio.pages import Page, Studio
from pressverk.studio.readings import Readings
from pressverk.studio.screens import (
    access,
    approval,
    audit,
    campaigns,
    comments,
    desk,
    entrance,
    files,
    help_,
    history,
    listen,
    live,
    recipients,
    report,
    sending,
    settings,
    write,
    write_live,
    write_material,
)
from pressverk.studio.screens.write_live import close_preview, open_preview
from pressverk.studio.security import Metrics, Shield
from pressverk.studio.store.database import open_store, store_path
from pressverk.studio.templating import Templates
from pressverk.studio.watcher import watch

SCREENS = (
    entrance, files, live, desk, write, write_live, write_material, listen, history, approval,
    comments, sending, campaigns, recipients, report, settings, access, audit, help_,
)  # fmt: skip
LARGEST_REQUEST = 300_000_000  # bytes; each page has a limit of its own below it


def all_pages() -> tuple[Page, ...]:
    """Return the pages of all screens: the table of what there is, and who may call it."""
    return tuple(page for screen in SCREENS for page in screen.PAGES)


def create_app(options: StudioOptions) -> Starlette:
    """Return the studio of the newsroom that *options* names.

    Raises:
        StoreError: when its store can't be opened.
    """
    store, events = open_store(store_path(options.root)), Events()
    studio = Studio(
        options=options,
        store=store,
        templates=Templates(),
        events=events,
        articles=ArticleList(options.root),
        readings=Readings(options.root, store, events),
        scheduler=Scheduler(root=options.root, told=partial(_tell_of_mail, events)),
        metrics=Metrics(),
        provider=Provider(options.login) if options.login else None,
    )

    async def show_error(request: Request, error: Exception) -> Response:
        return await answer_error(request, error, studio)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        studio.events.start(asyncio.get_running_loop())
        open_preview(studio)
        stop = asyncio.Event()
        watching = asyncio.create_task(watch(studio, stop))
        studio.scheduler.start()
        try:
            yield
        finally:
            stop.set()
            studio.events.stop()
            await close_preview(studio)
            await run_in_threadpool(studio.scheduler.stop)
            await watching
            studio.close()

    app = Starlette(
        routes=[*_routes(studio), _static()],
        middleware=[Middleware(Shield, options=options, metrics=studio.metrics)],
        exception_handlers={HTTPException: show_error, Exception: show_error},
        lifespan=lifespan,
        max_body_size=LARGEST_REQUEST,
    )
    app.state.studio = studio
    return app


def _tell_of_mail(events: Events, article: str) -> None:
    events.tell(Event(kind="campaign", article=article))


def _routes(studio: Studio) -> list[BaseRoute]:
    """Return the routes, the most specific first, for a name may be anything."""
    pages = sorted(all_pages(), key=_specificity)
    return [
        Route(page.path, guarded(page, studio), methods=list(page.methods), name=page.name)
        for page in pages
    ]


def _specificity(page: Page) -> tuple[bool, int]:
    return page.about_article, -page.path.count("/")


def _static() -> BaseRoute:
    kept = _KeptFiles(packages=[("pressverk.studio", "static")])
    return Mount("/static", app=kept, name="static")


class _KeptFiles(StaticFiles):
    """Files that browsers keep: another file has another address."""

    def file_response(self, *args: Any, **settings: Any) -> Response:
        """Return the file."""
        response = super().file_response(*args, **settings)
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response
