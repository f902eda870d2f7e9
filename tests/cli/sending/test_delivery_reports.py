import datetime as dt
import hashlib
import mailbox
import os
import shutil
import socket
import ssl
import threading
import time
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path

import pytest
from certificates import certified
from click.testing import Result
from delivery_reports import report
from hypothesis import given
from hypothesis import strategies as st
from newsroom_that_sends import change_article, states, write_list

from pressverk.cli import campaigns as commands
from pressverk.delivery.bounces import mailboxes
from pressverk.delivery.bounces.apply_report import read_message, reports_in
from pressverk.delivery.ledger.queries import deliveries
from pressverk.delivery.ledger.store import ledger_path, open_ledger

Run = Callable[..., Result]
LIST = "contacts/redaktioner.csv"
TO_ALL = ("send", "pris", "--to", "redaktioner")
LISTED = "Original-Recipient: rfc822; a@example.com"


@pytest.fixture
def ids(run: Run) -> dict[str, str]:
    """Send, and return each recipient's Message-ID."""
    assert run(*TO_ALL).exit_code == 0
    with open_ledger(ledger_path(Path.cwd())) as ledger:
        return {one.recipient: one.message_id for one in deliveries(ledger, 1)}


def mbox(*messages: bytes) -> str:
    box = mailbox.mbox("reports.mbox")
    for each in messages:
        box.add(each)
    box.close()
    return "reports.mbox"


def bounced() -> list[str]:
    lines = Path(LIST).read_text().splitlines()
    return [line.split(",")[1] for line in lines[1:] if not line.endswith(",")]


def test_an_address_that_does_not_work_fails_and_is_left_out_from_now_on(
    run: Run, ids: dict[str, str]
) -> None:
    done = run("reports", mbox(report(ids["a@example.com"])), "--yes")
    assert done.exit_code == 0, done.output
    assert done.output.splitlines() == [
        "a@example.com  not reached  5.1.1 550 no such user",
        "1 new, of 1 report",
        f"marked as bounced in {LIST}: a@example.com",
    ]
    assert states()[1] == {
        "a@example.com": "failed",
        "b@example.com": "accepted",
        "c@example.net": "accepted",
    }
    assert bounced() == ["a@example.com"]


@pytest.mark.parametrize(
    ("others", "state"),
    [
        ({"status": "5.2.2"}, "failed"),  # a full mailbox
        ({"status": "5.7.1"}, "failed"),  # what we wrote
        ({"recipient": "editor@other.example"}, "accepted"),  # not whom it was for
        ({"recipient": f"editor@other.example\n{LISTED}"}, "failed"),  # and who was written to
        ({"action": "delayed", "status": "4.4.1"}, "accepted"),
        ({"action": "delivered", "status": "2.0.0"}, "accepted"),
        ({"action": "relayed", "status": "2.0.0"}, "accepted"),
    ],
)
def test_only_an_address_that_does_not_work_is_left_out(
    others: dict[str, str], state: str, run: Run, ids: dict[str, str]
) -> None:
    run("reports", mbox(report(ids["a@example.com"], **others)), "--yes")
    assert states()[1]["a@example.com"] == state
    assert bounced() == []


@pytest.mark.parametrize("kind", ["text/rfc822-headers", "message/rfc822", "message/global"])
def test_the_original_is_found_in_whatever_form_it_is_enclosed(kind: str) -> None:
    [found] = reports_in(message_from_bytes(report("<x@exempel.se>", kind=kind)))
    assert found.message_id == "<x@exempel.se>"


def test_reports_in_unicode_are_read() -> None:
    text = report("<x@exempel.se>", "åsa@example.com").replace(
        b"message/delivery-status", b"message/global-delivery-status"
    )
    [found] = reports_in(message_from_bytes(text))
    assert (found.action, found.status) == ("failed", "5.1.1")


def test_a_report_is_set_once_however_often_it_is_read(run: Run, ids: dict[str, str]) -> None:
    place = mbox(report(ids["a@example.com"], status="5.2.2"))
    run("reports", place)
    assert "0 new, of 1 report" in run("reports", place).output
    run("resend", "1", "--failed")
    run(*TO_ALL)
    run("reports", place)  # tells of the message that was sent before
    assert states()[1]["a@example.com"] == "accepted"
    again = mbox(report(ids["a@example.com"], status="5.2.2", report_id="r2"))
    assert "1 new, of 2 reports" in run("reports", again).output
    assert states()[1]["a@example.com"] == "failed"


