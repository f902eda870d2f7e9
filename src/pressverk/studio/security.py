"""What every answer carries, and which requests are refused before anybody looks at them."""

import hmac
import re
import secrets
import time
from collections import Counter, deque
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pressverk.studio.options import StudioOptions

# Scripts and styles are files of ours; a style that the editor makes at run time has the nonce.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; media-src 'self' blob:; "
    "frame-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
# A document made of content: no script, no form, nothing from anywhere.
ISOLATED = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
OWN_PATH = re.compile(r"/(?!/)[!-\[\]-~]*")  # browsers drop tabs, and read \ as /
SAFE_METHODS = frozenset({"GET", "HEAD"})


# They name a port of this machine, whatever people call the studio, and learn no secret there.
FOR_SUPERVISORS = frozenset({"/health", "/metrics"})


@dataclass(slots=True)
class Metrics:
    """What is counted since the start: answers by the class of their status."""

    began: float = field(default_factory=time.time)
    answers: Counter[str] = field(default_factory=Counter)

    def count(self, status: int) -> None:
        """Count an answer."""
        self.answers[f"{status // 100}xx"] += 1


class Shield:
    """ASGI middleware: checks the Host header, and adds the headers that every answer has."""

    def __init__(self, app: ASGIApp, options: StudioOptions, metrics: Metrics) -> None:
        self.app = app
        self.options = options
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce

        async def send_shielded(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.metrics.count(message["status"])
                message["headers"] = self._with_headers(message["headers"], nonce)
            await send(message)

        host = Request(scope).headers.get("host", "").lower()
        scope["path"] = path = scope["path"].removeprefix(self.options.prefix) or "/"
        if host not in self.options.hosts and path not in FOR_SUPERVISORS:
            refusal = Response("misdirected request", status_code=421, media_type="text/plain")
            await refusal(scope, receive, send_shielded)
            return
        await self.app(scope, receive, send_shielded)

    def _with_headers(
        self, given: list[tuple[bytes, bytes]], nonce: str
    ) -> list[tuple[bytes, bytes]]:
        names = {name for name, _value in given}
        added = HEADERS | {"content-security-policy": POLICY.format(nonce=nonce)}
        if b"cache-control" not in names:
            added["cache-control"] = "no-store"
        if self.options.is_secure:
            added["strict-transport-security"] = "max-age=31536000"
        return [
            *given,
            *(
                (name.encode(), value.encode())
                for name, value in added.items()
                if name.encode() not in names
            ),
        ]


def isolated(html: str) -> Response:
    """Return *html*, made of content, as a page that can do nothing, for a frame of ours."""
    return HTMLResponse(html, headers={"content-security-policy": ISOLATED})


def is_same_origin(request: Request, options: StudioOptions) -> bool:
    """Return whether a browser says that a page of ours sent *request*, or says nothing."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    host = origin.partition("://")[2].lower() if origin else ""
    return site in {"same-origin", "none"} and (origin is None or host in options.hosts)


def own_path(text: str) -> str:
    """Return *text* if browsers read it as a path on this server, else nothing.

    >>> own_path("/write/lekpark?part=a.md"), own_path("//evil.example")
    ('/write/lekpark?part=a.md', '')
    """
    return text if OWN_PATH.fullmatch(text) else ""


def is_token(given: str, expected: str) -> bool:
    """Return whether *given* is the CSRF token *expected*, in constant time."""
    return hmac.compare_digest(given.encode(), expected.encode())


@dataclass(slots=True)
class RateLimit:
    """At most *most* of something in *seconds*, for each key; a thread at a time."""

    most: int
    seconds: float
    _past: dict[str, deque[float]] = field(default_factory=dict)

    def allows(self, key: str, now: float | None = None) -> bool:
        """Return whether one more is allowed for *key*, and count it."""
        now = time.monotonic() if now is None else now
        past = self._past.setdefault(key, deque())
        while past and past[0] <= now - self.seconds:
            past.popleft()
        if len(self._past) > 10_000:  # whoever varies the key doesn't fill the memory
            self._past = {each: times for each, times in self._past.items() if times}
        if len(past) >= self.most:
            return False
        past.append(now)
        return True
