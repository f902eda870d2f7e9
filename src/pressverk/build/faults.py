"""What ends the work on one document without a fault in it that has a place, told and logged."""

import datetime as dt
import platform
from pathlib import Path

import pressverk
from pressverk.build.pool import Cause, JobError
from pressverk.errors import OutputError
from pressverk.files import make_folder, write_whole
from pressverk.i18n import _
from pressverk.model import Finding, Limits, Place
from pressverk.newsroom.paths import NEWSROOM_FILE, STATE, from_root, slug_of


def fault_of(error: JobError, source: Path, root: Path, limits: Limits) -> Finding:
    """Return what *error* says of the document *source*; a traceback goes to a log."""
    place = Place(file=from_root(source, root))
    if error.cause is Cause.FAULT:
        return _program_fault(error.details, source, root)
    if error.cause is Cause.TIME:
        message = _(
            "took longer than {seconds} seconds and was ended; simplify what was added last, or "
            "raise 'seconds' under [limits] in {file}",
            seconds=f"{limits.seconds:g}",
            file=NEWSROOM_FILE,
        )
    elif error.cause is Cause.MEMORY:
        message = _(
            "needs more than {megabytes} MB of memory and was ended; simplify what was added last, "
            "or raise 'megabytes' under [limits] in {file}",
            megabytes=limits.megabytes,
            file=NEWSROOM_FILE,
        )
    else:
        message = _(
            "the machine ended the work before it was done, as it does when memory runs out; "
            "try again with --jobs 1"
        )
    return Finding(place=place, message=message, rule=RULES[error.cause])


RULES = {Cause.TIME: "over-time", Cause.MEMORY: "over-memory", Cause.LOST: "worker-lost"}


def _program_fault(details: str, source: Path, root: Path) -> Finding:
    reason = details.strip().rpartition("\n")[2]
    log = root / STATE / "log" / f"{slug_of(source, root)}.txt"
    try:
        make_folder(log.parent)
        write_whole(log, _report(details, source, root).encode(errors="backslashreplace"))
    except (OutputError, OSError):
        message = _(
            "a fault of the program, not of what is written ({reason}); report it with this:\n"
            "{details}",
            reason=reason,
            details=details,
        )
    else:
        message = _(
            "a fault of the program, not of what is written ({reason}); report it with the file "
            "{log}",
            reason=reason,
            log=from_root(log, root),
        )
    place = Place(file=from_root(source, root))
    return Finding(place=place, message=message, rule="program-fault")


def _report(details: str, source: Path, root: Path) -> str:
    moment = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    versions = f"Pressverk {pressverk.__version__}, Python {platform.python_version()}"
    return f"{moment}\n{versions}, {platform.platform()}\n{from_root(source, root)}\n\n{details}"
