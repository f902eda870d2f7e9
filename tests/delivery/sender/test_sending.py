import datetime as dt
import random
from dataclasses import replace

import pytest
from deliveries import LEASE, NOON, address, campaign_to, mail_to, message, plan
from scripted_smtp import Turn, always, once, scripted_smtp
from sending_alone import send
from truth import QUICK, Watch, run, run_to_the_end, states_of

from pressverk.delivery.ledger.claims import WINDOW
from pressverk.delivery.ledger.create import open_campaign
from pressverk.delivery.ledger.operator import approve, cancel
from pressverk.delivery.ledger.queries import campaign, campaigns, deliveries, is_done
from pressverk.delivery.ledger.rows import Kind
from pressverk.delivery.ledger.states import State
from pressverk.delivery.ledger.store import Ledger, open_ledger
from pressverk.delivery.sender import sending
from pressverk.delivery.sender.sending import next_try, send_test
from pressverk.delivery.smtp.outcomes import Verdict
from pressverk.delivery.smtp.session import PATIENT
from pressverk.errors import DeliveryError, LedgerError
from pressverk.model import MailSettings


def test_a_list_of_two_hundred_gets_one_copy_each_over_one_connection(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(n) for n in range(200)])
    with scripted_smtp() as server:
        run(ledger, number, mail_to(server.port), Watch())
        run(ledger, number, mail_to(server.port), Watch())
        assert set(server.copies.values()) == {1}
        assert (len(server.copies), server.connections) == (200, 1)
    assert is_done(campaign(ledger, number))


def test_each_delivery_is_reported_with_what_the_server_said(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(0)])
    with scripted_smtp() as server:
        [one] = send(ledger, number, mail_to(server.port), clock=Watch().clock)
    assert (one.state, one.code, one.reply, one.phase) == (State.ACCEPTED, 250, "queued", "body")


def test_a_second_run_sends_to_exactly_those_who_have_not_got_it(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(0), address(1)])
    with scripted_smtp(once("rcpt", "451 later")) as server:
        run(ledger, number, mail_to(server.port), Watch())
        assert server.copies == {address(1): 1}
        campaign_to(ledger, [address(0), address(1), address(2)])
        run_to_the_end(ledger, number, server)
        assert server.copies == {address(n): 1 for n in range(3)}


@pytest.mark.parametrize(
    ("table", "column"), [("deliveries", "head"), ("bodies", "bytes"), ("deliveries", "recipient")]
)
def test_a_message_that_is_not_what_was_kept_does_not_leave(
    table: str, column: str, ledger: Ledger
) -> None:
    number = campaign_to(ledger, [address(0)])
    [[held]] = ledger.rows(f"SELECT CAST({column} AS BLOB) FROM {table}")  # noqa: S608 - from above
    flipped = bytes(held).replace(b"e", b"d", 1)  # one bit
    kind = "TEXT" if column == "recipient" else "BLOB"
    ledger.connection.execute(
        f"UPDATE {table} SET {column} = CAST(? AS {kind})",  # noqa: S608 - from above
        (flipped,),
    )
    with scripted_smtp() as server:
        for _again in range(2):
            with pytest.raises(LedgerError, match="isn't what was kept"):
                run(ledger, number, mail_to(server.port), Watch())
        assert not server.taken
    assert states_of(ledger, number) == {State.QUEUED: 1}


def test_a_sending_cancelled_in_the_middle_stops_there(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(n) for n in range(5)])
    with scripted_smtp() as server:
        sent = send(ledger, number, mail_to(server.port), clock=Watch().clock)
        next(sent)
        next(sent)
        cancel(ledger, number, now=NOON)
        assert list(sent) == []
        assert len(server.copies) == 2
    assert states_of(ledger, number) == {State.ACCEPTED: 2, State.CANCELLED: 3}
    assert is_done(campaign(ledger, number))


def test_a_sending_cancelled_while_the_server_thinks_does_not_begin(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(0)])

    def cancelled(turn: Turn) -> None:
        if turn.phase == "data":
            with open_ledger(ledger.path) as another:
                cancel(another, number, now=NOON)

    with scripted_smtp(cancelled) as server:
        assert run(ledger, number, mail_to(server.port), Watch()) == ()
        assert not server.copies
    assert states_of(ledger, number) == {State.CANCELLED: 1}


