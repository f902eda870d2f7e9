import sqlite3
from pathlib import Path

import pytest

from deliveries import NOON, address, campaign_to, ledger_in, taken
from pressverk.errors import LedgerError
from pressverk.ledger.claims import start
from pressverk.ledger.schema import MIGRATIONS
from pressverk.ledger.store import Ledger, open_ledger


def test_what_a_transmission_follows_from_has_waited_for_the_disk(ledger: Ledger) -> None:
    number = campaign_to(ledger, [address(1)])
    seen: list[tuple[str, int]] = []
    ledger.connection.set_trace_callback(
        lambda sql: seen.append((sql, synchronous(ledger))) if sql == "COMMIT" else None
    )
    start(ledger, taken(ledger, number), now=NOON)
    ledger.connection.set_trace_callback(None)
    assert [level for _sql, level in seen] == [1, 2]  # NORMAL for the claim, FULL for its start
    assert ledger.rows("PRAGMA journal_mode")[0][0] == "wal"


def synchronous(ledger: Ledger) -> int:
    return int(ledger.connection.execute("PRAGMA synchronous").fetchone()[0])


def test_only_its_owner_reads_the_ledger(ledger: Ledger) -> None:
    assert ledger.path.stat().st_mode & 0o077 == 0


def test_an_older_ledger_is_brought_up_to_date(tmp_path: Path) -> None:
    path = ledger_in(tmp_path)
    with open_ledger(path) as ledger:
        campaign_to(ledger, [address(1)])
    with open_ledger(path) as ledger:
        assert ledger.rows("PRAGMA user_version")[0][0] == len(MIGRATIONS)
        assert ledger.rows("SELECT count(*) FROM deliveries")[0][0] == 1


def test_a_newer_ledger_is_left_alone(tmp_path: Path) -> None:
    path = ledger_in(tmp_path)
    with open_ledger(path) as ledger:
        ledger.connection.execute("PRAGMA user_version = 99")
    with pytest.raises(LedgerError, match="newer Pressverk; update"), open_ledger(path):
        pass


def test_a_damaged_ledger_is_an_error_that_says_so(tmp_path: Path) -> None:
    path = ledger_in(tmp_path)
    path.parent.mkdir()
    path.write_bytes(b"ej en databas, men lika lang som en" * 100)
    with pytest.raises(LedgerError, match="nothing is sent without it"), open_ledger(path):
        pass


def test_a_place_that_is_no_folder_is_an_error_that_says_so(tmp_path: Path) -> None:
    (tmp_path / ".pressverk").write_text("i vägen")
    with pytest.raises(LedgerError, match="can't be used"), open_ledger(ledger_in(tmp_path)):
        pass


def test_changes_that_fail_leave_nothing(ledger: Ledger) -> None:
    twice = [("a", b""), ("a", b"")]
    with pytest.raises(sqlite3.IntegrityError), ledger.changes() as changes:
        changes.executemany("INSERT INTO bodies VALUES (?, ?)", twice)
    assert ledger.rows("SELECT count(*) FROM bodies")[0][0] == 0
