"""Whether a sender still lives: each holds a lock that the system lets go when it dies."""

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pressverk.delivery.ledger.store import broken
from pressverk.files import make_folder, mode_in


@contextlib.contextmanager
def living_worker(folder: Path) -> Iterator[str]:
    """Be a sender for as long as this lasts, and yield the name it goes by.

    Raises:
        LedgerError: when *folder* can't be written.
    """
    try:
        make_folder(folder)
        handle, name = tempfile.mkstemp(prefix="sender-", suffix=".lock", dir=folder)
        os.fchmod(handle, mode_in(folder))
    except OSError as error:
        raise broken(folder, error) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield Path(name).name
    finally:
        Path(name).unlink(missing_ok=True)
        os.close(handle)


def is_alive(folder: Path, worker: str) -> bool:
    """Tell whether the sender of that name lives; what a dead one left is swept away."""
    path = folder / worker
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return False
    except OSError:
        return True  # nobody can tell: its lease decides
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        path.unlink(missing_ok=True)
        return False
    finally:
        os.close(handle)
