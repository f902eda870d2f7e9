import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from deliveries import NOON, mail_to, message, plan
from scripted_smtp import Turn, scripted_smtp
from truth import QUICK, Watch

from pressverk.delivery.ledger.create import open_campaign
from pressverk.delivery.ledger.rows import Delivery, Wait
from pressverk.delivery.ledger.store import Ledger
from pressverk.delivery.sender.connection import connection_to
from pressverk.delivery.sender.scheduler import NAP, run_in_turns
from pressverk.delivery.sender.sending import send_over
from pressverk.model import MailSettings

MINUTE = dt.timedelta(minutes=1)


def a_campaign(ledger: Ledger, name: str, people: int, at: dt.datetime = NOON) -> int:
    edition = name * 64
    messages = [message(f"{name}{n}@example.com", edition) for n in range(people)]
    number = open_campaign(
        ledger, plan(edition, slug=name, not_before=at), messages, now=NOON
    ).campaign
    assert number
    return number


def paced(mail: MailSettings, **domains: int) -> MailSettings:
    return replace(mail, per_minute=3, per_domain=domains)


def test_no_campaign_waits_for_the_pace_of_another(ledger: Ledger) -> None:
    numbers = [a_campaign(ledger, "a", 10), a_campaign(ledger, "b", 2)]
    watch, left = Watch(), {}

    def script(turn: Turn) -> None:
        if turn.phase == "body":
            left[turn.recipient] = watch.moment

    with scripted_smtp(script) as server:
        mail = paced(mail_to(server.port))
        with connection_to(mail.smtp, None, QUICK) as line:
            sendings = [send_over(line, ledger, one, mail, clock=watch.clock) for one in numbers]
            told = list(run_in_turns(sendings, watch.clock))
        assert server.connections == 1
        assert len(server.copies) == 12
    assert max(moment for to, moment in left.items() if to.startswith("b")) == NOON
    assert sorted(left, key=lambda to: left[to])[:4] == [
        "a0@example.com",
        "b0@example.com",
        "a1@example.com",
        "b1@example.com",
    ]
    assert {one.until for one in told if isinstance(one, Wait)} == {
        max(left[f"a{n}@example.com"] for n in range(first, first + 3)) + dt.timedelta(seconds=61)
        for first in (0, 3, 6)
    }


def test_a_campaign_whose_time_comes_meanwhile_joins_at_once(ledger: Ledger) -> None:
    long = a_campaign(ledger, "a", 10)
    soon = NOON + MINUTE / 2
    late = a_campaign(ledger, "b", 1, at=soon)
    watch, left = Watch(), {}

    def script(turn: Turn) -> None:
        if turn.phase == "body":
            left[turn.recipient] = watch.moment

    with scripted_smtp(script) as server:
        mail = paced(mail_to(server.port))
        with connection_to(mail.smtp, None, QUICK) as line:
            waiting = {NOON: long, soon: late}

            def newcomers() -> Iterator[Iterator[Delivery | Wait]]:
                for moment in [each for each in waiting if each <= watch.moment]:
                    yield send_over(line, ledger, waiting.pop(moment), mail, clock=watch.clock)

            for _event in run_in_turns((), watch.clock, newcomers):
                pass
        assert len(server.copies) == 11
    assert soon <= left["b0@example.com"] <= soon + dt.timedelta(seconds=NAP)


def test_nothing_to_do_takes_no_time() -> None:
    watch = Watch()
    assert list(run_in_turns((), watch.clock)) == []
    assert not watch.slept


def test_one_that_ends_does_not_end_the_others() -> None:
    watch = Watch()
    until = Wait(until=NOON + dt.timedelta(seconds=3))
    told = list(run_in_turns([iter(()), iter([until])], watch.clock))
    assert told == [until]
    assert sum(watch.slept) == 3


def test_a_wait_that_is_over_meanwhile_is_no_wait() -> None:
    watch = Watch()
    list(run_in_turns([iter([Wait(until=NOON - MINUTE)])], watch.clock))
    assert sum(watch.slept) == 0
