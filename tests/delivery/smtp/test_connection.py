"""Servers that say too much, too slowly, or something else."""

import contextlib
import itertools
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from certificates import certified

from pressverk.delivery.smtp.connection import LONGEST_REPLY, Connection
from pressverk.delivery.smtp.outcomes import NoSessionError
from pressverk.delivery.smtp.session import Timeouts, open_session
from pressverk.model import SmtpSettings

QUICK = Timeouts(connect=2, command=2)
Talk = Callable[[socket.socket], object]


@contextlib.contextmanager
def talking(talk: Talk) -> Iterator[int]:
    """Run a server that does *talk* on its one connection and hangs up; yield its port."""

    def serve() -> None:
        sock, _address = listener.accept()
        with contextlib.suppress(OSError), sock:
            talk(sock)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(10)
    assert not thread.is_alive()


def refusal(talk: Talk, timeouts: Timeouts = QUICK, **others: object) -> NoSessionError:
    """Return why no session could be opened with a server that does *talk*."""
    context = others.pop("context", None)
    values: dict[str, object] = {"security": "none", "auth": "none", "username": None}
    with talking(talk) as port:
        settings = SmtpSettings(host="localhost", port=port, **(values | others))  # type: ignore[arg-type]
        with pytest.raises(NoSessionError) as caught:
            open_session(settings, None, timeouts=timeouts, context=context)  # type: ignore[arg-type]
    return caught.value


def until_starttls(sock: socket.socket) -> None:
    sock.sendall(b"220 hej\r\n")
    sock.recv(1000)
    sock.sendall(b"250-hej\r\n250 STARTTLS\r\n")
    sock.recv(1000)


def test_a_greeting_without_end_is_not_kept() -> None:
    sent = itertools.count()

    def endless(sock: socket.socket) -> None:
        while next(sent) < 100_000:
            sock.sendall(b"220-" + b"x" * 400 + b"\r\n")

    error = refusal(endless)
    assert "its reply doesn't end" in str(error)
    assert next(sent) < 90_000


def test_a_line_without_end_is_not_kept() -> None:
    error = refusal(lambda sock: sock.sendall(b"220 " + b"x" * (LONGEST_REPLY + 1)))
    assert "its reply doesn't end" in str(error)


def test_patience_is_for_the_whole_reply_and_not_for_each_of_its_octets() -> None:
    def slowly(sock: socket.socket) -> None:
        for octet in b"220 " + b"x" * 40:
            sock.sendall(bytes([octet]))
            time.sleep(0.05)
        sock.sendall(b"\r\n")
        sock.recv(1000)
        sock.sendall(b"250 hej\r\n")
        sock.recv(1000)

    assert "no answer in time" in str(refusal(slowly, Timeouts(connect=0.4)))


def test_a_reply_in_pieces_is_one_reply() -> None:
    def in_pieces(sock: socket.socket) -> None:
        for piece in (b"22", b"0-a\r", b"\n220-b\n2", b"20", b" c\r\n"):
            sock.sendall(piece)
            time.sleep(0.01)

    with talking(in_pieces) as port, socket.create_connection(("127.0.0.1", port)) as sock:
        connection = Connection()
        connection.sock = sock
        assert connection.getreply() == (220, b"a\nb\nc")
        with pytest.raises(smtplib.SMTPServerDisconnected):
            connection.getreply()


def test_what_is_no_mail_server_is_reported_as_such_and_may_be_one_later() -> None:
    error = refusal(lambda sock: sock.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
    assert "not a mail server, as it says 'HTTP/1.1 400 Bad Request'" in str(error)
    assert not error.lasting


@pytest.mark.parametrize("last", [b"", b"garbage\r\n" * 3])
def test_a_handshake_that_breaks_off_is_a_connection_lost_and_may_be_tried_again(
    last: bytes, tmp_path: Path
) -> None:
    def talk(sock: socket.socket) -> None:
        until_starttls(sock)
        sock.sendall(b"220 go on\r\n")
        if last:
            sock.recv(1000)
            sock.sendall(last)

    error = refusal(talk, security="starttls", context=certified(tmp_path, "localhost")[1])
    assert error.finding.rule == "mail-unreachable"
    assert not error.lasting


def test_a_server_that_knows_no_common_version_of_tls_will_not_tomorrow_either(
    tmp_path: Path,
) -> None:
    theirs, ours = certified(tmp_path, "localhost")
    theirs.minimum_version, ours.maximum_version = ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_2

    def talk(sock: socket.socket) -> None:
        theirs.wrap_socket(sock, server_side=True)

    error = refusal(talk, security="tls", context=ours)
    assert error.finding.rule == "mail-certificate"
    assert error.lasting


def test_what_was_said_in_the_open_is_never_taken_for_what_was_said_in_secret(
    tmp_path: Path,
) -> None:
    theirs, ours = certified(tmp_path, "localhost")

    def inject(sock: socket.socket) -> None:
        until_starttls(sock)
        sock.sendall(b"220 go on\r\n250-hej\r\n250 AUTH PLAIN\r\n")
        theirs.wrap_socket(sock, server_side=True)

    assert "more was said" in str(refusal(inject, security="starttls", context=ours))
