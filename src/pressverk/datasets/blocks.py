"""The YAML in a fenced block of an article, such as a table's: read by a schema, with places."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent

from pressverk.datasets.query import Fault
from pressverk.frontmatter import _Constructor, _position
from pressverk.model import Finding, Place
from pressverk.schema import Locate, Location, Text, give, validate
from pressverk.translation import _

Model = TypeVar("Model", bound=BaseModel)
MOST_BRACKETS = 300  # the parser takes time with the square of their depth


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


OneOrMore = Annotated[list[Text], BeforeValidator(_listed), give("a name, or a list of names")]
Where = Annotated[
    dict[str, OneOrMore], give("columns and what they say: {metod: MVP, ar: [2017, 2018]}")
]


def read_block(
    model: type[Model], text: str, place: Place
) -> tuple[Model | None, Locate, list[Finding]]:
    """Return what the block says, where each key stands, and every fault.

    *text* is the block without its fences, *place* where the fence that opens it stands.
    """
    start = place.line or 0

    def at(line: int, column: int) -> Place:
        return Place(file=place.file, line=start + 1 + line, column=column + 1)

    values: object = {}

    def locate(location: Location) -> Place:
        return at(*_position(values, location)) if location else place

    try:
        values = _load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = _(
            "not YAML ({problem}); put text with ':' or '#' in quotation marks",
            problem=(error.problem or "").strip(),
        )
        where = at(mark.line, mark.column) if mark else place
        return None, locate, [Finding(place=where, message=message, rule="yaml-syntax")]
    except (YAMLError, ValueError, RecursionError):
        message = _("the block is not YAML; write 'key: value' on each line")
        return None, locate, [Finding(place=place, message=message, rule="yaml-syntax")]
    if not isinstance(values, CommentedMap):
        message = _("the block is no list of keys; write 'key: value' on each line")
        return None, locate, [Finding(place=place, message=message, rule="yaml-syntax")]
    found, faults = validate(model, values, locate)
    return found, locate, faults


def _load(text: str) -> object:
    if text.count("[") + text.count("{") > MOST_BRACKETS:
        raise ValueError(text)
    yaml = YAML(typ="rt", pure=True)
    yaml.Constructor = _Constructor
    if "*" in text:
        _refuse_aliases(yaml.parse(text))
    return yaml.load(text)


def _refuse_aliases(events: Iterable[object]) -> None:
    """Stop at the first alias: a few lines of them unfold to gigabytes."""
    for event in events:
        if isinstance(event, AliasEvent):
            problem = _("an alias, *{name}", name=event.anchor)
            raise MarkedYAMLError(problem=problem, problem_mark=event.start_mark)


def findings_of(faults: Iterable[Fault], locate: Locate) -> Iterator[Finding]:
    """Yield the faults of a query as findings in the block that asks it."""
    for fault in faults:
        yield Finding(place=locate(fault.location), message=fault.message, rule=fault.rule)
