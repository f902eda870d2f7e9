"""Refusals that only seem a recipient's own, and connections that servers close as they like."""

from collections.abc import Callable

import pytest
from deliveries import address, campaign_to, mail_to
from scripted_smtp import PLAY, Drop, Script, Turn, always, scripted_smtp
from truth import Watch, assert_truthful, run, run_to_the_end, states_of

from pressverk.delivery.ledger.operator import resume
from pressverk.delivery.ledger.queries import campaign, deliveries
from pressverk.delivery.ledger.rows import CampaignState
from pressverk.delivery.ledger.states import State
from pressverk.delivery.ledger.store import Ledger
from pressverk.delivery.sender.connection import ALIKE, NO_STREAK, longer
from pressverk.delivery.smtp.outcomes import Outcome, Phase, Verdict

PEOPLE = 5
SENDER_REJECTED = "554 5.7.1 <{}>: Sender address rejected: not owned by user"


def to_five(ledger: Ledger) -> int:
    return campaign_to(ledger, [address(n) for n in range(PEOPLE)])


def refusing(phase: str, answer: Callable[[Turn], str | None]) -> Script:
    return lambda turn: answer(turn) if turn.phase == phase else PLAY


@pytest.mark.parametrize("phase", ["rcpt", "data", "end"])
def test_a_sender_that_is_refused_late_pauses_after_three(ledger: Ledger, phase: str) -> None:
    number = to_five(ledger)
    refused = [True]

    def answer(turn: Turn) -> str | None:
        return SENDER_REJECTED.format(turn.recipient) if refused else PLAY

    with scripted_smtp(refusing(phase, answer)) as server:
        [stop] = run(ledger, number, mail_to(server.port), Watch())
        assert campaign(ledger, number).state is CampaignState.PAUSED
        assert "refused all of the last 3 in the same way (554 '5.7.1 <" in stop.message
        assert f"pressverk resend {number} --failed" in stop.message
        assert "@" not in stop.message
        assert states_of(ledger, number) == {State.FAILED: ALIKE, State.QUEUED: PEOPLE - ALIKE}
        refused.clear()
        resume(ledger, number)
        run_to_the_end(ledger, number, server)
        assert_truthful(ledger, number, server, PEOPLE)


def test_a_message_that_is_too_large_is_sent_whole_only_once(ledger: Ledger) -> None:
    number = to_five(ledger)
    with scripted_smtp(always("end", "552 5.3.4 message exceeds fixed limit")) as server:
        [stop] = run(ledger, number, mail_to(server.port), Watch())
        assert server.seen("end") == 1
    assert "too large" in stop.message
    assert f"pressverk resend {number} --failed" in stop.message
    assert campaign(ledger, number).state is CampaignState.PAUSED
    assert states_of(ledger, number) == {State.FAILED: 1, State.QUEUED: PEOPLE - 1}


@pytest.mark.parametrize(
    "reply",
    [
        "550 5.1.1 no such user",
        "552 5.2.2 mailbox full",
        "550 5.1.10 null MX",
        "550 5.2.1 disabled",
        "553 5.6.7 no SMTPUTF8",
    ],
)
def test_what_is_said_of_recipients_never_pauses(ledger: Ledger, reply: str) -> None:
    number = to_five(ledger)
    with scripted_smtp(always("rcpt", reply)) as server:
        assert run(ledger, number, mail_to(server.port), Watch()) == ()
    assert states_of(ledger, number) == {State.FAILED: PEOPLE}


def test_addresses_beyond_ascii_never_pause(ledger: Ledger) -> None:
    people = [f"å{n}@example.com" for n in range(PEOPLE)]
    number = campaign_to(ledger, people)
    with scripted_smtp() as server:
        assert run(ledger, number, mail_to(server.port), Watch()) == ()
    assert states_of(ledger, number) == {State.FAILED: PEOPLE}


def test_refusals_that_differ_are_the_recipients_own(ledger: Ledger) -> None:
    number = to_five(ledger)
    words = ["no", "never", "no", "never", "no"]

    def answer(turn: Turn) -> str:
        return f"550 {words[int(turn.recipient[9])]}"

    with scripted_smtp(refusing("rcpt", answer)) as server:
        assert run(ledger, number, mail_to(server.port), Watch()) == ()
    assert states_of(ledger, number) == {State.FAILED: PEOPLE}


