"""The studio as a service of the system's systemd."""

import getpass
import sys
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

from pressverk.delivery.timer import write_units, written
from pressverk.files import write_whole

SERVICE = "pressverk-studio.service"


def write_studio_units(folder: Path, root: Path, port: int, command: Path) -> tuple[Path, ...]:
    """Write the units of the studio, and of the timer for when it rests, to *folder*.

    It serves the newsroom at *root* on *port*. *command* is the ``pressverk`` that they run, as the
    user who owns the newsroom.

    Raises:
        OutputError: when they can't be written.
    """
    timer = write_units(folder, root, command)
    values = {
        "@root@": written(root.resolve()),
        "@command@": written(command.resolve()),
        "@user@": _owner(root),
        "@port@": str(port),
    }
    text = (files(__package__) / SERVICE).read_text("utf-8")
    for mark, value in values.items():
        text = text.replace(mark, value)
    write_whole(folder / SERVICE, text.encode())
    return (folder / SERVICE, *timer)


def _owner(root: Path) -> str:
    if sys.platform != "win32":  # where files have owners of another kind
        with suppress(KeyError):  # a user whom the system doesn't know by name
            return root.owner()
    return getpass.getuser()
