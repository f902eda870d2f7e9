import datetime as dt
import itertools
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from click.testing import Result
from deliveries import taken
from hypothesis import given
from hypothesis import strategies as st
from newsroom_that_sends import SOURCE, change_article, set_mail, states, write_list
from scripted_smtp import ScriptedServer, once

from pressverk.build import manifest
from pressverk.cli import campaigns as campaign_commands
from pressverk.cli import send as send_commands
from pressverk.cli import sending
from pressverk.delivery.campaigns import planning, send
from pressverk.delivery.campaigns.planning import cancel_superseded
from pressverk.delivery.campaigns.schedule import SendOptions, departure, moment_of
from pressverk.delivery.ledger.claims import report, start
from pressverk.delivery.ledger.queries import campaigns
from pressverk.delivery.ledger.rows import Campaign, Wait
from pressverk.delivery.ledger.states import Event
from pressverk.delivery.ledger.store import Ledger, ledger_path, open_ledger
from pressverk.delivery.sender.scheduler import Clock
from pressverk.delivery.sender.sending import send_over
from pressverk.errors import DeliveryError
from pressverk.model import Place
from pressverk.newsroom.config import read_newsroom

Run = Callable[..., Result]
TO_ALL = ("send", "pris", "--to", "redaktioner")
STOCKHOLM = "Europe/Stockholm"
moments = st.datetimes(
    dt.datetime(2026, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    dt.datetime(2027, 1, 1),  # noqa: DTZ001
    timezones=st.just(dt.UTC),
)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return what sets the clock, as Stockholm reads it."""

    def set_to(text: str) -> None:
        moment = dt.datetime.fromisoformat(text).astimezone(dt.UTC)
        for module in (campaign_commands, send_commands, sending):
            monkeypatch.setattr(module, "now_in_utc", lambda: moment)
        on_time = {"clock": Clock(now=lambda: moment)}
        monkeypatch.setattr(
            send, "send_over", lambda *given, **named: send_over(*given, **named | on_time)
        )

    return set_to


@given(st.none() | moments, st.none() | moments, moments, moments)
def test_nothing_leaves_before_its_embargo_unless_somebody_says_so(
    at: dt.datetime | None,
    planned: dt.datetime | None,
    embargo: dt.datetime,
    now: dt.datetime,
) -> None:
    planned = max(planned, embargo) if planned else None
    try:
        moment = departure(
            SendOptions(at=at),
            embargo=embargo,
            planned=planned,
            now=now,
            time_zone=STOCKHOLM,
            place=Place(file="pris"),
        )
    except DeliveryError:
        assert at is not None
        assert at < embargo
    else:
        assert moment >= embargo
        assert moment in {at, planned, embargo, now}


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-29 03:00", "2026-03-29T01:00+00:00"),
        ("2026-10-25 02:30", "2026-10-25T01:30+00:00"),
        ("2026-10-25T02:30+02:00", "2026-10-25T00:30+00:00"),
        ("2026-12-03 9:30", "2026-12-03T08:30+00:00"),
        ("2026-12-03 9.30", "2026-12-03T08:30+00:00"),
        ("3 december 2026 kl. 09.30", "2026-12-03T08:30+00:00"),
        ("nu", "2026-01-01T00:00+00:00"),
    ],
)
def test_moments_are_read_by_the_newsrooms_clocks(text: str, moment: str) -> None:
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    assert moment_of(text, STOCKHOLM, now) == dt.datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    "text",
    [
        "2027-01-01",
        "2027-W01-1",
        "20270101T1000",
        "2027-01-01 25:00",
        "0001-01-01 00:00",
        "9999-12-31 23:59",
    ],
)
def test_a_moment_is_a_day_and_a_time(text: str) -> None:
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    with pytest.raises(ValueError, match="give a day and a time"):
        moment_of(text, STOCKHOLM, now)


def test_an_embargoed_release_waits_and_leaves_at_its_moment(
    run: Run, server: ScriptedServer, clock: Callable[[str], None]
) -> None:
    change_article(embargo="2090-03-29 10:00")
    run("build")
    clock("2090-03-28T12:00+01:00")
    planned = run(*TO_ALL)
    assert planned.exit_code == 0, planned.output
    assert "leaves 2090-03-29 10:00, by: pressverk send-due" in planned.output
    clock("2090-03-29T09:59:59+02:00")
    assert run("send-due").output == ""
    assert not server.taken
    clock("2090-03-29T10:00+02:00")
    assert run("send-due").exit_code == 0
    assert server.copies.total() == 3
    assert b"EMBARGO" not in server.taken[0].text.upper().partition(b"\r\n\r\n")[0]


def test_an_embargoed_release_is_marked_when_it_is_sent_before(
    run: Run, server: ScriptedServer
) -> None:
    change_article(embargo="2090-03-29 10:00")
    run("build")
    assert run(*TO_ALL, "--under-embargo").exit_code == 0
    assert b"\r\nSubject: EMBARGO" in server.taken[0].text
    assert run(*TO_ALL).exit_code == 0  # and goes on without saying it again
    assert server.copies.total() == 3


def test_a_time_before_the_embargo_is_refused(run: Run, server: ScriptedServer) -> None:
    change_article(embargo="2090-03-29 10:00")
    run("build")
    for at in ("now", "2090-03-29 09:59"):
        failed = run(*TO_ALL, "--at", at)
        assert failed.exit_code == 1
        assert "is under embargo until Wednesday 29 March 2090 at 10:00" in failed.output
    assert not server.taken
    assert run(*TO_ALL, "--at", "2090-03-29 10:00").exit_code == 0


def test_an_older_edition_that_waits_stays_when_a_newer_one_is_refused(run: Run) -> None:
    change_article(embargo="2090-03-29 10:00")
    run("build")
    run(*TO_ALL)
    change_text()
    run("build")
    assert run(*TO_ALL, "--at", "2090-03-29 09:59").exit_code == 1
    assert set(states()[1].values()) == {"queued"}
    assert "cancelled" in run(*TO_ALL).output
    assert set(states()[1].values()) == {"cancelled"}


def test_a_pdf_that_names_an_embargo_that_has_ended_is_reported_and_stops_nothing(
    run: Run, server: ScriptedServer, clock: Callable[[str], None]
) -> None:
    change_article(embargo="2090-03-29 10:00")
    run("build")
    clock("2090-03-29T10:00+02:00")
    sent = run(*TO_ALL)
    assert sent.exit_code == 0
    assert "the embargo ended on" in sent.output
    assert server.copies.total() == 3
    assert b"\r\nSubject: Ett pris" in server.taken[0].text


def test_a_pdf_built_after_its_embargo_is_like_any_other(run: Run, server: ScriptedServer) -> None:
    change_article(embargo="2018-11-23 10:00")
    run("build")
    assert "has passed already" in run(*TO_ALL).output
    sent = run(*TO_ALL, "--confirm", "past-embargo")
    assert sent.exit_code == 0
    assert "embargo" not in sent.output
    assert server.copies.total() == 3
    assert b"\r\nSubject: Ett pris" in server.taken[0].text


def test_an_embargo_is_kept_in_utc(run: Run) -> None:
    change_article(embargo="2090-07-01 10:00")
    run("build")
    run(*TO_ALL)
    with open_ledger(ledger_path(Path.cwd())) as ledger:
        [row] = ledger.rows("SELECT not_before FROM campaigns")
    assert row[0] == "2090-07-01T08:00:00.000000+00:00"


@pytest.mark.parametrize(
    ("embargo", "moment"),
    [
        ("2090-10-29 02:30", "2090-10-29T01:30"),  # twice: the second
        ("2090-03-26 02:30", "2090-03-26T01:30"),  # never: when the clocks have gone on
    ],
)
def test_an_embargo_while_clocks_are_changed_is_never_early(
    embargo: str, moment: str, run: Run
) -> None:
    change_article(embargo=embargo)
    run("build")
    run(*TO_ALL)
    with open_ledger(ledger_path(Path.cwd())) as ledger:
        assert campaigns(ledger)[0].not_before.isoformat() == f"{moment}:00+00:00"


def test_what_waits_can_be_moved_and_sent_at_once(run: Run, server: ScriptedServer) -> None:
    run(*TO_ALL, "--at", "2090-01-01 10:00")
    assert "leaves 2090-01-01 10:00" in run(*TO_ALL).output
    assert "leaves 2090-01-02 10:00" in run(*TO_ALL, "--at", "2090-01-02 10:00").output
    assert run(*TO_ALL, "--at", "now").exit_code == 0
    assert server.copies.total() == 3
    moved = run(*TO_ALL, "--at", "2090-01-03 10:00")
    assert moved.exit_code == 1
    assert "has begun to leave and can't be moved" in moved.output


def test_who_opts_out_or_is_deleted_while_it_waits_gets_nothing(
    run: Run, server: ScriptedServer, clock: Callable[[str], None]
) -> None:
    run(*TO_ALL, "--at", "2090-01-01 10:00")
    run("recipients", "opt-out", "a@example.com")
    run("recipients", "delete", "b@example.com")
    clock("2090-01-01T10:00+01:00")
    assert run("send-due").exit_code == 0
    assert server.copies == {"c@example.net": 1}


def test_a_list_that_is_missing_stops_what_is_due_and_nothing_is_cancelled(
    run: Run, server: ScriptedServer, clock: Callable[[str], None]
) -> None:
    run(*TO_ALL, "--at", "2090-01-01 10:00")
    file, away = Path("contacts/redaktioner.csv"), Path("contacts/redaktioner.csv.sparad")
    file.rename(away)
    clock("2090-01-01T10:00+01:00")
    stopped = run("send-due")
    assert stopped.exit_code == 1
    assert "no list 'redaktioner'" in stopped.output
    assert set(states()[1].values()) == {"queued"}
    away.rename(file)
    assert run("send-due").exit_code == 0
    assert server.copies.total() == 3


def test_a_list_that_is_missing_stops_a_resend(run: Run, clock: Callable[[str], None]) -> None:
    run(*TO_ALL, "--at", "2090-01-01 10:00")
    clock("2090-01-04T10:00+01:00")
    run("send-due")  # too late
    Path("contacts/redaktioner.csv").unlink()
    assert "no list 'redaktioner'" in run("resend", "1", "--failed").output
    write_list("redaktioner", "a@example.com", "b@example.com", "c@example.net")
    assert "3 changed" in run("resend", "1", "--failed").output


def test_who_is_missing_from_the_lists_at_departure_is_cancelled_and_not_forgotten(
    run: Run, server: ScriptedServer, clock: Callable[[str], None]
) -> None:
    run(*TO_ALL, "--at", "2090-01-01 10:00")
    write_list("redaktioner", "a@example.com", "b@example.com")
    clock("2090-01-01T10:00+01:00")
    assert run("send-due").exit_code == 0
    assert server.copies.total() == 2
    assert states()[1]["c@example.net"] == "cancelled"


def test_a_faulty_list_stops_what_is_due_for_nobody_knows_who_opted_out(
    run: Run, server: ScriptedServer, clock: Callable[[str], None]
) -> None:
    run(*TO_ALL, "--at", "2090-01-01 10:00")
    write_list("redaktioner", "a@@example.com")
    clock("2090-01-01T10:00+01:00")
    stopped = run("send-due")
    assert stopped.exit_code == 1
    assert "contacts/redaktioner.csv:2:1: email is 'a@@example.com'" in stopped.output
    assert not server.taken


def test_a_timers_turn_is_left_out_while_another_lasts(
    run: Run, server: ScriptedServer, clock: Callable[[str], None]
) -> None:
    run(*TO_ALL, "--at", "2090-01-01 10:00")
    clock("2090-01-01T10:00+01:00")
    with send.try_lock(ledger_path(Path.cwd()).parent / "send-due.lock") as first:
        assert first
        assert run("send-due").exit_code == 0
    assert not server.taken
    run("send-due")
    assert server.copies.total() == 3


def test_campaigns_that_are_due_take_turns_over_one_connection(
    run: Run, server: ScriptedServer, clock: Callable[[str], None]
) -> None:
    write_list("radio", "d@example.com", "e@example.com")
    for name in ("redaktioner", "radio"):
        run("send", "pris", "--to", name, "--at", "2090-01-01 10:00")
    clock("2090-01-01T10:00+01:00")
    assert run("send-due").exit_code == 0
    assert "".join(one.recipient[0] for one in server.taken) == "adbec"
    assert server.connections == 1


def test_what_stops_one_campaign_stops_no_other(
    run: Run, server: ScriptedServer, clock: Callable[[str], None]
) -> None:
    write_list("radio", "d@example.com", "e@example.com")
    for name in ("redaktioner", "radio"):
        run("send", "pris", "--to", name, "--at", "2090-01-01 10:00")
    server.script = once("mail", "550 5.7.1 not you")
    clock("2090-01-01T10:00+01:00")
    done = run("send-due")
    assert done.exit_code == 1
    assert "not you" in done.output
    assert server.copies == {"d@example.com": 1, "e@example.com": 1}


def test_a_campaign_on_its_way_is_not_begun_twice_nor_tried_again_at_once(
    run: Run, clock: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_list("radio", "d@example.com")
    for name in ("redaktioner", "radio"):
        run("send", "pris", "--to", name, "--at", "2090-01-01 10:00")
    clock("2090-01-01T10:00+01:00")
    begun, moments = [], itertools.count()
    real = dt.datetime(2090, 1, 1, 9, tzinfo=dt.UTC)

    def lasting(_line: object, _ledger: object, campaign: Campaign, *_all: object, **_more: object):  # type: ignore[no-untyped-def] # noqa: ANN202
        begun.append(campaign.id)
        for _turn in range(9 if campaign.id == 1 else 1):
            yield Wait(until=real)

    ticking = Clock(
        now=lambda: real + dt.timedelta(seconds=next(moments)), sleep=lambda _seconds: None
    )
    monkeypatch.setattr(send, "depart", lasting)
    with open_ledger(ledger_path(Path.cwd())) as ledger:
        list(send.send_due(ledger, read_newsroom(Path.cwd()), clock=ticking))
    assert begun == [1, 2]


def test_a_wait_is_reported_once_and_only_at_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], run: Run
) -> None:
    assert run("deliveries").exit_code == 0  # there is a newsroom
    newsroom = read_newsroom(Path.cwd())
    now = dt.datetime.now(dt.UTC)
    waits = [Wait(until=now + dt.timedelta(seconds=seconds)) for seconds in (1, 61, 61)]
    for is_terminal in (False, True):
        monkeypatch.setattr("sys.stderr.isatty", lambda told=is_terminal: told)
        assert not list(sending.past_waits(waits, newsroom))
        told = capsys.readouterr().err.splitlines()
        assert [line[:13] for line in told] == ["waiting until"] * is_terminal


def test_a_timer_in_a_newsroom_that_sent_nothing_does_nothing(run: Run) -> None:
    done = run("send-due")
    assert (done.exit_code, done.output) == (0, "")
    assert not ledger_path(Path.cwd()).exists()


def test_what_was_planned_and_too_late_is_sent_when_somebody_sends_it_now(
    run: Run, server: ScriptedServer, clock: Callable[[str], None]
) -> None:
    run(*TO_ALL, "--at", "2090-01-01 10:00")
    clock("2090-01-04T10:00+01:00")
    late = run("send-due")
    assert late.exit_code == 1
    assert "3 failed" in late.output
    sent = run(*TO_ALL)
    assert sent.exit_code == 0, sent.output
    assert server.copies.total() == 3
    assert server.taken[0].text.startswith(b"Date: Wed, 04 Jan 2090 10:00:00 +0100\r\n")


def test_what_is_resent_has_two_days_from_then(
    run: Run, server: ScriptedServer, clock: Callable[[str], None]
) -> None:
    run(*TO_ALL, "--at", "2090-01-01 10:00")
    clock("2090-01-04T10:00+01:00")
    run("send-due")
    assert "3 changed" in run("resend", "1", "--failed").output
    clock("2090-01-05T10:00+01:00")
    assert run("send-due").exit_code == 0
    assert server.copies.total() == 3


def change_text() -> None:
    change_article(lead="Kommunen har fått två priser.")


def change_embargo() -> None:
    change_article(embargo="2090-01-01 14:00")


def remove_article() -> None:
    SOURCE.unlink()


@pytest.mark.parametrize("change", [change_text, change_embargo, remove_article])
@pytest.mark.parametrize("swept", [False, True])
def test_an_article_that_was_changed_since_it_was_planned_does_not_leave_as_it_was(
    change: Callable[[], None],
    swept: bool,  # noqa: FBT001 - pytest gives it
    run: Run,
    server: ScriptedServer,
    clock: Callable[[str], None],
) -> None:
    run(*TO_ALL, "--at", "2090-01-01 10:00")
    change()
    if swept:
        shutil.rmtree("output")
    clock("2090-01-01T10:00+01:00")
    stopped = run("send-due")
    assert stopped.exit_code == 1
    assert "was changed after pris was built and planned" in stopped.output
    assert "pressverk cancel 1" in stopped.output
    assert not server.taken
    assert "paused" not in run("deliveries").output


def test_neither_an_upgrade_nor_an_empty_output_nor_another_clock_stops_what_is_planned(
    run: Run,
    server: ScriptedServer,
    clock: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run(*TO_ALL, "--at", "2090-01-01 10:00")
    monkeypatch.setattr(manifest, "environment_of", lambda _root: "another environment")
    shutil.rmtree("output")
    os.utime(SOURCE, (1, 1))  # the same text, as a copy or a checkout leaves it
    clock("2090-01-01T10:00+01:00")
    assert run("send-due").exit_code == 0
    assert server.copies.total() == 3


def test_new_settings_for_mail_do_not_stop_what_is_planned(
    run: Run, server: ScriptedServer, clock: Callable[[str], None]
) -> None:
    run(*TO_ALL, "--at", "2090-01-01 10:00")
    set_mail(server.port, more="[mail.pace.domains]\n'example.net' = 30\n")
    clock("2090-01-01T10:00+01:00")
    done = run("send-due")
    assert done.exit_code == 0, done.output
    assert server.copies.total() == 3


def test_an_older_edition_that_a_sender_has_in_hand_stands_in_the_way(run: Run) -> None:
    write_list("redaktioner", "a@example.com")
    run(*TO_ALL, "--at", "2090-01-01 10:00")
    with open_ledger(ledger_path(Path.cwd())) as ledger:
        start(ledger, taken(ledger, 1, later := dt.datetime(2090, 1, 2, tzinfo=dt.UTC)), now=later)
    change_text()
    run("build")
    refused = run(*TO_ALL)
    assert refused.exit_code == 1
    assert "an older edition is on its way to redaktioner" in refused.output


def test_who_gets_an_older_edition_while_a_newer_one_is_planned_gets_that_alone(
    run: Run, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(*TO_ALL, "--at", "2090-01-01 10:00")
    change_text()
    run("build")
    later = dt.datetime(2090, 1, 2, tzinfo=dt.UTC)

    def just_too_late(ledger: Ledger, numbers: Iterable[int], now: dt.datetime) -> None:
        claim = taken(ledger, 1, later)
        start(ledger, claim, now=later)
        report(ledger, claim, Event.ACCEPT, now=later)
        cancel_superseded(ledger, numbers, now)

    monkeypatch.setattr(planning, "cancel_superseded", just_too_late)
    done = run(*TO_ALL)
    assert "left out, as they have an older edition: 1" in done.output
    assert server.copies.total() == 2
    [reader] = [to for to, state in states()[1].items() if state == "accepted"]
    assert reader not in server.copies


def test_a_message_is_dated_when_it_may_leave(run: Run) -> None:
    run(*TO_ALL, "--at", "2090-01-01 10:00")
    with open_ledger(ledger_path(Path.cwd())) as ledger:
        [campaign] = campaigns(ledger)
        [head] = {bytes(row[0]) for row in ledger.rows("SELECT head FROM deliveries LIMIT 1")}
    assert campaign.not_before == dt.datetime(2090, 1, 1, 9, tzinfo=dt.UTC)
    assert head.startswith(b"Date: Sun, 01 Jan 2090 10:00:00 +0100\r\n")
