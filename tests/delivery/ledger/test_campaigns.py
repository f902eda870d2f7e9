import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from deliveries import (
    BODY,
    EDITION,
    NOON,
    address,
    campaign_to,
    ledger_in,
    message,
    plan,
    take,
    taken,
)

from pressverk.delivery.ledger.claims import report, start
from pressverk.delivery.ledger.create import open_campaign
from pressverk.delivery.ledger.operator import (
    approve,
    cancel,
    forget,
    note_report,
    pause,
    resend,
    resume,
    settle,
    withdraw,
)
from pressverk.delivery.ledger.queries import (
    campaign,
    campaigns,
    deliveries,
    has_begun,
    is_done,
    message_bytes,
    readers_of,
)
from pressverk.delivery.ledger.rows import CampaignState, Kind
from pressverk.delivery.ledger.states import Event, State
from pressverk.delivery.ledger.store import Ledger, open_ledger
from pressverk.delivery.ledger.transitions import take_step
from pressverk.delivery.reasons import kept, reason
from pressverk.errors import DeliveryError
from pressverk.model import Message

NEXT_EDITION = "f" * 64
LATER = NOON + dt.timedelta(days=4)


def put(ledger: Ledger, number: int, *states: State) -> None:
    """Bring the deliveries of a campaign, in their order, to *states*."""
    ways = {
        State.ACCEPTED: [Event.CLAIM, Event.START, Event.ACCEPT],
        State.UNCERTAIN: [Event.CLAIM, Event.START, Event.LOSE],
        State.FAILED: [Event.CLAIM, Event.FAIL],
        State.CANCELLED: [Event.CANCEL],
        State.QUEUED: [],
    }
    for one, state in zip(deliveries(ledger, number), states, strict=True):
        with ledger.changes() as changes:
            for event in ways[state]:
                assert take_step(changes, one.id, event, now=NOON, token=0)


def test_the_bytes_are_kept_before_the_first_try_and_a_body_once(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(1), address(2)])
    for one in deliveries(ledger, number):
        meant = message(one.recipient)
        assert message_bytes(ledger, one.id) == meant.head + BODY
    assert ledger.rows("SELECT count(*) FROM bodies")[0][0] == 1


def test_nobody_gets_a_second_delivery_of_an_edition_whatever_the_list(ledger: Ledger) -> None:
    campaign_to(ledger, ["redaktion@example.com"])
    messages = [message("Redaktion@EXAMPLE.com"), message(address(2))]
    opened = open_campaign(ledger, plan(list_name="riks"), messages, now=NOON)
    assert (opened.queued, opened.known) == (1, ("Redaktion@EXAMPLE.com",))


def test_a_second_run_adds_only_who_was_not_there(ledger: Ledger) -> None:
    first = campaign_to(ledger, [address(1)])
    assert campaign_to(ledger, [address(1), address(2)]) == first
    assert [one.recipient for one in deliveries(ledger, first)] == [address(1), address(2)]


def test_a_campaign_to_nobody_is_refused_and_leaves_no_trace(ledger: Ledger) -> None:
    with pytest.raises(DeliveryError, match="nobody to send to"):
        campaign_to(ledger, [])
    assert campaigns(ledger) == []


def test_opening_a_campaign_is_whole_or_nothing(ledger: Ledger) -> None:
    def messages() -> Iterator[Message]:
        yield message(address(1))
        raise RuntimeError("the power goes")

    with pytest.raises(RuntimeError):
        open_campaign(ledger, plan(), messages(), now=NOON)
    assert campaigns(ledger) == []


def test_a_correction_goes_only_to_those_who_got_or_may_have_got_the_faulty_edition(
    ledger: Ledger,
) -> None:
    number = campaign_to(ledger, [address(n) for n in range(4)])
    put(ledger, number, State.ACCEPTED, State.UNCERTAIN, State.FAILED, State.CANCELLED)
    assert readers_of(ledger, EDITION) == (address(0), address(1))
    correction = plan(NEXT_EDITION, Kind.CORRECTION, corrects=EDITION)
    with pytest.raises(DeliveryError, match="didn't get the edition before"):
        open_campaign(ledger, correction, [message(address(2), NEXT_EDITION)], now=NOON)
    messages = [message(reader, NEXT_EDITION) for reader in readers_of(ledger, EDITION)]
    assert open_campaign(ledger, correction, messages, now=NOON).queued == 2


def test_a_correction_waits_while_the_faulty_edition_is_still_being_sent(ledger: Ledger) -> None:
    put(ledger, campaign_to(ledger, [address(0), address(1)]), State.ACCEPTED, State.QUEUED)
    correction = plan(NEXT_EDITION, Kind.CORRECTION, corrects=EDITION)
    with pytest.raises(DeliveryError, match="still being sent; cancel it"):
        open_campaign(ledger, correction, [message(address(0), NEXT_EDITION)], now=NOON)


