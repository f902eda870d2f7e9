"""When to try again what a server put off."""

import datetime as dt
import random

FIRST = dt.timedelta(minutes=5)  # grey-listing servers want some minutes
LONGEST = dt.timedelta(hours=4)


def next_try(now: dt.datetime, tries: int, dice: random.Random) -> dt.datetime:
    """Return when to try again after *tries* tries: twice as late each time, and not all at once.

    >>> now = dt.datetime(2018, 11, 23, 10, 0)
    >>> soon, late = (next_try(now, tries, random.Random(1)) - now for tries in (1, 20))
    >>> FIRST <= soon <= 1.5 * FIRST, LONGEST <= late <= 1.5 * LONGEST
    (True, True)
    """
    pause = min(FIRST * (1 << min(tries - 1, 10)), LONGEST)
    return now + pause * (1 + dice.random() / 2)
