import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted_smtp import (
    Drop,
    Script,
    ScriptedServer,
    TakeAndDrop,
    always,
    once,
    plainly,
    scripted_smtp,
    slowly,
)

from pressverk.delivery.smtp import transmission
from pressverk.delivery.smtp.outcomes import Outcome, Phase, Verdict
from pressverk.delivery.smtp.session import Session, Timeouts, close_session, is_ready, open_session
from pressverk.delivery.smtp.transmission import Envelope, stuffed, transmit
from pressverk.model import SmtpSettings

QUICK = Timeouts(connect=2, command=2, data=2, block=2, end=2)
HEAD, BODY = b"Subject: Hej\r\n\r\n", b"Hej!\r\n.\r\n..och\r\n"


def envelope(head: bytes = HEAD, body: bytes = BODY, **others: object) -> Envelope:
    values: dict[str, object] = {
        "sender": "press@exempel.se",
        "recipient": "redaktion@example.com",
        "head": stuffed(head),
        "body": stuffed(body),
        "size": len(head) + len(body),
        "needs_smtputf8": False,
    }
    return Envelope(**(values | others))  # type: ignore[arg-type]


@contextmanager
def session_with(
    script: Script = plainly,
    features: tuple[str, ...] = ("SIZE 10000000",),
    timeouts: Timeouts = QUICK,
) -> Iterator[tuple[Session, ScriptedServer]]:
    with scripted_smtp(script, features) as server:
        where = SmtpSettings(
            host="localhost", port=server.port, security="none", auth="none", username=None
        )
        session = open_session(where, None, timeouts=timeouts)
        yield session, server
        close_session(session)


def outcome_of(script: Script, timeouts: Timeouts = QUICK) -> tuple[Outcome, ScriptedServer]:
    with session_with(script, timeouts=timeouts) as (session, server):
        return transmit(session, envelope(), lambda: True), server


def test_the_text_arrives_as_it_was_dots_and_all() -> None:
    with session_with() as (session, server):
        outcome = transmit(session, envelope(), lambda: True)
        assert (outcome.verdict, outcome.code) == (Verdict.ACCEPTED, 250)
        assert server.taken[0].text == HEAD + BODY


@given(lines=st.lists(st.sampled_from([b"", b".", b"..", b".a", b"a.", b"hej"]), max_size=8))
@settings(max_examples=50)
def test_stuffing_is_undone_by_taking_a_dot_from_each_line(lines: list[bytes]) -> None:
    text = b"".join(line + b"\r\n" for line in lines)
    sent = stuffed(text).splitlines(keepends=True)
    assert b".\r\n" not in sent
    assert b"".join(line.removeprefix(b".") for line in sent) == text


@pytest.mark.parametrize("phase", ["mail", "rcpt", "data", "end"])
@pytest.mark.parametrize("code", ["421", "450", "451", "452"])
def test_an_explicit_later_defers_at_every_phase(phase: str, code: str) -> None:
    outcome, server = outcome_of(always(phase, f"{code} later"))
    assert (outcome.verdict, outcome.code) == (Verdict.DEFERRED, int(code))
    assert not server.copies


@pytest.mark.parametrize(
    ("phase", "verdict"),
    [
        ("mail", Verdict.SENDER_REFUSED),
        ("rcpt", Verdict.FAILED),
        ("data", Verdict.FAILED),
        ("end", Verdict.FAILED),
    ],
)
def test_an_explicit_never_fails_the_recipient_but_at_mail_the_sender(
    phase: str, verdict: Verdict
) -> None:
    outcome, server = outcome_of(always(phase, "550 no"))
    assert (outcome.verdict, outcome.code, outcome.text) == (verdict, 550, "no")
    assert not server.copies


