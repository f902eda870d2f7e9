import errno
import os
import resource
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from colleagues import HERS, HIS, THEIR_GROUP, only_root, run_as, shared  # noqa: F401 - a fixture

from pressverk.errors import OutputError
from pressverk.files import (
    explained,
    hold_lock,
    make_folder,
    open_lock,
    replace_file,
    write_private,
)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize(
    ("folder_mode", "file_mode"),
    [
        (0o700, 0o600),
        (0o755, 0o644),
        (0o775, 0o664),
        (0o2770, 0o660),
        (0o777, 0o664),
        (0o1777, 0o644),
    ],
)
def test_a_new_file_is_for_those_whose_folder_it_is_in(
    folder_mode: int, file_mode: int, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    folder.chmod(folder_mode)
    replace_file(folder / "a.csv", b"a")
    assert mode(folder / "a.csv") == file_mode
    with open_lock(folder / "lock"):
        assert mode(folder / "lock") == file_mode


@pytest.mark.parametrize(
    ("above", "made"), [(0o700, 0o700), (0o750, 0o750), (0o755, 0o755), (0o1777, 0o755)]
)
def test_a_new_folder_is_for_those_whose_folder_it_is_in(
    above: int, made: int, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    folder.chmod(above)
    make_folder(folder / "a")
    assert mode(folder / "a") == made


def test_a_lock_never_shuts_a_colleague_out(tmp_path: Path) -> None:
    tmp_path.chmod(0o2770)
    path = tmp_path / "lock"
    seen = []

    def chmod(handle: int, new: int) -> None:
        seen.append(mode(path) if path.exists() else None)
        fchmod(handle, new)

    fchmod = os.fchmod
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fchmod", chmod)
        open_lock(path).close()
    assert seen == [None, 0o660]
    assert list(tmp_path.iterdir()) == [path]


def test_a_lock_is_made_where_nothing_can_be_linked(tmp_path: Path) -> None:
    def link(_from: str, _to: Path) -> None:
        raise PermissionError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "link", link)
        open_lock(tmp_path / "lock").close()
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]


HOLDER = """
import sys
from pathlib import Path
from pressverk.files import explained, hold_lock
with hold_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_one_process_at_a_time_holds_a_lock_and_a_killed_one_lets_go(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        with hold_lock(path, wait=False) as is_ours:
            assert not is_ours
        holder.kill()
    with hold_lock(path, wait=False) as is_ours:
        assert is_ours


def test_who_holds_a_lock_lets_go_of_it_whatever_happens(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with pytest.raises(ZeroDivisionError), hold_lock(path):
        raise ZeroDivisionError
    with hold_lock(path, wait=False) as is_ours:
        assert is_ours


def test_a_lock_that_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "lock").mkdir()
    with pytest.raises(OSError, match="lock"), hold_lock(tmp_path / "lock"):
        pass


@pytest.mark.parametrize("before", [0o600, 0o640, 0o666, 0o444])
def test_a_file_that_replaces_another_keeps_its_mode_and_group(before: int, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")
    path.chmod(before)
    group = THEIR_GROUP if os.getuid() == 0 else os.getgid()
    os.chown(path, -1, group)
    replace_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert mode(path) == before
    assert path.stat().st_gid == group


def test_a_folder_that_is_made_is_a_groups_where_the_one_above_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o2770)
    mask = os.umask(0o077)
    try:
        make_folder(tmp_path / "a" / "b")
        tmp_path.chmod(0o2750)
        make_folder(tmp_path / "c")
    finally:
        os.umask(mask)
    assert mode(tmp_path / "a" / "b") == 0o2770
    assert mode(tmp_path / "c") == 0o2700
    (tmp_path / "file").touch()
    with pytest.raises(FileExistsError):
        make_folder(tmp_path / "file")


@only_root
def test_one_of_a_group_replaces_and_locks_what_the_other_made(
    shared: Path,  # noqa: F811 - the fixture
) -> None:
    for user in (HERS, HIS, HERS):
        done = run_as(
            user,
            "from pressverk.files import only_writer, write_whole\n"
            "with only_writer(Path('.pressverk')): write_whole(Path('a.csv'), b'a')",
            shared,
        )
        assert done.returncode == 0, done.stderr
    assert mode(shared / "a.csv") == mode(shared / ".pressverk" / "lock") == 0o660
    assert (shared / "a.csv").stat().st_gid == THEIR_GROUP


@pytest.mark.parametrize(
    ("folder_mode", "file_mode"), [(0o755, 0o600), (0o775, 0o660), (0o700, 0o600)]
)
def test_a_private_file_that_cannot_be_written_is_not_left_empty(
    folder_mode: int, file_mode: int, tmp_path: Path
) -> None:
    place = tmp_path / "contacts"
    place.mkdir()
    place.chmod(folder_mode)
    path = place / "press.csv"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4, before[1]))
    try:
        with pytest.raises(OutputError, match=r"press\.csv"):
            write_private(path, b"name;email")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(place.iterdir()) == []
    write_private(path, b"name;email")
    assert mode(path) == file_mode


def test_a_folder_without_locks_is_reported_as_such(tmp_path: Path) -> None:
    error = OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))
    told = "can't be locked; keep the newsroom on a local disk"
    with pytest.raises(OutputError, match=told), explained(tmp_path / "lock"):
        raise error
