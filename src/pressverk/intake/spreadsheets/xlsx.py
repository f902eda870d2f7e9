"""Excel workbooks (.xlsx, .xlsm): the values that Excel saved; nothing is computed or run."""

import datetime as dt
import posixpath
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from pressverk.errors import PressverkError
from pressverk.i18n import _
from pressverk.intake.model import Note
from pressverk.intake.spreadsheets.package_files import damaged, open_package, too_large, xml_events
from pressverk.intake.spreadsheets.sheets import (
    Merge,
    RowCollector,
    Sheet,
    SheetLimitError,
    changed,
    clean,
    left_out,
)
from pressverk.intake.spreadsheets.workbook_package import usual_form
from pressverk.intake.spreadsheets.written_values import from_float, in_swedish
from pressverk.intake.spreadsheets.xml_scan import scan

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)")
CONTROL = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how Excel writes characters that XML can't have
QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
SHOWN_DECIMALS = re.compile(r"0[.,](0+)")
ZEROS = re.compile(r"0{2,}")  # 0114 of a code that Excel keeps as 114
REFERENCE = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}", re.ASCII)
MOST_MERGES = 100_000
MOST_VISITED = 10_000_000  # cells, empty ones too


@dataclass(slots=True)
class _Outline:
    """What openpyxl's quick reading passes over: merged cells, formulas, what is hidden.

    *unsaved* are cells with formulas whose results were not saved.
    """

    merges: list[Merge] = field(default_factory=list)
    unsaved: list[tuple[str, str]] = field(default_factory=list)
    hidden_rows: int = 0
    hidden_columns: int = 0
    _cell: dict[str, str] = field(default_factory=dict)
    _element: str = ""
    _formula: str | None = None
    _has_value: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Note what begins."""
        self._element = name
        is_hidden = attributes.get("hidden") in {"1", "true"}
        if name in {"c", "row"}:
            _refuse_odd_reference(attributes.get("r"))
        if name == "c":
            self._cell, self._formula, self._has_value = attributes, None, False
        elif name == "f":
            self._formula = "="
        elif name == "row":
            self.hidden_rows += is_hidden
        elif name == "col":
            self.hidden_columns += is_hidden
        elif name == "mergeCell":
            self.merges += _merge(attributes.get("ref", ""))
            if len(self.merges) > MOST_MERGES:
                raise SheetLimitError

    def text(self, text: str) -> None:
        """Note the text of a formula, and that a cell has a value."""
        if self._element == "f" and self._formula is not None:
            self._formula += text
        elif self._element in {"v", "t"}:
            self._has_value = self._has_value or bool(text)

    def end(self, name: str) -> None:
        """Note a formula without a value."""
        self._element = ""
        is_text = self._cell.get("t") == "str"  # which may be empty
        if name == "c" and self._formula and not self._has_value and not is_text:
            self.unsaved.append((self._cell.get("r", "?"), self._formula))


def read_xlsx(path: Path, file: str) -> tuple[list[Sheet], list[Note]]:
    """Return the sheets of *path*, called *file* in findings, and notes.

    Raises:
        IntakeError: when it is damaged, too large or not to be trusted.
    """
    open_package(path, file).close()  # examines all parts
    try:
        with usual_form(path) as stream:
            with zipfile.ZipFile(stream) as package:
                parts = list(_sheet_parts(package))
                outlines = {name: _outline(package, part) for name, part in parts}
                notes = list(_parts_left_out(package))
            return list(_sheets(stream, outlines)), notes
    except SheetLimitError as error:
        raise too_large(file) from error
    except PressverkError:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged file makes it stumble on
        raise damaged(file) from error


def _sheets(stream: IO[bytes], outlines: dict[str, _Outline]) -> Iterator[Sheet]:
    from openpyxl import load_workbook  # noqa: PLC0415 - it takes 0.2 s that a CSV needn't wait for

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions that it doesn't know
        workbook = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        try:
            for worksheet in workbook.worksheets:
                worksheet.reset_dimensions()  # files declare wrong ones
                yield _sheet(worksheet, outlines.get(worksheet.title) or _Outline())
        finally:
            workbook.close()


def _sheet(worksheet: Any, outline: _Outline) -> Sheet:
    rows = RowCollector()
    decimals: dict[tuple[int, int], int] = {}
    visited = 0
    for number, cells in enumerate(worksheet.iter_rows(), 1):
        visited += len(cells)
        if visited > MOST_VISITED:
            raise SheetLimitError
        if not cells:
            continue
        texts = []
        for column, cell in enumerate(cells):
            text, shown = _written(cell)
            texts.append(text)
            if shown is not None:
                decimals[number, column] = shown
        rows.add(number, texts)
    return Sheet(
        name=worksheet.title,
        rows=tuple(rows.rows),
        merges=tuple(outline.merges),
        decimals=decimals,
        notes=tuple(_notes(worksheet, outline)),
    )


def _written(cell: Any) -> tuple[str, int | None]:
    """Return the value of *cell* as text, and how many decimals it is shown with."""
    value = cell.value
    if value is None:
        return "", None
    if isinstance(value, str):
        return clean(CONTROL.sub(lambda match: chr(int(match[1], 16)), value)), None
    if isinstance(value, bool):
        return ("SANT" if value else "FALSKT"), None
    shape = str(cell.number_format or "")
    if isinstance(value, dt.datetime | dt.date | dt.time | dt.timedelta):
        return _moment(value, shape), None
    return _number(value, shape)


def _moment(value: dt.datetime | dt.date | dt.time | dt.timedelta, shape: str) -> str:
    if isinstance(value, dt.datetime):
        if QUOTED.sub("", shape).strip().lower() in {"yyyy", "yy"}:
            return str(value.year)
        return value.date().isoformat() if value.time() == dt.time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


def _number(value: float, shape: str) -> tuple[str, int | None]:
    number = from_float(value)
    plain = QUOTED.sub("", shape).partition(";")[0]
    found = SHOWN_DECIMALS.search(plain)
    shown = len(found[1]) if found else 0 if re.search("[0#]", plain) else None
    if "%" in plain:
        return f"{in_swedish(number * 100)} %", shown
    if ZEROS.fullmatch(plain) and number == int(number):
        return f"{int(number):0{len(plain)}d}", None
    unit = " kr" if '"kr"' in shape.replace(" ", "") or "[$kr" in shape else ""
    return f"{in_swedish(number)}{unit}", shown


def _sheet_parts(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield the name of each sheet with the name of its part."""
    workbook = next(
        (part for kind, part in _relations(package, "").values() if kind == "officeDocument"),
        "xl/workbook.xml",
    )
    parts = _relations(package, workbook)
    with package.open(workbook) as stream:
        for _event, sheet in xml_events(stream, ("end",), ("{*}sheet",)):
            _kind, part = parts.get(sheet.get(RELATION), ("", ""))
            if part in package.namelist():
                yield sheet.get("name", ""), part


