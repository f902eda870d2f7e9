"""Files that are archives of parts (Word, OpenDocument), opened without trusting them.

What unfolds to gigabytes, leads out of its folder, is locked, or declares entities is refused
before anything is made of it.
"""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from lxml import etree

from pressverk.errors import IntakeError
from pressverk.i18n import _
from pressverk.intake.files import fault, read_bounded
from pressverk.model import Finding

LARGEST_FILE = 300_000_000
LARGEST_PART = 100_000_000
LARGEST_SUM = 600_000_000
MOST_PARTS = 20_000
# Text packs to a tenth or less; a bomb to a thousandth.
MOST_UNFOLDING, HARMLESS = 250, 20_000_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
ENTITY = b"<!ENTITY"


class Container:
    """The parts of an archive, by name; all of them were found harmless."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.path = path
        self._archive = archive
        self.names = frozenset(each.filename for each in archive.infolist() if not each.is_dir())

    def read(self, name: str) -> bytes:
        """Return the bytes of the part *name*.

        Raises:
            IntakeError: when it isn't there, is damaged, or holds more than it says.
        """
        try:
            with self._archive.open(name) as part:
                data = part.read(LARGEST_PART + 1)
        except (KeyError, zipfile.BadZipFile, EOFError, OSError, NotImplementedError) as error:
            raise self.fault("damaged", _damaged()) from error
        except Exception as error:
            raise self.fault("damaged", _damaged()) from error
        if len(data) > LARGEST_PART:
            raise self.fault("zip-bomb", _bomb())
        return data

    def xml(self, name: str) -> etree._Element:
        """Return the root of the part *name*.

        Raises:
            IntakeError: when it is no XML, or declares entities, which no program does. Old ones
                name a document type.
        """
        data = self.read(name)
        parser = etree.XMLParser(
            resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True,
            remove_pis=True, huge_tree=False,
        )  # fmt: skip
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            if ENTITY in data[:100_000].upper():
                raise self.fault("xml-entities", _entities(name)) from error
            raise self.fault("damaged", _damaged()) from error
        declared = root.getroottree().docinfo.internalDTD
        if declared is not None and any(True for _each in declared.iterentities()):
            raise self.fault("xml-entities", _entities(name))
        return root

    def fault(self, rule: str, message: str) -> IntakeError:
        """Return the error that the file can't be taken in."""
        return IntakeError([fault(self.path, rule, message)])


def open_container(path: Path) -> Container:
    """Return the archive in the file *path*.

    Raises:
        IntakeError: when it is none, locked, damaged, or made to harm.
    """
    data = read_bounded(path, LARGEST_FILE)
    if data.startswith(OLE):
        raise IntakeError([_old_or_locked(path, data)])
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise IntakeError([fault(path, "damaged", _damaged())]) from error
    problems = list(_problems(path, archive, len(data)))
    if problems:
        raise IntakeError(problems[:1])
    return Container(path, archive)


def _problems(path: Path, archive: zipfile.ZipFile, size: int) -> Iterator[Finding]:
    parts = archive.infolist()
    total = sum(each.file_size for each in parts)
    if any(each.flag_bits & 1 for each in parts):
        yield fault(path, "protected", protected(path.suffix))
    if (
        len(parts) > MOST_PARTS
        or total > LARGEST_SUM
        or any(each.file_size > LARGEST_PART for each in parts)
        or (total > HARMLESS and total > MOST_UNFOLDING * size)
    ):
        yield fault(path, "zip-bomb", _bomb())
    for each in parts:
        if _leads_out(each.filename):
            message = _(
                "holds a part {name} that would lie outside its folder; don't open the file,"
                " and ask who sent it",
                name=repr(each.filename[:80]),
            )
            yield fault(path, "archive-path", message)


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name[:3]


def _old_or_locked(path: Path, data: bytes) -> Finding:
    if ENCRYPTED in data:
        return fault(path, "protected", protected(path.suffix))
    return fault(path, "old-word", old_word())


def old_word() -> str:
    """Return what to do about a file of Word 2003 or older."""
    return _(
        "is a document of an old Word (.doc); open it in Word and choose File, Save As,"
        " Word Document (.docx)"
    )


def protected(suffix: str) -> str:
    """Return what to do about a file named with *suffix* that is locked with a password."""
    if suffix.lower() == ".odt":
        return _(
            "is protected with a password; open it in LibreOffice, choose File, Save As,"
            " uncheck Save with password and save it"
        )
    return _(
        "is protected with a password; open it in Word, choose File, Info, Protect Document,"
        " Encrypt with Password, empty the field and save it"
    )


def _damaged() -> str:
    return _("is damaged or no such document; open it in the program it comes from and save it")


def _bomb() -> str:
    return _("expands to far more than a document holds; don't open it, and ask who sent it")


def _entities(name: str) -> str:
    return _(
        "declares entities in its part {name}, which no program that writes documents does;"
        " don't open it, and ask who sent it",
        name=repr(name),
    )
