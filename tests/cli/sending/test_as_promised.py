"""The promise, as a user tries it: 200 recipients, a real mail server, killed on the way."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from mail_server import mail_server
from newsroom_that_sends import MAIL

PEOPLE = [f"redaktion{number}@example.com" for number in range(200)]
SEND = ("send", "kvinnofridspriset-2018", "--to", "redaktioner")


def pressverk(*arguments: str, by: str = "anna") -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", "from pressverk.cli.main import main; main()", *arguments]
    environment = os.environ | {"PRESSVERK_USER": by}
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    )


def finished(*arguments: str, by: str = "anna", status: int = 0) -> str:
    with pressverk(*arguments, by=by) as process:
        output = process.communicate()[0]
    assert process.returncode == status, output
    return output


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a newsroom with the command that makes them, and a release."""
    monkeypatch.chdir(tmp_path)
    finished("init", "stad")
    monkeypatch.chdir(tmp_path / "stad")
    finished("new", "press-release", "Kvinnofridspriset 2018")
    for file in ("newsroom.toml", "articles/kvinnofridspriset-2018/index.md"):
        text = Path(file).read_text(encoding="utf-8")
        Path(file).write_text(re.sub('Skriv (här|texten).*?här|Skriv här [^".]*', "Ja", text))
    Path("contacts").mkdir()
    lines = [f"{address},Exempel,2026-01-01" for address in PEOPLE]
    Path("contacts/redaktioner.csv").write_text("\n".join(["email,source,added", *lines]))
    return tmp_path / "stad"


def test_200_recipients_get_one_copy_each_though_the_sender_is_killed_again_and_again(
    fresh: Path,
) -> None:
    with mail_server() as (mailboxes, port):
        with (fresh / "newsroom.toml").open("a") as settings:
            settings.write(MAIL.format(port=port, approval="true"))
        finished("build", "kvinnofridspriset-2018")
        finished(*SEND)  # not approved
        finished("approve", "kvinnofridspriset-2018", "--to", "redaktioner", by="bo")

        for stop in (1, 60, 120):
            with pressverk(*SEND) as process:

                def kill(count: int, stop: int = stop, victim: int = process.pid) -> None:
                    if count == stop:
                        os.kill(victim, signal.SIGKILL)

                mailboxes.arrived = kill
                output = process.communicate()[0]
            assert process.returncode == -signal.SIGKILL, output
            assert mailboxes.copies.total() == stop

        told = finished(*SEND, status=1)  # killed before the answers: three are uncertain
        assert "197 accepted" in told
        assert "3 uncertain" in told
        assert mailboxes.copies == dict.fromkeys(PEOPLE, 1)
        finished("accept-uncertain", "1")
        finished(*SEND)
        assert mailboxes.copies == dict.fromkeys(PEOPLE, 1)
    shown = finished("deliveries")
    assert "200 accepted" in shown
    assert all(f" {address} " in shown for address in PEOPLE)