def test_a_report_waits_for_a_list_to_be_corrected(run: Run, ids: dict[str, str]) -> None:
    place = mbox(report(ids["a@example.com"]))
    faulty = Path("contacts/zz.csv")
    faulty.write_text("email,added\ninte en adress,2026-01-01\n")
    assert run("reports", place, "--yes").exit_code == 1
    faulty.unlink()
    assert "1 new, of 1 report" in run("reports", place, "--yes").output
    assert bounced() == ["a@example.com"]
    assert states()[1]["a@example.com"] == "failed"


def test_a_report_about_what_is_sent_again_waits_for_that(run: Run, ids: dict[str, str]) -> None:
    run("reports", mbox(report(ids["a@example.com"], status="5.2.2")))
    run("resend", "1", "--failed")
    both = mbox(report(ids["a@example.com"], report_id="r2"))
    assert "0 new, of 2 reports" in run("reports", both, "--yes").output
    assert bounced() == []
    run(*TO_ALL)
    assert "1 new, of 2 reports" in run("reports", both, "--yes").output
    assert bounced() == ["a@example.com"]


def test_reports_about_mail_of_others_and_other_mail_are_passed_over(
    run: Run, ids: dict[str, str]
) -> None:
    assert ids
    place = mbox(report("<other@exempel.se>"), b"Subject: hej\n\nhej\n", report("nothing"))
    assert "0 new, of 1 report" in run("reports", place).output
    assert set(states()[1].values()) == {"accepted"}


def test_a_maildir_is_read_and_left_as_it_is(run: Run, ids: dict[str, str]) -> None:
    box = mailbox.Maildir("reports")
    box.add(report(ids["b@example.com"], "b@example.com"))
    before = sorted(path.as_posix() for path in Path("reports").rglob("*"))
    assert "1 new, of 1 report" in run("reports", "reports").output
    assert sorted(path.as_posix() for path in Path("reports").rglob("*")) == before


@pytest.mark.parametrize("place", ["saved/Studs 1.EML", "saved"])
def test_saved_messages_are_read(place: str, run: Run, ids: dict[str, str]) -> None:
    folder = Path("saved")
    folder.mkdir()
    (folder / "Studs 1.EML").write_bytes(report(ids["b@example.com"], "b@example.com"))
    (folder / "notes.txt").write_text("annat")
    assert "1 new, of 1 report" in run("reports", place).output
    assert states()[1]["b@example.com"] == "failed"


def test_an_empty_mailbox_holds_nothing(run: Run) -> None:
    Path("reports.mbox").touch()
    assert run("reports", "reports.mbox").output == "0 new, of 0 reports\n"


@pytest.mark.parametrize(
    "said",
    [
        "smtp; 550 okänd användare".encode(),
        "smtp; 550 okänd användare".encode("latin-1"),
        b"=?utf-8?q?smtp=3B_550_ok=C3=A4nd_anv=C3=A4ndare?=",
    ],
)
def test_what_a_server_says_in_its_language_is_kept(
    said: bytes, run: Run, ids: dict[str, str]
) -> None:
    said = report(ids["a@example.com"]).replace(b"smtp; 550 no such", said)
    assert "550 okänd användare user" in run("reports", mbox(said)).output
    with open_ledger(ledger_path(Path.cwd())) as ledger:
        assert "okänd användare" in deliveries(ledger, 1)[0].reply


EXIM = """\
From: Mailer-Daemon@exim.example
Date: Mon, 23 Nov 2026 10:00:00 +0100
Subject: Mail delivery failed\x1b[2J
X-Failed-Recipients: a@example.com

  a@example.com
    550 Unknown user
"""
QMAIL = """\
From: MAILER-DAEMON@qmail.example
Subject: failure notice

Hi. This is the qmail-send program.
"""


