"""Workbooks that Excel opens and other programs don't, rewritten to the usual form."""

import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

IN_MEMORY = 10_000_000  # bytes; what is larger is written to disk
# "Strict Open XML Spreadsheet" has the same elements in other namespaces (ISO/IEC 29500-1).
STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/([A-Za-z]+)/")
TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/"
CONTENT_TYPES = "[Content_Types].xml"
RELATIONS = "_rels/.rels"
XML = (".xml", ".rels")


def is_workbook(names: set[str]) -> bool:
    """Return whether a package with parts of these *names* is a workbook of Excel."""
    slashed = {name.replace("\\", "/") for name in names}
    is_package = CONTENT_TYPES in slashed and RELATIONS in slashed
    return is_package and any(name.rpartition("/")[2] == "workbook.xml" for name in slashed)


@contextmanager
def usual_form(path: Path) -> Iterator[IO[bytes]]:
    """Open the workbook *path*, which has been examined, as one that openpyxl can read."""
    with path.open("rb") as stream, zipfile.ZipFile(stream) as package:
        is_odd = any("\\" in name for name in package.namelist()) or _is_strict(package)
        if not is_odd:
            stream.seek(0)
            yield stream
            return
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as rewritten:
            _rewrite(package, rewritten)
            rewritten.seek(0)
            yield rewritten


def _is_strict(package: zipfile.ZipFile) -> bool:
    with package.open(RELATIONS) as stream:
        return bool(STRICT.search(stream.read(IN_MEMORY)))


def _rewrite(package: zipfile.ZipFile, target: IO[bytes]) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as written:
        for part in package.infolist():
            content = package.read(part)
            if part.filename.lower().endswith(XML):
                content = STRICT.sub(TRANSITIONAL, content)
            # some programs write the separator of Windows; ZIP knows "/" only (APPNOTE 4.4.17.1)
            written.writestr(part.filename.replace("\\", "/"), content)
