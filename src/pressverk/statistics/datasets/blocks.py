"""The YAML in a fenced block of an article, such as a table: validated by a schema, with places."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator

from pressverk.model import Finding, Place
from pressverk.readers.yaml import YamlError, position_of, read_mapping
from pressverk.statistics.datasets.query import Fault
from pressverk.validation import Locate, Location, Text, give, validate

Model = TypeVar("Model", bound=BaseModel)


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


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

    try:
        values = read_mapping(text)
    except YamlError as error:
        faults = [
            Finding(
                place=at(*fault.position) if fault.position else place,
                message=fault.message,
                rule=fault.rule,
            )
            for fault in error.faults
        ]
        return None, locate, faults
    found, faults = validate(model, values, locate)
    return found, locate, faults


def findings_of(faults: Iterable[Fault], locate: Locate) -> Iterator[Finding]:
    """Yield the faults of a query as findings in the block that asks it."""
    for fault in faults:
        yield Finding(place=locate(fault.location), message=fault.message, rule=fault.rule)
