"""A provider of logins on this machine: whoever asks is let in under the name they ask for."""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import authlib.deprecate  # noqa: F401 - here, for it sets filters of its own when imported
import httpx2

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it uses what authlib is giving up
    import oidc_provider_mock

from studio_browser import Browser

from pressverk.model import LoginSettings

GROUPS = {
    "writes": ("Press",),
    "approves": ("Press", "Chefer"),
    "sends": ("Press",),
    "administers": ("IT",),
}
PEOPLE = {
    "anna": {"name": "Anna Exempel", "email": "anna@exempel.se", "groups": ["Press", "Alla"]},
    "bo": {"name": "Bo Exempel", "email": "bo@exempel.se", "groups": ["Chefer"]},
    "cia": {"name": "Cia Exempel", "email": "cia@exempel.se", "groups": ["IT"]},
    "eva": {"name": "Eva Exempel", "email": "eva@exempel.se", "groups": ["Alla"]},
    "dan": {
        "name": "Dan <script>alert(1)</script>",
        "email": "anna@exempel.se",
        "email_verified": False,
        "groups": ["Press"],
    },
}


@contextmanager
def login_provider(port: int = 0) -> Iterator[LoginSettings]:
    """Serve logins for PEOPLE, and yield what a newsroom has to know of it."""
    users = [oidc_provider_mock.User(sub=sub, claims=claims) for sub, claims in PEOPLE.items()]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with oidc_provider_mock.run_server_in_thread(
            port, require_nonce=True, user_claims=users
        ) as server:
            yield LoginSettings(
                issuer=f"http://localhost:{server.server_port}",
                client_id="pressverk",
                groups=GROUPS,
                groups_claim="groups",
            )


def begin(browser: Browser) -> str:
    """Begin a login, and return the provider's address that the browser is sent to."""
    return browser.get("/login/start").headers["location"]


def vouch(address: str, name: str) -> str:
    """Be *name* at the provider's *address*, and return where that sends the browser."""
    answer = httpx2.post(address, data={"sub": name})
    assert answer.status_code == 302, re.sub("<[^>]*>", " ", answer.text)
    return answer.headers["location"]