def test_a_campaign_that_needs_approval_waits_for_it(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(0)])
    with scripted_smtp() as server:
        mail = with_approval(mail_to(server.port))
        [refusal] = run(ledger, number, mail, Watch())
        assert refusal.rule == "not-approved"
        approve(ledger, number, by="kollega", now=NOON)
        assert run(ledger, number, mail, Watch()) == ()
        assert server.copies == {address(0): 1}
        campaign_to(ledger, [address(0), address(1)])
        [refusal] = run(ledger, number, mail, Watch())
        assert refusal.rule == "not-approved"


def with_approval(mail: MailSettings) -> MailSettings:
    return replace(mail, approval=True)


def test_nothing_leaves_before_the_embargo(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(0)])
    watch = Watch(NOON - dt.timedelta(seconds=1))
    with scripted_smtp() as server:
        run(ledger, number, mail_to(server.port), watch)
        assert server.connections == 0
        watch.moment = NOON
        run(ledger, number, mail_to(server.port), watch)
        assert server.copies == {address(0): 1}


def test_the_pace_that_is_set_is_kept_and_all_are_reached(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(n) for n in range(7)])
    watch, times = Watch(), []

    def script(turn: Turn) -> None:
        if turn.phase == "body":
            times.append(watch.moment)

    with scripted_smtp(script) as server:
        run(ledger, number, replace(mail_to(server.port), per_minute=3), watch)
        assert len(server.copies) == 7
    for first, beyond in zip(times, times[3:], strict=False):
        assert beyond - first > dt.timedelta(minutes=1)
    assert times[-1] - times[0] < dt.timedelta(minutes=3)


@pytest.mark.parametrize("back", [dt.timedelta(seconds=30), dt.timedelta(hours=40)])
@pytest.mark.parametrize("domains", [{}, {"example.com": 3}])
def test_a_clock_that_is_set_back_holds_nobody_for_long(
    ledger: Ledger, back: dt.timedelta, domains: dict[str, int]
) -> None:
    number = campaign_to(ledger, [address(n) for n in range(6)])
    watch = Watch(NOON + back)
    with scripted_smtp() as server:
        mail = replace(mail_to(server.port), per_minute=3, per_domain=domains)
        sent = send(ledger, number, mail, clock=watch.clock)
        for _one in range(3):
            next(sent)
        watch.moment = NOON
        assert len(list(sent)) == 3
    assert sum(watch.slept) <= 2 * WINDOW.total_seconds()
    assert bool(watch.slept) is (back < WINDOW)


def test_a_correction_reaches_those_who_got_the_faulty_edition_and_nobody_else(
    ledger: Ledger,
) -> None:
    number = campaign_to(ledger, [address(n) for n in range(3)])
    edition = "f" * 64
    with scripted_smtp(always("rcpt", "550 no", to=address(1))) as server:
        run(ledger, number, mail_to(server.port), Watch())
        got = [one.recipient for one in deliveries(ledger, number) if one.state is State.ACCEPTED]
        correction = plan(edition, Kind.CORRECTION, corrects="e" * 64)
        messages = [message(recipient, edition) for recipient in got]
        opened = open_campaign(ledger, correction, messages, now=NOON)
        assert opened.campaign is not None
        run(ledger, opened.campaign, mail_to(server.port), Watch())
        assert server.copies == {address(0): 2, address(2): 2}


def test_a_test_sending_leaves_no_trace_in_the_ledger(ledger: Ledger) -> None:
    with scripted_smtp() as server:
        outcome = send_test(message(address(0)), mail_to(server.port), timeouts=QUICK)
        assert outcome.verdict is Verdict.ACCEPTED
        assert server.copies == {address(0): 1}
    assert campaigns(ledger) == []


def test_a_test_sending_says_why_it_cannot() -> None:
    with scripted_smtp(always("banner", "554 no")) as server, pytest.raises(DeliveryError):
        send_test(message(address(0)), mail_to(server.port), timeouts=QUICK)


def test_later_is_later_each_time_and_never_the_same_for_all() -> None:
    dice = random.Random(7)  # noqa: S311 - chance, not secrecy
    pauses = [[next_try(NOON, tries, dice) - NOON for _one in range(20)] for tries in (1, 2, 3)]
    assert max(pauses[0]) < min(pauses[1]) < max(pauses[1]) < min(pauses[2])
    assert len(set(pauses[0])) == 20


def test_a_lease_outlasts_the_slowest_delivery() -> None:
    login = PATIENT.connect * 8
    commands = PATIENT.command * 3 + PATIENT.data
    slowest = commands + login + commands + PATIENT.block * 10 + PATIENT.end
    assert sending.LEASE.total_seconds() > slowest
    assert LEASE == sending.LEASE
