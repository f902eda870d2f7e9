"""Coming in and going out."""

import getpass
import os

from starlette.responses import Response

from pressverk.i18n import LANGUAGES, _
from pressverk.studio.guard import Refused
from pressverk.studio.identity.cookies import give_cookie, take_cookie, token_of
from pressverk.studio.pages import Call, Page
from pressverk.studio.roles import ALL_ROLES
from pressverk.studio.security import RateLimit
from pressverk.studio.store.audit import note
from pressverk.studio.store.people import LOCAL, Person, choose_language, remember_person
from pressverk.studio.store.sessions import begin_session, end_session, use_key

KEYS_TRIED = RateLimit(most=10, seconds=60)


def login(call: Call) -> Response:
    """Tell how to come in."""
    if call.session:
        return call.redirect("desk")
    return call.render("login.html.j2")


def enter(call: Call) -> Response:
    """Let in whoever has the one-time key that the command printed, on their own machine."""
    client = call.request.client.host if call.request.client else ""
    if not KEYS_TRIED.allows(client):
        raise Refused(429, _("Too many tries"), _("Wait a minute, then try again."))
    if call.studio.options.login or not use_key(
        call.studio.store, call.request.query_params.get("key", "")
    ):
        note(call.studio.store, None, "key-refused")
        text = _(
            "The link works once, for ten minutes. Run pressverk studio again in the newsroom: it "
            "opens a new one."
        )
        raise Refused(403, _("This link has been used, or is too old"), text)
    return _let_in(call, local_person(call))


def local_person(call: Call) -> Person:
    """Return this machine's user, who may do everything in their own newsroom."""
    user = os.environ.get("PRESSVERK_USER") or getpass.getuser()
    return remember_person(
        call.studio.store, issuer=LOCAL, subject=user, name=user, email="", roles=ALL_ROLES
    )


def _let_in(call: Call, person: Person) -> Response:
    options = call.studio.options
    before = token_of(call.request, options)
    token, _session = begin_session(call.studio.store, person, instead_of=before)
    note(call.studio.store, person, "logged-in")
    response = call.redirect("desk")
    give_cookie(response, options, token)
    return response


def logout(call: Call) -> Response:
    """End the session."""
    if call.session:
        end_session(call.studio.store, call.session.hash)
        note(call.studio.store, call.person, "logged-out")
    response = call.redirect("login")
    take_cookie(response, call.studio.options)
    return response


def language(call: Call) -> Response:
    """Keep the language that somebody reads."""
    if call.text("language") in LANGUAGES:
        choose_language(call.studio.store, call.person, call.text("language"))
    return call.redirect("desk")


PAGES = (
    Page(path="/login", name="login", handler=login, needs=None, is_open=True),
    Page(path="/enter", name="enter", handler=enter, needs=None, is_open=True),
    Page(path="/logout", name="logout", handler=logout, needs=None, methods=("POST",)),
    Page(path="/language", name="language", handler=language, needs=None, methods=("POST",)),
)
