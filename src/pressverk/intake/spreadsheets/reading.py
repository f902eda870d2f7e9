"""A spreadsheet file by what it is, whatever its name says."""

import zipfile
from pathlib import Path

from pressverk.errors import IntakeError
from pressverk.i18n import _, reason_of
from pressverk.intake.model import Note
from pressverk.intake.spreadsheets.delimited import read_delimited
from pressverk.intake.spreadsheets.ods import read_ods
from pressverk.intake.spreadsheets.package_files import damaged, refuse
from pressverk.intake.spreadsheets.sheets import Sheet
from pressverk.intake.spreadsheets.workbook_package import is_workbook
from pressverk.intake.spreadsheets.xlsx import read_xlsx

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HTML = (b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta")
TEXTS = frozenset({".csv", ".tsv", ".txt", ".tab", ".skv"})


def read_sheets(path: Path, file: str) -> tuple[list[Sheet], list[Note]]:
    """Return the sheets in *path*, called *file* in findings, and notes.

    Raises:
        IntakeError: when it can't be read, with how to save it.
    """
    if not path.is_file():
        raise refuse(file, "no-file", _("is not a file; name one"))
    try:
        with path.open("rb") as stream:
            head = stream.read(4096)
        if head.startswith(b"PK"):
            return _read_package(path, file)
        _refuse_others(head, path, file)
        return read_delimited(path, file)
    except OSError as error:
        message = _("can't be read ({reason})", reason=reason_of(error))
        raise refuse(file, "unreadable", message) from error


def _read_package(path: Path, file: str) -> tuple[list[Sheet], list[Note]]:
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise damaged(file) from error
    if is_workbook(names):
        return read_xlsx(path, file)
    if "content.xml" in names and "word/document.xml" not in names:
        return read_ods(path, file)
    raise _save_as_xlsx(file)


def _refuse_others(head: bytes, path: Path, file: str) -> None:
    if head.startswith(OLE):
        message = _(
            "is an old Excel file (.xls), or protected by a password; "
            "open it in Excel and save it as “Excel workbook (.xlsx)” without a password"
        )
        raise refuse(file, "data-old-excel", message)
    is_markup = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(HTML)
    if is_markup or path.suffix.lower() not in TEXTS:
        raise _save_as_xlsx(file)


def _save_as_xlsx(file: str) -> IntakeError:
    message = _(
        "is not a workbook (.xlsx, .ods) or CSV file, whatever its name; open it in Excel or "
        "LibreOffice and save it as .xlsx"
    )
    return refuse(file, "data-format", message)
