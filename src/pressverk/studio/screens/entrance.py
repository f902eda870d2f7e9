"""Coming in and going out."""

import getpass
import json
import os
from dataclasses import asdict

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from pressverk.i18n import LANGUAGES, _
from pressverk.studio.identity.cookies import give_cookie, take_cookie, token_of
from pressverk.studio.identity.oidc import Login, Provider
from pressverk.studio.pages import Call, Refused, action, page
from pressverk.studio.roles import ALL_ROLES
from pressverk.studio.security import RateLimit
from pressverk.studio.store.audit import note
from pressverk.studio.store.people import LOCAL, Person, choose_language, remember_person
from pressverk.studio.store.sessions import (
    LOGIN_LASTS,
    begin_login,
    begin_session,
    end_session,
    take_login,
    use_key,
)

KEYS_TRIED = RateLimit(most=10, seconds=60)
LOGINS_BEGUN = RateLimit(most=60, seconds=60)  # an office may share one address


LOGIN_COOKIE = "pressverk-login"


def login(call: Call) -> Response:
    """Tell how to come in."""
    if call.session:
        return call.back(call.query("back"))
    return call.render("login.html.j2", back=call.query("back"))


def enter(call: Call) -> Response:
    """Let in whoever has the one-time key that the command printed, on their own machine."""
    _refuse_haste(KEYS_TRIED, call)
    if call.studio.provider or not use_key(call.store, call.query("key")):
        note(call.store, None, "key-refused")
        text = _(
            "The link works once, for ten minutes. Run pressverk studio again in the newsroom: it "
            "opens a new one."
        )
        raise Refused(403, _("This link has been used, or is too old"), text)
    return _let_in(call, local_person(call))


def _refuse_haste(limit: RateLimit, call: Call) -> None:
    client = call.request.client.host if call.request.client else ""
    if not limit.allows(client):
        raise Refused(429, _("Too many tries"), _("Wait a minute, then try again."))


def local_person(call: Call) -> Person:
    """Return this machine's user, who may do everything in their own newsroom."""
    user = os.environ.get("PRESSVERK_USER") or getpass.getuser()
    return remember_person(
        call.store, issuer=LOCAL, subject=user, name=user, email="", roles=ALL_ROLES
    )


def _let_in(call: Call, person: Person, back: str = "") -> Response:
    options = call.studio.options
    before = token_of(call.request, options)
    token, _session = begin_session(call.store, person, instead_of=before)
    note(call.store, person, "logged-in")
    response = call.back(back)
    give_cookie(response, options, token)
    return response


async def start_login(call: Call) -> Response:
    """Send the browser to the organisation's provider."""
    _refuse_haste(LOGINS_BEGUN, call)
    provider = _provider(call)
    where, state = await provider.begin(_done_address(call), call.query("back"))
    token = await run_in_threadpool(begin_login, call.store, state)
    response = RedirectResponse(where, status_code=303)
    options = call.studio.options
    response.set_cookie(
        LOGIN_COOKIE,
        token,
        max_age=int(LOGIN_LASTS.total_seconds()),
        path=f"{options.prefix}/login",
        secure=options.is_secure,
        httponly=True,
        samesite="lax",
    )
    return response


async def finish_login(call: Call) -> Response:
    """Let in whom the provider vouches for, if a group of theirs has a role here."""
    provider, store = _provider(call), call.store
    token = call.request.cookies.get(LOGIN_COOKIE, "")
    state = await run_in_threadpool(take_login, store, token)
    if state is None:
        text = _("Too long ago, or in another browser, the login was begun. Begin it again.")
        raise Refused(403, _("The login can't be finished"), text)
    who = await provider.finish(call.request, state)
    if not who.roles:
        await run_in_threadpool(note, store, None, "login-without-role", who.login)
        text = _("None of your groups may use the studio. Ask whoever administers it.")
        raise Refused(403, _("You have no role here"), text)
    return await run_in_threadpool(_let_in_login, call, who, json.loads(state)["back"])


def _let_in_login(call: Call, who: Login, back: str) -> Response:
    person = remember_person(call.store, **asdict(who))
    response = _let_in(call, person, back)
    response.delete_cookie(LOGIN_COOKIE, path=f"{call.studio.options.prefix}/login")
    return response


def _provider(call: Call) -> Provider:
    if call.studio.provider is None:
        raise HTTPException(404)
    return call.studio.provider


def _done_address(call: Call) -> str:
    options = call.studio.options
    base = options.address.removesuffix(options.prefix) or f"http://127.0.0.1:{options.port}"
    return base + call.url("login-done")


def logout(call: Call) -> Response:
    """End the session."""
    if call.session:
        end_session(call.store, call.session.hash)
        call.note("logged-out")
    response = call.redirect("login")
    take_cookie(response, call.studio.options)
    return response


def language(call: Call) -> Response:
    """Keep the language that somebody reads."""
    if call.text("language") in LANGUAGES:
        choose_language(call.store, call.person, call.text("language"))
    return call.back(call.text("back"))


PAGES = (
    page("/login", "login", login, is_open=True),
    page("/enter", "enter", enter, is_open=True),
    page("/login/start", "login-start", start_login, is_open=True),
    page("/login/done", "login-done", finish_login, is_open=True),
    action("/logout", "logout", logout),
    action("/language", "language", language),
)
