"""Numbers in running text that are computed from data: ``= sum insatser.elever metod=MVP``."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from html import escape

from pressverk.formats import format_percent
from pressverk.i18n import _
from pressverk.model import Finding, Place
from pressverk.statistics.datasets.dataset import (
    Cell,
    Column,
    Dataset,
    Kind,
    Mark,
    Value,
    columns_by_name,
)
from pressverk.statistics.datasets.query import Fault, Query, QueryError, kept_rows, unknown
from pressverk.statistics.datasets.selection import select
from pressverk.statistics.datasets.wording import write_value

WORD = re.compile(
    r"""\s*(?:
        (?P<key>[\w-]+)=(?:"(?P<quoted>[^"]*)"|(?P<plain>[^\s"]+))
        | (?P<word>[\w.-]+)(?=\s|\Z)
        | (?P<odd>\S+)
    )""",
    re.VERBOSE,
)
AMONG_KNOWN = frozenset({"min", "max", "mean"})  # a sum with a missing part would be too low
JOINING = {"share": "of", "difference": "from", "change": "from"}
FUNCTIONS = ("value", "sum", "count", "min", "max", "mean", *JOINING)
OPTIONS: Mapping[str, Sequence[str]] = {
    "decimals": ("0", "1", "2", "3", "4"),
    "unit": ("yes", "no"),
    "absolute": ("yes", "no"),
}
LONGEST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A number that a text asks for.

    *where* selects rows as in a query. *base* does the same for what the number is compared with:
    the whole of a share, the start of a change.
    """

    function: str
    data: str
    column: str
    where: Mapping[str, tuple[str, ...]]
    base: Mapping[str, tuple[str, ...]]
    decimals: int | None = None
    has_unit: bool = True
    is_absolute: bool = False


def parse_reference(text: str, place: Place) -> tuple[Reference | None, tuple[Finding, ...]]:
    """Return the reference in *text*, the part after the ``=`` at *place*."""
    try:
        return _parse(text), ()
    except QueryError as error:
        return None, _findings(error, place)


def queries(reference: Reference, dataset: Dataset) -> tuple[Query, ...]:
    """Return the queries that *reference* makes of *dataset*: what it publishes."""
    if reference.function == "count":
        return ()
    query = Query(columns=(reference.column,), where=reference.where)
    if reference.function in AMONG_KNOWN:
        return (replace(query, rows=dataset.key),)
    if reference.function in JOINING:
        return query, replace(query, where=reference.base)
    return (query,)


def resolve(
    text: str, datasets: Mapping[str, Dataset], language: str, place: Place
) -> tuple[str, tuple[Finding, ...]]:
    """Return the number that *text* asks for as HTML in *language*, or why there is none.

    *text* is the part after the ``=`` at *place*; *datasets* have passed disclosure control.
    """
    try:
        reference = _parse(text)
        if reference.data not in datasets:
            fault = unknown(_("data"), reference.data, sorted(datasets))
            raise _error("unknown-data", fault)
        return escape(_answer(reference, datasets[reference.data], language), quote=False), ()
    except QueryError as error:
        return "", _findings(error, place)


def _parse(text: str) -> Reference:
    words = [match for match in WORD.finditer(text[:LONGEST]) if match[0].strip()]
    names = [match["word"] or match[0].strip() for match in words[:2]]
    function = names[0] if names else ""
    if function not in FUNCTIONS:
        raise _error("reference", unknown(_("function"), function, FUNCTIONS))
    data, dot, column = names[1].partition(".") if len(names) > 1 else ("", "", "")
    if not data or (function != "count" and not (dot and column)):
        message = _(
            "{text!r} names no column; write it as {example}",
            text=text,
            example=f"= {function} insatser.elever",
        )
        raise _error("reference", message)
    where, base, options = _conditions(words[2:], JOINING.get(function, ""))
    return Reference(
        function=function,
        data=data,
        column=column,
        where=where,
        base=base,
        decimals=int(options["decimals"]) if "decimals" in options else None,
        has_unit=options.get("unit", "yes") == "yes",
        is_absolute=options.get("absolute", "no") == "yes",
    )


def _conditions(
    words: Sequence[re.Match[str]], joining: str
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]], dict[str, str]]:
    """Return the conditions of the number, those of its base, and the options of its format."""
    sides: list[dict[str, tuple[str, ...]]] = [{}, {}]
    options: dict[str, str] = {}
    side = 0
    for match in words:
        key, value = match["key"], match["plain"] or match["quoted"] or ""
        if key in OPTIONS:
            if value not in OPTIONS[key]:
                raise _error(
                    "reference", unknown(_("value of {key!r}", key=key), value, OPTIONS[key])
                )
            options[key] = value
        elif key:
            values = (value,) if match["quoted"] is not None else tuple(value.split(","))
            sides[side][key] = values
        elif joining and match["word"] == joining and not side:
            side = 1
        else:
            message = _(
                "{word!r} is not understood; write column=value, with quotation marks around a "
                "value with spaces",
                word=match[0].strip(),
            )
            raise _error("reference", message)
    if joining == "from" and not side:
        message = _("what is it compared with? write {example} at the end", example="from ar=2009")
        raise _error("reference", message)
    return sides[0], sides[1], options


