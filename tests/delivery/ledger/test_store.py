import shutil
import sqlite3
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from deliveries import NOON, address, campaign_to, ledger_in, taken

from pressverk.delivery.ledger.claims import start
from pressverk.delivery.ledger.faults import LEDGER_FILE
from pressverk.delivery.ledger.notes import last_timer_run, message_key, note_timer_run
from pressverk.delivery.ledger.operator import pause
from pressverk.delivery.ledger.queries import campaigns, deliveries, steps
from pressverk.delivery.ledger.schema import MIGRATIONS
from pressverk.delivery.ledger.store import Ledger, open_ledger
from pressverk.delivery.ledger.values import format_time
from pressverk.delivery.reasons import in_words, reason
from pressverk.errors import LedgerError


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


@pytest.mark.parametrize(("folder", "mode"), [(0o700, 0o600), (0o755, 0o600), (0o2770, 0o660)])
def test_a_ledger_gets_its_name_with_the_rights_that_it_keeps(
    folder: int, mode: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = ledger_in(tmp_path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(folder)
    seen = []

    def rename(part: Path, to: Path) -> Path:
        seen.append(stat.S_IMODE(part.stat().st_mode))
        return into(part, to)

    into = Path.rename
    monkeypatch.setattr(Path, "rename", rename)
    with open_ledger(path):
        assert [stat.S_IMODE(path.stat().st_mode)] == seen == [mode]


def test_an_older_ledger_is_brought_up_to_date(tmp_path: Path) -> None:
    path = ledger_in(tmp_path)
    with open_ledger(path) as ledger:
        campaign_to(ledger, [address(1)])
    with open_ledger(path) as ledger:
        assert ledger.rows("PRAGMA user_version")[0][0] == len(MIGRATIONS)
        assert ledger.rows("SELECT count(*) FROM deliveries")[0][0] == 1


@pytest.mark.parametrize("version", [1, 2])
def test_a_ledger_of_before_is_read_with_the_sentences_it_holds(
    version: int, tmp_path: Path
) -> None:
    path = ledger_in(tmp_path)
    path.parent.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in MIGRATIONS[0]:
            connection.execute(statement)
        at = format_time(NOON)
        connection.execute(
            "INSERT INTO campaigns VALUES (1, 'release', 'pris', 'redaktioner', 'e', NULL, ?1, "
            "'anna', ?1, ?1, 'paused', 'e-postservern tar inte emot något')",
            (at,),
        )
        connection.execute(f"PRAGMA user_version = {version}")
    with open_ledger(path) as ledger:
        [found] = campaigns(ledger)
        assert in_words(found.reason) == "e-postservern tar inte emot något"
        pause(ledger, 1, reason("no-starttls"))
        assert len(message_key(ledger)) == 32
        assert message_key(ledger) == message_key(ledger)
        assert last_timer_run(ledger) is None
        note_timer_run(ledger, NOON)
        assert last_timer_run(ledger) == NOON
        with ledger.changes() as changes:
            changes.execute("UPDATE campaigns SET state = 'open'")
        pause(ledger, 1, reason("no-starttls"))
        [found] = campaigns(ledger)
    assert found.reason == '["no-starttls", {}]'
    assert in_words(found.reason).startswith("the server offers no STARTTLS")


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


@pytest.mark.parametrize(("folder_mode", "mode"), [(0o2770, 0o660), (0o755, 0o600)])
def test_a_ledger_is_its_groups_in_the_groups_folder(
    folder_mode: int, mode: int, tmp_path: Path
) -> None:
    tmp_path.chmod(folder_mode)
    path = ledger_in(tmp_path)
    for _time in range(2):
        with open_ledger(path) as ledger:
            campaign_to(ledger, [address(1)])
            for suffix in ("", "-wal", "-shm"):
                file = path.with_name(path.name + suffix)
                assert stat.S_IMODE(file.stat().st_mode) == mode
        path.chmod(0o600)  # as it was made before its folder was shared


def test_a_copy_of_the_file_alone_knows_all_that_is_to_leave(
    ledger: Ledger, tmp_path: Path
) -> None:
    campaign_to(ledger, [address(1), address(2)])  # and then it is killed
    copy = ledger_in(tmp_path / "copy")
    copy.parent.mkdir(parents=True)
    shutil.copy(ledger.path, copy)
    with open_ledger(copy) as copied:
        assert copied.rows("SELECT count(*) FROM deliveries")[0][0] == 2
        assert copied.rows("SELECT count(*) FROM bodies")[0][0] == 1


def test_what_a_killed_sender_left_in_the_log_is_in_the_file_when_it_is_opened(
    ledger: Ledger, tmp_path: Path
) -> None:
    number = campaign_to(ledger, [address(1)])
    claim = taken(ledger, number)
    assert start(ledger, claim, now=NOON)
    killed = tmp_path / "killed"
    shutil.copytree(ledger.path.parent, killed)
    with open_ledger(killed / LEDGER_FILE):
        shutil.copy(killed / LEDGER_FILE, tmp_path / "alone.sqlite")
    with open_ledger(tmp_path / "alone.sqlite") as copied:
        assert copied.rows("SELECT state FROM deliveries")[0][0] == "data_started"


def empty(path: Path) -> None:
    path.touch()


def without_its_log(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")  # one page, as the first kill leaves it


def gone_but_for_its_log(path: Path) -> None:
    path.with_name(f"{path.name}-wal").write_bytes(b"all that was sent")


@pytest.mark.parametrize("lost", [empty, without_its_log, gone_but_for_its_log])
def test_a_ledger_that_lost_its_content_is_never_taken_for_a_new_one(
    lost: Callable[[Path], None], tmp_path: Path
) -> None:
    path = ledger_in(tmp_path)
    path.parent.mkdir()
    lost(path)
    before = sorted((each.name, each.stat().st_size) for each in path.parent.iterdir())
    for _time in range(2):
        with pytest.raises(LedgerError, match="restore a copy of the folder"), open_ledger(path):
            pass
    left = sorted((each.name, each.stat().st_size) for each in path.parent.iterdir())
    assert [each for each in left if each[0] != "ledger.lock"] == before


def test_a_ledger_that_is_made_is_there_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = ledger_in(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", lambda *_: (_ for _ in ()).throw(OSError(5, "killed here")))
        with pytest.raises(LedgerError, match="killed here"), open_ledger(path):
            pass
    assert not path.exists()
    with open_ledger(path) as ledger:
        assert ledger.rows("SELECT count(*) FROM deliveries")[0][0] == 0
    assert sorted(each.name for each in path.parent.iterdir()) == ["ledger.lock", LEDGER_FILE]


def test_many_who_open_a_ledger_at_once_make_one(tmp_path: Path) -> None:
    path = ledger_in(tmp_path)

    def keep(number: int) -> None:
        with open_ledger(path) as ledger, ledger.changes() as changes:
            changes.execute("INSERT INTO bodies VALUES (?, ?)", (str(number), b""))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(keep, range(8)))
    with open_ledger(path) as ledger:
        assert ledger.rows("SELECT count(*) FROM bodies")[0][0] == 8


def test_a_damaged_ledger_is_to_be_restored(tmp_path: Path) -> None:
    path = ledger_in(tmp_path)
    with open_ledger(path) as ledger:
        campaign_to(ledger, [address(number) for number in range(200)])
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with (
        pytest.raises(LedgerError, match=r"is damaged .*; nothing is sent without it: restore"),
        open_ledger(path) as ledger,
    ):
        campaigns(ledger)


@pytest.mark.parametrize(
    ("table", "column"),
    [("deliveries", "state"), ("campaigns", "state"), ("campaigns", "kind"), ("steps", "state"),
     ("deliveries", "changed")],
)  # fmt: skip
def test_a_word_that_no_ledger_holds_is_an_error_that_says_so(
    table: str, column: str, ledger: Ledger
) -> None:
    number = campaign_to(ledger, [address(1)])
    taken(ledger, number)
    ledger.connection.execute(f"UPDATE {table} SET {column} = 'lost'")  # noqa: S608 - from above
    with pytest.raises(LedgerError, match="says 'lost', which this Pressverk doesn't know"):
        (campaigns(ledger), deliveries(ledger, number), steps(ledger, 1))