def test_a_server_that_has_just_taken_one_does_not_refuse_the_sender(ledger: Ledger) -> None:
    number = to_five(ledger)

    def answer(turn: Turn) -> str | None:
        return PLAY if turn.recipient == address(0) else "550 no such user"

    with scripted_smtp(refusing("rcpt", answer)) as server:
        assert run(ledger, number, mail_to(server.port), Watch()) == ()
    assert states_of(ledger, number) == {State.ACCEPTED: 1, State.FAILED: PEOPLE - 1}


def test_numbers_and_addresses_make_no_other_refusal() -> None:
    streak = NO_STREAK
    for text in (
        "5.7.26 a@b.example: unsigned a1-20si8 - x",
        "5.7.26 c@d.example: unsigned b2 - x",
    ):
        outcome = Outcome(verdict=Verdict.FAILED, phase=Phase.BODY, code=550, text=text)
        streak = longer(streak, outcome)
    assert streak.count == 2
    other = Outcome(verdict=Verdict.FAILED, phase=Phase.BODY, code=550, text="5.7.1 unsigned - x")
    assert longer(streak, other).count == 1
    later = Outcome(verdict=Verdict.DEFERRED, phase=Phase.BODY, code=450, text="5.7.26 unsigned")
    assert longer(streak, later).count == 0


@pytest.mark.parametrize("phase", ["mail", "rcpt", "data", "rset"])
@pytest.mark.parametrize("answer", ["421 4.7.0 too many messages", Drop])
def test_a_server_that_takes_one_message_a_connection_gets_all_without_delay(
    ledger: Ledger, phase: str, answer: str | type[Drop]
) -> None:
    number = to_five(ledger)

    def script(turn: Turn) -> str | None:
        if turn.phase == "end":
            served.add(turn.connection)
        if turn.phase != phase or turn.connection not in served:
            return PLAY
        if isinstance(answer, str):
            return answer
        raise answer

    served: set[int] = set()
    with scripted_smtp(script) as server:
        assert run(ledger, number, mail_to(server.port), Watch()) == ()
        assert_truthful(ledger, number, server, PEOPLE)
        assert server.connections == PEOPLE
    assert states_of(ledger, number) == {State.ACCEPTED: PEOPLE}
    assert {one.tries for one in deliveries(ledger, number)} == {1}


def test_a_connection_is_opened_anew_only_once_for_a_recipient(ledger: Ledger) -> None:
    number = to_five(ledger)
    with scripted_smtp(always("rcpt", Drop, to=address(1))) as server:
        assert run(ledger, number, mail_to(server.port), Watch()) == ()
        asked = [
            turn for turn in server.turns if (turn.phase, turn.recipient) == ("rcpt", address(1))
        ]
    assert len(asked) == 2
    assert states_of(ledger, number) == {State.ACCEPTED: PEOPLE - 1, State.DEFERRED: 1}


def test_what_was_turned_down_after_its_text_is_not_tried_again_at_once(ledger: Ledger) -> None:
    number = to_five(ledger)
    with scripted_smtp(always("end", "421 4.3.2 closing", to=address(1))) as server:
        assert run(ledger, number, mail_to(server.port), Watch()) == ()
        assert [turn.recipient for turn in server.turns if turn.phase == "data"] == [
            address(n) for n in range(PEOPLE)
        ]
        assert_truthful(ledger, number, server, PEOPLE)
    assert states_of(ledger, number) == {State.ACCEPTED: PEOPLE - 1, State.DEFERRED: 1}


def test_what_was_taken_on_an_earlier_connection_does_not_count(ledger: Ledger) -> None:
    number = to_five(ledger)

    def answer(turn: Turn) -> str | None:
        if turn.phase == "rset" and turn.connection == 1:
            raise Drop
        return "554 5.7.1 not you" if (turn.phase, turn.connection) == ("rcpt", 2) else PLAY

    with scripted_smtp(answer) as server:
        [stop] = run(ledger, number, mail_to(server.port), Watch())
    assert "not you" in stop.message
    assert states_of(ledger, number) == {State.ACCEPTED: 1, State.FAILED: ALIKE, State.QUEUED: 1}


def test_refusals_count_on_over_connections(ledger: Ledger) -> None:
    number = to_five(ledger)

    def answer(turn: Turn) -> str | None:
        if turn.phase == "rset":
            raise Drop
        return "554 5.7.1 not you" if turn.phase == "rcpt" else PLAY

    with scripted_smtp(answer) as server:
        [stop] = run(ledger, number, mail_to(server.port), Watch())
        assert server.connections == ALIKE
    assert "not you" in stop.message
