"""The studio as a service of the system's systemd."""

import getpass
from importlib.resources import files
from pathlib import Path

from pressverk.delivery.timer import write_units, written
from pressverk.files import write_whole
from pressverk.studio.options import StudioOptions

SERVICE = "pressverk-studio.service"


def write_studio_units(folder: Path, options: StudioOptions, command: Path) -> tuple[Path, ...]:
    """Write the units of the studio, and of the timer for when it rests, to *folder*.

    *command* is the ``pressverk`` that they run, as the user who owns the newsroom.

    Raises:
        OutputError: when they can't be written.
    """
    timer = write_units(folder, options.root, command)
    values = {
        "@root@": written(options.root.resolve()),
        "@command@": written(command.resolve()),
        "@user@": _owner(options.root),
        "@port@": str(options.port),
    }
    text = files("pressverk.studio").joinpath("templates", SERVICE).read_text("utf-8")
    for mark, value in values.items():
        text = text.replace(mark, value)
    write_whole(folder / SERVICE, text.encode())
    return (folder / SERVICE, *timer)


def _owner(root: Path) -> str:
    try:
        return root.owner()
    except KeyError:  # a user whom the system doesn't know by name
        return getpass.getuser()
