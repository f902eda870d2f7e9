"""Files from elsewhere, read within limits."""

import os
from collections.abc import Sequence
from pathlib import Path
from stat import S_ISREG

from pressverk.errors import IntakeError
from pressverk.files import AS_BYTES, NO_WAIT
from pressverk.formats import number_in_message
from pressverk.i18n import _, reason_of
from pressverk.model import Finding, Place


def fault(path: Path, rule: str, message: str, line: int | None = None) -> Finding:
    """Return the finding that *path* can't be taken in."""
    return Finding(place=Place(file=str(path), line=line), message=message, rule=rule)


def read_bounded(path: Path, largest: int) -> bytes:
    """Return the bytes of *path*, which has at most *largest*.

    Raises:
        IntakeError: when it is larger, no plain file, or can't be read.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | NO_WAIT | AS_BYTES)
        with os.fdopen(descriptor, "rb") as file:
            if not S_ISREG(os.fstat(descriptor).st_mode):
                raise IntakeError([fault(path, "no-file", _("is not a file; name one"))])
            data = file.read(largest + 1)
    except OSError as error:
        message = _("can't be read ({reason})", reason=reason_of(error))
        raise IntakeError([fault(path, "unreadable", message)]) from error
    if len(data) > largest:
        raise IntakeError([too_large(path, largest)])
    return data


def too_large(path: Path, largest: int) -> Finding:
    """Return the finding that *path* has more than *largest* bytes."""
    size = number_in_message(largest / 1_000_000)
    message = _(
        "is larger than {size} MB; split it or save it without what it doesn't need", size=size
    )
    return fault(path, "too-large", message)


def inside(folder: Path, parts: Sequence[str]) -> Path | None:
    """Return the file that *parts* lead to from *folder*, if it lies in it, links followed."""
    try:
        found = folder.joinpath(*parts).resolve(strict=True)
        return found if found.is_relative_to(folder.resolve()) and found.is_file() else None
    except (OSError, ValueError, RuntimeError):
        return None
