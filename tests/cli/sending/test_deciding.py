import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from newsroom_that_sends import change_article, set_mail, states, write_list
from scripted_smtp import Script, ScriptedServer, TakeAndDrop, Turn, always, plainly, scripted_smtp

from pressverk.delivery.ledger.store import ledger_path, open_ledger

Run = Callable[..., Result]
TO_ALL = ("send", "pris", "--to", "redaktioner")
BOUNCE = """\
From MAILER-DAEMON Mon Jan  1 10:00:00 2018
Content-Type: multipart/report; report-type=delivery-status; boundary="b"
Message-ID: <report@example.net>

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; c@example.net
Action: failed
Status: 5.1.1

--b
Content-Type: text/rfc822-headers

Message-ID: {message_id}

--b--
"""


OPT_OUT = ("recipients", "opt-out", "c@example.net")
DELETE = ("recipients", "delete", "c@example.net")
REPORTS = ("reports", "reports.mbox", "--yes")


def write_bounce() -> None:
    """Write a report that the latest message to c couldn't be delivered."""
    with open_ledger(ledger_path(Path.cwd())) as ledger:
        query = "SELECT message_id FROM deliveries WHERE address = 'c@example.net' ORDER BY id"
        message_id = ledger.rows(query)[0]["message_id"]
    Path("reports.mbox").write_text(BOUNCE.format(message_id=message_id))


def while_sending(*arguments: str, phase: str = "end", to: str = "") -> Script:
    """Return a script that lets a colleague run a command in the first *phase* about *to*."""
    waiting = [arguments]

    def script(turn: Turn) -> None:
        if turn.phase == phase and turn.recipient.startswith(to) and waiting:
            command = [sys.executable, "-c", "from pressverk.cli.main import main; main()"]
            subprocess.run([*command, *waiting.pop()], check=True)

    return script


@pytest.mark.parametrize("command", [OPT_OUT, DELETE, REPORTS], ids=lambda words: words[1])
def test_who_is_left_out_while_others_are_sent_to_gets_nothing(
    command: tuple[str, ...], run: Run, server: ScriptedServer
) -> None:
    write_list("radio", "c@example.net")
    shutil.copytree("articles/pris", "articles/annat")
    change_article(lead="Kommunen har fått två priser.")
    run("build")
    run("send", "annat", "--to", "radio")
    write_bounce()
    with scripted_smtp(while_sending(*command)) as second:
        set_mail(second.port)
        run("build")
        assert run(*TO_ALL).exit_code == 0
        assert second.copies == {"a@example.com": 1, "b@example.com": 1}
    assert server.copies == {"c@example.net": 1}


@pytest.mark.parametrize("command", [OPT_OUT, DELETE], ids=lambda words: words[1])
def test_who_is_left_out_at_the_last_moment_gets_nothing(
    command: tuple[str, ...], run: Run
) -> None:
    with scripted_smtp(while_sending(*command, phase="rcpt", to="c@")) as server:
        set_mail(server.port)
        run("build")
        sent = run(*TO_ALL)
        assert sent.exit_code == 0, sent.output
        assert server.copies == {"a@example.com": 1, "b@example.com": 1}
    assert states()[1].get("c@example.net") == (None if command == DELETE else "cancelled")


def test_who_bounced_is_left_out_of_a_resend_and_counted(run: Run) -> None:
    with scripted_smtp(always("rcpt", "550 no", to="a@")) as server:
        set_mail(server.port)
        run("build")
        run(*TO_ALL)
    write_bounce()
    assert run(*REPORTS).exit_code == 0
    told = run("resend", "1", "--failed").output
    assert "left out, as they opted out, bounced or were deleted: 1" in told
    assert "1 changed" in told
    assert states()[1] == {
        "a@example.com": "queued", "b@example.com": "accepted", "c@example.net": "failed",
    }  # fmt: skip


def test_who_is_deleted_before_anything_left_leaves_no_trace_in_the_ledger(run: Run) -> None:
    run(*TO_ALL, "--at", "2090-01-01 10:00")
    told = run("recipients", "delete", "c@example.net")
    assert "cancelled, as it hadn't begun to leave: 1" in told.output
    assert states()[1] == {"a@example.com": "queued", "b@example.com": "queued"}


def test_a_sender_that_was_refused_and_corrected_is_the_same_outside_and_within(
    run: Run, server: ScriptedServer
) -> None:
    with scripted_smtp(always("mail", "550 not you")) as stern:
        set_mail(stern.port)
        run("build")
        run(*TO_ALL)
        assert "paused: the mail server takes nothing of ours" in run("deliveries").output
    set_mail(server.port)
    change_sender()
    run("build")
    sent = run(*TO_ALL)
    assert sent.exit_code == 0, sent.output
    assert "paused" not in sent.output
    for one in server.taken:
        assert one.sender == "ny@exempel.se"
        assert b"<ny@exempel.se>" in one.text.partition(b"\r\n\r\n")[0]


def change_sender() -> None:
    path = Path("newsroom.toml")
    text = path.read_text("utf-8").replace('from_address = "press@', 'from_address = "ny@')
    path.write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("script", "again"),
    [
        (always("end", TakeAndDrop, to="b@"), ("resend", "1", "--uncertain")),
        (always("rcpt", "450 later", to="b@"), ("cancel", "1")),
    ],
)
def test_every_message_is_from_whom_it_says_though_the_settings_changed(
    script: Script, again: tuple[str, ...], run: Run
) -> None:
    with scripted_smtp(script) as server:
        set_mail(server.port)
        run("build")
        run(*TO_ALL)
        run(*again)
        change_sender()
        server.script = plainly
        run("build")
        done = run(*TO_ALL)
        assert done.exit_code == 0, done.output
    assert server.taken[-1].recipient == "b@example.com"
    for one in server.taken:
        assert f"<{one.sender}>".encode() in one.text.partition(b"\r\nTo:")[0]


def test_a_server_that_could_not_be_reached_is_no_beginning(
    run: Run, server: ScriptedServer
) -> None:
    with scripted_smtp() as gone:
        set_mail(gone.port)
    run("build")
    assert run(*TO_ALL).exit_code == 1
    assert run(*TO_ALL, "--at", "2090-01-01 10:00").exit_code == 0
    assert run(*TO_ALL, "--at", "now").exit_code == 1
    set_mail(server.port)
    change_article(lead="Kommunen har fått två priser.")
    run("build")
    again = run(*TO_ALL)
    assert again.exit_code == 0, again.output
    assert "campaign 1 of an older edition is cancelled" in again.output
    assert server.copies.total() == 3


@pytest.mark.parametrize("decision", ["cancel", "nothing"])
def test_a_resend_that_came_to_nothing_is_still_uncertain(run: Run, decision: str) -> None:
    with scripted_smtp(always("end", TakeAndDrop, to="c@")) as server:
        set_mail(server.port)
        run("build")
        run(*TO_ALL)
        assert "1 changed" in run("resend", "1", "--uncertain").output
        if decision == "cancel":
            run("cancel", "1")
        assert run(*TO_ALL).exit_code == 1
        assert states()[1]["c@example.net"] == "uncertain"
        assert server.copies["c@example.net"] == (1 if decision == "cancel" else 2)
