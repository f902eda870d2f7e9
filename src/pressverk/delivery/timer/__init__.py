"""A timer of the user's own systemd, which sends what is due."""

from importlib.resources import files
from pathlib import Path

from pressverk.errors import OutputError
from pressverk.files import write_whole
from pressverk.i18n import _
from pressverk.model import Finding, Place

UNITS = ("pressverk-send-due.service", "pressverk-send-due.timer")


def write_units(folder: Path, root: Path, command: Path) -> tuple[Path, ...]:
    """Write the units for the newsroom at *root* to *folder*, and return their files.

    *command* is the ``pressverk`` that they run.

    Raises:
        OutputError: when they can't be written.
    """
    values = {"@root@": written(root.resolve()), "@command@": written(command.resolve())}
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = _("the folder can't be made ({reason}); check its rights", reason=error.strerror)
        finding = Finding(place=Place(file=str(folder)), message=message, rule="unwritable")
        raise OutputError([finding]) from error
    for name in UNITS:
        text = (files(__name__) / name).read_text(encoding="utf-8")
        for mark, value in values.items():
            text = text.replace(mark, value)
        write_whole(folder / name, text.encode())
    return tuple(folder / name for name in UNITS)


def written(path: Path) -> str:
    """Return *path* as units have it, where ``%`` begins a specifier.

    >>> written(Path('/srv/100 % press'))
    '/srv/100 %% press'
    """
    return str(path).replace("%", "%%")
