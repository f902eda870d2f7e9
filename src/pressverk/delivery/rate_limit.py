"""How fast mail may leave: a limit of N a minute never lets N + 1 through, in any minute.

The last minute's departures are looked at, and not a bucket that fills by the second: a bucket
for N lets N through at once and up to N more while it fills again.
"""

import datetime as dt

# A second more than a minute, for mail isn't always equally long on its way to the server.
WINDOW = dt.timedelta(seconds=61)


def held_until(nth_latest: dt.datetime | None, now: dt.datetime) -> dt.datetime | None:
    """Return until when the next has to wait where N a minute may leave, None when it needn't.

    *nth_latest* is when the Nth latest left, None where fewer than N have.

    >>> ten = dt.datetime(2018, 11, 23, 10, 0, 0)
    >>> held_until(ten, ten + dt.timedelta(seconds=20))
    datetime.datetime(2018, 11, 23, 10, 1, 1)
    >>> held_until(ten, ten + dt.timedelta(seconds=61))
    """
    if nth_latest is None or nth_latest + WINDOW <= now:
        return None
    return nth_latest + WINDOW
