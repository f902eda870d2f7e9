"""The cookie of a session."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pressverk.studio.options import StudioOptions
from pressverk.studio.store.sessions import SESSION_LASTS


def cookie_name(options: StudioOptions) -> str:
    """Return what the cookie is called: browsers keep cookies of all ports of a host together."""
    return "__Secure-pressverk" if options.is_secure else f"pressverk-{options.port}"


def give_cookie(response: Response, options: StudioOptions, token: str) -> None:
    """Let the browser keep *token* where no script reads it and no other site sends it."""
    lasts = int(SESSION_LASTS.total_seconds())
    response.set_cookie(cookie_name(options), token, max_age=lasts, **_where(options))


def take_cookie(response: Response, options: StudioOptions) -> None:
    """Let the browser forget the session."""
    response.delete_cookie(cookie_name(options), **_where(options))


def _where(options: StudioOptions) -> dict[str, Any]:
    path, secure = options.prefix or "/", options.is_secure
    return {"path": path, "secure": secure, "httponly": True, "samesite": "lax"}


def token_of(request: Request, options: StudioOptions) -> str:
    """Return the token in *request*, empty where it has none."""
    return request.cookies.get(cookie_name(options), "")
