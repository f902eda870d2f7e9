import errno
import fcntl
import os
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

import pytest
from deliveries import address, campaign_to, ledger_in

from pressverk.delivery.ledger import locks
from pressverk.delivery.ledger.store import open_ledger
from pressverk.errors import LedgerError

MOUNT = "61 29 {major}:{minor} / /srv rw,relatime shared:1 - {kind} server:/srv rw,vers=4.2\n"


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_a_ledger_on_another_machines_disk_is_refused(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = tmp_path.stat().st_dev
    mounts = tmp_path / "mountinfo"
    line = MOUNT.format(major=os.major(device), minor=os.minor(device), kind=kind)
    mounts.write_text(f"30 1 8:1 / / rw - ext4 /dev/a rw\n{line}")
    monkeypatch.setattr(locks, "MOUNTS", mounts)
    path = ledger_in(tmp_path)
    with (
        pytest.raises(LedgerError, match=rf"network file system \({kind}\).*one machine"),
        open_ledger(path),
    ):
        pass
    assert not path.exists()


@pytest.mark.parametrize("name", ["ledger.sqlite", "ledger.lock", "ledger.sqlite-wal"])
def test_a_ledger_that_is_a_link_is_refused_and_nothing_is_written_where_it_leads(
    name: str, tmp_path: Path
) -> None:
    path = ledger_in(tmp_path)
    path.parent.mkdir(parents=True, exist_ok=True)
    elsewhere = tmp_path / "elsewhere"
    path.with_name(name).symlink_to(elsewhere)
    with pytest.raises(LedgerError, match="is a link, which could lead"), open_ledger(path):
        pass
    assert not elsewhere.exists()


def test_a_disk_of_this_machine_is_none_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for mounts in (tmp_path / "missing", tmp_path):
        monkeypatch.setattr(locks, "MOUNTS", mounts)
        with open_ledger(ledger_in(tmp_path)):
            pass


def test_a_folder_that_knows_no_locks_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(_file: BinaryIO, _way: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", none)
    with (
        pytest.raises(LedgerError, match=r"can't be locked \(No locks available\)"),
        open_ledger(ledger_in(tmp_path)),
    ):
        pass


def test_locks_that_do_nothing_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fcntl, "flock", lambda _file, _way: None)
    with (
        pytest.raises(LedgerError, match="two can hold one at the same time"),
        open_ledger(ledger_in(tmp_path)),
    ):
        pass


KILLED = """
import os, sys
from pathlib import Path
from deliveries import NOON, campaign_to, ledger_in, taken
from pressverk.delivery.ledger.store import open_ledger
with open_ledger(ledger_in(Path(sys.argv[1]))) as ledger:
    taken(ledger, 1)
    os.kill(os.getpid(), 9)
"""


def spoil(path: Path) -> None:
    """Write over pages in the middle, where an opening doesn't look."""
    whole = path.read_bytes()
    middle = len(whole) // 2 // 4096 * 4096
    path.write_bytes(whole[:middle] + b"\xff" * 8192 + whole[middle + 8192 :])


@pytest.mark.parametrize("is_killed", [True, False])
def test_a_ledger_that_was_not_closed_is_looked_through(
    is_killed: bool,  # noqa: FBT001 - pytest gives it
    tmp_path: Path,
) -> None:
    path = ledger_in(tmp_path)
    with open_ledger(path) as ledger:
        campaign_to(ledger, [address(number) for number in range(200)])
    if is_killed:
        paths = os.pathsep.join(filter(None, sys.path))
        killed = [sys.executable, "-c", KILLED, str(tmp_path)]
        done = subprocess.run(killed, env=os.environ | {"PYTHONPATH": paths}, check=False)
        assert done.returncode == -9
    spoil(path)
    if not is_killed:
        with open_ledger(path):
            return
    with (
        pytest.raises(LedgerError, match=r"is damaged .* move ledger.sqlite\* away"),
        open_ledger(path),
    ):
        pass
