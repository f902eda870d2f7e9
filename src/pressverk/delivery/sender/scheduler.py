"""Let campaigns take turns, so that none has to wait for the pace of another."""

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from pressverk.delivery.ledger.rows import Wait

NAP = 5.0  # seconds after which we look whether all was called off, or something else is due
Told = TypeVar("Told")  # what a sending tells besides waits


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The time, and how to let it pass; tests have their own."""

    now: Callable[[], dt.datetime] = _utc_now
    sleep: Callable[[float], None] = time.sleep


OUR_CLOCK = Clock()


def _nobody() -> tuple[()]:
    return ()


def run_in_turns(
    sendings: Iterable[Iterator[Told]],
    clock: Clock = OUR_CLOCK,
    newcomers: Callable[[], Iterable[Iterator[Told]]] = _nobody,
) -> Iterator[Told | Wait]:
    """Let each of *sendings* deliver one at a time, and pass on what it tells.

    Sleeps only when all are held, and until the first of them isn't; that is told before, as a
    ``Wait``, each NAP seconds. *newcomers* is asked who joins: at first, and about as often.
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
