"""The zipped files of Excel and OpenDocument, opened within limits and never unpacked to disk."""

import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

from lxml import etree

from pressverk.errors import IntakeError
from pressverk.i18n import _
from pressverk.intake.spreadsheets.xml_scan import DocumentTypeError, TooManyElementsError, scan
from pressverk.model import Finding, Place

MEGABYTE = 1_000_000
LARGEST_FILE = 100 * MEGABYTE
LARGEST_PART = 200 * MEGABYTE  # uncompressed; ZipFile never reads more than a part declares
LARGEST_SUM = 400 * MEGABYTE
MOST_PARTS = 5_000
XML = (".xml", ".rels", ".vml")
Events = tuple[str, ...]


def refuse(file: str, rule: str, message: str) -> IntakeError:
    """Return the error that *file* can't be read, because of *message*."""
    return IntakeError([Finding(place=Place(file=file), message=message, rule=rule)])


def open_package(path: Path, file: str, parts: Collection[str] = ()) -> zipfile.ZipFile:
    """Return the zipped *path*, which is no zip bomb and whose XML declares no entities.

    *parts* are those that will be read, all if none.

    Raises:
        IntakeError: when it is damaged, or larger than what is read.
    """
    if path.stat().st_size > LARGEST_FILE:
        raise too_large(file)
    try:
        package = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise damaged(file) from error
    try:
        _refuse_large(package, file)
        for part in package.infolist():
            is_read = part.filename in parts or not parts
            if is_read and part.file_size and part.filename.lower().endswith(XML):
                _examine(package, part, file)
    except BaseException:
        package.close()
        raise
    return package


def damaged(file: str) -> IntakeError:
    """Return the error that *file* is no whole spreadsheet file."""
    message = _("is damaged; open it in Excel or LibreOffice and save it again as .xlsx")
    return refuse(file, "data-damaged", message)


def too_large(file: str) -> IntakeError:
    """Return the error that *file* holds more than what is read."""
    message = _("is too large to be read; keep the sheets and rows that are needed, and save it")
    return refuse(file, "data-too-large", message)


def xml_events(stream: IO[bytes], events: Events, tags: Events | None = None) -> Any:
    """Return an iterator over *events* of the XML in *stream*; entities are never resolved."""
    return etree.iterparse(
        stream,
        events=events,
        tag=tags,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )


def _refuse_large(package: zipfile.ZipFile, file: str) -> None:
    parts = package.infolist()
    sizes = [part.file_size for part in parts]
    if len(parts) > MOST_PARTS or sum(sizes) > LARGEST_SUM or max(sizes, default=0) > LARGEST_PART:
        raise too_large(file)
    if any(part.flag_bits & 0x1 for part in parts):
        message = _("is protected by a password; save it without one")
        raise refuse(file, "data-protected", message)


def _examine(package: zipfile.ZipFile, part: zipfile.ZipInfo, file: str) -> None:
    """Refuse XML with a document type: neither format has any, and entities hide in it."""
    try:
        with package.open(part) as stream:
            scan(stream)
    except DocumentTypeError as error:
        message = _("has XML entities, which no spreadsheet program writes; not read")
        raise refuse(file, "data-entities", message) from error
    except TooManyElementsError as error:
        raise too_large(file) from error
    except (expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise damaged(file) from error
    except (NotImplementedError, RuntimeError, LookupError) as error:  # unknown ways to compress
        raise damaged(file) from error
