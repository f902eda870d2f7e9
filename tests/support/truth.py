"""What must hold whatever happened: told by the server's own count."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from deliveries import NOON, mail_to
from scripted_smtp import ScriptedServer
from sending_alone import send

from pressverk.delivery.ledger.queries import deliveries, next_due
from pressverk.delivery.ledger.states import State
from pressverk.delivery.ledger.store import Ledger
from pressverk.delivery.sender.scheduler import Clock
from pressverk.delivery.smtp.session import Timeouts
from pressverk.errors import DeliveryError
from pressverk.model import Finding, MailSettings

QUICK = Timeouts(connect=2, command=2, data=2, block=2, end=2)


@dataclass(slots=True)
class Watch:
    """A clock that passes only when someone sleeps."""

    moment: dt.datetime = NOON
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.moment += dt.timedelta(seconds=seconds)

    @property
    def clock(self) -> Clock:
        return Clock(now=lambda: self.moment, sleep=self.sleep)


def run(
    ledger: Ledger,
    number: int,
    mail: MailSettings,
    watch: Watch,
    *,
    timeouts: Timeouts = QUICK,
    secret: str | None = None,
) -> tuple[Finding, ...]:
    """Send once, and return what stopped it."""
    try:
        sent = send(ledger, number, mail, secret=secret, timeouts=timeouts, clock=watch.clock)
        for _delivery in sent:
            pass
    except DeliveryError as error:
        return error.findings
    return ()


def run_to_the_end(ledger: Ledger, number: int, server: ScriptedServer) -> None:
    """Send as often as something is due, as a timer does."""
    watch = Watch()
    for _again in range(20):
        run(ledger, number, mail_to(server.port), watch)
        due = next_due(ledger, number)
        if due is None:
            return
        watch.moment = max(due, watch.moment)
    raise AssertionError("it never ends")


def states_of(ledger: Ledger, number: int) -> Counter[State]:
    return Counter(one.state for one in deliveries(ledger, number))


def assert_truthful(ledger: Ledger, number: int, server: ScriptedServer, people: int) -> None:
    """Nobody has two copies, nobody is lost, and every state tells what the server knows."""
    found = deliveries(ledger, number)
    assert len(found) == people
    assert set(server.copies) <= {one.recipient for one in found}
    for one in found:
        copies = server.copies[one.recipient]
        assert copies <= 1
        if one.state is State.ACCEPTED:
            assert copies == 1
        elif one.state is not State.UNCERTAIN:
            assert copies == 0, one