def _error(rule: str, message: str) -> QueryError:
    return QueryError([Fault(location=(), message=message, rule=rule)])


def _findings(error: QueryError, place: Place) -> tuple[Finding, ...]:
    return tuple(
        Finding(place=place, message=fault.message, rule=fault.rule) for fault in error.faults
    )


def _answer(reference: Reference, dataset: Dataset, language: str) -> str:
    if reference.function == "count":
        return _count(reference, dataset, language)
    if reference.function == "value":
        _refuse_several(reference, dataset)
    cells = [_cells(dataset, query) for query in queries(reference, dataset)]
    if reference.function in AMONG_KNOWN:
        cells = [_without_missing(group) for group in cells]
    if reference.function == "value":
        return _written(cells[0][0], reference, dataset, language)
    numbers = [[_number(cell) for cell in group] for group in cells]
    if reference.function in {"share", "change"}:
        ratio = 100 * _ratio(reference, numbers[0][0], numbers[1][0])
        ratio = abs(ratio) if reference.is_absolute else ratio
        return format_percent(ratio, language, decimals=reference.decimals or 0)
    if reference.function == "difference":
        result = numbers[0][0] - numbers[1][0]
    else:
        result = REDUCTIONS[reference.function](numbers[0])
    return _written(Cell(value=result), reference, dataset, language)


def _cells(dataset: Dataset, query: Query) -> list[Cell]:
    """Return the cells of *query*, without totals whose parts are among them."""
    rows = select(dataset, query).rows
    return [row.cells[0] for row in rows if not row.is_total] or [row.cells[0] for row in rows]


def _without_missing(cells: list[Cell]) -> list[Cell]:
    """Return the *cells* that aren't missing; suppressed ones stay, to be refused."""
    return [cell for cell in cells if cell.mark is not Mark.MISSING] or cells


def _mean(numbers: Sequence[Decimal]) -> Decimal:
    return sum(numbers, Decimal()) / len(numbers)


REDUCTIONS: Mapping[str, Callable[[Sequence[Decimal]], Decimal]] = {
    "sum": lambda numbers: sum(numbers, Decimal()),
    "min": min,
    "max": max,
    "mean": _mean,
}


def _ratio(reference: Reference, part: Decimal, whole: Decimal) -> Decimal:
    if not whole:
        message = _("a share or change of 0 can't be calculated; compare with something else")
        raise _error("reference", message)
    return part / whole if reference.function == "share" else (part - whole) / whole


def _count(reference: Reference, dataset: Dataset, language: str) -> str:
    select(dataset, Query(columns=(), rows=dataset.key, where=reference.where))
    rows = sum(row not in dataset.parts for row in kept_rows(dataset, reference.where))
    column = Column(name="", kind=Kind.INTEGER, label={})
    return write_value(rows, column, language)


def _refuse_several(reference: Reference, dataset: Dataset) -> None:
    count = sum(1 for _row in kept_rows(dataset, reference.where))
    if count > 1:
        message = _(
            "{count} rows are asked for, and a value is that of one; say which, or use sum",
            count=count,
        )
        raise _error("reference", message)


def _number(cell: Cell) -> Decimal:
    _refuse_nothing(cell)
    if not isinstance(cell.value, int | Decimal):
        raise _error("reference", _("{value!r} is not a number; use value", value=cell.value))
    return Decimal(cell.value)


def _refuse_nothing(cell: Cell) -> None:
    if cell.mark is Mark.SUPPRESSED:
        message = _(
            "the number is protected: it counts few people, or would reveal a number that does; "
            "write without it"
        )
        raise _error("protected-number", message)
    if cell.value is None:
        raise _error("missing-number", _("the data have no number here; write without it"))


def _written(cell: Cell, reference: Reference, dataset: Dataset, language: str) -> str:
    _refuse_nothing(cell)
    column = columns_by_name(dataset)[reference.column][1]
    value: Value = cell.value
    if isinstance(value, int | Decimal) and reference.is_absolute:
        value = abs(Decimal(value))
    decimals = reference.decimals
    if reference.function == "mean":
        column = replace(column, kind=_mean_kind(column), decimals=max(column.decimals, 1))
    if isinstance(value, int | Decimal) and column.kind is Kind.PERCENT and reference.has_unit:
        digits = column.decimals if decimals is None else decimals
        return format_percent(value, language, decimals=digits)
    return write_value(value, column, language, decimals)


def _mean_kind(column: Column) -> Kind:
    return Kind.DECIMAL if column.kind is Kind.INTEGER else column.kind