def test_reports_in_words_of_their_own_are_listed_to_look_at(run: Run, ids: dict[str, str]) -> None:
    nameless = report("nothing")  # doesn't say what it is about
    other = b"From: b@example.com\nSubject: Autosvar\n\nSemester\n"
    of_b = report(ids["b@example.com"], "b@example.com", status="5.2.2")
    place = mbox(EXIM.encode(), QMAIL.encode(), nameless, other, of_b)
    assert run("reports", place).output.splitlines()[1:] == [
        "1 new, of 1 report",
        "not understood: 3; look at them",
        "  Mon, 23 Nov 2026 10:00:00 +0100  Mailer-Daemon@exim.example  Mail delivery failed [2J",
        "  MAILER-DAEMON@qmail.example  failure notice",
        "  MAILER-DAEMON@mx.example.com  Undelivered Mail Returned to Sender",
    ]


@given(st.binary(max_size=300), st.integers(0, 700))
def test_no_damage_to_a_report_stops_the_reading(junk: bytes, at: int) -> None:
    whole = report("<x@exempel.se>")
    read_message(whole[:at] + junk + whole[at + 10 :])


@pytest.mark.parametrize("by", ["a reader", "a server"])
def test_a_report_counts_only_for_whom_it_names(by: str, run: Run, ids: dict[str, str]) -> None:
    digest = hashlib.sha256(Path("output/pris.pdf").read_bytes()).hexdigest()
    parts = f"{digest}\0b@example.com\0"
    guessed = f"<{hashlib.sha256(parts.encode()).hexdigest()[:40]}@exempel.se>"
    message_id = guessed if by == "a reader" else ids["a@example.com"]
    done = run("reports", mbox(report(message_id, "b@example.com")), "--yes")
    assert "0 new, of 1 report" in done.output
    assert ("skipped, as they name another" in done.output) == (by == "a server")
    assert set(states()[1].values()) == {"accepted"}
    assert bounced() == []


