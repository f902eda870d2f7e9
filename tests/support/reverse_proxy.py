"""A proxy in front of the studio, as an office's web server is: a path, and forwarded headers."""

import contextlib
import http.client
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host"}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"  # an answer ends with its connection
    server: "_Proxy"

    def _forward(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {
            name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP
        }
        headers |= {
            "Host": self.headers["host"],
            "X-Forwarded-For": self.client_address[0],
            "X-Forwarded-Proto": "http",
        }
        studio = http.client.HTTPConnection("127.0.0.1", self.server.studio_port, timeout=60)
        with contextlib.closing(studio), contextlib.suppress(OSError):
            studio.request(self.command, self.path, body or None, headers)
            answer = studio.getresponse()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in HOP_BY_HOP:
                    self.send_header(name, value)
            self.end_headers()
            while data := answer.read1(65536):  # as it comes: events are never complete
                self.wfile.write(data)

    do_GET = do_POST = do_HEAD = _forward  # noqa: N815 - their names in http.server

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


class _Proxy(ThreadingHTTPServer):
    daemon_threads = True
    studio_port = 0


@contextlib.contextmanager
def reverse_proxy(port: int, studio_port: int) -> Iterator[None]:
    """Serve what the studio at *studio_port* answers, at *port*."""
    with _Proxy(("127.0.0.1", port), _Handler) as proxy:
        proxy.studio_port = studio_port
        serving = threading.Thread(target=proxy.serve_forever)
        serving.start()
        try:
            yield
        finally:
            proxy.shutdown()
            serving.join()
