"""The studio as a browser without scripts sees it."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from pressverk.studio.app import create_app
from pressverk.studio.identity.cookies import cookie_name
from pressverk.studio.options import StudioOptions
from pressverk.studio.pages import Studio
from pressverk.studio.roles import ALL_ROLES, Role
from pressverk.studio.store.people import Person, remember_person
from pressverk.studio.store.sessions import begin_session

ADDRESS = "http://127.0.0.1:8770"
TOKEN = re.compile(r'name="csrf-token" content="([^"]*)"')


class Browser:
    """A browser of somebody who may be logged in."""

    def __init__(self, studio: Studio, client: TestClient) -> None:
        self.studio = studio
        self.client = client
        self.csrf = ""

    def log_in(self, name: str = "anna", roles: Iterable[Role] = ALL_ROLES) -> Person:
        """Log in as *name*, and return who that is."""
        person = remember_person(
            self.studio.store,
            issuer="https://login.example",
            subject=name,
            name=name.title(),
            email=f"{name}@exempel.se",
            roles=frozenset(roles),
        )
        token, session = begin_session(self.studio.store, person)
        host = self.client.base_url.host
        self.client.cookies.set(cookie_name(self.studio.options), token, domain=host)
        self.csrf = session.csrf
        return person

    def get(self, address: str, **settings: Any) -> Response:
        """Return the page at *address*; redirects are not followed."""
        return self.client.get(address, follow_redirects=False, **settings)

    def post(self, address: str, fields: dict[str, Any] | None = None, **settings: Any) -> Response:
        """Send a form of ours to *address*."""
        data = {"csrf": self.csrf, **(fields or {})}
        return self.client.post(address, data=data, follow_redirects=False, **settings)


def open_studio(root: Path, **settings: Any) -> Browser:
    """Return a browser of nobody yet, at the studio of the newsroom *root*."""
    app = create_app(StudioOptions(root=root, **settings))
    client = TestClient(app, base_url=settings.get("address") or ADDRESS)
    return Browser(app.state.studio, client)


def another(browser: Browser) -> Browser:
    """Return another browser at the same studio."""
    client = TestClient(browser.client.app, base_url=str(browser.client.base_url))
    return Browser(browser.studio, client)