def test_an_approval_is_of_a_colleague_and_ends_with_any_change(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(1)])
    with pytest.raises(DeliveryError, match="ask a colleague"):
        approve(ledger, number, by="exempel", now=NOON)
    approve(ledger, number, by="kollega", now=NOON)
    assert campaign(ledger, number).approved_by == "kollega"
    start(ledger, taken(ledger, number), now=NOON)
    assert campaign(ledger, number).approved_by == "kollega"
    campaign_to(ledger, [address(1), address(2)])
    assert campaign(ledger, number).approved_by is None


def test_who_adds_recipients_cannot_approve_them(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(1)])
    more = plan(created_by="kollega")
    open_campaign(ledger, more, [message(address(1)), message(address(2))], now=NOON)
    with pytest.raises(DeliveryError, match="ask a colleague"):
        approve(ledger, number, by="kollega", now=NOON)


def test_a_paused_campaign_rests_until_it_is_resumed(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(1)])
    pause(ledger, number, reason("no-starttls"))
    assert take(ledger, number) is None
    assert campaign(ledger, number).reason == kept(reason("no-starttls"))
    resume(ledger, number)
    assert take(ledger, number) is not None


def test_a_campaign_with_something_uncertain_is_not_done(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(0), address(1)])
    put(ledger, number, State.ACCEPTED, State.UNCERTAIN)
    assert not is_done(campaign(ledger, number))
    assert settle(ledger, number, now=NOON) == 1
    assert is_done(campaign(ledger, number))


def test_a_resend_is_of_the_same_bytes_and_only_of_what_was_asked_for(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(n) for n in range(3)])
    put(ledger, number, State.ACCEPTED, State.UNCERTAIN, State.FAILED)
    before = [message_bytes(ledger, one.id) for one in deliveries(ledger, number)]
    assert resend(ledger, number, State.UNCERTAIN, now=NOON, deadline=LATER) == 1
    states = [one.state for one in deliveries(ledger, number)]
    assert states == [State.ACCEPTED, State.QUEUED, State.FAILED]
    assert [message_bytes(ledger, one.id) for one in deliveries(ledger, number)] == before


def test_a_resend_goes_out_of_a_cancelled_campaign_too(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(0), address(1)])
    put(ledger, number, State.UNCERTAIN, State.QUEUED)
    cancel(ledger, number, now=NOON)
    resend(ledger, number, State.UNCERTAIN, now=NOON, deadline=LATER)
    assert taken(ledger, number).recipient == address(0)
    assert take(ledger, number) is None


@pytest.mark.parametrize("ending", ["cancelled", "too late", "put off, then cancelled"])
def test_who_may_have_got_a_text_stays_a_reader_when_it_is_resent_in_vain(
    ledger: Ledger, ending: str
) -> None:
    number = campaign_to(ledger, [address(0)])
    put(ledger, number, State.UNCERTAIN)
    resend(ledger, number, State.UNCERTAIN, now=NOON, deadline=LATER)
    if ending == "put off, then cancelled":
        again = taken(ledger, number)
        start(ledger, again, now=NOON)
        report(ledger, again, Event.DEFER, now=NOON)
    if ending == "too late":
        assert take(ledger, number, LATER) is None
    else:
        cancel(ledger, number, now=NOON)
    [one] = deliveries(ledger, number)
    assert one.state is State.UNCERTAIN
    assert readers_of(ledger, EDITION) == (address(0),)
    assert campaign_to(ledger, [address(0)]) == number  # and it isn't sent again on its own
    assert deliveries(ledger, number) == [one]


def test_a_refusal_of_a_second_copy_undoes_only_that(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(0), address(1)])
    put(ledger, number, State.UNCERTAIN, State.QUEUED)
    resend(ledger, number, State.UNCERTAIN, now=NOON, deadline=LATER)
    for _each in range(2):
        again = taken(ledger, number)
        start(ledger, again, now=NOON)
        report(ledger, again, Event.FAIL, now=NOON)
    assert [one.state for one in deliveries(ledger, number)] == [State.FAILED, State.FAILED]
    assert readers_of(ledger, EDITION) == (address(0),)


def test_who_got_it_back_unread_is_no_reader_until_it_is_resent(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(0)])
    put(ledger, number, State.ACCEPTED)
    [one] = deliveries(ledger, number)
    note_report(ledger, one.message_id, delivered=False, code=None, text="full", now=NOON)
    assert readers_of(ledger, EDITION) == ()
    resend(ledger, number, State.FAILED, now=NOON, deadline=LATER)
    start(ledger, taken(ledger, number), now=NOON)
    assert readers_of(ledger, EDITION) == (address(0),)


