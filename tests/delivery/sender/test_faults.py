"""Each thing that can go wrong on the way, counted at the server's side."""

import contextlib
import itertools
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from certificates import certified
from deliveries import NOON, PATIENCE, address, campaign_to, mail_to
from repository import ROOT
from scripted_smtp import (
    Drop,
    TakeAndDrop,
    Turn,
    always,
    once,
    scripted_smtp,
    slowly,
)
from truth import Watch, assert_truthful, run, run_to_the_end, states_of

from pressverk.delivery.ledger.claims import recover
from pressverk.delivery.ledger.operator import resend, resume
from pressverk.delivery.ledger.queries import campaign, deliveries, message_bytes
from pressverk.delivery.ledger.rows import CampaignState
from pressverk.delivery.ledger.states import State
from pressverk.delivery.ledger.store import Ledger, open_ledger
from pressverk.delivery.smtp.session import Timeouts
from pressverk.errors import LedgerError

SENDER = ROOT / "tests/support/sender.py"
PEOPLE = 4


def sender(ledger: Path, number: int, port: int, *step: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(SENDER), str(ledger), str(number), str(port)]
    tests = str(SENDER.parent)
    return subprocess.Popen([*command, *map(str, step)], env=os.environ | {"PYTHONPATH": tests})


def to_four(ledger: Ledger) -> int:
    return campaign_to(ledger, [address(n) for n in range(PEOPLE)])


@pytest.mark.parametrize("phase", ["banner", "ehlo", "mail", "rcpt", "data", "end", "rset"])
@pytest.mark.parametrize("answer", [Drop, "421 closing", "451 later"])
def test_a_passing_fault_at_any_phase_delays_and_no_more(
    ledger: Ledger, phase: str, answer: str | type[Drop]
) -> None:
    number = to_four(ledger)
    with scripted_smtp(once(phase, answer)) as server:
        run_to_the_end(ledger, number, server)
        assert_truthful(ledger, number, server, PEOPLE)
    lost = phase == "end" and answer is Drop
    assert states_of(ledger, number)[State.UNCERTAIN] == lost
    assert states_of(ledger, number)[State.ACCEPTED] == PEOPLE - lost


@pytest.mark.parametrize(
    ("phase", "answer", "copies"), [("body", Drop, 0), ("end", Drop, 0), ("end", TakeAndDrop, 1)]
)
def test_an_answer_that_is_lost_leaves_one_uncertain_until_a_person_decides(
    ledger: Ledger, phase: str, answer: str, copies: int
) -> None:
    number = to_four(ledger)
    with scripted_smtp(once(phase, answer)) as server:
        run_to_the_end(ledger, number, server)
        assert_truthful(ledger, number, server, PEOPLE)
        first = deliveries(ledger, number)[0]
        assert (first.state, server.copies[first.recipient]) == (State.UNCERTAIN, copies)
        resend(ledger, number, State.UNCERTAIN, now=NOON, deadline=NOON + PATIENCE)
        run_to_the_end(ledger, number, server)
        again = [one.text for one in server.taken if one.recipient == first.recipient]
    assert states_of(ledger, number) == {State.ACCEPTED: PEOPLE}
    assert again == [message_bytes(ledger, first.id)] * (copies + 1)


@pytest.mark.parametrize("phase", ["rcpt", "data", "end"])
def test_one_recipient_that_is_refused_keeps_none_of_the_others_back(
    ledger: Ledger, phase: str
) -> None:
    number = to_four(ledger)
    with scripted_smtp(always(phase, "550 no such user", to=address(1))) as server:
        run_to_the_end(ledger, number, server)
        assert_truthful(ledger, number, server, PEOPLE)
    assert states_of(ledger, number) == {State.ACCEPTED: PEOPLE - 1, State.FAILED: 1}
    assert deliveries(ledger, number)[1].reply == "no such user"


def test_one_recipient_whose_connection_is_always_lost_keeps_none_of_the_others_back(
    ledger: Ledger,
) -> None:
    number = to_four(ledger)
    with scripted_smtp(always("rcpt", Drop, to=address(0))) as server:
        run_to_the_end(ledger, number, server)
        assert_truthful(ledger, number, server, PEOPLE)
    assert states_of(ledger, number) == {State.ACCEPTED: PEOPLE - 1, State.FAILED: 1}
    assert deliveries(ledger, number)[0].phase == "deadline"


