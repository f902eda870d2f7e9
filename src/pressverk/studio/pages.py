"""What all screens share: the table of pages, a call of one by somebody, and how it ends."""

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from pressverk.content.article_files import find_file
from pressverk.delivery.campaigns.overview import Reading
from pressverk.delivery.campaigns.scheduler import Scheduler
from pressverk.errors import PressverkError
from pressverk.i18n import N_, _, message_language, ngettext
from pressverk.model import Newsroom
from pressverk.newsroom.config import read_newsroom
from pressverk.studio.articles import ArticleList, Clash, save_text
from pressverk.studio.events import Event, Events
from pressverk.studio.identity.oidc import Provider
from pressverk.studio.options import StudioOptions
from pressverk.studio.readings import Readings
from pressverk.studio.roles import Role
from pressverk.studio.security import SAFE_METHODS, Metrics, own_path
from pressverk.studio.store.audit import note
from pressverk.studio.store.database import Store
from pressverk.studio.store.once import new_token
from pressverk.studio.store.people import Person, all_people
from pressverk.studio.store.sessions import Session
from pressverk.studio.templating import Templates, static_url

SMALL = 5_000_000  # bytes of a request that brings no files
LONGEST_NUMBER = 10  # digits
AGAIN = "again"
DONE_ALREADY = N_("That was done already; it isn't done twice.")
Words = Mapping[str, Sequence[str]]  # what was done, in words; two where they count


class Refused(Exception):  # noqa: N818 - it is an answer
    """The caller gets a page that says why, with this status, and their *form* to send again."""

    def __init__(self, status: int, title: str, text: str, form: FormData | None = None) -> None:
        super().__init__(title)
        self.status, self.title, self.text = status, title, text
        self.fields = form.multi_items() if form else []


def not_yet(text: str) -> Refused:
    """Return the refusal of a form that lacks something, as *text* says."""
    return Refused(422, _("That can't be done yet"), text)


