"""The studio as a process: its port, its one-time key, its end."""

import contextlib
import http.client
import json
import socket
from collections.abc import Callable
from dataclasses import replace

import uvicorn

from pressverk.errors import OutputError
from pressverk.i18n import _, reason_of
from pressverk.model import Finding, Place
from pressverk.studio.app import create_app
from pressverk.studio.events import Events
from pressverk.studio.options import StudioOptions, fingerprint
from pressverk.studio.store.database import open_store, store_path
from pressverk.studio.store.sessions import make_key

PATIENCE = 2.0  # seconds that a studio has to say which newsroom it serves
LONGEST = 1_000  # bytes
GRACE = 10  # seconds that requests have to end when the process is told to


def new_address(options: StudioOptions) -> str:
    """Return an address that opens the studio once; for those who may write in the newsroom.

    Raises:
        StoreError: when the store can't be written.
    """
    store = open_store(store_path(options.root))
    try:
        return f"{base_address(options)}/enter?key={make_key(store)}"
    finally:
        store.close()


def base_address(options: StudioOptions) -> str:
    """Return the address that people reach the studio by."""
    return options.address.rstrip("/") or f"http://{options.host}:{options.port}"


def is_served(options: StudioOptions) -> bool:
    """Return whether a studio of the same newsroom answers on the port."""
    connection = http.client.HTTPConnection(options.host, options.port, timeout=PATIENCE)
    with (
        contextlib.closing(connection),
        contextlib.suppress(OSError, ValueError, http.client.HTTPException),
    ):
        connection.request("GET", "/health")
        said = json.loads(connection.getresponse().read(LONGEST))
        return isinstance(said, dict) and said.get("newsroom") == fingerprint(options.root)
    return False


def serve(options: StudioOptions, opened: Callable[[StudioOptions], None]) -> None:
    """Serve until the process is told to end; *opened* is called when the port is ours.

    Port 0 is any that is free. Where another process serves this newsroom there, *opened* is
    called, and that is all.

    Raises:
        OutputError: when the port is in use, or the store can't be opened.
    """
    if is_served(options):
        opened(options)
        return
    with contextlib.closing(_listening(options)) as listening:
        options = replace(options, port=listening.getsockname()[1])
        app = create_app(options)
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(options.proxies),
            forwarded_allow_ips=list(options.proxies),
            timeout_graceful_shutdown=GRACE,
            lifespan="on",
            ws="none",
        )
        opened(options)
        _Server(config, app.state.studio.events).run(sockets=[listening])


class _Server(uvicorn.Server):
    """A server that lets go of those who listen to events, who would never go by themselves."""

    def __init__(self, config: uvicorn.Config, events: Events) -> None:
        super().__init__(config)
        self.events = events

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End: no new requests, those that are going on come to their end."""
        self.events.stop()
        await super().shutdown(sockets)


def _listening(options: StudioOptions) -> socket.socket:
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((options.host, options.port))
        listening.listen()
    except OSError as error:
        listening.close()
        message = _(
            "the port can't be used ({reason}); choose another with --port, or end what uses it",
            reason=reason_of(error),
        )
        place = Place(file=f"{options.host}:{options.port}")
        raise OutputError([Finding(place=place, message=message, rule="port-in-use")]) from error
    return listening
