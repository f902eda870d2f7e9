import datetime as dt
from pathlib import Path

import pytest
from deliveries import (
    EDITION,
    LEASE,
    NOON,
    address,
    campaign_to,
    ledger_in,
    message,
    plan,
    take,
    taken,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from pressverk.delivery.ledger.claims import living_worker, recover, report, start
from pressverk.delivery.ledger.create import open_campaign
from pressverk.delivery.ledger.locks import is_alive
from pressverk.delivery.ledger.operator import cancel
from pressverk.delivery.ledger.queries import deliveries, delivery, due, next_due, steps
from pressverk.delivery.ledger.rows import Claim, Wait
from pressverk.delivery.ledger.states import Event, State
from pressverk.delivery.ledger.store import Ledger, open_ledger
from pressverk.delivery.ledger.transitions import Reply

LIMIT_WINDOW = dt.timedelta(minutes=1)


def state_of(ledger: Ledger, found: Claim) -> State:
    known = delivery(ledger, found.delivery)
    assert known
    return known.state


def test_two_senders_never_hold_the_same_delivery(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(1), address(2)])
    one, two = taken(ledger, number), taken(ledger, number, worker="two")
    assert one.delivery != two.delivery
    assert take(ledger, number) is None


def test_what_a_sender_reports_whose_claim_went_to_another_is_refused(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(1)])
    slow = taken(ledger, number)
    recover(ledger, lambda _worker: False, now=NOON)
    quick = taken(ledger, number, worker="two")
    assert not start(ledger, slow, now=NOON)
    assert start(ledger, quick, now=NOON)
    for event in (Event.ACCEPT, Event.DEFER, Event.FAIL, Event.RELEASE, Event.LOSE):
        assert not report(ledger, slow, event, now=NOON)
    assert state_of(ledger, quick) is State.DATA_STARTED


def test_a_claim_that_had_not_begun_is_free_when_its_sender_dies(ledger: Ledger) -> None:
    found = taken(ledger, campaign_to(ledger, [address(1)]))
    assert recover(ledger, lambda _worker: False, now=NOON) == 1
    assert state_of(ledger, found) is State.QUEUED


def test_a_delivery_that_had_begun_is_uncertain_when_its_sender_dies(ledger: Ledger) -> None:
    found = taken(ledger, campaign_to(ledger, [address(1)]))
    start(ledger, found, now=NOON)
    assert recover(ledger, lambda _worker: False, now=NOON) == 1
    assert state_of(ledger, found) is State.UNCERTAIN
    assert take(ledger, found.delivery) is None


def test_a_living_sender_keeps_its_claim_until_the_lease_is_over(ledger: Ledger) -> None:
    taken(ledger, campaign_to(ledger, [address(1)]))
    assert recover(ledger, lambda _worker: True, now=NOON + LEASE - dt.timedelta(seconds=1)) == 0
    assert recover(ledger, lambda _worker: True, now=NOON + LEASE) == 1


def test_a_late_answer_makes_an_uncertain_delivery_certain(ledger: Ledger) -> None:
    found = taken(ledger, campaign_to(ledger, [address(1)]))
    start(ledger, found, now=NOON)
    recover(ledger, lambda _worker: False, now=NOON)
    assert report(ledger, found, Event.ACCEPT, now=NOON)
    assert state_of(ledger, found) is State.ACCEPTED


def test_a_deferred_delivery_waits_for_its_next_try(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(1)])
    later = NOON + dt.timedelta(minutes=5)
    reply = Reply(phase="rcpt", code=451, text="later")
    report(ledger, taken(ledger, number), Event.DEFER, now=NOON, reply=reply, next_try=later)
    assert take(ledger, number, later - dt.timedelta(seconds=1)) is None
    assert next_due(ledger, number) == later
    assert [found.id for found in due(ledger, now=later)] == [number]
    assert taken(ledger, number, later).tries == 2


def test_nothing_is_taken_before_its_time_nor_after_its_deadline(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(1)], NOON - dt.timedelta(days=1))
    assert take(ledger, number, NOON - dt.timedelta(microseconds=1)) is None
    assert take(ledger, number, NOON + dt.timedelta(days=2)) is None
    [found] = deliveries(ledger, number)
    assert (found.state, found.phase, found.reply) == (State.FAILED, "deadline", "")