def test_what_is_resent_after_its_deadline_is_tried_and_what_waited_in_vain_is_not(
    ledger: Ledger,
) -> None:
    number = campaign_to(ledger, [address(0), address(1), address(2)])
    put(ledger, number, State.FAILED, State.QUEUED, State.FAILED)
    now = NOON + dt.timedelta(days=3)
    without = {address(2)}
    assert resend(ledger, number, State.FAILED, now=now, deadline=LATER, without=without) == 1
    assert taken(ledger, number, now).recipient == address(0)
    assert take(ledger, number, now) is None
    states = [one.state for one in deliveries(ledger, number)]
    assert states == [State.CLAIMED, State.FAILED, State.FAILED]


def test_what_was_too_late_is_sent_when_somebody_says_so_anew(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(0), address(1)])
    put(ledger, number, State.FAILED, State.QUEUED)
    assert take(ledger, number, LATER) is None
    assert campaign_to(ledger, [address(0), address(1)], LATER) == number
    assert taken(ledger, number, LATER).recipient == address(1)
    assert take(ledger, number, LATER) is None  # the other was turned down by the server


def test_a_list_of_those_who_have_it_makes_no_campaign(ledger: Ledger) -> None:
    campaign_to(ledger, [address(1)])
    opened = open_campaign(ledger, plan(list_name="riks"), [message(address(1))], now=NOON)
    assert (opened.campaign, opened.known) == (None, (address(1),))
    assert len(campaigns(ledger)) == 1


def test_what_was_tried_in_vain_carries_its_new_text(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(1)])
    report(ledger, taken(ledger, number), Event.RELEASE, now=NOON)
    assert not has_begun(ledger, number)
    again = message(address(1), body=b"Ny text\r\n")
    assert open_campaign(ledger, plan(), [again], now=NOON, anew=True).queued == 1
    [one] = deliveries(ledger, number)
    assert message_bytes(ledger, one.id).endswith(b"Ny text\r\n")


def test_what_began_to_leave_is_not_planned_anew(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(1), address(2)])
    approve(ledger, number, by="kollega", now=NOON)
    start(ledger, taken(ledger, number), now=NOON)
    again = [message(address(n), body=b"Ny text\r\n") for n in (1, 2)]
    assert open_campaign(ledger, plan(), again, now=NOON, anew=True).queued == 0
    assert all(message_bytes(ledger, it.id).endswith(BODY) for it in deliveries(ledger, number))
    assert campaign(ledger, number).approved_by == "kollega"


def test_what_began_to_leave_keeps_its_text_when_it_was_cancelled_and_is_sent_again(
    ledger: Ledger,
) -> None:
    number = campaign_to(ledger, [address(1)])
    begun = taken(ledger, number)
    start(ledger, begun, now=NOON)
    report(ledger, begun, Event.DEFER, now=NOON)
    cancel(ledger, number, now=NOON)
    again = message(address(1), body=b"Ny text\r\n")
    assert open_campaign(ledger, plan(), [again], now=NOON).queued == 1
    [one] = deliveries(ledger, number)
    assert message_bytes(ledger, one.id).endswith(BODY)


def test_what_is_planned_anew_in_vain_stays_as_it_was(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(1)])
    approve(ledger, number, by="kollega", now=NOON)
    with pytest.raises(DeliveryError):
        open_campaign(ledger, plan(), [], now=NOON, anew=True)
    assert [it.state for it in deliveries(ledger, number)] == [State.QUEUED]
    assert campaign(ledger, number).approved_by == "kollega"


def test_nothing_is_kept_of_who_was_deleted_before_anything_left(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(1), address(2), address(3)])
    approve(ledger, number, by="kollega", now=NOON)
    begun, held = taken(ledger, number), taken(ledger, number, worker="two")
    start(ledger, begun, now=NOON)
    report(ledger, begun, Event.DEFER, now=NOON)
    for each in (begun, held):
        assert forget(ledger, each.recipient.upper(), now=NOON) == 1
    assert not start(ledger, held, now=NOON)
    assert not report(ledger, held, Event.FAIL, now=NOON)
    kept = {one.recipient: one.state for one in deliveries(ledger, number)}
    assert kept == {begun.recipient: State.CANCELLED, address(3): State.QUEUED}
    everything = "\n".join(ledger.connection.iterdump())
    assert held.recipient not in everything
    assert held.recipient.encode().hex().upper() not in everything
    assert campaign(ledger, number).approved_by == "kollega"


