"""The data folder of a report: files with their schemas, and datasets exported as CSV."""

import csv
import datetime as dt
import io
import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from pressverk.errors import unreadable
from pressverk.i18n import _
from pressverk.model import Finding, Place, Severity
from pressverk.newsroom.paths import from_root
from pressverk.newsroom.undecided import undecided_in
from pressverk.readers.csv import LARGEST, fault
from pressverk.readers.toml import line_of
from pressverk.statistics.datasets.dataset import Cell, Column, Dataset, Mark, columns_by_name
from pressverk.statistics.datasets.query import Query, as_written, unknown
from pressverk.statistics.datasets.reading import parse_dataset
from pressverk.statistics.datasets.schemas import parse_schema
from pressverk.statistics.datasets.selection import select
from pressverk.validation import KEY

SOURCES = "kallor"


def read_datasets(folder: Path, root: Path) -> tuple[dict[str, Dataset], tuple[Finding, ...]]:
    """Return the datasets in *folder* by the names of their files, and the faults of all of them.

    Each is a ``<name>.csv`` with its schema ``<name>.toml``, in the newsroom at *root*.
    """
    names = sorted({path.stem for path in data_files(folder)})
    datasets: dict[str, Dataset] = {}
    faults: list[Finding] = []
    for name in names:
        dataset, found = _read(folder / name, root)
        faults += found
        if dataset:
            datasets[name] = dataset
    for name, dataset in datasets.items():
        place = Place(file=from_root(folder / f"{name}.toml", root))
        found = list(_source_faults(dataset, datasets, place, folder))
        faults += found
        datasets[name] = replace(dataset, source=_source(dataset.source, datasets))
    return datasets, tuple(faults)


def data_files(folder: Path) -> list[Path]:
    """Return the files that ``read_datasets`` reads in *folder*."""
    return sorted(path for path in folder.glob("*") if path.suffix in {".csv", ".toml"})


def _read(stem: Path, root: Path) -> tuple[Dataset | None, list[Finding]]:
    """Return the dataset of the two files *stem* names, or the faults of both."""
    csv, toml = stem.with_name(f"{stem.name}.csv"), stem.with_name(f"{stem.name}.toml")
    faults: list[Finding] = []
    contents = {}
    for path in (toml, csv):
        place = Place(file=from_root(path, root))
        if not path.resolve().is_relative_to(root.resolve()):
            message = _("leads out of the newsroom; put the file itself here")
            faults.append(fault(place, "data-outside", message))
            continue
        try:
            if refused := _refused(path.stat(), place):
                faults.append(refused)
                continue
            contents[path] = path.read_bytes()
        except FileNotFoundError:
            message = _("is missing; each CSV file has a schema of the same name beside it")
            faults.append(fault(place, "data-missing", message))
        except OSError as error:
            faults.append(unreadable(error, place.file))
    if faults:
        return None, faults
    file = from_root(toml, root)
    try:
        text = contents[toml].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, [unreadable(error, file)]
    schema, faults = parse_schema(text, file)
    if schema is None:
        return None, faults
    dataset, findings = parse_dataset(contents[csv], schema, from_root(csv, root), stem.name)
    return dataset, [*findings, *_undecided(text, file)]


def _refused(status: os.stat_result, place: Place) -> Finding | None:
    """Return why a file of *status* isn't read: what never ends or is too large."""
    if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
        message = _("is not a file but a pipe or a device; put the file itself here")
        return fault(place, "unreadable", message)
    if status.st_size > LARGEST:
        message = _(
            "has {size} bytes; divide it, at most {most} are read",
            size=status.st_size,
            most=LARGEST,
        )
        return fault(place, "csv-size", message)
    return None


def _undecided(text: str, file: str) -> Iterator[Finding]:
    """Yield the questions that an import left in a schema."""
    for mark in undecided_in(text):
        message = _(
            "to decide ({rule}): {message}; then delete the comment",
            rule=mark.rule,
            message=mark.message,
        )
        place = Place(file=file, line=text.count("\n", 0, mark.offset) + 1)
        yield Finding(place=place, message=message, rule="undecided", severity=Severity.ADVICE)


def _source_faults(
    dataset: Dataset, datasets: Mapping[str, Dataset], place: Place, folder: Path
) -> Iterator[Finding]:
    """Yield a fault for each source that looks like an id but isn't one."""
    if SOURCES not in datasets or not re.fullmatch(KEY, dataset.source):
        return
    ids = list(_sources(datasets[SOURCES]))
    if dataset.source not in ids:
        text = (folder / f"{dataset.name}.toml").read_text(encoding="utf-8-sig")
        at = Place(file=place.file, line=line_of(text, ("source",)))
        yield fault(at, "unknown-source", unknown(_("source"), dataset.source, ids))


def _source(source: str, datasets: Mapping[str, Dataset]) -> str:
    return _sources(datasets[SOURCES]).get(source, source) if SOURCES in datasets else source


def _sources(dataset: Dataset) -> dict[str, str]:
    """Return the sources in ``kallor.csv`` by their ids, each as publisher and title."""
    known = columns_by_name(dataset)
    if not {"id", "titel", "utgivare"} <= set(known):
        return {}
    identifier, title, publisher = (known[name][0] for name in ("id", "titel", "utgivare"))
    return {
        as_written(row[identifier].value): ", ".join(
            as_written(row[place].value) for place in (publisher, title) if row[place].value
        )
        for row in dataset.rows
    }


SYMBOLS = {Mark.MISSING: "..", Mark.SUPPRESSED: "..", Mark.NIL: "–"}
DANGEROUS = ("=", "+", "-", "@", "\t")


def to_csv(dataset: Dataset) -> bytes:
    r"""Return *dataset* as CSV (RFC 4180) in UTF-8: commas, decimal points, ``..`` if suppressed.

    Counts of people are suppressed unless the dataset has a guard that lets them be shown.
    """
    names = [column.name for column in dataset.columns]
    everything = select(dataset, whole_file(dataset))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(names)
    for row in everything.rows:
        cells = dict(zip((each.name for each in everything.stub), row.keys, strict=True))
        shown = {name: Cell(value=value) for name, value in cells.items()} | {
            column.measure.name: cell
            for column, cell in zip(everything.columns, row.cells, strict=True)
        }
        writer.writerow([_written(shown[column.name], column) for column in dataset.columns])
    return text.getvalue().encode()


def whole_file(dataset: Dataset) -> Query:
    """Return the query for all of *dataset*: what publishing the file publishes."""
    return Query(
        rows=dataset.key,
        columns=tuple(each.name for each in dataset.columns if each.name not in dataset.key),
    )


def _written(cell: Cell, column: Column) -> str:
    if cell.mark is not Mark.NONE:
        return SYMBOLS[cell.mark]
    if isinstance(cell.value, Decimal):
        return f"{cell.value:f}"
    if isinstance(cell.value, int | dt.date):
        return str(cell.value)
    text = str(cell.value or "")
    # A spreadsheet would read it as a formula.
    return f"'{text}" if text.startswith(DANGEROUS) and not column.measured else text
