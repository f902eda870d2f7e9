"""OpenDocument spreadsheets (.ods): the values in ``content.xml``, read row by row."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from lxml import etree

from pressverk.i18n import _
from pressverk.intake.model import Note
from pressverk.intake.spreadsheets.package_files import (
    damaged,
    open_package,
    refuse,
    too_large,
    xml_events,
)
from pressverk.intake.spreadsheets.sheets import (
    MOST_CELLS,
    MOST_COLUMNS,
    Merge,
    RowCollector,
    Sheet,
    SheetLimitError,
    changed,
    clean,
    left_out,
    letters,
)
from pressverk.intake.spreadsheets.written_values import in_swedish

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
CONTENT = "content.xml"
MANIFEST = "META-INF/manifest.xml"
MOST_REPEATED = 1_048_576
SHOWN = re.compile(r"\d[.,](\d+)\D*")


@dataclass(slots=True)
class _Draft:
    """A sheet as it is read."""

    name: str
    rows: RowCollector = field(default_factory=RowCollector)
    merges: list[Merge] = field(default_factory=list)
    decimals: dict[tuple[int, int], int] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    number: int = 0
    hidden: bool = False


def read_ods(path: Path, file: str) -> tuple[list[Sheet], list[Note]]:
    """Return the sheets of *path*, called *file* in findings, and notes.

    Raises:
        IntakeError: when it is damaged, too large or not to be trusted.
    """
    _refuse_encrypted(path, file)
    with open_package(path, file, (MANIFEST, CONTENT)) as package:
        try:
            with package.open(CONTENT) as stream:
                sheets = [_finished(draft) for draft in _drafts(stream)]
            return sheets, list(_parts_left_out(package))
        except SheetLimitError as error:
            raise too_large(file) from error
        except (etree.XMLSyntaxError, zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
            raise damaged(file) from error


def _refuse_encrypted(path: Path, file: str) -> None:
    """Refuse what has a password: its parts are named as XML but encrypted."""
    with open_package(path, file, (MANIFEST,)) as package:
        if MANIFEST not in package.namelist():
            return
        with package.open(MANIFEST) as stream:
            if b"encryption-data" in stream.read(1_000_000):
                message = _("is protected by a password; save it without one")
                raise refuse(file, "data-protected", message)


def _drafts(stream: Any) -> Iterator[_Draft]:
    draft: _Draft | None = None
    tags = (f"{TABLE}table", f"{TABLE}table-row")
    for event, element in xml_events(stream, ("start", "end"), tags):
        if element.tag == f"{TABLE}table" and event == "start" and draft is None:
            draft = _Draft(name=element.get(f"{TABLE}name", ""))
        elif element.tag == f"{TABLE}table" and event == "end" and draft is not None:
            yield draft
            draft = None
            element.clear()
        elif event == "end" and draft is not None:
            _add_row(draft, element)
            element.clear()
            while element.getprevious() is not None:  # or all rows stay in memory, emptied
                del element.getparent()[0]


def _finished(draft: _Draft) -> Sheet:
    if draft.hidden:
        message = _("rows or columns are hidden, and are read too; remove what isn't for readers")
        draft.notes.append(changed("hidden-cells", message, at=draft.name))
    return Sheet(
        name=draft.name,
        rows=tuple(draft.rows.rows),
        merges=tuple(draft.merges),
        decimals=draft.decimals,
        notes=tuple(draft.notes),
    )


def _add_row(draft: _Draft, element: Any) -> None:
    repeated = _count(element, "number-rows-repeated")
    draft.hidden |= element.get(f"{TABLE}visibility") in {"collapse", "filter"}
    texts: list[str] = []
    first = draft.number + 1
    for cell in element:
        if cell.tag not in {f"{TABLE}table-cell", f"{TABLE}covered-table-cell"}:
            continue
        count = _count(cell, "number-columns-repeated")
        text, shown = _written(draft, cell, f"{draft.name}!{letters(len(texts))}{first}")
        if not text and len(texts) + count > MOST_COLUMNS:
            break  # the empty cells up to the last column that there can be
        if len(texts) + count > MOST_COLUMNS:
            raise SheetLimitError
        _note_merge(draft, cell, first, len(texts))
        if shown is not None:
            for column in range(len(texts), len(texts) + count):
                draft.decimals[first, column] = shown
        texts += [text] * count
    draft.number += repeated
    if any(texts):
        if repeated > MOST_CELLS:
            raise SheetLimitError
        for number in range(first, first + repeated):
            draft.rows.add(number, list(texts))


def _count(element: Any, name: str) -> int:
    return max(1, min(int(element.get(f"{TABLE}{name}", "1")), MOST_REPEATED))


def _note_merge(draft: _Draft, cell: Any, row: int, column: int) -> None:
    width, height = (_count(cell, f"number-{each}-spanned") for each in ("columns", "rows"))
    if width > 1 or height > 1:
        draft.merges.append(Merge(row=row, column=column, height=height, width=width))


def _written(draft: _Draft, cell: Any, at: str) -> tuple[str, int | None]:
    """Return the value of *cell* as text, and how many decimals it is shown with."""
    shown = clean(" ".join(_paragraphs(cell)))
    for comment in cell.iterfind(f"{OFFICE}annotation"):
        text = clean(" ".join(comment.itertext()))
        draft.notes.append(left_out("comment", _("comments are not imported"), text=text, at=at))
    kind = cell.get(f"{OFFICE}value-type")
    formula = cell.get(f"{TABLE}formula")
    if formula and kind is None and not shown:
        message = _(
            "the formula has no saved result, so the cell is empty; "
            "open the file in LibreOffice, save it, and import it again"
        )
        draft.notes.append(left_out("formula-without-value", message, text=formula, at=at))
    if kind in {"float", "percentage", "currency"}:
        return _number(cell, kind, shown)
    if kind == "date":
        return cell.get(f"{OFFICE}date-value", shown).removesuffix("T00:00:00"), None
    if kind == "boolean":
        return ("SANT" if cell.get(f"{OFFICE}boolean-value") == "true" else "FALSKT"), None
    return shown, None


def _number(cell: Any, kind: str, shown: str) -> tuple[str, int | None]:
    try:
        number = Decimal(cell.get(f"{OFFICE}value", ""))
    except InvalidOperation:
        return shown, None
    if not number.is_finite() or abs(number.adjusted()) > 30:
        return shown, None
    found = SHOWN.search(shown)
    decimals = len(found[1]) if found else 0
    if kind == "percentage":
        return f"{in_swedish(number * 100)} %", decimals
    unit = " kr" if kind == "currency" and cell.get(f"{OFFICE}currency", "SEK") == "SEK" else ""
    return f"{in_swedish(number)}{unit}", decimals


def _paragraphs(cell: Any) -> Iterator[str]:
    for paragraph in cell.iterfind(f"{TEXT}p"):
        yield "".join(_runs(paragraph))


def _runs(element: Any) -> Iterator[str]:
    """Yield the text in *element*, spaces that OpenDocument writes as elements included."""
    if element.tag in {f"{TEXT}s", f"{TEXT}tab", f"{TEXT}line-break"}:
        yield " "
    if element.tag != f"{OFFICE}annotation":
        yield element.text or ""
        for child in element:
            yield from _runs(child)
            yield child.tail or ""


def _parts_left_out(package: zipfile.ZipFile) -> Iterator[Note]:
    names = package.namelist()
    if any(name.startswith(("Basic/", "Scripts/")) for name in names):
        yield left_out("macros", _("macros are not run and not taken in"))
    if any(name.startswith("Pictures/") for name in names):
        yield left_out("pictures", _("pictures are not imported"))
    if any(re.match(r"Object \d+/", name) for name in names):
        yield left_out("charts", _("charts are not imported; draw them from the data"))
