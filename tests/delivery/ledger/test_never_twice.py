"""Whatever senders, people and accidents do in whatever order, nobody gets a release twice.

A model of the world plays the mail server: it counts what left, and knows what was taken.
"""

import datetime as dt
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from deliveries import EDITION, LEASE, NOON, PATIENCE, address, campaign_to, ledger_in
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from pressverk.delivery.ledger.claims import claim, recover, report, start
from pressverk.delivery.ledger.operator import cancel, resend, settle
from pressverk.delivery.ledger.queries import deliveries, readers_of
from pressverk.delivery.ledger.rows import Claim
from pressverk.delivery.ledger.states import Event, State
from pressverk.delivery.ledger.store import open_ledger
from pressverk.delivery.ledger.transitions import DEADLINE

PEOPLE = 4
MEMORY = Path("/dev/shm")  # noqa: S108 - no power is lost here, and no disk waited for
someone = st.integers(0, 3)


@dataclass(slots=True)
class Sender:
    """One that has claimed a delivery, and whether its text is leaving."""

    name: str
    claim: Claim
    begun: bool = False


class Newsroom(RuleBasedStateMachine):
    """Some senders on one ledger, a clock that is moved, and a server that counts."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)
        self.opening = open_ledger(ledger_in(Path(self.folder.name)))
        self.ledger = self.opening.__enter__()
        self.now, self.names = NOON, 0
        self.senders: list[Sender] = []
        self.alive: set[str] = set()
        self.copies: Counter[int] = Counter()  # what the server has, or may have, taken
        self.allowed: Counter[int] = Counter()  # second copies that a person chose
        self.settled: set[int] = set()
        self.is_sent()

    def teardown(self) -> None:
        self.opening.__exit__(None, None, None)
        self.folder.cleanup()

    def leaves(self, sender: Sender) -> Claim:
        self.senders.remove(sender)
        return sender.claim

    def recovers(self) -> None:
        recover(self.ledger, lambda name: name in self.alive, now=self.now)

    @precondition(lambda self: len(self.senders) < 4)
    @rule(begins=st.booleans())
    def one_claims(self, *, begins: bool) -> None:
        self.names += 1
        name = f"sender {self.names}"
        taken = claim(
            self.ledger,
            self.campaign,
            name,
            now=self.now,
            lease=LEASE,
            per_minute=1000,
            per_domain={},
        )
        if isinstance(taken, Claim):
            self.senders.append(Sender(name, taken))
            self.alive.add(name)
            if begins:
                self.one_begins(len(self.senders) - 1)

    @precondition(lambda self: self.senders)
    @rule(number=someone)
    def one_begins(self, number: int) -> None:
        sender = self.senders[number % len(self.senders)]
        if sender.begun:
            return
        if start(self.ledger, sender.claim, now=self.now):
            sender.begun = True
            self.copies[sender.claim.delivery] += 1
        else:
            self.leaves(sender)

    @precondition(lambda self: any(sender.begun for sender in self.senders))
    @rule(number=someone, event=st.sampled_from([Event.ACCEPT, Event.LOSE]))
    def one_ends(self, number: int, event: Event) -> None:
        begun = [sender for sender in self.senders if sender.begun]
        report(self.ledger, self.leaves(begun[number % len(begun)]), event, now=self.now)

    @precondition(lambda self: self.senders)
    @rule(number=someone, event=st.sampled_from([Event.DEFER, Event.DEFER, Event.FAIL]))
    def one_is_turned_down(self, number: int, event: Event) -> None:
        sender = self.senders[number % len(self.senders)]
        if sender.begun:  # the server said that it hasn't taken it
            self.copies[sender.claim.delivery] -= 1
        report(self.ledger, self.leaves(sender), event, now=self.now)

    @precondition(lambda self: any(not sender.begun for sender in self.senders))
    @rule(number=someone)
    def one_hands_back(self, number: int) -> None:
        waiting = [sender for sender in self.senders if not sender.begun]
        taken = self.leaves(waiting[number % len(waiting)])
        report(self.ledger, taken, Event.RELEASE, now=self.now)

    @precondition(lambda self: self.senders)
    @rule(number=someone)
    def one_is_killed(self, number: int) -> None:
        sender = self.senders[number % len(self.senders)]
        self.leaves(sender)
        self.alive.discard(sender.name)
        self.recovers()

    @precondition(lambda self: self.senders)
    @rule(number=someone)
    def one_is_given_up_while_it_is_only_slow(self, number: int) -> None:
        self.alive.discard(self.senders[number % len(self.senders)].name)
        self.recovers()

    @rule(minutes=st.sampled_from([1, 50, 3000]))
    def time_passes(self, minutes: int) -> None:
        self.now += dt.timedelta(minutes=minutes)
        self.recovers()

    def is_sent(self) -> None:
        self.campaign = campaign_to(self.ledger, [address(n) for n in range(PEOPLE)], self.now)

    @rule()
    def is_cancelled_and_begun_again(self) -> None:
        cancel(self.ledger, self.campaign, now=self.now)
        self.is_sent()

    @precondition(lambda self: self.all_that_are(State.UNCERTAIN, State.FAILED))
    @rule()
    def a_person_resends(self) -> None:
        for state in (State.UNCERTAIN, State.FAILED):
            self.allowed.update(self.all_that_are(state))
            resend(self.ledger, self.campaign, state, now=self.now, deadline=self.now + PATIENCE)

    @precondition(lambda self: self.all_that_are(State.UNCERTAIN))
    @rule()
    def a_person_settles(self) -> None:
        self.settled.update(self.all_that_are(State.UNCERTAIN))
        settle(self.ledger, self.campaign, now=self.now)

    def all_that_are(self, *states: State) -> list[int]:
        found = deliveries(self.ledger, self.campaign)
        return [one.id for one in found if one.state in states]

    @invariant()
    def nobody_has_more_copies_than_a_person_chose(self) -> None:
        for delivery, count in self.copies.items():
            assert count <= 1 + self.allowed[delivery]

    @invariant()
    def nobody_is_forgotten_and_every_state_is_true(self) -> None:
        held = {sender.claim.delivery for sender in self.senders}
        found = deliveries(self.ledger, self.campaign)
        assert len(found) == PEOPLE
        for one in found:
            if one.state is State.ACCEPTED and one.id not in self.settled:
                assert self.copies[one.id] > 0
            if one.state in {State.QUEUED, State.CANCELLED} and one.id not in held:
                assert self.copies[one.id] <= self.allowed[one.id]
            if one.state is State.CANCELLED or (
                one.phase == DEADLINE and one.state is State.FAILED
            ):
                assert self.copies[one.id] == 0

    @invariant()
    def all_who_may_have_a_text_are_readers(self) -> None:
        readers = readers_of(self.ledger, EDITION)
        for one in deliveries(self.ledger, self.campaign):
            assert not self.copies[one.id] or one.recipient in readers


TestNewsroom = Newsroom.TestCase
TestNewsroom.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