def now_in_utc() -> dt.datetime:
    """Return the present."""
    return dt.datetime.now(dt.UTC)


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

    @property
    def store(self) -> Store:
        """The studio's store."""
        return self.studio.store

    @property
    def root(self) -> Path:
        """The newsroom's folder."""
        return self.studio.options.root

    @property
    def source(self) -> Path:
        """The file of the article in the address, which the guard has seen to be there.

        Raises:
            ArticleError: when it is gone meanwhile.
        """
        return find_file(self.root, self.article)

    @property
    def here(self) -> str:
        """The path of the page that is looked at; the desk's after an action."""
        if self.request.method not in SAFE_METHODS:
            return self.url("desk")
        path, query = quote(self.request.scope["path"]), self.request.url.query
        return self.studio.options.prefix + path + (query and f"?{query}")

    def text(self, name: str) -> str:
        """Return what the form's field *name* holds, empty where it holds no text."""
        value = self.form.get(name)
        return value if isinstance(value, str) else ""

    def query(self, name: str) -> str:
        """Return what the address says of *name*, empty where it says nothing."""
        return self.request.query_params.get(name, "")

    def param(self, name: str) -> str:
        """Return the part *name* of the address."""
        return str(self.request.path_params[name])

    def number(self, name: str) -> int:
        """Return the whole number in the form's field *name*.

        Raises:
            HTTPException: 404 when it holds none.
        """
        number = whole(self.text(name))
        if number is None:
            raise HTTPException(404)
        return number

    def files(self, name: str) -> list[UploadFile]:
        """Return the files that the form brings as *name*."""
        given = self.form.getlist(name)
        return [each for each in given if isinstance(each, UploadFile) and each.filename]

    def needed_files(self, name: str) -> list[UploadFile]:
        """Return the files that the form brings as *name*.

        Raises:
            Refused: when there are none.
        """
        if found := self.files(name):
            return found
        raise not_yet(_("Choose a file first."))

    def done(self, words: Words) -> str:
        """Return what was just done, as the address says and *words* tell; usually nothing."""
        said = {AGAIN: DONE_ALREADY, **words}.get(self.query("did"), "")
        if isinstance(said, str):
            return _(said) if said else ""
        singular, plural = said
        return ngettext(singular, plural, whole(self.query("count")) or 0)

    def note(self, act: str, subject: str | None = None, detail: str = "") -> None:
        """Write *act* down in the audit log; it is about the article unless *subject* is given."""
        note(self.store, self.person, act, self.article if subject is None else subject, detail)

    def tell(self, kind: str) -> None:
        """Tell all browsers that something happened to the article."""
        self.studio.events.tell(Event(kind=kind, article=self.article))

    def finish(self, done: "Done", page: str) -> Response:
        """Write down what was *done*, tell of it, and send the browser to *page*."""
        if done.act:
            self.note(done.act, done.subject, done.detail)
        if done.event:
            self.tell(done.event)
        params = self.request.path_params
        where = done.where or {key: params[key] for key in ("name", "list") if key in params}
        query = {"did": done.did} | ({} if done.count is None else {"count": str(done.count)})
        address = f"{self.url(done.page or page, **where)}?{urlencode(query)}"
        return RedirectResponse(address, status_code=303)

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
            "name": self.article,
            "token": new_token(),
            "is_report": bool(reading and reading.is_report),
            "person": self.session and self.session.person,
            "csrf_token": self.session.csrf if self.session else "",
            "language": message_language(),
            "newsroom": self.studio.newsroom_name,
            "active": "",
            "here": self.here,
            "article_title": self.studio.readings.title(
                self.article, self.studio.articles.find(self.article)
            ),
            "nonce": self.nonce,
            "url": self.url,
            "name_of": self._name_of,
            "static": lambda name: static_url(prefix, name),
            "has_logins": self.studio.options.login is not None,
        }

    def _name_of(self, login: str) -> str:
        """Return what the person with *login* is called; nothing if that isn't known for sure."""
        people = all_people(self.store)
        names = {each.name for each in people if each.login.casefold() == login.casefold()}
        return names.pop() if len(names) == 1 else ""

    def back(self, given: str) -> Response:
        """Send the browser to the page of ours at the path *given*, else to the desk."""
        return RedirectResponse(own_path(given) or self.url("desk"), status_code=303)

    def redirect(self, page: str, *, fragment: str = "", **params: str) -> Response:
        """Send the browser to *page*, at the id *fragment*, to be fetched by GET."""
        address = self.url(page, **params) + (f"#{fragment}" if fragment else "")
        return RedirectResponse(address, status_code=303)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What an action came to: *did* is told on the page that the browser is sent to.

    *act* is what is written down in the audit log, with *detail*, about *subject* or else the
    article; *event* is what browsers are told of the article. *page* and *where* name another page
    than the one that the action leads back to, and the parts of its address.
    """

    did: str
    act: str = ""
    detail: str = ""
    subject: str | None = None
    event: str = ""
    count: int | None = None
    page: str = ""
    where: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[Call], Response | Done] | Callable[[Call], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One row of the table of routes.

    *needs* is the role that a caller must have, None where all who are logged in may; who has one
    of the roles *or_else* may as well. An *is_open* page is for everybody, before login, too. A
    handler that isn't a coroutine runs in a thread. *largest* is how many bytes a request may
    bring. *about_article* pages are refused to those who may not see the article ``{name}``. An
    action that *is_once* is done once for each form, however often it is sent; *back* is the page
    that it leads to. A page *for_scripts* tells what is wrong as JSON. A form that *is_given_back*
    isn't lost when the session has ended: it can be sent once more.
    """

    path: str
    name: str
    handler: Handler
    needs: Role | None
    methods: tuple[str, ...] = ("GET",)
    is_open: bool = False
    largest: int = SMALL
    or_else: tuple[Role, ...] = ()
    is_once: bool = False
    back: str = ""
    for_scripts: bool = False
    is_given_back: bool = False

    def is_for(self, person: Person) -> bool:
        """Return whether *person* has a role that may call it."""
        return self.needs is None or any(map(person.may, (self.needs, *self.or_else)))

    @property
    def about_article(self) -> bool:
        """Whether the address names an article."""
        return "{name" in self.path


def page(path: str, name: str, handler: Handler, needs: Role | None = None, **more: Any) -> Page:
    """Return the row of a page to look at."""
    return Page(path=path, name=name, handler=handler, needs=needs, **more)


def action(path: str, name: str, handler: Handler, needs: Role | None = None, **more: Any) -> Page:
    """Return the row of an action, whose form is sent by POST."""
    return Page(path=path, name=name, handler=handler, needs=needs, methods=("POST",), **more)


def save_or_refuse(call: Call, text: str, **more: Any) -> None:
    """Save *text* as the article's, or a part's, unless it was changed since the form was shown.

    Raises:
        Refused: when it was; what was to be saved is kept as a version.
    """
    article, based_on = call.article, call.text("revision")
    done = save_text(
        call.store, call.root, article, text, based_on=based_on, person=call.person, **more
    )
    if isinstance(done, Clash):
        words = _("The article was changed since you looked. Look at it, then do it once more.")
        raise Refused(409, _("The article was changed"), words)


def whole(text: str) -> int | None:
    """Return the whole number that *text* writes, None if it is none, or a very large one."""
    is_number = text.isascii() and text.isdecimal() and len(text) < LONGEST_NUMBER
    return int(text) if is_number else None
