"""A sender in a process of its own, to be killed: LEDGER CAMPAIGN PORT [STEP]

With STEP it kills itself: at its STEPth change of the ledger, before the change is on disk where
STEP is negative, after it where it is positive.
"""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from sqlite3 import Connection

from deliveries import NOON, mail_to
from sending_alone import send

from pressverk.delivery.ledger import store
from pressverk.delivery.sender.scheduler import Clock


def kill_at(step: int) -> None:
    changes, count = store.Ledger.changes, [0]

    @contextlib.contextmanager
    def deadly(ledger: store.Ledger, *, waiting: bool = True) -> Iterator[Connection]:
        count[0] += 1
        with changes(ledger, waiting=waiting) as connection:
            yield connection
            if -step == count[0]:
                os.kill(os.getpid(), signal.SIGKILL)
        if step == count[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    setattr(store.Ledger, "changes", deadly)  # noqa: B010 - a method isn't assigned to


if __name__ == "__main__":
    path, number, port, *step = sys.argv[1:]
    at_noon = Clock(now=lambda: NOON)
    with store.open_ledger(Path(path)) as ledger:
        if step:
            kill_at(int(step[0]))
        for _delivery in send(ledger, int(number), mail_to(int(port)), clock=at_noon):
            pass