@pytest.mark.parametrize("phase", ["mail", "rcpt", "data"])
def test_a_connection_lost_before_the_text_means_it_was_not_sent(phase: str) -> None:
    outcome, server = outcome_of(always(phase, Drop))
    assert (outcome.verdict, outcome.phase) == (Verdict.DEFERRED, Phase(phase))
    assert outcome.text == "the connection was lost"
    assert server.seen("body") == 0


@pytest.mark.parametrize(
    ("phase", "answer"),
    [("body", Drop), ("end", Drop), ("end", TakeAndDrop), ("end", "what?"), ("end", "25 odd")],
)
def test_a_connection_lost_after_the_texts_first_byte_leaves_it_uncertain(
    phase: str, answer: str
) -> None:
    outcome, _server = outcome_of(always(phase, answer))
    assert (outcome.verdict, outcome.phase) == (Verdict.UNCERTAIN, Phase.BODY)


@pytest.mark.parametrize(
    ("phase", "verdict"),
    [("mail", Verdict.DEFERRED), ("data", Verdict.DEFERRED), ("end", Verdict.UNCERTAIN)],
)
def test_an_answer_that_comes_too_late_is_no_answer(phase: str, verdict: Verdict) -> None:
    patience = Timeouts(connect=2, command=0.2, data=0.2, block=0.2, end=0.2)
    assert outcome_of(slowly(phase, 0.8), patience)[0].verdict is verdict


def test_a_slow_answer_within_patience_is_an_answer() -> None:
    assert outcome_of(slowly("end", 0.5))[0].verdict is Verdict.ACCEPTED


def test_nothing_leaves_before_it_was_said_to_start() -> None:
    with session_with() as (session, server):
        outcome = transmit(session, envelope(), lambda: False)
        assert outcome.verdict is Verdict.WITHHELD
        assert not server.copies
        assert not is_ready(session)


def test_nothing_leaves_when_the_start_cannot_be_written_down() -> None:
    def fails() -> bool:
        raise OSError("disk full")

    with session_with() as (session, server):
        with pytest.raises(OSError, match="disk full"):
            transmit(session, envelope(), fails)
        assert not server.copies


def test_a_message_larger_than_the_server_takes_is_not_begun_and_both_figures_are_reported() -> (
    None
):
    with session_with(features=("SIZE 20",)) as (session, server):
        outcome = transmit(session, envelope(), lambda: True)
        assert server.seen("mail") == 0
    assert outcome.verdict is Verdict.SENDER_REFUSED
    assert f"{len(HEAD + BODY)} bytes and the mail server takes 20" in outcome.text


@pytest.mark.parametrize("features", [("SIZE",), ("SIZE 0",), ()])
def test_a_server_that_names_no_limit_has_none(features: tuple[str, ...]) -> None:
    with session_with(features=features) as (session, _server):
        assert transmit(session, envelope(), lambda: True).verdict is Verdict.ACCEPTED


def test_a_local_part_beyond_ascii_needs_a_server_that_takes_it() -> None:
    utf8 = envelope(recipient="åsa@example.com", needs_smtputf8=True)
    with session_with() as (session, server):
        outcome = transmit(session, utf8, lambda: True)
        assert (outcome.verdict, outcome.text[:6]) == (Verdict.FAILED, "5.6.7 ")
        assert server.seen("mail") == 0
    with session_with(features=("SMTPUTF8", "8BITMIME")) as (session, server):
        assert transmit(session, utf8, lambda: True).verdict is Verdict.ACCEPTED
        assert server.copies == {"åsa@example.com": 1}
        assert "SMTPUTF8" in server.taken[0].options


def test_a_sender_beyond_ascii_is_no_fault_of_the_recipient() -> None:
    utf8 = envelope(sender="åsa@exempel.se", needs_smtputf8=True)
    with session_with() as (session, _server):
        assert transmit(session, utf8, lambda: True).verdict is Verdict.SENDER_REFUSED


def test_smtputf8_is_asked_for_only_when_it_is_needed() -> None:
    with session_with(features=("SMTPUTF8",)) as (session, server):
        transmit(session, envelope(), lambda: True)
        assert "SMTPUTF8" not in server.taken[0].options


