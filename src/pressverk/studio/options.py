"""How the studio is run: on one's own machine, or for an office behind a proxy."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

PORT = 8770


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginSettings:
    """The organisation's OpenID Connect provider; *groups* are those that give each role.

    The secret is never among the settings.
    """

    issuer: str
    client_id: str
    groups: dict[str, tuple[str, ...]]
    groups_claim: str = "groups"


@dataclass(frozen=True, slots=True, kw_only=True)
class StudioOptions:
    """Where the studio serves which newsroom.

    *address* is how people reach it, such as ``https://press.example.com/studio``; where it is
    empty, on this machine alone. *proxies* are the IP addresses whose forwarded headers count.
    """

    root: Path
    port: int = PORT
    host: str = "127.0.0.1"
    address: str = ""
    proxies: tuple[str, ...] = ()
    login: LoginSettings | None = None

    @property
    def prefix(self) -> str:
        """The path that all addresses begin with, such as ``/studio``; usually empty."""
        return urlsplit(self.address).path.rstrip("/")

    @property
    def is_secure(self) -> bool:
        """Whether people reach it over TLS."""
        return urlsplit(self.address).scheme == "https"

    @property
    def hosts(self) -> frozenset[str]:
        """The values of the Host header that are answered: others try to rebind a name."""
        if self.address:
            return frozenset({urlsplit(self.address).netloc.lower()})
        names = ("127.0.0.1", "localhost", "[::1]")
        return frozenset(f"{name}:{self.port}" for name in names)