@pytest.mark.parametrize(
    ("embargo", "just_before"),
    [
        ("2026-10-25T02:30+02:00", "2026-10-25T02:29:59+02:00"),  # summer time's last half-hour
        ("2026-10-25T02:30+01:00", "2026-10-25T02:59:59+02:00"),  # the same clock an hour later
        ("2026-03-29T03:00+02:00", "2026-03-29T01:59:59+01:00"),
    ],
)
def test_an_embargo_is_kept_when_the_clocks_change(
    ledger: Ledger, embargo: str, just_before: str
) -> None:
    moment = dt.datetime.fromisoformat(embargo)
    to_be = plan(not_before=moment, deadline=moment + dt.timedelta(days=1))
    number = open_campaign(ledger, to_be, [message(address(1))], now=NOON).campaign
    assert number
    assert take(ledger, number, dt.datetime.fromisoformat(just_before)) is None
    assert isinstance(take(ledger, number, moment), Claim)


def test_a_cancelled_claim_may_not_begin_and_a_begun_one_reports_its_outcome(
    ledger: Ledger,
) -> None:
    number = campaign_to(ledger, [address(1), address(2), address(3)])
    begun, held = taken(ledger, number), taken(ledger, number, worker="two")
    start(ledger, begun, now=NOON)
    assert cancel(ledger, number, now=NOON) == 2
    assert not start(ledger, held, now=NOON)
    assert report(ledger, begun, Event.DEFER, now=NOON)
    assert {one.state for one in deliveries(ledger, number)} == {State.CANCELLED}


def test_every_step_is_kept_with_the_words_of_the_server(ledger: Ledger) -> None:
    found = taken(ledger, campaign_to(ledger, [address(1)]))
    start(ledger, found, now=NOON)
    reply = Reply(phase="body", code=250, text="queued as 4711")
    report(ledger, found, Event.ACCEPT, now=NOON, reply=reply)
    told = steps(ledger, found.delivery)
    assert [step.event for step in told] == ["claim", "start", "accept"]
    assert (told[-1].code, told[-1].reply) == (250, "queued as 4711")


def test_a_domain_at_its_limit_lets_others_pass(ledger: Ledger) -> None:
    recipients = ["a@slow.example", "b@slow.example", "c@quick.example"]
    number = campaign_to(ledger, recipients)
    names = []
    while isinstance(found := take(ledger, number, slow=1), Claim):
        start(ledger, found, now=NOON)
        names.append(found.recipient)
    assert names == ["a@slow.example", "c@quick.example"]
    assert isinstance(found, Wait)
    assert found.until > NOON + LIMIT_WINDOW


@given(
    limit=st.integers(1, 4),
    pauses=st.lists(st.tuples(st.integers(0, 50), st.integers(0, 30)), min_size=8, max_size=25),
)
@settings(max_examples=40)
def test_a_limit_of_n_a_minute_never_lets_one_more_through(
    tmp_path_factory: pytest.TempPathFactory, limit: int, pauses: list[tuple[int, int]]
) -> None:
    """Whatever the pauses between claims, and from claim to text, of two senders in turn."""
    with open_ledger(ledger_in(tmp_path_factory.mktemp("pace"))) as ledger:
        number = campaign_to(ledger, [address(n) for n in range(len(pauses))])
        now, left, held = NOON, [], []
        for before, between in pauses:
            now += dt.timedelta(seconds=before)
            found = take(ledger, number, now, per_minute=limit)
            held += [found] if isinstance(found, Claim) else []
            now += dt.timedelta(seconds=between)
            if len(held) > 1 or (held and between % 2):
                assert start(ledger, held.pop(0), now=now)
                left.append(now)
    assert left or not any(between % 2 for _before, between in pauses)
    for first, beyond in zip(left, left[limit:], strict=False):
        assert beyond - first > LIMIT_WINDOW


def test_a_sender_is_alive_until_it_ends(tmp_path: Path) -> None:
    with living_worker(tmp_path) as name:
        assert is_alive(tmp_path, name)
    assert not is_alive(tmp_path, name)
    assert not list(tmp_path.iterdir())


def test_a_delivery_belongs_to_its_edition(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(1)])
    assert deliveries(ledger, number)[0].edition_sha256 == EDITION
