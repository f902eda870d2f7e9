"""A connection to a mail server that limits the size and time of replies.

smtplib restarts its time-out for each octet of a reply, and keeps all lines of an endless one.
"""

import re
import smtplib
import ssl
import time

from pressverk.i18n import _

LONGEST_REPLY = 64 * 1024  # octets; RFC 5321, 4.5.3.1.5, asks for 512 a line
READ_AT_ONCE = 8 * 1024
_LINE = re.compile(rb"(?P<code>[2-5]\d\d)(?P<more>[ -]|$)(?P<text>.*)", re.DOTALL)


class Connection(smtplib.SMTP):
    """A connection; received octets that haven't been read are in *arrived*."""

    arrived = b""

    def getreply(self) -> tuple[int, bytes]:
        """Return the code and the text of a reply; -1 and the line if it is malformed.

        The socket's time-out applies to the reply as a whole.

        Raises:
            SMTPServerDisconnected: if no complete reply arrives.
        """
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected(_("the connection was lost"))
        patience = self.sock.gettimeout()
        try:
            return self._read_reply(None if patience is None else time.monotonic() + patience)
        except smtplib.SMTPServerDisconnected:
            self.arrived = b""
            self.close()
            raise
        finally:
            if self.sock:
                self.sock.settimeout(patience)

    def has_spoken(self) -> bool:
        """Return whether something has arrived that isn't a reply to a command."""
        if self.arrived or self.sock is None:
            return bool(self.arrived)
        patience = self.sock.gettimeout()
        try:
            self.sock.settimeout(0)
            self.arrived = self.sock.recv(READ_AT_ONCE)
        except OSError:  # the usual case: nothing has arrived
            return False
        finally:
            self.sock.settimeout(patience)
        return bool(self.arrived)

    def secure(self, context: ssl.SSLContext, host: str) -> None:
        """Start TLS, and discard what was received unencrypted.

        Raises:
            SMTPResponseException: if the server refuses. SMTPServerDisconnected: if it, or somebody
            in between, continued unencrypted.
        """
        code, text = self.docmd("STARTTLS")
        if code != 220:
            raise smtplib.SMTPResponseException(code, text)
        if self.sock is None or self.has_spoken():
            raise smtplib.SMTPServerDisconnected(_("more was said than was asked for"))
        self.sock = context.wrap_socket(self.sock, server_hostname=host)

    def _read_reply(self, deadline: float | None) -> tuple[int, bytes]:
        texts: list[bytes] = []
        left = LONGEST_REPLY
        while True:
            line = self._read_line(deadline, left)
            left -= len(line) + 1
            match = _LINE.fullmatch(line)
            if match is None:
                return -1, line
            texts.append(match["text"].strip())
            if match["more"] != b"-":
                return int(match["code"]), b"\n".join(texts)

    def _read_line(self, deadline: float | None, longest: int) -> bytes:
        while b"\n" not in self.arrived[:longest]:
            if len(self.arrived) >= longest:
                raise smtplib.SMTPServerDisconnected(_("its reply doesn't end"))
            self.arrived += self._receive(deadline)
        line, _end, self.arrived = self.arrived.partition(b"\n")
        return line.rstrip(b"\r")

    def _receive(self, deadline: float | None) -> bytes:
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected(_("the connection was lost"))
        try:
            if deadline is not None:
                # A time-out of 0 would make the socket non-blocking.
                self.sock.settimeout(max(deadline - time.monotonic(), 0.001))
            found = self.sock.recv(READ_AT_ONCE)
        except TimeoutError as error:
            raise smtplib.SMTPServerDisconnected(_("no answer in time")) from error
        except OSError as error:
            raise smtplib.SMTPServerDisconnected(error.strerror or str(error)) from error
        if not found:
            raise smtplib.SMTPServerDisconnected(_("the connection was lost"))
        return bytes(found)


class TlsConnection(Connection, smtplib.SMTP_SSL):
    """A connection that is encrypted from the start (implicit TLS)."""
