import datetime as dt
from collections.abc import Iterator

import pytest

from deliveries import BODY, EDITION, NOON, address, campaign_to, message, plan, take, taken
from pressverk.errors import DeliveryError
from pressverk.ledger.claims import start
from pressverk.ledger.decisions import (
    approve,
    cancel,
    note_report,
    pause,
    resend,
    resume,
    settle,
    withdraw,
)
from pressverk.ledger.opening import open_campaign
from pressverk.ledger.reading import (
    campaign,
    campaigns,
    deliveries,
    is_done,
    message_bytes,
    readers_of,
)
from pressverk.ledger.rows import CampaignState, Kind
from pressverk.ledger.states import Event, State
from pressverk.ledger.steps import take_step
from pressverk.ledger.store import Ledger
from pressverk.model import Message

NEXT_EDITION = "f" * 64


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
    pause(ledger, number, "servern säger nej")
    assert take(ledger, number) is None
    assert campaign(ledger, number).reason == "servern säger nej"
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
    assert resend(ledger, number, State.UNCERTAIN, now=NOON) == 1
    states = [one.state for one in deliveries(ledger, number)]
    assert states == [State.ACCEPTED, State.QUEUED, State.FAILED]
    assert [message_bytes(ledger, one.id) for one in deliveries(ledger, number)] == before


def test_a_resend_goes_out_of_a_cancelled_campaign_too(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(0), address(1)])
    put(ledger, number, State.UNCERTAIN, State.QUEUED)
    cancel(ledger, number, now=NOON)
    resend(ledger, number, State.UNCERTAIN, now=NOON)
    assert taken(ledger, number).recipient == address(0)
    assert take(ledger, number) is None


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
    assert campaign(ledger, number).not_before == moment
