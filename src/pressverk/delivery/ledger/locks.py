"""Locks of the ledger, and whether a folder's locks work, on one machine or on several."""

import contextlib
import os
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

from pressverk.errors import LedgerError
from pressverk.files import hold_lock, open_lock
from pressverk.i18n import _, reason_of
from pressverk.model import Finding, Place

MOUNTS = Path("/proc/self/mountinfo")  # proc_pid_mountinfo(5); other systems have none
# On these a lock may work on one machine only, or not at all.
NETWORK = frozenset({
    "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "glusterfs", "gfs2", "gpfs", "lustre",
    "ncpfs", "nfs", "nfs4", "ocfs2", "orangefs", "prl_fs", "smb3", "smbfs", "vboxsf", "fuse.ceph",
    "fuse.curlftpfs", "fuse.davfs2", "fuse.gcsfuse", "fuse.glusterfs", "fuse.gvfsd-fuse",
    "fuse.juicefs", "fuse.mfs", "fuse.moosefs", "fuse.onedriver", "fuse.rclone", "fuse.s3fs",
    "fuse.sshfs", "fuse.vmhgfs-fuse",
})  # fmt: skip


@contextlib.contextmanager
def hold_alone(path: Path) -> Iterator[None]:
    """Hold the lock *path*, waiting for it, and check that nobody else can hold it too.

    Raises:
        LedgerError: if locks don't work in its folder.
    """
    import filelock  # noqa: PLC0415 - as in ``hold_lock``

    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(hold_lock(path))
        except OSError as error:
            raise _useless(path, reason_of(error)) from error
        with open_lock(path) as second:
            if filelock.lock_descriptor(second.fileno(), blocking=False):
                raise _useless(path, _("two can hold one at the same time"))
        yield


@contextlib.contextmanager
def sign_of_life(folder: Path, kind: str) -> Iterator[str]:
    """Hold a new lock file in *folder* for the duration of the context, and yield its name.

    The system releases the lock of a killed process. The name begins with *kind*.

    Raises:
        OSError: if it can't be written.
    """
    path = folder / f"{kind}-{secrets.token_hex(8)}.lock"
    with contextlib.ExitStack() as stack:
        stack.enter_context(hold_lock(path))
        stack.callback(path.unlink, missing_ok=True)
        yield path.name


def is_alive(folder: Path, name: str) -> bool:
    """Return whether the process behind the lock file *name* lives; remove that of a dead one."""
    path = folder / name
    if not path.exists():
        return False
    try:
        with hold_lock(path, wait=False) as is_left:
            if is_left:
                path.unlink(missing_ok=True)
            return not is_left
    except OSError:
        return True  # unknown: a colleague's file


def refuse_links(*paths: Path) -> None:
    """Refuse *paths* that are links: they could lead to any file.

    Raises:
        LedgerError: for the first that is one.
    """
    for path in paths:
        if path.is_symlink():
            message = _("is a link, which could lead to any file; put the file itself there")
            raise _refusal(path, message, "ledger-link")


def refuse_network(folder: Path) -> None:
    """Refuse a *folder* on a network file system.

    Raises:
        LedgerError: if it is on one.
    """
    try:
        kind = file_system(folder.stat().st_dev, MOUNTS.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return
    if kind in NETWORK:
        message = _(
            "lies on a network file system ({kind}), where two machines could send the same mail "
            "at once; keep the newsroom on a disk of one machine, and send from that one alone",
            kind=kind,
        )
        raise _refusal(folder, message, "network-folder")


def file_system(device: int, mounts: str) -> str | None:
    """Return the type of the file system on *device* by *mounts*, in the format of Linux.

    >>> file_system(os.makedev(0, 52), "61 29 0:52 / /srv rw - nfs4 server:/srv rw,vers=4.2")
    'nfs4'
    """
    if sys.platform == "win32":
        return None  # its files have no such device numbers
    number = f"{os.major(device)}:{os.minor(device)}"
    for line in mounts.splitlines():
        mount, _dash, rest = line.partition(" - ")
        if mount.split()[2:3] == [number]:
            return rest.partition(" ")[0]
    return None


def _useless(path: Path, reason: str | None) -> LedgerError:
    message = _(
        "is in a folder where files can't be locked ({reason}), so that two programs could send "
        "the same mail; keep the newsroom on a local disk",
        reason=reason,
    )
    return _refusal(path, message, "no-locks")


def _refusal(path: Path, message: str, rule: str) -> LedgerError:
    return LedgerError([Finding(place=Place(file=str(path)), message=message, rule=rule)])
