"""A mail server on loopback that does, phase by phase, what a test tells it to.

It counts what a real one would put into mailboxes: a text whose final dot has come counts from
the moment the server decides to take it, whether or not its answer arrives.
"""

import contextlib
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

PHASES = ("banner", "ehlo", "mail", "rcpt", "data", "body", "end")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The server's turn to answer: to what, on which connection, about whom, what was said."""

    phase: str
    connection: int
    recipient: str = ""
    said: str = ""


class Drop(Exception):  # noqa: N818 - it is what the server does
    """Hang up without a word."""


class TakeAndDrop(Drop):
    """Take the text, and hang up without saying so."""


Script = Callable[[Turn], str | None]
PLAY = None  # what a script returns to let the server answer as servers do


@dataclass(slots=True)
class Delivered:
    """A text that the server took."""

    sender: str
    recipient: str
    text: bytes
    options: str = ""


@dataclass(slots=True)
class ScriptedServer:
    """The server and all that it has seen."""

    port: int
    script: Script
    features: tuple[str, ...]
    context: ssl.SSLContext | None = None
    implicit_tls: bool = False
    taken: list[Delivered] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    connections: int = 0
    faults: list[BaseException] = field(default_factory=list)

    @property
    def copies(self) -> Counter[str]:
        return Counter(one.recipient for one in self.taken)

    def seen(self, phase: str) -> int:
        return sum(turn.phase == phase for turn in self.turns)


def plainly(_turn: Turn) -> None:
    """Play a server without moods."""


def once(phase: str, answer: str | type[Drop]) -> Script:
    """Return a script that gives *answer* the first time *phase* comes, then plays along."""
    waiting = [answer]

    def script(turn: Turn) -> str | None:
        if turn.phase != phase or not waiting:
            return PLAY
        return _given(waiting.pop())

    return script


def always(phase: str, answer: str | type[Drop], *, to: str = "") -> Script:
    """Return a script that gives *answer* each time *phase* comes, to whoever begins with *to*."""

    def script(turn: Turn) -> str | None:
        if turn.phase != phase or not turn.recipient.startswith(to):
            return PLAY
        return _given(answer)

    return script


def slowly(phase: str, seconds: float) -> Script:
    """Return a script that lets *phase* wait once."""
    waiting = [seconds]

    def script(turn: Turn) -> None:
        if turn.phase == phase and waiting:
            time.sleep(waiting.pop())

    return script


def _given(answer: str | type[Drop]) -> str:
    if isinstance(answer, str):
        return answer
    raise answer


@contextlib.contextmanager
def scripted_smtp(
    script: Script = plainly,
    features: tuple[str, ...] = ("SIZE 10000000", "8BITMIME"),
    *,
    context: ssl.SSLContext | None = None,
    implicit_tls: bool = False,
) -> Iterator[ScriptedServer]:
    """Run a server for as long as this lasts; it offers STARTTLS when it has a *context*."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = ScriptedServer(
        listener.getsockname()[1], script, features, context, implicit_tls=implicit_tls
    )
    stop = threading.Event()
    thread = threading.Thread(target=_listen, args=(listener, server, stop), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        stop.set()
        with contextlib.suppress(OSError):  # wakes it
            socket.create_connection(("127.0.0.1", server.port), timeout=1).close()
        thread.join(5)
        listener.close()
    assert not server.faults, server.faults


def _listen(listener: socket.socket, server: ScriptedServer, stop: threading.Event) -> None:
    while True:
        sock, _address = listener.accept()
        if stop.is_set():
            sock.close()
            return
        server.connections += 1
        work = threading.Thread(target=_serve, args=(sock, server, server.connections), daemon=True)
        work.start()


def _serve(sock: socket.socket, server: ScriptedServer, number: int) -> None:
    try:
        if server.implicit_tls and server.context:
            sock = server.context.wrap_socket(sock, server_side=True)
        _Conversation(sock, server, number).hold()
    except (Drop, OSError, ssl.SSLError):
        pass
    except BaseException as error:
        server.faults.append(error)
        raise
    finally:
        sock.close()


class _Conversation:
    def __init__(self, sock: socket.socket, server: ScriptedServer, number: int) -> None:
        self.sock, self.server, self.number = sock, server, number
        self.file = sock.makefile("rb")
        self.sender = self.recipient = self.options = ""
        self.secured = server.implicit_tls

    def hold(self) -> None:
        try:
            self.answer("banner", "220 exempel ESMTP")
            while line := self.file.readline():
                said = line.decode().rstrip("\r\n")
                if not self.respond(said):
                    return
        finally:
            self.file.close()
            self.sock.close()

    def answer(self, phase: str, usual: str, said: str = "") -> str:
        turn = Turn(phase=phase, connection=self.number, recipient=self.recipient, said=said)
        self.server.turns.append(turn)
        try:
            reply = self.server.script(turn) or usual
        except TakeAndDrop:
            self.take()
            raise
        if phase == "end" and reply.startswith("2"):
            self.take()
        self.sock.sendall(f"{reply}\r\n".encode())
        if reply.startswith("421"):
            raise Drop
        return reply

    def respond(self, said: str) -> bool:
        verb = said[:4].upper()
        if verb in {"EHLO", "HELO"}:
            self.answer("ehlo", self.greeting(), said)
        elif verb == "STAR" and self.server.context:
            self.answer("starttls", "220 go on")
            self.sock = self.server.context.wrap_socket(self.sock, server_side=True)
            self.file, self.secured = self.sock.makefile("rb"), True
        elif verb == "AUTH":
            self.answer("auth", "235 welcome", said)
        elif verb == "MAIL":
            self.sender, _, self.options = said[11:].partition("> ")
            self.sender = self.sender.rstrip(">")
            self.answer("mail", "250 ok", said)
        elif verb == "RCPT":
            self.recipient = said[9:].rstrip(">")
            self.answer("rcpt", "250 ok", said)
        elif verb == "DATA":
            if self.answer("data", "354 go on").startswith("354"):
                self.read_text()
        elif verb == "RSET":
            self.sender = self.recipient = ""
            self.answer("rset", "250 ok")
        elif verb == "QUIT":
            self.sock.sendall(b"221 bye\r\n")
            return False
        else:
            self.answer("other", "500 what", said)
        return True

    def greeting(self) -> str:
        features = list(self.server.features)
        if self.server.context and not self.secured:
            features.append("STARTTLS")
        lines = ["exempel", *features]
        return "\r\n".join(
            f"250{'-' if n < len(lines) else ' '}{x}" for n, x in enumerate(lines, 1)
        )

    def read_text(self) -> None:
        lines = [self.file.readline()]
        turn = Turn(phase="body", connection=self.number, recipient=self.recipient)
        self.server.turns.append(turn)
        if reply := self.server.script(turn):
            self.sock.sendall(f"{reply}\r\n".encode())
            raise Drop
        while lines[-1] != b".\r\n":
            if not lines[-1]:
                raise Drop
            lines.append(self.file.readline())
        self.text = b"".join(line.removeprefix(b".") for line in lines[:-1])
        self.answer("end", "250 queued")

    def take(self) -> None:
        self.server.taken.append(Delivered(self.sender, self.recipient, self.text, self.options))
