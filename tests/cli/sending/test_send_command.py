import email
import email.policy
import socket
import stat
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import click
import pytest
from click.testing import Result
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from newsroom_that_sends import change_article, set_mail, states, write_list
from scripted_smtp import ScriptedServer, TakeAndDrop, always, once, scripted_smtp

from pressverk.cli import preview as commands
from pressverk.delivery import recipients
from pressverk.delivery.campaigns import planning
from pressverk.delivery.ledger.store import ledger_path, open_ledger

Run = Callable[..., Result]
TO_ALL = ("send", "pris", "--to", "redaktioner")


def message_to(server: ScriptedServer, number: int = 0) -> EmailMessage:
    return email.message_from_bytes(server.taken[number].text, policy=email.policy.default)


def test_an_edition_goes_to_all_on_the_list_and_to_nobody_twice(
    run: Run, server: ScriptedServer
) -> None:
    sent = run(*TO_ALL)
    assert sent.exit_code == 0, sent.output
    assert "1: pris to redaktioner, release, PDF" in sent.output
    assert ": 3 accepted" in sent.output
    assert run(*TO_ALL).exit_code == 0
    assert server.copies == {"a@example.com": 1, "b@example.com": 1, "c@example.net": 1}
    attached = [part.get_content() for part in message_to(server).iter_attachments()]
    assert attached == [Path("output/pris.pdf").read_bytes()]


def test_who_is_added_to_the_list_later_gets_it_alone(run: Run, server: ScriptedServer) -> None:
    run(*TO_ALL)
    write_list("redaktioner", "a@example.com", "d@example.com")
    assert run(*TO_ALL).exit_code == 0
    assert [one.recipient for one in server.taken][3:] == ["d@example.com"]


def test_who_is_on_two_lists_gets_one_copy(run: Run, server: ScriptedServer) -> None:
    write_list("radio", "A@example.com", "r@example.com")
    run(*TO_ALL)
    second = run("send", "pris", "--to", "radio")
    assert second.exit_code == 0, second.output
    assert "have it already or get it by another list: 1" in second.output
    assert server.copies.total() == 4
    write_list("radio", "a@example.com")
    write_list("lokalt", "a@example.com")
    third = run("send", "pris", "--to", "lokalt")
    assert (third.exit_code, third.output) == (
        0,
        "left out, as they have it already or get it by another list: 1\n",
    )


def test_a_group_of_a_list_is_sent_to_alone(run: Run, server: ScriptedServer) -> None:
    Path("contacts/redaktioner.csv").write_text(
        "email,source,added,lists\na@example.com,Exempel,2026-01-01,lokalt\n"
        "b@example.com,Exempel,2026-01-01,riks\n"
    )
    assert run(*TO_ALL, "--group", "riks").exit_code == 0
    assert server.copies == {"b@example.com": 1}


def test_an_uncertain_delivery_is_reported_and_waits_for_a_decision(run: Run) -> None:
    with scripted_smtp(once("end", TakeAndDrop)) as server:
        set_mail(server.port)
        run("build")
        sent = run(*TO_ALL)
        assert sent.exit_code == 1
        assert "pressverk resend 1 --uncertain or pressverk accept-uncertain 1" in sent.output
        assert run(*TO_ALL).exit_code == 1
        assert server.copies.total() == 3
        assert "1 changed" in run("resend", "1", "--uncertain").output
        assert run(*TO_ALL).exit_code == 0
        assert server.copies.total() == 4


def test_an_uncertain_delivery_can_be_taken_for_accepted(run: Run) -> None:
    with scripted_smtp(once("end", TakeAndDrop)) as server:
        set_mail(server.port)
        run("build")
        run(*TO_ALL)
        assert "1 changed" in run("accept-uncertain", "1").output
        assert run(*TO_ALL).exit_code == 0
        assert server.copies.total() == 3


