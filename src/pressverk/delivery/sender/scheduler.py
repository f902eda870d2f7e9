"""Let campaigns take turns, so that none waits for the rate limit of another."""

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from pressverk.delivery.ledger.rows import Wait

NAP = 5.0  # seconds between checks for cancellations and newly due campaigns
Event = TypeVar("Event")  # what a sender yields besides waits


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The current time and how to sleep; tests have their own."""

    now: Callable[[], dt.datetime] = _utc_now
    sleep: Callable[[float], None] = time.sleep


OUR_CLOCK = Clock()


def _nobody() -> tuple[()]:
    return ()


def run_in_turns(
    sendings: Iterable[Iterator[Event]],
    clock: Clock = OUR_CLOCK,
    newcomers: Callable[[], Iterable[Iterator[Event]]] = _nobody,
) -> Iterator[Event | Wait]:
    """Let each of *sendings* deliver one message in turn; yield their results.

    Sleep only if all are held back, until the first one isn't; yield a ``Wait`` before, every NAP
    seconds. *newcomers* returns sendings that join: at the start, and about as often.
    """
    going = list(sendings)
    asked: dt.datetime | None = None
    while True:
        now = clock.now()
        if asked is None or not 0 <= (now - asked).total_seconds() < NAP:
            going += newcomers()
            asked = now
        if not going:
            return
        held = []
        for sending in tuple(going):
            event = next(sending, None)
            if event is None:
                going.remove(sending)
            elif isinstance(event, Wait):
                held.append(event.until)
            else:
                yield event
        if held and len(held) == len(going):
            yield Wait(until=min(held))
            left = (min(held) - clock.now()).total_seconds()
            clock.sleep(min(max(left, 0), NAP))
