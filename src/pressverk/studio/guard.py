"""Whoever asks for a page is known, may do it, and meant to: checked here for every page."""

import inspect
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import cast
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from pressverk.errors import PressverkError
from pressverk.i18n import LANGUAGES, N_, _, message_language, messages_in, reason_of
from pressverk.studio.identity.access import may_see
from pressverk.studio.identity.cookies import token_of
from pressverk.studio.identity.renewal import current_session
from pressverk.studio.pages import AGAIN, Call, Done, Page, Refused, Studio
from pressverk.studio.roles import Role
from pressverk.studio.security import SAFE_METHODS, is_same_origin, is_token
from pressverk.studio.store.once import once
from pressverk.studio.templating import without_commands

LOG = logging.getLogger("pressverk.studio")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
ROLE_MISSING = {
    Role.WRITES: N_("You may look at articles, but not write or change them."),
    Role.APPROVES: N_("You may not approve what is sent."),
    Role.SENDS: N_("You may not send, or see who gets what."),
    Role.ADMINISTERS: N_("You may not change the settings, or see what everybody did."),
}
ASK_FOR_IT = N_("Your login works; ask whoever administers the studio for the role.")
NO_PAGE = N_("It may have been moved or removed. The desk shows all there is.")
TOO_OLD = N_("Nothing was changed. Go back, reload the page and do it again.")
LOGGED_OUT = N_("Log in again in another tab, then come back here: what you wrote is still there.")
LOG_IN_AND_SAVE = N_("What you wrote is below. Log in in another tab, come back here, and save it.")
SAVE_NOW = N_("What you wrote is below, and isn't saved yet. Save it now.")
OUR_FAULT = N_("The fault is the program's, and is in its log. What was saved is safe.")
MOST_FILES, MOST_FIELDS = 50, 2_000


def guarded(page: Page, studio: Studio) -> Callable[[Request], Awaitable[Response]]:
    """Return the endpoint of *page*: its handler, for those who may call it."""

    async def endpoint(request: Request) -> Response:
        call = await _call(request, studio)
        with messages_in(_language_of(call)):
            try:
                return await _answer(page, call)
            except Refused as refusal:
                return _refusal(call, refusal, page)
            except PressverkError as error:
                return _findings(call, error, page)
            except OSError as error:
                LOG.exception("%s", page.name)
                return _refusal(call, _system_fault(error), page)
            except HTTPException as error:
                return _refusal(call, _plain_refusal(error.status_code), page)
            except Exception:
                LOG.exception("%s", page.name)
                return _refusal(call, _plain_refusal(500), page)

    return endpoint


async def _call(request: Request, studio: Studio) -> Call:
    token = token_of(request, studio.options)
    session = await current_session(studio.store, studio.provider, token) if token else None
    nonce = request.scope["state"]["nonce"]
    return Call(request=request, studio=studio, session=session, nonce=nonce)


async def _answer(page: Page, call: Call) -> Response:
    request = call.request
    if call.session is None and not page.is_open:
        return await _to_login(page, call)
    if call.session and not page.is_for(call.person):
        raise Refused(403, _("You may not do this"), _missing(page))
    is_checked = page.about_article and not page.is_open
    if is_checked and not await run_in_threadpool(_is_there_for, call):
        raise Refused(404, _("There is no such page"), _(NO_PAGE))
    if request.method in SAFE_METHODS:
        return await _handled(page, call)
    form = await _form_of(page, request)
    try:
        return await _handled(page, _with_form(page, call, form))
    finally:
        await form.close()


def _missing(page: Page) -> str:
    """Return what somebody without the role for *page* may not do, and what to do about it."""
    return f"{_(ROLE_MISSING[page.needs])} {_(ASK_FOR_IT)}" if page.needs else ""


def _is_there_for(call: Call) -> bool:
    """Return whether there is such an article; to those who may not see it, there isn't."""
    is_there = call.studio.articles.find(call.article) is not None
    return is_there and may_see(call.store, call.person, call.article)


async def _form_of(page: Page, request: Request) -> FormData:
    """Return the form that *request* brings, none where it brings something else."""
    size = request.headers.get("content-length", "")
    if not size.isdecimal() or int(size) > page.largest:
        raise HTTPException(413)
    if request.headers.get("content-type", "").partition(";")[0].strip() not in FORMS:
        return FormData()
    return await request.form(
        max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=page.largest
    )


