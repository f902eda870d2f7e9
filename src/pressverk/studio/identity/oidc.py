"""Logins by the organisation's provider: OpenID Connect, authorization code with PKCE."""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from pressverk.errors import DeliveryError, PressverkError
from pressverk.i18n import _, in_our_words
from pressverk.model import Finding, LoginSettings, Place
from pressverk.newsroom.credentials import login_secret
from pressverk.studio.roles import Role

CONFIGURATION = "/.well-known/openid-configuration"  # OpenID Connect Discovery 1.0, 4
PATIENCE = 10.0  # seconds that the provider has to answer
LEEWAY = 60  # seconds that clocks may differ
DOWN = 60.0  # seconds after which a provider that was down is asked again


class LoginError(PressverkError):
    """The provider can't be asked, or what it says can't be believed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Somebody whom the provider vouches for; *email* is empty unless it says that it is theirs."""

    issuer: str
    subject: str
    name: str
    email: str
    roles: frozenset[Role]

    @property
    def login(self) -> str:
        """What the audit log calls them."""
        return self.email or self.subject


class Provider:
    """The organisation's provider of logins.

    Refresh tokens are kept in memory alone: who reads the store can't use them.
    """

    def __init__(self, settings: LoginSettings) -> None:
        self.settings = settings
        self.locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._app: Any = None
        self._refresh_tokens: dict[str, str] = {}
        self._is_up_from = 0.0

    async def begin(self, address: str, back: str) -> tuple[str, str]:
        """Return where to send the browser, which comes back to *address*, and what to keep.

        *back* is the path of the page that the login leads to in the end, kept with it.

        Raises:
            LoginError: when the provider can't be asked.
        """
        request = _Carrier(session={"back": back})
        try:
            answer = await self._client().authorize_redirect(request, address)
        except DeliveryError:  # a locked keyring, which tells what to do
            raise
        except Exception as error:  # of any of three libraries, and whatever the provider sends
            raise _unreachable(self.settings, error) from error
        return answer.headers["location"], json.dumps(request.session)

    async def finish(self, request: Request, state: str) -> Login:
        """Return whom the provider vouches for in *request*; *state* is what was kept.

        Raises:
            LoginError: when it can't be asked, or what it says can't be believed.
        """
        from authlib.integrations.starlette_client import OAuthError  # noqa: PLC0415 - an office's
        from joserfc.errors import JoseError  # noqa: PLC0415 - with authlib

        carrier = _Carrier(request.query_params, json.loads(state))
        try:
            token = await self._client().authorize_access_token(carrier, leeway=LEEWAY)
        except (OAuthError, JoseError, ValueError, KeyError, TypeError) as error:
            raise _refused(self.settings, error) from error
        except Exception as error:  # as above
            raise _unreachable(self.settings, error) from error
        return self._login(token, token.get("userinfo"))

    async def renew(self, subject: str) -> Login | None:
        """Return what the provider says of *subject* by now, None where a new login must tell.

        Raises:
            LoginError: when the provider doesn't answer.
        """
        from authlib.integrations.starlette_client import OAuthError  # noqa: PLC0415 - an office's
        from joserfc.errors import JoseError  # noqa: PLC0415 - with authlib

        if time.monotonic() < self._is_up_from:
            raise _unreachable(self.settings, "")
        known = self._refresh_tokens.get(subject)
        if known is None:
            return None
        client = self._client()
        try:
            token = await client.fetch_access_token(grant_type="refresh_token", refresh_token=known)
            claims = await client.parse_id_token(token, nonce=None, leeway=LEEWAY)
            claims = claims or await client.userinfo(token=token)
        except (OAuthError, JoseError):  # logged out there, or the token is too old
            self.forget(subject)
            return None
        except Exception as error:  # as above
            self._is_up_from = time.monotonic() + DOWN
            raise _unreachable(self.settings, error) from error
        is_told = claims.get("sub") == subject and self.settings.groups_claim in claims
        return self._login(token, claims) if is_told else None

    def forget(self, subject: str) -> None:
        """Let only a new login tell who *subject* is."""
        self._refresh_tokens.pop(subject, None)

    def _login(self, token: Mapping[str, Any], claims: Mapping[str, Any] | None) -> Login:
        if not claims or not claims.get("sub"):
            raise _refused(self.settings, "no id_token")
        login = login_of(claims, self.settings)
        if token.get("refresh_token"):
            self._refresh_tokens[login.subject] = token["refresh_token"]
        return login

    def _client(self) -> Any:
        if self._app is None:
            from authlib.integrations.starlette_client import OAuth  # noqa: PLC0415 - as above

            settings = self.settings
            self._app = OAuth().register(
                "provider",
                client_id=settings.client_id,
                client_secret=login_secret(settings.client_id, settings.issuer),
                server_metadata_url=settings.issuer.rstrip("/") + CONFIGURATION,
                client_kwargs={
                    "scope": "openid profile email",
                    "code_challenge_method": "S256",
                    "timeout": PATIENCE,
                },
            )
        return self._app


class _Carrier:
    """What authlib asks of a request: its query, and a session of the login alone."""

    def __init__(
        self, query: Mapping[str, str] | None = None, session: dict[str, Any] | None = None
    ) -> None:
        self.query_params = query or {}
        self.session = session or {}
        self.scope = {"method": "GET"}


def login_of(claims: Mapping[str, Any], settings: LoginSettings) -> Login:
    """Return who *claims* (OpenID Connect Core 1.0, 5.1) say somebody is, with their roles here."""
    subject = str(claims["sub"])
    is_theirs = claims.get("email_verified", True) is True
    email = str(claims.get("email") or "") if is_theirs else ""
    name = claims.get("name") or claims.get("preferred_username") or email or subject
    return Login(
        issuer=settings.issuer,
        subject=subject,
        name=" ".join(str(name).split())[:100],
        email=email.strip().casefold()[:254],
        roles=roles_of(claims.get(settings.groups_claim), settings.groups),
    )


def roles_of(groups: object, giving: Mapping[str, Iterable[str]]) -> frozenset[Role]:
    """Return the roles that *groups*, as a token has them, give.

    >>> sorted(roles_of(["Press", "Alla"], {"writes": ["Press"], "sends": ["Chefer"]}))
    [<Role.WRITES: 'writes'>]
    """
    names = [groups] if isinstance(groups, str) else groups
    theirs = {str(name) for name in names} if isinstance(names, list | tuple) else set()
    return frozenset(Role(role) for role, named in giving.items() if not theirs.isdisjoint(named))


def _unreachable(settings: LoginSettings, error: object) -> LoginError:
    message = _(
        "the provider of logins doesn't answer as it should ({reason}); try again soon. What was "
        "written is safe, and who is logged in already goes on",
        reason=type(error).__name__,
    )
    return LoginError([_finding(settings, message, "login-provider")])


def _refused(settings: LoginSettings, error: object) -> LoginError:
    message = _(
        "the provider's answer can't be believed, or it refused ({reason}); begin the login again",
        reason=in_our_words(str(error)[:200]),
    )
    return LoginError([_finding(settings, message, "login-refused")])


def _finding(settings: LoginSettings, message: str, rule: str) -> Finding:
    return Finding(place=Place(file=settings.issuer), message=message, rule=rule)