def _relations(package: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Return the kind and name of each part that *part* refers to; "" is the whole package."""
    folder, _slash, name = part.rpartition("/")
    found = {}
    with package.open(posixpath.join(folder, "_rels", f"{name}.rels")) as stream:
        for _event, relation in xml_events(stream, ("end",), ("{*}Relationship",)):
            kind = relation.get("Type", "").rpartition("/")[2]
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
            found[relation.get("Id", "")] = (kind, target.lstrip("/"))
    return found


def _outline(package: zipfile.ZipFile, part: str) -> _Outline:
    outline = _Outline()
    with package.open(part) as stream:
        scan(stream, outline.start, outline.end, outline.text)
    return outline


def _refuse_odd_reference(reference: str | None) -> None:
    """Refuse rows and columns beyond those of Excel: openpyxl fills up all before them."""
    if reference and not REFERENCE.fullmatch(
        reference if reference[:1].isalpha() else f"A{reference}"
    ):
        raise SheetLimitError


def _merge(reference: str) -> Iterator[Merge]:
    if match := RANGE.fullmatch(reference):
        left, top, right, bottom = (
            _column(match[1]),
            int(match[2]),
            _column(match[3]),
            int(match[4]),
        )
        yield Merge(row=top, column=left, height=bottom - top + 1, width=right - left + 1)


def _column(name: str) -> int:
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _notes(worksheet: Any, outline: _Outline) -> Iterator[Note]:
    name = worksheet.title
    for cell, formula in outline.unsaved[:100]:
        message = _(
            "the formula has no saved result, so the cell is empty; "
            "open the file in Excel, save it, and import it again"
        )
        yield left_out("formula-without-value", message, text=formula, at=f"{name}!{cell}")
    if worksheet.sheet_state != "visible":
        yield changed("hidden-sheet", _("the sheet is hidden, and is read too"), at=name)
    if outline.hidden_rows or outline.hidden_columns:
        message = _("rows or columns are hidden, and are read too; remove what isn't for readers")
        yield changed("hidden-cells", message, at=name)


def _parts_left_out(package: zipfile.ZipFile) -> Iterator[Note]:
    """Yield what else is in the file, and isn't taken in."""
    names = package.namelist()
    kinds = [
        ("macros", "vbaProject", _("macros are not run and not taken in")),
        ("external-links", "xl/externalLinks/externalLink", _("other files are not opened; "
         "the values that were saved are taken")),
        ("charts", "xl/charts/chart", _("charts are not imported; draw them from the data")),
        ("pictures", "xl/media/", _("pictures are not imported")),
        ("embedded", "xl/embeddings/", _("embedded files are not imported")),
    ]  # fmt: skip
    for rule, beginning, message in kinds:
        if any(beginning in name for name in names):
            yield left_out(rule, message)
    for name in names:
        if re.fullmatch(r"xl/(threadedComments/.*|comments\d*|.*/comments?\d*)\.xml", name):
            for cell, text in _comments(package, name):
                yield left_out("comment", _("comments are not imported"), text=text, at=cell)


def _comments(package: zipfile.ZipFile, part: str) -> Iterable[tuple[str, str]]:
    found = []
    with package.open(part) as stream:
        tags = ("{*}comment", "{*}threadedComment")
        for _event, comment in xml_events(stream, ("end",), tags):
            found.append((comment.get("ref", ""), clean("".join(comment.itertext()))))
    return found