def test_nobody_is_taken_off_a_list_unasked(
    run: Run, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    done = run("reports", mbox(report(ids["a@example.com"])))
    assert "to leave it out: pressverk recipients bounced a@example.com" in done.output
    assert bounced() == []
    assert run("recipients", "bounced", "a@example.com").exit_code == 0
    assert bounced() == ["a@example.com"]
    monkeypatch.setattr(commands, "is_at_terminal", lambda: True)
    for name, answer in (("b@example.com", "n"), ("c@example.net", "y")):
        place = mbox(report(ids[name], name, report_id=name))
        done = run("reports", place, says=answer)
        assert f"{name} doesn't work; leave it out of the lists? [y/N]" in done.output
    assert bounced() == ["a@example.com", "c@example.net"]


@pytest.mark.parametrize(("days", "is_certain"), [(2, True), (1, False)])
def test_mail_that_comes_back_again_and_again_over_days_needs_no_asking(
    days: int,
    is_certain: bool,  # noqa: FBT001 - pytest gives it
    run: Run,
    ids: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert ids
    begun = dt.datetime.now(dt.UTC)
    for number in range(3):
        if number:
            change_article(
                lead=f"Kommunen har fått {number} priser till.", updated=f"2018-12-0{number}"
            )
            write_list("redaktioner", "a@example.com")
            shutil.copytree("articles/pris", f"articles/pris-{number}")
            assert run("build").exit_code == 0
            assert run("send", f"pris-{number}", "--to", "redaktioner").exit_code == 0
        with open_ledger(ledger_path(Path.cwd())) as ledger:
            message_id = deliveries(ledger, number + 1)[0].message_id
        monkeypatch.setattr(
            commands, "now_in_utc", lambda after=number: begun + dt.timedelta(days=after * days)
        )
        run("reports", mbox(report(message_id, report_id=f"r{number}")))
        assert (bounced() == ["a@example.com"]) == (is_certain and number == 2)


NESTED = b"".join(
    b'Content-Type: multipart/report; boundary="%d"\n\n--%d\n' % (n, n) for n in range(3000)
)
ODD = [
    b"From: postmaster@x.example\n" + NESTED,
    b"From: postmaster@x.example\nContent-Type: multipart/report" + b"; a=b" * 200_000 + b"\n\n",
    b"From: postmaster@x.example\nContent-Type: multipart/report" + b";\n a=b" * 100_000 + b"\n\n",
    b"From: postmaster@x.example\nSubject: " + b"=?a?q?" * 160_000 + b"\n\n",
    b"From: postmaster@x.example\n\n" + b"\n \n" * 300_000,
    (
        b"From: postmaster@x.example\nContent-Type: message/rfc822\n"
        b"Content-Transfer-Encoding: base64\n\n\xff"
    ),
]


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_an_odd_report_is_reported_and_read_in_no_time(odd: bytes) -> None:
    begun = time.process_time()
    assert read_message(odd).puzzle
    assert time.process_time() - begun < 10


@pytest.mark.parametrize("place", ["pipe.eml", "saved", "mail"])
@pytest.mark.parametrize("kind", ["a pipe", "a hole"])
def test_what_never_ends_is_not_read(place: str, kind: str, run: Run) -> None:
    for folder in ("saved", "mail/cur", "mail/new"):
        Path(folder).mkdir(parents=True)
    path = Path({"saved": "saved/x.eml", "mail": "mail/new/x"}.get(place, place))
    if kind == "a pipe":
        os.mkfifo(path)
    else:
        with path.open("wb") as file:
            file.truncate(20_000_000_000)
    failed = run("reports", place)
    assert failed.exit_code == 1
    told = "is not a regular file" if kind == "a pipe" else "is larger than 2000 MB"
    assert f"{path}: {told}" in failed.output


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (
            "nowhere",
            "nowhere: can't be read (No such file or directory); check its name",
        ),
        (
            "newsroom.toml",
            "newsroom.toml: is neither a mailbox nor a message; save it as mbox or .eml",
        ),
        ("output/pris.pdf", "output/pris.pdf: is neither a mailbox nor a message"),
        (
            "articles",
            "articles: is not a Maildir and has no saved messages, *.eml; name another folder",
        ),
        ("imaps://localhost/INBOX", "write it as imaps://user@host/mailbox"),
        ("imaps://anna:hemligt@localhost/INBOX", "a password doesn't belong there"),
        ("imaps://anna@localhost:1/INBOX", "can't be read"),
        ("imaps://anna@localhost:a/INBOX", "write it as imaps://user@host/mailbox"),
        ('imaps://anna@localhost:1/IN"BOX', "the mailbox's name may hold"),
    ],
)
def test_a_mailbox_that_cannot_be_read_is_reported(
    place: str, told: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRESSVERK_MAIL_PASSWORD", "hemligt")
    failed = run("reports", place)
    assert failed.exit_code == 1
    assert told in failed.output
    assert "hemligt" not in failed.output


@contextmanager
def imap_server(
    context: ssl.SSLContext,
    message: bytes,
    capabilities: str = "IMAP4rev1",
    refused: str = "",
    size: int | None = None,
) -> Iterator[tuple[int, list[str]]]:
    """Run a server with one message for as long as this lasts; yield its port and what it heard."""
    heard: list[str] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        plain, _address = listener.accept()
        with context.wrap_socket(plain, server_side=True) as sock, sock.makefile("rb") as file:
            sock.sendall(f"* OK [CAPABILITY {capabilities}] exempel\r\n".encode())
            for line in file:
                tag, command = line.decode().strip().split(" ", 1)
                heard.append(command)
                name = command.split()[0]
                if name == refused:
                    sock.sendall(f"{tag} NO inte här\r\n".encode())
                    continue
                if name == "SEARCH":
                    sock.sendall(b"* SEARCH 1\r\n")
                elif name == "CAPABILITY":
                    sock.sendall(f"* CAPABILITY {capabilities}\r\n".encode())
                elif name == "AUTHENTICATE":
                    sock.sendall(b"+ \r\n")
                    heard.append(b64decode(file.readline()).decode())
                elif name == "FETCH":
                    told = len(message) if size is None else size
                    sock.sendall(b"* 1 FETCH (BODY[] {%d}\r\n%b)\r\n" % (told, message))
                sock.sendall(f"{tag} OK done\r\n".encode())
                if name == "LOGOUT":
                    return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], heard
    finally:
        thread.join(5)
        listener.close()