@pytest.mark.parametrize(("phase", "answer"), [("mail", "550 sender unknown"), ("ehlo", "554 no")])
def test_a_sender_that_is_refused_pauses_and_loses_nobody(
    ledger: Ledger, phase: str, answer: str
) -> None:
    number = to_four(ledger)
    with scripted_smtp(once(phase, answer)) as server:
        watch = Watch()
        [stop] = run(ledger, number, mail_to(server.port), watch)
        assert answer[4:] in stop.message
        assert campaign(ledger, number).state is CampaignState.PAUSED
        assert states_of(ledger, number) == {State.QUEUED: PEOPLE}
        [refusal] = run(ledger, number, mail_to(server.port), watch)
        assert refusal.rule == "paused"
        resume(ledger, number)
        run_to_the_end(ledger, number, server)
        assert_truthful(ledger, number, server, PEOPLE)
    assert states_of(ledger, number) == {State.ACCEPTED: PEOPLE}


def test_a_password_that_is_missing_or_refused_pauses(ledger: Ledger) -> None:
    number = to_four(ledger)
    with scripted_smtp(always("auth", "535 no"), ("AUTH PLAIN",)) as server:
        mail = mail_to(server.port, auth="plain", username="press")
        [stop] = run(ledger, number, mail, Watch())
        assert (stop.rule, server.seen("auth")) == ("no-password", 0)
        resume(ledger, number)
        [stop] = run(ledger, number, mail, Watch(), secret="hemligt")  # noqa: S106 - a sample
        assert (stop.rule, server.seen("auth")) == ("mail-auth", 1)
    assert campaign(ledger, number).state is CampaignState.PAUSED
    assert states_of(ledger, number) == {State.QUEUED: PEOPLE}


