"""Export for the registry: what was sent, to whom, and what became of it."""

import csv
import datetime as dt
import hashlib
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from email import message_from_bytes
from pathlib import Path
from typing import IO
from urllib.parse import quote

from pressverk.delivery.ledger import queries
from pressverk.delivery.ledger.rows import Campaign, Delivery
from pressverk.delivery.ledger.store import Ledger, ledger_path, open_ledger
from pressverk.errors import LedgerError, OutputError
from pressverk.files import folder_mode_in, is_shared, make_folder, write_whole
from pressverk.i18n import _, reason_of
from pressverk.model import Finding, Place

SUMS = "SHA256SUMS"
DELIVERIES = (
    "recipient", "state", "changed", "tries", "phase", "code", "reply", "message_id", "sha256",
    "file",
)  # fmt: skip
STEPS = ("recipient", "at", "event", "state", "phase", "code", "reply")


def export(ledger: Ledger, number: int, folder: Path) -> None:
    """Write all data of a campaign to the new folder *folder*, completely or not at all.

    The same ledger gives the same bytes. The files are ``campaign.json``, the PDF that was sent,
    ``messages/*.eml``, ``deliveries.csv``, ``steps.csv``, and ``SHA256SUMS`` of all of them.

    Raises:
        OutputError: if *folder* exists, or can't be written. LedgerError: if the ledger can't be
        read, or its PDF doesn't match its hash. DeliveryError: if there is no such campaign.
    """
    campaign = queries.campaign(ledger, number)
    if folder.exists():
        raise _refusal(folder, _("is there already; choose another name"))
    try:
        make_folder(folder.parent)
        unfinished = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        if is_shared(folder.parent):  # otherwise for its owner alone; its files follow
            unfinished.chmod(folder_mode_in(folder.parent) & ~0o007)
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:
        sums = [
            f"{_write(unfinished / name, content)}  {name}\n"
            for name, content in _files(ledger, campaign)
        ]
        _write(unfinished / SUMS, "".join(sums).encode())
        unfinished.rename(folder)
    except OSError as error:
        raise _unwritable(folder, error) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def write_zip(ledger: Ledger, number: int, file: IO[bytes]) -> None:
    """Write what ``export`` writes to *file* as a zip archive, of the same bytes each time.

    Raises:
        LedgerError: as ``export``.
        DeliveryError: when there is no such campaign.
    """
    campaign = queries.campaign(ledger, number)
    sums = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _files(ledger, campaign):
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
            sums.append(f"{hashlib.sha256(content).hexdigest()}  {name}\n")
        archive.writestr(zipfile.ZipInfo(SUMS), "".join(sums))


def campaign_pdf(ledger: Ledger, campaign: Campaign) -> bytes | None:
    """Return the PDF that *campaign* sends, None where it has no message left.

    Raises:
        LedgerError: as ``export``.
    """
    found = queries.deliveries(ledger, campaign.id)
    return _pdf_in(queries.message_bytes(ledger, found[0].id), campaign, ledger) if found else None


def pdf_of(article: str, sha256: str, root: Path) -> bytes | None:
    """Return the PDF with that SHA-256 that a campaign of *article* sends, None where none does.

    Raises:
        LedgerError: as ``export``.
    """
    path = ledger_path(root)
    if not path.exists():
        return None
    with open_ledger(path) as ledger:
        for campaign in queries.campaigns(ledger, slug=article):
            if campaign.edition_sha256 == sha256 and (pdf := campaign_pdf(ledger, campaign)):
                return pdf
    return None


def _files(ledger: Ledger, campaign: Campaign) -> Iterator[tuple[str, bytes]]:
    """Yield the names and contents of the exported files, one message at a time."""
    deliveries = queries.deliveries(ledger, campaign.id)
    names = {one.id: _file_of(one, at) for at, one in enumerate(deliveries, 1)}
    about = asdict(campaign)
    about["corrects"] = queries.corrected_by(ledger, campaign.id)
    yield "campaign.json", _as_json(about)
    yield "deliveries.csv", _table(DELIVERIES, _rows(deliveries, names))
    yield "steps.csv", _table(STEPS, _steps(ledger, deliveries))
    for at, one in enumerate(deliveries):
        message = queries.message_bytes(ledger, one.id)
        if at == 0:
            yield f"{campaign.slug.replace('/', '-')}.pdf", _pdf_in(message, campaign, ledger)
        yield names[one.id], message


def _file_of(one: Delivery, at: int) -> str:
    return f"messages/{at:04d}-{quote(one.recipient, safe='@+')[:120]}.eml"


def _rows(deliveries: Sequence[Delivery], names: dict[int, str]) -> Iterator[list[object]]:
    for one in deliveries:
        known = asdict(one) | {"file": names[one.id]}
        yield [_plain(known[column]) for column in DELIVERIES]


def _steps(ledger: Ledger, deliveries: Sequence[Delivery]) -> Iterator[list[object]]:
    for one in deliveries:
        for step in queries.steps(ledger, one.id):
            known = asdict(step) | {"recipient": one.recipient}
            yield [_plain(known[column]) for column in STEPS]


def _table(columns: Sequence[str], rows: Iterator[list[object]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def _harmless(cell: object) -> object:
    """Return *cell* escaped so that no spreadsheet reads a mail server's text as a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text


def _pdf_in(message: bytes, campaign: Campaign, ledger: Ledger) -> bytes:
    """Return the PDF in *message*, checked against the campaign's hash."""
    for part in message_from_bytes(message).walk():
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            continue
        if hashlib.sha256(content).hexdigest() == campaign.edition_sha256:
            return content
    text = _("a message doesn't hold the PDF that it is the record of; restore it from a copy")
    place = Place(file=str(ledger.path))
    raise LedgerError([Finding(place=place, message=text, rule="ledger")])


def _as_json(table: dict[str, object]) -> bytes:
    text = json.dumps(table, ensure_ascii=False, indent=2, sort_keys=True, default=_plain)
    return f"{text}\n".encode()


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.datetime) else value


def _write(path: Path, content: bytes) -> str:
    make_folder(path.parent)
    write_whole(path, content)
    return hashlib.sha256(content).hexdigest()


def _unwritable(folder: Path, error: OSError) -> OutputError:
    message = _(
        "can't be written ({reason}); check the folder's rights and the space left on disk",
        reason=reason_of(error),
    )
    return _refusal(folder, message)


def _refusal(folder: Path, message: str) -> OutputError:
    return OutputError([Finding(place=Place(file=str(folder)), message=message, rule="unwritable")])