def test_a_mailbox_on_a_server_is_read_and_nothing_is_marked_there(
    run: Run, ids: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs, ours = certified(tmp_path, "localhost")
    monkeypatch.setattr(ssl, "create_default_context", lambda: ours)
    monkeypatch.setenv("PRESSVERK_MAIL_PASSWORD", "hemligt")
    with imap_server(theirs, report(ids["a@example.com"])) as (port, heard):
        done = run("reports", f"imaps://anna%40exempel.se@localhost:{port}/Studsar")
    assert "1 new, of 1 report" in done.output, done.output
    assert 'LOGIN anna@exempel.se "hemligt"' in heard
    assert 'EXAMINE "Studsar"' in heard
    [search] = [line for line in heard if line.startswith("SEARCH")]
    assert search.startswith("SEARCH OR OR OR HEADER Content-Type")
    assert " FROM mailer-daemon FROM postmaster " in search
    assert "FETCH 1 (BODY.PEEK[])" in heard


@pytest.mark.parametrize("size", [10**15, 10**9])
def test_a_server_that_sends_more_than_a_message_is_not_listened_to(
    size: int, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs, ours = certified(tmp_path, "localhost")
    monkeypatch.setattr(ssl, "create_default_context", lambda: ours)
    monkeypatch.setenv("PRESSVERK_MAIL_PASSWORD", "hemligt")
    with imap_server(theirs, b"x" * 100, size=size) as (port, _heard):
        failed = run("reports", f"imaps://anna@localhost:{port}/INBOX")
    assert failed.exit_code == 1
    assert "it sends more than was asked for" in failed.output


def test_a_server_that_never_comes_to_an_end_is_left_after_a_while(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs, ours = certified(tmp_path, "localhost")
    monkeypatch.setattr(ssl, "create_default_context", lambda: ours)
    monkeypatch.setattr(mailboxes, "LONGEST_VISIT", 0.5)
    monkeypatch.setenv("PRESSVERK_MAIL_PASSWORD", "hemligt")
    with imap_server(theirs, b"x" * 100, size=10_000) as (port, _heard):  # the rest never comes
        begun = time.monotonic()
        failed = run("reports", f"imaps://anna@localhost:{port}/INBOX")
        assert time.monotonic() - begun < 30
    assert failed.exit_code == 1
    assert "can't be read" in failed.output


@pytest.mark.parametrize("refused", ["LOGIN", "SEARCH"])
def test_what_a_server_refuses_is_reported_in_its_words(
    refused: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs, ours = certified(tmp_path, "localhost")
    monkeypatch.setattr(ssl, "create_default_context", lambda: ours)
    monkeypatch.setenv("PRESSVERK_MAIL_PASSWORD", "hemligt")
    with imap_server(theirs, b"", refused=refused) as (port, _heard):
        failed = run("reports", f"imaps://anna@localhost:{port}/INBOX")
    assert failed.exit_code == 1
    assert "can't be read (inte här)" in failed.output


@pytest.mark.parametrize(
    ("capabilities", "done"), [("IMAP4rev1 AUTH=PLAIN", True), ("IMAP4rev1", False)]
)
def test_a_password_of_any_letters_is_given_where_the_server_takes_it(
    capabilities: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, done: bool
) -> None:
    theirs, ours = certified(tmp_path, "localhost")
    monkeypatch.setattr(ssl, "create_default_context", lambda: ours)
    monkeypatch.setenv("PRESSVERK_MAIL_PASSWORD", "åäö€")
    with imap_server(theirs, report("<x@exempel.se>"), capabilities) as (port, heard):
        result = run("reports", f"imaps://anna%40exempel.se@localhost:{port}/INBOX")
    assert "åäö€" not in result.output
    assert ("\0anna@exempel.se\0åäö€" in heard) == done
    assert result.exit_code == (0 if done else 1)
    assert done or "takes passwords in ASCII only" in result.output


def test_a_server_whose_certificate_is_not_trusted_hears_no_password(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs, _ours = certified(tmp_path, "localhost")
    monkeypatch.setenv("PRESSVERK_MAIL_PASSWORD", "hemligt")
    monkeypatch.setattr(threading, "excepthook", lambda _told: None)
    with imap_server(theirs, b"") as (port, heard):
        failed = run("reports", f"imaps://anna@localhost:{port}/INBOX")
    assert failed.exit_code == 1
    assert "CERTIFICATE_VERIFY_FAILED" in failed.output
    assert heard == []
