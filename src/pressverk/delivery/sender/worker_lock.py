"""Whether a sender still lives: each holds a lock that the system lets go when it dies."""

import contextlib
import secrets
from collections.abc import Iterator
from pathlib import Path

from pressverk.delivery.ledger.store import broken
from pressverk.files import hold_lock, make_folder


@contextlib.contextmanager
def living_worker(folder: Path) -> Iterator[str]:
    """Be a sender for as long as this lasts, and yield the name it goes by.

    Raises:
        LedgerError: when *folder* can't be written.
    """
    path = folder / f"sender-{secrets.token_hex(8)}.lock"
    with contextlib.ExitStack() as stack:
        try:
            make_folder(folder)
            stack.enter_context(hold_lock(path))
        except OSError as error:
            raise broken(folder, error) from error
        stack.callback(path.unlink, missing_ok=True)
        yield path.name


def is_alive(folder: Path, worker: str) -> bool:
    """Return whether the sender of that name lives; what a dead one left is swept away."""
    path = folder / worker
    if not path.exists():
        return False
    try:
        with hold_lock(path, wait=False) as is_left:
            if is_left:
                path.unlink(missing_ok=True)
            return not is_left
    except OSError:
        return True  # nobody can tell: its lease decides