def test_one_connection_takes_many_messages_and_a_refusal_between_them() -> None:
    with session_with(always("rcpt", "550 no", to="nej")) as (session, server):
        for recipient in ("a@example.com", "nej@example.com", "b@example.com"):
            assert is_ready(session)
            transmit(session, envelope(recipient=recipient), lambda: True)
        assert server.copies == {"a@example.com": 1, "b@example.com": 1}
        assert server.connections == 1


def test_a_session_that_went_stale_says_so() -> None:
    with session_with(always("rset", Drop)) as (session, _server):
        transmit(session, envelope(), lambda: True)
        assert not is_ready(session)


def test_a_reply_of_another_kind_to_data_ends_the_connection() -> None:
    with session_with(once("data", "250 ok")) as (session, server):
        outcome = transmit(session, envelope(), lambda: True)
        assert (outcome.verdict, outcome.phase) == (Verdict.DEFERRED, Phase.DATA)
        assert not is_ready(session)
    assert server.seen("body") == 0


@pytest.mark.parametrize(
    ("extra", "verdict"),
    [
        ("250 ok already", Verdict.UNCERTAIN),
        ("421 closing", Verdict.DEFERRED),
        ("552 5.3.4 too big", Verdict.FAILED),
    ],
)
def test_an_early_yes_is_never_believed_and_an_early_no_is(extra: str, verdict: Verdict) -> None:
    pieces = transmission._pieces

    with session_with(always("body", extra)) as (session, server):

        def after_it_spoke(given: Envelope) -> Iterator[bytes | memoryview]:
            head, *others = pieces(given)
            yield head
            while not session.smtp.has_spoken():
                time.sleep(0.01)
            yield from others

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(transmission, "_pieces", after_it_spoke)
            outcome = transmit(session, envelope(), lambda: True)
        assert (outcome.verdict, outcome.phase) == (verdict, Phase.BODY)
        assert not is_ready(session)
    assert server.seen("end") == 0


def test_a_reply_too_many_to_data_keeps_the_text_back() -> None:
    def no_start() -> bool:
        raise AssertionError

    with session_with(always("data", "354 go on\r\n250 ok already")) as (session, _server):
        outcome = transmit(session, envelope(), no_start)
    assert (outcome.verdict, outcome.phase) == (Verdict.DEFERRED, Phase.DATA)


def test_a_reply_too_many_is_never_taken_for_the_next_one() -> None:
    with session_with(once("mail", "250 ok\r\n250 ok")) as (session, server):
        outcome = transmit(session, envelope(), lambda: True)
        assert (outcome.verdict, outcome.phase) == (Verdict.DEFERRED, Phase.RCPT)
        assert outcome.text == "the mail server replied out of turn"
        assert server.seen("rcpt") == 0


def test_a_session_whose_server_says_too_much_takes_no_other_message() -> None:
    with session_with(always("end", "250 queued\r\n250 ok")) as (session, server):
        assert transmit(session, envelope(), lambda: True).verdict is Verdict.ACCEPTED
        assert not is_ready(session)
        assert server.seen("rset") == 0


def test_what_the_server_says_cannot_reach_the_terminal_as_commands() -> None:
    outcome, _server = outcome_of(always("end", "250 ok\x1b[2J\x07"))
    assert outcome.text == "ok [2J "


@pytest.mark.parametrize(
    "recipient", ["a@b.se>\r\nRCPT TO:<c@d.se", "a@b.se> SIZE=1", "a b@c.se", "", "a@b.se\x00"]
)
def test_an_address_that_would_be_a_command_is_never_said(recipient: str) -> None:
    with session_with() as (session, server):
        with pytest.raises(ValueError):  # noqa: PT011 - any will do
            transmit(session, envelope(recipient=recipient), lambda: True)
        assert server.seen("mail") == 0
