"""Campaigns that leave now, each in a thread of the studio; the ledger says how far they are.

The same code sends as in the commands. Whatever ends a thread, even the machine, leaves the ledger
true, and nobody gets two copies: what is asked for twice finds nothing left to do.
"""

import contextvars
import datetime as dt
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pressverk.delivery.campaigns.approval import needs_approval
from pressverk.delivery.campaigns.send import depart, line_of
from pressverk.delivery.ledger import operator, queries
from pressverk.delivery.ledger.rows import Campaign
from pressverk.delivery.ledger.store import Ledger, ledger_path, open_ledger
from pressverk.delivery.sender.scheduler import run_in_turns
from pressverk.errors import PressverkError
from pressverk.model import Finding, Newsroom
from pressverk.newsroom.config import read_newsroom
from pressverk.studio.events import Event, Events
from pressverk.studio.pages import Studio

LOG = logging.getLogger("pressverk.studio")
OFTEN = 0.4  # seconds between two events of one campaign
PATIENCE = 20.0  # seconds that a stop waits for what the server has begun to take


@dataclass(slots=True)
class Departures:
    """What leaves from the newsroom at *root*; *faults* are why a campaign stopped, by number."""

    root: Path
    events: Events
    faults: dict[int, tuple[Finding, ...]] = field(default_factory=dict)
    _threads: dict[int, threading.Thread] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _is_stopping: bool = False

    def begin(self, number: int) -> None:
        """Let campaign *number* leave, unless it is leaving; what was paused goes on."""
        with self._lock:
            running = self._threads.get(number)
            if self._is_stopping or (running and running.is_alive()):
                return
            self.faults.pop(number, None)
            context = contextvars.copy_context()
            thread = threading.Thread(
                target=context.run, args=(self._leave, number), name=f"campaign {number}"
            )
            self._threads[number] = thread
            thread.start()

    def is_leaving(self, number: int) -> bool:
        """Return whether campaign *number* is leaving from this process."""
        thread = self._threads.get(number)
        return thread is not None and thread.is_alive()

    def wait(self) -> None:
        """Wait until all that has begun is done."""
        for thread in tuple(self._threads.values()):
            thread.join()

    def stop(self) -> None:
        """Begin nothing more, and end after the message that is on its way."""
        self._is_stopping = True
        until = time.monotonic() + PATIENCE
        for thread in tuple(self._threads.values()):
            thread.join(max(until - time.monotonic(), 0))

    def _leave(self, number: int) -> None:
        slug = ""
        try:
            newsroom = read_newsroom(self.root)
            with open_ledger(ledger_path(self.root)) as ledger:
                operator.resume(ledger, number)
                campaign = queries.campaign(ledger, number)
                slug = campaign.slug
                if may_leave(campaign, newsroom):
                    self._send(ledger, campaign, newsroom)
        except PressverkError as error:
            self.faults[number] = error.findings
        except Exception:
            LOG.exception("campaign %s", number)
        self._tell(slug, number)

    def _send(self, ledger: Ledger, campaign: Campaign, newsroom: Newsroom) -> None:
        told = 0.0
        with line_of(newsroom) as line:
            now = dt.datetime.now(dt.UTC)
            for _event in run_in_turns([depart(line, ledger, campaign, newsroom, now=now)]):
                if self._is_stopping:
                    return
                if time.monotonic() - told > OFTEN:
                    told = time.monotonic()
                    self._tell(campaign.slug, campaign.id)

    def _tell(self, slug: str, number: int) -> None:
        self.events.tell(Event(kind="campaign", article=slug, detail=str(number)))


def may_leave(
    campaign: Campaign,
    newsroom: Newsroom,
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
) -> bool:
    """Return whether *campaign* may leave at once: its time has come, and it is approved."""
    return campaign.not_before <= now() and not needs_approval(campaign, newsroom)


def departures_of(studio: Studio) -> Departures:
    """Return what leaves from *studio*."""
    made = Departures(root=studio.options.root, events=studio.events)
    found = studio.parts.setdefault("departures", made)
    assert isinstance(found, Departures)  # noqa: S101 - the only part of that name
    return found
