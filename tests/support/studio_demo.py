"""The studio as an office has it, on this machine alone: two people, and mail that goes nowhere.

Everything is made in the folder that is given: a copy of the sample newsroom, and the mail that it
sends. Anna writes and sends, Bo approves, Cia administers; whoever logs in says who they are.
"""

import contextlib
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from login_provider import login_provider

from pressverk.newsroom.config import read_newsroom
from pressverk.studio.options import PORT, StudioOptions, options_of
from pressverk.studio.server import base_address, serve

PROVIDER = 8779  # the port of logins: people are known by it
SAMPLE = Path(__file__).resolve().parents[2]
COPIED = ("articles", "contacts", "logo.svg")
SETTINGS = """
[mail]
from_address = "press@exempel.se"
unsubscribe = "press+avregistrera@exempel.se"
approval = true

[mail.smtp]
host = "127.0.0.1"
port = {smtp}
security = "none"
auth = "none"

[studio]
address = "http://127.0.0.1:{port}"

[studio.login]
issuer = "{issuer}"
client_id = "pressverk"

[studio.login.groups]
writes = ["Press"]
approves = ["Chefer"]
sends = ["Press"]
administers = ["IT"]
"""
READERS = """\
email,name,organisation,source,added
redaktionen@lokaltidningen.example,Exempel Lokal,Lokaltidningen (exempel),demonstration,2026-01-01
nyheter@radion.example,Exempel Radio,Radion (exempel),demonstration,2026-01-01
tips@webbtidningen.example,Exempel Webb,Webbtidningen (exempel),demonstration,2026-01-01
"""


class Mailbox:
    """A mail server's end: each message becomes a file. There is nobody called *saknas*."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    async def handle_RCPT(  # noqa: N802 - its name in aiosmtpd
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Take a reader, or refuse one."""
        if address.startswith("saknas@"):
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 taken"

    async def handle_DATA(  # noqa: N802 - its name in aiosmtpd
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep a message."""
        data = envelope.original_content or b""
        count = len(list(self.folder.iterdir()))
        (self.folder / f"{count + 1:03}.eml").write_bytes(data)
        subject = message_from_bytes(data, policy=policy.default)["subject"]
        print(f"  mail to {', '.join(envelope.rcpt_tos)}: {subject}")  # noqa: T201 - its purpose
        return "250 2.0.0 taken"


@contextlib.contextmanager
def mail_server(folder: Path) -> Iterator[int]:
    """Run a mail server that keeps what it gets in *folder*; yield its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(Mailbox(folder), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def make_newsroom(folder: Path, *, smtp: int, issuer: str, port: int) -> None:
    """Copy the sample newsroom to *folder*, unless it is there, and set it up for an office."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        source, target = SAMPLE / name, folder / name
        if source.is_dir() and not target.exists():
            shutil.copytree(source, target)
        elif source.is_file():
            shutil.copy(source, target)
    sample = (SAMPLE / "newsroom.toml").read_text(encoding="utf-8")
    own = sample.partition("\n# Mail is sent")[0].partition("\n[mail]")[0]
    settings = SETTINGS.format(smtp=smtp, issuer=issuer, port=port)
    (folder / "newsroom.toml").write_text(own + "\n" + settings, encoding="utf-8")
    contacts = folder / "contacts"
    contacts.mkdir(exist_ok=True)
    (contacts / "demonstration.csv").write_text(READERS, encoding="utf-8")


def main() -> None:
    """Serve until Ctrl+C."""
    folder = Path(sys.argv[1]).resolve()
    given = [int(each) for each in sys.argv[2:4]]
    port, provider = (*given, *(PORT, PROVIDER)[len(given) :])
    os.environ["PRESSVERK_LOGIN_SECRET"] = "demonstration"  # noqa: S105 - asked by nobody
    with login_provider(provider) as login, mail_server(folder / "mail") as smtp:
        newsroom = folder / "newsroom"
        make_newsroom(newsroom, smtp=smtp, issuer=login.issuer, port=port)
        serve(options_of(read_newsroom(newsroom), port), _tell)


def _tell(options: StudioOptions) -> None:
    print(f"The studio is open at {base_address(options)}")  # noqa: T201 - as above
    print("Log in as anna (writes, sends), bo (approves) or cia (administers).")  # noqa: T201


if __name__ == "__main__":
    main()
