"""The schema of a data file, ``data/<name>.toml``: the types of its columns."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from pressverk.i18n import _
from pressverk.model import Finding, Place
from pressverk.readers.toml import line_of, read_toml
from pressverk.statistics.datasets.dataset import MEASURED, Kind, Words
from pressverk.statistics.datasets.query import unknown
from pressverk.validation import Key, Strict, Text, give, list_of, validate

Label = Annotated[Text | dict[str, Text], give("a text, or one for each language: {sv = '…'}")]
Names = Annotated[list[Text], list_of("a list of names")]
Number = Annotated[Decimal, give("a number")]
YesNo = Annotated[bool, give("true or false")]


class ColumnTable(Strict):
    """The description of one column."""

    type: Annotated[Kind, give("integer, decimal, percent, year, text, category, date or status")]
    label: Label | None = Field(None, description="what heads it; its name if left out")
    unit: Label | None = None
    decimals: Annotated[int, Field(ge=0, le=6), give("a number from 0 to 6")] | None = None
    minimum: Number | None = None
    maximum: Number | None = None
    categories: Names | None = Field(None, description="the values that it may have")
    missing: Annotated[list[str], list_of("a list of characters")] = Field(
        default=["..", ""], description="the signs for a value that isn't there"
    )
    additive: YesNo | None = Field(None, description="may be added up; whole numbers may")
    people: YesNo = Field(default=False, description="counts people: small numbers are hidden")
    derived_from: Text | None = Field(None, description="the count of people it tells of")
    total_of: Names = Field(default=[], description="the columns that it is the sum of")


class TotalsTable(Strict):
    """Rows that are the sum of others, identified by their value in one column."""

    total: Text = Field(description="what the row that is the sum says there")
    parts: Names | None = Field(None, description="what its parts say; all others if left out")


class Schema(Strict):
    """The file ``data/<name>.toml``."""

    title: Label
    source: Text = Field(description="an id in kallor.csv, or a text")
    note: Label | None = None
    numbers: Annotated[Literal["sv", "en"], give("sv (1 234,5) or en (1,234.5)")] = "sv"
    key: Names = Field(description="the columns that tell rows apart")
    perturbed: YesNo = Field(
        default=False, description="numbers were changed at random: totals needn't add up"
    )
    totals: dict[Key, TotalsTable] = Field(default={}, description="by the column")
    columns: dict[Key, ColumnTable]


def words(label: str | dict[str, str] | None) -> Words:
    """Return a label of a schema by language."""
    return label if isinstance(label, dict) else {"": label} if label else {}


def parse_schema(text: str, file: str) -> tuple[Schema | None, list[Finding]]:
    """Return the schema in *text*, or every fault in it."""
    table, faults = read_toml(text, file)
    if faults:
        return None, faults

    def place(location: tuple[str | int, ...]) -> Place:
        return Place(file=file, line=line_of(text, location))

    schema, faults = validate(Schema, table, place)
    if schema is not None:
        faults = list(_contradictions(schema, place))
    faults.sort(key=lambda fault: fault.place.line or 0)
    return (None if faults else schema), faults


def _contradictions(
    schema: Schema, place: Callable[[tuple[str | int, ...]], Place]
) -> Iterator[Finding]:
    """Yield a fault for each contradiction between keys that are valid by themselves."""

    def fault(location: tuple[str | int, ...], message: str) -> Finding:
        return Finding(place=place(location), message=message, rule="data-schema")

    names = list(schema.columns)
    for location, name in _names_of_columns(schema):
        if name not in names:
            yield fault(location, unknown(_("column"), name, names))
    for name, column in schema.columns.items():
        if column.people and column.type is not Kind.INTEGER:
            message = _("{name!r} counts people but isn't an integer; make it one", name=name)
            yield fault(("columns", name, "people"), message)
        if column.people and schema.perturbed:
            message = _(
                "{name!r} counts people, and perturbed data protect them already; "
                "remove 'people' or 'perturbed'",
                name=name,
            )
            yield fault(("columns", name, "people"), message)
        base = schema.columns.get(column.derived_from or "")
        if base and not base.people:
            message = _(
                "{name!r} is derived from {base!r}, which counts no people; "
                "set people = true there",
                name=name,
                base=column.derived_from,
            )
            yield fault(("columns", name, "derived_from"), message)
        if column.categories and column.type is not Kind.CATEGORY:
            message = _("{name!r} has categories; make its type category", name=name)
            yield fault(("columns", name, "categories"), message)
        if column.people and any(
            not schema.columns[part].people for part in column.total_of if part in names
        ):
            message = _("{name!r} counts people but its parts don't; set people = true", name=name)
            yield fault(("columns", name, "total_of"), message)
        yield from (fault(("columns", name, "total_of"), text) for text in _circles(schema, name))


def _names_of_columns(schema: Schema) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield each column name that the schema refers to, with its location."""
    for name in schema.key:
        yield ("key",), name
    for name in schema.totals:
        yield ("totals", name), name
    for name, column in schema.columns.items():
        if column.derived_from:
            yield ("columns", name, "derived_from"), column.derived_from
        for part in column.total_of:
            yield ("columns", name, "total_of"), part


def _circles(schema: Schema, name: str) -> Iterator[str]:
    seen, waiting = set(), list(schema.columns[name].total_of)
    while waiting:
        part = waiting.pop()
        if part == name:
            yield _("{name!r} is a part of itself; fix total_of", name=name)
            return
        if part in schema.columns and part not in seen:
            seen.add(part)
            waiting += schema.columns[part].total_of


def additive(column: ColumnTable) -> bool:
    """Return whether numbers of *column* may be summed: by default, whole numbers may."""
    if column.additive is not None:
        return column.additive and column.type in MEASURED
    return column.type is Kind.INTEGER


def minimum_of(column: ColumnTable) -> Decimal | None:
    """Return the least value that *column* allows: for counts of people at least 0."""
    return Decimal(0) if column.people and column.minimum is None else column.minimum
