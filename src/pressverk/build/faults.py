"""Failures of a document's worker that have no place in the document: findings and logs."""

import datetime as dt
import platform
from dataclasses import dataclass
from pathlib import Path

import pressverk
from pressverk.build.pool import Cause, JobError
from pressverk.errors import OutputError
from pressverk.files import make_folder, write_whole
from pressverk.formats import number_in_message
from pressverk.i18n import _
from pressverk.model import Finding, Limits, Place
from pressverk.newsroom.paths import NEWSROOM_FILE, STATE, from_root

LONGEST_REASON = 500  # characters of an exception's message


RULES = {Cause.TIME: "over-time", Cause.MEMORY: "over-memory", Cause.LOST: "worker-lost"}


def fault_of(error: JobError, file: str, limits: Limits, log: "Log | None" = None) -> Finding:
    """Return a finding about *error* for the document *file*.

    The traceback of a program fault goes to *log*, or into the finding if there is none.
    """
    if error.cause is Cause.FAULT:
        message, rule = _program_fault(error.details, file, log), "program-fault"
    elif error.cause is Cause.CRASH:
        message, rule = _crash(error.details), "worker-crashed"
    else:
        message, rule = _ended(error.cause, limits), RULES[error.cause]
    return Finding(place=Place(file=file), message=message, rule=rule)


def _crash(signal: str) -> str:
    return _(
        "a library that draws or typesets failed and ended its process ({signal}); remove the "
        "chart, drawing or picture that was added last, and report it with that",
        signal=signal,
    )


def _ended(cause: Cause, limits: Limits) -> str:
    if cause is Cause.TIME:
        return _(
            "took longer than {seconds} seconds and was ended; simplify what was added last, or "
            "raise 'seconds' under [limits] in {file}",
            seconds=number_in_message(limits.seconds),
            file=NEWSROOM_FILE,
        )
    if cause is Cause.MEMORY:
        return _(
            "needs more than {megabytes} MB of memory and was ended; simplify what was added last, "
            "or raise 'megabytes' under [limits] in {file}",
            megabytes=limits.megabytes,
            file=NEWSROOM_FILE,
        )
    return _(
        "the machine ended the work before it was done, as it does when memory runs out; "
        "try again with --jobs 1"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """The log of the article *slug* in the newsroom at *root*; it has the last traceback."""

    root: Path
    slug: str

    @property
    def path(self) -> Path:
        """The log file, replaced by each fault."""
        return self.root / STATE / "log" / f"{self.slug}.txt"


def _program_fault(details: str, file: str, log: Log | None) -> str:
    reason = details.strip().rpartition("\n")[2][:LONGEST_REASON]
    if log and _is_written(log.path, _report(details, file)):
        return _(
            "a fault of the program, not of what is written ({reason}); report it with the file "
            "{log}",
            reason=reason,
            log=from_root(log.path, log.root),
        )
    return _(
        "a fault of the program, not of what is written ({reason}); report it with this:\n"
        "{details}",
        reason=reason,
        details=details,
    )


def _is_written(path: Path, report: str) -> bool:
    try:
        make_folder(path.parent)
        write_whole(path, report.encode(errors="backslashreplace"), durable=False)
    except (OutputError, OSError):
        return False
    return True


def _report(details: str, file: str) -> str:
    moment = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    versions = f"Pressverk {pressverk.__version__}, Python {platform.python_version()}"
    return f"{moment}\n{versions}, {platform.platform()}\n{file}\n\n{details}"
