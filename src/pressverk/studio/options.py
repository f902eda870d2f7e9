"""How the studio is run: on one's own machine, or for an office behind a proxy."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pressverk.model import LoginSettings, Newsroom

PORT = 8770


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


def options_of(newsroom: Newsroom, port: int) -> StudioOptions:
    """Return how the studio of *newsroom* is run on *port*, as its ``[studio]`` says."""
    settings = newsroom.studio
    if settings is None:
        return StudioOptions(root=newsroom.root, port=port)
    return StudioOptions(
        root=newsroom.root,
        port=port,
        address=settings.address,
        proxies=settings.proxies,
        login=settings.login,
    )


def fingerprint(root: Path) -> str:
    """Return what tells the newsroom at *root* from others, and nothing else of it."""
    return hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:16]
