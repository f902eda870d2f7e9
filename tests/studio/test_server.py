import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from click.testing import CliRunner

from pressverk.cli.main import main
from pressverk.newsroom.config import read_newsroom
from pressverk.studio.options import StudioOptions, options_of
from pressverk.studio.server import is_served
from pressverk.studio.store.database import open_store, store_path
from pressverk.studio.store.versions import text_of_version, versions

PRESSVERK = [sys.executable, "-c", "from pressverk.cli.main import main; main()"]
LINK = re.compile(r"http://127\.0\.0\.1:(\d+)/enter\?key=\S+")


@contextmanager
def served(root: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the studio as people do, and yield its process and its one-time link."""
    command = [sys.executable, "-m", "pressverk.cli", "studio", "--port", "0", "--no-browser"]
    command[1:3] = ["-c", "from pressverk.cli.main import main; main()"]
    process = subprocess.Popen(
        command,
        cwd=root,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stdout
        link = next(found[0] for line in process.stdout if (found := LINK.search(line)))
        yield process, link
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


@contextmanager
def browser_at(link: str) -> Iterator[httpx2.Client]:
    """Yield a browser that came in by *link*."""
    with httpx2.Client(base_url=link.partition("/enter")[0], follow_redirects=True) as client:
        assert client.get(link).status_code == 200
        yield client


def test_the_link_that_is_printed_opens_the_desk(root: Path) -> None:
    with served(root) as (_process, link), browser_at(link) as browser:
        assert "Desk" in browser.get("/").text
        assert httpx2.get(link).status_code == 403


def test_a_stop_lets_go_of_those_who_listen(root: Path) -> None:
    with served(root) as (process, link), browser_at(link) as browser:
        with browser.stream("GET", "/events", timeout=30) as stream:
            lines = stream.iter_lines()
            assert next(lines) == "retry: 2000"
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert len(list(lines)) < 50  # it ends
        assert process.wait(15) == 0 or process.returncode == -signal.SIGTERM
        assert time.monotonic() - began < 8


def test_the_same_newsroom_is_served_once(root: Path, tmp_path: Path) -> None:
    with served(root) as (_process, link):
        found = LINK.match(link)
        assert found
        port = int(found[1])

        assert is_served(StudioOptions(root=root, port=port))
        assert not is_served(StudioOptions(root=tmp_path, port=port))
        done = subprocess.run(
            [*PRESSVERK, "studio", "--port", str(port), "--no-browser"],
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        )
        second = LINK.search(done.stdout)
        assert second
        assert second[0] != link
        with browser_at(second[0]):
            pass


def test_a_port_that_something_else_has_is_reported(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    with socket.create_server(("127.0.0.1", 0)) as other:
        done = CliRunner().invoke(main, ["studio", "--port", str(other.getsockname()[1])])

    assert done.exit_code == 1
    assert "choose another with --port" in done.output


def test_a_kill_loses_nothing_that_was_answered(root: Path) -> None:
    with served(root) as (process, link), browser_at(link) as browser:
        page = browser.get("/").text
        token = re.search(r'csrf-token" content="([^"]+)', page)
        assert token
        answer = browser.post(
            "/new", data={"csrf": token[1], "title": "Sista ordet", "layout": "press-release"}
        )
        assert answer.status_code == 200
        process.send_signal(signal.SIGKILL)
        process.wait()

    store = open_store(store_path(root))
    acts = [row["act"] for row in store.rows("SELECT act FROM audit")]
    assert acts[-1] == "began"
    assert (root / "articles" / "sista-ordet" / "index.md").exists()
    for each in versions(store, "sista-ordet"):
        assert text_of_version(store, "sista-ordet", each.id)
    store.close()


OFFICE = """
[studio]
address = "https://press.exempel.se/studio/"
proxies = ["127.0.0.1"]
[studio.login]
issuer = "https://login.exempel.se"
client_id = "pressverk"
[studio.login.groups]
writes = ["Press"]
approves = ["Chefer"]
"""


def test_an_office_is_reported_in_newsroom_toml(root: Path) -> None:
    path = root / "newsroom.toml"
    path.write_text(path.read_text("utf-8") + OFFICE, encoding="utf-8")

    options = options_of(read_newsroom(root), 8770)

    assert (options.prefix, options.is_secure) == ("/studio", True)
    assert options.hosts == {"press.exempel.se"}
    assert options.login
    assert options.login.groups["approves"] == ("Chefer",)
    assert options.login.groups["sends"] == ()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('address = "http://press.exempel.se"', "an address with https://"),
        ('proxies = ["everybody"]', "an IP address"),
        ('issuer = "http://login.exempel.se"', "an address with https://"),
        ('issuer = "file:///etc/passwd"', "an address with https://"),
        ('admins = ["x"]', "admins"),
    ],
)
def test_an_office_that_would_be_unsafe_is_refused(root: Path, line: str, words: str) -> None:
    path = root / "newsroom.toml"
    key = line.partition(" ")[0]
    lines = [line if each.startswith(f"{key} ") else each for each in OFFICE.splitlines()]
    if line not in lines:
        lines.append(line)
    path.write_text(path.read_text("utf-8") + "\n".join(lines), encoding="utf-8")

    with pytest.raises(Exception, match=words):
        read_newsroom(root)


def test_units_run_the_studio_as_who_owns_the_newsroom(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    done = CliRunner().invoke(main, ["studio", "--units", "units", "--port", "9000"])

    text = (root / "units" / "pressverk-studio.service").read_text("utf-8")
    assert done.exit_code == 0
    assert f"User={root.owner()}\n" in text
    assert f"WorkingDirectory={root}\n" in text
    assert "studio --no-browser --port 9000" in text
    assert "@" not in text
    assert (root / "units" / "pressverk-send-due.timer").exists()
