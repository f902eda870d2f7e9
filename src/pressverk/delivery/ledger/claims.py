"""The ledger for senders: claim a delivery, start it, report on it, and recover from dead senders.

Each sender holds a lock that the system releases when it dies. The rate limit counts the departures
of the last minute, so that never more than N are sent in any minute. A token bucket for N would let
N through at once and up to N more while it refills.
"""

import contextlib
import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from pressverk.delivery.ledger.faults import broken
from pressverk.delivery.ledger.locks import sign_of_life
from pressverk.delivery.ledger.rows import CampaignState, Claim, Wait
from pressverk.delivery.ledger.states import Event, State
from pressverk.delivery.ledger.store import Ledger
from pressverk.delivery.ledger.transitions import NOTHING_SAID, Reply, expire, take_step
from pressverk.delivery.ledger.values import format_time, parse_time
from pressverk.files import make_folder


@contextlib.contextmanager
def living_worker(folder: Path) -> Iterator[str]:
    """Register a sender for the duration of the context, and yield its name.

    Raises:
        LedgerError: if *folder* can't be written.
    """
    with contextlib.ExitStack() as stack:
        try:
            make_folder(folder)
            name = stack.enter_context(sign_of_life(folder, "sender"))
        except OSError as error:
            raise broken(folder, error) from error
        yield name


# A second more than a minute, since the time to reach the server varies.
WINDOW = dt.timedelta(seconds=61)


def held_until(nth_latest: dt.datetime | None, now: dt.datetime) -> dt.datetime | None:
    """Return until when a departure must wait with a limit of N a minute, None if it needn't.

    *nth_latest* is the time of the Nth latest departure, None if there are fewer than N.

    >>> ten = dt.datetime(2018, 11, 23, 10, 0, 0)
    >>> held_until(ten, ten + dt.timedelta(seconds=20))
    datetime.datetime(2018, 11, 23, 10, 1, 1)
    >>> held_until(ten, ten + dt.timedelta(seconds=61))
    """
    if nth_latest is None or nth_latest + WINDOW <= now:
        return None
    return nth_latest + WINDOW


# The time of a departure that is claimed and may happen at any moment, so counts in all minutes.
ANY_MOMENT = format_time(dt.datetime.max.replace(tzinfo=dt.UTC))
A_MOMENT = dt.timedelta(seconds=1)


def claim(
    ledger: Ledger,
    campaign: int,
    worker: str,
    *,
    now: dt.datetime,
    lease: dt.timedelta,
    per_minute: int,
    per_domain: Mapping[str, int],
) -> Claim | Wait | None:
    """Claim the delivery of *campaign* that has waited longest, for the time *lease*.

    Return ``Wait`` if the rate limit holds back all that is due, and None if nothing is due: the
    campaign isn't open, it is too early, or all is done or deferred.

    Raises:
        LedgerError: if the ledger can't be written.
    """
    # A loss of power that undoes the claim also ends its sender; ``start`` waits for the disk.
    with ledger.changes(waiting=False) as changes:
        if not _is_on(changes, campaign, now):
            return None
        held = {
            domain: until
            for domain, limit in per_domain.items()
            if (until := _held(changes, "domain", domain, limit, now))
        }
        row = _next(changes, campaign, now, without=held)
        if row is None:
            due = held and _next(changes, campaign, now, without=())
            return Wait(until=min(held.values())) if due else None
        if until := _held(changes, "campaign_id", campaign, per_minute, now):
            return Wait(until=until)
        return _take(changes, row, worker, now=now, lease=lease)


def start(ledger: Ledger, claim: Claim, *, now: dt.datetime) -> bool:
    """Record that *claim*'s text is about to be sent; it may be sent only if this returns True.

    Raises:
        LedgerError: if the ledger can't be written.
    """
    return report(ledger, claim, Event.START, now=now)


def report(
    ledger: Ledger,
    claim: Claim,
    event: Event,
    *,
    now: dt.datetime,
    reply: Reply = NOTHING_SAID,
    next_try: dt.datetime | None = None,
) -> bool:
    """Record what became of *claim*; return False if another sender holds it now.

    Raises:
        LedgerError: if the ledger can't be written.
    """
    with ledger.changes() as changes:
        return take_step(
            changes,
            claim.delivery,
            event,
            now=now,
            token=claim.token,
            reply=reply,
            next_try=next_try,
        )


