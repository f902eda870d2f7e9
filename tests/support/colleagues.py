"""Two users of one system who share a folder, to test that each can go on where the other was."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

HERS, HIS, THEIR_GROUP = 2001, 2002, 3000
HERE = Path(__file__).resolve()
only_root = pytest.mark.skipif(
    os.getuid() != 0 or not all(folder.stat().st_mode & 0o001 for folder in HERE.parents),
    reason="only root can be two other users, and they must be able to read this repository",
)

# It runs on a copy first, as root: they may not be allowed to read where this Python lies.
AS_ANOTHER = """\
import _strptime, contextlib, getpass, io, os, pwd, shutil, sys, tempfile
from pathlib import Path

PROGRAM = {program!r}
folder = Path.cwd()
with tempfile.TemporaryDirectory() as scratch:
    os.chdir(shutil.copytree(folder, Path(scratch, folder.name)))
    "".encode("idna")  # the modules of a codec are found now, not by a stranger
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        with contextlib.suppress(SystemExit):
            exec(PROGRAM)
    os.chdir(folder)
os.setgroups([{group}])
os.setgid({user})
os.setuid({user})
os.umask(0o022)
exec(PROGRAM)
"""


@pytest.fixture
def shared() -> Iterator[Path]:
    """Return a folder that belongs to their group, where both may go."""
    above = Path(tempfile.mkdtemp())
    above.chmod(0o755)
    folder = above / "redaktion"
    folder.mkdir()
    share(folder)
    yield folder
    shutil.rmtree(above)


def share(folder: Path) -> None:
    """Give *folder* and all in it to their group, as the docs say."""
    for path in (folder, *folder.rglob("*")):
        os.chown(path, -1, THEIR_GROUP)
        path.chmod(0o2770 if path.is_dir() else 0o660)


def run_as(user: int, program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run *program* in *folder* as one of the group, with the mask that most systems set."""
    return subprocess.run(
        [sys.executable, "-c", AS_ANOTHER.format(user=user, group=THEIR_GROUP, program=program)],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PRESSVERK_LANGUAGE": "en", "PRESSVERK_USER": str(user)},
        capture_output=True,
        text=True,
        check=False,
    )
