"""What all screens share: the table of pages, and a call of one of them by somebody."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from pressverk.delivery.campaigns.overview import Reading
from pressverk.errors import PressverkError
from pressverk.i18n import message_language
from pressverk.model import Newsroom
from pressverk.newsroom.config import read_newsroom
from pressverk.studio.articles import ArticleList
from pressverk.studio.events import Events
from pressverk.studio.identity.oidc import Provider
from pressverk.studio.options import StudioOptions
from pressverk.studio.readings import Readings
from pressverk.studio.roles import Role
from pressverk.studio.scheduler import Scheduler
from pressverk.studio.security import Metrics
from pressverk.studio.store.database import Store
from pressverk.studio.store.people import Person, all_people
from pressverk.studio.store.sessions import Session
from pressverk.studio.templating import Templates, static_url

SMALL = 5_000_000  # bytes of a request that brings no files


@dataclass(frozen=True, slots=True, kw_only=True)
class Studio:
    """What the whole application has: how it is run, its store, its templates, its events."""

    options: StudioOptions
    store: Store
    templates: Templates
    events: Events
    articles: ArticleList
    readings: Readings
    scheduler: Scheduler
    metrics: Metrics
    provider: Provider | None = None
    parts: dict[str, Any] = field(default_factory=dict)

    def close(self) -> None:
        """End what works behind the scenes, and close the store."""
        self.readings.close()
        self.store.close()

    @property
    def newsroom(self) -> Newsroom:
        """The newsroom as ``newsroom.toml`` has it now.

        Raises:
            NewsroomError: with every fault of it.
        """
        return read_newsroom(self.options.root)

    @property
    def newsroom_name(self) -> str:
        """What the newsroom is called: its folder's name while ``newsroom.toml`` is faulty."""
        try:
            return self.newsroom.sender
        except PressverkError:
            return self.options.root.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request by somebody whom the guard has let through; *form* is empty but for POST.

    *session* is None on open pages alone. *nonce* is what a ``<style>`` that a script makes has to
    carry.
    """

    request: Request
    studio: Studio
    session: Session | None
    nonce: str
    form: FormData = field(default_factory=FormData)

    @property
    def person(self) -> Person:
        """Who asks."""
        if self.session is None:
            raise LookupError
        return self.session.person

    @property
    def article(self) -> str:
        """The article's name in the address."""
        return str(self.request.path_params.get("name", ""))

    def text(self, name: str) -> str:
        """Return what the form's field *name* holds, empty where it holds no text."""
        value = self.form.get(name)
        return value if isinstance(value, str) else ""

    def url(self, page: str, **params: Any) -> str:
        """Return the address of *page* on this server."""
        return self.studio.options.prefix + str(self.request.app.url_path_for(page, **params))

    def render(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """Return the page that *template* makes of *values* and of what all pages have."""
        html = self.studio.templates.render(template, {**self._shared(), **values})
        return HTMLResponse(html, status_code=status)

    def _reading(self) -> Reading | None:
        """Return what the article in the address says, as far as it is read already."""
        path = self.studio.articles.find(self.article) if self.article and self.session else None
        found = self.studio.readings.of({self.article: path}) if path else {}
        return found[self.article][0] if found else None

    def _shared(self) -> dict[str, Any]:
        """Return what all templates have; *active* is the screen that the navigation marks."""
        prefix, reading = self.studio.options.prefix, self._reading()
        return {
            "is_report": bool(reading and reading.is_report),
            "person": self.session and self.session.person,
            "csrf_token": self.session.csrf if self.session else "",
            "language": message_language(),
            "newsroom": self.studio.newsroom_name,
            "active": "",
            "article_title": self.studio.readings.title(self.article),
            "nonce": self.nonce,
            "url": self.url,
            "name_of": self._name_of,
            "static": lambda name: static_url(prefix, name),
            "has_logins": self.studio.options.login is not None,
        }

    def _name_of(self, login: str) -> str:
        """Return what the person with *login* is called; nothing if that isn't known for sure."""
        people = all_people(self.studio.store)
        names = {each.name for each in people if each.login.casefold() == login.casefold()}
        return names.pop() if len(names) == 1 else ""

    def redirect(self, page: str, *, fragment: str = "", **params: str) -> Response:
        """Send the browser to *page*, at the id *fragment*, to be fetched by GET."""
        address = self.url(page, **params) + (f"#{fragment}" if fragment else "")
        return RedirectResponse(address, status_code=303)


Handler = Callable[[Call], Response] | Callable[[Call], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One row of the table of routes.

    *needs* is the role that a caller must have, None where all who are logged in may; who has one
    of the roles *or_else* may as well. An
    *is_open* page is for everybody, before login, too. A handler that isn't a coroutine runs in a
    thread. *largest* is how many bytes a request may bring. *about_article* pages are refused to
    those who may not see the article ``{name}``. A page *for_scripts* tells what is wrong as JSON.
    A form that *is_given_back* isn't lost when the session has ended: it can be sent once more.
    """

    path: str
    name: str
    handler: Handler
    needs: Role | None
    methods: tuple[str, ...] = ("GET",)
    is_open: bool = False
    largest: int = SMALL
    or_else: tuple[Role, ...] = ()
    for_scripts: bool = False
    is_given_back: bool = False

    def is_for(self, person: Person) -> bool:
        """Return whether *person* has a role that may call it."""
        return self.needs is None or any(map(person.may, (self.needs, *self.or_else)))

    @property
    def about_article(self) -> bool:
        """Whether the address names an article."""
        return "{name" in self.path


Table = tuple[Page, ...]
Headers = Mapping[str, str]