def recover(ledger: Ledger, is_alive: Callable[[str], bool], *, now: dt.datetime) -> int:
    """Release the claims of senders that are dead or past their lease, and return how many.

    Deliveries that were only claimed are queued again; those that had begun are uncertain.

    Raises:
        LedgerError: if the ledger can't be written.
    """
    held = (
        "SELECT id, worker, lease, state FROM deliveries WHERE state IN ('claimed', 'data_started')"
    )
    if not ledger.rows(held):
        return 0
    freed = 0
    with ledger.changes() as changes:
        for row in changes.execute(held).fetchall():
            if parse_time(row["lease"]) > now and is_alive(row["worker"]):
                continue
            begun = State(row["state"]) is State.DATA_STARTED
            freed += take_step(changes, row["id"], _FREEING[begun], now=now)
    return freed


_FREEING = {True: Event.ABANDON, False: Event.RECOVER}


def body_of(ledger: Ledger, sha256: str) -> bytes:
    """Return the body that is stored under its SHA-256, nothing when it is lost."""
    return b"".join(
        row[0] for row in ledger.rows("SELECT bytes FROM bodies WHERE sha256 = ?", sha256)
    )


def _is_on(changes: sqlite3.Connection, campaign: int, now: dt.datetime) -> bool:
    row = changes.execute("SELECT * FROM campaigns WHERE id = ?", (campaign,)).fetchone()
    if row is None or CampaignState(row["state"]) is not CampaignState.OPEN:
        return False
    if parse_time(row["deadline"]) > now:
        return parse_time(row["not_before"]) <= now
    expire(changes, campaign, now=now)
    return False


def _held(
    changes: sqlite3.Connection, scope: str, value: object, limit: int, now: dt.datetime
) -> dt.datetime | None:
    # Later departures are from before the clock was set back, and would block for as long.
    latest = format_time(now + WINDOW)
    row = changes.execute(
        f"SELECT at FROM departures WHERE {scope} = ? "  # noqa: S608 - one of two columns
        "AND (at <= ? OR at = ?) ORDER BY at DESC LIMIT 1 OFFSET ?",
        (value, latest, ANY_MOMENT, limit - 1),
    ).fetchone()
    if row is not None and row[0] == ANY_MOMENT:
        return now + A_MOMENT
    return held_until(parse_time(row[0]) if row else None, now)


def _next(
    changes: sqlite3.Connection, campaign: int, now: dt.datetime, *, without: Iterable[str]
) -> sqlite3.Row | None:
    row: sqlite3.Row | None = changes.execute(
        "SELECT * FROM deliveries WHERE campaign_id = ? AND state IN ('queued', 'deferred') "
        "AND next_try <= ? AND domain NOT IN (SELECT value FROM json_each(?)) "
        "ORDER BY next_try, id LIMIT 1",
        (campaign, format_time(now), json.dumps(list(without))),
    ).fetchone()
    return row


def _take(
    changes: sqlite3.Connection,
    row: sqlite3.Row,
    worker: str,
    *,
    now: dt.datetime,
    lease: dt.timedelta,
) -> Claim:
    token = row["token"] + 1
    changes.execute(
        "UPDATE deliveries SET token = ?, tries = tries + 1 WHERE id = ?", (token, row["id"])
    )
    take_step(changes, row["id"], Event.CLAIM, now=now)
    changes.execute(
        "UPDATE deliveries SET worker = ?, lease = ? WHERE id = ?",
        (worker, format_time(now + lease), row["id"]),
    )
    changes.execute(
        "INSERT INTO departures (delivery_id, token, campaign_id, domain, at) "
        "VALUES (?, ?, ?, ?, ?)",
        (row["id"], token, row["campaign_id"], row["domain"], ANY_MOMENT),
    )
    return Claim(
        delivery=row["id"],
        token=token,
        tries=row["tries"] + 1,
        recipient=row["recipient"],
        address=row["address"],
        head=bytes(row["head"]),
        body_sha256=row["body_sha256"],
        sha256=row["sha256"],
        needs_smtputf8=bool(row["needs_smtputf8"]),
    )