def test_an_approval_stays_though_who_is_deleted_leaves_what_was_approved_before(
    ledger: Ledger,
) -> None:
    number = campaign_to(ledger, [address(1)])
    approve(ledger, number, by="kollega", now=NOON)
    put(ledger, number, State.ACCEPTED)
    open_campaign(ledger, plan(), [message(address(2))], now=NOON)
    approve(ledger, number, by="kollega", now=NOON)
    assert forget(ledger, address(2), now=NOON) == 1
    assert campaign(ledger, number).approved_by == "kollega"


def test_nothing_is_left_in_the_file_either_of_who_was_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = sqlite3.connect

    def forgetful(*arguments: Any, **options: Any) -> sqlite3.Connection:
        """Connect as where SQLite was built to leave deleted content in the file."""
        connection: sqlite3.Connection = connect(*arguments, **options)
        connection.execute("PRAGMA secure_delete = OFF")
        return connection

    monkeypatch.setattr(sqlite3, "connect", forgetful)
    path = ledger_in(tmp_path)
    with open_ledger(path) as ledger, open_ledger(path):  # a colleague has it open, too
        campaign_to(ledger, [address(n) for n in range(50)])
        forget(ledger, address(7), now=NOON)
        files = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert address(6).encode() in files
    assert address(7).encode() not in files


def test_a_correction_still_goes_to_who_was_deleted(ledger: Ledger) -> None:
    put(ledger, campaign_to(ledger, [address(0)]), State.ACCEPTED)
    correction = plan(NEXT_EDITION, Kind.CORRECTION, corrects=EDITION)
    open_campaign(ledger, correction, [message(address(0), NEXT_EDITION)], now=NOON)
    assert forget(ledger, address(0), now=NOON) == 0
    assert taken(ledger, 2).recipient == address(0)


def test_follow_ups_to_who_was_deleted_are_cancelled(ledger: Ledger) -> None:
    put(ledger, campaign_to(ledger, [address(0)]), State.ACCEPTED)
    follow_up = plan(NEXT_EDITION, Kind.FOLLOW_UP, corrects=EDITION)
    open_campaign(ledger, follow_up, [message(address(0), NEXT_EDITION)], now=NOON)
    assert forget(ledger, address(0), now=NOON) == 1


def test_corrections_are_not_cancelled_for_who_is_on_no_list(ledger: Ledger) -> None:
    put(ledger, campaign_to(ledger, [address(0)]), State.ACCEPTED)
    correction = plan(NEXT_EDITION, Kind.CORRECTION, corrects=EDITION)
    open_campaign(ledger, correction, [message(address(0), NEXT_EDITION)], now=NOON)
    assert withdraw(ledger, address(0), now=NOON, corrections=False) == 0
    assert withdraw(ledger, address(0), now=NOON) == 1


def test_a_reason_to_pause_ends_with_the_pause(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(1)])
    pause(ledger, number, reason("no-starttls"))
    cancel(ledger, number, now=NOON)
    campaign_to(ledger, [address(1)])
    assert campaign(ledger, number).reason == ""


def test_who_opts_out_gets_nothing_more(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(1)])
    assert withdraw(ledger, address(1).upper(), now=NOON) == 1
    assert take(ledger, number) is None


def test_a_sending_that_was_cancelled_and_begun_again_carries_its_new_text(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(1)])
    cancel(ledger, number, now=NOON)
    again = message(address(1), body=b"Ny text\r\n")
    assert open_campaign(ledger, plan(), [again], now=NOON).queued == 1
    assert campaign(ledger, number).state is CampaignState.OPEN
    [one] = deliveries(ledger, number)
    assert message_bytes(ledger, one.id).endswith(b"Ny text\r\n")


def test_delivery_reports_find_their_delivery_by_message_id(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(0), address(1)])
    put(ledger, number, State.ACCEPTED, State.UNCERTAIN)
    first, second = deliveries(ledger, number)
    told = {"code": 550, "text": "unknown user", "now": NOON}
    assert note_report(ledger, first.message_id, delivered=False, **told)  # type: ignore[arg-type]
    assert note_report(ledger, second.message_id, delivered=True, **told)  # type: ignore[arg-type]
    assert not note_report(ledger, "<nobody>", delivered=True, **told)  # type: ignore[arg-type]
    states = [one.state for one in deliveries(ledger, number)]
    assert states == [State.FAILED, State.ACCEPTED]


def test_moments_are_kept_without_summer_time(ledger: Ledger) -> None:
    moment = dt.datetime.fromisoformat("2026-10-25T02:30+02:00")
    to_be = plan(not_before=moment)
    number = open_campaign(ledger, to_be, [message(address(1))], now=moment).campaign
    kept = ledger.rows("SELECT not_before FROM campaigns")[0][0]
    assert kept == "2026-10-25T00:30:00.000000+00:00"
    assert number
    assert campaign(ledger, number).not_before == moment
