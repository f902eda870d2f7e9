"""A systemd timer of the user that sends what is due."""

import datetime as dt
from importlib.resources import files
from pathlib import Path

from pressverk.delivery.ledger.notes import last_timer_run
from pressverk.delivery.ledger.queries import campaigns, next_due
from pressverk.delivery.ledger.rows import Campaign, CampaignState
from pressverk.delivery.ledger.store import Ledger, ledger_path, open_ledger
from pressverk.errors import OutputError
from pressverk.files import write_whole
from pressverk.i18n import _, reason_of
from pressverk.model import Finding, Place, Severity

SILENCE = dt.timedelta(minutes=5)  # the timer runs every minute
UNITS_FOLDER = "~/.config/systemd/user"
UNITS = ("pressverk-send-due.service", "pressverk-send-due.timer")


def write_units(folder: Path, root: Path, command: Path) -> tuple[Path, ...]:
    """Write the units for the newsroom at *root* to *folder*, and return their files.

    *command* is the ``pressverk`` that they run.

    Raises:
        OutputError: if they can't be written.
    """
    values = {"@root@": written(root.resolve()), "@command@": written(command.resolve())}
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = _(
            "the folder can't be made ({reason}); check its rights", reason=reason_of(error)
        )
        finding = Finding(place=Place(file=str(folder)), message=message, rule="unwritable")
        raise OutputError([finding]) from error
    for name in UNITS:
        text = (files(__name__) / name).read_text(encoding="utf-8")
        for mark, value in values.items():
            text = text.replace(mark, value)
        write_whole(folder / name, text.encode())
    return tuple(folder / name for name in UNITS)


def timer_advice(root: Path, now: dt.datetime) -> Finding | None:
    """Return the finding of ``missing_timer`` on the ledger of *root*; None without a ledger."""
    path = ledger_path(root)
    if not path.exists():
        return None
    with open_ledger(path) as ledger:
        return missing_timer(ledger, now=now)


def missing_timer(ledger: Ledger, *, now: dt.datetime) -> Finding | None:
    """Return advice if something is planned and no timer seems to run that would send it.

    Raises:
        LedgerError: if the ledger can't be read.
    """
    last = last_timer_run(ledger)
    is_running = last is not None and now - last < SILENCE
    if is_running or not any(_is_planned(ledger, each, now) for each in campaigns(ledger)):
        return None
    message = _(
        "what is planned leaves only when a timer runs pressverk send-due, and none seems to "
        "({last}); start one: {command}",
        last=_("last run: {moment} UTC", moment=f"{last:%Y-%m-%d %H:%M}") if last else _("never"),
        command=f"pressverk send-due --units {UNITS_FOLDER}",
    )
    place = Place(file=_("the timer"))
    return Finding(place=place, message=message, rule="no-timer", severity=Severity.ADVICE)


def _is_planned(ledger: Ledger, campaign: Campaign, now: dt.datetime) -> bool:
    is_open = campaign.state is CampaignState.OPEN and campaign.deadline > now
    due = next_due(ledger, campaign.id) if is_open else None
    return due is not None and due > now


def written(path: Path) -> str:
    """Return *path* escaped for unit files, where ``%`` begins a specifier.

    >>> written(Path('/srv/100 % press'))
    '/srv/100 %% press'
    """
    return str(path).replace("%", "%%")
