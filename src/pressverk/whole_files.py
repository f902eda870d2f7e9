"""Files that are there whole or not at all."""

import contextlib
import os
import tempfile
from pathlib import Path


def replace_file(path: Path, data: bytes, *, durable: bool = False) -> None:
    """Replace *path*'s content with *data* in one step.

    Whoever looks, or is killed, at any moment has either the old file or the new one; if it
    is *durable*, whoever loses power too. What a kill leaves is called ``.….part``.

    Raises:
        OSError: when it can't be written.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.stem[:40]}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), 0o644)
            if durable:
                os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