def test_what_the_server_puts_off_is_reported_with_when_it_is_tried_again(run: Run) -> None:
    with scripted_smtp(always("rcpt", "450 later", to="b@")) as server:
        set_mail(server.port)
        run("build")
        sent = run(*TO_ALL)
    assert sent.exit_code == 0
    assert "2 accepted, 1 deferred" in sent.output
    assert "the rest is tried from 20" in sent.output


def test_who_is_turned_down_is_reported(run: Run) -> None:
    with scripted_smtp(always("rcpt", "550 no such user", to="b@")) as server:
        set_mail(server.port)
        run("build")
        sent = run(*TO_ALL)
    assert sent.exit_code == 1
    assert "not delivered: 1; see why: pressverk deliveries pris" in sent.output


def test_a_server_that_cannot_be_reached_leaves_all_queued(run: Run) -> None:
    with scripted_smtp() as server:
        set_mail(server.port)
    run("build")
    sent = run(*TO_ALL)
    assert sent.exit_code == 1
    assert "can't be reached" in sent.output
    assert set(states()[1].values()) == {"queued"}


def test_who_sends_again_lets_a_paused_campaign_go_on(run: Run, server: ScriptedServer) -> None:
    with scripted_smtp(always("mail", "550 not you")) as stern:
        set_mail(stern.port)
        run("build")
        assert "takes nothing of ours (550" in run(*TO_ALL).output
    set_mail(server.port)
    run("build")
    assert run(*TO_ALL).exit_code == 0
    assert server.copies.total() == 3


def test_a_message_that_the_server_finds_too_large_is_refused_with_both_figures(run: Run) -> None:
    with scripted_smtp(features=("SIZE 20000",)) as server:
        set_mail(server.port)
        run("build")
        sent = run(*TO_ALL)
    assert sent.exit_code == 1
    assert "and the mail server takes 20000; make the PDF smaller" in sent.output
    assert not server.taken


