"""What is due leaves while a process runs: the same as ``pressverk send-due``, again and again.

Whoever holds the lock of ``send-due`` sends, in whatever process: a second one and a timer find it
taken, and look again later.
"""

import datetime as dt
import logging
from collections.abc import Callable, Generator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event as Flag
from threading import Thread

from pressverk.delivery.campaigns.send import Turn, send_due
from pressverk.delivery.ledger import queries
from pressverk.delivery.ledger.rows import Delivery
from pressverk.delivery.ledger.store import Ledger, ledger_path, open_ledger
from pressverk.delivery.sender.scheduler import Clock
from pressverk.errors import PressverkError
from pressverk.model import Finding
from pressverk.newsroom.config import read_newsroom

LOG = logging.getLogger("pressverk.scheduler")
PAUSE = 15.0  # seconds between two looks at what is due
ENDING = 60.0  # seconds that a message which is being sent has to end


def _nobody(_article: str) -> None:
    """Notify nobody."""


@dataclass(slots=True)
class Scheduler:
    """The thread that sends what is due in the newsroom at *root*.

    *last_run* is when it last looked, *faults* what kept campaigns from leaving then, by article.
    *told* is called with the article whose mail has left, or didn't.
    """

    root: Path
    told: Callable[[str], None] = _nobody
    last_run: dt.datetime | None = None
    faults: dict[str, tuple[Finding, ...]] = field(default_factory=dict)
    _stop: Flag = field(default_factory=Flag)
    _wake: Flag = field(default_factory=Flag)
    _thread: Thread | None = None

    def start(self) -> None:
        """Begin to look."""
        self._thread = Thread(target=self._run, name="scheduler", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look now: something was planned or approved."""
        self._wake.set()

    def stop(self) -> None:
        """Send no other message; wait for the one that is being sent."""
        self._stop.set()
        self._wake.set()
        if self._thread:
            self._thread.join(ENDING)

    def run_once(self) -> None:
        """Send all that is due, until it is stopped."""
        path = ledger_path(self.root)
        self.last_run = dt.datetime.now(dt.UTC)
        if not path.exists():
            return
        newsroom = read_newsroom(self.root)
        clock = Clock(sleep=self._rest)
        faults: dict[str, tuple[Finding, ...]] = {}
        with ExitStack() as stack:
            ledger = stack.enter_context(open_ledger(path))
            sending = send_due(ledger, newsroom, clock=clock)
            if isinstance(sending, Generator):  # it ends before the ledger is closed
                stack.callback(sending.close)
            for event in sending:
                if self._stop.is_set():
                    return
                if isinstance(event, Delivery | Turn):
                    self._tell(ledger, event, faults)
        self.faults = faults

    def _tell(
        self, ledger: Ledger, event: Delivery | Turn, faults: dict[str, tuple[Finding, ...]]
    ) -> None:
        article = queries.slug_of_campaign(ledger, event.campaign)
        if isinstance(event, Turn) and event.findings:
            faults[article] = event.findings
        self.told(article)

    def _rest(self, seconds: float) -> None:
        self._stop.wait(seconds)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.run_once()
            except PressverkError as error:
                self.faults = {"": error.findings}
            except Exception:  # whatever it is, the next look may find it well
                LOG.exception("sending")
            self._wake.wait(PAUSE)
            self._wake.clear()
