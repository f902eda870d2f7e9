"""CSV and schema -> Dataset, or every fault of the file."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from pressverk.formats import LARGEST_NUMBER, LONGEST, find_control, number_in_message, parse_number
from pressverk.i18n import _, ngettext
from pressverk.model import Finding, Place
from pressverk.readers.csv import MOST_ROWS, Field, fault, filled, read_csv
from pressverk.statistics.datasets.checks import SourceTable, find_parts, key_faults, total_faults
from pressverk.statistics.datasets.dataset import (
    MEASURED,
    Cell,
    Column,
    Dataset,
    Kind,
    Mark,
    Status,
    Value,
)
from pressverk.statistics.datasets.query import unknown
from pressverk.statistics.datasets.schemas import ColumnTable, Schema, additive, minimum_of, words

USUAL_DECIMALS = 3  # more are nobody's intention
MOST_DECIMALS = 12  # of a smaller number nothing would be left
NIL = frozenset({"–", "-"})
STATUSES = {
    "slutlig": Status.FINAL,
    "final": Status.FINAL,
    "preliminär": Status.PRELIMINARY,
    "preliminary": Status.PRELIMINARY,
}
YEAR = re.compile(r"[12]\d{3}", re.ASCII)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class _ValueFaultError(ValueError):
    """A field that doesn't fit its column's type; the text says what to give instead."""


def read_cell(
    field: Field, name: str, column: ColumnTable, numbers: str
) -> tuple[Cell, Finding | None]:
    """Return the cell for *field* in the column *name*, and its fault if it has one."""
    text = unicodedata.normalize("NFC", field.text)
    if control := find_control(text):
        message = _("{name} has the control character {code}; remove it", name=name, code=control)
        kept = None if column.type in MEASURED else text  # an empty value would be reported again
        return Cell(value=kept), fault(field.place, "control-character", message)
    if text in column.missing:
        return Cell(value=None, mark=Mark.MISSING), None
    if column.type in MEASURED and text in NIL:
        return Cell(value=0, mark=Mark.NIL), None
    if len(text) > LONGEST and column.type in MEASURED | {Kind.YEAR, Kind.DATE}:
        text = f"{text[:LONGEST]}…"
    try:
        value = READERS[column.type](text, numbers, column)
    except _ValueFaultError as error:
        message = str(error) or _(
            "{name} is {value!r}; give {hint}",
            name=name,
            value=text,
            hint=_hints(numbers)[column.type],
        )
        return Cell(value=None), fault(field.place, "data-value", message)
    return Cell(value=value), _out_of_range(field, name, column, value)


def _hints(numbers: str) -> dict[Kind, str]:
    whole, part = ("1 234", "1 234,5") if numbers == "sv" else ("1,234", "1,234.5")
    return {
        Kind.INTEGER: _("a whole number such as {example}", example=whole),
        Kind.DECIMAL: _("a number such as {example}", example=part),
        Kind.PERCENT: _("a number such as {example}", example=part[-4:]),
        Kind.YEAR: _("a year of four digits"),
        Kind.DATE: _("YYYY-MM-DD"),
        Kind.STATUS: _("'slutlig' or 'preliminär'"),
    }


def _number(text: str, numbers: str, column: ColumnTable) -> Decimal:
    if column.type is Kind.PERCENT:
        text = text.removesuffix("%").rstrip()
    number = parse_number(text, numbers)
    if number is None or abs(number) >= LARGEST_NUMBER:
        raise _ValueFaultError
    return number


def _integer(text: str, numbers: str, column: ColumnTable) -> int:
    number = _number(text, numbers, column)
    if number != int(number):
        raise _ValueFaultError
    return int(number)


def _year(text: str, _numbers: str, _column: ColumnTable) -> int:
    if not YEAR.fullmatch(text):
        raise _ValueFaultError
    return int(text)


def _date(text: str, _numbers: str, _column: ColumnTable) -> dt.date:
    try:
        return dt.date.fromisoformat(text if DATE.fullmatch(text) else "")
    except ValueError as error:
        raise _ValueFaultError from error


def _text(text: str, _numbers: str, _column: ColumnTable) -> str:
    return text


def _category(text: str, _numbers: str, column: ColumnTable) -> str:
    if column.categories is not None and text not in column.categories:
        raise _ValueFaultError(unknown(_("category"), text, column.categories))
    return text


def _status(text: str, _numbers: str, _column: ColumnTable) -> str:
    if text.lower() not in STATUSES:
        raise _ValueFaultError
    return STATUSES[text.lower()]


READERS: Mapping[Kind, Callable[[str, str, ColumnTable], Value]] = {
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _number,
    Kind.PERCENT: _number,
    Kind.YEAR: _year,
    Kind.TEXT: _text,
    Kind.CATEGORY: _category,
    Kind.DATE: _date,
    Kind.STATUS: _status,
}


def _shown(value: int | Decimal) -> str:
    """Return *value* as it is in messages: years have no thousands separator."""
    return str(value) if value % 1 == 0 else number_in_message(value, decimals=MOST_DECIMALS)


def _out_of_range(field: Field, name: str, column: ColumnTable, value: Value) -> Finding | None:
    if not isinstance(value, int | Decimal):
        return None
    least = minimum_of(column)
    if least is not None and value < least:
        message = _(
            "{name} is {value}, under {least}; fix it",
            name=name,
            value=_shown(value),
            least=_shown(least),
        )
    elif column.maximum is not None and value > column.maximum:
        message = _(
            "{name} is {value}, over {most}; fix it",
            name=name,
            value=_shown(value),
            most=_shown(column.maximum),
        )
    else:
        return None
    return fault(field.place, "data-range", message)


def parse_dataset(
    content: bytes, schema: Schema, file: str, name: str
) -> tuple[Dataset | None, list[Finding]]:
    """Return the dataset *name* in *content*, a CSV file, and advice about it.

    If it has faults, return None and all of them.
    """
    written, advice = read_csv(content, file, list(schema.columns), as_saved=True)
    if written is None:
        return None, advice
    lines = _without_empty(written.lines)
    faults = list(_shape_faults(lines, schema, file, written.delimiter))
    if faults:
        return None, [*advice, *faults]
    source, faults = _read_cells(lines, schema)
    faults += key_faults(source)
    parts = find_parts(source)
    if not faults:
        faults += total_faults(source, parts)
    if faults:
        return None, [*advice, *_in_order(faults)]
    return Dataset(
        name=name,
        title=words(schema.title),
        columns=tuple(
            _column(key, table, [row[number].value for row in source.rows])
            for number, (key, table) in enumerate(schema.columns.items())
        ),
        rows=tuple(_with_status(row, schema) for row in source.rows),
        key=tuple(schema.key),
        source=schema.source,
        note=words(schema.note),
        parts=parts,
        perturbed=schema.perturbed,
    ), advice


def _without_empty(lines: Sequence[Sequence[Field]]) -> list[Sequence[Field]]:
    """Return *lines* without the empty rows and last columns that spreadsheets add."""
    kept = [line for line in lines if filled(line)]
    width = filled(kept[0]) if kept else 0
    return [line[: max(width, filled(line))] for line in kept]


def _in_order(faults: Sequence[Finding]) -> list[Finding]:
    """Return *faults* as they stand in the file, each once."""
    return sorted(
        dict.fromkeys(faults), key=lambda each: (each.place.line or 0, each.place.column or 0)
    )


def _shape_faults(
    lines: Sequence[Sequence[Field]], schema: Schema, file: str, delimiter: str
) -> Iterator[Finding]:
    """Yield a fault for each mismatch between the lines and the columns of the schema."""
    if not lines:
        message = _("is empty; give a line with the names of the columns, and rows")
        yield fault(Place(file=file), "csv-empty", message)
        return
    if len(lines) > MOST_ROWS:
        message = _("has {count} rows; at most {most} are read", count=len(lines), most=MOST_ROWS)
        yield fault(Place(file=file), "csv-size", message)
        return
    yield from _head_faults(lines[0], schema)
    for line in lines[1:]:
        if len(line) != len(lines[0]):
            message = ngettext(
                "the row has {count} field and the first row {expected}; separate them with "
                "{character!r}, and put a field that contains one in quotation marks",
                "the row has {count} fields and the first row {expected}; separate them with "
                "{character!r}, and put a field that contains one in quotation marks",
                len(line),
                expected=len(lines[0]),
                character=delimiter,
            )
            yield fault(line[0].place, "csv-row", message)
    if len(lines) == 1:
        message = _("has no rows; add one after the names of the columns")
        yield fault(Place(file=file), "csv-empty", message)


def _head_faults(head: Sequence[Field], schema: Schema) -> Iterator[Finding]:
    names, seen = list(schema.columns), set()
    for field in head:
        if field.text not in names:
            yield fault(field.place, "csv-column", unknown(_("column"), field.text, names))
        elif field.text in seen:
            message = _("the column {name!r} occurs twice; keep one", name=field.text)
            yield fault(field.place, "csv-column", message)
        seen.add(field.text)
    for name in names:
        if name not in seen:
            message = _("the column {name!r} is missing; add it", name=name)
            yield fault(head[0].place, "csv-column", message)


def _read_cells(
    lines: Sequence[Sequence[Field]], schema: Schema
) -> tuple[SourceTable, list[Finding]]:
    """Return the cells in the order of the schema, whatever the order of the file."""
    order = [[field.text for field in lines[0]].index(name) for name in schema.columns]
    faults: list[Finding] = []
    rows, places = [], []
    for line in lines[1:]:
        row = []
        for position, (name, column) in zip(order, schema.columns.items(), strict=True):
            cell, wrong = read_cell(line[position], name, column, schema.numbers)
            row.append(cell)
            faults += [wrong] if wrong else []
        rows.append(row)
        places.append([line[position].place for position in order])
    return SourceTable(schema=schema, rows=rows, places=places), faults


def _with_status(row: Sequence[Cell], schema: Schema) -> tuple[Cell, ...]:
    """Return *row*, all of it preliminary if its status column says so."""
    kinds = [column.type for column in schema.columns.values()]
    said: set[Value] = {
        cell.value for cell, kind in zip(row, kinds, strict=True) if kind is Kind.STATUS
    }
    status = Status.PRELIMINARY if Status.PRELIMINARY in said else Status.FINAL
    return tuple(
        Cell(
            value=cell.value, mark=cell.mark, status=status if _counts(cell, kind) else Status.FINAL
        )
        for cell, kind in zip(row, kinds, strict=True)
    )


def _counts(cell: Cell, kind: Kind) -> bool:
    return kind in MEASURED and cell.mark is not Mark.MISSING


def _column(name: str, table: ColumnTable, values: Iterable[Value]) -> Column:
    return Column(
        name=name,
        kind=table.type,
        label=words(table.label) or {"": name.replace("_", " ").capitalize()},
        unit=words(table.unit),
        decimals=_written_decimals(table.type, values)
        if table.decimals is None
        else table.decimals,
        additive=additive(table),
        people=table.people,
        derived_from=table.derived_from or "",
        total_of=tuple(table.total_of),
    )


def _written_decimals(kind: Kind, values: Iterable[Value]) -> int:
    """Return the number of decimals of a column whose schema doesn't state it.

    As many as are written, so that no value changes; for long fractions, as many as keep the
    smallest value from becoming zero.
    """
    least = 1 if kind is Kind.DECIMAL else 0
    numbers = [value for value in values if isinstance(value, Decimal) and value]
    if kind not in {Kind.DECIMAL, Kind.PERCENT} or not numbers:
        return least
    written = max(-int(number.as_tuple().exponent) for number in numbers)
    needed = max(-number.adjusted() for number in numbers)
    return min(max(least, min(written, USUAL_DECIMALS), needed), MOST_DECIMALS)
