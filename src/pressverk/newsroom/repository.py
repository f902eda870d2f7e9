"""The newsroom as a git repository: files committed under somebody's name."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from pressverk.errors import OutputError
from pressverk.i18n import _
from pressverk.model import Finding, Place

PATIENCE = 30  # seconds that git has
LONGEST = 300  # characters of what git says
NOBODY = "pressverk@localhost"  # git wants an address


def is_repository(root: Path) -> bool:
    """Return whether the newsroom at *root* is in a git repository, and there is git."""
    if shutil.which("git") is None:
        return False
    try:
        return _git(root, "rev-parse", "--is-inside-work-tree").stdout.strip() == "true"
    except (OSError, subprocess.SubprocessError):
        return False


def commit(path: Path, root: Path, message: str, *, name: str, email: str) -> bool:
    """Commit the file or folder *path* as *name*; return whether anything in it had changed.

    Nothing else is committed, whatever is in git's index. Hooks of the repository are run.

    Raises:
        OutputError: when git refuses, or takes too long.
    """
    where = str(path.relative_to(root))
    person = {"NAME": _plain(name), "EMAIL": _plain(email) or NOBODY}
    who = {
        f"GIT_{role}_{key}": text
        for role in ("AUTHOR", "COMMITTER")
        for key, text in person.items()
    }
    try:
        _git(root, "add", "--", where)
        if not _git(root, "status", "--porcelain", "--", where).stdout:
            return False
        _git(root, "commit", "--quiet", "-m", message, "--", where, more=who)
    except subprocess.CalledProcessError as error:
        raise _refused(root, " ".join((error.stderr or error.stdout or "").split())) from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _refused(root, type(error).__name__) from error
    return True


def _git(
    root: Path, *arguments: str, more: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 - no shell, and paths stand after --
        ("git", "-C", str(root), *arguments),  # noqa: S607 - whichever git there is
        check=True,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=PATIENCE,
        stdin=subprocess.DEVNULL,
        env=os.environ
        | {"GIT_TERMINAL_PROMPT": "0", "GIT_LITERAL_PATHSPECS": "1"}
        | dict(more or {}),
    )


def _plain(text: str) -> str:
    return " ".join("".join(each for each in text if each not in "<>").split())


def _refused(root: Path, reason: str) -> OutputError:
    message = _(
        "git doesn't take it ({reason}); the text is saved all the same. Show this to those who "
        "look after the repository",
        reason=reason[:LONGEST],
    )
    return OutputError([Finding(place=Place(file=str(root)), message=message, rule="git-commit")])
