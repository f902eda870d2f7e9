"""Deliver a campaign through a real Postfix, which throws away what it accepts, and count.

    make test-postfix

Needs root, as Postfix does. It runs an instance of its own on loopback, with a folder of its own,
and leaves the machine's mail alone. With --install it fetches Postfix from Debian first.
"""

# ruff: noqa: T201, S607 - a program that is run by hand, of programs that lie where they do

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from certificates import certified
from deliveries import NOON, campaign_to, mail_to
from sending_alone import send

from pressverk.delivery.ledger.queries import deliveries
from pressverk.delivery.ledger.states import State
from pressverk.delivery.ledger.store import open_ledger
from pressverk.delivery.sender.scheduler import Clock
from pressverk.delivery.smtp.session import Timeouts

QUICK = Timeouts(connect=10, command=10, data=10, block=10, end=30)
MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
inet_interfaces = loopback-only
inet_protocols = ipv4
myhostname = localhost
mydestination =
local_recipient_maps =
alias_maps =
default_transport = discard
relay_transport = discard
mynetworks = 127.0.0.0/8
message_size_limit = 30000000
smtpd_tls_chain_files = {certificate}
smtpd_tls_security_level = encrypt
smtpd_recipient_restrictions =
    check_recipient_access inline:{{
        {{refused@example.com = 550 5.1.1 no such user}},
        {{later@example.com = 450 4.2.0 come back later}} }},
    permit_mynetworks, reject
smtpd_peername_lookup = no
smtputf8_enable = no
"""
MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
"""


def main() -> None:
    """Deliver, count, and fail when the counts differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recipients", type=int, nargs="?", default=200)
    parser.add_argument("--install", action="store_true", help="fetch Postfix from Debian first")
    options = parser.parse_args()
    if options.install:
        install()
    if not shutil.which("postfix"):
        sys.exit("postfix is missing; run this with --install")
    with tempfile.TemporaryDirectory(prefix="postfix-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        print(deliver(folder, options.recipients))


def deliver(folder: Path, count: int) -> str:
    """Deliver to *count* recipients, one of them refused and one deferred, and tell how it went."""
    _theirs, ours = certified(folder, "localhost")
    good = [f"redaktion{number}@example.com" for number in range(count - 2)]
    log = folder / "mail.log"
    with (
        postfix(folder, folder / "localhost.pem") as port,
        mock.patch("ssl.create_default_context", return_value=ours),
        told(log),
    ):
        with open_ledger(folder / "newsroom" / ".pressverk" / "ledger.sqlite") as ledger:
            number = campaign_to(ledger, ["refused@example.com", "later@example.com", *good])
            start = time.perf_counter()
            clock = Clock(now=lambda: NOON)
            for _one in send(
                ledger, number, mail_to(port, security="starttls"), clock=clock, timeouts=QUICK
            ):
                pass
            seconds = time.perf_counter() - start
            states = Counter(one.state for one in deliveries(ledger, number))
        got = wait_for(folder / "mail.log", count - 2)
    expected = {State.ACCEPTED: count - 2, State.FAILED: 1, State.DEFERRED: 1}
    if states != expected or got != Counter(good):
        raise RuntimeError(states, got - Counter(good), Counter(good) - got)
    return f"{count} recipients in {seconds:.1f} s: each got one copy, two were turned down"


def install() -> None:
    """Fetch Postfix from Debian, without a configuration of its own."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    kind = b"postfix postfix/main_mailer_type select No configuration\n"
    subprocess.run(["debconf-set-selections"], input=kind, check=True)
    subprocess.run(["apt-get", "update", "-qq"], check=True)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "postfix"]
    subprocess.run(command, check=True, env=environment)


@contextmanager
def postfix(folder: Path, certificate: Path) -> Iterator[int]:
    """Run Postfix in *folder* for as long as this lasts, and yield its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = folder / "etc"
    for name in (settings, folder / "spool", folder / "data"):
        name.mkdir()
    shutil.chown(folder / "data", "postfix")
    (settings / "main.cf").write_text(MAIN.format(folder=folder, certificate=certificate))
    (settings / "master.cf").write_text(MASTER.format(port=port))
    (settings / "dynamicmaps.cf").touch()
    control = ["postfix", "-c", str(settings)]
    subprocess.run([*control, "start"], check=True)
    try:
        yield port
    finally:
        subprocess.run([*control, "stop"], check=True)


@contextmanager
def told(log: Path) -> Iterator[None]:
    """Print what Postfix logged when something goes wrong."""
    try:
        yield
    except BaseException:
        print(log.read_text() if log.exists() else "nothing was logged", file=sys.stderr)
        raise


def wait_for(log: Path, count: int) -> Counter[str]:
    """Return how many copies Postfix says each recipient got, once there are *count*."""
    for _try in range(120):
        if copies(log).total() >= count:
            break
        time.sleep(0.5)
    time.sleep(1)  # a second copy would come now
    return copies(log)


def copies(log: Path) -> Counter[str]:
    """Return how many copies Postfix says each recipient got."""
    return Counter(re.findall(r"to=<(.+?)>.*status=sent", log.read_text()))


if __name__ == "__main__":
    main()
