"""Who may have got a text stays a reader of it, whatever happens to the delivery afterwards."""

import datetime as dt
import tempfile
from pathlib import Path

from deliveries import EDITION, NOON, address, campaign_to, ledger_in, take
from hypothesis import given, settings
from hypothesis import strategies as st

from pressverk.delivery.ledger.claims import recover, report
from pressverk.delivery.ledger.operator import cancel, resend, settle
from pressverk.delivery.ledger.queries import deliveries, readers_of
from pressverk.delivery.ledger.rows import Claim
from pressverk.delivery.ledger.states import Event, State
from pressverk.delivery.ledger.store import open_ledger

MEMORY = Path("/dev/shm")  # noqa: S108 - no power is lost here, and no disk waited for
DAY = dt.timedelta(days=1)
ENDS = (Event.ACCEPT, Event.DEFER, Event.FAIL, Event.LOSE, Event.RELEASE, Event.ABANDON)
tries = st.tuples(st.just("try"), st.booleans(), st.booleans(), st.sampled_from(ENDS))
decisions = st.tuples(st.sampled_from(["resend", "resend", "cancel", "settle", "send", "wait"]))


@given(st.lists(tries | decisions, max_size=14))
@settings(max_examples=150, deadline=None)
def test_all_whom_a_server_took_a_text_for_are_readers_and_nothing_says_otherwise(
    story: list[tuple[object, ...]],
) -> None:
    folder = tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)
    with folder as name, open_ledger(ledger_in(Path(name))) as ledger:
        number, now, arrived = campaign_to(ledger, [address(0)]), NOON, False
        for what, *how in story:
            if what == "try":
                taken = take(ledger, number, now)
                begins, server_takes, end = how
                if not isinstance(taken, Claim):
                    continue
                if begins:
                    assert report(ledger, taken, Event.START, now=now)
                    # A server that refuses hasn't taken it.
                    arrived |= bool(server_takes) and end not in {Event.DEFER, Event.FAIL}
                if end is Event.ABANDON:
                    recover(ledger, lambda _name: False, now=now)
                else:
                    report(ledger, taken, Event(str(end)), now=now)
            elif what == "resend":
                for state in (State.UNCERTAIN, State.FAILED):
                    resend(ledger, number, state, now=now, deadline=now + DAY)
            elif what == "wait":
                now += 3 * DAY
            elif what == "send":
                campaign_to(ledger, [address(0)], now)
            else:
                (cancel if what == "cancel" else settle)(ledger, number, now=now)
            [one] = deliveries(ledger, number)
            assert readers_of(ledger, EDITION) or not arrived
            assert not (arrived and one.state is State.CANCELLED)
            assert not (arrived and one.state is State.FAILED and one.phase == "deadline")