def test_a_server_that_is_not_there_leaves_all_queued_and_the_campaign_open(
    ledger: Ledger,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    number = to_four(ledger)
    [stop] = run(ledger, number, mail_to(port), Watch())
    assert stop.rule == "mail-unreachable"
    assert campaign(ledger, number).state is CampaignState.OPEN
    assert states_of(ledger, number) == {State.QUEUED: PEOPLE}


def test_a_wrong_certificate_lets_nothing_out(ledger: Ledger, tmp_path: Path) -> None:
    theirs, _ours = certified(tmp_path, "localhost")
    number = to_four(ledger)
    with scripted_smtp(context=theirs) as server:
        [stop] = run(ledger, number, mail_to(server.port, security="starttls"), Watch())
        assert stop.rule == "mail-certificate"
        assert server.seen("mail") == 0
    assert states_of(ledger, number) == {State.QUEUED: PEOPLE}


def test_a_smaller_size_reveals_nothing_and_names_both_figures(ledger: Ledger) -> None:
    number = to_four(ledger)
    with scripted_smtp(features=("SIZE 50",)) as server:
        [stop] = run(ledger, number, mail_to(server.port), Watch())
        size = len(message_bytes(ledger, 1))
        assert f"{size} bytes and the mail server takes 50" in stop.message
        assert server.seen("mail") == 0
    assert states_of(ledger, number) == {State.QUEUED: PEOPLE}


def test_a_server_that_always_hangs_up_is_left_in_peace_after_three(ledger: Ledger) -> None:
    number = to_four(ledger)
    with scripted_smtp(always("rcpt", Drop)) as server:
        [stop] = run(ledger, number, mail_to(server.port), Watch())
        assert "lost 3 times in a row" in stop.message
        assert server.connections == 3
    assert states_of(ledger, number) == {State.DEFERRED: 3, State.QUEUED: 1}


def test_a_slow_server_is_waited_for(ledger: Ledger) -> None:
    number = to_four(ledger)
    with scripted_smtp(slowly("end", 0.5)) as server:
        run_to_the_end(ledger, number, server)
    assert states_of(ledger, number) == {State.ACCEPTED: PEOPLE}


def test_a_server_that_is_too_slow_after_the_dot_leaves_it_uncertain(ledger: Ledger) -> None:
    number = to_four(ledger)
    with scripted_smtp(slowly("end", 1.0)) as server:
        run(ledger, number, mail_to(server.port), Watch(), timeouts=Timeouts(end=0.3))
        run_to_the_end(ledger, number, server)
    assert states_of(ledger, number) == {State.ACCEPTED: PEOPLE - 1, State.UNCERTAIN: 1}
    assert max(server.copies.values()) == 1


@pytest.mark.parametrize("phase", ["banner", "ehlo", "mail", "rcpt", "data", "body", "end"])
@pytest.mark.parametrize("third", [False, True])
def test_a_sender_killed_at_any_phase_is_followed_by_one_that_goes_on(
    ledger: Ledger, phase: str, *, third: bool
) -> None:
    number = to_four(ledger)
    victims: list[subprocess.Popen[bytes]] = []

    def script(turn: Turn) -> None:
        late = not third or len(server.taken) == 2 or phase in {"banner", "ehlo"}
        if turn.phase == phase and victims and late:
            victim = victims.pop()
            victim.send_signal(signal.SIGKILL)
            victim.wait(10)

    with scripted_smtp(script) as server:
        victims.append(victim := sender(ledger.path, number, server.port))
        assert victim.wait(20) == -signal.SIGKILL
        run_to_the_end(ledger, number, server)
        assert_truthful(ledger, number, server, PEOPLE)
    begun = phase in {"body", "end"}
    assert states_of(ledger, number)[State.UNCERTAIN] == begun
    assert states_of(ledger, number)[State.ACCEPTED] == PEOPLE - begun


@pytest.mark.parametrize("step", [n for n in range(-8, 9) if n])
def test_a_sender_killed_at_any_change_of_the_ledger_is_followed_by_one_that_goes_on(
    ledger: Ledger, step: int
) -> None:
    """Changes come by three: claim, start, accept; so this ends within the third delivery."""
    number = to_four(ledger)
    with scripted_smtp() as server:
        assert sender(ledger.path, number, server.port, step).wait(20) == -signal.SIGKILL
        run_to_the_end(ledger, number, server)
        assert_truthful(ledger, number, server, PEOPLE)
    # Killed after its start was on disk, and before its answer was.
    begun = step in {2, 5, 8} or step in {-3, -6}
    assert states_of(ledger, number)[State.UNCERTAIN] == begun
    assert states_of(ledger, number)[State.ACCEPTED] == PEOPLE - begun


def test_two_senders_at_once_share_the_work(ledger: Ledger) -> None:
    people = 30
    number = campaign_to(ledger, [address(n) for n in range(people)])
    with scripted_smtp(slow_mail) as server:
        both = [sender(ledger.path, number, server.port) for _one in range(2)]
        assert [one.wait(60) for one in both] == [0, 0]
        assert_truthful(ledger, number, server, people)
        assert server.connections == 2
    assert states_of(ledger, number) == {State.ACCEPTED: people}


def slow_mail(turn: Turn) -> None:
    """Be slow enough for both senders to get something to do."""
    if turn.phase == "mail":
        time.sleep(0.02)


def test_a_full_disk_stops_everything_and_every_state_stays_true(ledger: Ledger) -> None:
    people = 100
    number = campaign_to(ledger, [address(n) for n in range(people)])
    with scripted_smtp() as server:
        for spare in (2, 1, 0):
            with open_ledger(ledger.path) as full:
                pages = full.rows("PRAGMA page_count")[0][0]
                full.connection.execute(f"PRAGMA max_page_count = {pages + spare}")
                with pytest.raises(LedgerError, match="full"):
                    run(full, number, mail_to(server.port), Watch())
            recover(ledger, lambda _worker: False, now=NOON)
            assert_truthful(ledger, number, server, people)
        assert len(server.taken) < people
        run_to_the_end(ledger, number, server)
        assert_truthful(ledger, number, server, people)


@pytest.mark.parametrize("step", range(1, 9))
def test_a_disk_that_is_full_at_any_change_of_the_ledger_leaves_states_true(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Only where the server has answered and that can't be written down, is it uncertain."""
    number, changes, count = to_four(ledger), Ledger.changes, itertools.count(1)

    @contextlib.contextmanager
    def on_a_full_disk(self: Ledger, *, waiting: bool = True) -> Iterator[sqlite3.Connection]:
        with changes(self, waiting=waiting) as connection:
            yield connection
            if next(count) == step:
                raise sqlite3.OperationalError("database or disk is full")

    with scripted_smtp() as server:
        monkeypatch.setattr(Ledger, "changes", on_a_full_disk)
        with pytest.raises(LedgerError, match="full"):
            run(ledger, number, mail_to(server.port), Watch())
        assert len(server.taken) == step // 3
        run_to_the_end(ledger, number, server)
        assert_truthful(ledger, number, server, PEOPLE)
    assert states_of(ledger, number)[State.UNCERTAIN] == (step % 3 == 0)


def test_nothing_is_sent_when_the_ledger_cannot_be_written(ledger: Ledger) -> None:
    number = to_four(ledger)
    ledger.connection.execute("PRAGMA query_only = ON")
    with scripted_smtp() as server:
        with pytest.raises(LedgerError, match="nothing is sent without it"):
            run(ledger, number, mail_to(server.port), Watch())
        assert not server.copies