def _with_form(page: Page, call: Call, form: FormData) -> Call:
    """Return *call* with its *form*, if it carries the token of its session."""
    field = form.get("csrf")
    given = call.request.headers.get("x-csrf-token", "") or (
        field if isinstance(field, str) else ""
    )
    is_ours = is_same_origin(call.request, call.studio.options)
    if call.session is None or not is_ours or not is_token(given, call.session.csrf):
        if page.is_given_back and is_ours:  # shown once more, and saved by a click
            raise Refused(403, _("You have logged in again"), _(SAVE_NOW), form)
        raise Refused(403, _("The page was too old"), _(TOO_OLD))
    return replace(call, form=form)


async def _handled(page: Page, call: Call) -> Response:
    if inspect.iscoroutinefunction(page.handler):
        return cast("Response", await page.handler(call))
    return await run_in_threadpool(_called, page, call)


def _called(page: Page, call: Call) -> Response:
    handler = cast("Callable[[Call], Response | Done]", page.handler)
    if page.is_once:
        with once(call.store, call.text("token")) as is_new:
            done = handler(call) if is_new else Done(did=AGAIN)
    else:
        done = handler(call)
    return call.finish(done, page.back) if isinstance(done, Done) else done


async def _to_login(page: Page, call: Call) -> Response:
    """Send the browser to the login; a script is told so by the status alone."""
    request = call.request
    if page.is_given_back and is_same_origin(request, call.studio.options):
        form = await _form_of(page, request)
        raise Refused(401, _("You are no longer logged in"), _(LOG_IN_AND_SAVE), form)
    is_script = page.for_scripts or request.headers.get("hx-request")
    if is_script or request.method not in SAFE_METHODS:
        raise Refused(401, _("You are no longer logged in"), _(LOGGED_OUT))
    has_been_here = call.studio.provider and token_of(request, call.studio.options)
    address = call.url("login-start" if has_been_here else "login")
    query = "" if page.path == "/" else f"?{urlencode({'back': call.here})}"
    return RedirectResponse(address + query, status_code=303)


def _language_of(call: Call) -> str:
    """Return the language that the caller chose, or that their browser asks for first of ours."""
    if call.session and call.person.language in LANGUAGES:
        return call.person.language
    for tag in call.request.headers.get("accept-language", "").split(","):
        if tag.strip()[:2].lower() in LANGUAGES:
            return tag.strip()[:2].lower()
    return message_language()


def _refusal(call: Call, refusal: Refused, page: Page | None = None) -> Response:
    if page and page.for_scripts:
        return _messages([f"{refusal.title}. {refusal.text}"], refusal.status)
    again = call.url(page.name, **call.request.path_params) if page and refusal.fields else ""
    return call.render(
        "refused.html.j2",
        status=refusal.status,
        title=refusal.title,
        text=refusal.text,
        fields=refusal.fields,
        again=again,
    )


def _findings(call: Call, error: PressverkError, page: Page) -> Response:
    """Return what the library found, as a page or for a script."""
    if page.for_scripts:
        return _messages([without_commands(finding.message) for finding in error.findings], 422)
    return call.render("findings.html.j2", status=422, findings=error.findings)


def _messages(messages: list[str], status: int) -> Response:
    return JSONResponse({"state": "failed", "messages": messages}, status_code=status)


def _system_fault(error: OSError) -> Refused:
    text = _(
        "The system says: {reason}. What was written is safe; try again when there is room on the "
        "disk, or ask whoever looks after the machine.",
        reason=reason_of(error),
    )
    return Refused(500, _("Something on this machine failed"), text)


async def answer_error(request: Request, error: Exception, studio: Studio) -> Response:
    """Return the page for an address that isn't there, and for faults of the program."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    call = await _call(request, studio)
    with messages_in(_language_of(call)):
        return _refusal(call, _plain_refusal(status))


def _plain_refusal(status: int) -> Refused:
    """Return what people are told of an HTTP *status*."""
    title, text = {
        404: (_("There is no such page"), _(NO_PAGE)),
        405: (_("There is no such page"), _(NO_PAGE)),
        413: (_("That is too large"), _("Send a smaller file, or its parts one by one.")),
    }.get(status, (_("Something went wrong"), _(OUR_FAULT)))
    return Refused(status, title, text)