def test_a_message_that_many_newsrooms_find_too_large_is_advised_against(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pressverk.delivery.message.compose.MUCH", 10_000)
    sent = run(*TO_ALL)
    assert sent.exit_code == 0
    assert "advice articles/pris/index.md: the message is 0.1 MB" in sent.output


def test_what_is_cancelled_stays_until_it_is_sent_again(run: Run, server: ScriptedServer) -> None:
    run(*TO_ALL, "--at", "2090-01-01 10:00")
    assert "3 deliveries cancelled" in run("cancel", "1").output
    assert set(states()[1].values()) == {"cancelled"}
    assert run("send-due").output == ""
    assert run(*TO_ALL).exit_code == 0
    assert server.copies.total() == 3


def test_a_campaign_that_is_not_there_is_reported(run: Run) -> None:
    for command in (("cancel", "7"), ("resend", "7", "--failed"), ("accept-uncertain", "7")):
        failed = run(*command)
        assert failed.exit_code == 1
        assert "no campaign 7" in failed.output


def test_a_plan_stays_as_it_was_when_who_plans_it_anew_is_killed(
    run: Run, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(*TO_ALL, "--at", "2090-01-01 10:00")
    with monkeypatch.context() as patch:
        patch.setattr(planning, "open_campaign", killed)
        run(*TO_ALL, "--at", "now")
    assert run("send-due").exit_code == 0
    assert not server.taken
    assert "leaves 2090-01-01 10:00" in run(*TO_ALL).output
    assert run(*TO_ALL, "--at", "now").exit_code == 0
    assert server.copies.total() == 3


def killed(*_arguments: object, **_options: object) -> None:
    raise KeyboardInterrupt


def test_signed_messages_are_the_same_when_they_are_planned_again(
    run: Run, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRESSVERK_DKIM_KEY", rsa_key())
    table = '[mail.dkim]\nselector = "s1"\ndomain = "exempel.se"\n'
    set_mail(server.port, approval=True, more=table)
    run("build")
    run(*TO_ALL)
    later = time.time() + 100  # signatures are dated
    monkeypatch.setattr(time, "time", lambda: later)
    run("approve", "pris", by="bo")
    assert run(*TO_ALL).exit_code == 0
    assert server.copies.total() == 3
    assert all(one.text.startswith(b"DKIM-Signature: ") for one in server.taken)


def rsa_key() -> str:
    key = rsa.generate_private_key(65537, 2048)
    kind = serialization.PrivateFormat.TraditionalOpenSSL
    pem = key.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption())
    return pem.decode()


def test_mail_that_cannot_be_signed_is_not_sent(
    run: Run, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PRESSVERK_DKIM_KEY", raising=False)
    monkeypatch.setattr("pressverk.delivery.campaigns.release.signing_key", lambda *_all: None)
    set_mail(server.port, more='[mail.dkim]\nselector = "s1"\ndomain = "exempel.se"\n')
    run("build")
    failed = run(*TO_ALL)
    assert failed.exit_code == 1
    assert "no key to sign mail with; give it in PRESSVERK_DKIM_KEY" in failed.output
    assert not server.taken


def test_a_campaign_stays_as_it_was_approved_when_it_cannot_be_planned_anew(
    run: Run, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRESSVERK_DKIM_KEY", rsa_key())
    table = '[mail.dkim]\nselector = "s1"\ndomain = "exempel.se"\n'
    set_mail(server.port, approval=True, more=table)
    run("build")
    run(*TO_ALL)
    run("approve", "pris", by="bo")
    with monkeypatch.context() as patch:  # a colleague who has no key
        patch.delenv("PRESSVERK_DKIM_KEY")
        patch.setattr("pressverk.delivery.campaigns.release.signing_key", lambda *_all: None)
        failed = run(*TO_ALL, "--at", "2090-01-01 10:00", by="cia")
    assert failed.exit_code == 1
    assert "no key to sign mail with" in failed.output
    assert set(states()[1].values()) == {"queued"}
    assert run("send-due").exit_code == 0
    assert server.copies.total() == 3


# Shown, and not sent.


@pytest.fixture
def no_network(server: ScriptedServer, run: Run) -> Iterator[None]:
    assert server.port  # it listens already
    run("build")  # which speaks to its workers over sockets of this machine

    def refuse(*_arguments: object, **_options: object) -> None:
        raise AssertionError("a socket was opened")

    with pytest.MonkeyPatch.context() as patch:
        for name in ("socket", "create_connection", "getaddrinfo"):
            patch.setattr(socket, name, refuse)
        yield


@pytest.mark.usefixtures("no_network")
def test_a_dry_run_writes_every_message_and_a_summary_and_opens_no_socket(run: Run) -> None:
    done = run(*TO_ALL, "--dry-run", "dry")
    assert done.exit_code == 0, done.output
    assert "3 messages" in done.output
    files = sorted(path.name for path in Path("dry").iterdir())
    assert files == [
        "0001-a@example.com.eml", "0002-b@example.com.eml", "0003-c@example.net.eml", "summary.txt",
    ]  # fmt: skip
    assert Path("dry/summary.txt").read_text() in done.output
    assert not ledger_path(Path.cwd()).exists()


@pytest.mark.parametrize(
    ("above", "folder", "file"), [(0o755, 0o700, 0o600), (0o2770, 0o2770, 0o660)]
)
def test_what_a_dry_run_writes_is_read_by_no_others(
    above: int, folder: int, file: int, run: Run
) -> None:
    Path("above").mkdir()
    Path("above").chmod(above)
    run(*TO_ALL, "--dry-run", "above/dry")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in Path("above/dry").iterdir()}
    assert stat.S_IMODE(Path("above/dry").stat().st_mode) == folder
    assert modes == {file}


def test_a_dry_run_writes_the_very_bytes_that_are_sent(run: Run, server: ScriptedServer) -> None:
    with open_ledger(ledger_path(Path.cwd())):  # from then on Message-IDs are known
        pass
    run(*TO_ALL, "--dry-run", "dry")
    run(*TO_ALL)
    written = Path("dry/0001-a@example.com.eml").read_bytes()
    sent = server.taken[0].text
    assert written.partition(b"\r\nFrom:")[2] == sent.partition(b"\r\nFrom:")[2]  # after Date


@pytest.mark.usefixtures("no_network")
def test_a_preview_is_written_where_it_is_asked_for(run: Run) -> None:
    done = run("send", "pris", "--preview", "p.html")
    assert (done.exit_code, done.output) == (0, "p.html\n")
    assert "<title>Preview: Ett pris</title>" in Path("p.html").read_text("utf-8")


@pytest.mark.usefixtures("no_network")
def test_a_preview_without_a_file_opens_the_browser(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(click, "launch", opened.append)
    monkeypatch.setattr(commands, "has_screen", lambda: True)
    done = run("send", "pris", "--preview")
    assert [f"{path}\n" for path in opened] == [done.output]
    assert Path(opened[0]).read_text("utf-8").startswith("<!DOCTYPE html>")


def test_a_preview_where_there_is_no_screen_is_a_file(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(click, "launch", lambda _path: pytest.fail("a browser was opened"))
    for variable in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)
    done = run("send", "pris", "--preview")
    assert Path(done.output.strip()).is_file()


def test_a_test_goes_to_one_address_and_reads_no_list(
    run: Run, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise AssertionError("a list was read")

    monkeypatch.setattr(recipients.lists, "_bytes_of", refuse)
    monkeypatch.setattr(recipients.lists, "find_lists", refuse)
    done = run("send", "pris", "--test-to", "mig@exempel.se")
    assert done.exit_code == 0, done.output
    assert server.copies == {"mig@exempel.se": 1}
    assert not ledger_path(Path.cwd()).exists()


def test_tests_are_other_messages_than_the_release(run: Run, server: ScriptedServer) -> None:
    for _time in range(2):
        run("send", "pris", "--test-to", "a@example.com")
    run(*TO_ALL)
    ids = [message_to(server, number)["Message-ID"] for number in range(3)]
    assert len(set(ids)) == 3


def test_a_test_that_is_turned_down_fails_with_the_servers_words(run: Run) -> None:
    with scripted_smtp(always("rcpt", "550 no such user")) as server:
        set_mail(server.port)
        run("build")
        done = run("send", "pris", "--test-to", "mig@exempel.se")
    assert done.exit_code == 1
    assert "the mail server didn't take it: 550 no such user" in done.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "name whom to send to"),
        (("--to", "redaktioner", "--follows", "pris"), "name whom to send to"),
        (("--test-to", "ingen"), "'ingen' is not an email address"),
        (("--to", "redaktioner", "--at", "i morgon"), "give a day and a time"),
        (("--to", "redaktioner", "--at", "2018-01-01 10:00"), "that has passed"),
        (("--to", "redaktioner", "--at", "2090-03-26 02:30"), "clocks skip that hour"),
    ],
)
def test_a_command_that_is_written_wrongly_says_what_to_write(
    arguments: tuple[str, ...], told: str, run: Run
) -> None:
    failed = run("send", "pris", *arguments)
    assert failed.exit_code == 2
    assert told in failed.output


def test_a_newsroom_without_settings_for_mail_is_reported(run: Run) -> None:
    text = Path("newsroom.toml").read_text("utf-8").partition("\n[mail]")[0]
    Path("newsroom.toml").write_text(text, "utf-8")
    failed = run(*TO_ALL)
    assert failed.exit_code == 1
    assert "newsroom.toml: [mail] is missing" in failed.output


def test_an_article_whose_title_could_forge_a_header_is_refused(
    run: Run, server: ScriptedServer
) -> None:
    change_article(title='"Ett pris =?utf-8?q?=0d=0aBcc:_x@example.com?="')
    run("build")
    failed = run(*TO_ALL)
    assert failed.exit_code == 1
    assert "articles/pris/index.md: title is" in failed.output
    assert not server.taken
