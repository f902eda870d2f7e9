"""The YAML in a fenced block of an article, such as a table: validated by a schema, with places."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator

from pressverk.model import Finding, Place
from pressverk.readers.names import DATA_KEYS, ORDERS, SWEDISH_DATA_KEYS
from pressverk.readers.yaml import YamlError, key_position_of, position_of, read_mapping, renamed
from pressverk.statistics.datasets.query import Fault, Order
from pressverk.validation import Locate, Location, Text, give, one_of, validate

Model = TypeVar("Model", bound=BaseModel)


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


OrderName = Annotated[
    Order, give("given, ascending, descending or alphabetical"), one_of(Order, ORDERS)
]
OneOrMore = Annotated[list[Text], BeforeValidator(_listed), give("a name, or a list of names")]
Where = Annotated[
    dict[str, OneOrMore], give("columns and what they say: {metod: MVP, ar: [2017, 2018]}")
]


def read_block(
    model: type[Model], text: str, place: Place
) -> tuple[Model | None, Locate, list[Finding]]:
    """Return the block's values as a *model*, the places of its keys, and every fault.

    *text* is the block without its fences, *place* the place of the opening fence.
    """
    start = place.line or 0

    def at(line: int, column: int) -> Place:
        return Place(file=place.file, line=start + 1 + line, column=column + 1)

    values: object = {}

    def locate(location: Location) -> Place:
        return at(*position_of(values, location)) if location else place

    def locate_key(location: Location) -> Place:
        return at(*key_position_of(values, location))

    names = {}
    try:
        written = read_mapping(text)
        values = renamed(written, DATA_KEYS, kept={"where"})
        names = SWEDISH_DATA_KEYS if any(key in DATA_KEYS for key in written) else {}
    except YamlError as error:
        faults = [
            Finding(
                place=at(*fault.position) if fault.position else place,
                message=fault.message,
                rule=fault.rule,
                edits=fault.edits(start + 1),
            )
            for fault in error.faults
        ]
        return None, locate, faults
    found, faults = validate(
        model, values, locate, key_place=locate_key, names=names, aliases=DATA_KEYS
    )
    return found, locate, faults


def findings_of(faults: Iterable[Fault], locate: Locate) -> Iterator[Finding]:
    """Yield the faults of a query as findings in the block that asks it."""
    for fault in faults:
        yield Finding(place=locate(fault.location), message=fault.message, rule=fault.rule)
