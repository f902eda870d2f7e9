"""Whatever senders, people and accidents do in whatever order, nobody gets a release twice.

A model of the world plays the mail server: it counts what left, and knows what was taken.
"""

import datetime as dt
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from deliveries import LEASE, NOON, address, campaign_to, ledger_in
from pressverk.ledger.claims import claim, recover, report, start
from pressverk.ledger.decisions import cancel, pause, resend, resume, settle
from pressverk.ledger.reading import deliveries
from pressverk.ledger.rows import Claim
from pressverk.ledger.states import Event, State
from pressverk.ledger.store import open_ledger

WORKERS = ("one", "two", "three")


class Newsroom(RuleBasedStateMachine):
    """Three senders on one ledger, a clock that is moved, and a server that counts."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.opening = open_ledger(ledger_in(Path(self.folder.name)))
        self.ledger = self.opening.__enter__()
        self.campaign = campaign_to(self.ledger, [address(n) for n in range(4)])
        self.now = NOON
        self.claims: dict[str, Claim] = {}
        self.begun: set[str] = set()
        self.alive = set(WORKERS)
        self.copies: Counter[int] = Counter()  # what the server has, or may have, taken
        self.allowed: Counter[int] = Counter()  # second copies that a person chose
        self.settled: set[int] = set()

    def teardown(self) -> None:
        self.opening.__exit__(None, None, None)
        self.folder.cleanup()

    @rule(worker=st.sampled_from(WORKERS))
    def claims_one(self, worker: str) -> None:
        if worker in self.claims:
            return
        taken = claim(
            self.ledger,
            self.campaign,
            worker,
            now=self.now,
            lease=LEASE,
            per_minute=1000,
            per_domain={},
        )
        if isinstance(taken, Claim):
            self.claims[worker] = taken
            self.alive.add(worker)

    @rule(worker=st.sampled_from(WORKERS))
    def begins(self, worker: str) -> None:
        if worker not in self.claims or worker in self.begun:
            return
        taken = self.claims[worker]
        if start(self.ledger, taken, now=self.now):
            self.begun.add(worker)
            self.copies[taken.delivery] += 1
        else:
            del self.claims[worker]

    @rule(worker=st.sampled_from(WORKERS), event=st.sampled_from([Event.ACCEPT, Event.LOSE]))
    def ends_for_good(self, worker: str, event: Event) -> None:
        if worker in self.begun:
            report(self.ledger, self.claims.pop(worker), event, now=self.now)
            self.begun.remove(worker)

    @rule(worker=st.sampled_from(WORKERS), event=st.sampled_from([Event.DEFER, Event.FAIL]))
    def is_turned_down(self, worker: str, event: Event) -> None:
        if worker in self.claims:
            taken = self.claims.pop(worker)
            if worker in self.begun:  # the server said that it hasn't taken it
                self.copies[taken.delivery] -= 1
                self.begun.remove(worker)
            report(self.ledger, taken, event, now=self.now)

    @rule(worker=st.sampled_from(WORKERS))
    def hands_back(self, worker: str) -> None:
        if worker in self.claims and worker not in self.begun:
            report(self.ledger, self.claims.pop(worker), Event.RELEASE, now=self.now)

    @rule(worker=st.sampled_from(WORKERS))
    def is_killed(self, worker: str) -> None:
        self.claims.pop(worker, None)
        self.begun.discard(worker)
        self.alive.discard(worker)

    @rule(worker=st.sampled_from(WORKERS))
    def seems_dead(self, worker: str) -> None:
        """Its lease is over for others, while it is only slow."""
        self.alive.discard(worker)
        self.recovers()

    @rule()
    def recovers(self) -> None:
        recover(self.ledger, lambda worker: worker in self.alive, now=self.now)

    @rule(minutes=st.sampled_from([0, 1, 50]))
    def time_passes(self, minutes: int) -> None:
        self.now += dt.timedelta(minutes=minutes)

    @rule()
    def is_cancelled(self) -> None:
        cancel(self.ledger, self.campaign, now=self.now)

    @rule()
    def rests(self) -> None:
        pause(self.ledger, self.campaign, "ro")
        resume(self.ledger, self.campaign)

    @rule()
    def is_sent_again(self) -> None:
        campaign_to(self.ledger, [address(n) for n in range(4)], self.now)

    @precondition(lambda self: self.copies)
    @rule(state=st.sampled_from([State.UNCERTAIN, State.FAILED]))
    def a_person_resends(self, state: State) -> None:
        chosen = [d.id for d in deliveries(self.ledger, self.campaign) if d.state is state]
        resend(self.ledger, self.campaign, state, now=self.now)
        self.allowed.update(chosen)

    @rule()
    def a_person_settles(self) -> None:
        found = deliveries(self.ledger, self.campaign)
        self.settled.update(one.id for one in found if one.state is State.UNCERTAIN)
        settle(self.ledger, self.campaign, now=self.now)

    @invariant()
    def nobody_has_more_copies_than_a_person_chose(self) -> None:
        for delivery, count in self.copies.items():
            assert count <= 1 + self.allowed[delivery]

    @invariant()
    def nobody_is_forgotten(self) -> None:
        held = {taken.delivery for taken in self.claims.values()}
        found = deliveries(self.ledger, self.campaign)
        assert len(found) == 4
        for one in found:
            if one.state is State.ACCEPTED and one.id not in self.settled:
                assert self.copies[one.id] > 0
            if one.state in {State.QUEUED, State.CANCELLED} and one.id not in held:
                assert self.copies[one.id] <= self.allowed[one.id]


TestNewsroom = Newsroom.TestCase
TestNewsroom.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
