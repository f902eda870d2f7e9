"""Spreadsheet files to test with, all of them invented."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from openpyxl import Workbook

from pressverk.errors import sentence
from pressverk.intake.spreadsheets import Imported, ImportedTable, import_tables
from pressverk.statistics.datasets.dataset import Dataset
from pressverk.statistics.datasets.reading import parse_dataset
from pressverk.statistics.datasets.schemas import Schema, parse_schema

Rows = Sequence[Sequence[Any]]
ODS = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def xlsx(
    path: Path,
    sheets: Mapping[str, Rows] | Rows,
    *,
    merged: Iterable[str] = (),
    formats: Mapping[str, str] | None = None,
) -> Path:
    """Write a workbook; *merged* and *formats* are those of its first sheet."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    named = sheets if isinstance(sheets, Mapping) else {"Blad1": sheets}
    for name, rows in named.items():
        worksheet = workbook.create_sheet(name)
        for row in rows:
            worksheet.append(list(row))
    first = workbook.worksheets[0]
    for cells in merged:
        first.merge_cells(cells)
    for cell, number_format in (formats or {}).items():
        first[cell].number_format = number_format
    workbook.save(path)
    return path


def ods(path: Path, cells: str, name: str = "Blad1") -> Path:
    """Write an OpenDocument spreadsheet whose sheet has the XML *cells*."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {ODS}><office:body>'
        f"<office:spreadsheet><table:table table:name={quoteattr(name)}>{cells}</table:table>"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(path, {"mimetype": "application/vnd.oasis.opendocument", "content.xml": content})


def ods_rows(rows: Rows) -> str:
    """Return *rows* as the XML of an OpenDocument sheet."""
    return "".join(
        f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows
    )


def _ods_cell(value: Any) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, str):
        text = f"<text:p>{escape(value)}</text:p>"
        return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'
    shown = f"<text:p>{str(value).replace('.', ',')}</text:p>"
    kind = f'office:value-type="float" office:value="{value}"'
    return f"<table:table-cell {kind}>{shown}</table:table-cell>"


def zipped(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    """Write a zip file of *parts*."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def with_parts(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    """Add or replace *parts* of the zip file *path*."""
    with zipfile.ZipFile(path) as package:
        old = {name: package.read(name) for name in package.namelist()}
    return zipped(path, {**old, **parts})


def imported(path: Path, content: str | bytes | None = None, **options: Any) -> Imported:
    """Return what is imported of *path*, which gets *content* first."""
    if content is not None:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return import_tables(path, file=path.name, **options)


def only_table(path: Path, content: str | bytes | None = None, **options: Any) -> ImportedTable:
    """Return the only table that is imported of *path*."""
    (table,) = imported(path, content, **options).tables
    return table


def schema_of(table: ImportedTable) -> Schema:
    """Return the drafted schema as it is read."""
    schema, faults = parse_schema(table.schema, "d.toml")
    assert schema is not None, [sentence(fault) for fault in faults]
    return schema


def dataset_of(table: ImportedTable) -> Dataset:
    """Return what the drafted files are read as, without a finding."""
    dataset, findings = parse_dataset(table.csv, schema_of(table), "d.csv", table.name)
    assert dataset is not None, [sentence(finding) for finding in findings]
    assert findings == []
    return dataset


def types_of(table: ImportedTable) -> dict[str, str]:
    """Return the types of the columns."""
    return {name: str(column.type) for name, column in schema_of(table).columns.items()}


def rules_of(table: ImportedTable) -> list[str]:
    """Return the rules of what is asked about *table*."""
    return [question.rule for question in table.questions]


def csv_rows(table: ImportedTable) -> list[list[str]]:
    """Return the rows of the CSV file, its names first."""
    return list(csv.reader(io.StringIO(table.csv.decode()), delimiter=";"))
